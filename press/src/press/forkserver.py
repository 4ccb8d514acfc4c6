"""The process behind warm kernels: it has imported what notebooks import, and forks on request.

It does nothing but import and fork: no event loop, no ZeroMQ context, no second thread, so that a fork
is safe. Each fork becomes an ordinary IPython kernel in a session of its own. `press.kernels`
starts this process and speaks with it:

- The control socket (its number is the first argument) says once, as JSON, whether the process is fit
  to fork; after that each byte on it brings three descriptors: a channel, and the kernel's stdout and
  stderr. Its end means: no more kernels.
- Each channel brings one line of JSON (arguments, folder, environment) and takes back the kernel's
  process id and, in the end, its exit status. A kernel whose channel is closed is killed.

So kernels die with this process (the kernel's parent-death signal), and this process ends when its
client does: both sockets close.
"""

import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import random
import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

FORK_IS_SAFE = sys.platform.startswith("linux")
"""Elsewhere, system libraries start threads of their own (macOS), or there is no fork (Windows)."""

PR_SET_PDEATHSIG = 1
"""prctl: which signal a process gets when its parent ends."""

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


def main() -> None:
    """Import, tell, fork; each fork returns here to become a kernel."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # the folder that this process was started in is no place to import from
    if not sys.flags.safe_path:
        del sys.path[0]
    # both are read on import: by ipykernel, which ends with that parent, and by matplotlib
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ.setdefault("MPLBACKEND", MATPLOTLIB_INLINE)
    # while everything stays, there is nothing to collect
    gc.disable()
    for name in KERNEL:
        importlib.import_module(name)
    unfit = preload(sys.argv[2:])
    gc.enable()
    told = {"unfit": unfit, "sources": sources()}
    try:
        control.sendall(json.dumps(told).encode() + b"\n")
    except BrokenPipeError:
        return  # nobody is there any more
    if unfit:
        return
    order = Nursery(control).serve()
    if order is not None:
        become_kernel(order)


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
    # what is here now is never collected: the collector would touch, and so copy, every page
    gc.collect()
    gc.freeze()
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


@dataclass(frozen=True)
class Order:
    """What a kernel is to be.

    Attributes
    ----------
    arguments : of `ipykernel_launcher`.
    folder : the working directory.
    environment : all of it.
    streams : descriptors of stdout and stderr.
    parent : process id of the fork server.
    """

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    streams: tuple[int, int]
    parent: int


@dataclass
class Nursery:
    """Forks kernels and reports their ends, in one thread."""

    control: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    channels: dict[int, socket.socket] = field(default_factory=dict)

    def serve(self) -> Order | None:
        """Work until there is nothing left to do; in a forked process the order to become a kernel."""
        self.selector.register(self.control, selectors.EVENT_READ, self._asked)
        while self.selector.get_map():
            for key, _ in self.selector.select():
                order = key.data()
                if order is not None:
                    return order
        return None

    def _asked(self) -> Order | None:
        data, descriptors, _, _ = socket.recv_fds(self.control, 1, 3)
        if not data:
            self.selector.unregister(self.control)
            return None
        channel = socket.socket(fileno=descriptors[0])
        with channel.makefile("rb") as lines:
            line = lines.readline()
        streams = (descriptors[1], descriptors[2])
        # a client that was stopped in the middle of asking gets no kernel
        order = Order(**json.loads(line), streams=streams, parent=os.getpid()) if line else None
        pid = os.fork() if order else None
        if pid == 0:
            self._forget()
            channel.close()
            return order
        for descriptor in streams:
            os.close(descriptor)
        if pid is None:
            channel.close()
        else:
            self._watch(pid, channel)
        return None

    def _watch(self, pid: int, channel: socket.socket) -> None:
        self.channels[pid] = channel
        process = os.pidfd_open(pid)
        self.selector.register(process, selectors.EVENT_READ, lambda: self._ended(pid, process))
        self.selector.register(channel, selectors.EVENT_READ, lambda: self._dropped(pid))
        self._tell(channel, pid)

    def _ended(self, pid: int, process: int) -> None:
        _, status = os.waitpid(pid, 0)
        self.selector.unregister(process)
        os.close(process)
        channel = self.channels.pop(pid)
        if channel in self.selector.get_map():
            self.selector.unregister(channel)
        self._tell(channel, os.waitstatus_to_exitcode(status))
        channel.close()

    def _dropped(self, pid: int) -> None:
        """The client is gone or has let go: the kernel and what it has started go too."""
        # the end itself is seen by _ended; asked again before that, this channel would answer at once
        if channel := self.channels.get(pid):
            self.selector.unregister(channel)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _tell(self, channel: socket.socket, number: int) -> None:
        with contextlib.suppress(BrokenPipeError):
            channel.sendall(b"%d\n" % number)

    def _forget(self) -> None:
        """In a fork: let go of what belongs to the server."""
        for key in list(self.selector.get_map().values()):
            os.close(key.fd) if isinstance(key.fileobj, int) else key.fileobj.close()
        self.selector.close()


def become_kernel(order: Order) -> None:
    """Turn this fork into a kernel like one that was started from nothing."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != order.parent:
        return  # it ended before the signal was set
    with Path(os.devnull).open("rb") as nothing:
        for descriptor, target in zip((nothing.fileno(), *order.streams), (0, 1, 2), strict=True):
            os.dup2(descriptor, target)
    for descriptor in order.streams:
        os.close(descriptor)
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment, JPY_PARENT_PID=str(order.parent))
    time.tzset()
    reseed()
    restyle()
    from ipykernel import kernelapp

    sys.argv = ["ipykernel_launcher", *order.arguments]
    kernelapp.launch_new_instance()


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


if __name__ == "__main__":
    main()
