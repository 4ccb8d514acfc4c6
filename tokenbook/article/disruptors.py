"""Statements on DeepSeek and Qwen: what rose, and what it displaced."""

import math

import pandas as pd

from tokenbook import lifetimes, measures, said, statistics
from tokenbook.article import sensitivity as hangs
from tokenbook.article.forecasts import forecast_weeks
from tokenbook.article.grading import by_halves, by_readings, graded, stepped
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements, Verdict
from tokenbook.coverage import Forecast, Given, Launched, Present, Span, Weeks
from tokenbook.limits import FORECAST_WEEKS, NEWCOMER_PEAK, NEWCOMER_WEEKS
from tokenbook.scope import NoRowsError, Scope
from tokenbook.statistics import NoInterval
from tokenbook.wording import N_, Saying, passage, saying

told = Statements("disruptors")

VENDOR = "DeepSeek"
VERSIONS = ("deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1")
NEWCOMER = "qwen/qwen3-30b-a3b"


@told.add(
    "dis-value",
    "cause",
    N_("Value models became performance leaders."),
    limits=("score",),
    figure="disruptor-shares",
    needs=(Span("year"), Given(("aider", "vendors"))),
    untouched=dict.fromkeys(hangs.IDS, hangs.NOT_USAGE),
)
def dis_value(scope: Scope) -> Finding:
    """Who was cheapest among the good ones in Aider's benchmark, and who was best, when the year ended."""
    vendors = scope.parameter("vendors")
    runs = measures.attributed(scope.aider, scope.vendor_of)
    able = runs[(runs["pass_rate_2"] >= scope.limit("score")) & (runs["cost_usd"] > 0)]
    if able.empty:
        raise NoRowsError("runs")
    cheapest, first = able.loc[able["cost_usd"].idxmin()], able.loc[able["date"].idxmin()]
    ranking = runs.groupby("vendor")["pass_rate_2"].max().sort_values(ascending=False)
    own = ranking[ranking.index.isin(vendors)]
    common = {
        "score": scope.limit("score"),
        "first": first["cost_usd"],
        "first_day": first["date"],
        "model": scope.edition.label(cheapest["model"]),
        "cost": cheapest["cost_usd"],
        "day": cheapest["date"],
        "until": runs["date"].max(),
        "best": ranking.index[0],
        "points": ranking.iloc[0],
    }
    cheap, leads = cheapest["vendor"] in vendors, ranking.index[0] in vendors
    place = int(ranking.index.get_loc(own.index[0]) + 1) if len(own) else 0
    return Finding(
        by_halves(graded(cheap), graded(leads)),
        passage(
            [
                saying(VALUE[cheap], **common),
                saying(LEADERS[leads], **common)
                if leads or not place
                else saying(BEHIND, own=own.index[0], own_points=own.iloc[0], place=place, **common),
            ],
        ),
        saying(
            N_("cheapest good run: {cost:dollars}; best: {best:text}"),
            cost=common["cost"],
            best=common["best"],
        ),
        value=float(cheapest["cost_usd"]),
        unit="usd",
    )


VALUE = {
    True: N_(
        "On value it holds: the cheapest run of Aider's coding benchmark with at least {score:count} points "
        "had cost {first:dollars} by {first_day:date}, and by {until:date}, where the list ends, "
        "{cost:dollars}, with {model:text}."
    ),
    False: N_(
        "On value it does not hold: the cheapest run of Aider's coding benchmark with at least {score:count} "
        "points had cost {first:dollars} by {first_day:date}, and by {until:date}, where the list ends, "
        "{cost:dollars}, with {model:text}, which is none of these vendors'."
    ),
}
LEADERS = {
    True: N_("On leading as well: the best result is {best:text}'s, with {points:number} points."),
    False: N_(
        "On leading it does not: the best result is {best:text}'s, with {points:number} points; of these "
        "vendors the list has none."
    ),
}
BEHIND = N_(
    "On leading it does not: the best result is {best:text}'s, with {points:number} points; {own:text}, the "
    "best of the value vendors, has {own_points:number} and place {place:count} among vendors."
)


SECOND_ONLY = N_(
    "{two:text} did, in the week of {newer:date}. {one:text} had been there since that of {older:date} and "
    "had its largest share, {high:share:0}, in that of {week:date}. Both together came to {before:tokens} "
    "tokens by the end of June and to {after:tokens} from July on."
)
BOTH_CAME = N_(
    "{one:text} is there from the week of {older:date} on, {two:text} from that of {newer:date}. {one:text} "
    "had its largest share, {high:share:0}, in the week of {week:date}. Both together came to "
    "{before:tokens} tokens by the end of June and to {after:tokens} from July on."
)


