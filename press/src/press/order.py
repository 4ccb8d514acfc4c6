"""What is to be built; as quick to import as to say."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from press.book import Book
from press.browser import find_chromium, release
from press.errors import PressError

LOCAL = "http://127.0.0.1:8000/"
"""Where `make serve` shows the site: its address until one is given."""


@dataclass(frozen=True)
class Place:
    """An edition and the folder of its data."""

    name: str
    folder: Path


@dataclass(frozen=True)
class Order:
    """What is to be built.

    Attributes
    ----------
    editions : as the book finds them, by name or path; the first stands at the site's root. None: its home.
    languages : of the book; none: all of them.
    output : everything is made below it; the site is `output/site`.
    base : address at which the site is to stand.
    takeaway : whether the book is made in one file too (PDF, EPUB), which takes longer than its pages.
    results : folder of what is kept from build to build; None: below `output`.
    only : those of the editions that this build makes ready and leaves to another to put into the site;
        none: all of them, and the site.
    """

    book: Book
    output: Path
    editions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    base: str = LOCAL
    takeaway: bool = True
    results: Path | None = None
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "editions", tuple(self.editions) or (self.book.home,))
        object.__setattr__(self, "languages", tuple(self.languages) or self.book.languages)
        if not self.languages:
            raise PressError(f"{self.book.locale}: no language there; each is a folder with a language.yml")
        for lang in self.languages:
            if lang not in self.book.languages:
                raise PressError(f"language {lang!r}: allowed are {', '.join(self.book.languages)}")
        if not _is_base(self.base):
            raise PressError(f"base address {self.base!r}: allowed is https://host/path/")
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", f"{self.base}/")
        if strange := [edition for edition in self.only if self._place(edition) not in self.places]:
            names = ", ".join(place.name for place in self.places)
            raise PressError(f"edition {strange[0]!r} alone: allowed are those of the site, {names}")

    @property
    def root(self) -> Path:
        """The folder with `_config.yml`, `_toc.yml` and the chapters."""
        return self.book.root

    @property
    def places(self) -> list[Place]:
        """The editions, each with its folder."""
        return [self._place(edition) for edition in self.editions]

    def _place(self, edition: str) -> Place:
        folder = self.book.find(edition).resolve()
        return Place(self.book.called(folder), folder)

    @property
    def own(self) -> list[Place]:
        """Those of the editions that this build makes."""
        return [self._place(edition) for edition in self.only] or self.places

    @property
    def forms(self) -> list[str]:
        """The forms in which this machine can make a whole book, as endings of file names."""
        if not self.takeaway:
            return []
        return ["pdf", "epub"] if find_chromium() else ["epub"]

    @property
    def printer(self) -> str:
        """Which browser prints the PDF, "" where none does."""
        chromium = find_chromium() if "pdf" in self.forms else None
        return release(chromium) if chromium else ""

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.output / "site"

    @property
    def cache(self) -> Path:
        """What is kept from build to build."""
        return self.output / "cache"

    @property
    def locks(self) -> Path:
        """What builds that run side by side wait for each other with."""
        return self.output / "locks"


def _is_base(address: str) -> bool:
    try:
        # for a port that is none it raises too
        _ = urlsplit(address).port
    except ValueError:
        return False
    return re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address) is not None
