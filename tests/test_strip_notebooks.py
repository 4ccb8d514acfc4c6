"""What a hook strips from notebooks before each commit."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import strip_notebooks
import yaml
from nbconvert.exporters import ScriptExporter
from nbformat.v4 import new_output

from tokenbook import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


def as_jupyter_leaves_it(text: str) -> str:
    """A notebook as a made-up JupyterLab saves it after running it twice."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata.language_info |= {"version": "3.99.0", "pygments_lexer": "ipython3"}
    for number, cell in enumerate(notebook.cells, 7):
        if cell.cell_type == "code":
            kept = "keep_output" in cell.metadata.get("tags", [])
            cell.outputs = cell.outputs if kept else [new_output("stream", name="stdout", text="made up\n")]
            cell.execution_count = number
            cell.metadata |= {"execution": {"iopub.status.busy": "2026"}, "scrolled": True}
    return nbformat.writes(notebook, indent=1)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_run_by_hand_is_as_it_was(path, tmp_path, capsys):
    copy = tmp_path / path.name
    copy.write_text(as_jupyter_leaves_it(path.read_text()))
    assert strip_notebooks.main([str(copy)]) == 1
    assert capsys.readouterr().out == f"{copy}: stripped\n"
    assert copy.read_bytes() == path.read_bytes()
    assert strip_notebooks.main([str(copy)]) == 0


def test_a_chapter_run_and_saved_in_place_is_as_it_was(tmp_path, capsys):
    """By Jupyter's own command, which saves what JupyterLab does."""
    path = ROOT / "chapters" / "05_others.ipynb"
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    command = ["-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", copy.name]
    subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, check=True)
    assert copy.read_bytes() != path.read_bytes()
    assert strip_notebooks.main([str(copy)]) == 1
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_chapter_becomes_a_script_of_python(path):
    text, to = ScriptExporter().from_filename(path)
    assert to["output_extension"] == ".py"
    assert nbformat.read(path, as_version=4).metadata.language_info["file_extension"] == ".py"
    ast.parse(text)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_check_is_kept(path):
    for cell in nbformat.read(path, as_version=4).cells:
        tags = cell.metadata.get("tags", [])
        assert ("check" in tags) == ("keep_output" in tags)


def test_what_is_no_notebook_is_one_line(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    path.write_text("made up")
    assert strip_notebooks.main([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: found no notebook; allowed: a file that Jupyter writes\n"
    assert path.read_text() == "made up"


HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())


def test_hooks_fetch_nothing():
    assert [repo["repo"] for repo in HOOKS["repos"]] == ["local"]
    assert {hook["language"] for repo in HOOKS["repos"] for hook in repo["hooks"]} == {"system"}


def test_hooks_run_as_written(tmp_path):
    """On what they are given in this project: an untidy module and a chapter that was run."""
    hooks = {hook["id"]: hook for repo in HOOKS["repos"] for hook in repo["hooks"]}
    assert set(hooks) == {"ruff", "ruff-format", "notebooks", "twins"}
    module, chapter = tmp_path / "untidy.py", tmp_path / CHAPTERS[0].name
    given: dict[str, Path | None] = {
        "ruff": module,
        "ruff-format": module,
        "notebooks": chapter,
        "twins": None,
    }
    codes = {}
    for name, path in given.items():
        module.write_text("import os\nx = {  }\n")
        chapter.write_text(as_jupyter_leaves_it(CHAPTERS[0].read_text()))
        assert hooks[name].get("pass_filenames", True) == (path is not None)
        command = [*hooks[name]["entry"].split(), *([str(path)] if path else [])]
        codes[name] = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode
    assert codes == {"ruff": 1, "ruff-format": 1, "notebooks": 1, "twins": 0}, json.dumps(codes)
