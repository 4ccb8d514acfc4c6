"""Facts of a language: what numbers and dates look like in it. A language is data, `locale/<tag>/`."""

from dataclasses import dataclass
from functools import cache

from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping


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
        Where its file lacks a fact.
    """
    if tag not in LANGUAGES:
        raise ValueError(f"language {tag!r}: allowed are {', '.join(LANGUAGES)}")
    path = ROOT / "locale" / tag / "language.yml"
    facts = read_mapping(path, "facts of a language, like locale/de/language.yml")
    wanted = ("locale", "percent", "date", "day", "numerals")
    if missing := [name for name in wanted if not isinstance(facts.get(name), str)]:
        raise DataError(path, f"no {' and no '.join(missing)}", "as in locale/de/language.yml")
    more = {name: facts[name] for name in ("source", "apostrophe") if name in facts}
    return Language(tag, **{name: facts[name] for name in wanted}, **more)
