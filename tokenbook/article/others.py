"""Statements on “Others”: how much, made of what, and how widely spread."""

from typing import Any

from tokenbook import measures, rhythm, said
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_halves, graded, stepped
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements
from tokenbook.coverage import Span, Weeks, Windows
from tokenbook.limits import EDGE_WEEKS
from tokenbook.rows.usage import OTHER
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("others")

FAMILY, MAKER = said.TAIL_FAMILY, "Meta"
EXPERIMENTAL = r"(?:^|[-_/])(?:exp|experimental|preview|beta|alpha)(?:$|[-_:])"
"""What published names of experimental models say."""


@told.add(
    "oth-huge",
    "figure",
    N_("“Others” is a huge category."),
    N_("huge"),
    limits=("huge", "large"),
    figure="tail-share",
    needs=(Span("year"),),
    untouched={
        **hangs.ENDS,
        "launch-in": hangs.EVERY_TOKEN,
        **hangs.TIERS,
    },
)
def oth_huge(scope: Scope) -> Finding:
    """The share of all tokens outside the week's largest models."""
    top_n = scope.parameter("top_n")
    tail = measures.tail_share(scope.weeks, "model", top_n)
    pooled, mean = measures.pooled(tail, scope.weeks), float(tail.mean())
    overall, huge = pooled if scope.pooled else mean, scope.limit("huge")
    return Finding(
        stepped(overall >= huge, overall >= scope.limit("large")),
        saying(
            N_(
                "Outside the week's {top_n:words} largest models lay {pooled:share} of all tokens from "
                "{start:date} to {end:date}; the mean of the weeks is {mean:share}. {reached:count} of "
                "{weeks:weeks} reach {huge:share}, which is what “huge” means here; the smallest has "
                "{low:share}, the largest, that of {week:date}, {high:share}."
            ),
            top_n=top_n,
            pooled=pooled,
            mean=mean,
            **measures.days_of(tail.index),
            reached=int((tail >= huge).sum()),
            weeks=len(tail),
            huge=huge,
            low=float(tail.min()),
            high=float(tail.max()),
            week=tail.idxmax(),
        ),
        saying(N_("{value:share}"), value=overall),
        value=overall,
        unit="share",
    )


