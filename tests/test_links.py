"""The link check finds what is broken, in made-up sites of two pages."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import check_links
import pytest

from press.links import Report
from press.links import check_links as check
from tokenbook import ROOT

HEAD = '<!doctype html><html lang="en"><head><title>made up</title>{head}</head><body>{body}</body></html>'


def site(folder: Path, head: str = "", body: str = "") -> Path:
    (folder / "de").mkdir(parents=True)
    (folder / "data.csv").write_text("a\n1\n")
    (folder / "index.html").write_text(
        HEAD.format(head=head, body=f'<a href="de/page.html#there">page</a>{body}')
    )
    (folder / "de" / "page.html").write_text(
        HEAD.format(head="", body='<h1 id="there">x</h1><a href="../data.csv" download>data</a>')
    )
    return folder


class Done(NamedTuple):
    """What the script has given back and said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(capsys):
    """The script on a folder, in this process: to start another takes longer than to check a small site."""
    return lambda folder: Done(check_links.main([str(folder)]), *capsys.readouterr())


def test_a_whole_site_is_good(tmp_path):
    folder = site(tmp_path / "site", body='<a href="https://example.org/">not asked for</a>')
    command = [sys.executable, str(ROOT / "scripts" / "check_links.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("on 2 pages: all good\n")


BROKEN = [
    # head, body, target
    ("", '<a href="de/none.html">x</a>', "de/none.html"),
    ("", '<a href="de/page.html#nowhere">x</a>', "nowhere"),
    ("", '<a href="#nowhere">x</a>', "nowhere"),
    ("", '<a href="none.csv" download>x</a>', "none.csv"),
    ("", '<img src="none.png" alt="">', "none.png"),
    ('<link rel="stylesheet" href="none.css">', "", "none.css"),
    ('<script src="none.js"></script>', "", "none.js"),
    ('<link rel="alternate" hreflang="en" href="en/page.html">', "", "en/page.html"),
    ("", "<ul><li>x</div></li></ul>", "line 1: </div> inside <li>"),
    ("", "<p>x</p></p>", "line 1: </p> inside <body>"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Report:
    """What is found in a site in which each fault has a page of its own."""
    folder = site(tmp_path_factory.mktemp("broken") / "site")
    for number, (head, body, _) in enumerate(BROKEN):
        (folder / f"{number}.html").write_text(HEAD.format(head=head, body=body))
    return check(folder)


@pytest.mark.parametrize(("number", "target"), [(n, target) for n, (_, _, target) in enumerate(BROKEN)])
def test_what_is_broken_is_found(found, number, target):
    (line,) = (str(broken) for broken in found.broken if broken.page == f"{number}.html")
    assert target in line.removeprefix(f"{number}.html: ")


def test_nothing_else_is_found(found):
    assert len(found.broken) == len(BROKEN)


def test_a_page_that_nothing_links_to_is_checked(tmp_path, run):
    folder = site(tmp_path / "site")
    (folder / "lonely.html").write_text(HEAD.format(head="", body='<a href="gone.html">x</a>'))
    done = run(folder)
    assert done.returncode == 1
    assert done.stdout == ""
    line, last = done.stderr.splitlines()
    assert line.startswith("lonely.html: gone.html: ")
    assert last.startswith("1 of ")


def test_nothing_to_check_is_an_error(tmp_path, run):
    done = run(tmp_path / "none")
    assert done.returncode == 2
    assert "no page to check" in done.stderr
