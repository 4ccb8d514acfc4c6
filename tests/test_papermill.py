"""A chapter is a papermill notebook like any other: parameters by hand or from a file, from any folder."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tokenbook import ROOT


@pytest.mark.parametrize(
    "arguments",
    [
        ("-p", "lang", "en", "-p", "edition", "2025", "-p", "top_n", "20"),
        ("-f", "params.yml"),
        ("--engine", "warm", "-f", "params.yml"),
    ],
    ids=["parameters", "file", "warm"],
)
def test_parameters_are_set_as_papermill_sets_them(tmp_path, arguments):
    (tmp_path / "params.yml").write_text("lang: en\nedition: 2025\ntop_n: 20\n")
    # its beginning: parameters, set-up, and a figure that tells what they are
    chapter = nbformat.read(ROOT / "chapters" / "05_others.ipynb", as_version=4)
    code = [cell for cell in chapter.cells if cell.cell_type == "code"]
    (figure,) = [cell for cell in code if "charts.outside_top)" in cell.source]
    chapter.cells = [*code[:2], figure]
    nbformat.write(chapter, tmp_path / "others.ipynb")
    papermill = Path(sys.executable).with_name("papermill")
    command = [papermill, "others.ipynb", "out.ipynb", "--no-progress-bar", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    shown = "".join(
        output.data.get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "display_data"
    )
    assert "outside the top 20" in shown
    assert "outside the top 9" not in shown
