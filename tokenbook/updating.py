"""Daily rows -> an edition's files: the weekly table and its provenance."""

import hashlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from tokenbook import editions
from tokenbook.errors import BookError, DataError
from tokenbook.sources.files import DailyRows, read_daily
from tokenbook.usage import to_weeks, usage_csv

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}

CHANGES = (
    "Daily rows added up to weeks starting on Monday (UTC); a column with the days of the week that "
    "the data hold was added; nothing else was changed."
)

SETTINGS = """\
# Written by update_data.py; edit by hand, it will be left alone. data/README.md tells what may
# stand here; data/2025/edition.yml is an example with the parameters of every chapter.
period: {{start: {start}, end: {end}}}
top_n: 9
"""


@dataclass(frozen=True)
class Origin:
    """What a file of rows does not say of itself; texts as the caller gives them, or None."""

    source: str | None = None
    as_of: str | None = None
    retrieved: str | None = None


def citation(as_of: str | None) -> str:
    """The line that OpenRouter's licence asks for."""
    when = f", as of {as_of}" if as_of else ""
    return f"Source: OpenRouter (openrouter.ai/rankings){when}."


def missing_days(days: pd.Series) -> list[str]:
    """Days between the first and the last that have no row, as YYYY-MM-DD."""
    every = pd.date_range(days.min(), days.max(), freq="D")
    return [f"{day:%Y-%m-%d}" for day in every.difference(pd.DatetimeIndex(days.unique()))]


def update_from_file(file: Path, edition: str, origin: Origin, data: Path = editions.DATA) -> dict:
    """Make `usage.csv` and `provenance.json` of an edition from a file of daily rows.

    `edition.yml` is written where there is none and left alone where there is one. What the file
    does not say of itself (`origin`) is kept from the last update where the rows are the same.

    Returns
    -------
    The provenance that was written.

    Raises
    ------
    BookError, DataError
        Before anything is written.
    """
    if not editions.NAME.fullmatch(edition):
        raise BookError(f"edition {edition!r}: allowed are letters, digits, '.', '_' and '-'")
    for name, text in (("--as-of", origin.as_of), ("--retrieved", origin.retrieved)):
        if text is not None and not _is_moment(text):
            raise BookError(f"{name}: found {text!r}; allowed: YYYY-MM-DD, or YYYY-MM-DDThh:mmZ (UTC)")
    daily = read_daily(file)
    target = data / edition
    settings_file = target / "edition.yml"
    settings_text = None
    if settings_file.exists():
        period = editions.read_settings(settings_file)["period"]
    else:
        period = _period(edition, daily.rows["date"])
        settings_text = SETTINGS.format(**period)
    start, end = pd.Timestamp(period["start"]), pd.Timestamp(period["end"])
    usage = editions.in_period(to_weeks(daily.rows), start, end)
    if usage.empty:
        raise DataError(
            file,
            f"days from {daily.rows['date'].min():%Y-%m-%d} to {daily.rows['date'].max():%Y-%m-%d}",
            f"days in the edition's period, {start:%Y-%m-%d} to {end:%Y-%m-%d}",
            column="date",
        )
    table = usage_csv(usage)
    provenance = _provenance(daily, table, _remembered(origin, target, daily.sha256))
    target.mkdir(parents=True, exist_ok=True)
    if settings_text is not None:
        write_atomically(settings_file, settings_text)
    write_atomically(target / "usage.csv", table)
    write_atomically(target / "provenance.json", json.dumps(provenance, indent=2, ensure_ascii=False) + "\n")
    return provenance


def _is_moment(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _period(edition: str, dates: pd.Series) -> dict[str, str]:
    if len(edition) == 4 and edition.isdecimal():
        return {"start": f"{edition}-01-01", "end": f"{edition}-12-31"}
    return {"start": f"{dates.min():%Y-%m-%d}", "end": f"{dates.max():%Y-%m-%d}"}


def _remembered(origin: Origin, target: Path, sha256: str) -> Origin:
    """Fill what is not given from the last provenance, if it speaks of the very same rows."""
    try:
        last = json.loads((target / "provenance.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return origin
    if last.get("input", {}).get("sha256") != sha256:
        return origin
    return Origin(
        origin.source or last.get("source"),
        origin.as_of or last.get("as_of"),
        origin.retrieved or last.get("retrieved"),
    )


def _provenance(daily: DailyRows, table: str, origin: Origin) -> dict:
    dates = daily.rows["date"]
    return {
        "source": origin.source or "OpenRouter, daily rankings, from a file",
        "citation": citation(origin.as_of),
        "licence": LICENCE,
        "as_of": origin.as_of,
        "retrieved": origin.retrieved,
        "input": {"file": daily.file, "sha256": daily.sha256, "rows": len(daily.rows)},
        "first_day": f"{dates.min():%Y-%m-%d}",
        "last_day": f"{dates.max():%Y-%m-%d}",
        "missing_days": missing_days(dates),
        "changes": CHANGES,
        "usage": {
            "rows": table.count("\n") - 1,
            "sha256": hashlib.sha256(table.encode()).hexdigest(),
        },
    }


def write_atomically(path: Path, text: str) -> None:
    """Write a text so that a reader sees the old file or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
