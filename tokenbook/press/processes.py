"""Processes that work for the press: forks of one that has imported Sphinx and Jupyter Book.

They are started by multiprocessing's fork server, which imports `tokenbook.press.rendering` before it
forks (where there is no fork, each process is started from nothing). Only the standard library is
imported here: the fork server shall begin before all else.
"""

import ctypes
import multiprocessing
import pkgutil
import signal
import sys
import traceback
from multiprocessing import forkserver
from multiprocessing.connection import Connection

from tokenbook.errors import BookError
from tokenbook.press.forkserver import FORK_IS_SAFE, PR_SET_PDEATHSIG

_processes = multiprocessing.get_context("forkserver" if FORK_IS_SAFE else "spawn")
_running: set[multiprocessing.process.BaseProcess] = set()


class WorkerError(BookError):
    """A process that was ended before it had done its work."""


def warm_up() -> None:
    """Let the fork server begin with its imports; work waits for them."""
    if FORK_IS_SAFE:
        # the main module too: multiprocessing would import it again in each process
        _processes.set_forkserver_preload(["__main__", "tokenbook.press.rendering"])
        forkserver.ensure_running()


def stop() -> None:
    """End every process that works."""
    for process in list(_running):
        process.kill()


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
        Where the process was ended.
    """
    warm_up()
    answer, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_work, args=(function, arguments, theirs), daemon=True)
    process.start()
    _running.add(process)
    theirs.close()
    try:
        result, error = answer.recv()
    except EOFError as end:
        raise WorkerError(f"the process of {function} was ended") from end
    finally:
        process.join()
        _running.discard(process)
        answer.close()
    if error is not None:
        raise error
    return result


def _work(function: str, arguments: tuple, answer: Connection) -> None:
    # Ctrl-C at a terminal is for the press, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        # the fork server ends with the press, and this process with the fork server
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    result = error = None
    try:
        result = pkgutil.resolve_name(function)(*arguments)
    except Exception as caught:  # noqa: BLE001 it is raised where the work was asked for
        error = caught
        if not isinstance(caught, BookError):
            # its place in this process would be lost
            error.add_note(traceback.format_exc())
    answer.send((result, error))
