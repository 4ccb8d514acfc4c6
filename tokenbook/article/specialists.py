"""Statements on specialists: Grok Code Fast 1 and Claude Sonnet 4."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tokenbook import measures, said, statistics
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_halves, graded
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements, Verdict
from tokenbook.coverage import Given, Launched, Present, Span
from tokenbook.limits import AROUND
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Saying, passage, saying

told = Statements("specialists")

CODER = "x-ai/grok-code-fast-1"
"""A statement on Grok Code Fast 1 is judged on it, whoever writes code in that period."""

STABLE = "anthropic/claude-sonnet-4"
FAMILY = (STABLE, "anthropic/claude-sonnet-4.5")


def _whole_weeks(scope: Scope, model: str) -> pd.Series:
    """Tokens of a model in the weeks in which it has some, from its first whole one on."""
    tokens = scope.since_launch(scope.series([model], measures.tokens_by(scope.weeks, "model"))[model])
    return tokens[tokens > 0]


SPIKES = {
    True: N_(
        "Out of the fourth quarter stands {spikes:weeks} with at least {factor:decimal} times the median of "
        "the {around:words} weeks on either side."
    ),
    False: N_(
        "No week of the fourth quarter stands out: none had {factor:decimal} times the median of the "
        "{around:words} weeks on either side."
    ),
}
MEAN_WEEK = {
    True: N_("Its mean week was larger than before: {fourth:tokens} tokens, after {before:tokens}."),
    False: N_("Its mean week was no larger than before: {fourth:tokens} tokens, after {before:tokens}."),
}
RECORD = N_(
    "That the record of {peak:tokens} fell into the quarter says little; chance alone would put it there in "
    "{chance:share:0} of cases."
)


@told.add(
    "spec-grok",
    "pattern",
    N_("Grok Code Fast 1 spiked in the fourth quarter."),
    N_("fourth quarter"),
    cast=(CODER,),
    limits=("spike",),
    figure="specialist-shares",
    needs=(Span("quarter", 4), Present((CODER,), 2 * AROUND)),
    dated=Span("quarter", 4),
    untouched={
        "paid": hangs.NEVER_FREE,
        **hangs.ENDS,
        **hangs.TOPS,
        "mean-of-weeks": hangs.NO_POOL,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def spec_grok(scope: Scope) -> Finding:
    """Weeks of the fourth quarter that stand out, and its mean week beside that of the weeks before."""
    tokens = _whole_weeks(scope, CODER)
    quarter = scope.coverage.span("quarter", 4)
    inside = tokens[tokens.index.isin(quarter)]
    earlier = tokens[tokens.index < quarter[0]]
    if inside.empty:
        raise NoRowsError("the fourth quarter", [CODER])
    spikes = statistics.surges(tokens, scope.limit("spike"), AROUND)
    found = int(spikes.isin(quarter).sum())
    before = float(earlier.mean()) if len(earlier) else 0.0
    numbers: dict[str, Any] = {
        "spikes": found,
        "factor": scope.limit("spike"),
        "around": AROUND,
        "fourth": float(inside.mean()),
        "before": before,
        "peak": float(tokens.max()),
        "chance": statistics.chance_of_maximum(tokens.index, quarter),
    }
    parts = [SPIKES[found > 0], MEAN_WEEK[bool(inside.mean() > before)]]
    if tokens.idxmax() in quarter:
        parts.append(RECORD)
    return Finding(
        graded(found > 0, inside.mean() > before),
        passage([saying(part, **numbers) for part in parts], **numbers),
        saying(
            N_("{spikes:count} spikes; {fourth:tokens} a week in the quarter, {before:tokens} before"),
            spikes=found,
            fourth=float(inside.mean()),
            before=before,
        ),
        value=float(inside.mean()),
        unit="tokens",
    )


@told.add(
    "spec-grok-speed",
    "cause",
    N_("Grok Code Fast 1 was adopted en masse when generation speed became the priority."),
    cast=(CODER,),
    limits=("at once",),
    figure="specialist-shares",
    needs=(Launched((CODER,)), Present((CODER,), 2)),
    dated=Span("year"),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "mean-of-weeks": hangs.NO_POOL,
        **hangs.TIERS,
    },
)
def spec_grok_speed(scope: Scope) -> Finding:
    """How much the model took in its first whole week; why it was chosen is not in the data."""
    share = measures.named(measures.shares(scope.weeks, "model"))
    firsts = {
        name: scope.since_launch(share[name])
        for name in share.columns[(share.iloc[0] == 0) & (share > 0).any().to_numpy()]
    }
    start = {name: series.iloc[0] for name, series in firsts.items() if len(series)}
    own = start.get(CODER)
    if not own:
        raise NoRowsError("its first whole week", [CODER])
    at_once = graded(own >= scope.limit("at once"))
    return Finding(
        by_halves(at_once, None),
        saying(
            N_(
                "The mass adoption is {half:messages}: in its first whole week, that of {week:date}, "
                "{model:text} had {share:share:0} of all tokens, place {place:count} among {of:count} "
                "newcomers. The reason is not in the data; besides being fast, it was given away in one "
                "coding tool (Cline) from its first days on."
            ),
            model=scope.edition.label(CODER),
            half=[VERDICT_WORDS[at_once]],
            week=firsts[CODER].index[0],
            share=float(own),
            place=1 + sum(value > own for value in start.values()),
            of=len(start),
        ),
        saying(N_("{value:share} in its first whole week"), value=float(own)),
        value=float(own),
        unit="share",
    )


SLICE = {
    Verdict.SUPPORTED: N_(
        "The slice was stable: from {start:date} to {end:date} {model:text} went from {first:share:0} of the "
        "tokens to {last:share:0}, and with its successor it was among the first {top:words} in "
        "{leading:share:0} of the weeks."
    ),
    Verdict.PARTLY: N_(
        "The slice was stable in one way and not in another: from {start:date} to {end:date} {names:names} "
        "together were among the first {top:words} in {held:count} of {weeks:weeks}, their share straying "
        "from its mean by {both:share:0} of it; {model:text} alone went from {first:share:0} of the tokens "
        "to {last:share:0}, straying by {one:share:0}."
    ),
    Verdict.CONTRADICTED: N_(
        "The slice was not stable: from {start:date} to {end:date} {model:text} went from {first:share:0} of "
        "the tokens to {last:share:0}, and with its successor it was among the first {top:words} in "
        "{leading:share:0} of the weeks."
    ),
}
VOLUME = {
    True: N_(
        "Light models did have more of the volume: {light:share:0} of the tokens, against {mean:share:0} for "
        "both together."
    ),
    False: N_(
        "The light models had less of the volume: {light:share:0}, against {mean:share:0} for both together."
    ),
}


def _both(scope: Scope) -> tuple[float, float]:
    """Joint share of the article's two specialists in the first and in the last complete week."""
    share = measures.shares(scope.weeks, "model")
    joint = scope.series((CODER, STABLE), share).fillna(0).sum(axis=1)
    return float(joint.iloc[0]), float(joint.iloc[-1])


