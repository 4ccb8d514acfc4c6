"""What multiprocessing's fork server imports for warm kernels, and how a fork of it becomes a kernel.

Imported there and nowhere else. Nothing here starts a loop, a ZeroMQ context or a thread, so that a
fork is safe.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterable
from multiprocessing import connection
from multiprocessing.forkserver import get_inherited_fds
from pathlib import Path

from press.forks import SETTINGS, Kernel

KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "sqlite3",
    "psutil",
    "tornado.platform.asyncio",
)
"""What a kernel imports before its first cell."""

MATPLOTLIB_INLINE = "module://matplotlib_inline.backend_inline"
"""The backend that IPython kernels choose before matplotlib is imported."""

WHILE_IMPORTING = {
    # numpy and pyarrow start no threads
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # a hint for those who debug the kernel, which nobody does
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # read on import by ipykernel, which ends with that parent
    "JPY_PARENT_PID": str(os.getpid()),
}
"""Environment of the process that forks; a kernel gets its own again."""


def preload(modules: Iterable[str]) -> str:
    """Import; says why no kernel should come from here, "" if nothing is amiss.

    A module that warns or fails must do so in the notebook that imports it, as it does in an ordinary
    kernel. And no fork may find a lock held by a thread that it does not have.
    """
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        for name in modules:
            try:
                importlib.import_module(name)
            except Exception as error:  # noqa: BLE001 whatever it is, the notebook shall meet it
                return f"{name} cannot be imported: {type(error).__name__}: {error}"
    if said.getvalue():
        return f"an import speaks: {' '.join(said.getvalue().split())[:300]}"
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        return f"an import has started {threads - 1} thread(s) (Python's own: {names})"
    return ""


def sources() -> dict[str, int]:
    """The files of imported modules that somebody may be editing -> time of last change, in ns."""
    installed = {str(Path(folder).resolve()) for folder in (sys.prefix, sys.base_prefix)}
    found = {}
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and not any(str(Path(file).resolve()).startswith(folder) for folder in installed):
            found[file] = Path(file).stat().st_mtime_ns
    return found


def tell() -> None:
    """Write to the one descriptor that was handed over what was imported, as JSON."""
    with os.fdopen(_handed_over()[0], "w") as answer:
        json.dump({"unfit": UNFIT, "sources": SOURCES}, answer)


def _handed_over() -> list[int]:
    return get_inherited_fds() or []


def become(kernel: Kernel, client: int) -> None:
    """Turn this fork into a kernel like one that was started from nothing.

    Parameters
    ----------
    client : a descriptor that is at its end when the process that wants the kernel has ended.
    """
    os.setsid()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    threading.Thread(target=_end_with, args=(client,), daemon=True).start()
    streams = _handed_over()
    with Path(os.devnull).open("rb") as nothing:
        for descriptor, target in zip((nothing.fileno(), *streams), (0, 1, 2), strict=True):
            os.dup2(descriptor, target)
    for descriptor in streams:
        os.close(descriptor)
    os.chdir(kernel.folder)
    os.environ.clear()
    os.environ.update(kernel.environment, JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    reseed()
    restyle()
    from ipykernel import kernelapp

    sys.argv = ["ipykernel_launcher", *kernel.arguments]
    kernelapp.launch_new_instance()


def _end_with(client: int) -> None:
    """End this kernel and what it has started when its client has ended, however that came."""
    connection.wait([client])
    os.killpg(0, signal.SIGKILL)


def reseed() -> None:
    """Give this process random numbers of its own."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def restyle() -> None:
    """Let matplotlib read its settings from this process's folder and environment."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return
    with matplotlib.rc_context():
        settings = matplotlib.rc_params()
    matplotlib.rcParams.update(settings)
    matplotlib.rcParams["backend"] = os.environ.get("MPLBACKEND") or MATPLOTLIB_INLINE


_settings = json.loads(os.environ.pop(SETTINGS))
os.environ.update(WHILE_IMPORTING)
os.environ.setdefault("MPLBACKEND", MATPLOTLIB_INLINE)
# neither the folder that this process was started in nor that of the client's script is one to import from
sys.path[:] = [folder for folder in sys.path if folder not in _settings["aside"]]
# while everything stays, there is nothing to collect
gc.disable()
for _name in KERNEL:
    importlib.import_module(_name)
UNFIT = preload(_settings["modules"])
SOURCES = sources()
gc.enable()
# what is here now is never collected: the collector would touch, and so copy, every page
gc.collect()
gc.freeze()
