"""Daily rows -> an edition's files: its days, the weekly table derived from them, provenance, settings."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tokenbook import editions, models
from tokenbook.errors import BookError, DataError
from tokenbook.rows import free, usage
from tokenbook.rows.clock import today
from tokenbook.rows.hidden import warn, without_key
from tokenbook.rows.proposal import propose
from tokenbook.rows.sources import api, days
from tokenbook.rows.sources.days import Merge
from tokenbook.rows.sources.files import MOMENTS, Daily, is_moment
from tokenbook.rows.sources.http import Fault, SourceError
from tokenbook.rows.state import (
    PROVENANCE,
    RECORD,
    check_state,
    data_files,
    finish,
    lock,
    write_atomically,
    write_files,
)
from tokenbook.rows.tables import check_sum, is_slug, read_bytes
from tokenbook.side import PRICE_SOURCES, PRICES

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}

CHANGES = (
    "Daily rows added up to weeks starting on Monday (UTC); columns with the days of the week that the "
    "data hold, the tokens used at price 0 and the tokens of weekends were added; nothing else was changed."
)

INCOMING = ".incoming"
"""Folder below `data/` for the parts of an update that is under way."""


@dataclass(frozen=True)
class Origin:
    """What rows do not say of themselves; texts as the caller gives them, or None.

    Attributes
    ----------
    source : where the rows are from, in words.
    source_in : the same in other languages, code -> words.
    as_of : when the source gave them out; it wins over what the rows say.
    retrieved : the day they were fetched.
    own : the rows are the caller's, not OpenRouter's: its licence and citation do not apply.
    """

    source: str | None = None
    as_of: str | None = None
    retrieved: str | None = None
    own: bool = False
    source_in: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """What an update did.

    Attributes
    ----------
    provenance : as written.
    merge : of the rows into the edition's days, added up over the parts.
    """

    provenance: dict[str, Any]
    merge: Merge


def citation(origin: Origin, as_of: str | None) -> str:
    """The line that OpenRouter's licence asks for; for other rows, their source."""
    name = origin.source if origin.own else "OpenRouter (openrouter.ai/rankings)"
    when = f", as of {as_of}" if as_of else ""
    return f"Source: {name}{when}."


def missing_days(dates: pd.Series) -> list[str]:
    """Days between the first and the last that have no row, as YYYY-MM-DD."""
    every = pd.date_range(dates.min(), dates.max(), freq="D")
    return [f"{day:%Y-%m-%d}" for day in every.difference(pd.DatetimeIndex(dates.unique()))]


def update(
    parts: Iterable[Daily],
    edition: str,
    origin: Origin,
    data: Path = editions.DATA,
    beside: Mapping[str, bytes] | None = None,
) -> Update:
    """Merge rows into an edition, day by day, and derive its weekly table anew.

    `edition.yml` is written where there is none and left alone where there is one; a log's that is still
    as it was proposed is proposed anew.

    Parameters
    ----------
    beside : further files of the same rows, name -> content; written with them or not at all.

    Raises
    ------
    BookError, DataError
        Before anything is written; also where the edition is not as its record says.
    """
    _check_request(edition, origin)
    target = data / edition
    with lock(target):
        return _update(parts, edition, origin, target, beside or {})


def _update(
    parts: Iterable[Daily], edition: str, origin: Origin, target: Path, beside: Mapping[str, bytes]
) -> Update:
    finish(target)
    last = _last_provenance(target)
    if last and last.get("own", False) != origin.own:
        raise BookError(
            f"edition {edition!r} holds rows of another source ({last.get('source')}); "
            "take another name, for instance --edition my-log"
        )
    check_state(target, last)
    if not last:
        _refuse_strangers(target)
    parts = list(parts)
    # without provenance, what lies there was left by a first update that did not get to its end
    store = days.read_store(target / days.NAME) if last else days.EMPTY
    merge = Merge()
    for part in parts:
        stamped = Daily(part.rows, part.file, part.sha256, origin.as_of or part.as_of)
        store, report = days.merged(store, stamped)
        merge = _added(merge, report)
    table = free.read_free(target / free.NAME)
    contents = _derived(target, origin, store, table, parts[-1].file)
    if last and RECORD not in last:
        _check_weeks_of_first_version(target, contents[usage.NAME])
    if origin.own:
        _keep_private(target)
    fresh = _provenance(parts, origin, last) | _of_days(store, origin)
    provenance = fresh | {key: value for key, value in _kept(last).items() if key not in fresh}
    return Update(write_files(target, {**beside, **contents}, provenance), merge)


