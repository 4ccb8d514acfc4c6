#!/usr/bin/env python3
"""Check every link, anchor and download of a built site, and that elements nest; no other site is asked."""

import argparse
import sys
from pathlib import Path

from press.errors import PressError
from press.links import check_links


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = all good, 1 = broken links, one per line on stderr, 2 = nothing to check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="folder of the site, for instance _build/site")
    options = parser.parse_args(argv)
    try:
        report = check_links(options.site)
    except PressError as error:
        print(error, file=sys.stderr)
        return 2
    for broken in report.broken:
        print(broken, file=sys.stderr)
    if report.broken:
        print(f"{len(report.broken)} of {report.links} links are broken", file=sys.stderr)
        return 1
    print(f"{report.links} links on {report.pages} pages: all good")
    return 0


if __name__ == "__main__":
    sys.exit(main())
