"""What the page on data and methods shows: the limits, and the edition's own files."""

import pandas as pd

from tokenbook.limits import LIMITS
from tokenbook.notebook import Chapter
from tokenbook.wording import N_


def show_limits(book: Chapter) -> None:
    """Show the limits from which the verdicts follow, each with its reason."""
    frame = pd.DataFrame(
        [{"value": entry.value, "reason": book.say(entry.reason)} for entry in LIMITS.values()]
    )
    book.table(
        "limits",
        frame,
        {"value": (N_("Limit"), "decimal"), "reason": (N_("Reason"), "text")},
        N_("The limits from which the verdicts follow."),
        sources=(),
    )


def show_downloads(book: Chapter) -> None:
    """Show the links to the edition's table and provenance (only where the press publishes them)."""
    if book.downloads is None:
        text = N_("The press publishes the weekly table with the book; by hand, see the folder data/.")
        book.show("missing.html", text=book.say(text))
        return
    files = {
        "usage.csv": book.say(N_("The weekly table (CSV)")),
        "usage.parquet": book.say(N_("The weekly table (Parquet)")),
        "provenance.json": book.say(N_("Where it is from (JSON)")),
    }
    book.show("downloads.html", files=files, source=book.source)
