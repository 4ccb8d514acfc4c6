"""Processes that work for the press: what they give back, and that they can be stopped."""

import pickle
import subprocess
import sys
import threading
import time

import psutil
import pytest

from press import processes
from press.errors import FileError, PressError
from press.processes import WorkerError, call


def test_a_result_comes_back():
    assert call("math:sqrt", 4.0) == 2.0


def test_a_books_error_comes_back_as_it_is():
    with pytest.raises(PressError, match="'a b'") as caught:
        call("press.addresses:check_names", ["a b"], ())
    assert not hasattr(caught.value, "__notes__")


def test_any_other_error_says_where_it_was_raised():
    with pytest.raises(ValueError, match="math domain") as caught:
        call("math:sqrt", -1.0)
    assert "in _work" in caught.value.__notes__[0]


class StubbornError(Exception):
    """An error that can be pickled and not be put together again."""

    def __init__(self, *, why: str):
        super().__init__(why)


def refuse() -> None:
    """Called in a process of its own."""
    raise StubbornError(why="no way")


def test_an_error_that_cannot_travel_is_told_all_the_same():
    with pytest.raises(WorkerError, match="test_processes:refuse: no way"):
        call("test_processes:refuse")


def test_a_data_error_travels():
    error = FileError(file="f.csv", found="x", allowed="y", row=3)
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "f.csv, row 3: found x; allowed: y"


WAITS = """
from press import processes

if __name__ == "__main__":
    processes.call("time:sleep", 1000)
"""


def test_no_process_outlives_a_press_that_is_killed(tmp_path):
    (tmp_path / "waits.py").write_text(WAITS)
    press = subprocess.Popen([sys.executable, str(tmp_path / "waits.py")])

    def family() -> list[psutil.Process]:
        return psutil.Process(press.pid).children(recursive=True)

    # the fork server, multiprocessing's tracker, and the fork that sleeps
    while len(family()) < 3:
        time.sleep(0.05)
    others = family()
    press.kill()
    press.wait()
    _, alive = psutil.wait_procs(others, timeout=60)
    assert alive == []


def test_a_process_that_ends_early_is_told():
    with pytest.raises(WorkerError, match="the process of os:_exit was ended"):
        call("os:_exit", 3)


def test_processes_can_be_stopped():
    caught: list[Exception] = []

    def work() -> None:
        try:
            call("time:sleep", 1000)
        except WorkerError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive() and not processes._running:
        thread.join(0.05)
    processes.stop()
    thread.join()
    with pytest.raises(WorkerError):
        call("time:sleep", 1000)
    processes.allow()
    assert call("math:sqrt", 4.0) == 2.0
    assert len(caught) == 1
    assert not processes._running


def test_a_rendering_imports_nothing_that_runs_notebooks():
    code = (
        "import sys, press.sphinx_worker\n"
        "from myst_nb.core import execute\n"
        "assert execute.NotebookClientCache is execute.NotebookClientDirect is None\n"
        "heavy = 'sqlalchemy', 'jupyter_cache', 'rfc3987_syntax', 'matplotlib'\n"
        "print([name for name in heavy if sys.modules.get(name)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
