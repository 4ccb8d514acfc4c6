"""Statements on DeepSeek and Qwen: what rose, and what it displaced."""

import math

from tokenbook import measures, said
from tokenbook.article.forecasts import forecast_weeks
from tokenbook.article.grading import graded, stepped
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("disruptors")

VERSIONS = ("deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1")
NEWCOMER = "qwen/qwen3-30b-a3b"


@told.add(
    "dis-value",
    "cause",
    N_("Value models became performance leaders."),
    figure="disruptor-shares",
)
def dis_value(scope: Scope) -> Finding:
    """The vendors' joint volume; quality is not in the data."""
    vendors = scope.parameter("vendors")
    share = measures.shares(scope.weeks, "vendor")
    first, last = scope.ends(scope.series(vendors, share).sum(axis=1))
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Quality is not in the data. By volume {names:names} together held {first:share} in the "
                "first weeks and {last:share} in the last."
            ),
            names=vendors,
            first=first,
            last=last,
        ),
    )


@told.add(
    "dis-deepseek-h2",
    "figure",
    N_("DeepSeek V3 (0324 and V3.1) emerged in the second half of the year."),
    N_("second half"),
    cast=VERSIONS,
    figure="disruptor-shares",
)
def dis_deepseek_h2(scope: Scope) -> Finding:
    """In which half each version has its first complete week."""
    tokens = scope.series(VERSIONS, measures.tokens_by(scope.weeks, "model"))
    first_weeks = {name: tokens.index[tokens[name] > 0][0] for name in tokens}
    second = set(scope.part(2, 2)["week"])
    halves = [
        float(measures.overall_shares(scope.part(n, 2), "model").reindex(VERSIONS).sum()) for n in (1, 2)
    ]
    return Finding(
        graded(*(week in second for week in first_weeks.values())),
        saying(
            N_(
                "First complete weeks of {names:names}: {weeks:dates}. Together they held "
                "{first:share} of the tokens in the first half and {last:share} in the second."
            ),
            names=scope.labels(first_weeks),
            weeks=list(first_weeks.values()),
            first=halves[0],
            last=halves[1],
        ),
        saying(N_("{first:share} → {last:share}"), first=halves[0], last=halves[1]),
    )


DISPLACED = (
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). Neither interval contains zero. A correlation "
        "is no cause."
    ),
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). One of the two intervals contains zero, so "
        "chance cannot be ruled out there. A correlation is no cause."
    ),
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). Both intervals contain zero, so chance cannot "
        "be ruled out. A correlation is no cause."
    ),
)
"""By how many of the two intervals contain zero."""


@told.add(
    "dis-displacement",
    "pattern",
    N_("The rise of DeepSeek goes with the displacement of older models."),
    cast=VERSIONS,
    limits=("correlated",),
    figure="disruptor-shares",
)
def dis_displacement(scope: Scope) -> Finding:
    """How the shares of the new and of the older models go together, in levels and in changes."""
    share = measures.shares(scope.weeks, "model")
    risen = scope.series(VERSIONS, share)
    rising = risen.sum(axis=1)
    falling = scope.series(scope.parameter("displaced"), share).sum(axis=1)
    levels, steps = measures.correlations(rising, falling)
    if any(math.isnan(end) for found in (levels, steps) for end in (found.value, found.low)):
        raise NoRowsError("too few weeks, or a share that never changes")
    return Finding(
        # one that is large enough is something; for all of it chance has to be ruled out as well
        graded(
            min(levels.value, steps.value) <= scope.limit("correlated"),
            *(found.value <= scope.limit("correlated") and found.high < 0 for found in (levels, steps)),
        ),
        saying(
            DISPLACED[sum(found.low <= 0 <= found.high for found in (levels, steps))],
            weeks=levels.weeks,
            names=scope.labels(risen),
            levels=levels.value,
            levels_low=levels.low,
            levels_high=levels.high,
            pairs=steps.weeks,
            steps=steps.value,
            steps_low=steps.low,
            steps_high=steps.high,
        ),
        saying(N_("r = {levels:number:2}; {steps:number:2}"), levels=levels.value, steps=steps.value),
    )


@told.add(
    "dis-deepseek-coding",
    "cause",
    N_("DeepSeek competed on intelligence too, above all in coding and logic."),
)
def dis_deepseek_coding(scope: Scope) -> Finding:
    """What rows that count tokens tell of intelligence: nothing."""
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(N_("The rows hold neither tasks nor results; nothing in them measures intelligence.")),
    )


@told.add(
    "dis-qwen30b",
    "figure",
    N_("Qwen3 30B A3B appears notably in the last week of December."),
    N_("last week of December"),
    cast=(NEWCOMER,),
    limits=("visible",),
    figure="last-weeks",
)
def dis_qwen30b(scope: Scope) -> Finding:
    """The model's rank in the last complete week of December."""
    rank = scope.series([NEWCOMER], measures.ranks(scope.weeks, "model"))[NEWCOMER]
    december = rank[rank.index.month == 12]
    if december.empty:
        raise NoRowsError("December")
    present = rank.dropna()
    last = december.iloc[-1]
    tokens = measures.tokens_by(scope.weeks, "model")[NEWCOMER]
    common = {
        "model": scope.edition.label(NEWCOMER),
        "week": december.index[-1],
        "seen": present.index[-1],
        "best": int(present.min()),
        "best_week": present.idxmin(),
        "tokens": float(tokens[present.idxmin()]),
    }
    if last != last:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_(
                    "{model:text} has no row in the week of {week:date}: on none of its days was it "
                    "among the fifty largest. It was last seen in the week of {seen:date}; its best "
                    "week was that of {best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
                ),
                **common,
            ),
            saying(N_("no row")),
        )
    return Finding(
        stepped(last <= scope.limit("visible"), True),
        saying(
            N_(
                "In the week of {week:date} {model:text} had rank {rank:count}; its best week was that "
                "of {best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
            ),
            rank=int(last),
            **common,
        ),
        saying(N_("rank {value:count}"), value=int(last)),
    )


@told.add(
    "dis-qwen-2026",
    "forecast",
    N_("The adoption of Qwen3 30B A3B hints that it will be a titan in 2026."),
    cast=(NEWCOMER,),
    limits=("leading", "visible"),
)
def dis_qwen_2026(scope: Scope) -> Finding:
    """The model's best rank in the year of the forecast, once the rows reach it."""
    weeks = forecast_weeks(scope)
    rank = measures.ranks(weeks, "model")
    common = {
        "weeks": weeks["week"].nunique(),
        "year": said.FORECAST_YEAR,
        "model": scope.edition.label(NEWCOMER),
    }
    if NEWCOMER not in rank:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_("In the {weeks:count} complete weeks of {year:text} {model:text} has no row."), **common
            ),
            saying(N_("no row")),
        )
    share = float(measures.overall_shares(weeks, "model")[NEWCOMER])
    best = rank[NEWCOMER].min()
    return Finding(
        stepped(best <= scope.limit("leading"), best <= scope.limit("visible")),
        saying(
            N_(
                "In the {weeks:count} complete weeks of {year:text} {model:text} held {share:share} of the "
                "tokens; its best rank was {best:count}, in the week of {week:date}."
            ),
            share=share,
            best=int(best),
            week=rank[NEWCOMER].idxmin(),
            **common,
        ),
        saying(N_("rank {value:count}"), value=int(best)),
    )
