"""What goes wrong in a chapter is told as its writer knows it: chapter, cell, line, message."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from press.trouble import cell_of, in_words, line_of, plain

SETTINGS = {"tags": ["parameters"]}
INJECTED = new_code_cell("lang = 'de'", id="injected", metadata={"tags": ["injected-parameters"]})


@pytest.fixture
def written(tmp_path) -> Path:
    """A made-up chapter: settings, German, English, code."""
    cells = [
        new_code_cell("lang = 'de'", id="settings", metadata=SETTINGS),
        new_markdown_cell("# Titel", id="german"),
        new_markdown_cell("# Title", id="english"),
        new_code_cell("1 + 1", id="code"),
    ]
    return write(tmp_path / "book", cells)


def write(root: Path, cells: list) -> Path:
    path = root / "chapters" / "made_up.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_a_message_is_one_line_without_colours():
    assert plain("\x1b[31mValueError\x1b[39m:\n  seven  of\n\x1b[38;5;28;01mnine\x1b[39;00m") == (
        "ValueError: seven of nine"
    )


def test_a_line_is_that_of_the_cell():
    inside = [
        "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 7\x1b[39m",
        "x.py:99 in f",
    ]
    assert line_of(inside) == ", line 7"
    assert line_of(["Traceback of a kernel that died"]) == ""


def test_cells_are_counted_as_written(written):
    assert [cell_of(written, index) for index in (0, 2, 3, 4)] == [1, 2, 3, 4]


def test_without_settings_no_cell_was_put_in(tmp_path):
    path = write(tmp_path, [new_markdown_cell("# Title"), new_code_cell("1 / 0")])
    assert cell_of(path, 1) == 2


def test_sphinx_names_a_chapter_a_cell_and_a_line(written, tmp_path):
    stage, root = tmp_path / "stage", written.parent.parent
    cells = nbformat.read(written, as_version=4).cells
    # as run in English: settings put in, the German twin gone
    write(stage, [cells[0], INJECTED, cells[2], cells[3]])
    said = f"\x1b[91m{stage}/chapters/made_up.ipynb:30005: WARNING: unknown document: 'x'\x1b[39;49;00m"
    assert in_words(said, stage, root) == (
        "chapters/made_up.ipynb, cell 3, line 5: WARNING: unknown document: 'x'"
    )
    assert "cell 3, line 1:" in in_words(f"{stage}/chapters/made_up.ipynb:30000: x", stage, root)


def test_what_sphinx_says_of_other_files_stays(written, tmp_path):
    stage, root = tmp_path / "stage", written.parent.parent
    for said in ("chapters/other.ipynb:30005: WARNING: x", "chapters/references.bib:12: WARNING: x"):
        assert in_words(f"{stage}/{said}", stage, root) == said
