#!/usr/bin/env python3
"""Build the book: run every chapter in every language, render, put the site together."""

import argparse
import sys
from functools import partial
from pathlib import Path

from tokenbook import LANGUAGES, ROOT, editions
from tokenbook.errors import BookError
from tokenbook.press.build import Order, build
from tokenbook.press.render import LOCAL


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = built, 1 = not built, with one message on stderr and the last site as it was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--edition",
        nargs="+",
        default=[editions.ARTICLE],
        metavar="EDITION",
        help="folders below data/, or paths; the first stands at the site's root (default: 2025)",
    )
    parser.add_argument(
        "--languages",
        nargs="+",
        default=LANGUAGES,
        metavar="LANG",
        help=f"which of {', '.join(LANGUAGES)} (default: all)",
    )
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument(
        "--base-url", default=LOCAL, metavar="URL", help=f"where the site is to stand (default: {LOCAL})"
    )
    options = parser.parse_args(argv)
    try:
        order = Order(
            tuple(options.edition),
            tuple(options.languages),
            output=options.output.resolve(),
            base=options.base_url,
        )
        site = build(order, partial(print, flush=True))
    except BookError as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    print(f"The book is in {site}/index.html; `make serve` shows it on {LOCAL}")
    if order.base == LOCAL:
        print("Its pages name that address as theirs; to publish it elsewhere: make book BASE_URL=https://…")
    return 0


if __name__ == "__main__":
    sys.exit(main())
