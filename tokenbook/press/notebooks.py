"""What is done to a notebook between papermill and Jupyter Book."""

import re
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert.preprocessors import TagRemovePreprocessor
from traitlets.config import Config

from tokenbook import LANGUAGES
from tokenbook.wording import N_, NOT_AVAILABLE, Wording

HIDDEN = ("parameters", "injected-parameters", "check")
"""Tags of cells that a reader of the page does not need: settings, and numbers for nbval."""

PLAIN = ("verdict", "note")
"""Tags of cells that only show a verdict or a note: their one line would be folded away a dozen times
a page."""

GLUE = re.compile(r"\{glue:text\}`([^`]+)`")
"""A glued name in prose."""

GLUED = "application/papermill.record/text/plain"
"""Under which type MyST-NB stores what is glued."""

KERNELS = Config({"KernelManager": {"transport_encryption": "auto"}})
"""Talk to kernels encrypted; without it, ipykernel warns at each start."""


def keep_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook without the prose of the other languages (cells tagged `de`, `en`)."""
    others = {tag for tag in LANGUAGES if tag != lang}
    # the preprocessor works in place
    kept, _ = TagRemovePreprocessor(remove_cell_tags=others).preprocess(deepcopy(notebook), {})
    return kept


def without_gaps(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook without the sentences that speak of what the edition's rows do not yield.

    A sentence stands on a line of its own. A section that loses all of them says so instead.
    """
    say = Wording(lang)
    gap = repr(say(NOT_AVAILABLE))
    gaps = {
        output.metadata["scrapbook"]["name"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "scrapbook" in output.get("metadata", {}) and output.data.get(GLUED) == gap
    }
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        lines = cell.source.split("\n")
        kept = [line for line in lines if not gaps & set(GLUE.findall(line))]
        if len(kept) == len(lines):
            continue
        if not any(line and not line.startswith(("(", "#")) for line in kept):
            kept.append(say(N_("This edition holds no rows on this.")))
        cell.source = "\n".join(kept)
    return notebook


def for_page(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook as the page of one language shows it.

    Settings and check cells are hidden, code is folded; sentences for which the edition has no rows
    are left out; what papermill noted (times, paths) goes, so that the same input gives the same page.
    """
    notebook = without_gaps(keep_language(notebook, lang), lang)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.setdefault("tags", [])
        if cell.cell_type != "code":
            continue
        if set(tags) & set(HIDDEN):
            tags.append("remove-cell")
        else:
            tags.append("remove-input" if set(tags) & set(PLAIN) else "hide-input")
    return notebook


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
    NotebookClient(notebook, resources=where, config=KERNELS, coalesce_streams=True).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            checked = "check" in cell.metadata.get("tags", [])
            cell.outputs = cell.outputs if checked else []
            # nbval takes a cell without a count for one that was never run
            cell.execution_count = 1 if checked else None
    # what the kernel says of itself differs from machine to machine
    notebook.metadata.language_info = {"name": "python"}
    after = nbformat.writes(notebook, indent=1) + "\n"
    path.write_text(after, encoding="utf-8")
    return after != before
