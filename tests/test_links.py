"""The link check finds what is broken, in made-up sites of two pages."""

import subprocess
import sys
from pathlib import Path

import pytest

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


def run(folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "scripts" / "check_links.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_whole_site_is_good(tmp_path):
    done = run(site(tmp_path / "site", body='<a href="https://example.org/">not asked for</a>'))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("on 2 pages: all good\n")


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
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
    ],
)
def test_what_is_broken_is_found(tmp_path, head, body, target):
    done = run(site(tmp_path / "site", head, body))
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line for line in lines if line.startswith("index.html: ") and target in line], done.stderr
    assert lines[-1].startswith("1 of ")


def test_a_page_that_nothing_links_to_is_checked(tmp_path):
    folder = site(tmp_path / "site")
    (folder / "lonely.html").write_text(HEAD.format(head="", body='<a href="gone.html">x</a>'))
    done = run(folder)
    assert done.returncode == 1
    assert "lonely.html: gone.html" in done.stderr


def test_nothing_to_check_is_an_error(tmp_path):
    done = run(tmp_path / "none")
    assert done.returncode == 2
    assert "no page to check" in done.stderr
