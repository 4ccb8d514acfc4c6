"""Daily rows -> an edition's files: the weekly table, its provenance, its settings."""

import gzip
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from tokenbook import editions, models
from tokenbook.errors import BookError, DataError
from tokenbook.rows.proposal import propose
from tokenbook.rows.sources import api, days
from tokenbook.rows.sources.days import Merge
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.sources.http import Fault, SourceError, today
from tokenbook.rows.usage import read_usage, to_weeks, usage_csv

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}

CHANGES = (
    "Daily rows added up to weeks starting on Monday (UTC); a column with the days of the week that "
    "the data hold was added; nothing else was changed."
)

INCOMING = ".incoming"
"""Folder below `data/` for the parts of an update that is under way."""


@dataclass(frozen=True)
class Origin:
    """What rows do not say of themselves; texts as the caller gives them, or None.

    Attributes
    ----------
    source : where the rows are from, in words.
    as_of : when the source gave them out; it wins over what the rows say.
    retrieved : the day they were fetched.
    own : the rows are the caller's, not OpenRouter's: its licence and citation do not apply.
    """

    source: str | None = None
    as_of: str | None = None
    retrieved: str | None = None
    own: bool = False


@dataclass(frozen=True)
class Update:
    """What an update did.

    Attributes
    ----------
    provenance : as written.
    merge : of the rows into the day store, added up over the parts.
    kept : weeks that stay as they were, because the rows hold fewer of their days.
    """

    provenance: dict
    merge: Merge
    kept: list[pd.Timestamp] = field(default_factory=list)


def citation(origin: Origin, as_of: str | None) -> str:
    """The line that OpenRouter's licence asks for; for other rows, their source."""
    name = origin.source if origin.own else "OpenRouter (openrouter.ai/rankings)"
    when = f", as of {as_of}" if as_of else ""
    return f"Source: {name}{when}."


def missing_days(dates: pd.Series) -> list[str]:
    """Days between the first and the last that have no row, as YYYY-MM-DD."""
    every = pd.date_range(dates.min(), dates.max(), freq="D")
    return [f"{day:%Y-%m-%d}" for day in every.difference(pd.DatetimeIndex(dates.unique()))]


