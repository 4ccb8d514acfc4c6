"""Put the volumes together as one site, and take its place only when it is whole."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from press.book import Book
from press.finish import finish
from press.head import Imprint
from press.landing import feed, front_page, not_found_page, promise, public, robots, sitemap
from press.llms import llms_txt
from press.store import Store, write_if_new
from press.swap import beside, mend, swap

SUPERFLUOUS = (
    *(".buildinfo", "objects.inv", "*webpack-macros.html", ".doctrees", "genindex.html"),
    *("locales", "vendor", "*.map"),
)
"""What Sphinx leaves in its output for itself (its state, templates of the themes), and what of the
themes' static files no page loads: catalogues in forty languages, fonts of icons, maps of scripts."""


@dataclass(frozen=True)
class Published:
    """One edition of the site, rendered.

    Attributes
    ----------
    imprints : language -> what its pages share.
    pages : language -> folder of its pages.
    notebooks : language -> folder of the notebooks to take away.
    data : language -> folder of its figures' data.
    files : name -> content of what lies in its `data/`.
    """

    imprints: dict[str, Imprint]
    pages: dict[str, Path]
    notebooks: dict[str, Path]
    data: dict[str, Path]
    files: dict[str, bytes]

    @property
    def folder(self) -> str:
        """Where it stands in the site: "" for its root, or `2026/`."""
        imprint = next(iter(self.imprints.values()))
        return imprint.folder.removeprefix(imprint.base)


def assemble(target: Path, editions: list[Published], kept: Store, book: Book) -> None:
    """Build the site beside the last one, then swap them.

    Parameters
    ----------
    target : the site's folder; as it was until the new one is whole.
    editions : the one at the site's root first.
    kept : results of earlier builds.
    """
    fresh, _ = beside(target)
    mend(target)
    try:
        _put_together(fresh, editions, kept, book)
    except BaseException:
        # a full disk is not kept full
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    swap(target)


def _put_together(fresh: Path, editions: list[Published], kept: Store, book: Book) -> None:
    fresh.mkdir(parents=True)
    (fresh / ".nojekyll").touch()
    for edition in editions:
        _place(edition, fresh / edition.folder)
    finish(fresh, kept, book)
    imprints = [edition.imprints for edition in editions]
    if public(imprints):
        for name, content in book.publish_once(next(iter(imprints[0].values())).base).items():
            write_if_new(fresh / name, content)
    texts = {"404.html": not_found_page(imprints), "robots.txt": robots(imprints)}
    if told := public(imprints):
        texts |= {
            "sitemap.xml": sitemap(told, fresh),
            "feed.xml": feed(told),
            "llms.txt": llms_txt(told, fresh),
        }
    for name, text in texts.items():
        (fresh / name).write_text(text, encoding="utf-8")
    for edition in editions:
        folder = fresh / edition.folder
        promises = {
            lang: promise(folder / lang / f"{one.landing}.html") for lang, one in edition.imprints.items()
        }
        page = front_page(edition.imprints, imprints, promises)
        (fresh / edition.folder / "index.html").write_text(page, encoding="utf-8")


def _place(edition: Published, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in edition.files.items():
        write_if_new(folder / "data" / name, content)
    for lang, pages in edition.pages.items():
        shutil.copytree(pages, folder / lang, ignore=shutil.ignore_patterns(*SUPERFLUOUS))
        for name, more in (("notebooks", edition.notebooks[lang]), ("data", edition.data[lang])):
            if more.exists():
                shutil.copytree(more, folder / lang / name)
