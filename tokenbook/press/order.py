"""What is to be built; as quick to import as to say."""

import re
from dataclasses import dataclass
from pathlib import Path

from tokenbook import LANGUAGES, ROOT, places
from tokenbook.errors import BookError
from tokenbook.press.browser import find_chromium, release

LOCAL = "http://127.0.0.1:8000/"
"""Where `make serve` shows the site: its address until one is given."""


@dataclass(frozen=True)
class Order:
    """What is to be built.

    Attributes
    ----------
    editions : names of folders below `data/`, or paths; the first stands at the site's root.
    languages : "de", "en".
    root : folder with `_config.yml`, `_toc.yml` and the chapters.
    output : everything is made below it; the site is `output/site`.
    base : address at which the site is to stand.
    takeaway : whether the book is made in one file too (PDF, EPUB), which takes longer than its pages.
    results : folder of what is kept from build to build; None: below `output`.
    """

    editions: tuple[str, ...]
    languages: tuple[str, ...] = LANGUAGES
    root: Path = ROOT
    output: Path = ROOT / "_build"
    base: str = LOCAL
    takeaway: bool = True
    results: Path | None = None

    def __post_init__(self):
        for lang in self.languages:
            if lang not in LANGUAGES:
                raise BookError(f"language {lang!r}: allowed are {', '.join(LANGUAGES)}")
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", self.base):
            raise BookError(f"base address {self.base!r}: allowed is https://host/path/")
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", f"{self.base}/")

    @property
    def folders(self) -> list[Path]:
        """The editions' folders."""
        return [places.folder(edition).resolve() for edition in self.editions]

    @property
    def forms(self) -> list[str]:
        """The forms in which this machine can make a whole book, as endings of file names."""
        if not self.takeaway:
            return []
        return ["pdf", "epub"] if find_chromium() else ["epub"]

    @property
    def printer(self) -> str:
        """Which browser prints the PDF, "" where none does."""
        return release(find_chromium()) if "pdf" in self.forms else ""

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.output / "site"

    @property
    def cache(self) -> Path:
        """What is kept from build to build."""
        return self.output / "cache"
