"""What a token costs today, read from OpenRouter's keyless list and kept where it changed.

Examples:
  update_data.py prices --edition 2026                                     (no key; today's list)
  update_data.py prices --file models.json --observed 2026-11-20 --edition 2026     (a saved list)

Readings accumulate in price_readings.csv; nothing is said of days on which nobody looked.
"""

import argparse
from pathlib import Path

from tokenbook import editions
from tokenbook.errors import BookError
from tokenbook.rows import readings
from tokenbook.rows.clock import today
from tokenbook.rows.commands.rows import day
from tokenbook.rows.hidden import tell
from tokenbook.rows.sources import models_list
from tokenbook.rows.sources.http import OPENROUTER
from tokenbook.rows.state import PROVENANCE, check_state, finish, write_files

MOST_NAMED = 5
"""How many models a line of the report names."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--edition", required=True, help="folder below data/, for instance 2026")
    parser.add_argument("--file", type=Path, help="a saved list (JSON, plain or gzip) instead of today's")
    parser.add_argument("--observed", metavar="DAY", help="the day that a saved list was fetched, YYYY-MM-DD")
    parser.add_argument(
        "--accept", action="store_true", help="take a list that is much shorter than the last one"
    )
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")
    parser.add_argument("--base-url", default=OPENROUTER, help="another server that behaves like OpenRouter")
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for the next bytes")


def run(options: argparse.Namespace) -> int:
    """Read the list, keep what changed, and say it."""
    if (options.file is None) != (options.observed is None):
        raise BookError("--file and --observed: give both or neither; a saved list does not say its day")
    observed = f"{day(options.observed, '--observed'):%Y-%m-%d}" if options.observed else today()
    if observed > today():
        raise BookError(f"--observed: found {observed}; allowed: a day up to today, {today()} (UTC)")
    folder = editions.folder(options.edition, options.data)
    finish(folder)
    provenance = editions.read_provenance(folder / PROVENANCE)
    check_state(folder, provenance)
    table = readings.read(folder / readings.NAME)
    if options.file:
        reading = models_list.read_list(options.file)
    else:
        wait = (min(10.0, options.timeout), options.timeout)
        reading = models_list.fetch(options.base_url, timeout=wait)
    table, change = readings.add(table, reading, observed, options.accept)
    write_files(folder, {readings.NAME: readings.as_csv(table)}, provenance)
    report(folder / readings.NAME, observed, reading, change)
    return 0


def report(path: Path, observed: str, reading: models_list.Reading, change: readings.Change) -> None:
    """Say what was read and what changed."""
    tell(
        f"{path}: {len(reading.prices)} prices of {observed}: {change.new} new, {len(change.moved)} changed, "
        f"{change.same} as before, {change.gone} no longer listed"
    )
    for slug, (before, now) in change.moved.items():
        tell(f"  {slug}: {'/'.join(before)} to {'/'.join(now)} dollars per million tokens")
    for what, names in (("price varies", reading.varying), ("two prices", reading.disputed)):
        if names:
            more = ", …" if len(names) > MOST_NAMED else ""
            tell(f"kept out, {what}: {len(names)} ({', '.join(names[:MOST_NAMED])}{more})")
