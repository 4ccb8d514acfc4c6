"""Statements on specialists: Grok Code Fast 1 and Claude Sonnet 4."""

import pandas as pd

from tokenbook import measures, statistics
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_halves, graded
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements, Verdict
from tokenbook.coverage import Given, Launched, Present, Span
from tokenbook.limits import AROUND
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("specialists")

CODER = "x-ai/grok-code-fast-1"
"""A statement on Grok Code Fast 1 is judged on it, whoever writes code in that period."""

STABLE = "anthropic/claude-sonnet-4"
FAMILY = (STABLE, "anthropic/claude-sonnet-4.5")


def _whole_weeks(scope: Scope, model: str) -> pd.Series:
    """Tokens of a model in the weeks in which it has some, from its first whole one on."""
    tokens = scope.since_launch(scope.series([model], measures.tokens_by(scope.weeks, "model"))[model])
    return tokens[tokens > 0]


@told.add(
    "spec-grok",
    "pattern",
    N_("Grok Code Fast 1 spiked in the fourth quarter."),
    N_("fourth quarter"),
    cast=(CODER,),
    limits=("spike",),
    figure="specialist-shares",
    needs=(Span("quarter", 4), Present((CODER,), 2 * AROUND)),
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
    share = measures.shares(scope.weeks, "model")[CODER]
    return Finding(
        graded(found > 0, inside.mean() > before),
        saying(
            N_(
                "{model:text} is measured in the {weeks:weeks} from {start:date} to {end:date}. In the "
                "fourth quarter {spikes:weeks} had {factor:number} times the median of the {around:words} on "
                "either side. Its mean week there had {fourth:tokens} tokens, the mean week before "
                "{before:tokens}. Its record, {peak:tokens} in the week of {week:date}, says little about "
                "the quarter: with {inside:count} of the weeks in it, chance alone puts the record there in "
                "{chance:share:0} of cases. From {high:share} of all tokens in the week of {high_week:date} "
                "its share went to {last:share} in the last."
            ),
            model=scope.edition.label(CODER),
            weeks=len(tokens),
            **measures.days_of(tokens.index),
            spikes=found,
            factor=scope.limit("spike"),
            around=AROUND,
            fourth=float(inside.mean()),
            before=before,
            peak=float(tokens.max()),
            week=tokens.idxmax(),
            inside=len(inside),
            chance=statistics.chance_of_maximum(tokens.index, quarter),
            high=float(share.max()),
            high_week=share.idxmax(),
            last=float(share.iloc[-1]),
        ),
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
                "How fast {model:text} was adopted is in the data, and this half is {half:messages}: in its "
                "first whole week, that of {week:date}, it had {share:share} of all tokens, which is place "
                "{place:count} among {of:count} newcomers. Why is not: its users' reasons would settle that "
                "half, and beside its speed it was given away in one coding tool (Cline) from its first days "
                "on."
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


@told.add(
    "spec-sonnet4",
    "pattern",
    N_("Claude Sonnet 4 held a stable slice of the ranking while Flash models took the volume."),
    cast=FAMILY,
    limits=("stable", "leading", "fixture"),
    figure="specialist-shares",
    needs=(Present((STABLE,), 13), Given(("light_tiers",))),
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
    return Finding(
        by_halves(stable, volume),
        saying(
            N_(
                "In the {weeks:weeks} from {start:date} to {end:date} the share of {model:text} alone has a "
                "coefficient of variation of {one:number:2} ({first:share} in the first of them, "
                "{last:share} in the last), that of {names:names} together one of {both:number:3}; together "
                "they rank among the first {top:words} in {leading:share:0} of the weeks: the half on the "
                "slice is {slice:messages}. They held {mean:share} of the tokens, the light models "
                "{light:share}: the half on the volume is {volume:messages}."
            ),
            weeks=len(joint),
            **measures.days_of(joint.index),
            model=scope.edition.label(STABLE),
            one=one,
            first=float(own.iloc[0]),
            last=float(own.iloc[-1]),
            names=scope.labels(FAMILY),
            both=both,
            top=scope.limit("leading"),
            leading=leading,
            mean=mean,
            light=light,
            slice=[VERDICT_WORDS[stable]],
            volume=[VERDICT_WORDS[volume]],
        ),
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


@told.add(
    "spec-sonnet-quality",
    "cause",
    N_("Claude Sonnet 4 remained the gold standard for reasoning and creative work."),
    cast=(STABLE,),
    needs=(Span("half", 2), Present((STABLE,)), Given(("aider", "eci"))),
    untouched=dict.fromkeys(hangs.IDS, hangs.NOT_USAGE),
)
def spec_sonnet_quality(scope: Scope) -> Finding:
    """Whether the model was the best at coding, and by a general index, when it came and in the end.

    Of reasoning, coding is a task of its own in a table that may be held; the general index counts only
    where it agrees with the published table of reasoning that speaks for the model, else it settles nothing.
    """
    runs, index, label = scope.aider, scope.eci, scope.edition.label(STABLE)
    own = runs[runs["model"] == STABLE]
    versions = index[index["name"] == label]
    if own.empty or versions.empty:
        raise NoRowsError("runs", [STABLE])
    points, came = float(own["pass_rate_2"].max()), own["date"].max()
    then = float(runs.loc[runs["date"] <= came, "pass_rate_2"].max())
    later = float(runs["pass_rate_2"].max())
    score, released = float(versions["eci"].max()), versions["release_date"].min()
    known = index.groupby("name")["eci"].max()
    known_then = index[index["release_date"] <= released].groupby("name")["eci"].max()
    above_then, above = int((known_then > score).sum()), int((known > score).sum())
    coding = graded(points >= then, points >= later)
    reasoning = Verdict.SUPPORTED if above_then == above == 0 else None
    return Finding(
        by_halves(coding, reasoning, None),
        saying(
            N_(
                "Of reasoning, coding is tested: in Aider's benchmark {model:text} has {points:number} "
                "points at best, when the best had {then:number} ({day:date}) and later {later:number}. On "
                "reasoning as a whole two tables disagree, so that it stays open: in the Epoch Capabilities "
                "Index, the one that this book may hold, {above_then:count} models stood above it at its "
                "release and {above:count} in the end; LiveBench's reasoning score speaks for it "
                "({livebench:number} with thinking). No table here tests creative work. What is judged is "
                "coding."
            ),
            model=label,
            points=points,
            then=then,
            day=came,
            later=later,
            above_then=above_then,
            above=above,
            livebench=LIVEBENCH,
        ),
        saying(
            N_("coding: {points:number} points; best {then:number}, later {later:number}"),
            points=points,
            then=then,
            later=later,
        ),
        value=points,
        unit="score",
    )
