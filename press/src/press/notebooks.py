"""What is done to a notebook between papermill and Jupyter Book."""

import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat

from press.cells import read_cells
from press.conditions import ASIDE, Guard, check_alternatives, check_line, keep_told, tags_of
from press.errors import PressError
from press.language import tags
from press.wording import N_, NOT_AVAILABLE, Wording

GLUED = "application/papermill.record/text/plain"
"""Type of a text that a cell keeps for prose and does not show, as MyST-NB's `glue` has it."""

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
    return [cell for cell in notebook.cells if INJECTED not in tags_of(cell)]


def results(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """What a run has yielded, apart from the prose: plain values that can be kept.

    Returns
    -------
    dict with `cells` (outputs and count of each code cell) and `language_info`.
    """
    code = [cell for cell in own_cells(notebook) if cell.cell_type == "code"]
    cells = [{"outputs": cell.outputs, "execution_count": cell.execution_count} for cell in code]
    return {"cells": cells, "language_info": notebook.metadata.get("language_info", {})}


def with_results(notebook: nbformat.NotebookNode, kept: dict[str, Any]) -> nbformat.NotebookNode:
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


def check_twins(
    notebook: Path, languages: Sequence[str], path: str, made: Sequence[str] | None = None
) -> None:
    """See that each cell of prose in one language has its twins in the others, next to it.

    Prose under a condition says so in tags and first line, its twins stand under the same, and there is
    an alternative next to it, so that no page has a hole.

    Parameters
    ----------
    languages : all that the book has.
    path : the notebook's as an error names it.
    made : those of them that are to be made, all by default; a twin in another may be missing.

    Raises
    ------
    PressError
        With chapter, cell and language.
    """
    group: dict[str, int] = {}
    guarded: list[tuple[Guard, str]] = []
    cells = read_cells(notebook)
    prose = [cell if cell["cell_type"] == "markdown" else None for cell in cells]
    for number, cell in enumerate([*prose, None], 1):
        named = tags_of(cell) if cell else []
        found = [tag for tag in named if tag in languages]
        if len(found) > 1:
            raise PressError(f"{path}, cell {number}: is tagged {' and '.join(found)}; one language each")
        if group and (not found or found[0] in group):
            if lacking := [lang for lang in made or languages if lang not in group]:
                at = " and ".join(f"cell {place} ({lang})" for lang, place in group.items())
                raise PressError(
                    f"{path}, {at}: no twin in {' and in '.join(lacking)}; "
                    f"a cell tagged {lacking[0]} is to stand next to it"
                )
            group = {}
        guard = check_line(cell, f"{path}, cell {number}") if cell else Guard()
        if group:
            first = next(iter(group.values()))
            if guard != Guard.of_tags(tags_of(cells[first - 1])):
                raise PressError(f"{path}, cell {number}: stands under other conditions than cell {first}")
        elif not guard:
            check_alternatives(guarded)
            guarded = []
        elif found and ASIDE not in named:
            guarded.append((guard, f"{path}, cell {number}"))
        group |= dict.fromkeys(found, number)


def keep_language(
    notebook: nbformat.NotebookNode, lang: str, languages: Sequence[str]
) -> nbformat.NotebookNode:
    """The notebook without the prose of the other languages (cells tagged with their tags)."""
    others = {tag for tag in languages if tag != lang}
    kept = deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if not others & set(tags_of(cell))]
    return kept


def without_gaps(notebook: nbformat.NotebookNode, say: Wording) -> nbformat.NotebookNode:
    """The notebook without the sentences that speak of what the edition's rows do not yield.

    A sentence stands on a line of its own. A section that loses all of them says so instead.
    """
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


def for_page(notebook: nbformat.NotebookNode, locale: Path, lang: str) -> nbformat.NotebookNode:
    """The notebook as the page of one language shows it.

    Parameters
    ----------
    locale : folder of the book's languages.

    What stands under a condition that does not hold is left out, and so are sentences for which the
    edition has no rows. Settings and check cells are hidden; the page's one switch shows all other code.
    What papermill noted (times, paths) goes, so that the same input gives the same page.
    """
    notebook = keep_told(keep_language(notebook, lang, tags(locale)))
    notebook = without_gaps(notebook, Wording(locale, lang))
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        named = cell.metadata.setdefault("tags", [])
        if cell.cell_type != "code":
            continue
        if set(named) & set(HIDDEN):
            named.append("remove-cell")
        elif set(named) & set(PLAIN):
            named.append("remove-input")
    return notebook
