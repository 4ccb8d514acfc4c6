"""The cells of a notebook as they are written, read without what runs notebooks."""

import json
from pathlib import Path
from typing import Any

from press.errors import FileError

KINDS = ("code", "markdown", "raw")

LIKE = "a notebook (nbformat 4)"


def read_cells(notebook: Path) -> list[dict[str, Any]]:
    """The cells of a notebook: each has its kind, its tags (or none) and its source.

    Raises
    ------
    FileError
        Where the file is no notebook, with the row or the cell.
    """
    try:
        cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        wrong = [number for number, cell in enumerate(cells, 1) if not _is_cell(cell)]
    except json.JSONDecodeError as error:
        # a merge leaves such files behind
        raise FileError(notebook, f"no JSON ({error.msg})", "a notebook", row=error.lineno) from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FileError(notebook, f"{type(error).__name__} {error}", LIKE) from error
    if wrong:
        raise FileError(notebook, f"cell {wrong[0]}, which is none", LIKE)
    return cells


def _is_cell(cell: dict[str, Any]) -> bool:
    source, tags = cell["source"], cell["metadata"].get("tags", [])
    texts = [source] if isinstance(source, str) else source
    # halves of characters, which JSON can name, are no text
    "".join([*texts, *tags]).encode()
    return cell["cell_type"] in KINDS and isinstance(tags, list)
