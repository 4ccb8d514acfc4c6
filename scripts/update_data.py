#!/usr/bin/env python3
"""Make or update an edition's weekly table from daily rows.

Examples:
  update_data.py --file daily.csv.gz --edition 2026 --as-of 2026-12-31T02:00Z
  update_data.py --from 2026-01-01 --to 2026-06-30 --edition 2026     (key in OPENROUTER_API_KEY)
  update_data.py --export --edition 2026                              (no key; the last 30 days)
  update_data.py --file log.parquet --columns date=day,model=name,tokens=total \\
                 --source "our gateway's log" --edition our-log
  update_data.py --check-fresh 7 --edition 2026

Exit codes: 0 done; 2 the input is not as it should be; 10 and above: see README, "Exit codes".
"""

import argparse
import sys
from functools import partial
from pathlib import Path

import pandas as pd

from tokenbook import editions
from tokenbook.errors import BookError
from tokenbook.rows.commands import import_
from tokenbook.rows.sources import api, export
from tokenbook.rows.sources.files import read_daily, read_mapping
from tokenbook.rows.sources.http import OPENROUTER, SourceError, today
from tokenbook.rows.updating import Origin, Update, check_fresh, fetch_period, forget_parts, update

SAID = {
    "api": "OpenRouter Data API, rankings-daily",
    "export": "OpenRouter export, rankings-daily",
}


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = written, else refused or failed, with one line on stderr and nothing written."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["import"]:
        return import_log(given[1:])
    options = arguments(argv)
    try:
        if options.check_fresh is not None:
            print(check_fresh(options.edition, options.check_fresh, options.data))
            return 0
        done = run(options)
    except SourceError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    report(done, options.data / options.edition)
    return 0


def import_log(argv: list[str]) -> int:
    """The verb `import`; gives way to the verbs' dispatch."""
    parser = import_.configure(argparse.ArgumentParser("update_data.py import", description=import_.HELP))
    try:
        return import_.run(parser.parse_args(argv))
    except BookError as error:
        print(error, file=sys.stderr)
        return 2


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--file", type=Path, help="daily rows: CSV, JSON or Parquet, plain or gzip")
    where.add_argument("--from", dest="start", metavar="DAY", help="Data API: first day, YYYY-MM-DD")
    where.add_argument("--export", action="store_true", help="keyless export: the newest snapshot")
    where.add_argument(
        "--check-fresh", type=int, metavar="N", help="fail if the newest day is older than N days"
    )
    parser.add_argument("--edition", required=True, help="folder below data/, for instance 2026")
    parser.add_argument(
        "--to", dest="end", metavar="DAY", help="Data API: last day (default: yesterday, UTC)"
    )
    parser.add_argument(
        "--allow-missing", action="store_true", help="Data API: take an answer that lacks days asked for"
    )
    parser.add_argument("--snapshot", metavar="DAY", help="keyless export: the snapshot of this day")
    parser.add_argument("--columns", help="names of your columns: date=…,model=…,tokens=…")
    parser.add_argument("--source", help="where the rows are from, in words")
    parser.add_argument("--as-of", help="when OpenRouter gave them out; its licence asks for it")
    parser.add_argument("--retrieved", help="the day they were fetched, YYYY-MM-DD")
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")
    parser.add_argument("--base-url", default=OPENROUTER, help="another server that behaves like OpenRouter")
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for the next bytes")
    return parser.parse_args(argv)


def run(options: argparse.Namespace) -> Update:
    """Get the rows and merge them into the edition."""
    wait = (min(10.0, options.timeout), options.timeout)
    columns = read_mapping(options.columns) if options.columns else None
    retrieved = options.retrieved or (None if options.file else today())
    source = options.source or (None if options.file else SAID["export" if options.export else "api"])
    origin = Origin(source, options.as_of, retrieved, own=columns is not None)
    if options.file:
        parts = [read_daily(options.file, columns)]
    elif options.export:
        parts = [export.fetch(options.snapshot, options.base_url, timeout=wait)]
    else:
        end = day(options.end or today(), "--to")
        fetch = partial(api.fetch, allow_missing=options.allow_missing, base=options.base_url, timeout=wait)
        parts = fetch_period(day(options.start, "--from"), end, options.edition, fetch, options.data)
    done = update(parts, options.edition, origin, options.data)
    forget_parts(options.edition, options.data)
    return done


def day(text: str, option: str) -> pd.Timestamp:
    """A day as YYYY-MM-DD."""
    try:
        found = pd.to_datetime(text, format="%Y-%m-%d")
    except ValueError:
        found = None
    if found is None or len(text) != 10:
        raise BookError(f"{option}: found {text!r}; allowed: a day that exists, as YYYY-MM-DD")
    return found


def report(done: Update, target: Path) -> None:
    """Say what was done."""
    provenance = done.provenance
    if provenance["as_of"] is None and not provenance["own"]:
        print(
            "note: the citation has no date; give --as-of, OpenRouter's licence asks for it",
            file=sys.stderr,
        )
    print(
        f"{target / 'usage.csv'}: {provenance['usage']['rows']} rows from "
        f"{provenance['input']['rows']} daily ones, {provenance['first_day']} to "
        f"{provenance['last_day']}; missing days: {', '.join(provenance['missing_days']) or 'none'}"
    )
    print(f"days: {done.merge}")
    if done.kept:
        weeks = ", ".join(f"{week:%Y-%m-%d}" for week in done.kept)
        print(f"weeks left as they were, because the table has more of their days: {weeks}")


if __name__ == "__main__":
    sys.exit(main())
