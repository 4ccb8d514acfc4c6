"""Put the languages together as one site, and take its place only when it is whole."""

import shutil
from pathlib import Path

import jinja2

from tokenbook.wording import N_, Wording

_THEME = Path(__file__).parent / "theme"

SUPERFLUOUS = (".buildinfo", "objects.inv", "*webpack-macros.html")
"""What Sphinx leaves in its output for itself: its state, and templates of the themes."""

INVITATION = N_("Read in English")
DESCRIPTION = N_(
    "A year of LLM token usage, computed from OpenRouter's published rows, statement by statement."
)


def landing_page(titles: dict[str, str], start: str) -> str:
    """The page at the site's root: sends the reader to the browser's language and offers all.

    Parameters
    ----------
    titles : language -> title of the book in it.
    start : the first page, for instance `chapters/intro.html`.
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
        }
        for lang, title in titles.items()
    ]
    return environment.get_template("landing.html").render(books=books, languages=list(titles))


def assemble(
    target: Path, rendered: dict[str, Path], data: dict[str, Path], landing: str, edition: Path
) -> None:
    """Build the site beside the last one, then swap them.

    Parameters
    ----------
    target : the site's folder; as it was until the new one is whole.
    rendered : language -> folder of its pages.
    data : language -> folder of its figures' data.
    landing : text of the site's `index.html`.
    edition : folder of the edition, whose table and provenance are offered for download.
    """
    fresh, last = target.with_name("site.new"), target.with_name("site.old")
    for folder in (fresh, last):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / "index.html").write_text(landing, encoding="utf-8")
    (fresh / ".nojekyll").touch()
    (fresh / "data").mkdir()
    for name in ("usage.csv", "provenance.json"):
        shutil.copyfile(edition / name, fresh / "data" / name)
    for lang, pages in rendered.items():
        shutil.copytree(pages, fresh / lang, ignore=shutil.ignore_patterns(*SUPERFLUOUS))
        if data[lang].exists():
            shutil.copytree(data[lang], fresh / lang / "data")
    if target.exists():
        target.rename(last)
    fresh.rename(target)
    shutil.rmtree(last, ignore_errors=True)
