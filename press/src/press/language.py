"""Languages as data: each is a folder `locale/<tag>/` with its facts, and its wording as gettext's `.po`."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import get_type_hints

from press.errors import FileError, PressError, nearest
from press.yaml_file import read_yaml, row_of

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
        For a language that is not there, or whose file lacks a name or has a fact that is of no use.
    """
    path = locale / tag / FACTS
    if not path.is_file():
        raise PressError(f"language {tag!r}: allowed are {', '.join(tags(locale))} (folders of {locale})")
    found = read_yaml(path, "facts of a language")
    known = {name: kind for name, kind in get_type_hints(Language).items() if name != "tag"}
    facts = {name: value for name, value in found.items() if name in known}
    if "name" not in facts:
        meant = nearest("name", found.keys() - known.keys())
        raise FileError(path, "no name", f"name: the language's own, for instance Deutsch{meant}")
    for name, value in facts.items():
        if not isinstance(value, known[name]):
            allowed = "a text" if known[name] is str else "true or false"
            raise FileError(path, repr(value), allowed, row=row_of(path, [name]), column=name)
    choices = {"direction": ("ltr", "rtl"), "sphinx": _sphinx("locale"), "search": _sphinx("search")}
    for name, values in choices.items():
        if (value := facts.get(name)) and value not in values:
            allowed = f"{', '.join(values)}{nearest(value, values)}"
            raise FileError(path, repr(value), allowed, row=row_of(path, [name]), column=name)
    return Language(tag, **facts)


@cache
def _sphinx(folder: str) -> tuple[str, ...]:
    """The languages that Sphinx has, in its pages (`locale`) or its search; it need not be imported."""
    package = find_spec("sphinx")
    found = [
        path.stem
        for place in (package.submodule_search_locations if package else None) or ()
        for path in (Path(place) / folder).iterdir()
        if not path.name.startswith(("_", ".", "sphinx")) and (path.is_dir() or path.suffix == ".py")
    ]
    # the messages in its code are English
    return tuple(sorted({*found, "en"} - {"non-minified-js", "minified-js"}))


def check_language(locale: Path, tag: str, own: Collection[str]) -> None:
    """Refuse facts of a language that nobody reads; a typo would leave one out.

    Parameters
    ----------
    own : names of the facts that the book itself reads.

    Raises
    ------
    PressError, FileError
        As `read_language`, and for an unknown name with the nearest known one.
    """
    read_language(locale, tag)
    path = locale / tag / FACTS
    known = [*(name for name in get_type_hints(Language) if name != "tag"), *own]
    for name in read_yaml(path, "facts of a language"):
        if name not in known:
            allowed = f"{', '.join(dict.fromkeys(known))}{nearest(str(name), known)}"
            raise FileError(path, "an unknown key", allowed, row=row_of(path, [name]), column=str(name))