@told.add(
    "dis-deepseek-h2",
    "figure",
    N_("DeepSeek V3 (0324 and V3.1) emerged in the second half of the year."),
    N_("second half"),
    cast=VERSIONS,
    figure="disruptor-shares",
    needs=(Span("half", 1), Span("half", 2), Present(VERSIONS), Launched(VERSIONS)),
    dated=Span("half", 2),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "launch-in": hangs.COUNT,
        "mean-of-weeks": hangs.NO_POOL,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def dis_deepseek_h2(scope: Scope) -> Finding:
    """In which half each version has its first complete week."""
    tokens = scope.series(VERSIONS, measures.tokens_by(scope.weeks, "model"))
    older, newer = (tokens.index[tokens[name] > 0][0] for name in VERSIONS)
    second = scope.coverage.span("half", 2)
    share = measures.shares(scope.weeks, "model")[VERSIONS[0]]
    before, after = (tokens.reindex(scope.coverage.span("half", n)).sum().sum() for n in (1, 2))
    return Finding(
        graded(older in second, newer in second),
        saying(
            SECOND_ONLY if (older in second, newer in second) == (False, True) else BOTH_CAME,
            one=scope.edition.label(VERSIONS[0]),
            two=scope.edition.label(VERSIONS[1]),
            older=older,
            newer=newer,
            week=share.idxmax(),
            high=float(share.max()),
            before=float(before),
            after=float(after),
        ),
        saying(N_("first weeks: {older:date}; {newer:date}"), older=older, newer=newer),
        value=f"{older:%Y-%m-%d}",
        unit="day",
    )


FELL = N_("{part:share:0} of what the older models lost, they had lost before {first:text} came.")
NO_FALL = N_("The older models' share did not fall.")
CHANGES = N_(
    "From {start:date} to {end:date} the weekly changes of the older models and those of {names:names} have "
    "a correlation of {steps:number:2} ({pairs:count} pairs"
)
WITH_INTERVAL = N_("{found:said}; 95% interval {low:number:2} to {high:number:2}).")
WITHOUT_INTERVAL = N_("{found:said}; no interval, as {why:messages}).")
RANKED = {
    True: N_("Of {of:count} newcomers compared in the same way, none shows a stronger displacement."),
    False: N_(
        "Of {of:count} newcomers compared in the same way the displacement is stronger with {ahead:count}."
    ),
}
CAUSE = N_("Correlation does not prove a cause.")

WHY = {
    NoInterval.STILL: N_("one of them never changes"),
    NoInterval.FEW: N_("the weeks are too few"),
    NoInterval.UNIT_ROOT: N_("one of them may drift at random"),
    NoInterval.BLOCK: N_("its blocks would be too long"),
}


def _tested(found: statistics.Correlation, wording: Saying) -> Saying:
    """A correlation's sentence with its interval, or with the reason why there is none."""
    if found.without is None:
        return saying(WITH_INTERVAL, found=wording, low=found.low, high=found.high)
    return saying(WITHOUT_INTERVAL, found=wording, why=[WHY[found.without]])


def _compared(scope: Scope, share: pd.DataFrame, own: float, older: list[str]) -> statistics.Placebo | None:
    """The correlation of changes among those of all other newcomers (see `statistics.placebo`)."""
    values = {"": own}
    for name in statistics.newcomers(measures.named(share), NEWCOMER_WEEKS, NEWCOMER_PEAK):
        if name not in older and name not in VERSIONS:
            values[name] = float(statistics.pearson(_changes(scope, share, [name], older).to_numpy()))
    return statistics.placebo(values, "")


def _balances(scope: Scope, share: pd.DataFrame, names: list[str], older: list[str]) -> pd.DataFrame:
    """Log-ratios of `names` and of the older models, from the first whole week of `names` on."""
    there = scope.since_launch(share[names].sum(axis=1)).index
    return statistics.balances(share.loc[there], names, older)


def _changes(scope: Scope, share: pd.DataFrame, names: list[str], older: list[str]) -> pd.DataFrame:
    return statistics.changes(_balances(scope, share, names, older))


@told.add(
    "dis-displacement",
    "pattern",
    N_("The rise of DeepSeek goes with the displacement of older models."),
    cast=VERSIONS,
    limits=("correlated", "placebo"),
    figure="disruptor-shares",
    needs=(
        Weeks(statistics.MIN_WEEKS),
        Present(VERSIONS, statistics.MIN_WEEKS, "any"),
        Launched(VERSIONS[:1]),
        Given(("displaced",)),
    ),
    dated=Span("year"),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "mean-of-weeks": hangs.NO_POOL,
        **hangs.TIERS,
    },
)
def dis_displacement(scope: Scope) -> Finding:
    """How log-ratios of the new and of the older models go together, beside those of other newcomers."""
    share = measures.shares(scope.weeks, "model")
    risen = list(scope.series(VERSIONS, share))
    older = [name for name in scope.parameter("displaced") if name not in risen]
    fallen = scope.series(older, share).sum(axis=1)
    both = _balances(scope, share, risen, older)
    steps = statistics.correlation(statistics.changes(both))
    if math.isnan(steps.value):
        raise NoRowsError("no week beside another, or a log-ratio that never changes")
    placebo = _compared(scope, share, steps.value, older)
    strong = steps.value <= scope.limit("correlated")
    certain = strong and steps.high < 0  # without an interval nothing is certain
    outstanding = placebo is not None and placebo.chance <= scope.limit("placebo")
    names = scope.labels(risen)
    common = {"names": names, "weeks": len(both), **measures.days_of(both.index)}
    part = lifetimes.fall_before(fallen, both.index[0])
    sentences = [
        saying(NO_FALL) if math.isnan(part) else saying(FELL, part=part, first=names[0]),
        _tested(steps, saying(CHANGES, steps=steps.value, pairs=steps.weeks, **common)),
        *([saying(RANKED[placebo.rank == 1], ahead=placebo.rank - 1, of=placebo.of)] if placebo else []),
        saying(CAUSE),
    ]
    return Finding(
        stepped(certain and outstanding, strong or outstanding),
        passage(sentences, part=None if math.isnan(part) else part),
        saying(
            N_("r = {steps:number:2}, place {rank:count} of {of:count}"),
            steps=steps.value,
            rank=placebo.rank,
            of=placebo.of,
        )
        if placebo
        else saying(N_("r = {steps:number:2}"), steps=steps.value),
        value=steps.value,
        unit="r",
    )


