"""The list of a site's editions."""

from typing import Any

import pandas as pd

from tokenbook import published
from tokenbook.article.registry import Verdict
from tokenbook.notebook import Chapter
from tokenbook.pages.fact_check import counts
from tokenbook.sources import source_line
from tokenbook.wording import N_


def show_editions(book: Chapter, entries: list[dict[str, Any]] | None = None) -> None:
    """Show the editions of the site, each linked; by hand those below `data/`, without links.

    Parameters
    ----------
    entries : as `published.entry` makes them, the edition at the site's root first.
    """
    names = [entry["name"] for entry in entries or []]
    start, here = (f"{book.say.lang}/chapters/{name}" for name in ("intro", "editions"))
    items = [
        {
            "name": entry["name"],
            "here": entry["name"] == book.edition.name,
            "link": published.href(names, book.edition.name, here, entry["name"], start) if names else None,
            "text": book.say(
                N_("{start:date} to {end:date}. Complete: {weeks:weeks} with {tokens:tokens} tokens."),
                start=pd.Timestamp(entry["first_day"]),
                end=pd.Timestamp(entry["last_day"]),
                weeks=entry["weeks"],
                tokens=entry["tokens"],
            ),
            "tally": counts({verdict: entry["verdicts"][verdict.name] for verdict in Verdict}, book.say),
            "source": source_line(entry["own"], entry["source"][book.say.lang], entry["as_of"], book.say),
        }
        for entry in entries or published.at_hand()
    ]
    book.show("editions.html", items=items, here=book.say(N_("this edition")))
