"""The page's own explorer."""

from typing import Any

from tokenbook import explorer
from tokenbook.notebook import Chapter
from tokenbook.wording import N_


def show_explorer(book: Chapter, entries: list[dict[str, Any]] | None = None) -> None:
    """Show what the page's script turns into the explorer, and write the data that it reads.

    The script replaces the figure of `charts.explorer.leading_models`, which stands beside it.

    Parameters
    ----------
    entries : the site's editions as `published.entry` makes them; their weeks are joined.
    """
    if book.downloads is None:
        text = N_("The explorer works in the published book; here the figure shows the largest models.")
        book.show("missing.html", text=book.say(text))
        return
    text = explorer.as_json(explorer.contents(book.edition, explorer.beside(book.edition, book.say)))
    book.downloads.mkdir(parents=True, exist_ok=True)
    (book.downloads / explorer.FILE).write_text(text, encoding="utf-8")
    known = entries or []
    private = [entry["name"] for entry in known if entry["own"]]
    fields = explorer.page(book.say, book.edition, [entry["name"] for entry in known], private)
    book.show("explorer.html", say=book.say, source=book.source, **fields)