def _refuse_strangers(target: Path) -> None:
    """Refuse a folder that is no edition yet and holds other files: recorded, they would be given out."""
    for name in sorted(data_files(target).keys() - {days.NAME, usage.NAME, free.NAME, PRICES, PRICE_SOURCES}):
        raise DataError(
            target / name, "a file that is none of an edition's", "logs anywhere else; move it out of there"
        )


def _keep_private(target: Path) -> None:
    """Let git pass over the folder of somebody's own log, wherever it lies."""
    target.mkdir(parents=True, exist_ok=True)
    write_atomically(target / ".gitignore", b"*\n")


def rebuild(
    edition: str, data: Path = editions.DATA, beside: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Derive an edition's weekly table anew from its days, and record the state of all its files.

    Parameters
    ----------
    beside : further files to write into the edition's folder, name -> content; a free table among
        them is the one that the weekly table is derived with.

    Returns
    -------
    The provenance as written.

    Raises
    ------
    BookError, DataError
        Before anything is written; also where the edition has no days (version 0.1).
    """
    target = editions.folder(edition, data)
    with lock(target):
        return _rebuild(target, dict(beside or {}))


def _rebuild(target: Path, beside: dict[str, bytes]) -> dict[str, Any]:
    finish(target)
    last = editions.read_provenance(target / PROVENANCE)
    store = days.read_store(target / days.NAME)
    if store.empty:
        raise DataError(
            target / days.NAME,
            "no such file",
            "daily rows; an edition of version 0.1 gets them by an update that holds all of its days",
        )
    table = free.read_free(target / free.NAME, beside.get(free.NAME))
    origin = Origin(last.get("source"), own=last.get("own", False))
    contents = _derived(target, origin, store, table, str(target / days.NAME))
    return write_files(target, beside | contents, _kept(last) | _of_days(store, origin))


def _check_request(edition: str, origin: Origin) -> None:
    """Refuse what can be known to be wrong before any row is read."""
    if not editions.NAME.fullmatch(edition):
        raise BookError(f"edition {edition!r}: allowed are letters, digits, '.', '_' and '-'")
    for name, text in (("--as-of", origin.as_of), ("--retrieved", origin.retrieved)):
        if text is not None and not is_moment(text):
            raise BookError(f"{name}: found {text!r}; allowed: {MOMENTS}")
    for text in (origin.source, *origin.source_in.values()):
        if text is not None and not is_slug(text):
            option = "--own" if origin.own else "--source"
            raise BookError(f"{option}: found {text!r}; allowed: 1 to 200 characters in one line")
    if origin.own and not origin.source:
        raise BookError(
            "--source is missing: rows with columns of your own need a word on where they are from"
        )


def _derived(
    target: Path, origin: Origin, store: pd.DataFrame, free_table: pd.DataFrame, file: str
) -> dict[str, bytes]:
    """An edition's files as its days make them; the settings where there are none, or nobody's own."""
    check_sum(target / days.NAME, store["tokens"])
    settings = target / "edition.yml"
    found = editions.read_settings(settings) if settings.exists() else {"period": _period(target.name)}
    first_day, last_day = store["date"].min(), store["date"].max()
    start, end = editions.period_of(found, first_day, last_day)
    weekly = editions.in_period(usage.to_weeks(store, free_table), start, end)
    if weekly.empty:
        raise DataError(
            file,
            f"days from {first_day:%Y-%m-%d} to {last_day:%Y-%m-%d}",
            f"days in the edition's period, {start:%Y-%m-%d} to {end:%Y-%m-%d}",
            column="date",
        )
    contents = {days.NAME: days.store_bytes(store), usage.NAME: usage.usage_csv(weekly).encode()}
    _read_back(target, contents, store, weekly)
    if not settings.exists() or (origin.own and _is_untouched(target)):
        contents[settings.name] = _proposed(weekly, found["period"], origin.own)
    return contents


def _proposed(weekly: pd.DataFrame, period: object, own: bool) -> bytes:
    rows = models.annotate(weekly, models.read_catalogue(), own)
    return propose(rows, period, editions.OWN if own else editions.MARKET).encode()


def _is_untouched(target: Path) -> bool:
    """Whether a log's settings are as they were proposed: they follow then, as where a name is filled in."""
    settings, table = target / "edition.yml", target / usage.NAME
    if not table.exists():
        return False
    proposed = _proposed(usage.read_usage(table), editions.read_settings(settings)["period"], own=True)
    return settings.read_bytes() == proposed


def _read_back(
    target: Path, contents: Mapping[str, bytes], store: pd.DataFrame, weekly: pd.DataFrame
) -> None:
    """Refuse tables that would not be read again as they were written.

    Raises
    ------
    DataError
    """
    again = days.read_store(target / days.NAME, contents[days.NAME])
    table = usage.read_usage(target / usage.NAME, contents[usage.NAME])
    for name, was, found in ((days.NAME, store, again), (usage.NAME, weekly, table)):
        columns = list(found.columns)
        same = len(was) == len(found) and all(
            (was[column].to_numpy() == found[column].to_numpy()).all() for column in columns
        )
        if not same:
            raise DataError(
                target / name, "rows that are read otherwise than written", "plain text and counts"
            )


def _check_weeks_of_first_version(target: Path, table: bytes) -> None:
    """Refuse to lose days that only the weekly table of version 0.1 holds."""
    path = target / usage.NAME
    had = usage.read_usage(path).groupby("week")["days"].first()
    has = usage.read_usage(path, table).groupby("week")["days"].first().reindex(had.index, fill_value=0)
    for week in had.index[had > has][:1]:
        raise DataError(
            path,
            f"{had[week]} days of the week of {week:%Y-%m-%d} where the daily rows have {has[week]}",
            "daily rows of all its days: the table is of version 0.1, which kept no days, and is from "
            "now on derived from them; ask for the whole period at once, or take another --edition",
        )


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
        kept = _kept_part(path, str(window))
        if kept is not None:
            parts.append(kept)
            continue
        part = fetch(window)
        if len(windows) > 1:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, days.store_bytes(part.rows.assign(as_of=part.as_of or "")))
        parts.append(part)
    return parts


