"""The introduction's statement: from a few giants to many."""

from tokenbook import measures
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import graded
from tokenbook.article.registry import Finding, Statements
from tokenbook.coverage import Span, Windows
from tokenbook.limits import GIANTS
from tokenbook.scope import Scope
from tokenbook.wording import N_, passage, saying

told = Statements("intro")

START = {
    True: N_(
        "There were a few giants: in the first weeks the three largest vendors had {top_first:share} of the "
        "tokens, and by the index that competition authorities use the market was highly concentrated."
    ),
    False: N_(
        "The few giants were not there: in the first weeks the three largest vendors had {top_first:share} "
        "of the tokens, and by the index that competition authorities use the market was not highly "
        "concentrated."
    ),
}
OPEN = N_(
    "The open contest came: in the last weeks the three then largest had {top_last:share}, and by the same "
    "index the market was not concentrated."
)
NOT_OPEN = {
    False: N_(
        "“Hyper-competitive” is saying too much: in the last weeks the three then largest had "
        "{top_last:share}, and by the same index the market was still moderately concentrated."
    ),
    True: N_(
        "The open contest did not come: in the last weeks the three then largest had {top_last:share}, "
        "and by the same index the market was highly concentrated."
    ),
}


@told.add(
    "intro-shift",
    "pattern",
    N_("The year began with a market held by a few giants and ended hyper-competitive."),
    limits=("concentrated", "unconcentrated"),
    figure="weekly-stack",
    needs=(Span("year"), Windows(4)),
    dated=Span("year"),
    untouched={
        **hangs.TOPS,
        "launch-in": hangs.NO_LAUNCH,
        "mean-of-weeks": hangs.NO_POOL,
        "apart": hangs.NO_MODELS,
        **hangs.TIERS,
    },
)
def intro_shift(scope: Scope) -> Finding:
    """How concentrated the vendors are at the start and at the end of the period."""
    index = measures.hhi(scope.weeks, "vendor")
    first, last = scope.ends(index)
    largest = measures.named(measures.shares(scope.weeks, "vendor")).apply(
        lambda week: week.nlargest(GIANTS).sum(), axis=1
    )
    top_first, top_last = scope.ends(largest)
    giants, contest = first > scope.limit("concentrated"), last < scope.limit("unconcentrated")
    end = OPEN if contest else NOT_OPEN[last > scope.limit("concentrated")]
    numbers = {
        "top_first": top_first,
        "top_last": top_last,
        "hhi_first": first,
        "hhi_last": last,
    }
    return Finding(
        graded(giants, contest),
        passage(
            [saying(START[giants], **numbers), saying(end, **numbers)],
            **numbers,
        ),
        saying(N_("HHI {first:number:2} → {last:number:2}"), first=first, last=last),
        value=last,
        unit="hhi",
    )
