"""Keep the book in an open browser up to date: what is saved is built, then the page reloads."""

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import watchfiles

from press import forks, kernels, processes, store
from press.build import build
from press.errors import PressError
from press.fingerprint import PRESS
from press.order import Order
from press.serve import Host, served

SCRIPT = """\
let built = null;
new EventSource("/_watch").onmessage = (event) => {
  if (built !== null && built !== event.data) location.reload();
  built = event.data;
};
"""
"""Asks for the number of the site's build, which the server sends again when it has changed."""

LOOK = 200
"""Milliseconds after which the watcher looks whether it is to end."""

TAG = b'<script src="/_watch.js" defer></script>'


class Site:
    """The site as browsers know it: they are told when it is another.

    Attributes
    ----------
    number : of the build that lies there; any text that differs from build to build.
    """

    def __init__(self) -> None:
        self.number = ""
        self._changed = threading.Condition()

    def renew(self, number: str) -> None:
        """Tell the browsers."""
        with self._changed:
            self.number = number
            self._changed.notify_all()

    def wait(self, number: str) -> str:
        """The number, as soon as it is another."""
        with self._changed:
            self._changed.wait_for(lambda: self.number != number)
            return self.number


class _Live(Host):
    """Serves the pages with a script that reloads them."""

    site: Site

    def do_GET(self) -> None:
        """Send a page with the script in it, the script, or the builds' numbers as they come."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path = path / "index.html"
        if self.path == "/_watch":
            self._numbers()
        elif self.path == "/_watch.js":
            self._send(SCRIPT.encode(), "text/javascript", HTTPStatus.OK)
        elif path.suffix == ".html" and path.is_file():
            page = path.read_bytes().replace(b"</head>", TAG + b"</head>", 1)
            self._send(page, "text/html", HTTPStatus.OK)
        else:
            super().do_GET()

    def _numbers(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        number = ""
        with suppress(ConnectionError):
            while True:
                number = self.site.wait(number)
                self.wfile.write(f"data: {number}\n\n".encode())
                self.wfile.flush()


def watch(order: Order, port: int) -> None:
    """Build, serve and build again after every change, until Ctrl-C.

    Only pages, in a folder of their own: the book in one file would keep the writer waiting.
    """
    order = replace(
        order, output=order.output / "watch", takeaway=False, results=order.results or order.cache / "results"
    )
    site = Site()
    # both stay: what a kernel and a rendering need is imported before anybody waits for it
    forks.servers.preload(order.book.preload)
    forks.servers.start()
    processes.warm_up()
    changes = watchfiles.watch(*_places(order), debounce=400, yield_on_timeout=True, rust_timeout=LOOK)
    # from here on it sees what is saved, during the first build too
    next(changes)
    try:
        with served(order.site, port, host=type("Live", (_Live,), {"site": site})) as address:
            _build(order, site)
            print(f"The book is on {address}; Ctrl-C ends this", flush=True)
            for changed in filter(None, changes):
                if _is_code({Path(path) for _, path in changed}, order):
                    _begin_again()
                _build(order, site)
    except KeyboardInterrupt:
        print("", flush=True)
    finally:
        kernels.kill_all()


def _build(order: Order, site: Site) -> None:
    began = time.monotonic()
    errors: tuple[type[Exception], ...] = (PressError, *order.book.errors)
    try:
        build(order, lambda line: None)
    except errors as error:
        print(f"not built: {error}", flush=True)
        return
    site.renew(store.listing(order.site))
    print(f"up to date after {time.monotonic() - began:.1f} s", flush=True)


def _places(order: Order) -> list[Path]:
    """What is looked at: all that a build may read."""
    book = order.book
    places = [
        *(order.root / name for name in ("chapters", "locale", "_static", "_config.yml", "_toc.yml")),
        *(book.base / name for name in (*book.packages, *book.shared, *book.locked)),
        *(place.folder for place in order.places),
        PRESS,
    ]
    return [path for path in dict.fromkeys(places) if path.exists()]


def _is_code(paths: set[Path], order: Order) -> bool:
    """Whether something has changed that this process itself has read or imported."""
    own = [order.root / "chapters", order.root / "_config.yml", order.root / "_toc.yml"]
    return any(not any(path.is_relative_to(place) for place in own) for path in paths)


def _begin_again() -> None:
    """Start this process anew, with the changed code; browsers connect again by themselves."""
    print("code or data have changed, starting anew", flush=True)
    kernels.kill_all()
    processes.stop()
    os.execv(sys.executable, [sys.executable, *sys.argv])
