"""What the press tells while it works."""

import io

from rich.console import Console

from press.progress import Progress
from press.schedule import Task, work_off

FIRST = Task("run intro (de)", lambda: None, cost=2)
SECOND = Task("render de", lambda: None, needs=(FIRST,))


def test_lines_count_what_is_done():
    told: list[str] = []
    progress = Progress(told.append, 2)
    with progress.shown():
        work_off([FIRST, SECOND], 2, progress, lambda: None)
    assert told == ["[1/2] run intro (de) in 0.0 s", "[2/2] render de in 0.0 s"]


def test_a_terminal_shows_what_runs_and_how_much_waits():
    screen = io.StringIO()
    progress = Progress(lambda line: None, 2, Console(file=screen, force_terminal=True, width=60))
    with progress.shown():
        progress.started(FIRST)
    assert "run intro (de)" in screen.getvalue()
    assert "1 more" in screen.getvalue()


def test_elsewhere_nothing_is_drawn():
    screen = io.StringIO()
    progress = Progress(lambda line: None, 2, Console(file=screen, force_terminal=False))
    with progress.shown():
        progress.started(FIRST)
    assert screen.getvalue() == ""