@told.add(
    "dis-deepseek-coding",
    "cause",
    N_("DeepSeek competed on intelligence too, above all in coding and logic."),
    cast=(VENDOR, VERSIONS[0]),
    limits=("leading",),
    needs=(Span("year"), Given(("aider",))),
    dated=Span("year"),
    untouched=dict.fromkeys(hangs.IDS, hangs.NOT_USAGE),
)
def dis_deepseek_coding(scope: Scope) -> Finding:
    """DeepSeek's place among vendors in Aider's benchmark, when its V3 0324 came and in the end."""
    runs = measures.attributed(scope.aider, scope.vendor_of)
    came = runs.loc[runs["model"] == VERSIONS[0], "date"].min()
    if pd.isna(came):
        raise NoRowsError("runs", [VERSIONS[0]])
    ranking = {
        day: runs[runs["date"] <= day].groupby("vendor")["pass_rate_2"].max().sort_values(ascending=False)
        for day in (came, runs["date"].max())
    }
    (start, first), (end, last) = (
        (day, measures.place_in(places, VENDOR)) for day, places in ranking.items()
    )
    readings = [graded(place is not None and place <= scope.limit("leading")) for place in (first, last)]
    coding = by_readings(*readings)
    return Finding(
        by_halves(coding, None),
        saying(
            N_(
                "Coding is tested, and this half is {half:messages}: in Aider's benchmark {vendor:text}'s "
                "best model had place {first:count} of {first_of:count} vendors on {start:date}, when "
                "{model:text} was tested, and place {last:count} of {last_of:count} on {end:date}, when the "
                "list ended, with {own:number} points against {best:number}. Logic by itself is tested in no "
                "table that this book may reuse; such results would settle that half."
            ),
            half=[VERDICT_WORDS[coding]],
            vendor=VENDOR,
            model=scope.edition.label(VERSIONS[0]),
            start=start,
            first=first,
            first_of=len(ranking[start]),
            end=end,
            last=last,
            last_of=len(ranking[end]),
            own=float(ranking[end][VENDOR]),
            best=float(ranking[end].iloc[0]),
        ),
        saying(N_("coding: place {first:count} → {last:count}"), first=first, last=last),
        value=last,
        unit="rank",
    )


