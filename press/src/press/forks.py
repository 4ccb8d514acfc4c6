"""Kernels' processes as forks of one that has imported what notebooks import.

multiprocessing's fork server does it. The server here is not the one that its functions share, which
belongs to `press.processes`: what Sphinx needs and what notebooks need must not meet. And a kernel takes
over nothing of this process, neither its `__main__` nor its `sys.path`, as multiprocessing's own
processes would. For that there is no documented way: `ForkServer`, `popen_forkserver`, `read_signed` and
`get_inherited_fds` (in `press.preloaded`) are multiprocessing's own, and `tests/test_upstream.py` says so
where a Python lacks one. Only the standard library is imported here: the fork server shall begin before
all else.
"""

import io
import json
import os
import pickle
import signal
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import connection, popen_forkserver
from multiprocessing.forkserver import ForkServer, read_signed
from pathlib import Path
from typing import Any

from press.errors import PressError

FORK_IS_SAFE = sys.platform.startswith("linux")
"""Elsewhere, system libraries start threads of their own (macOS), or there is no fork (Windows)."""

SETTINGS = "PRESS_FORK_SERVER"
"""Environment variable in which the fork server finds what it is to import, as JSON."""

PATIENCE = 0.1
"""Seconds until somebody who waits for the fork server looks whether all has been stopped."""


SOCKET = 107 - len("/pymp-12345678/listener-12345678")
"""Bytes of a folder's name in which multiprocessing can still make its sockets (unix(7))."""

HANDLES = 256
"""Files that a press keeps open at a time, with room to spare: kernels have dozens of sockets each."""

MEMORY = 1 << 30
"""Bytes of addresses that a press takes, by far not all of them memory."""


class ForkServerError(Exception):
    """The process that forks kernels does not fork; why."""


class StoppedError(Exception):
    """Kernels were stopped (`kill_all`), and one more was asked for."""


def make_room() -> None:
    """See to it that processes can be started and talked to.

    Raises
    ------
    PressError
        Where this process may not open as many files, or not have as much memory, as it takes.
    """
    if sys.platform == "win32":
        return
    import resource

    if len(os.fsencode(tempfile.gettempdir())) > SOCKET:
        os.environ["TMPDIR"], tempfile.tempdir = "/tmp", None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < HANDLES:
        if hard != resource.RLIM_INFINITY and hard < HANDLES:
            raise PressError(f"found a limit of {hard} open files; it takes {HANDLES} (ulimit -n {HANDLES})")
        resource.setrlimit(resource.RLIMIT_NOFILE, (HANDLES, hard))
    memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    if memory != resource.RLIM_INFINITY and memory < MEMORY:
        raise PressError(f"found a limit of {memory >> 20} MB of memory; it takes {MEMORY >> 20} (ulimit -v)")


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C at a terminal leaves alone; it is for the press, which ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True)
class Kernel:
    """What a fork is to become; multiprocessing calls it there as it does its processes.

    Attributes
    ----------
    arguments : of `ipykernel_launcher`; empty: no kernel, it tells what was imported.
    folder : the working directory.
    environment : all of it.
    """

    arguments: Sequence[str] = ()
    folder: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def _bootstrap(self, client: int) -> int:
        from press import preloaded

        if self.arguments:
            preloaded.become(self, client)
        else:
            preloaded.tell()
        return 0