def _kept_part(path: Path, name: str) -> Daily | None:
    """A part that an interrupted update has fetched; None where there is none, or a damaged one."""
    if not path.exists():
        return None
    try:
        rows = days.read_store(path)
    except DataError as error:
        warn(f"{error}; fetched again")
        path.unlink()
        return None
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    return Daily(rows.drop(columns="as_of"), name, digest, rows["as_of"].iloc[0] or None)


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
    folder = editions.folder(edition, data)
    provenance = editions.read_provenance(folder / PROVENANCE)
    check_state(folder, provenance)
    newest = pd.Timestamp(provenance["last_day"])
    age = (pd.Timestamp(today()) - newest).days
    text = f"edition {edition}: the newest day is {newest:%Y-%m-%d}, {age} days ago"
    if age < 0:
        raise SourceError(Fault.STALE, f"{text}: a day to come; look at its rows and at this machine's clock")
    if age > most:
        raise SourceError(
            Fault.STALE, f"{text}; allowed: {most}. Update it, or look why the source stands still"
        )
    return text


def _added(one: Merge, two: Merge) -> Merge:
    revised = one.revised + two.revised
    share = (one.revision * one.revised + two.revision * two.revised) / revised if revised else 0.0
    return Merge(one.new + two.new, revised, one.unchanged + two.unchanged, one.older + two.older, share)


def _period(edition: str) -> object:
    """The period of a new edition: the year that it is named after, or whatever the rows cover."""
    if len(edition) == 4 and edition.isdecimal():
        return {"start": f"{edition}-01-01", "end": f"{edition}-12-31"}
    return editions.ALL


def _last_provenance(target: Path) -> dict[str, Any]:
    path = target / PROVENANCE
    return editions.read_provenance(path) if path.exists() else {}


def _kept(last: dict[str, Any]) -> dict[str, Any]:
    """What an update leaves of the provenance: all but what version 0.1 said of its table."""
    return {key: value for key, value in last.items() if key != "usage"}


def _provenance(parts: list[Daily], origin: Origin, last: dict[str, Any]) -> dict[str, Any]:
    """Where the rows are from; what is not said now is kept from the last time, for the same rows."""
    digest = ",".join(part.sha256 for part in parts)
    same = last.get("input", {}).get("sha256") == digest
    return {
        "source": origin.source
        or (last.get("source") if same else None)
        or "OpenRouter, daily rankings, from a file",
        "source_in": dict(origin.source_in),
        "citation": None,
        "licence": None if origin.own else LICENCE,
        "own": origin.own,
        "as_of": None,
        "retrieved": origin.retrieved or (last.get("retrieved") if same else None),
        "input": {
            "file": without_key(", ".join(part.file for part in parts)),
            "sha256": digest,
            "rows": sum(len(part.rows) for part in parts),
        },
    }


def _of_days(store: pd.DataFrame, origin: Origin) -> dict[str, Any]:
    """What the days themselves say of the provenance."""
    stamps = store["as_of"].unique()
    # days without a stamp: no one time can be named for all
    as_of = max(stamps) if all(stamps) else None
    dates = store["date"]
    return {
        "citation": citation(origin, as_of),
        "as_of": as_of,
        "first_day": f"{dates.min():%Y-%m-%d}",
        "last_day": f"{dates.max():%Y-%m-%d}",
        "missing_days": missing_days(dates),
        "changes": CHANGES,
    }