def both_at_first(scope: Scope) -> float | None:
    """What the article's two specialists had in the first complete week; None without a row of either."""
    try:
        return _both(scope)[0]
    except NoRowsError:
        return None


def both_gone(scope: Scope) -> bool:
    """In a year after the article's its two specialists went from a hundredth or more to next to nothing."""
    try:
        first, last = _both(scope)
    except NoRowsError:
        return False
    return bool(scope.coverage.year > said.YEAR and first >= 0.01 and last < LITTLE)


def sonnet_of_another_year(scope: Scope) -> Saying | None:
    """How far the model went down in a later year; None where it did not, or has no row."""
    share = measures.shares(scope.weeks, "model")
    if STABLE not in share or scope.coverage.year < said.YEAR:
        return None
    first, last = scope.ends(share[STABLE].fillna(0))
    if first < LITTLE or last >= first:
        return None
    return saying(
        N_(
            "In the first weeks of this edition {model:text} still had {first:share} of the tokens, in the "
            "last {last:share}."
        )
        if last >= LITTLE
        else N_(
            "In the first weeks of this edition {model:text} still had {first:share} of the tokens, in the "
            "last next to none."
        ),
        model=scope.edition.label(STABLE),
        first=first,
        last=last,
    )


LITTLE = 0.001
"""A share that is next to nothing."""


