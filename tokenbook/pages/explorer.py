"""The page's own explorer."""

from tokenbook import explorer as model_names
from tokenbook.charts.explorer import LEADERS
from tokenbook.notebook import Chapter
from tokenbook.wording import N_


def show_explorer(book: Chapter) -> None:
    """Show what the page's script turns into the explorer, and write the names that it needs.

    The script replaces the figure of `charts.explorer.leading_models`, which stands above it.
    """
    if book.downloads is None:
        text = N_("The explorer works in the published book; here the figure shows the largest models.")
        book.show("missing.html", text=book.say(text))
        return
    weeks = book.weeks["week"]
    book.show(
        "explorer.html",
        say=book.say,
        first=f"{weeks.min():%Y-%m-%d}",
        last=f"{weeks.max():%Y-%m-%d}",
        short=book.rows["week"].nunique() - weeks.nunique(),
        start=LEADERS,
        most=model_names.MOST,
        file=book.write("explorer", model_names.names(book.edition)),
        source=book.source,
    )