class Fork(popen_forkserver.Popen):
    """A forked process, with `subprocess.Popen`'s names where multiprocessing has others."""

    stdin = stdout = stderr = None

    finalizer: Any

    def __init__(self, server: ForkServer, kernel: Kernel, descriptors: Sequence[int]):
        self._server, self._descriptors = server, list(descriptors)
        try:
            super().__init__(kernel)  # type: ignore[arg-type]  # asks for no more of it than `_bootstrap`
        except (EOFError, OSError) as error:
            raise ForkServerError(f"it ended ({error})") from error

    def _launch(self, kernel: Kernel) -> None:
        with no_interrupts():
            self.sentinel, alive = self._server.connect_to_new_process(self._descriptors)
        # the fork ends when nobody holds this any more
        self.finalizer = weakref.finalize(self, _close, alive, self.sentinel)
        data = io.BytesIO()
        # there is nothing to prepare
        pickle.dump({}, data)
        pickle.dump(kernel, data)
        with open(alive, "wb", closefd=False) as pipe:
            pipe.write(data.getbuffer())
        self.pid = read_signed(self.sentinel)

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process if it still runs."""
        self._send_signal(signum)  # type: ignore[attr-defined]  # by this name on every Unix

    def kill(self) -> None:
        """End the process and what it has started."""
        if self.returncode is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                # it has not come to lead a group
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


class Server:
    """A fork server with what notebooks import; its imports begin at once, `fork` waits for them.

    It and its kernels end with this process, however that ends.
    """

    def __init__(self, servers: "Servers", modules: Sequence[str]):
        self._servers = servers
        self._python = _python_settings(dict(os.environ))
        self._lock = threading.Lock()
        script = getattr(sys.modules["__main__"], "__file__", None)
        aside = ["", str(Path(script).resolve().parent)] if script else [""]
        self._server = ForkServer()
        self._server.set_forkserver_preload(["press.preloaded"])
        os.environ[SETTINGS] = json.dumps({"modules": modules, "aside": aside})
        with no_interrupts():
            self._server.ensure_running()

    @cached_property
    def _imported(self) -> dict[str, Any]:
        """What it says when it has imported everything; waits for that."""
        answer, theirs = os.pipe()
        with os.fdopen(answer) as lines:
            try:
                teller = Fork(self._server, Kernel(), [theirs])
            finally:
                os.close(theirs)
            while not connection.wait([answer], PATIENCE):
                if self._servers.stopped:
                    raise StoppedError("kernels were stopped")
            told = lines.read()
        teller.wait()
        return json.loads(told) if told else {"unfit": "it did not start", "sources": {}}

    @property
    def outdated(self) -> bool:
        """Whether a file that it has imported was changed since."""
        with self._lock:
            sources = self._imported["sources"]
        return any(
            not Path(file).is_file() or Path(file).stat().st_mtime_ns != changed
            for file, changed in sources.items()
        )

    def fork(self, arguments: list[str], cwd: str, env: dict[str, str], streams: tuple[int, int]) -> Fork:
        """A new kernel.

        Raises
        ------
        ForkServerError
            Where this server cannot make such a kernel.
        """
        with self._lock:
            unfit = self._imported["unfit"]
        if unfit:
            raise ForkServerError(unfit)
        if _python_settings(env) != self._python:
            raise ForkServerError("the kernel's PYTHON… variables count only when Python starts")
        own = {name: value for name, value in env.items() if name != SETTINGS}
        return Fork(self._server, Kernel(arguments, cwd, own), streams)


def _python_settings(env: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith("PYTHON")}


class Servers:
    """The fork server of this process: started when it is first needed, another when code has changed."""

    def __init__(self) -> None:
        self._modules: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._server: Server | None = None
        self.stopped = False

    def preload(self, modules: Sequence[str]) -> None:
        """Let the next server import these: what the chapters use, also what is imported in mid-work."""
        self._modules = tuple(modules)

    def allow(self) -> None:
        """Let kernels begin again after a stop."""
        self.stopped = False

    def stop(self) -> None:
        """Let no kernel begin until `allow`."""
        self.stopped = True

    def start(self) -> Server:
        """Let the imports begin; `current` waits for them.

        Raises
        ------
        StoppedError
            After `stop`, until the next `allow`.
        """
        with self._lock:
            if self.stopped:
                raise StoppedError("kernels were stopped")
            if self._server is None:
                make_room()
                self._server = Server(self, self._modules)
            return self._server

    def current(self) -> Server:
        """The server, as new as the code; waits until it has imported everything."""
        # the wait is outside of the lock, so that a stop need not wait
        while (server := self.start()).outdated:
            with self._lock:
                if server is self._server:
                    self._server = None
        return server


servers = Servers()
