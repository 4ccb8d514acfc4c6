"""The editions that stand side by side in one site: where each lies, and what a list tells of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tokenbook import LANGUAGES
from tokenbook.errors import BookError
from tokenbook.places import DATA, NAME

if TYPE_CHECKING:
    from tokenbook.editions import Edition

TAKEN = (*LANGUAGES, "data", "index.html")
"""What lies at the site's root already; an edition beside the first becomes a folder there."""


def folder(shelf: Sequence[str], name: str) -> str:
    """The folder of an edition in the site: the root for the first, one of its name for the others."""
    return "" if name == shelf[0] else f"{name}/"


def href(shelf: Sequence[str], here: str, page: str, there: str, target: str) -> str:
    """The way from a page of one edition to another edition's, or within its own.

    Parameters
    ----------
    shelf : names of the site's editions, the one at the root first.
    here, page : the edition and the page that holds the link, for instance `de/chapters/intro`.
    there, target : the edition and the page that it leads to.
    """
    up = page.count("/") + (0 if here == shelf[0] else 1)
    return "../" * up + f"{folder(shelf, there)}{target}.html"


def check_names(names: Sequence[str]) -> None:
    """Refuse editions that cannot stand in one site.

    Raises
    ------
    BookError
        For a name that is there twice or that the site needs for itself.
    """
    for name in names:
        if names.count(name) > 1:
            raise BookError(f"edition {name!r} is ordered twice; an edition's name is that of its folder")
        if not NAME.fullmatch(name):
            raise BookError(f"edition {name!r}: allowed are letters, digits, '.', '_' and '-'")
        if name in TAKEN:
            raise BookError(f"edition {name!r}: the site needs that name for itself; rename the folder")


def entry(edition: "Edition") -> dict:
    """What a list of editions tells of one; plain values, so that papermill can hand it on.

    Returns
    -------
    dict with name, own, source, as_of, first_day, last_day (YYYY-MM-DD), weeks (complete ones), tokens
    (of those) and verdicts (name of a verdict -> how many statements have it).
    """
    # every page of the book asks for addresses; only this asks for measures, whose imports take seconds
    from tokenbook.article.whole import Judgement
    from tokenbook.scope import open_scope

    judged = Judgement(open_scope(edition)).tally
    return {
        "name": edition.name,
        "own": edition.own,
        "source": edition.router,
        "as_of": edition.provenance.get("as_of"),
        "first_day": f"{edition.first_day:%Y-%m-%d}",
        "last_day": f"{edition.last_day:%Y-%m-%d}",
        "weeks": int(edition.weeks["week"].nunique()),
        "tokens": int(edition.weeks["tokens"].sum()),
        "verdicts": {verdict.name: count for verdict, count in judged.items()},
    }


def at_hand() -> list[dict]:
    """The entries of all editions below `data/`."""
    from tokenbook.editions import load

    return [entry(load(path.parent.name)) for path in sorted(DATA.glob("*/usage.csv"))]
