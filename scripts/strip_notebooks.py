#!/usr/bin/env python3
"""Strip from notebooks what running them in JupyterLab left, save in cells tagged keep_output.

What git then sees is what was written. A hook before each commit runs this (make hooks).
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbstripout import strip_output

KEPT = "keep_output"

EXTRA = [
    "metadata.language_info.codemirror_mode",
    "metadata.language_info.nbconvert_exporter",
    "metadata.language_info.pygments_lexer",
    "metadata.language_info.version",
    "cell.metadata.collapsed",
    "cell.metadata.execution",
    "cell.metadata.jupyter",
    "cell.metadata.scrolled",
    "cell.metadata.trusted",
]
"""What Jupyter adds of itself, beside outputs and counts."""


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = nothing to strip, 1 = stripped, look and commit again, 2 = no notebook, with one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args(argv)
    changed = False
    for path in options.notebooks:
        before = path.read_text(encoding="utf-8")
        try:
            after = stripped(before)
        except nbformat.reader.NotJSONError:
            print(f"{path}: found no notebook; allowed: a file that Jupyter writes", file=sys.stderr)
            return 2
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path}: stripped")
            changed = True
    return int(changed)


def stripped(text: str) -> str:
    """A notebook without what running it left."""
    notebook = strip_output(
        nbformat.reads(text, as_version=4),
        keep_output=False,
        keep_count=False,
        keep_id=True,
        extra_keys=EXTRA,
    )
    for cell in notebook.cells:
        if cell.cell_type == "code" and KEPT in cell.metadata.get("tags", []):
            # nbval takes a cell without a count for one that was never run
            cell.execution_count = 1
    return nbformat.writes(notebook, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
