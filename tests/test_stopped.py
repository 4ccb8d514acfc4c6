"""A build that is stopped or fails in the middle: a clear message, no process left, the last site whole."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest
from books import chapter, files, write_book
from nbformat.v4 import new_code_cell

from press import run
from press.browser import find_chromium
from press.build import build
from press.order import Order
from tokenbook import ROOT
from tokenbook.site import order_of

HANGS = """\
import os, pathlib, time
pathlib.Path({started!r}, str(os.getpid())).touch()
time.sleep(1000)
"""


def wait_until(true) -> None:
    """Wait for what comes soon on any machine; a test that waits in vain is ended by its runner."""
    while not true():
        time.sleep(0.05)


@pytest.fixture(scope="module")
def once(made_up_edition_folder, tmp_path_factory) -> tuple[Order, dict[str, bytes], bytes]:
    """A book that was built once: its order, its site, its first chapter."""
    folder = tmp_path_factory.mktemp("stopped")
    root = write_book(folder / "book")
    order = order_of((str(made_up_edition_folder),), root=root, output=folder / "_build", takeaway=False)
    build(order, lambda _: None)
    return order, files(order.site), (root / "chapters" / "intro.ipynb").read_bytes()


@pytest.fixture
def built(once) -> Iterator[Order]:
    """That book; afterwards its chapter is as it was, and its site must be."""
    order, site, intro = once
    assert files(order.site) == site
    yield order
    (order.root / "chapters" / "intro.ipynb").write_bytes(intro)


def family(pid: int) -> list[psutil.Process]:
    """A process's descendants, those in sessions of their own too."""
    return psutil.Process(pid).children(recursive=True)


def begin(order: Order) -> subprocess.Popen:
    """The press at work as a command, which inherits SIGINT as ignored, as a shell's background jobs do."""
    command = [sys.executable, str(ROOT / "scripts" / "build_book.py"), "--edition", order.editions[0]]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(
            [*command, "--output", str(order.output), "--root", str(order.root)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


WAYS = {
    # a terminal sends the signal to all that its command has started in the same process group
    "Ctrl-C": lambda pid: os.killpg(pid, signal.SIGINT),
    "SIGINT": lambda pid: os.kill(pid, signal.SIGINT),
    "SIGTERM": lambda pid: os.kill(pid, signal.SIGTERM),
    "SIGKILL": lambda pid: os.kill(pid, signal.SIGKILL),
}


def assert_stopped(press: subprocess.Popen, how: str, others: list[psutil.Process]) -> None:
    """Stop it: nothing of it is left, and Ctrl-C is told."""
    WAYS[how](press.pid)
    said = press.communicate()[1]
    _, alive = psutil.wait_procs(others, timeout=30)
    assert alive == []
    with pytest.raises(ProcessLookupError):
        os.killpg(press.pid, 0)
    if how in ("Ctrl-C", "SIGINT"):
        assert press.returncode == 130
        assert said == "not built: stopped; the last book is as it was\n"


HOW = pytest.mark.parametrize("how", WAYS)


@HOW
def test_a_build_that_is_stopped_leaves_no_process_and_the_last_site(built, tmp_path, how):
    before = files(built.site)
    started = tmp_path / "started"
    started.mkdir()
    chapter(built.root / "chapters" / "intro.ipynb", new_code_cell(HANGS.format(started=str(started))))
    press = begin(built)
    wait_until(lambda: len(list(started.iterdir())) == min(2, os.cpu_count() or 1))
    others = family(press.pid)
    assert {int(path.name) for path in started.iterdir()} <= {process.pid for process in others}
    assert_stopped(press, how, others)
    assert files(built.site) == before


def is_kernel(process: psutil.Process) -> bool:
    """Whether a process is a fork of the fork server, which stays for the next build."""
    return "multiprocessing.forkserver" in " ".join(psutil.Process(process.ppid()).cmdline())


def is_chromium(process: psutil.Process) -> bool:
    """Whether a process that runs is Chromium's."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return "chrom" in process.name()
    return False


@HOW
def test_a_build_that_is_stopped_while_it_prints_leaves_no_process(built, how):
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine to print with")
    before = files(built.site)
    press = begin(built)
    wait_until(lambda: any(is_chromium(process) for process in family(press.pid)))
    others = family(press.pid)
    assert_stopped(press, how, others)
    assert files(built.site) == before


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            r"chapters/intro\.ipynb \(..\): the kernel died",
        ),
        ("import time\ntime.sleep(1000)", r"chapters/intro\.ipynb \(..\): a cell took more than 1 s"),
    ],
)
def test_a_chapter_that_dies_or_hangs_stops_the_build(built, monkeypatch, cell, message):
    before = files(built.site)
    monkeypatch.setattr(run, "CELL_TIMEOUT", 1)
    chapter(built.root / "chapters" / "intro.ipynb", new_code_cell(cell))
    with pytest.raises(run.ChapterError, match=message):
        build(built, lambda _: None)
    assert files(built.site) == before
    assert not [process for process in family(os.getpid()) if is_kernel(process)]


def test_the_next_build_after_a_failed_one_is_whole(built):
    intro = built.root / "chapters" / "intro.ipynb"
    good, before = intro.read_bytes(), files(built.site)
    chapter(intro, new_code_cell("1 / 0"))
    with pytest.raises(run.ChapterError, match="ZeroDivisionError"):
        build(built, lambda _: None)
    intro.write_bytes(good)
    build(built, lambda _: None)
    assert files(built.site) == before
