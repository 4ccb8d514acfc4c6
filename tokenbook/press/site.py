"""Put the languages together as one site, and take its place only when it is whole."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import jinja2

from tokenbook.wording import N_, Wording

_THEME = Path(__file__).parent / "theme"

SUPERFLUOUS = (".buildinfo", "objects.inv", "*webpack-macros.html")
"""What Sphinx leaves in its output for itself: its state, and templates of the themes."""

INVITATION = N_("Read in English")
OTHERS = N_("Other editions:")
DESCRIPTION = N_(
    "A year of LLM token usage, computed from OpenRouter's published rows, statement by statement."
)


@dataclass(frozen=True)
class Book:
    """One edition of the site, rendered.

    Attributes
    ----------
    folder : where it stands in the site: "" for its root, or `2026/`.
    pages : language -> folder of its pages.
    data : language -> folder of its figures' data.
    landing : text of its `index.html`.
    edition : folder of the edition, whose table and provenance are offered for download.
    """

    folder: str
    pages: dict[str, Path]
    data: dict[str, Path]
    landing: str
    edition: Path


def landing_page(titles: dict[str, str], start: str, others: dict[str, str] | None = None) -> str:
    """The page at the site's root: sends the reader to the browser's language and offers all.

    Parameters
    ----------
    titles : language -> title of the book in it.
    start : the first page, for instance `chapters/intro.html`.
    others : name -> folder of the site's other editions, seen from this page.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_THEME), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    books = [
        {
            "lang": lang,
            "title": title,
            "href": f"{lang}/{start}",
            "description": Wording(lang)(DESCRIPTION),
            "invitation": Wording(lang)(INVITATION),
            "others": Wording(lang)(OTHERS) if others else "",
        }
        for lang, title in titles.items()
    ]
    return environment.get_template("landing.html").render(
        books=books, languages=list(titles), start=start, others=others or {}
    )


def assemble(target: Path, books: list[Book]) -> None:
    """Build the site beside the last one, then swap them.

    Parameters
    ----------
    target : the site's folder; as it was until the new one is whole.
    """
    fresh, last = target.with_name("site.new"), target.with_name("site.old")
    for folder in (fresh, last):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / ".nojekyll").touch()
    for book in books:
        _place(book, fresh / book.folder)
    if target.exists():
        target.rename(last)
    fresh.rename(target)
    shutil.rmtree(last, ignore_errors=True)


def _place(book: Book, folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text(book.landing, encoding="utf-8")
    for name in ("usage.csv", "provenance.json"):
        shutil.copyfile(book.edition / name, folder / "data" / name)
    for lang, pages in book.pages.items():
        shutil.copytree(pages, folder / lang, ignore=shutil.ignore_patterns(*SUPERFLUOUS))
        if book.data[lang].exists():
            shutil.copytree(book.data[lang], folder / lang / "data")