@told.add(
    "oth-tail",
    "pattern",
    N_("The tail is made of fine-tuned Llama variants, niche and experimental models."),
    cast=(FAMILY,),
    limits=("large", "majority"),
    figure="tail-families",
    needs=(Weeks(13),),
    untouched={
        **hangs.ENDS,
        "launch-in": hangs.EVERY_TOKEN,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def oth_tail(scope: Scope) -> Finding:
    """What fine-tuned Llama models, and models that never led, hold of the tail's part with a name."""
    top_n = scope.parameter("top_n")
    tail = measures.tail(scope.weeks, "model", top_n)
    if tail.empty:
        raise NoRowsError("no named tail")
    llama = tail[tail["family"] == FAMILY]
    tuned = set(llama.loc[llama["vendor"] != MAKER, "model"])
    best = measures.ranks(scope.weeks, "model").min()
    niche = set(best.index[best > top_n])
    experimental = tail["slug"].str.contains(EXPERIMENTAL)
    named = experimental | tail["model"].isin(tuned | niche)
    joint = scope.joint(tail.assign(kind=named.map(str)), ["True"], "kind")
    numbers: dict[str, Any] = {
        "tuned": scope.joint(tail, tuned),
        "niche": scope.joint(tail, niche),
        "experimental": scope.joint(tail.assign(kind=experimental.map(str)), ["True"], "kind"),
        "joint": joint,
    }
    made_of = joint > scope.limit("majority")
    halves = [graded(numbers["tuned"] >= scope.limit("large")), graded(made_of)]
    return Finding(
        by_halves(*halves),
        saying(
            N_(
                "{family:text} models fine-tuned by anyone but {maker:text} had {tuned:share} of the named "
                "tail (the whole family {share:share}): {llama:messages}. With models that were never among "
                "a week's {top_n:words} largest ({niche:share}) and names that call themselves experimental "
                "({experimental:share}), nothing counted twice, it is {joint:share}: {three:messages}. "
                "{nameless:share} of all tokens have no name."
            ),
            llama=[VERDICT_WORDS[halves[0]]],
            three=[VERDICT_WORDS[halves[1]]],
            family=FAMILY,
            maker=MAKER,
            share=scope.joint(tail, [FAMILY], "family"),
            top_n=top_n,
            nameless=float(measures.overall_shares(scope.weeks, "family").get(OTHER, 0.0)),
            **numbers,
        ),
        saying(
            N_("fine-tuned {family:text} {tuned:share}, with niche and experimental models {joint:share}"),
            family=FAMILY,
            tuned=numbers["tuned"],
            joint=joint,
        ),
        value=joint,
        unit="share",
    )


@told.add(
    "oth-multi",
    "pattern",
    N_("The world moves from one model for everything to a multi-model strategy."),
    limits=("doubled",),
    figure="effective-models",
    needs=(Span("year"), Windows(EDGE_WEEKS)),
    untouched={
        **hangs.TOPS,
        "launch-in": hangs.EVERY_TOKEN,
        "mean-of-weeks": hangs.NO_POOL,
        **hangs.TIERS,
    },
)
def oth_multi(scope: Scope) -> Finding:
    """The effective number of models at the start and at the end; what one user has is not in the rows."""
    number = measures.effective_number(scope.weeks, "model")
    first, last = scope.ends(number)
    earlier = number.iloc[-2 * scope.window : -scope.window].mean()
    largest = measures.named(measures.shares(scope.weeks, "model")).max(axis=1)
    one_first, one_last = scope.ends(largest)
    spread = stepped(last >= scope.limit("doubled") * first, last > first)
    return Finding(
        by_halves(spread, None),
        saying(
            N_(
                "The spread over all users is {half:messages}: the effective number of models went from "
                "{first:number} to {last:number} (in the {window:words} weeks before these, it was "
                "{earlier:number}), and the largest model's share from {one_first:share:0} to "
                "{one_last:share:0}. How many models one developer uses is not in the data; requests by "
                "account would tell."
            ),
            half=[VERDICT_WORDS[spread]],
            window=scope.window,
            first=first,
            last=last,
            earlier=float(earlier),
            one_first=one_first,
            one_last=one_last,
        ),
        saying(N_("{first:number} → {last:number} models"), first=first, last=last),
        value=last / first,
        unit="ratio",
    )


def others_half(scope: Scope, made_of: Finding) -> bool:
    """In the article's year the tail went from a fifth to more than half, hardly any of it tuned Llamas.

    Parameters
    ----------
    made_of : what `oth_tail` found.
    """
    top_n = scope.parameter("top_n")
    first, last = scope.ends(measures.tail_share(scope.weeks, "model", top_n))
    tuned = made_of.number("tuned")
    few = isinstance(tuned, float) and tuned < 0.01
    return bool(scope.coverage.year == said.YEAR and 0.18 <= first <= 0.23 and 0.5 < last < 0.6 and few)


def needed(scope: Scope, share: float) -> tuple[float, float]:
    """How many models it takes for a share of the tokens, in the first and in the last whole month."""
    spans, _ = measures.spans(scope.weeks["week"])
    rows = scope.weeks.assign(week=spans).dropna(subset="week")
    return measures.ends(measures.number_needed(rows, "model", share), 1)


def months(scope: Scope) -> dict[int, float]:
    """Effective number of models in the months of the article's year: month -> mean of its weeks."""
    mean = rhythm.monthly(measures.effective_number(scope.weeks, "model"))
    return {month.month: float(value) for month, value in mean.items() if month.year == said.YEAR}


def spread_jumped(scope: Scope) -> bool:
    """Until December the effective number of models was highest in August, having tripled since January.

    It lost a fifth and more of that by November, and then doubled, to half as much again as in August.
    Two models were enough for half of January's tokens, and eleven for half of December's.
    """
    number = months(scope)
    if set(number) != set(range(1, 13)) or needed(scope, 0.5) != (2, 11):
        return False
    before = {month: value for month, value in number.items() if month < 12}
    summer = max(before, key=before.__getitem__) == 8 and number[8] >= 3 * number[1]
    leapt = number[12] >= 2 * number[11] and number[12] >= 1.4 * number[8]
    return summer and number[11] <= 0.8 * number[8] and leapt
