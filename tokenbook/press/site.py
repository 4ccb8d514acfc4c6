"""Put the volumes together as one site, and take its place only when it is whole."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tokenbook import ROOT
from tokenbook.press.finish import finish
from tokenbook.press.front import feed, front_page, not_found_page, robots, sitemap
from tokenbook.press.head import Imprint
from tokenbook.press.store import Store

SUPERFLUOUS = (
    *(".buildinfo", "objects.inv", "*webpack-macros.html", ".doctrees", "genindex.html"),
    *("locales", "vendor", "*.map"),
)
"""What Sphinx leaves in its output for itself (its state, templates of the themes), and what of the
themes' static files no page loads: catalogues in forty languages, fonts of icons, maps of scripts."""


@dataclass(frozen=True)
class Book:
    """One edition of the site, rendered.

    Attributes
    ----------
    imprints : language -> what its pages share.
    pages : language -> folder of its pages.
    notebooks : language -> folder of the notebooks to take away.
    data : language -> folder of its figures' data.
    edition : folder of the edition, whose table and provenance are offered for download.
    parquet : the table as Parquet.
    """

    imprints: dict[str, Imprint]
    pages: dict[str, Path]
    notebooks: dict[str, Path]
    data: dict[str, Path]
    edition: Path
    parquet: bytes

    @property
    def folder(self) -> str:
        """Where it stands in the site: "" for its root, or `2026/`."""
        imprint = next(iter(self.imprints.values()))
        return imprint.folder.removeprefix(imprint.base)


def assemble(target: Path, books: list[Book], kept: Store) -> None:
    """Build the site beside the last one, then swap them.

    Parameters
    ----------
    target : the site's folder; as it was until the new one is whole.
    books : the editions, the one at the site's root first.
    kept : results of earlier builds.
    """
    fresh, last = target.with_name("site.new"), target.with_name("site.old")
    for folder in (fresh, last):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / ".nojekyll").touch()
    for book in books:
        _place(book, fresh / book.folder)
    finish(fresh, kept)
    shutil.copyfile(ROOT / "CITATION.cff", fresh / "CITATION.cff")
    imprints = [book.imprints for book in books]
    for name, text in {
        "404.html": not_found_page(imprints),
        "robots.txt": robots(imprints),
        "sitemap.xml": sitemap(imprints, fresh),
        "feed.xml": feed(imprints),
    }.items():
        (fresh / name).write_text(text, encoding="utf-8")
    for book in books:
        page = front_page(book.imprints, imprints)
        (fresh / book.folder / "index.html").write_text(page, encoding="utf-8")
    if target.exists():
        target.rename(last)
    fresh.rename(target)
    shutil.rmtree(last, ignore_errors=True)


def _place(book: Book, folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    for name in ("usage.csv", "provenance.json"):
        shutil.copyfile(book.edition / name, folder / "data" / name)
    (folder / "data" / "usage.parquet").write_bytes(book.parquet)
    for lang, pages in book.pages.items():
        shutil.copytree(pages, folder / lang, ignore=shutil.ignore_patterns(*SUPERFLUOUS))
        for name, more in (("notebooks", book.notebooks[lang]), ("data", book.data[lang])):
            if more.exists():
                shutil.copytree(more, folder / lang / name)