@told.add(
    "dis-qwen30b",
    "figure",
    N_("Qwen3 30B A3B appears notably in the last week of December."),
    N_("last week of December"),
    cast=(NEWCOMER,),
    limits=("visible",),
    figure="last-weeks",
    needs=(Span("month", 12), Present((NEWCOMER,))),
    dated=Span("month", 12),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "launch-in": hangs.COUNT,
        "mean-of-weeks": hangs.COUNT,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def dis_qwen30b(scope: Scope) -> Finding:
    """The model's rank in the last complete week of December."""
    rank = scope.series([NEWCOMER], measures.ranks(scope.weeks, "model"))[NEWCOMER]
    week = scope.coverage.span("month", 12)[-1]
    present = rank.dropna()
    tokens = measures.tokens_by(scope.weeks, "model")[NEWCOMER]
    common = {
        "model": scope.edition.label(NEWCOMER),
        "week": week,
        "seen": present.index[-1],
        "best": int(present.min()),
        "best_week": present.idxmin(),
        "year": scope.coverage.year,
        "tokens": float(tokens[present.idxmin()]),
    }
    if week not in present:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_(
                    "On no day of the week of {week:date} was {model:text} among the fifty largest. In "
                    "{year:text} it was last listed in the week of {seen:date}; its best week was that of "
                    "{best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
                ),
                **common,
            ),
            saying(N_("no row")),
            value=0,
            unit="tokens",
        )
    place = int(present[week])
    return Finding(
        stepped(place <= scope.limit("visible"), True),
        saying(
            N_(
                "In the week of {week:date} {model:text} had rank {rank:count}; its best week was that "
                "of {best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
            ),
            rank=place,
            **common,
        ),
        saying(N_("rank {value:count}"), value=place),
        value=place,
        unit="rank",
    )


@told.add(
    "dis-qwen-2026",
    "forecast",
    N_("The adoption of Qwen3 30B A3B hints that it will be a titan in 2026."),
    cast=(NEWCOMER,),
    limits=("leading", "visible"),
    needs=(Forecast(said.FORECAST_YEAR, FORECAST_WEEKS),),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "launch-in": hangs.COUNT,
        "mean-of-weeks": hangs.COUNT,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def dis_qwen_2026(scope: Scope) -> Finding:
    """The model's best rank in the year of the forecast, once the rows reach it."""
    weeks = forecast_weeks(scope)
    rank = measures.ranks(weeks, "model")
    common = {
        "weeks": weeks["week"].nunique(),
        "model": scope.edition.label(NEWCOMER),
        **measures.days_of(weeks["week"]),
    }
    if NEWCOMER not in rank:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_(
                    "On no day of the {weeks:weeks} from {start:date} to {end:date} was {model:text} among "
                    "the fifty largest."
                ),
                **common,
            ),
            saying(N_("no row")),
            value=0,
            unit="tokens",
        )
    place = rank[NEWCOMER]
    best = int(place.min())
    return Finding(
        stepped(best <= scope.limit("leading"), best <= scope.limit("visible")),
        saying(
            N_(
                "In the {weeks:weeks} from {start:date} to {end:date} {model:text} was listed in "
                "{there:weeks}; its best rank was {best:count}, when the seven daily lists of the week of "
                "{week:date} are added up, with {share:share:2} of that week's tokens."
            ),
            there=int(place.notna().sum()),
            best=best,
            week=place.idxmin(),
            share=float(measures.shares(weeks, "model").at[place.idxmin(), NEWCOMER]),
            **common,
        ),
        saying(N_("rank {value:count}"), value=best),
        value=best,
        unit="rank",
    )


def fell_before(scope: Scope, displacement: Finding) -> bool:
    """Eight older models fell from three quarters to a few percent, mostly before the first newer one came.

    That was in spring.

    Parameters
    ----------
    displacement : what `dis_displacement` found, which has the part of the fall.
    """
    share, older = measures.shares(scope.weeks, "model"), scope.parameters.get("displaced") or []
    fallen = share.reindex(columns=older).sum(axis=1)
    came = share.get(VERSIONS[0], pd.Series(dtype=float)).gt(0)
    if len(older) != 8 or not came.any() or came.iloc[0] or scope.coverage.year != said.YEAR:
        return False
    first, last = scope.ends(fallen)
    large = share[older[0]].iloc[:4].mean() == share.reindex(columns=older).iloc[:4].mean().max()
    part = displacement.number("part")
    early = came.idxmax().month in (3, 4, 5) and isinstance(part, float) and part >= 0.7
    return bool(large and early and 0.7 <= first <= 0.8 and last < 0.05)