def update(parts: Iterable[Daily], edition: str, origin: Origin, data: Path = editions.DATA) -> Update:
    """Merge rows into an edition: `usage.csv`, `provenance.json`, and the day store beside them.

    `edition.yml` is written where there is none and left alone where there is one. A week of which
    the table has more days than the rows stays as it is.

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
    if origin.own and not origin.source:
        raise BookError(
            "--source is missing: rows with columns of your own need a word on where they are from"
        )
    target = data / edition
    last = _last_provenance(target)
    if last and last.get("own", False) != origin.own:
        raise BookError(
            f"edition {edition!r} holds rows of another source ({last.get('source')}); "
            "take another name, for instance --edition my-log"
        )
    parts = list(parts)
    store = days.read_store(target / days.NAME)
    merge = Merge()
    for part in parts:
        stamped = Daily(part.rows, part.file, part.sha256, origin.as_of or part.as_of)
        store, report = days.merged(store, stamped)
        merge = _added(merge, report)

    settings = target / "edition.yml"
    found = editions.read_settings(settings) if settings.exists() else {"period": _period(edition)}
    start, end = editions.period_of(found, store["date"].min(), store["date"].max())
    usage = editions.in_period(to_weeks(store), start, end)
    if usage.empty:
        raise DataError(
            parts[-1].file,
            f"days from {store['date'].min():%Y-%m-%d} to {store['date'].max():%Y-%m-%d}",
            f"days in the edition's period, {start:%Y-%m-%d} to {end:%Y-%m-%d}",
            column="date",
        )
    usage, kept = _beside(target / "usage.csv", usage)
    table = usage_csv(usage)
    provenance = _provenance(parts, store, table, origin, last, kept)

    contents = {
        target / days.NAME: days.store_bytes(store),
        target / "usage.csv": table.encode(),
        target / "provenance.json": (json.dumps(provenance, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    if not settings.exists():
        rows = models.annotate(usage, models.read_catalogue())
        contents[settings] = propose(rows, found["period"]).encode()
    target.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        write_atomically(path, content)
    return Update(provenance, merge, kept)


def fetch_period(
    start: pd.Timestamp,
    end: pd.Timestamp,
    edition: str,
    fetch: Callable[[api.Window], Daily],
    data: Path = editions.DATA,
) -> list[Daily]:
    """Fetch a period window by window; what an interrupted update has fetched today is not asked again.

    The parts lie in `data/.incoming/` until `forget_parts` is called after the update.
    """
    folder = data / INCOMING / edition
    parts = []
    windows = api.windows(start, end)
    for window in windows:
        path = folder / f"{today()}_{window}.csv.gz"
        if path.exists():
            rows = days.read_store(path)
            stamp = rows["as_of"].iloc[0]
            content = gzip.decompress(path.read_bytes())
            parts.append(
                Daily(rows.drop(columns="as_of"), str(window), hashlib.sha256(content).hexdigest(), stamp)
            )
            continue
        part = fetch(window)
        if len(windows) > 1:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, days.store_bytes(part.rows.assign(as_of=part.as_of or "")))
        parts.append(part)
    return parts


def forget_parts(edition: str, data: Path = editions.DATA) -> None:
    """Remove the fetched parts of an update that is done."""
    folder = data / INCOMING / edition
    for path in folder.glob("*.csv.gz"):
        path.unlink()
    for empty in (folder, folder.parent):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()


def check_fresh(edition: str, most: int, data: Path = editions.DATA) -> str:
    """Say how old the newest day of an edition is.

    Raises
    ------
    SourceError
        Where it is more than `most` days before today (UTC).
    """
    path = editions.folder(edition, data) / "provenance.json"
    newest = pd.Timestamp(editions.read_provenance(path)["last_day"])
    age = (pd.Timestamp(today()) - newest).days
    text = f"edition {edition}: the newest day is {newest:%Y-%m-%d}, {age} days ago"
    if age > most:
        raise SourceError(
            Fault.STALE, f"{text}; allowed: {most}. Update it, or look why the source stands still"
        )
    return text


def _added(one: Merge, two: Merge) -> Merge:
    revised = one.revised + two.revised
    share = (one.revision * one.revised + two.revision * two.revised) / revised if revised else 0.0
    return Merge(one.new + two.new, revised, one.unchanged + two.unchanged, one.older + two.older, share)


def _beside(path: Path, usage: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """The new weeks, and those old ones of which the table has more days; with the latter's list."""
    if not path.exists():
        return usage, []
    old = read_usage(path)
    had = old.groupby("week")["days"].first()
    has = usage.groupby("week")["days"].first().reindex(had.index, fill_value=0)
    kept = list(had.index[had > has])
    rows = pd.concat([usage[~usage["week"].isin(kept)], old[old["week"].isin(kept)]], ignore_index=True)
    rows["last"] = rows["model"] == "other"
    rows = rows.sort_values(["week", "last", "model"]).drop(columns="last").reset_index(drop=True)
    return rows, kept


def _is_moment(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _period(edition: str) -> object:
    """The period of a new edition: the year that it is named after, or whatever the rows cover."""
    if len(edition) == 4 and edition.isdecimal():
        return {"start": f"{edition}-01-01", "end": f"{edition}-12-31"}
    return editions.ALL


def _last_provenance(target: Path) -> dict:
    path = target / "provenance.json"
    return editions.read_provenance(path) if path.exists() else {}


def _provenance(
    parts: list[Daily], store: pd.DataFrame, table: str, origin: Origin, last: dict, kept: list
) -> dict:
    """Where the rows are from; what is not said now is kept from the last time, for the same rows."""
    hashes = [part.sha256 for part in parts]
    same = last.get("input", {}).get("sha256") == ",".join(hashes)
    stamps = [*store["as_of"].unique(), *([last.get("as_of") or ""] if kept else [])]
    newest = max([*stamps, *(part.as_of or "" for part in parts)])
    # days without a stamp: no one time can be named for all
    as_of = newest if all(stamps) else None
    dates = store["date"]
    first_day, last_day, holes = f"{dates.min():%Y-%m-%d}", f"{dates.max():%Y-%m-%d}", missing_days(dates)
    if kept:
        first_day, last_day = min(first_day, last["first_day"]), max(last_day, last["last_day"])
        holes = sorted({*holes, *last.get("missing_days", [])})
    return {
        "source": origin.source
        or (last.get("source") if same else None)
        or "OpenRouter, daily rankings, from a file",
        "citation": citation(origin, as_of),
        "licence": None if origin.own else LICENCE,
        "own": origin.own,
        "as_of": as_of,
        "retrieved": origin.retrieved or (last.get("retrieved") if same else None),
        "input": {
            "file": ", ".join(part.file for part in parts),
            "sha256": ",".join(hashes),
            "rows": sum(len(part.rows) for part in parts),
        },
        "first_day": first_day,
        "last_day": last_day,
        "missing_days": holes,
        "changes": CHANGES,
        "usage": {
            "rows": table.count("\n") - 1,
            "sha256": hashlib.sha256(table.encode()).hexdigest(),
        },
    }


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
