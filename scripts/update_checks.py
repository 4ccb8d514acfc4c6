#!/usr/bin/env python3
"""Run the chapters and keep what their check cells print, for nbval to compare with."""

import argparse
import sys
from pathlib import Path

from press.checks import store_checks
from tokenbook import ROOT


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = stored."""
    parser = argparse.ArgumentParser(description=__doc__)
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    parser.add_argument("chapter", nargs="*", type=Path, default=chapters, help="default: all")
    for path in parser.parse_args(argv).chapter:
        changed = store_checks(path)
        print(f"{path.name}: {'changed, look at the difference' if changed else 'as it was'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
