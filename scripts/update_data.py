#!/usr/bin/env python3
"""Make an edition's weekly table from daily rows.

Example: python scripts/update_data.py --file daily.csv.gz --edition 2026 --as-of 2026-12-31T02:00Z
"""

import argparse
import sys
from pathlib import Path

from tokenbook import editions
from tokenbook.errors import BookError
from tokenbook.updating import Origin, update_from_file


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = written, 2 = refused, with one line on stderr."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--file",
        type=Path,
        required=True,
        help="daily rows: CSV (or gzip of it) with date, model_permaslug, total_tokens",
    )
    parser.add_argument("--edition", required=True, help="folder below data/, for instance 2026")
    parser.add_argument("--source", help="where the rows are from, one sentence")
    parser.add_argument("--as-of", help="when OpenRouter gave them out; its licence asks for it")
    parser.add_argument("--retrieved", help="the day they were fetched, YYYY-MM-DD")
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")
    options = parser.parse_args(argv)
    origin = Origin(options.source, options.as_of, options.retrieved)
    try:
        provenance = update_from_file(options.file, options.edition, origin, options.data)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    if provenance["as_of"] is None:
        print(
            "note: the citation has no date; give --as-of, OpenRouter's licence asks for it",
            file=sys.stderr,
        )
    target = options.data / options.edition
    print(
        f"{target / 'usage.csv'}: {provenance['usage']['rows']} rows from "
        f"{provenance['input']['rows']} daily ones, {provenance['first_day']} to "
        f"{provenance['last_day']}; missing days: {', '.join(provenance['missing_days']) or 'none'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
