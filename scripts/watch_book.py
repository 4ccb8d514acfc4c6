#!/usr/bin/env python3
"""Show the book in a browser and keep it up to date: what is saved is built, and the page reloads."""

import argparse
import sys
from pathlib import Path

from press.errors import PressError
from press.left_out import leave_out
from press.serve import LOOPBACK
from tokenbook import ROOT
from tokenbook.errors import BookError
from tokenbook.places import ARTICLE
from tokenbook.site import order_of


def main(argv: list[str] | None = None) -> int:
    """Run until Ctrl-C; 0 = stopped, 1 = the order cannot be filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", nargs="+", default=[ARTICLE], metavar="EDITION")
    parser.add_argument("--languages", nargs="+", default=(), metavar="LANG")
    parser.add_argument("--root", type=Path, default=ROOT, help="where chapters/ stand (default: this book)")
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--host", default=LOOPBACK, help="where to listen; any but the default lets other machines read"
    )
    options = parser.parse_args(argv)
    # imported late: each process that renders imports this module too
    from press.watch import watch

    try:
        order = order_of(
            options.edition,
            options.languages,
            root=options.root.resolve(),
            output=options.output.resolve(),
            base=f"http://127.0.0.1:{options.port}/",
        )
        watch(order, options.port, options.host)
    except (PressError, BookError) as error:
        print(f"cannot be watched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    leave_out()
    sys.exit(main())
