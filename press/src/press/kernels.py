"""Warm kernels: each notebook in a fresh process that has done its imports already.

`papermill --engine warm` uses them (`press.warm`). Starting a kernel and importing pandas and
seaborn takes seconds, a fork of a process that has done both takes milliseconds. A fork shares nothing
with another notebook's: it has its own memory, working directory, environment, random state and
matplotlib settings.

Where a fork is not safe, ordinary kernels do the work, with the same results; it is said once.
"""

import logging
import os
import sys
import tempfile
import uuid
from asyncio import to_thread
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from subprocess import Popen
from typing import Any, cast
from weakref import WeakSet

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type, Unicode, default

from press import forks
from press.forks import FORK_IS_SAFE, Fork, ForkServerError, StoppedError

LAUNCHER = ["-m", "ipykernel_launcher"]
"""How a kernel specification starts IPython's kernel."""

LOOK = 0.005
"""Seconds between two looks whether a kernel that was killed has ended."""

_log = logging.getLogger(__name__)


@cache
def say_once(reason: str) -> None:
    """Log why there are ordinary kernels; the same reason only the first time."""
    _log.warning("ordinary kernels instead of warm ones: %s", reason)


class WarmProvisioner(LocalProvisioner):
    """Starts IPython kernels by a fork, others as jupyter_client does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel with a command."""
        try:
            kernel = await to_thread(self._fork, cmd, kwargs)
        except ForkServerError as reason:
            if forks.servers.stopped:
                raise StoppedError("kernels were stopped") from reason
            say_once(str(reason))
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # has what the provisioner asks of a `Popen`
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> Fork:
        if not FORK_IS_SAFE:
            raise ForkServerError(f"a fork is not safe on {sys.platform}")
        python, *rest = cmd
        if rest[:2] != LAUNCHER or Path(python).resolve() != Path(sys.executable).resolve():
            raise ForkServerError(f"not this Python's IPython kernel: {' '.join(cmd[:3])}")
        stdout, stderr = kwargs.get("stdout"), kwargs.get("stderr")
        streams = (1 if stdout is None else stdout, 2 if stderr is None else stderr)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        return forks.servers.current().fork(rest[2:], cwd, kwargs.get("env") or dict(os.environ), streams)


class _ReadyError(Exception):
    """The kernel has answered."""


class PromptClient(AsyncKernelClient):
    """Ready as soon as the kernel has answered.

    jupyter_client's own client then waits 0.2 s for more messages, to drop them. nbclient looks only at
    those that answer its own requests. No setting shortens that wait, so this leaves it from inside
    `_handle_kernel_info_reply`; until jupyter_client drops no messages (`tests/test_upstream.py`).
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's first answer; errors as of `AsyncKernelClient`."""
        with suppress(_ReadyError):
            await super().wait_for_ready(timeout)

    def _handle_kernel_info_reply(self, msg: dict[str, Any]) -> None:
        super()._handle_kernel_info_reply(msg)
        raise _ReadyError


_running: WeakSet[Any] = WeakSet()


def kill_all() -> None:
    """End every kernel that a manager of this module has started, and let none begin until it is allowed."""
    forks.servers.stop()
    for process in list(_running):
        process.kill()


class LoggedKernelManager(AsyncKernelManager):
    """A kernel manager that keeps what a kernel's process writes outside of any cell in a file.

    It speaks with its kernels through files where it can: several kernels that start at once may find
    the same TCP port free. And it does not wait longer for them than it must.
    """

    client_factory = Type(PromptClient, klass=AsyncKernelClient, config=True)

    log_file = Unicode(help="Path of that file; empty: kernels write where this process writes.").tag(
        config=True
    )

    ipython_dir = Unicode(
        help="Folder of IPython's settings, start-up files and history; empty: that of the user."
    ).tag(config=True)

    @default("transport")
    def _transport_default(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("connection_file")
    def _connection_file_default(self) -> str:
        # named at once, because the sockets' files are named after it; and short, because a socket's
        # path may have no more than a hundred letters
        return str(Path(tempfile.gettempdir()) / f"kernel-{uuid.uuid4().hex[:16]}.json")

    async def _async_wait(self, pollinterval: float = LOOK) -> None:
        # jupyter_client looks ten times a second and has no setting for it; until it has one, or waits for
        # the process itself (`tests/test_upstream.py`)
        await super()._async_wait(pollinterval)

    async def start_kernel(  # type: ignore[override]  # the asynchronous manager is typed as the other one
        self, **kwargs: Any
    ) -> None:
        """Start a kernel; arguments and errors as of `AsyncKernelManager`."""
        if self.ipython_dir:
            kwargs["env"] = {**(kwargs.get("env") or os.environ), "IPYTHONDIR": self.ipython_dir}
        with ExitStack() as opened:
            if self.log_file:
                file = opened.enter_context(Path(self.log_file).open("ab"))
                kwargs = {**kwargs, "stdout": file.fileno(), "stderr": file.fileno()}
            await super().start_kernel(**kwargs)
        # both provisioners that this manager knows have a process
        process = cast(Popen[bytes], cast(LocalProvisioner, self.provisioner).process)
        _running.add(process)
        # a stop that came while it was being started has not seen it
        if forks.servers.stopped:
            process.kill()


class WarmKernelManager(LoggedKernelManager):
    """A kernel manager whose kernels are forks."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, with our provisioner in it."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": "warm"}}
        return spec
