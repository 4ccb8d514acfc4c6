"""Keep the book in an open browser up to date: what is saved is built, then the page reloads."""

import asyncio
import os
import sys
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import watchfiles
from tornado.iostream import StreamClosedError

from press import forks, kernels, processes, store
from press.build import build
from press.errors import PressError
from press.fingerprint import PRESS
from press.order import Order
from press.serve import LOOPBACK, Files, Guarded, served, stop_on_term

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

TELL = 0.05
"""Seconds after which an open page learns of a build at the latest."""

TAG = b'<script src="/_watch.js" defer></script>'


@dataclass
class Site:
    """The site as browsers know it: they are told when it is another.

    Attributes
    ----------
    number : of the build that lies there; any text that differs from build to build.
    """

    number: str = ""


class _Pages(Files):
    """Sends pages with the script that reloads them."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file, a page with the script in it."""
        self.path = self.parse_url_path(path)
        found = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if found is None:  # it was sent elsewhere
            return
        if not found.endswith(".html"):
            await super().get(path, include_body)
            return
        self.absolute_path = found
        self.set_header("Cache-Control", "no-cache")
        self.finish(Path(found).read_bytes().replace(b"</head>", TAG + b"</head>", 1))


class _Script(Guarded):
    """Sends that script."""

    def get(self) -> None:
        """Send it."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(SCRIPT)


class _Numbers(Guarded):
    """Sends the builds' numbers as they come."""

    site: Site
    gone = False

    def on_connection_close(self) -> None:
        """Remember that the reader is gone."""
        self.gone = True
        super().on_connection_close()

    async def get(self) -> None:
        """Send each until the reader is gone."""
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        number = ""
        with suppress(StreamClosedError):
            while not self.gone:
                if number != self.site.number:
                    number = self.site.number
                    self.write(f"data: {number}\n\n")
                    await self.flush()
                await asyncio.sleep(TELL)


def watch(order: Order, port: int, host: str = LOOPBACK) -> None:
    """Build, serve and build again after every change, until Ctrl-C or SIGTERM.

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
        with stop_on_term(), served_live(order.site, port, host, site) as address:
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


def served_live(folder: Path, port: int, host: str, site: Site) -> AbstractContextManager[str]:
    """Serve a site whose open pages learn of each build; gives its address."""
    numbers = type("Numbers", (_Numbers,), {"site": site})
    routes = ((r"/_watch", numbers), (r"/_watch\.js", _Script))
    return served(folder, port, host=host, files=_Pages, routes=routes)


def _build(order: Order, site: Site) -> None:
    began = time.monotonic()
    errors: tuple[type[Exception], ...] = (PressError, *order.book.errors)
    try:
        build(order, lambda line: None)
    except errors as error:
        print(f"not built: {error}", flush=True)
        return
    site.number = store.listing(order.site)
    print(f"up to date after {time.monotonic() - began:.1f} s", flush=True)


def _places(order: Order) -> list[Path]:
    """What is looked at: all that a build may read."""
    book = order.book
    places = [
        *(order.root / name for name in ("chapters", "locale", "_static", "_config.yml")),
        *order.root.glob("_toc*.yml"),
        *(book.base / name for name in (*book.packages, *book.shared, *book.locked)),
        *(place.folder for place in order.places),
        PRESS,
    ]
    return [path for path in dict.fromkeys(places) if path.exists()]


def _is_code(paths: set[Path], order: Order) -> bool:
    """Whether something has changed that this process itself has read or imported."""
    own = [order.root / "chapters", order.root / "_config.yml", *order.root.glob("_toc*.yml")]
    return any(not any(path.is_relative_to(place) for place in own) for path in paths)


def _begin_again() -> None:
    """Start this process anew, with the changed code; browsers connect again by themselves."""
    print("code or data have changed, starting anew", flush=True)
    kernels.kill_all()
    processes.stop()
    os.execv(sys.executable, [sys.executable, *sys.argv])
