"""Daily rows into an edition, its weekly table derived from them.

Examples:
  update_data.py rows --file daily.csv.gz --edition 2026 --as-of 2026-12-31T02:00Z
  update_data.py rows --from 2026-01-01 --to 2026-06-30 --edition 2026   (key in OPENROUTER_API_KEY)
  update_data.py rows --export --edition 2026                            (no key; the last 30 days)
  update_data.py rows --rebuild --edition 2026      (derive and record anew from the days that are there)
  update_data.py rows --check-fresh 7 --edition 2026
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from tokenbook import editions
from tokenbook.errors import BookError
from tokenbook.rows import usage
from tokenbook.rows.clock import today
from tokenbook.rows.hidden import tell, warn
from tokenbook.rows.sources import api, days, export
from tokenbook.rows.sources.files import read_daily
from tokenbook.rows.sources.http import OPENROUTER
from tokenbook.rows.updating import Origin, Update, check_fresh, fetch_period, forget_parts, rebuild, update

SAID = {
    "start": "OpenRouter Data API, rankings-daily",
    "export": "OpenRouter export, rankings-daily",
}
"""What provenance calls a source, by its option's name here."""


OPENROUTERS = ("file", "start", "export")
"""Options for what is OpenRouter's to license and to be cited as."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--file", type=Path, help="OpenRouter's daily rows: CSV or JSON, plain or gzip")
    where.add_argument("--from", dest="start", metavar="DAY", help="Data API: first day, YYYY-MM-DD")
    where.add_argument("--export", action="store_true", help="keyless export: the newest snapshot")
    where.add_argument(
        "--rebuild", action="store_true", help="derive the weekly table from the edition's days, record all"
    )
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
    parser.add_argument("--source", help="where the rows are from, in words")
    parser.add_argument("--as-of", help="when OpenRouter gave them out; its licence asks for it")
    parser.add_argument("--retrieved", help="the day they were fetched, YYYY-MM-DD")
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")
    parser.add_argument("--base-url", default=OPENROUTER, help="another server that behaves like OpenRouter")
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for the next bytes")


def run(options: argparse.Namespace) -> int:
    """Do what is asked, and say what was done."""
    if options.check_fresh is not None:
        tell(check_fresh(options.edition, options.check_fresh, options.data))
    elif options.rebuild:
        report(rebuild(options.edition, options.data), options.data / options.edition)
    else:
        done = merge(options)
        report(done.provenance, options.data / options.edition)
        tell(f"days: {done.merge}")
    return 0


def merge(options: argparse.Namespace) -> Update:
    """Get the rows and merge them into the edition."""
    wait = (min(10.0, options.timeout), options.timeout)
    if options.file:
        parts = [read_daily(options.file)]
    elif options.export:
        parts = [export.fetch(options.snapshot, options.base_url, timeout=wait)]
    else:
        end = day(options.end or today(), "--to")
        fetch = partial(api.fetch, allow_missing=options.allow_missing, base=options.base_url, timeout=wait)
        parts = fetch_period(day(options.start, "--from"), end, options.edition, fetch, options.data)
    done = update(parts, options.edition, origin(options), options.data)
    forget_parts(options.edition, options.data)
    return done


def origin(options: argparse.Namespace) -> Origin:
    """Where the rows are from, as far as the options say."""
    asked = next((name for name in SAID if getattr(options, name)), "file")
    retrieved = options.retrieved or (None if asked == "file" else today())
    own = asked not in OPENROUTERS
    return Origin(options.source or SAID.get(asked), options.as_of, retrieved, own)


def day(text: str, option: str) -> pd.Timestamp:
    """A day as YYYY-MM-DD."""
    try:
        found = pd.to_datetime(text, format="%Y-%m-%d")
    except ValueError:
        found = None
    if found is None or len(text) != 10:
        raise BookError(f"{option}: found {text!r}; allowed: a day that exists, as YYYY-MM-DD")
    return found


def report(provenance: dict[str, Any], target: Path) -> None:
    """Say what the edition holds now."""
    if provenance["as_of"] is None and not provenance["own"]:
        warn("note: the citation has no date; give --as-of, OpenRouter's licence asks for it")
    rows = {name: provenance["files"][name]["rows"] for name in (usage.NAME, days.NAME)}
    tell(
        f"{target / usage.NAME}: {rows[usage.NAME]} rows from {rows[days.NAME]} daily ones, "
        f"{provenance['first_day']} to {provenance['last_day']}; "
        f"missing days: {', '.join(provenance['missing_days']) or 'none'}"
    )
