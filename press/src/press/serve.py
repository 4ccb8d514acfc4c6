"""Serve a folder on this machine, as a web host would: for link checks, browsers and Lighthouse."""

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from press.errors import PressError

ZIPPED = (".html", ".css", ".js", ".svg", ".csv", ".json", ".xml", ".txt", ".ipynb")
"""Endings of files that hosts send compressed."""


class Host(SimpleHTTPRequestHandler):
    """Answers as a web host would."""

    protocol_version = "HTTP/1.1"
    zipped = False

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; whoever asks does."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file; a link checker hangs up on what it does not read to the end."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """For what is not there, the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        self._send(page.read_bytes(), "text/html", HTTPStatus.NOT_FOUND)

    def do_GET(self) -> None:
        """Send a file, compressed where that is wanted and helps."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path = path / "index.html"
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (self.zipped and wanted and path.suffix in ZIPPED and path.is_file()):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        self._send(body, self.guess_type(path), HTTPStatus.OK, ("Content-Encoding", "gzip"))

    def _send(self, body: bytes, kind: str, status: HTTPStatus, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        text = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        for name, value in (("Content-Type", text), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path, port: int = 0, *, zipped: bool = False, host: type[Host] = Host) -> Iterator[str]:
    """Serve a folder; gives its address.

    Parameters
    ----------
    port : 0 takes a free one.
    zipped : send texts compressed to who takes them so.
    host : who answers.

    Raises
    ------
    PressError
        For a port that is taken.
    """
    handler = type("Host", (host,), {"zipped": zipped})
    try:
        server = _Server(("127.0.0.1", port), partial(handler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "no port; allowed: 0 to 65535"
        raise PressError(f"port {port}: {why}; take another one (make watch PORT=…)") from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
