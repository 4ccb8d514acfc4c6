"""Where something went wrong, as whoever writes the chapter knows it: chapter, cell, line, message."""

import json
import re
from pathlib import Path

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""Colours of a terminal."""

CODED = re.compile(r"(?P<file>[^\s:]+\.ipynb):(?P<number>\d{5,})")
"""A line of a notebook as MyST-NB counts it: ten thousand for each cell."""

AT_LINE = re.compile(r"Cell In\s?\[\d+\], line (\d+)")
"""How IPython's traceback names a line of a cell."""


def plain(text: str) -> str:
    """A message in one line and without colours."""
    return " ".join(ANSI.sub("", text).split())


def line_of(traceback: list[str]) -> str:
    """The line of the cell in which an error came up, as `, line 5`; empty where none is known."""
    found = AT_LINE.search(ANSI.sub("", "\n".join(traceback)))
    return f", line {found[1]}" if found else ""


def cell_of(notebook: Path, index: int) -> int:
    """The number, from 1, of a cell in a notebook whose parameters papermill has put in after their cell.

    Parameters
    ----------
    index : of the cell in the notebook as run, from 0.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    set_at = [at for at, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])]
    return index if set_at and index > set_at[0] + 1 else index + 1


def in_words(text: str, stage: Path, root: Path) -> str:
    """What Sphinx says, with its places in notebooks as chapter, cell and line of the book.

    Parameters
    ----------
    stage : folder with the notebooks of one language that Sphinx has read.
    root : folder with the notebooks as they are written.
    """

    def place(found: re.Match[str]) -> str:
        path = Path(found["file"])
        name = path.relative_to(stage).as_posix() if path.is_relative_to(stage) else found["file"]
        if not (root / name).is_file() or not (stage / name).is_file():
            return found[0]
        index, line = divmod(int(found["number"]), 10000)
        staged, written = (
            [cell.get("id") for cell in json.loads((folder / name).read_text(encoding="utf-8"))["cells"]]
            for folder in (stage, root)
        )
        known = 0 < index <= len(staged) and staged[index - 1] in written
        number = written.index(staged[index - 1]) + 1 if known else index
        return f"{name}, cell {number}, line {max(line, 1)}"

    return CODED.sub(place, ANSI.sub("", text)).replace(f"{stage}/", "")
