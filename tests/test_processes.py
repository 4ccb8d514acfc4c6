"""Processes that work for the press: what they give back, and that they can be stopped."""

import threading
import traceback

import pytest

from tokenbook.errors import BookError
from tokenbook.press import processes
from tokenbook.press.processes import WorkerError, call


def test_a_result_comes_back():
    assert call("math:sqrt", 4.0) == 2.0


def test_a_books_error_comes_back_as_it_is():
    with pytest.raises(BookError, match="address 'x'") as caught:
        call("tokenbook.press.order:Order", ("2025",), ("de",), "/", "/", "x")
    assert not hasattr(caught.value, "__notes__")


def test_any_other_error_says_where_it_was_raised():
    with pytest.raises(ValueError, match="math domain") as caught:
        call("math:sqrt", -1.0)
    assert "processes.py" in "".join(traceback.format_exception(caught.value)).partition("Traceback")[2]
    assert "Traceback" in caught.value.__notes__[0]


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
    while not processes._running:
        thread.join(0.05)
    processes.stop()
    thread.join()
    assert len(caught) == 1
    assert not processes._running
