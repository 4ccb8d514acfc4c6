#!/usr/bin/env python3
"""Build the book: run every chapter in every language, render, put the site together."""

import argparse
import signal
import sys
from pathlib import Path

from press import store
from press.errors import PressError
from press.left_out import leave_out
from press.order import LOCAL, Order
from tokenbook import ROOT
from tokenbook.errors import BookError
from tokenbook.places import ARTICLE
from tokenbook.site import order_of


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = built, 1 = not built, with one message on stderr and the last site as it was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--edition",
        nargs="+",
        default=[ARTICLE],
        metavar="EDITION",
        help="folders below data/, or paths; the first stands at the site's root (default: 2025)",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=(),
        metavar="EDITION",
        help="make these of the editions ready and leave the site as it is; such may run side by side",
    )
    parser.add_argument(
        "--languages",
        nargs="+",
        default=(),
        metavar="LANG",
        help="which of those in locale/ (default: all)",
    )
    parser.add_argument(
        "--root", type=Path, default=ROOT, help="where _config.yml and chapters/ stand (default: this book)"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument(
        "--base-url", default=LOCAL, metavar="URL", help=f"where the site is to stand (default: {LOCAL})"
    )
    parser.add_argument("--pages-only", action="store_true", help="make no EPUB, no PDF, no wheel")
    parser.add_argument(
        "--why", action="store_true", help="build nothing; say what would be made anew, and why"
    )
    options = parser.parse_args(argv)
    # a shell's background jobs inherit it as ignored; whoever sends it still means it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        order = order_of(
            options.edition,
            options.languages,
            root=options.root.resolve(),
            output=options.output.resolve(),
            base=options.base_url,
            takeaway=not options.pages_only,
            only=tuple(options.only),
        )
        if options.why:
            _why(order)
            return 0
        _build(order)
    except KeyboardInterrupt:
        print("not built: stopped; the last book is as it was", file=sys.stderr)
        return 130
    except (PressError, BookError) as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    if options.only:
        return 0
    shown = f"; `make serve` shows it on {LOCAL}" if order.output == ROOT / "_build" else ""
    print(f"The book is in {order.site}/index.html{shown}")
    if order.base == LOCAL:
        print("Its pages name that address as theirs; to publish it elsewhere: make book BASE_URL=https://…")
    return 0


def _build(order: Order) -> None:
    if store.up_to_date(order):
        print("nothing has changed, the book is as it was")
        return
    # imported late: to see that nothing has changed must take no time
    from press import forks, processes

    # what takes longest to import begins at once, in a process of its own: what chapters need, or Sphinx
    if store.chapters_changed(order):
        forks.servers.preload(order.book.preload)
        forks.servers.start()
    else:
        processes.warm_up()
    from press.build import build

    build(order, lambda line: print(line, flush=True))


def _why(order: Order) -> None:
    if store.up_to_date(order):
        print("nothing has changed")
        return
    from press.build import Plan

    plan = Plan(order)
    for name, reasons in plan.why().items():
        print(f"{name}: runs, because of {', '.join(reasons)}" if reasons else f"{name}: is kept")
    for name, reasons in plan.why_rendered().items():
        print(f"{name}: is rendered, because of {', '.join(reasons)}" if reasons else f"{name}: is kept")


if __name__ == "__main__":
    leave_out()
    sys.exit(main())
