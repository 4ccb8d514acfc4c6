"""What is installed runs in any folder: the package's wheel holds all that a chapter reads."""

import io
import os
import re
import subprocess
import sys
import zipfile

import pytest

from tokenbook import ROOT, site
from tokenbook.wording import Wording

READ = {".csv", ".gz", ".yml"}
"""Endings of what chapters read; schemas are for editors."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(io.BytesIO(site.wheel(ROOT / "data" / "2025"))) as wheel:
        wheel.extractall(folder)
    return folder


def files(data):
    """What lies beside the editions, as paths within the folder."""
    folders = [
        data,
        *(path.parent for path in data.glob("*/*.csv") if not (path.parent / "edition.yml").exists()),
    ]
    return {
        path.relative_to(data).as_posix()
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in READ and path.name != "models.local.csv"
    }


def test_it_holds_what_lies_in_data(unpacked):
    here = files(ROOT / "data")
    assert {"models.csv", "corrections.yml", "benchmarks/eci.csv"} <= here
    missed = here - files(unpacked / "tokenbook" / "data")
    assert not missed, f"setup.py, or tokenbook.site.wheel, leaves out {', '.join(sorted(missed))}"


def test_the_first_cell_installs_what_runs_a_notebook_pinned():
    """In a new environment the wheel brings a kernel and nothing that opens a notebook."""
    cell = site.rerun(Wording("en"), "https://tokens.example/", "2025", "Tokens")
    _, command = cell.split("```sh\n")
    _, needed = command.split('whl" ')
    assert needed.split() == ["jupyterlab", "```"]
    assert re.search(r"^jupyterlab==", site.constraints(), re.M)


def test_a_chapter_runs_with_it_elsewhere(unpacked, tmp_path):
    copy = tmp_path / "corrections.ipynb"
    copy.write_bytes((ROOT / "chapters" / copy.name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", copy.name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]
