#!/usr/bin/env python3
"""Show the book in a browser and keep it up to date: what is saved is built, and the page reloads."""

import argparse
import sys
from pathlib import Path

from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import BookError
from tokenbook.places import ARTICLE
from tokenbook.press.order import Order
from tokenbook.press.unneeded import leave_out


def main(argv: list[str] | None = None) -> int:
    """Run until Ctrl-C; 0 = stopped, 1 = the order cannot be filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", nargs="+", default=[ARTICLE], metavar="EDITION")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, metavar="LANG")
    parser.add_argument("--root", type=Path, default=ROOT, help="where chapters/ stand (default: this book)")
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(argv)
    # imported late: each process that renders imports this module too
    from tokenbook.press.watch import watch

    try:
        order = Order(
            tuple(options.edition),
            tuple(options.languages),
            root=options.root.resolve(),
            output=options.output.resolve(),
            base=f"http://127.0.0.1:{options.port}/",
        )
        watch(order, options.port)
    except BookError as error:
        print(f"cannot be watched: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    leave_out()
    sys.exit(main())
