"""Facts of a language: what numbers and dates look like in it. A language is data, `locale/<tag>/`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import localedata

from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import DataError, nearest
from tokenbook.mapping import read_mapping, row_of

LIKE = "as in locale/de/language.yml"


@dataclass(frozen=True)
class Language:
    """What the wording knows of a language.

    Attributes
    ----------
    tag : of its cells and its folder.
    source : whether the messages in code are in this language.
    locale : whose formats it uses (CLDR, by way of Babel).
    percent : what follows the number of a percentage.
    date, day : a day in prose and in tables, in CLDR's letters.
    numerals : whose numerals spell small numbers, a language of num2words.
    apostrophe : what is printed for the typewriter's.
    """

    tag: str
    locale: str
    percent: str
    date: str
    day: str
    numerals: str
    source: bool = False
    apostrophe: str = "'"


@cache
def read_language(tag: str) -> Language:
    """The facts of a language.

    Raises
    ------
    ValueError
        For a language that the book does not have.
    DataError
        Where its file lacks a fact, or has one that is of no use, with its row.
    """
    if tag not in LANGUAGES:
        raise ValueError(f"language {tag!r}: allowed are {', '.join(LANGUAGES)}")
    path = ROOT / "locale" / tag / "language.yml"
    facts = read_mapping(path, "facts of a language, like locale/de/language.yml")
    return Language(tag, **check_facts(path, facts))


def check_facts(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that the wording needs; what else the file holds is not looked at.

    Raises
    ------
    DataError
        With row and key, what was found, what is allowed, and the nearest of it.
    """
    if missing := [name for name in WANTED if name not in facts]:
        typos = "".join(nearest(name, facts.keys() - FACTS.keys()) for name in missing[:1])
        raise DataError(path, f"no {' and no '.join(missing)}", f"{LIKE}{typos}")
    found = {name: facts[name] for name in FACTS if name in facts}
    for name, value in found.items():
        if allowed := FACTS[name](value):
            raise DataError(path, repr(value), allowed, row=row_of(path, [name]), key=name)
    return found


def _locale(value: object) -> str:
    if isinstance(value, str) and localedata.exists(value):
        return ""
    return f"a locale of CLDR, for instance de_DE{_near(value, localedata.locale_identifiers())}"


def _numerals(value: object) -> str:
    # not imported: it brings all of its languages along
    package = find_spec("num2words")
    folders = package.submodule_search_locations if package else None
    known = {
        path.stem[len("lang_") :].lower()
        for folder in folders or ()
        for path in Path(folder).glob("lang_*.py")
    }
    if isinstance(value, str) and known & {value.lower(), value.partition("_")[0].lower()}:
        return ""
    return f"a language of num2words: {', '.join(sorted(known))}{_near(value, known)}"


def _day(value: object) -> str:
    letters = set(re.sub(r"'[^']*'", "", value)) if isinstance(value, str) else set()
    used = {letter for letter in letters if letter.isascii() and letter.isalpha()}
    whole = "d" in used and "y" in used and used & {"M", "L"}
    return (
        ""
        if whole and used <= set("dMLyEc")
        else "day, month and year in CLDR's letters, for instance d. MMMM y"
    )


def _text(value: object) -> str:
    return "" if isinstance(value, str) else "a text in quotation marks"


def _yes(value: object) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _near(value: object, known: Iterable[str]) -> str:
    return nearest(value, known) if isinstance(value, str) else ""


FACTS: dict[str, Callable[[object], str]] = {
    "locale": _locale,
    "percent": _text,
    "date": _day,
    "day": _day,
    "numerals": _numerals,
    "source": _yes,
    "apostrophe": _text,
}
"""What the wording reads of a language's file -> what is allowed there; empty where a value is."""

WANTED = ("locale", "percent", "date", "day", "numerals")
