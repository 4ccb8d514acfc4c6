"""What is kept from build to build, in plain files: results by their key, and the last build's state."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press import fingerprint

if TYPE_CHECKING:
    from press.order import Order

KEPT = 400
"""How many results are kept beside those of the last build."""


class Store:
    """Results under their fingerprints.

    A file is written beside its place and then moved there, and holds the digest of its content: what
    is there is whole, and a damaged file counts as none.

    Parameters
    ----------
    folder : made when the first result is stored.
    """

    def __init__(self, folder: Path):
        self._folder = folder

    def get(self, key: str) -> dict[str, Any] | None:
        """The result with that key, None if there is none."""
        path = self._path(key)
        try:
            checked, _, text = path.read_text(encoding="utf-8").partition("\n")
            if checked != fingerprint.digest(key, text):
                return None
            os.utime(path)
        except FileNotFoundError:
            # not there, or dropped by another build meanwhile
            return None
        found: dict[str, Any] | None = json.loads(text)
        return found

    def has(self, key: str) -> bool:
        """Whether there is a result with that key."""
        return self.get(key) is not None

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep a result."""
        text = json.dumps(value, ensure_ascii=False)
        write(self._path(key), f"{fingerprint.digest(key, text)}\n{text}")

    def once(self, made: fingerprint.Ingredients, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The result of these ingredients: kept, or made now and kept from now on."""
        key = fingerprint.of(made)
        result = self.get(key)
        if result is None:
            result = make()
            self.put(key, result)
        return result

    def prune(self, used: set[str]) -> None:
        """Drop what was not used for the longest time."""
        paths = [path for path in self._folder.glob("*") if path.stem not in used]
        for path in sorted(paths, key=_last_used, reverse=True)[KEPT:]:
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _last_used(path: Path) -> float:
    # another build may drop it meanwhile
    return path.stat().st_mtime if path.exists() else 0.0


def write(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)


def write_if_new(path: Path, content: bytes) -> None:
    """Write a file only if its content changes: Sphinx reads anew what has a new time."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_state(cache: Path) -> dict[str, Any]:
    """What the last build said of itself; empty if there was none.

    Returns
    -------
    dict with `inputs` and `listing` of the site, and by their names `jobs` (ingredients and seconds).
    """
    path = cache / "state.json"
    empty = {"inputs": {}, "listing": "", "jobs": {}}
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else empty


def write_state(cache: Path, state: dict[str, Any]) -> None:
    """Keep the state for the next build."""
    write(cache / "state.json", json.dumps(state, sort_keys=True))


def listing(folder: Path) -> str:
    """A name for what lies in a folder: files, sizes and times; a touched file changes it."""
    found = []
    for path in sorted(fingerprint.files_below(folder)):
        about = path.stat()
        found.append(f"{path.relative_to(folder)} {about.st_size} {about.st_mtime_ns}")
    return fingerprint.digest(*found)


def chapters_changed(order: "Order") -> bool:
    """Whether chapters will run. A guess made in a moment; where it is wrong, it only costs time."""
    jobs = read_state(order.cache)["jobs"].values()
    last = {name: value for job in jobs for name, value in job["ingredients"].items()}
    chapters = (order.root / "chapters").glob("*.ipynb")
    now = fingerprint.whole(order) | {
        fingerprint.code_cells(path): fingerprint.cells(path)["digest"] for path in chapters
    }
    for lang in order.languages:
        # a chapter knows its wording by where it lies in the book
        now |= fingerprint.wording(order.book, lang)
    return not last or any(now.get(name, value) != value for name, value in last.items())


def up_to_date(order: "Order") -> bool:
    """Whether the site is what a build would make: nothing it depends on has changed, nor has the site.

    Never for some editions only: such a build makes no site.
    """
    state = read_state(order.cache)
    found: bool = (
        not order.only
        and order.site.is_dir()
        and state["inputs"] == fingerprint.whole(order)
        and state["listing"] == listing(order.site)
    )
    return found
