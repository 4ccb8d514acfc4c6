"""Prose under a condition: what is told follows from what a chapter computes, and no page has a hole."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from press.book import Book
from press.build import build
from press.conditions import Guard
from press.errors import PressError
from press.notebooks import check_twins
from press.order import Order

TINY = Path(__file__).parent / "tiny"
PAGE = "chapters/springs.ipynb"
PLAIN = """
only_build_toc_files: true
sphinx: {extra_extensions: [press.extension], config: {language: de}}
"""
"""What a plain build has to be told: the press brings it along, Jupyter Book does not."""


def copy(folder: Path) -> Path:
    """The tiny book, cut to the one chapter."""
    root = shutil.copytree(TINY, folder / "tiny", ignore=shutil.ignore_patterns("_build"))
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/springs\n")
    return root


def change(root: Path, old: str, new: str) -> None:
    path = root / PAGE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(page: Path) -> str:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").article.get_text()


def pages_of(root: Path) -> Path:
    order = Order(Book(root), root / "_build", languages=("de",), takeaway=False)
    return build(order, lambda line: None) / "de" / "chapters"


def test_changed_data_tell_the_other_pair(tmp_path):
    root = copy(tmp_path)
    assert "Höher geht es nicht" in told(pages_of(root) / "springs.html")
    change(root, r"moon = \"new\"", r"moon = \"half\"")
    text = told(pages_of(root) / "springs.html")
    assert "Nicht so hoch wie sonst" in text
    assert "über Kreuz" in text
    assert "Höher geht es nicht" not in text
    assert "Und dunkel" not in text
    assert "a picture of the spring tide" not in text


@pytest.mark.parametrize(("moon", "headline"), [("new", "Höher geht"), ("half", "Nicht so hoch")])
def test_a_plain_build_tells_the_same(tmp_path, moon, headline):
    """Also where the notebook was saved with what another run had computed."""
    root = copy(tmp_path)
    with (root / "_config.yml").open("a", encoding="utf-8") as settings:
        settings.write(PLAIN)
    change(root, r"moon = \"new\"", rf"moon = \"{moon}\"")
    notebook = json.loads((root / PAGE).read_text(encoding="utf-8"))
    stale = {"application/vnd.press.conditions+json": {"in-line": moon != "new", "dark": False}}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": stale, "metadata": {}}]
            stale = {}
    (root / PAGE).write_text(json.dumps(notebook), encoding="utf-8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "--warningiserror", "--nitpick"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = root / "_build" / "html" / "chapters" / "springs.html"
    text = told(page)
    assert headline in text
    assert ("a picture" in text) == (moon == "new")
    assert ("Und dunkel" in text) == (moon == "new")
    assert "Die Springflut" in page.read_text(encoding="utf-8")


def test_a_condition_that_nobody_computes_is_refused(tmp_path):
    root = copy(tmp_path)
    change(root, r"\"dark\": moon", r"\"gloomy\": moon")
    with pytest.raises(
        PressError,
        match=r"springs\.ipynb \(de\): the condition 'dark' of cell 'dark-de' is computed by no cell",
    ):
        pages_of(root)


def test_a_condition_is_computed_once(tmp_path):
    root = copy(tmp_path)
    notebook = json.loads((root / PAGE).read_text(encoding="utf-8"))
    notebook["cells"].insert(2, {**notebook["cells"][1], "id": "again"})
    (root / PAGE).write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(PressError, match="the condition 'in-line' is computed twice"):
        pages_of(root)


def cell(lang: str, source: str, *tags: str) -> dict:
    return {"cell_type": "markdown", "metadata": {"tags": [lang, *tags]}, "source": source}


def twins(source: str, *tags: str) -> list[dict]:
    return [cell("de", source, *tags), cell("en", source, *tags)]


WHEN_A = twins("% when a\nA.", "when:a")
UNLESS_A = twins("% unless a\nB.", "unless:a")
CODE = {"cell_type": "code", "metadata": {}, "source": "1"}

REFUSED = {
    "no line": ([*twins("A.", "when:a"), *UNLESS_A], "cell 1: its first line is to be '% when a'"),
    "another line": ([*twins("% when b\nA.", "when:a"), *UNLESS_A], "cell 1: its first line is to be"),
    "a line alone": (twins("% when a\nA."), "cell 1: its first line names a condition; its tags say none"),
    "no alternative": (WHEN_A, "cell 1: has no alternative next to it, unless a"),
    "one that stands elsewhere": ([*WHEN_A, CODE, *UNLESS_A], "cell 1: has no alternative next to it"),
    "one behind other prose": ([*WHEN_A, *twins("C."), *UNLESS_A], "cell 1: has no alternative next to it"),
    "two that are told at once": ([*WHEN_A, *WHEN_A], "cell 3: is told beside another alternative, when a"),
    "half of two conditions": (
        [*twins("% when a, when b\nA.", "when:a", "when:b"), *UNLESS_A],
        "cell 1: has no alternative next to it, when a, unless b",
    ),
    "twins under different ones": (
        [WHEN_A[0], UNLESS_A[1], UNLESS_A[0], WHEN_A[1]],
        "cell 2: stands under other conditions than cell 1",
    ),
    "a name that is none": (twins("% when A_b\nA.", "when:A_b"), "cell 1: the condition 'A_b'; allowed"),
    "an aside from nothing": (twins("A.", "aside"), "cell 1: is tagged 'aside', but"),
}

ALLOWED = {
    "a pair": [*WHEN_A, *UNLESS_A],
    "two pairs in a row": [*WHEN_A, *UNLESS_A, *UNLESS_A, *WHEN_A],
    "three ways": [
        *WHEN_A,
        *twins("% unless a, when b\nB.", "when:b", "unless:a"),
        *twins("% unless a, unless b\nC.", "unless:a", "unless:b"),
    ],
    "an aside": twins("% when a\nA.", "when:a", "aside"),
    "an aside between": [*WHEN_A, *twins("% when a\nC.", "when:a", "aside"), *UNLESS_A],
    "code": [{**CODE, "metadata": {"tags": ["when:a"]}}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_prose_with_a_hole_is_refused(tmp_path, name):
    cells, message = REFUSED[name]
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    with pytest.raises(PressError) as caught:
        check_twins(path, ("de", "en"), "x.ipynb")
    assert f"x.ipynb, {message}" in str(caught.value)


@pytest.mark.parametrize("languages", [("de", "en"), ("de",), ("en",)], ids="+".join)
@pytest.mark.parametrize("name", ALLOWED)
def test_whole_prose_is_taken(tmp_path, name, languages):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": ALLOWED[name]}))
    check_twins(path, languages, "x.ipynb")


def test_a_line_says_what_tags_say():
    guard = Guard.of_tags(["de", "when:b-c", "unless:a"])
    assert guard.line == "% unless a, when b-c"
    assert Guard.of_line(f"{guard.line}\n# Title") == guard == Guard.of_line("% when b-c, unless a")
    assert not Guard.of_line("Text.\n% when a")
