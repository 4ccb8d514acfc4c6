"""`make watch`: what is saved is built, the open page learns of it, errors leave the page as it is."""

import re
import socket
import subprocess
import sys
import urllib.request

import psutil
import pytest
from test_nothing_twice import edited

from tokenbook import ROOT


@pytest.fixture
def watched(small_book, made_up_edition_folder, tmp_path):
    """A book that is being watched: its root, its address, what the watcher says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "scripts" / "watch_book.py"), "--port", str(port)]
    order = ["--root", str(small_book), "--output", str(tmp_path / "out"), "--languages", "de"]
    watcher = subprocess.Popen(
        [*command, *order, "--edition", str(made_up_edition_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with watcher.stdout, watcher.stderr:
        for line in watcher.stdout:
            if line.startswith("The book is on"):
                break
        family = psutil.Process(watcher.pid).children(recursive=True)
        yield small_book, f"http://127.0.0.1:{port}/", watcher.stdout
        # as a system that goes down; Ctrl-C ends it likewise
        watcher.terminate()
        assert watcher.wait() == 0
        assert watcher.stderr.read() == ""
        _, alive = psutil.wait_procs(family, timeout=30)
        assert alive == []


def said(lines, pattern: str) -> str:
    """The next line that the watcher says of this kind."""
    return next(line for line in lines if re.search(pattern, line))


def test_an_open_page_is_kept_up_to_date(watched):
    root, address, lines = watched
    page = f"{address}de/chapters/volume.html"

    def shown() -> str:
        return urllib.request.urlopen(page).read().decode()

    before = shown()
    assert '<script src="/_watch.js" defer></script></head>' in before
    assert "Fast" not in before
    events = urllib.request.urlopen(f"{address}_watch")
    first = events.readline()
    edited(root, ("Bis {glue", "Fast {glue"))
    assert events.readline() == b"\n"
    assert events.readline() != first
    assert "Fast" in shown()
    events.close()
    # a mistake is told, the page stays, the next change is built
    said(lines, "up to date")
    edited(root, ("book.figure(", "book.fig("))
    assert "AttributeError" in said(lines, "not built")
    assert "Fast" in shown()
    edited(root, ("book.fig(", "book.figure("))
    said(lines, "up to date")