@told.add(
    "spec-sonnet4",
    "pattern",
    N_("Claude Sonnet 4 held a stable slice of the ranking while Flash models took the volume."),
    cast=FAMILY,
    limits=("stable", "leading", "fixture"),
    figure="specialist-shares",
    needs=(Present((STABLE,), 13), Given(("light_tiers",))),
    dated=Span("year"),
    instead=sonnet_of_another_year,
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
    },
)
def spec_sonnet4(scope: Scope) -> Finding:
    """How the share of the model and its family varies, the family's rank, light models' volume."""
    share = measures.shares(scope.weeks, "model")
    own = scope.since_launch(scope.series([STABLE], share)[STABLE])
    joint = scope.since_launch(scope.series(FAMILY, share).sum(axis=1))
    weeks = scope.weeks[scope.weeks["week"].isin(joint.index)]
    one, both = measures.variation(own), measures.variation(joint)
    rank = measures.joint_rank(weeks, FAMILY)
    leading = float((rank <= scope.limit("leading")).mean())
    stable = graded(
        one <= scope.limit("stable"), both <= scope.limit("stable"), leading >= scope.limit("fixture")
    )
    mean = scope.joint(weeks, FAMILY)
    light = scope.joint(weeks, scope.parameter("light_tiers"), "tier")
    volume = graded(light > mean)
    numbers: dict[str, Any] = {
        "model": scope.edition.label(STABLE),
        "names": scope.labels(FAMILY),
        "first": float(own.iloc[0]),
        "last": float(own.iloc[-1]),
        "one": one,
        "both": both,
        "top": scope.limit("leading"),
        "leading": leading,
        "held": int((rank <= scope.limit("leading")).sum()),
        "weeks": len(rank),
        "mean": mean,
        "light": light,
        "slice": [VERDICT_WORDS[stable]],
        **measures.days_of(joint.index),
    }
    return Finding(
        by_halves(stable, volume),
        passage([saying(SLICE[stable], **numbers), saying(VOLUME[light > mean], **numbers)], **numbers),
        saying(
            N_(
                "variation {one:number:2}, family {both:number:3}; leading in {leading:share:0}; "
                "{mean:share} against {light:share} light"
            ),
            one=one,
            both=both,
            leading=leading,
            mean=mean,
            light=light,
        ),
        value=one,
        unit="ratio",
    )


LIVEBENCH = 95.2
"""Claude Sonnet 4 with thinking on LiveBench's reasoning: a single figure, as its table has no licence."""


TABLES = {
    True: N_(
        "On reasoning two tables agree: in Epoch's general index no model stood above {model:text}, and "
        "LiveBench, of which a single figure may be quoted, gives it {livebench:number} of 100 points for "
        "reasoning."
    ),
    False: N_(
        "On reasoning no table decides: in Epoch's general index {above_then:words} models stood above "
        "{model:text} at its release and {above:count} in the end; LiveBench, of which a single figure may "
        "be quoted, gives it {livebench:number} of 100 points for reasoning."
    ),
}
CREATIVE = N_("Creative work is tested by no table here; blind votes on texts would tell.")
CODING = N_(
    "In coding, which the sentence does not name, it had {points:number} points in Aider's benchmark; the "
    "best model until then had {then:number}."
)


@told.add(
    "spec-sonnet-quality",
    "cause",
    N_("Claude Sonnet 4 remained the gold standard for reasoning and creative work."),
    cast=(STABLE,),
    needs=(Span("half", 2), Present((STABLE,)), Given(("aider", "eci"))),
    dated=Span("year"),
    untouched=dict.fromkeys(hangs.IDS, hangs.NOT_USAGE),
)
def spec_sonnet_quality(scope: Scope) -> Finding:
    """Whether the model was the best by a general index, when it came and in the end; coding stands beside.

    The index counts only where it agrees with the published table of reasoning that speaks for the model,
    else it settles nothing.
    """
    runs, index, label = scope.aider, scope.eci, scope.edition.label(STABLE)
    own = runs[runs["model"] == STABLE]
    versions = index[index["name"] == label]
    if own.empty or versions.empty:
        raise NoRowsError("runs", [STABLE])
    points, came = float(own["pass_rate_2"].max()), own["date"].max()
    then = float(runs.loc[runs["date"] <= came, "pass_rate_2"].max())
    score, released = float(versions["eci"].max()), versions["release_date"].min()
    known = index.groupby("name")["eci"].max()
    known_then = index[index["release_date"] <= released].groupby("name")["eci"].max()
    above_then, above = int((known_then > score).sum()), int((known > score).sum())
    reasoning = Verdict.SUPPORTED if above_then == above == 0 else None
    numbers: dict[str, Any] = {
        "model": label,
        "points": points,
        "then": then,
        "above_then": above_then,
        "above": above,
        "livebench": LIVEBENCH,
    }
    parts = (TABLES[reasoning is not None], CREATIVE, CODING)
    evidence = passage([saying(part, **numbers) for part in parts], **numbers)
    if reasoning is None:
        return Finding(Verdict.NOT_TESTABLE, evidence)
    return Finding(
        by_halves(reasoning, None),
        evidence,
        saying(N_("{above:count} models above it in a general index"), above=above),
        value=above,
        unit="rank",
    )


