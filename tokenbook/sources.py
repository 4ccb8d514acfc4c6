"""Where what is shown is from: the line below a figure or table names what it draws, and nothing else.

The notices are those of data/README.md; the references page has addresses and licences.
"""

from collections.abc import Sequence
from enum import Enum

import pandas as pd

from tokenbook import said
from tokenbook.wording import N_, Wording, saying


class Source(Enum):
    """What a figure or table draws on; all but `ROWS` lie beside an edition's rows."""

    ROWS = "rows"
    PRICES = "prices"
    AIDER = "aider"
    RELEASES = "releases"


NOTICES = {
    Source.PRICES: N_("OpenRouter's list prices as saved in public repositories"),
    Source.AIDER: N_("Aider's polyglot leaderboard, Apache-2.0, changed: columns chosen, models mapped"),
    Source.RELEASES: N_("the models' licences and releases from OpenRouter and models.dev (MIT)"),
}
"""What the licences of the data beside the rows ask for."""


def source_line(
    own: bool, router: str, as_of: str | None, say: Wording, sources: Sequence[Source] = (Source.ROWS,)
) -> str:
    """Where something is from: nothing for what the book itself says.

    Parameters
    ----------
    own : whether the rows are an analyst's.
    router : through whose hands the tokens went.
    as_of : of the rows.
    """
    beside = "; ".join(say(NOTICES[source]) for source in sources if source in NOTICES)
    if Source.ROWS not in sources:
        return say(N_("Source: {source:text}."), source=beside) if beside else ""
    rows = _rows(own, router, as_of, say)
    return " ".join([rows, say(N_("Also: {source:text}."), source=beside)]) if beside else rows


def away_from_page(
    start: pd.Timestamp, end: pd.Timestamp, left_out: int, article: bool, say: Wording
) -> list[str]:
    """What a figure's page says and its picture has to say itself: its period, and which article it means.

    Parameters
    ----------
    left_out : weeks of the period that lack days and are not drawn.
    """
    period = saying(N_("Period: {start:date} to {end:date}."), start=start, end=end)
    without = saying(N_("Left out, as days are missing: {weeks:weeks}."), weeks=left_out)
    named = saying(
        N_("The article: “{title:text}”, {publisher:text}."),
        title=said.TITLE.get(say.lang, said.TITLE["en"]),
        publisher=said.PUBLISHER,
    )
    told = [(period, True), (without, left_out > 0), (named, article)]
    return [text.to(say) for text, holds in told if holds]


def _rows(own: bool, router: str, as_of: str | None, say: Wording) -> str:
    if own:
        return say(N_("Source: {source:text}; daily rows added up to weeks."), source=router)
    if as_of is None:
        return say(
            N_("Source: OpenRouter (openrouter.ai/rankings); CC BY 4.0; daily rows added up to weeks.")
        )
    return say(
        N_(
            "Source: OpenRouter (openrouter.ai/rankings), as of {as_of:moment}; CC BY 4.0; "
            "daily rows added up to weeks."
        ),
        as_of=as_of,
    )
