"""Statements on “Others”: how much, made of what, and how widely spread."""

from tokenbook import measures
from tokenbook.article.grading import stepped
from tokenbook.article.registry import Finding, Statements
from tokenbook.limits import COVERED
from tokenbook.rows.usage import OTHER
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, saying

told = Statements("others")

FAMILY = "Llama"


@told.add(
    "oth-huge",
    "figure",
    N_("“Others” is a huge category."),
    N_("huge"),
    limits=("huge", "large"),
    figure="tail-share",
)
def oth_huge(scope: Scope) -> Finding:
    """The share of all tokens outside the week's largest models."""
    top_n = scope.parameter("top_n")
    tail = measures.tail_share(scope.weeks, "model", top_n)
    overall = measures.overall_tail_share(scope.weeks, "model", top_n)
    return Finding(
        stepped(overall >= scope.limit("huge"), overall >= scope.limit("large")),
        saying(
            N_(
                "Outside the week's {top_n:words} largest models lay {overall:share} of all tokens; the "
                "smallest week has {low:share}, the largest, that of {week:date}, {high:share}."
            ),
            top_n=top_n,
            overall=overall,
            low=float(tail.min()),
            high=float(tail.max()),
            week=tail.idxmax(),
        ),
        saying(N_("{value:share}"), value=overall),
    )


@told.add(
    "oth-tail",
    "pattern",
    N_("The tail is made of fine-tuned Llama variants, niche and experimental models."),
    cast=(FAMILY,),
    limits=("leading",),
    figure="tail-families",
)
def oth_tail(scope: Scope) -> Finding:
    """Which place the family has among those of the tail's models that have a name."""
    tail = measures.tail(scope.weeks, "model", scope.parameter("top_n"))
    if tail.empty:
        raise NoRowsError("no named tail")
    share = measures.overall_shares(tail, "family")
    nameless = float(measures.overall_shares(scope.weeks, "family").get(OTHER, 0.0))
    order = list(share.index)
    place = order.index(FAMILY) + 1 if FAMILY in share else None
    return Finding(
        stepped(place == 1, place is not None and place <= scope.limit("leading")),
        saying(
            N_(
                "In the named part of the tail the {family:text} family, fine-tuned variants included, "
                "holds {share:share} of the tokens; the largest families there are {names:names}. Not "
                "counted are the {nameless:share} of all tokens that have no name in the source."
            ),
            family=FAMILY,
            share=float(share.get(FAMILY, 0.0)),
            names=order[:3],
            nameless=nameless,
        ),
        saying(
            N_("{family:text}: {value:share} of the named tail"),
            family=FAMILY,
            value=float(share.get(FAMILY, 0.0)),
        ),
    )


@told.add(
    "oth-multi",
    "pattern",
    N_("The world moves from one model for everything to a multi-model strategy."),
    limits=("doubled",),
    figure="effective-models",
)
def oth_multi(scope: Scope) -> Finding:
    """The effective number of models at the start and at the end of the period."""
    first, last = scope.ends(measures.effective_number(scope.weeks, "model"))
    one_first, one_last = scope.ends(measures.effective_number(scope.weeks, "model", other="one"))
    needed_first, needed_last = scope.ends(measures.number_needed(scope.weeks, "model", COVERED[1]).dropna())
    return Finding(
        stepped(last >= scope.limit("doubled") * first, last > first),
        saying(
            N_(
                "The effective number of models went from {first:number} to {last:number}; with the "
                "nameless rest counted as one model, from {one_first:number} to {one_last:number}. For "
                "80% of the tokens it took {needed_first:models} at the start and "
                "{needed_last:models} at the end. What is judged is the spread of all tokens; how many "
                "models one user has, the rows do not tell."
            ),
            first=first,
            last=last,
            one_first=one_first,
            one_last=one_last,
            needed_first=needed_first,
            needed_last=needed_last,
        ),
        saying(N_("{first:number} → {last:number} models"), first=first, last=last),
    )
