"""Statements on specialists: Grok Code Fast 1 and Claude Sonnet 4."""

import pandas as pd

from tokenbook import measures
from tokenbook.article.grading import graded
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, TRILLION, saying

told = Statements("specialists")

CODER = "x-ai/grok-code-fast-1"
"""A statement on Grok Code Fast 1 is judged on it, whoever writes code in that period."""

STABLE = "anthropic/claude-sonnet-4"
FAMILY = (STABLE, "anthropic/claude-sonnet-4.5")


def _tokens_of(scope: Scope, model: str) -> pd.Series:
    """Tokens of a model in the weeks in which it has some."""
    tokens = scope.series([model], measures.tokens_by(scope.weeks, "model"))[model]
    return tokens[tokens > 0]


@told.add(
    "spec-grok",
    "pattern",
    N_("Grok Code Fast 1 spiked in the fourth quarter."),
    N_("fourth quarter"),
    cast=(CODER,),
    limits=("spike",),
    figure="specialist-shares",
)
def spec_grok(scope: Scope) -> Finding:
    """When the model peaked, and in which weeks it had at least twice its median week."""
    tokens = _tokens_of(scope, CODER)
    fourth = set(scope.part(4, 4)["week"])
    spikes = tokens[tokens >= scope.limit("spike") * tokens.median()].index
    first = int(measures.weeks_at_number_one(scope.weeks, "model").get(CODER, 0))
    return Finding(
        graded(tokens.idxmax() in fourth, any(week in fourth for week in spikes)),
        saying(
            N_(
                "{model:text} peaked in the week of {week:date} with {peak:tokens} tokens, "
                "{ratio:number} times its median week. Weeks with at least twice the median: "
                "{spikes:count} of {weeks:count}. It was the largest model in {first:weeks}."
            ),
            model=scope.edition.label(CODER),
            week=tokens.idxmax(),
            peak=float(tokens.max()),
            ratio=float(tokens.max() / tokens.median()),
            spikes=len(spikes),
            weeks=len(tokens),
            first=first,
        ),
        saying(
            N_("peak {value:number} × median, week of {week:date}"),
            value=float(tokens.max() / tokens.median()),
            week=tokens.idxmax(),
        ),
    )


@told.add(
    "spec-grok-speed",
    "cause",
    N_("Grok Code Fast 1 was adopted en masse when generation speed became the priority."),
    cast=(CODER,),
    figure="specialist-shares",
)
def spec_grok_speed(scope: Scope) -> Finding:
    """How fast the model grew; why it was chosen is not in the data."""
    tokens = _tokens_of(scope, CODER)
    large = tokens[tokens >= TRILLION]
    if large.empty:
        return Finding(
            Verdict.NOT_TESTABLE,
            saying(
                N_("Why users chose {model:text} is not in the data; it never reached one trillion a week."),
                model=scope.edition.label(CODER),
            ),
        )
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Why users chose {model:text} is not in the data. How fast is: its first complete week "
                "is that of {start:date}, its first with a trillion tokens that of {large:date}."
            ),
            model=scope.edition.label(CODER),
            start=tokens.index[0],
            large=large.index[0],
        ),
    )


def _since_start(share: pd.Series) -> pd.Series:
    if not share.gt(0).any():
        raise NoRowsError("no share above 0")
    return measures.since_first(share)


@told.add(
    "spec-sonnet4",
    "pattern",
    N_("Claude Sonnet 4 held a stable slice of the ranking while Flash models took the volume."),
    cast=FAMILY,
    limits=("stable",),
    figure="specialist-shares",
)
def spec_sonnet4(scope: Scope) -> Finding:
    """How much the share of the model, and of its family, varies from week to week."""
    share = measures.shares(scope.weeks, "model")
    own = _since_start(scope.series([STABLE], share)[STABLE])
    joint = _since_start(scope.series(FAMILY, share).sum(axis=1))
    one, both = measures.variation(own), measures.variation(joint)
    return Finding(
        graded(one <= scope.limit("stable"), both <= scope.limit("stable")),
        saying(
            N_(
                "From the week of {start:date} on {model:text} held {mean:share} of the tokens on average, "
                "with a coefficient of variation of {one:number:2}: {early:share} in its first four "
                "weeks, {late:share} in the last four. For {names:names} together the mean is "
                "{joint:share} and the coefficient {both:number:2}."
            ),
            start=own.index[0],
            model=scope.edition.label(STABLE),
            mean=float(own.mean()),
            one=one,
            early=scope.ends(own)[0],
            late=scope.ends(own)[1],
            names=scope.labels(FAMILY),
            joint=float(joint.mean()),
            both=both,
        ),
        saying(N_("coefficient of variation {one:number:2}; family {both:number:2}"), one=one, both=both),
    )


@told.add(
    "spec-sonnet-quality",
    "cause",
    N_("Claude Sonnet 4 remained the gold standard for reasoning and creative work."),
    cast=(STABLE,),
)
def spec_sonnet_quality(scope: Scope) -> Finding:
    """What rows that count tokens tell of quality: nothing."""
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(N_("The rows hold neither quality nor purpose; only how much a model was used.")),
    )
