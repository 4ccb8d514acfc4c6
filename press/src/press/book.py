"""What the press has to know of a book. All of it has a default: a folder of notebooks is a book.

A book that knows more (editions, files to take away, packages that its chapters import) is a subclass
with other values and methods.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from press.errors import PressError
from press.language import tags


@dataclass(frozen=True)
class Download:
    """A file that pages offer.

    Attributes
    ----------
    href : as seen from the folder of the language, for instance `../data/rows.csv`.
    text : name of the link, in the language of the page.
    page : offered only where the book has this page, which makes the file; "" for always.
    """

    href: str
    text: str
    page: str = ""


@dataclass(frozen=True)
class Link:
    """A link at the foot of each page.

    Attributes
    ----------
    text : its name, in the language of the page.
    href : where it leads; `{address}` and `{title}` in it stand for those of the page. Where `page` is
        given, an anchor on that page.
    page : a page of the book; offered only where the book has it.
    """

    text: str
    href: str
    page: str = ""


@dataclass(frozen=True)
class About:
    """What a book says of itself in one edition and one language; plain values.

    Attributes
    ----------
    date : of everything that is made: ISO 8601, a day or a moment; UTC where it says nothing else.
    modified : when what it tells was last changed, for machines; None where nobody knows.
    description : a sentence or two for the front page.
    lines : below the title on covers and title pages.
    edition : what tells the edition from others in lists, "" where there is one.
    cited : what a citation says after the book's title.
    licence : address of the text's licence.
    footer : HTML at the foot of each page, None for the one in `_config.yml`.
    rerun : Markdown, the first cell of notebooks to take away: how to get what they need.
    links : at the foot of each page.
    dataset : schema.org's record of the data, with its `@id`; empty where there are none.
    downloads : what each page offers beside its notebook and the whole book.
    title : of the edition where it has one of its own, else "".
    private : whether it is nobody else's business: pages ask not to be indexed and say nothing to machines;
        maps, feeds and lists leave the edition out.
    """

    date: str
    modified: str | None = None
    description: str = ""
    lines: tuple[str, ...] = ()
    edition: str = ""
    cited: str = ""
    licence: str = ""
    footer: str | None = None
    rerun: str = ""
    dataset: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    downloads: tuple[Download, ...] = ()
    title: str = ""
    private: bool = False


@dataclass(frozen=True)
class Book:
    """A book as the press sees it.

    Attributes
    ----------
    root : folder with `_config.yml`, `_toc.yml`, `chapters/` (the notebooks), `locale/` (a folder for
        each language), and where the book has some `_static/` (its styles and scripts).
    code : folder in which the packages and `shared` lie; fingerprints name files as seen from it.
    packages : names of packages there. A result depends on those of their modules that it imports, and
        on their data files.
    apart : folders of the packages in which no data of chapters lie.
    shared : files and folders below `code` on which each chapter's result depends; `locked` likewise,
        and everything else that is made too.
    once : files below `code` of which `publish` and `publish_once` make something.
    preload : modules that are imported once, before kernels fork from the process that did.
    scripts : name of a script in `_static` -> what a page's body holds that needs it.
    name : begins names of files and identifiers that hold the book.
    facts : names of the facts in a language's `language.yml` that the book reads itself.
    home : name of the edition that needs none in titles while it stands alone.
    errors : what the book's methods raise with a message for the reader.
    """

    root: Path
    code: Path | None = None
    packages: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    name: str = "book"
    facts: tuple[str, ...] = ()
    home: str = "1"
    errors: tuple[type[Exception], ...] = ()

    @property
    def locale(self) -> Path:
        """The folder of its languages."""
        return self.root / "locale"

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages: those that are there."""
        return tags(self.locale)

    @property
    def base(self) -> Path:
        """The folder from which fingerprints name code."""
        return self.code or self.root

    def find(self, edition: str) -> Path:
        """The folder with an edition's data.

        Raises
        ------
        PressError
            Where there is no such edition.
        """
        if edition != self.home:
            raise PressError(f"edition {edition!r}: this book has none but {self.home!r}")
        return self.root / "data"

    def read_too(self, folder: Path) -> tuple[Path, ...]:
        """The folders of other editions that an edition's chapters read."""
        return ()

    def called(self, folder: Path) -> str:
        """The name of the edition with that folder."""
        return self.home

    def describe(self, folder: Path) -> dict[str, Any]:
        """What of an edition is found by computing: plain values, kept from build to build.

        Chapters that declare a parameter `entries` get those of all editions in the site.
        """
        return {"name": self.called(folder)}

    def contents(self, entry: Mapping[str, Any]) -> str:
        """Name of the file in `root` that is an edition's table of contents, `_toc….yml`.

        Parameters
        ----------
        entry : from `describe`.
        """
        return "_toc.yml"

    def parameters(self, page: str) -> dict[str, Any]:
        """What the chapter of a page is told beside language, edition and entries; plain values.

        A notebook gets those that it declares, also the one to take away.
        """
        return {}

    def about(self, entry: Mapping[str, Any], lang: str, folder: str, title: str) -> About:
        """What the book says of an edition in a language.

        Parameters
        ----------
        entry : from `describe`.
        folder : address of the edition.
        title : of the book in this language and edition.
        """
        return About(date="1980-01-01")

    def publish(self, folder: Path, takeaway: bool, address: str) -> dict[str, bytes]:
        """Files of an edition that lie in its `data/` on the site: name -> content.

        They are made again when a file of the book's packages, languages or `once`, or of the edition, has
        changed.

        Parameters
        ----------
        takeaway : whether those are wanted too that take long to make.
        address : of the edition on the site, with a slash at its end.
        """
        return {}

    def publish_once(self, address: str) -> dict[str, bytes]:
        """Files at the site's root: path there -> content. `address` is the site's, it ends with a slash."""
        return {}
