"""What is done to a notebook between papermill and Jupyter Book."""

import re
from copy import deepcopy

import nbformat

from tokenbook import LANGUAGES
from tokenbook.glue import GLUED
from tokenbook.wording import N_, NOT_AVAILABLE, Wording

HIDDEN = ("parameters", "injected-parameters", "check")
"""Tags of cells that a reader of the page does not need: settings, and numbers for nbval."""

PLAIN = ("verdict", "note")
"""Tags of cells that only show a verdict or a note: their one line would be folded away a dozen times
a page."""

GLUE = re.compile(r"\{glue:text\}`([^`]+)`")
"""A glued name in prose."""

INJECTED = "injected-parameters"
"""Tag of the cell in which papermill sets the parameters."""


def own_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The notebook's cells without what papermill has put in."""
    return [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]


def results(notebook: nbformat.NotebookNode) -> dict:
    """What a run has yielded, apart from the prose: plain values that can be kept.

    Returns
    -------
    dict with `cells` (outputs and count of each code cell) and `language_info`.
    """
    code = [cell for cell in own_cells(notebook) if cell.cell_type == "code"]
    cells = [{"outputs": cell.outputs, "execution_count": cell.execution_count} for cell in code]
    return {"cells": cells, "language_info": notebook.metadata.get("language_info", {})}


def with_results(notebook: nbformat.NotebookNode, kept: dict) -> nbformat.NotebookNode:
    """A notebook as it is now with what its code cells yielded when they were run.

    Raises
    ------
    ValueError
        Where these are results of other code cells.
    """
    filled = deepcopy(notebook)
    filled.cells = own_cells(filled)
    code = [cell for cell in filled.cells if cell.cell_type == "code"]
    for cell, result in zip(code, kept["cells"], strict=True):
        cell.outputs = nbformat.from_dict(result["outputs"])
        cell.execution_count = result["execution_count"]
    filled.metadata.language_info = kept["language_info"]
    return filled


def keep_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook without the prose of the other languages (cells tagged `de`, `en`)."""
    others = {tag for tag in LANGUAGES if tag != lang}
    kept = deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if not others & set(cell.metadata.get("tags", []))]
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
