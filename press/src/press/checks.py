"""The numbers that nbval compares with: what the chapters' check cells print."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

from press.kernels import LoggedKernelManager


def store_checks(path: Path) -> bool:
    """Run a chapter as it is committed and store what its check cells print, nothing else.

    Returns
    -------
    Whether the file changed.
    """
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    # what is printed comes in pieces that differ from run to run
    NotebookClient(
        notebook, resources=where, kernel_manager_class=LoggedKernelManager, coalesce_streams=True
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            checked = "check" in cell.metadata.get("tags", [])
            cell.outputs = cell.outputs if checked else []
            # nbval takes a cell without a count for one that was never run
            cell.execution_count = 1 if checked else None
    # what the kernel says of itself differs from machine to machine
    notebook.metadata.language_info = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    after = nbformat.writes(notebook, indent=1) + "\n"
    path.write_text(after, encoding="utf-8")
    found: bool = after != before
    return found
