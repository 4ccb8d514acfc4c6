"""The introduction's statement: from a few giants to many."""

from collections.abc import Iterable

from tokenbook import measures
from tokenbook.article.grading import graded
from tokenbook.article.registry import Finding, Statements
from tokenbook.limits import GIANTS
from tokenbook.scope import Scope
from tokenbook.wording import N_, Wording, saying

told = Statements("intro")


def _shown(values: Iterable[float]) -> list[str]:
    """Values as a reader sees them, to two digits; they look alike in both languages or in neither."""
    return [Wording("en").number(value, 2) for value in values]


@told.add(
    "intro-shift",
    "pattern",
    N_("The year began with a market held by a few giants and ended hyper-competitive."),
    limits=("concentrated", "unconcentrated"),
    figure="weekly-stack",
)
def intro_shift(scope: Scope) -> Finding:
    """How concentrated the vendors are at the start and at the end of the period."""
    first, last = scope.ends(measures.hhi(scope.weeks, "vendor"))
    top3 = measures.named(measures.shares(scope.weeks, "vendor")).apply(
        lambda week: week.nlargest(GIANTS).sum(), axis=1
    )
    top3_first, top3_last = scope.ends(top3)
    one = scope.ends(measures.hhi(scope.weeks, "vendor", other="one"))
    common = {
        "top3_first": top3_first,
        "top3_last": top3_last,
        "hhi_first": first,
        "hhi_last": last,
    }
    if _shown(one) == _shown((first, last)):
        evidence = saying(
            N_(
                "The three largest vendors held {top3_first:share} of the tokens in the first weeks "
                "and {top3_last:share} in the last; the HHI of the vendors went from "
                "{hhi_first:number:2} to {hhi_last:number:2}. Counting the nameless rest as one more "
                "vendor changes neither value as shown."
            ),
            **common,
        )
    else:
        evidence = saying(
            N_(
                "The three largest vendors held {top3_first:share} of the tokens in the first weeks "
                "and {top3_last:share} in the last; the HHI of the vendors went from "
                "{hhi_first:number:2} to {hhi_last:number:2}. Counting the nameless rest as one more "
                "vendor makes it {one_first:number:2} and {one_last:number:2}."
            ),
            one_first=one[0],
            one_last=one[1],
            **common,
        )
    return Finding(
        graded(first > scope.limit("concentrated"), last < scope.limit("unconcentrated")),
        evidence,
        saying(N_("HHI {first:number:2} → {last:number:2}"), first=first, last=last),
    )
