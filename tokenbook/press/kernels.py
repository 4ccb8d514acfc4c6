"""Warm kernels: each notebook in a fresh process that has done its imports already.

`papermill --engine warm` uses them (`tokenbook.press.warm`). Starting a kernel and importing pandas and
seaborn takes seconds, a fork of a process that has done both takes milliseconds. A fork shares nothing
with another notebook's: it has its own memory, working directory, environment, random state and
matplotlib settings.

Where a fork is not safe, ordinary kernels do the work, with the same results; it is said once.
"""

import atexit
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from asyncio import to_thread
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

from jupyter_client import AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Unicode, default

from tokenbook.press import forkserver

PRELOAD = (
    "matplotlib.backends.backend_svg",
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.string",
    "pyarrow.pandas_compat",
    "pandera.pandas",
    "pandera.accessors.pandas_accessor",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
    "pandera.backends.pandas.components",
    "pandera.backends.pandas.container",
    "pandera.backends.pandas.register",
    "seaborn",
    "arch.bootstrap",
    "myst_nb.ext.glue",
    "num2words",
    "tokenbook.chapter",
    "tokenbook.figures",
    "tokenbook.sensitivity",
)
"""What every kernel finds imported: what the chapters use, also what is imported late, in mid-work."""

WHILE_IMPORTING = {
    # numpy and pyarrow start no threads
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # a hint for those who debug the kernel, which nobody does
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Environment of the process that forks; a kernel gets its own again."""

LAUNCHER = ["-m", "ipykernel_launcher"]
"""How a kernel specification starts IPython's kernel."""

PATIENCE = 0.1
"""Seconds until somebody who waits for a kernel's end looks whether another has seen it."""

_log = logging.getLogger(__name__)


@cache
def say_once(reason: str) -> None:
    """Log why there are ordinary kernels; the same reason only the first time."""
    _log.warning("ordinary kernels instead of warm ones: %s", reason)


class ForkServerError(Exception):
    """The process that forks kernels does not fork; why."""


class StoppedError(Exception):
    """Kernels were stopped (`kill_all`), and one more was asked for."""


class ForkedKernel:
    """A kernel's process as `subprocess.Popen` would show it; it is not our child.

    Attributes
    ----------
    pid : process id, also of its process group and session.
    returncode : exit status, or minus the signal that ended it; None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket):
        self._channel = channel
        self._lock = threading.Lock()
        self.returncode: int | None = None
        try:
            line = self._channel.recv(32, socket.MSG_PEEK)
        except ConnectionError:
            line = b""
        if not line:
            self._channel.close()
            raise ForkServerError("it ended")
        # not a byte more: the exit status may follow already
        self.pid = int(self._channel.recv(line.index(b"\n") + 1))

    def poll(self) -> int | None:
        """The exit status, or None while the process runs."""
        # asked by the thread that runs the notebook, and by `kill_all` in another
        with self._lock, suppress(BlockingIOError):
            if self.returncode is None:
                status = self._channel.recv(32, socket.MSG_DONTWAIT)
                # without a status the fork server itself was killed, and its kernels with it
                self.returncode = int(status) if status else -signal.SIGKILL
                self._channel.close()
        return self.returncode

    def wait(self) -> int:
        """Wait for the process's end; its exit status."""
        while self.poll() is None:
            # closed by another thread: its next look tells why
            with suppress(ValueError):
                select.select([self._channel], [], [], PATIENCE)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The client's side of `tokenbook.press.forkserver`.

    Attributes
    ----------
    forked : how many kernels it has made.
    """

    def __init__(self):
        self.forked = 0
        self._control, theirs = socket.socketpair()
        self._lock, self._listening = threading.Lock(), threading.Lock()
        self._told: dict | None = None
        self._python = _python_settings(dict(os.environ))
        command = [sys.executable, "-m", "tokenbook.press.forkserver", str(theirs.fileno()), *PRELOAD]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**os.environ, **WHILE_IMPORTING},
            # Ctrl-C at a terminal is for the client, which ends its kernels in order
            start_new_session=True,
        )
        theirs.close()

    @property
    def _greeting(self) -> dict:
        """What it says when it has imported everything; waits for that."""
        with self._listening:
            if self._told is None:
                with self._control.makefile("rb") as lines:
                    line = lines.readline()
                self._told = json.loads(line) if line else {"unfit": "it did not start", "sources": {}}
            return self._told

    @property
    def outdated(self) -> bool:
        """Whether a file that it has imported was changed since, or it has ended after it was fit."""
        if self._process.poll() is not None:
            return not self._greeting["unfit"]
        return any(
            not Path(file).is_file() or Path(file).stat().st_mtime_ns != changed
            for file, changed in self._greeting["sources"].items()
        )

    def fork(self, arguments: list[str], cwd: str, env: dict, streams: tuple[int, int]) -> ForkedKernel:
        """A new kernel.

        Raises
        ------
        ForkServerError
            Where this server cannot make such a kernel.
        """
        if self._greeting["unfit"]:
            raise ForkServerError(self._greeting["unfit"])
        if _python_settings(env) != self._python:
            raise ForkServerError("the kernel's PYTHON… variables count only when Python starts")
        ours, theirs = socket.socketpair()
        order = {"arguments": arguments, "folder": cwd, "environment": env}
        try:
            with self._lock:
                socket.send_fds(self._control, [b"k"], [theirs.fileno(), *streams])
            ours.sendall(json.dumps(order).encode() + b"\n")
        except OSError as error:
            ours.close()
            raise ForkServerError(f"it ended ({error.strerror})") from error
        finally:
            theirs.close()
        kernel = ForkedKernel(ours)
        self.forked += 1
        return kernel

    def retire(self) -> None:
        """Take no more orders; it ends with its last kernel."""
        self._control.close()

    def kill(self) -> None:
        """End it and its kernels at once."""
        self._process.kill()
        self._process.wait()
        self._control.close()


def _python_settings(env: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith("PYTHON")}


class Servers:
    """The fork server of this process: started when it is first needed, again when code has changed."""

    def __init__(self):
        self._lock = threading.Lock()
        self._server: ForkServer | None = None
        self._retired: list[ForkServer] = []
        self.stopped = False

    def allow(self) -> None:
        """Let kernels begin again after a stop."""
        self.stopped = False

    def start(self) -> ForkServer:
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
                self._server = ForkServer()
            return self._server

    def current(self) -> ForkServer:
        """The server, as new as the code; waits until it has imported everything."""
        # the wait is outside of the lock, so that a stop need not wait
        while (server := self.start()).outdated:
            with self._lock:
                if server is self._server:
                    server.retire()
                    self._retired.append(server)
                    self._server = None
        return server

    def stop(self) -> None:
        """End every fork server of this process with its kernels, and let no kernel begin until `allow`."""
        with self._lock:
            self.stopped = True
            for server in filter(None, [self._server, *self._retired]):
                server.kill()
            self._server, self._retired = None, []


servers = Servers()
atexit.register(servers.stop)


class WarmProvisioner(LocalProvisioner):
    """Starts IPython kernels by a fork, others as jupyter_client does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel with a command."""
        try:
            kernel = await to_thread(self._fork, cmd, kwargs)
        except ForkServerError as reason:
            if servers.stopped:
                raise StoppedError("kernels were stopped") from reason
            say_once(str(reason))
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> ForkedKernel:
        if not forkserver.FORK_IS_SAFE:
            raise ForkServerError(f"a fork is not safe on {sys.platform}")
        python, *rest = cmd
        if rest[:2] != LAUNCHER or Path(python).resolve() != Path(sys.executable).resolve():
            raise ForkServerError(f"not this Python's IPython kernel: {' '.join(cmd[:3])}")
        streams = tuple(
            number if kwargs.get(name) is None else kwargs[name]
            for name, number in (("stdout", 1), ("stderr", 2))
        )
        cwd = str(kwargs.get("cwd") or Path.cwd())
        return servers.current().fork(rest[2:], cwd, kwargs.get("env") or dict(os.environ), streams)


_running: WeakSet = WeakSet()


def kill_all() -> None:
    """End every kernel that a manager of this module has started, and the processes that fork them."""
    servers.stop()
    for process in list(_running):
        process.kill()


class LoggedKernelManager(AsyncKernelManager):
    """A kernel manager that keeps what a kernel's process writes outside of any cell in a file.

    It speaks with its kernels through files where it can: several kernels that start at once may find
    the same TCP port free.
    """

    log_file = Unicode(help="Path of that file; empty: kernels write where this process writes.").tag(
        config=True
    )

    @default("transport")
    def _transport_default(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("connection_file")
    def _connection_file_default(self) -> str:
        # named at once, because the sockets' files are named after it; and short, because a socket's
        # path may have no more than a hundred letters
        return str(Path(tempfile.gettempdir()) / f"kernel-{uuid.uuid4().hex[:16]}.json")

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kwargs: Any) -> None:
        with ExitStack() as opened:
            if self.log_file:
                file = opened.enter_context(Path(self.log_file).open("ab"))
                kwargs = {**kwargs, "stdout": file.fileno(), "stderr": file.fileno()}
            await super()._async_launch_kernel(kernel_cmd, **kwargs)
        _running.add(self.provisioner.process)
        # a stop that came while it was being started has not seen it
        if servers.stopped:
            self.provisioner.process.kill()


class WarmKernelManager(LoggedKernelManager):
    """A kernel manager whose kernels are forks."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, with our provisioner in it."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": "warm"}}
        return spec
