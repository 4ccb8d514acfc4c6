#!/usr/bin/env python3
"""Show the built book in a browser of this machine."""

import argparse
import sys
from pathlib import Path

from press.errors import PressError
from press.serve import LOOPBACK, serve
from tokenbook import ROOT


def main(argv: list[str] | None = None) -> int:
    """Run until Ctrl-C; 0 = stopped, 1 = cannot be served."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "site", help="its folder")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--host", default=LOOPBACK, help="where to listen; any but the default lets other machines read"
    )
    options = parser.parse_args(argv)
    try:
        serve(options.site, options.port, options.host)
    except PressError as error:
        print(f"cannot be served: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
