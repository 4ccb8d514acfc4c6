"""The press's side of `press.forkserver`: starts it, and gets kernels' processes from it.

Only the standard library is imported here: the fork server shall begin before all else.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

WHILE_IMPORTING = {
    # numpy and pyarrow start no threads
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # a hint for those who debug the kernel, which nobody does
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Environment of the process that forks; a kernel gets its own again."""

PATIENCE = 0.1
"""Seconds until somebody who waits for a kernel's end looks whether another has seen it."""


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
    """The client's side of `press.forkserver`.

    Attributes
    ----------
    forked : how many kernels it has made.
    """

    def __init__(self, modules: Sequence[str] = ()):
        self.forked = 0
        self._control, theirs = socket.socketpair()
        self._lock, self._listening = threading.Lock(), threading.Lock()
        self._told: dict | None = None
        self._python = _python_settings(dict(os.environ))
        command = [sys.executable, "-m", "press.forkserver", str(theirs.fileno()), *modules]
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
        self._modules: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._server: ForkServer | None = None
        self._retired: list[ForkServer] = []
        self.stopped = False

    def preload(self, modules: Sequence[str]) -> None:
        """Let the next server import these: what the chapters use, also what is imported in mid-work."""
        self._modules = tuple(modules)

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
                self._server = ForkServer(self._modules)
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
