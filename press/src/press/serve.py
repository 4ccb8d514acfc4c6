"""Serve a folder on this machine, as a web host would: for readers, link checks, browsers and Lighthouse.

Tornado does the work. What is added: nothing outside the folder is given out, links that lead out of it
included, and whoever asks for another host's name is refused, so that no page elsewhere reads the site
by way of a name of its own that leads here ("DNS rebinding").
"""

import asyncio
import ipaddress
import logging
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler

from press.errors import PressError

LOOPBACK = "127.0.0.1"

PATIENCE = 60.0
"""Seconds that a client may take until its request is there."""

MOST = 1 << 16
"""Bytes that a request may hold besides its head; nothing here takes any."""

for noise in ("access", "general"):
    # what strangers send is told to them, not to the terminal
    logging.getLogger(f"tornado.{noise}").setLevel(logging.CRITICAL)


class Guarded(RequestHandler):
    """Answers who asks by a name of this machine."""

    def initialize(self, path: str, host: str) -> None:
        """Take the folder that is served, and the name under which it is."""
        self.root, self.host = path, host

    def prepare(self) -> None:
        """Refuse who asks for a host of another name."""
        if not is_own(self.request.host_name, self.host):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST)


class Files(Guarded, StaticFileHandler):
    """Gives out the files of one folder."""

    def initialize(self, path: str, host: str) -> None:  # type: ignore[override]  # Tornado hands over what a route names
        """Take the folder and the name, as told."""
        StaticFileHandler.initialize(self, path, "index.html")
        Guarded.initialize(self, path, host)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """The file's path, links followed, where it lies in the folder."""
        try:
            inside = Path(absolute_path).resolve().is_relative_to(Path(root).resolve())
        except (ValueError, OSError, RuntimeError):  # a null character, a name too long, links in a circle
            raise HTTPError(HTTPStatus.NOT_FOUND) from None
        if not inside:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return super().validate_absolute_path(root, absolute_path)

    def set_extra_headers(self, path: str) -> None:
        """A browser asks each time: the next build changes any file."""
        self.set_header("Cache-Control", "no-cache")

    def get_content_type(self) -> str:
        """The kind of file; texts are UTF-8."""
        kind = super().get_content_type()
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    def write_error(self, status_code: int, **more: Any) -> None:
        """For what is not there, the site's own page."""
        page = Path(self.root) / "404.html"
        if status_code == HTTPStatus.NOT_FOUND and page.is_file():
            self.finish(page.read_bytes())
        else:
            super().write_error(status_code, **more)


def is_own(asked: str, host: str) -> bool:
    """Whether strangers cannot point the name that was asked for here: an address, or what was told."""
    if asked.lower() in ("localhost", host.lower()):
        return True
    try:
        ipaddress.ip_address(asked.strip("[]"))
    except ValueError:
        return False
    return True


@contextmanager
def served(
    folder: Path,
    port: int = 0,
    *,
    host: str = LOOPBACK,
    zipped: bool = False,
    files: type[Files] = Files,
    routes: Sequence[tuple[str, type[Guarded]]] = (),
) -> Iterator[str]:
    """Serve a folder; gives its address.

    Parameters
    ----------
    port : 0 takes a free one.
    host : the address or name at which is listened; any but the default lets other machines read.
    zipped : send texts compressed to who takes them so.
    files : who answers.
    routes : what else is answered, each a pattern of paths and its handler.

    Raises
    ------
    PressError
        For a port that is taken or none, and for a host that is not this machine.
    """
    given = {"path": str(folder), "host": host}
    application = Application(
        [(pattern, handler, given) for pattern, handler in (*routes, (r"/(.*)", files))],
        compress_response=zipped,
        log_function=lambda handler: None,
        # a file is another after the next build
        static_hash_cache=False,
    )
    listening = _listening(host, port)
    running: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(application, listening, running)), daemon=True, name="server"
    )
    thread.start()
    loop, ended = running.result()
    name = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{name}:{listening.getsockname()[1]}/"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


@contextmanager
def stop_on_term() -> Iterator[None]:
    """Let SIGTERM end what runs as Ctrl-C does: in order, nothing left."""
    last = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, last)


def _interrupt(number: int, frame: FrameType | None) -> None:
    # not by way of SIGINT: what runs in the background may have inherited that as ignored
    raise KeyboardInterrupt


def serve(folder: Path, port: int, host: str = LOOPBACK) -> None:
    """Serve a site until Ctrl-C or SIGTERM.

    Raises
    ------
    PressError
        Where there is no site, or it cannot be served there.
    """
    if not (folder / "index.html").is_file():
        raise PressError(f"{folder}: no site; build the book first (make book)")
    with suppress(KeyboardInterrupt), stop_on_term(), served(folder, port, host=host, zipped=True) as address:
        print(f"The book is on {address}; Ctrl-C ends this", flush=True)
        threading.Event().wait()


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise PressError(f"port {port}: no port; allowed: 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        raise PressError(f"{host}, port {port}: {why}; take another (make serve PORT=…)") from error
    listening.setblocking(False)
    return listening


async def _serve(
    application: Application,
    listening: socket.socket,
    running: "Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]",
) -> None:
    ended = asyncio.Event()
    server = HTTPServer(application, idle_connection_timeout=PATIENCE, max_body_size=MOST)
    server.add_socket(listening)
    running.set_result((asyncio.get_running_loop(), ended))
    await ended.wait()
    server.stop()
    await server.close_all_connections()
