"""One edition in one language on its way through the press: its staged folder and its pages."""

import base64
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import yaml

from press import fingerprint, store
from press.book import Book
from press.catalogues import sphinx_catalogues
from press.errors import PressError
from press.fingerprint import files_below
from press.head import Imprint
from press.job import Job
from press.language import FACTS
from press.notebooks import for_page, with_results
from press.render import RenderError, render
from press.trouble import in_words

SHARED = (".yml", ".bib", ".css", ".js")
"""Endings of staged files on which every page depends."""

SEEN_ELSEWHERE = re.compile(r"^\s*(#|\(.*\)=|```|:::)|\{(cite|term|numref|doc|ref)[:}`]")
"""Lines of prose that other pages show or count: headings, anchors, directives, what is cited."""


@dataclass(frozen=True)
class Volume:
    """One edition in one language on its way through the press.

    Attributes
    ----------
    name : of the volume, for instance `2025/de`.
    edition, data : the edition's name and folder.
    settings : Jupyter Book's, for this volume.
    contents : name of the file in the book's root that is its table of contents.
    stage, html : where it lies before and after rendering.
    printer : which browser prints its PDF, "" where none does.
    wanted : the files that this build has put into the stage.
    """

    book: Book
    name: str
    edition: str
    data: Path
    lang: str
    settings: dict[str, Any]
    stage: Path
    html: Path
    contents: str = "_toc.yml"
    printer: str = ""
    wanted: set[Path] = field(default_factory=set, compare=False)

    @property
    def imprint(self) -> Imprint:
        """What its pages share."""
        return Imprint.of(self.settings["sphinx"]["config"]["press_imprint"])

    @property
    def pages(self) -> Path:
        """The rendered pages."""
        return self.html / "_build" / "html"

    @property
    def notebooks(self) -> Path:
        """The notebooks to take away."""
        return self.html / "notebooks"

    def prepare(self) -> None:
        """Put into the staged folder what Jupyter Book needs beside the chapters.

        A file whose content is as it was keeps its time: Sphinx renders what is newer.
        """
        text = yaml.safe_dump(self.settings, allow_unicode=True, sort_keys=False)
        root = self.book.root
        wanted = {"_config.yml": text.encode(), "_toc.yml": (root / self.contents).read_bytes()}
        own = root / "_static"
        wanted |= {path.relative_to(root).as_posix(): path.read_bytes() for path in files_below(own)}
        wanted |= sphinx_catalogues(self.book.locale, self.lang)
        for name in self.settings.get("bibtex_bibfiles", []):
            if not (root / name).is_file():
                raise PressError(f"_config.yml names the references {name}, which is not there")
            wanted[name] = (root / name).read_bytes()
        for name, content in wanted.items():
            self._put(self.stage / name, content)

    def _put(self, path: Path, content: bytes) -> None:
        self.wanted.add(path)
        store.write_if_new(path, content)

    def sweep(self) -> None:
        """Drop from the staged folder what this build has not put there; all chapters are in place."""
        for path in set(files_below(self.stage)) - self.wanted:
            path.unlink()

    def place(self, job: Job, result: dict[str, Any]) -> None:
        """Put a chapter into the staged folder: its page, and the files that it has written."""
        touched = False
        for name, content in result["files"].items():
            path, data = self.stage / name, base64.b64decode(content)
            # a picture of the page is no part of the notebook, but of the page
            touched |= not path.is_file() or path.read_bytes() != data
            self._put(path, data)
        source = nbformat.read(job.source, as_version=4)
        try:
            page = for_page(with_results(source, result), self.book.locale, self.lang)
        except PressError as error:
            raise PressError(f"{job.where}: {error}") from error
        if touched:
            job.target.unlink(missing_ok=True)
        self._put(job.target, (nbformat.writes(page) + "\n").encode())

    @property
    def ingredients(self) -> fingerprint.Ingredients:
        """All that can change the rendered pages: of each page, and of all of them at once."""
        pages = {path: path.read_text(encoding="utf-8") for path in sorted(self.stage.rglob("*.ipynb"))}
        names = {path: path.relative_to(self.stage).as_posix() for path in pages}
        cards = fingerprint.of_files(self.stage.glob("cards/*.png"), self.stage)
        return {
            **self._shared(),
            **{f"outline of {names[path]}": outline(text) for path, text in pages.items()},
            **{f"page {names[path]}": fingerprint.digest(text) for path, text in pages.items()},
            **{f"page {name}": value for name, value in cards.items()},
        }

    def _shared(self) -> fingerprint.Ingredients:
        """What every page depends on."""
        book, press = self.book, fingerprint.PRESS
        facts = [book.locale / lang / FACTS for lang in book.languages]
        return {
            **fingerprint.environment(book),
            "the browser that prints": fingerprint.digest(self.printer),
            **fingerprint.of_files(files_below(press), press.parent),
            **fingerprint.of_files(facts, book.root),
            **fingerprint.wording(book, self.lang),
            **fingerprint.of_files(
                [path for path in files_below(self.stage) if self._of_all(path)],
                self.stage,
            ),
        }

    def _of_all(self, path: Path) -> bool:
        """Whether every page depends on a staged file: settings, styles, and records for pages' heads."""
        return path.suffix in SHARED or path.parent == self.stage / "records"

    def changed(self) -> list[str]:
        """What has changed since the volume was made; empty if it is as it should be."""
        lost = self._made.is_file() and self._noted.get("notebooks") != store.listing(self.notebooks)
        return self._pages_changed() + (["the notebooks to take away"] if lost else [])

    def _pages_changed(self) -> list[str]:
        if not self._made.is_file() or not self.pages.is_dir():
            return ["nothing was rendered"]
        if self._noted.get("pages") != store.listing(self.pages):
            return ["the rendered pages themselves"]
        return fingerprint.difference(self._noted.get("ingredients", {}), self.ingredients)

    @property
    def _noted(self) -> dict[str, Any]:
        """What `done` has noted; an earlier press may have noted other things."""
        found: dict[str, Any] = json.loads(self._made.read_text(encoding="utf-8"))
        return found

    def render(self) -> None:
        """Render what has changed; all pages where something has changed that they share.

        The pages count as made when `done` is called.
        """
        self.sweep()
        # the notebooks are being written meanwhile
        changed = self._pages_changed()
        if not changed:
            return
        index = self.pages / "searchindex.js"
        entries = None
        if all(name.startswith("page ") for name in changed):
            entries = read_index(index)["indexentries"]
        else:
            shutil.rmtree(self.html / "_build", ignore_errors=True)
        # what is rendered half is rendered anew the next time
        self.undone()
        try:
            render(self.stage, self.html)
        except RenderError as error:
            raise RenderError(in_words(str(error), self.stage, self.book.root)) from error
        tidy_index(index, entries)

    def done(self) -> None:
        """Note of what the pages, and what lies beside them, were made."""
        made = {
            "ingredients": self.ingredients,
            "pages": store.listing(self.pages),
            "notebooks": store.listing(self.notebooks),
        }
        store.write(self._made, json.dumps(made))

    def undone(self) -> None:
        """Let the pages count as not made."""
        self._made.unlink(missing_ok=True)

    @property
    def _made(self) -> Path:
        return self.html / "made.json"


