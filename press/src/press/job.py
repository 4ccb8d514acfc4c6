"""What is to be run: one chapter in one language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press import fingerprint
from press.book import Book

DOWNLOADS = "../data"
"""Where a running chapter writes its figures' data, seen from its own folder."""


@dataclass(frozen=True)
class Job:
    """One chapter in one language.

    Attributes
    ----------
    source : the committed notebook.
    target : where the notebook that Jupyter Book renders is written.
    parameters : lang, edition, its address, and what else is on offer; a notebook gets those that it
        declares.
    """

    book: Book
    source: Path
    target: Path
    parameters: dict[str, Any]

    @property
    def name(self) -> str:
        """The chapter's name."""
        return self.source.stem

    @property
    def lang(self) -> str:
        """The chapter's language."""
        found: str = self.parameters["lang"]
        return found

    @property
    def edition(self) -> Path:
        """The folder of the chapter's edition."""
        return Path(self.parameters["edition"])

    @property
    def where(self) -> str:
        """How an error names it."""
        return f"{self.path} ({self.lang})"

    @property
    def path(self) -> str:
        """The notebook as seen from the book's root."""
        return self.source.relative_to(self.book.root).as_posix()

    @property
    def ingredients(self) -> fingerprint.Ingredients:
        """All that can change what it yields."""
        return fingerprint.chapter(
            self.book, self.source, {**self.parameters, "downloads": DOWNLOADS}, self.edition
        )
