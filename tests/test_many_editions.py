"""Editions made by commands of their own, side by side, give the site that one build gives."""

import os
import signal
import subprocess
import sys

import pandas as pd
import pytest
from books import files
from conftest import made_up_daily, write_edition

from press.errors import PressError
from tokenbook import ROOT, editions
from tokenbook.places import ARTICLE
from tokenbook.site import order_of

ENDS = ("2025-12-14", "2025-12-21", "2025-12-28")
"""A week more for each edition."""


@pytest.fixture
def weekly(tmp_path):
    """Three made-up editions, each with a week more than the one before."""
    settings = (editions.DATA / ARTICLE / "edition.yml").read_text(encoding="utf-8")
    daily = made_up_daily()
    return [
        str(
            write_edition(
                tmp_path / "data" / f"week-{end[5:]}", daily[daily["date"] <= pd.Timestamp(end)], settings
            )
        )
        for end in ENDS
    ]


def command(root, output, weekly, *more):
    build = [sys.executable, str(ROOT / "scripts" / "build_book.py"), "--root", str(root), "--pages-only"]
    return [*build, "--output", str(output), "--languages", "en", "--edition", *weekly, *more]


def killed(build):
    """A build that is killed with all its processes as soon as it has begun to run chapters."""
    process = subprocess.Popen(build, stdout=subprocess.PIPE, text=True, start_new_session=True)
    said = process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    return said


def test_a_job_runner_gives_the_site_of_one_build(tmp_path, small_book, weekly):
    many, one = tmp_path / "many", tmp_path / "one"
    build = command(small_book, many, weekly)
    assert killed([*build, "--only", weekly[1]]) == "2 chapters, en, edition week-12-21\n"
    runner = ["xargs", "--max-procs", "2", "--replace", *build, "--only", "{}"]
    done = subprocess.run(runner, input="\n".join(weekly), text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (many / "site").exists(), "none of them may show a part of the site"
    last = subprocess.run(build, text=True, capture_output=True)
    assert (last.returncode, last.stderr) == (0, "")
    assert "6 are kept" in last.stdout
    assert "render" not in last.stdout
    whole = subprocess.run(command(small_book, one, weekly), text=True, capture_output=True)
    assert (whole.returncode, whole.stderr) == (0, "")
    there = files(one / "site")
    assert {name.split("/")[0] for name in there} >= {"en", "week-12-21", "week-12-28"}
    assert files(many / "site") == there


def test_an_edition_that_is_not_of_the_site_is_refused(tmp_path):
    with pytest.raises(PressError, match="edition '2026' alone: allowed are those of the site, 2025"):
        order_of(("2025",), output=tmp_path, only=("2026",))