def read_index(path: Path) -> dict[str, Any]:
    """The search index as Sphinx's script holds it."""
    text = path.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    return found


def tidy_index(path: Path, entries: dict[str, Any] | None) -> None:
    """Make the search index of a rendering of some pages that of a rendering of all.

    Sphinx keeps words that no page holds any more, and forgets the index entries of pages that it has
    not read.

    Parameters
    ----------
    entries : the index entries as they were before; None after a rendering of all pages. They stand in
        directives, which make all pages be rendered when they change.
    """
    index = read_index(path)
    for part in ("terms", "titleterms"):
        index[part] = {word: pages for word, pages in index[part].items() if pages != []}
    if entries is not None:
        index["indexentries"] = entries
    text = json.dumps(index, sort_keys=True, separators=(",", ":"))
    path.write_text(f"Search.setIndex({text})", encoding="utf-8")


def outline(text: str) -> str:
    """A digest of what other pages can see of a page: its name, headings, anchors, citations, directives."""
    page = json.loads(text)
    lines = [json.dumps(page.get("metadata", {}).get("book", {}).get("name"))]
    for cell in page["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        prose = "".join(cell["source"]).splitlines()
        seen = [line for line in prose if SEEN_ELSEWHERE.search(line)]
        # a directive's content may be anything: a glossary, an index, a list of pages
        lines += prose if any(line.lstrip().startswith(("```", ":::")) for line in seen) else seen
    return fingerprint.digest(*lines)