@dataclass(frozen=True)
class Run:
    """How Grok Code Fast 1 fared from its first whole week on; shares of all tokens."""

    start: pd.Timestamp | None
    peak: pd.Timestamp | None
    weeks: int
    led: int
    rivals: list[str]
    at_once: bool
    high: float
    last: float
    opening: float


def grok_run(scope: Scope) -> Run:
    """Weeks from its first whole one, those it led, who led the others, its highest and last share."""
    every = measures.shares(scope.weeks, "model")
    share = measures.named(every)
    if CODER not in share:
        return Run(None, None, 0, 0, [], False, 0.0, 0.0, 0.0)
    own = scope.since_launch(share[CODER])
    own = own[(own > 0).cummax()]
    if own.empty:
        return Run(None, None, 0, 0, [], False, 0.0, 0.0, 0.0)
    first = share.reindex(own.index).idxmax(axis=1)
    return Run(
        start=own.index[0],
        peak=own.idxmax(),
        weeks=len(own),
        led=int((first == CODER).sum()),
        rivals=sorted(set(first[first != CODER])),
        at_once=bool(first.iloc[0] == CODER),
        high=float(own.max()),
        last=float(own.iloc[-1]),
        opening=float(own.iloc[0]),
    )


def grok_led(scope: Scope) -> bool:
    """A newcomer led at once, in most weeks, before a fourth quarter too, and lost two thirds of its peak."""
    run, quarters = grok_run(scope), scope.quarters
    newcomer = measures.shares(scope.weeks, "model").get(CODER, pd.Series([1.0])).iloc[0] == 0
    early = 4 in quarters and run.start is not None and run.start < quarters[4][0]
    return bool(newcomer and early and run.at_once and run.led > run.weeks / 2 and run.last <= run.high / 3)


def gift_led(scope: Scope) -> bool:
    """One sibling led in every week that Grok Code did not, and most of its tokens there cost nothing."""
    run, weeks = grok_run(scope), scope.weeks
    if len(run.rivals) != 1 or not run.rivals[0].startswith("x-ai/") or "free_tokens" not in weeks:
        return False
    rows = weeks[(weeks["week"] >= run.start) & (weeks["model"] == run.rivals[0])]
    first = measures.named(measures.shares(weeks, "model")).idxmax(axis=1)
    rows = rows[rows["week"].isin(first.index[first == run.rivals[0]])]
    return bool(rows["free_tokens"].sum() > rows["tokens"].sum() / 2)


@dataclass(frozen=True)
class Handover:
    """Claude Sonnet 4's share in its successor's first week and in the week before."""

    week: pd.Timestamp | None
    before: float
    then: float


def first_shared_week(scope: Scope) -> Handover:
    """What the first week with the successor did to the predecessor's share of all tokens."""
    share = measures.shares(scope.weeks, "model").reindex(columns=list(FAMILY), fill_value=0.0)
    later = share[FAMILY[1]] > 0
    if not later.any() or later.iloc[0]:
        return Handover(None, 0.0, 0.0)
    week = later.idxmax()
    at = share.index.get_loc(week)
    return Handover(week, float(share[STABLE].iloc[at - 1]), float(share[STABLE].iloc[at]))


def sonnet_handed_over(scope: Scope) -> bool:
    """The steepest weekly fall of Sonnet 4 is its successor's first week; both end below half of its peak."""
    share = measures.shares(scope.weeks, "model").reindex(columns=list(FAMILY), fill_value=0.0)
    change, joint = share[STABLE].diff(), share.sum(axis=1)
    week = first_shared_week(scope).week
    return week is not None and bool(change.idxmin() == week and joint.iloc[-1] < share[STABLE].max() / 2)
