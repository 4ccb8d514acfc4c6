"""Editions as a site's list tells of them, and the way from one to another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tokenbook import LANGUAGES
from tokenbook.places import DATA

if TYPE_CHECKING:
    from tokenbook.editions import Edition


def href(names: Sequence[str], here: str, page: str, there: str, target: str) -> str:
    """The way from a page of one edition to another edition's; the first stands at the site's root.

    Parameters
    ----------
    names : of the site's editions.
    here, page : the edition and the page that holds the link, for instance `de/chapters/intro`.
    there, target : the edition and the page that it leads to.
    """
    up = page.count("/") + (0 if here == names[0] else 1)
    return "../" * up + ("" if there == names[0] else f"{there}/") + f"{target}.html"


def entry(edition: "Edition") -> dict[str, Any]:
    """What a list of editions tells of one; plain values, so that papermill can hand it on.

    Returns
    -------
    dict with name, own, source (by language), as_of, first_day, last_day (YYYY-MM-DD), weeks (complete ones),
    tokens (of those) and verdicts (name of a verdict -> how many statements have it).
    """
    # every page of the book asks for addresses; only this asks for measures, whose imports take seconds
    from tokenbook.article.whole import Judgement
    from tokenbook.scope import open_scope

    judged = Judgement(open_scope(edition)).tally
    return {
        "name": edition.name,
        "own": edition.own,
        "source": {lang: edition.router(lang) for lang in LANGUAGES},
        "as_of": edition.provenance.get("as_of"),
        "first_day": f"{edition.first_day:%Y-%m-%d}",
        "last_day": f"{edition.last_day:%Y-%m-%d}",
        "weeks": int(edition.weeks["week"].nunique()),
        "tokens": int(edition.weeks["tokens"].sum()),
        "verdicts": {verdict.name: count for verdict, count in judged.items()},
    }


def at_hand() -> list[dict[str, Any]]:
    """The entries of all editions below `data/`."""
    from tokenbook.editions import load

    return [entry(load(path.parent.name)) for path in sorted(DATA.glob("*/usage.csv"))]
