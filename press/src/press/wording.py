"""What the press itself says on pages, in one language at a time.

Messages are English templates with named fields, `"{book}: {page}"`. A language's wording stands in
`locale/<tag>/LC_MESSAGES/*.po` of the book; what the book does not word, the press's own catalogues
may. There is no fall-back to English: a message without its wording fails the build.
"""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog

from press.errors import PressError, nearest
from press.language import read_language
from press.po import read_checked

OWN = Path(__file__).parent / "locale"
"""Catalogues of the press's own messages: `<tag>.po`."""


def N_(message: str) -> str:
    """Mark a message for the catalogue where it is only stored, not yet said."""
    return message


NOT_AVAILABLE = N_("not available")
"""Stands for a quantity that the data do not yield."""


class MissingWordingError(PressError):
    """A message that has no wording in the language asked for."""


def catalogue_files(locale: Path, tag: str) -> list[Path]:
    """The catalogues of a language, the book's before the press's."""
    own = OWN / f"{tag}.po"
    return [*sorted((locale / tag / "LC_MESSAGES").glob("*.po")), *([own] if own.is_file() else [])]


@cache
def _read(path: Path, changed: int, tag: str) -> Catalog:
    return read_checked(path)


def read_wordings(locale: Path, tag: str) -> list[Catalog]:
    """The contents of `catalogue_files`."""
    return [_read(path, path.stat().st_mtime_ns, tag) for path in catalogue_files(locale, tag)]


class Wording:
    """Says the press's messages in one language.

    Parameters
    ----------
    locale : folder with a folder for each language.
    tag : of the language.

    Raises
    ------
    PressError
        For a language that is not there.
    """

    def __init__(self, locale: Path, tag: str):
        self.locale = Path(locale)
        self.language = read_language(self.locale, tag)

    def find(self, message: str) -> str | None:
        """The wording of a message as it stands in a catalogue; None where none has it."""
        if self.language.source:
            return message
        for catalogue in read_wordings(self.locale, self.language.tag):
            entry = catalogue.get(message)
            if entry is not None and entry.string and not entry.fuzzy:
                return str(entry.string)
        return None

    def __call__(self, message: str, /, **values: str) -> str:
        """The message in this language, its fields filled.

        Raises
        ------
        MissingWordingError
            Where no catalogue has the message.
        """
        found = self.find(message)
        if found is None:
            raise MissingWordingError(
                f"no {self.language.tag} wording of {message!r}; `make messages` adds it to "
                f"{self.locale / self.language.tag}, then word it there{nearest(message, self._worded())}"
            )
        return found.replace("'", self.language.apostrophe).format(**values)

    def _worded(self) -> list[str]:
        catalogues = read_wordings(self.locale, self.language.tag)
        return [str(entry.id) for catalogue in catalogues for entry in catalogue if entry.id]
