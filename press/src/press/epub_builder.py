"""Sphinx extension of the e-book: prose, figures and verdicts as XHTML, the same bytes each time."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import nbformat
from bs4 import BeautifulSoup
from docutils.nodes import Node
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config

from press.front_matter import front_matter
from press.head import Imprint
from press.offline import FOLDED, Picture, standalone, take_offline, with_pictures
from press.wording import N_

THEME = Path(__file__).parent / "theme" / "epub"

TITLE = "title.xhtml"

COVER = "_static/cover.png"

ACCESSIBILITY = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual",),
    "accessibilityFeature": ("alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"),
    "accessibilityHazard": ("none",),
}
"""What a shop or a library tells readers before they take the book (schema.org, EPUB Accessibility 1.1)."""


class BookBuilder(Epub3Builder):
    """Sphinx's builder with the book's own style and cover, and with bytes that do not change."""

    def init(self) -> None:
        """Name the parts in the book's language; Sphinx names them before it knows one."""
        super().init()
        say = Imprint.of(self.config.press_volume).say
        self.guide_titles = {"toc": say(N_("Contents")), "cover": say(N_("Cover"))}

    def copy_static_files(self) -> None:
        """Instead of the themes' styles and scripts: ours."""
        static = Path(self.outdir) / "_static"
        static.mkdir(exist_ok=True)
        shutil.copyfile(THEME / "book.css", static / "book.css")
        shutil.copyfile(self.config.press_cover, Path(self.outdir) / COVER)

    def build_content(self) -> None:
        """Say also which picture is the cover, and for whom the book can be read."""
        super().build_content()
        path = Path(self.outdir) / "content.opf"
        text = path.read_text(encoding="utf-8")
        metas = "".join(
            f'    <meta property="schema:{name}">{value}</meta>\n'
            for name, values in ACCESSIBILITY.items()
            for value in values
        )
        text = text.replace("  </metadata>", f"{metas}  </metadata>", 1)
        text = text.replace(f'href="{COVER}"', f'href="{COVER}" properties="cover-image"', 1)
        path.write_text(text, encoding="utf-8")

    def build_toc(self) -> None:
        """Name the book in the older table of contents as everywhere else, not by an XML id."""
        super().build_toc()
        path = Path(self.outdir) / "toc.ncx"
        text = path.read_text(encoding="utf-8")
        uid, identifier = self.config.epub_uid, self.config.epub_identifier
        path.write_text(text.replace(f'content="{uid}"', f'content="{identifier}"', 1), encoding="utf-8")

    def build_epub(self) -> None:
        """Pack the files; the archive knows no time but that of the data."""
        moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))
        year, month, day, hour, minute, second = moment[:6]
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        with ZipFile(Path(self.outdir) / f"{self.config.epub_basename}.epub", "w") as archive:
            for name in names:
                entry = ZipInfo(name, (year, month, day, hour, minute, second))
                # readers look for the type at a fixed place, as plain bytes
                entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, (Path(self.outdir) / name).read_bytes())


def _without_code(app: Sphinx, docname: str, source: list[str]) -> None:
    """Leave the code to the notebooks; an e-reader neither folds nor runs it."""
    if app.env.doc2path(docname, base=False).endswith(".ipynb"):
        notebook = nbformat.reads(source[0], as_version=4)
        for cell in notebook.cells:
            tags = cell.metadata.setdefault("tags", [])
            if cell.cell_type == "code" and "remove-cell" not in tags:
                cell.metadata.tags = [*tags, "remove-input"]
        source[0] = nbformat.writes(notebook)


def _page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Node | None
) -> None:
    """Make the page XHTML that needs nothing from outside."""
    imprint = Imprint.of(app.config.press_volume)
    here, up = Path(pagename).name, "../" * pagename.count("/")
    pages = {Path(name).name for name in app.env.found_docs}

    def shown(picture: Picture) -> str:
        file = Path(app.outdir) / "_images" / f"fig-{picture.slug}.svg"
        file.parent.mkdir(exist_ok=True)
        file.write_text(standalone(picture.svg), encoding="utf-8")
        return f'<img src="{up}_images/{file.name}" alt="{picture.alt}"/>'

    def inside(target: str) -> str | None:
        page, mark, anchor = target.partition("#")
        stem = page.rpartition(".")[0]
        if stem and stem not in pages and stem != here:
            return None
        return f"{stem}.xhtml{mark}{anchor}" if stem else target

    soup = BeautifulSoup(with_pictures(context.get("body", ""), shown), "html.parser")
    for element in soup.select(FOLDED):
        element.decompose()
    take_offline(soup, imprint, inside)
    context["body"] = soup.decode(formatter="minimal")
    context["up"] = up
    context["title"] = Markup(context.get("title", imprint.title)).striptags()


def _title_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    imprint = Imprint.of(app.config.press_volume)
    words = front_matter(imprint, app.config.press_licence)
    yield TITLE.removesuffix(".xhtml"), {"words": words, "title": words.title}, "title.xhtml"


def _settings(app: Sphinx, config: Config) -> None:
    say = Imprint.of(config.press_volume).say
    config.templates_path.insert(0, str(THEME))
    config.epub_pre_files = [(TITLE, say(N_("Title page")))]
    config.epub_cover = (COVER, "cover.xhtml")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.add_config_value("press_volume", {}, "env")
    app.add_config_value("press_licence", "", "env")
    app.add_config_value("press_cover", "", "env")
    app.add_builder(BookBuilder, override=True)
    app.connect("config-inited", _settings, priority=900)
    # after the extension that leaves one language
    app.connect("source-read", _without_code, priority=900)
    app.connect("html-page-context", _page, priority=900)
    app.connect("html-collect-pages", _title_page)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
