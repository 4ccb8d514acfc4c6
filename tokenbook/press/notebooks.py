"""What is done to a notebook between papermill and Jupyter Book."""

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor

from tokenbook import LANGUAGES

HIDDEN = ("parameters", "injected-parameters", "check")
"""Tags of cells that a reader of the page does not need: settings, and numbers for nbval."""


def keep_language(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook without the prose of the other languages (cells tagged `de`, `en`)."""
    others = {tag for tag in LANGUAGES if tag != lang}
    kept, _ = TagRemovePreprocessor(remove_cell_tags=others).preprocess(notebook, {})
    return kept


def for_page(notebook: nbformat.NotebookNode, lang: str) -> nbformat.NotebookNode:
    """The notebook as the page of one language shows it.

    Settings and check cells are hidden, code is folded; what papermill noted (times, paths) goes,
    so that the same input gives the same page.
    """
    notebook = keep_language(notebook, lang)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        tags = cell.metadata.setdefault("tags", [])
        if cell.cell_type != "code":
            continue
        tags.append("remove-cell" if set(tags) & set(HIDDEN) else "hide-input")
    return notebook
