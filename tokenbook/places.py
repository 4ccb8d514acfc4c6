"""Where editions lie and chapters stand; nothing but names and folders, so that asking is quick."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tokenbook import ROOT
from tokenbook.errors import BookError, DataError, nearest

DATA = ROOT / "data"

ARTICLE = "2025"
"""The edition of the year that the article speaks of."""

FOLLOWED_BY = "followed_by"
"""In `edition.yml`: the edition whose rows judge what this one forecasts."""

CONTENTS, OWN_CONTENTS = "_toc.yml", "_toc.own.yml"
"""The tables of contents: of the book on the article, and of one on somebody's own log."""

LOCAL = "models.local.csv"
"""File beside the catalogue: what the names of own logs mean; filled in by hand, nobody else's business."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What an edition may be called: it becomes a folder and part of addresses."""


ENTRY = (
    *("file", "glob", "url", "title", "options", "chapters", "sections", "subtrees", "entries"),
    *("caption", "hidden", "maxdepth", "numbered", "reversed", "titlesonly", "style", "restart_numbering"),
)
"""Keys of an entry of `_toc.yml`, of any depth; the press looks at each depth's own."""

SLUG = re.compile(r"[a-z][a-z0-9_]*")
"""What a chapter may be called: its modules in `article/` and `charts/` bear the same name."""


def folder(edition: str | int | Path, data: Path = DATA) -> Path:
    """The edition's folder: a name below `data/`, or a path to a folder or its `usage.csv`.

    Raises
    ------
    BookError
        Where there is no such folder.
    """
    text = str(edition)
    path = data / text if NAME.fullmatch(text) else Path(text)
    if path.name == "usage.csv":
        path = path.parent
    try:
        there = path.is_dir()
    except OSError:  # a name that no file system takes
        there = False
    if not there:
        known = ", ".join(sorted(p.parent.name for p in data.glob("*/usage.csv"))) or "none"
        raise BookError(f"edition {text!r}: no such folder ({path}); editions here: {known}")
    return path


@dataclass(frozen=True)
class Place:
    """Where a chapter stands.

    Attributes
    ----------
    page : its page, which is called like its notebook, for instance `chapters/01_volume`.
    number : its number in the numbered part of `_toc.yml`; 0 for the page at the root, for all others
        the first letter of the slug.
    """

    page: str
    number: str

    @property
    def name(self) -> str:
        """The page's name without its folder."""
        return self.page.rpartition("/")[2]


def chapters(root: Path = ROOT) -> dict[str, Place]:
    """The places of a book's chapters by slug, in the order of its tables of contents.

    A chapter's slug stands in its notebook's metadata (`{"book": {"slug": "volume"}}`), its place in
    `_toc.yml` or `_toc.own.yml`, and nowhere else; where there is no `_toc.yml` (the package alone), no
    place is known.

    Raises
    ------
    DataError
        Where `_toc.yml` names a notebook that is not there, a notebook has no slug, or two have the same.
    """
    toc, own = root / CONTENTS, root / OWN_CONTENTS
    if not toc.is_file():
        return {}
    found: dict[str, Place] = {}
    counted = 0
    for page, numbered in _listed(toc):
        slug = _slug(root, toc, page)
        if slug in found:
            raise DataError(
                root / f"{page}.ipynb",
                f"the slug {slug!r}, which {found[slug].page} has",
                "a slug of its own",
            )
        counted += numbered
        number = "0" if not found else str(counted) if numbered else slug[0].upper()
        found[slug] = Place(page, number)
    for page, _ in _listed(own) if own.is_file() else ():
        slug = _slug(root, own, page)
        found.setdefault(slug, Place(page, slug[0].upper()))
    return found


def _listed(toc: Path) -> Iterator[tuple[str, bool]]:
    """The pages of a table of contents, and whether each is counted as a chapter."""
    # only this asks for YAML
    from tokenbook.mapping import read_mapping, row_of

    contents = read_mapping(toc, "a table of contents")
    if "root" not in contents:
        raise DataError(toc, "no root", "a table of contents as Jupyter Book reads it")
    yield str(contents["root"]), False

    def walk(entries: object, numbered: bool, place: tuple[str | int, ...]) -> Iterator[tuple[str, bool]]:
        if not isinstance(entries, list):
            raise DataError(toc, repr(entries), "a list", row=row_of(toc, place), key=str(place[-1]))
        for number, entry in enumerate(entries):
            at = (*place, number)
            if not isinstance(entry, dict):
                raise DataError(toc, repr(entry), "a mapping, for instance file: x", row=row_of(toc, at))
            for key in entry.keys() - set(ENTRY):
                allowed = f"{', '.join(ENTRY)}{nearest(str(key), ENTRY)}"
                raise DataError(toc, "an unknown key", allowed, row=row_of(toc, (*at, key)), key=str(key))
            counts = numbered or bool(entry.get("numbered"))
            if "file" in entry:
                yield str(entry["file"]), counts
            yield from walk(entry.get("chapters", []), counts, (*at, "chapters"))
            # sections are counted within their chapter
            yield from walk(entry.get("sections", []), False, (*at, "sections"))

    yield from walk(contents.get("parts", []), False, ("parts",))
    yield from walk(contents.get("chapters", []), False, ("chapters",))


def _slug(root: Path, toc: Path, page: str) -> str:
    path = root / f"{page}.ipynb"
    if not path.is_file():
        here = {file.relative_to(root).with_suffix("").as_posix() for file in path.parent.glob("*.ipynb")}
        missed = ", ".join(sorted(here - {listed for listed, _ in _listed(toc)})) or "none"
        raise DataError(
            toc,
            f"the page {page}, which is not there",
            f"notebooks, without .ipynb; not listed: {missed}{nearest(page, here)}",
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise DataError(path, f"a {type(content).__name__}", "a notebook (nbformat 4)")
        slug = content["metadata"]["book"]["slug"]
    except json.JSONDecodeError as error:
        raise DataError(path, f"no JSON ({error.msg})", "a notebook", row=error.lineno) from error
    except (UnicodeDecodeError, LookupError, TypeError, RecursionError) as error:
        raise DataError(path, "no slug", 'metadata with {"book": {"slug": "…"}}') from error
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        raise DataError(path, f"the slug {slug!r}", "small letters, digits and '_'")
    return slug


def later(edition: Path) -> Path | None:
    """The folder of the edition that follows one, as `followed_by` in its settings names it.

    None where no such key is, or no such folder beside it.
    """
    # only this asks for YAML
    from tokenbook.mapping import read_mapping

    settings = edition / "edition.yml"
    name = read_mapping(settings, "an edition.yml").get(FOLLOWED_BY) if settings.exists() else None
    if name is None or not NAME.fullmatch(str(name)):
        return None
    beside = edition.parent / str(name)
    return beside if beside.is_dir() else None


def page_of(slug: str, pages: Mapping[str, str] | None = None) -> str:
    """The page of a chapter; without the book around it, it is called like its chapter.

    Parameters
    ----------
    pages : slug -> page; None: as `_toc.yml` has them.
    """
    names = pages or {name: place.name for name, place in chapters().items()}
    return names.get(slug, slug)


def earlier(edition: Path) -> Path | None:
    """The folder beside an edition whose `followed_by` names it; None where there is none."""
    beside = sorted(path.parent for path in edition.parent.glob("*/edition.yml"))
    return next((path for path in beside if path != edition and later(path) == edition), None)
