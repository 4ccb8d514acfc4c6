"""The pages of a made-up own log as they are told, without building a book of them."""

import re
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from conditions import path_of

from press.conditions import keep_told
from tokenbook import notebook

GLUE = re.compile(r"\{glue:text\}`([^`]+)`")


def told(slug: str, lang: str, folder: Path, downloads: Path, monkeypatch) -> str:
    """What a chapter says of an edition in a language: prose with numbers, headlines, captions, tables."""
    book = nbformat.read(path_of(slug), as_version=4)
    glued: dict[str, str] = {}
    conditions: dict[str, bool] = {}
    shown: list[str] = []

    with monkeypatch.context() as patched:
        patched.setattr(notebook, "glue", glued.__setitem__)
        patched.setattr(notebook, "note_conditions", conditions.update)
        patched.setattr(notebook, "display", lambda html: shown.append(html.data))
        names: dict[str, object] = {}
        for cell in book.cells:
            tags = cell.metadata.get("tags", [])
            if cell.cell_type != "code" or "check" in tags:
                continue
            exec(compile(cell.source, f"{slug}:{cell.id}", "exec"), names)
            if "parameters" in tags:
                names |= {"lang": lang, "edition": str(folder), "downloads": str(downloads)}
            # what a cell has shown stands where the cell does
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html}) for html in shown]
            shown.clear()
    first = next(cell for cell in book.cells if cell.cell_type == "code")
    data = {"application/vnd.press.conditions+json": conditions}
    first.outputs = [nbformat.v4.new_output("display_data", data)]
    return "\n\n".join(filter(None, (_text(cell, lang, glued) for cell in keep_told(book).cells)))


def _text(cell: nbformat.NotebookNode, lang: str, glued: dict[str, str]) -> str:
    if cell.cell_type == "markdown":
        own = lang in cell.metadata.get("tags", [])
        return GLUE.sub(lambda name: glued[name[1]], cell.source) if own else ""
    soups = [
        BeautifulSoup(output["data"]["text/html"], "html.parser")
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    for soup in soups:
        for hidden in soup(["script", "style", "svg"]):
            hidden.decompose()
    return "\n".join(re.sub(r"\s+", " ", soup.get_text(" ")).strip() for soup in soups)
