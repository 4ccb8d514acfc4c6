"""Languages as data: each is a folder `locale/<tag>/` with its facts, and its wording as gettext's `.po`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_type_hints

from press.errors import FileError, PressError
from press.yaml_file import read_yaml

FACTS = "language.yml"


@dataclass(frozen=True)
class Language:
    """What the press knows of a language.

    Attributes
    ----------
    tag : as in HTML's `lang` and in the tags of twin cells.
    name : as its speakers write it.
    source : whether the messages in code are in this language, so that it needs no catalogue.
    sphinx : tag under which Sphinx and the theme have it, "" where they do not; then the book's
        catalogue holds their words too.
    search : language of Sphinx's stemmer, as its `html_search_language`.
    bibliography : its names in BibLaTeX and babel (`langid`), the first for citations of the book's pages.
    conjunction : between the last two names of a reference.
    apostrophe : what is printed for the typewriter's.
    direction : of its script, "ltr" or "rtl".
    locale : language and country as Open Graph tags have them, for instance de_DE; "" says none.
    """

    tag: str
    name: str
    source: bool = False
    sphinx: str = ""
    search: str = ""
    bibliography: str = ""
    conjunction: str = ", "
    apostrophe: str = "'"
    direction: str = "ltr"
    locale: str = ""


def tags(locale: Path) -> tuple[str, ...]:
    """The languages that a folder holds, in the order of their tags."""
    return tuple(sorted(path.parent.name for path in locale.glob(f"*/{FACTS}")))


def read_languages(locale: Path) -> list["Language"]:
    """The facts of all languages that a folder holds."""
    return [read_language(locale, tag) for tag in tags(locale)]


@cache
def read_language(locale: Path, tag: str) -> Language:
    """The facts of a language; what else its file holds is the book's own.

    Raises
    ------
    PressError, FileError
        For a language that is not there, or whose file lacks a name or has another type of fact.
    """
    path = locale / tag / FACTS
    if not path.is_file():
        raise PressError(f"language {tag!r}: allowed are {', '.join(tags(locale))} (folders of {locale})")
    found = read_yaml(path, "facts of a language")
    known = {name: kind for name, kind in get_type_hints(Language).items() if name != "tag"}
    facts = {name: value for name, value in found.items() if name in known}
    if "name" not in facts:
        raise FileError(path, "no name", "name: the language's own, for instance Deutsch")
    for name, value in facts.items():
        if not isinstance(value, known[name]):
            raise FileError(path, repr(value), f"a {known[name].__name__}", column=name)
    if facts.get("direction", "ltr") not in ("ltr", "rtl"):
        raise FileError(path, repr(facts["direction"]), "ltr or rtl", column="direction")
    return Language(tag, **facts)
