"""The table of contents: what may stand in `_toc.yml`, and the pages that it names."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sphinx_external_toc.parsing import (
    FILE_FORMATS,
    TOCTREE_OPTIONS,
    FileFormat,
    MalformedError,
    parse_toc_data,
)

from press.errors import FileError, nearest
from press.yaml_file import read_yaml, row_of

LINKS = ("file", "glob", "url")
LIKE = "a table of contents as Jupyter Book reads it"


def pages(toc: Path) -> list[str]:
    """The pages of a table of contents in reading order, for instance `chapters/01_volume`.

    Raises
    ------
    FileError
        With the row, where the file is no such table, or names a notebook that is not there.
    """
    content = read_yaml(toc, LIKE)
    named = dict(_Contents(toc, content).named())
    try:
        site = parse_toc_data(content)
    except MalformedError as error:
        raise FileError(toc, str(error), LIKE) from error
    found: list[str] = []

    def walk(name: str) -> None:
        # a pattern or an address is none
        if name not in site or not (toc.parent / f"{name}.ipynb").is_file():
            raise FileError(
                toc,
                f"the page {name}, which is not there",
                f"notebooks, without .ipynb{nearest(name, _notebooks(toc.parent, named))}",
                row=named.get(name),
            )
        found.append(name)
        for tree in site[name].subtrees:
            for item in tree.items:
                walk(str(item))

    walk(site.root.docname)
    return found


def _notebooks(root: Path, named: dict[str, int | None]) -> set[str]:
    """The notebooks beside those that are named."""
    folders = {(root / name).parent for name in named}
    paths = {path for folder in folders for path in folder.glob("*.ipynb")}
    return {path.relative_to(root).with_suffix("").as_posix() for path in paths}


class _Contents:
    """Looks through a table of contents; the parser knows no rows and passes over what it does not know."""

    def __init__(self, toc: Path, content: dict[str, Any]):
        self.toc, self.content = toc, content

    def named(self) -> Iterator[tuple[str, int | None]]:
        """What the table names, each with its row.

        Raises
        ------
        FileError
            For a key or a value that has no place there, with the nearest that has.
        """
        formats = [name for name in FILE_FORMATS if name != "default"]
        kind = self.content.get("format", "default")
        if not isinstance(kind, str) or kind not in FILE_FORMATS:
            self._refuse(["format"], repr(kind), f"{', '.join(formats)}{nearest(str(kind), formats)}")
        self._mapping(self.content.get("defaults", {}), ["defaults"], TOCTREE_OPTIONS)
        first: dict[str, int | None] = {}
        for name, row in self._document(self.content, [], FILE_FORMATS[kind]):
            if name in first:
                found = f"{name} a second time (first in row {first[name]})"
                raise FileError(self.toc, found, "each page once", row=row)
            first[name] = row
            yield name, row

    def _refuse(self, place: Sequence[str | int], found: str, allowed: str) -> NoReturn:
        keys = [str(part) for part in place if not isinstance(part, int)]
        raise FileError(
            self.toc, found, allowed, row=row_of(self.toc, place), column=keys[-1] if keys else None
        )

    def _mapping(self, part: object, place: list[str | int], known: Sequence[str]) -> dict[str, Any]:
        if not isinstance(part, dict):
            self._refuse(place, repr(part), "a mapping of keys and values")
        for key in part:
            if key not in known:
                allowed = f"{', '.join(known)}{nearest(str(key), known)}"
                self._refuse([*place, key], f"the key {key}", allowed)
        return part

    def _list(self, part: object, place: list[str | int]) -> list[Any]:
        if not isinstance(part, list) or not part:
            self._refuse(place, repr(part), "a list of at least one entry")
        return part

    def _document(
        self, part: object, place: list[str | int], shape: FileFormat, depth: int = 0
    ) -> Iterator[tuple[str, int | None]]:
        parts, items = shape.get_subtrees_key(depth), shape.get_items_key(depth)
        root = ("root", "format", "defaults", "meta")
        found = self._mapping(part, place, [*(LINKS if depth else root), "title", "options", parts, items])
        links = [name for name in (LINKS if depth else ("root",)) if name in found]
        if len(links) != 1:
            wanted = "one of file, glob and url" if depth else "root, the first page"
            self._refuse(place, " and ".join(links) or f"no {'file' if depth else 'root'}", wanted)
        name = found[links[0]]
        if not isinstance(name, str):
            self._refuse([*place, links[0]], repr(name), "a text")
        yield name, row_of(self.toc, [*place, links[0]])
        self._mapping(found.get("options", {}), [*place, "options"], TOCTREE_OPTIONS)
        if items in found:
            yield from self._items(found[items], [*place, items], shape, depth)
        if parts in found:
            for number, tree in enumerate(self._list(found[parts], [*place, parts])):
                where = [*place, parts, number]
                kept = self._mapping(tree, where, [items, *TOCTREE_OPTIONS])
                yield from self._items(kept.get(items), [*where, items], shape, depth)

    def _items(
        self, part: object, place: list[str | int], shape: FileFormat, depth: int
    ) -> Iterator[tuple[str, int | None]]:
        for number, item in enumerate(self._list(part, place)):
            yield from self._document(item, [*place, number], shape, depth + 1)
