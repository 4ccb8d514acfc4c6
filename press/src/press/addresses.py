"""Editions that stand side by side in one site: where each lies, and the way from one to another."""

import re
from collections.abc import Iterable, Sequence

from press.errors import PressError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What an edition may be called: it becomes a folder and part of addresses."""

TAKEN = ("data", "assets", "index.html")
"""What lies at the site's root already, beside its languages; an edition after the first is a folder."""


def subfolder(names: Sequence[str], name: str) -> str:
    """The folder of an edition in the site: the root for the first, one of its name for the others."""
    return "" if name == names[0] else f"{name}/"


def link(names: Sequence[str], here: str, page: str, there: str, target: str) -> str:
    """The way from a page of one edition to another edition's, or within its own.

    Parameters
    ----------
    names : of the site's editions, the one at the root first.
    here, page : the edition and the page that holds the link, for instance `de/chapters/intro`.
    there, target : the edition and the page that it leads to.
    """
    up = page.count("/") + (0 if here == names[0] else 1)
    return "../" * up + f"{subfolder(names, there)}{target}.html"


def check_names(names: Sequence[str], languages: Iterable[str]) -> None:
    """Refuse editions that cannot stand in one site.

    Raises
    ------
    PressError
        For a name that is there twice or that the site needs for itself.
    """
    for name in names:
        if names.count(name) > 1:
            raise PressError(f"edition {name!r} is ordered twice; an edition's name is that of its folder")
        if not NAME.fullmatch(name):
            raise PressError(f"edition {name!r}: allowed are letters, digits, '.', '_' and '-'")
        if name in (*languages, *TAKEN):
            raise PressError(f"edition {name!r}: the site needs that name for itself; rename the folder")
