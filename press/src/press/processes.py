"""Processes that work for the press: forks of one that has imported Sphinx and Jupyter Book.

They are started by multiprocessing's fork server, which imports `press.sphinx_worker` before it
forks (where there is no fork, each process is started from nothing). Only the standard library is
imported here: the fork server shall begin before all else.
"""

import multiprocessing
import os
import pickle
import pkgutil
import signal
import threading
import traceback
from multiprocessing import connection, forkserver, get_context
from typing import Any

from press.errors import PressError
from press.forks import FORK_IS_SAFE, make_room, no_interrupts

_processes = get_context("forkserver") if FORK_IS_SAFE else get_context("spawn")
_running: set[multiprocessing.process.BaseProcess] = set()
_stopped = threading.Event()

PATIENCE = 5
"""Seconds that a process has to end when it is told to."""


class WorkerError(PressError):
    """A process that cannot start, or was ended before it had done its work."""


def warm_up() -> None:
    """Let the fork server begin with its imports; work waits for them."""
    make_room()
    if FORK_IS_SAFE:
        _processes.set_forkserver_preload(["press.sphinx_worker"])
        with no_interrupts():
            forkserver.ensure_running()


def stop() -> None:
    """End every process that works, and let none begin until `allow`."""
    _stopped.set()
    for process in list(_running):
        process.kill()


def allow() -> None:
    """Let processes begin again after a stop."""
    _stopped.clear()


def call(function: str, *arguments: object) -> object:
    """Call a function in a process of its own.

    Parameters
    ----------
    function : as `package.module:name`; it is imported there, not here.
    arguments : what can be pickled.

    Returns
    -------
    What it returns.

    Raises
    ------
    Exception
        What it raises.
    WorkerError
        Where the process cannot start, or was ended.
    """
    warm_up()
    answer, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_work, args=(function, arguments, theirs), daemon=True)
    try:
        process.start()
    except (EOFError, OSError) as end:
        answer.close()
        raise WorkerError(f"no process for {function}: what it imports fails, as told above") from end
    finally:
        theirs.close()
    _running.add(process)
    if _stopped.is_set():
        process.kill()
    try:
        result, error = answer.recv()
    except EOFError as end:
        process.join()
        raise WorkerError(f"the process of {function} was ended (exit {process.exitcode})") from end
    finally:
        # its work is done; to take its memory apart would only keep the press waiting. It is told first:
        # what measures a program, as coverage does, saves then what it has seen
        process.terminate()
        process.join(PATIENCE)
        process.kill()
        process.join()
        _running.discard(process)
        answer.close()
    if error is not None:
        raise error
    return result


def _work(function: str, arguments: tuple[Any, ...], answer: connection.Connection) -> None:
    # Ctrl-C at a terminal is for the press, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # the fork server lives as long as its forks, so they have to look themselves
    if press := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(press.sentinel,), daemon=True).start()
    result: object = None
    error: Exception | None = None
    try:
        result = pkgutil.resolve_name(function)(*arguments)
    except Exception as caught:  # noqa: BLE001 it is raised where the work was asked for
        error = caught
        if not isinstance(caught, PressError):
            # its place in this process would be lost
            caught.add_note(traceback.format_exc())
        if not _travels(error):
            error = WorkerError(f"{function}: {error}")
    answer.send((result, error))


def _travels(error: Exception) -> bool:
    """Whether an error arrives as it was sent; some cannot be put together again."""
    try:
        pickle.loads(pickle.dumps(error))
    except (TypeError, AttributeError, pickle.PicklingError):
        return False
    return True


def _end_with(sentinel: int) -> None:
    """End this process when the press has ended, however that came."""
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
