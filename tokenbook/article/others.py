"""Statements on “Others”: how much, made of what, and how widely spread."""

from tokenbook import measures
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_halves, graded, stepped
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements
from tokenbook.coverage import Span, Weeks, Windows
from tokenbook.limits import COVERED, EDGE_WEEKS
from tokenbook.rows.usage import OTHER
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("others")

FAMILY, MAKER = "Llama", "Meta"
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
    tuned = scope.joint(tail, llama.loc[llama["vendor"] != MAKER, "model"].unique())
    best = measures.ranks(scope.weeks, "model").min()
    niche = scope.joint(tail, best.index[best > top_n])
    experimental = tail.loc[tail["slug"].str.contains(EXPERIMENTAL), "slug"].unique()
    halves = [graded(tuned >= scope.limit("large")), graded(niche > scope.limit("majority"))]
    return Finding(
        by_halves(*halves),
        saying(
            N_(
                "Of the tail's tokens with a model's name, from {start:date} to {end:date}, {tuned:share} "
                "are of fine-tuned {family:text} models, those that {maker:text} did not make itself (the "
                "whole family has {share:share}): {llama:messages}. Models that were never among a week's "
                "{top_n:words} largest hold {niche:share}: {rare:messages}. Names that say that they are "
                "experimental hold {experimental:share}. Not counted are the {nameless:share} of all tokens "
                "without a name."
            ),
            **measures.days_of(tail["week"]),
            tuned=tuned,
            llama=[VERDICT_WORDS[halves[0]]],
            rare=[VERDICT_WORDS[halves[1]]],
            family=FAMILY,
            maker=MAKER,
            share=scope.joint(tail, [FAMILY], "family"),
            niche=niche,
            top_n=top_n,
            experimental=scope.joint(tail, experimental, "slug"),
            nameless=float(measures.overall_shares(scope.weeks, "family").get(OTHER, 0.0)),
        ),
        saying(
            N_("fine-tuned {family:text} {tuned:share}, niche {niche:share} of the named tail"),
            family=FAMILY,
            tuned=tuned,
            niche=niche,
        ),
        value=niche,
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
    needed_first, needed_last = scope.ends(measures.number_needed(scope.weeks, "model", COVERED[1]).dropna())
    spread = stepped(last >= scope.limit("doubled") * first, last > first)
    return Finding(
        by_halves(spread, None),
        saying(
            N_(
                "The spread of all users' tokens is in the data, and this half is {half:messages}: from the "
                "first {window:words} weeks to the last {window:words}, {start:date} to {end:date}, the "
                "effective number of models went from {first:number} to {last:number} (in the {window:words} "
                "weeks before these it was {earlier:number}), the largest model's share from "
                "{one_first:share} to {one_last:share}, and the models that hold 80% of the tokens from "
                "{needed_first:count} to {needed_last:count}. How many models one developer uses is not in "
                "the data: requests by account would settle that half."
            ),
            half=[VERDICT_WORDS[spread]],
            window=scope.window,
            **measures.days_of(number.index),
            first=first,
            last=last,
            earlier=float(earlier),
            one_first=one_first,
            one_last=one_last,
            needed_first=needed_first,
            needed_last=needed_last,
        ),
        saying(N_("{first:number} → {last:number} models"), first=first, last=last),
        value=last / first,
        unit="ratio",
    )
