"""The whole book for made-up editions at the edges: every sentence whole, every figure full.

The chapters' code runs in this process, so that all of it fits into a test; `make edges` builds the
same editions as real books.
"""

import functools
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from edges import EDGES, make_edge
from nbformat.v4 import new_output
from once import load_once, otherwise_once, weigh_once

from press.contents import pages
from press.notebooks import GLUE, for_page
from tokenbook import LANGUAGES, ROOT, editions, notebook, published
from tokenbook.article import sensitivity
from tokenbook.charts import style
from tokenbook.glue import CONDITIONS, GLUED
from tokenbook.wording import NOT_AVAILABLE, Wording

CHAPTERS = [ROOT / f"{name}.ipynb" for name in pages(ROOT / "_toc.yml")]

at_hand_once = functools.cache(published.at_hand)


BROKEN = re.compile(
    r"\b(nan|NaN|inf|Infinity|NaT|None(?! of the choices))\b|∞"  # a value that is none
    r"|\s[.,;:](\s|$)|,\s*[,.]|\(\s*\)|[{}]"  # a hole in a sentence
)


class Page:
    """A chapter that has run: the displayed HTML, the prose with its numbers, the downloads."""

    def __init__(self, path: Path, lang: str, folder: Path, downloads: Path, monkeypatch):
        self.shown: list[BeautifulSoup] = []
        glued: dict[str, str] = {}
        monkeypatch.setattr(
            notebook, "display", lambda shown: self.shown.append(BeautifulSoup(shown.data, "html.parser"))
        )
        monkeypatch.setattr(notebook, "glue", lambda name, text: glued.update({name: text}))
        conditions: dict[str, bool] = {}
        monkeypatch.setattr(notebook, "note_conditions", conditions.update)
        told = nbformat.read(path, as_version=4)
        names: dict[str, object] = {}
        code = [cell for cell in told.cells if cell.cell_type == "code"]
        for cell in code:
            exec(compile(cell.source, f"{path.stem}:{cell.id}", "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= {"lang": lang, "edition": str(folder), "downloads": str(downloads)}
        # what MyST-NB finds of glued texts in a notebook that has run
        code[0].outputs = [
            new_output("display_data", {GLUED: repr(text)}, metadata={"scrapbook": {"name": name}})
            for name, text in glued.items()
        ]
        code[0].outputs.append(new_output("display_data", {CONDITIONS: conditions}))
        page = for_page(told, ROOT / "locale", lang)
        prose = [cell.source for cell in page.cells if cell.cell_type == "markdown"]
        self.prose = [GLUE.sub(lambda found: glued[found[1]], text) for text in prose]
        for soup in self.shown:
            for measure in soup.select("details.tb-measure"):
                measure.decompose()  # code, in which braces and None are none of a reader's

    def texts(self) -> list[str]:
        """Everything that a reader sees or hears, but the code."""
        said = [soup.get_text() for soup in self.shown]
        said += [
            tag[name]
            for soup in self.shown
            for name in ("aria-label", "title")
            for tag in soup(**{name: True})
        ]
        bare = [
            re.sub(r"\{term\}`([^`<]*[^`< ])[^`]*`|```\{\w+\}\n(:all:)?| \{cite\}`[^`]*`", r"\1", text)
            for text in self.prose
        ]
        return said + bare


@pytest.fixture(scope="module", params=EDGES)
def edge(request, tmp_path_factory) -> Path:
    """The folder of a made-up edition."""
    return make_edge(request.param, tmp_path_factory.mktemp("edges"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_stays_whole(edge, path, lang, tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "load", load_once)
    monkeypatch.setattr(sensitivity, "weigh", weigh_once)
    monkeypatch.setattr(notebook, "weigh", weigh_once)
    monkeypatch.setattr(notebook, "otherwise", otherwise_once)
    monkeypatch.setattr(published, "at_hand", at_hand_once)
    if lang != "de":
        # drawn once is enough: the other language's pictures differ in their words, checked below
        monkeypatch.setattr(style, "draw", lambda *_, **__: '<svg viewBox="0 0 500 300"></svg>')
        monkeypatch.setattr(style, "draw_card", lambda *_: b"")
    page = Page(path, lang, edge, tmp_path, monkeypatch)
    for text in page.texts():
        found = BROKEN.search(text)
        assert not found, f"“{found[0]}” in: …{text[max(0, found.start() - 80) : found.end() + 40]}…"
        assert Wording(lang)(NOT_AVAILABLE) not in text
    scripts = [script for soup in page.shown for script in soup("script")]
    # the explorer's own data are no program
    assert all(script.get("type") == "application/json" for script in scripts), "a script came through"
    for soup in page.shown:
        assert all(mark.get("d") for mark in soup.select("svg path")), "a mark without a shape"
        for figure in soup.select(".tb-figure"):
            data = pd.read_csv(tmp_path / Path(figure.select_one("a[href$='.csv']")["href"]).name)
            numbers = data.select_dtypes("number")
            assert (numbers.notna() & numbers.ne(0)).any(axis=None), f"an empty figure: {figure['id']}"
            assert re.search(r"\d", figure.select_one("[role=img]")["aria-label"])
