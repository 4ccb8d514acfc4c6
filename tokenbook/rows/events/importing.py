"""A log's address -> daily rows, checked and named; what the verb `import` does, step by step."""

import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from tokenbook.errors import BookError, DataError
from tokenbook.rows.events import tables
from tokenbook.rows.events.cells import today_in
from tokenbook.rows.events.daily import (
    FIRST_FAULT,
    REASONS,
    ZONELESS,
    Mapping,
    Sums,
    added_up,
    collect,
    events,
)
from tokenbook.rows.events.expressions import words
from tokenbook.rows.events.files import File, check_whole, read_files
from tokenbook.rows.events.names import Names
from tokenbook.rows.events.presets import AS_WRITTEN, Shape, recognise, recognise_table
from tokenbook.rows.events.tables import Scope
from tokenbook.rows.sources.days import EMPTY
from tokenbook.rows.tables import check_sum
from tokenbook.rows.usage import OTHER

MOST_BAD = 0.01
"""Share of events that may be bad; more stops the import."""

WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Request:
    """What is asked for, as the command line says it.

    Attributes
    ----------
    address : path, pattern, or an engine's address.
    preset : name, or "auto"; not looked at where `mapping` gives date, model and tokens.
    mapping : role -> expression; what it gives goes before the preset's.
    where, rows : condition; path to the records of nested JSON. None: the preset's.
    zone : zone whose days are counted, and of stamps that say none; None: the preset's, or UTC.
    decimal : mark before a fraction; None: a comma in files with semicolons, else a point.
    table : of an engine.
    weekly : each row is the sum of a week that starts on its date.
    most_bad : share of events that may be bad.
    """

    address: str
    preset: str = "auto"
    mapping: dict[str, str] = field(default_factory=dict)
    where: str | None = None
    rows: str | None = None
    zone: str | None = None
    decimal: str | None = None
    table: str | None = None
    weekly: bool = False
    most_bad: float = MOST_BAD
    memory: str = tables.MEMORY


@dataclass(frozen=True)
class Imported:
    """Daily rows of a log and what there is to say of them.

    Attributes
    ----------
    rows : date (datetime64), model (str, slug), tokens (int64), cost_usd (float or NaN); one row per
        day and model, in this order.
    names : name (as in the log), vendor, slug, settled (bool), tokens (int64).
    events : events that count or should have; `reasons` : why how many did not.
    said : lines for the reader: what was recognised, what was done.
    name : of the source, without password.
    """

    rows: pd.DataFrame
    names: pd.DataFrame
    events: int
    reasons: dict[str, int]
    said: list[str]
    name: str

    @property
    def sha256(self) -> str:
        """Of the daily rows: the same from whatever engine and files they came."""
        text = self.rows[["date", "model", "tokens"]].to_csv(index=False, lineterminator="\n")
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def unresolved(self) -> list[str]:
        """Names that the catalogue does not settle, most tokens first."""
        open_ones = self.names[~self.names["settled"]]
        return list(dict.fromkeys(open_ones.sort_values(["tokens", "slug"], ascending=[False, True])["slug"]))


def run(request: Request, names: Names) -> Imported:
    """Read a log.

    Raises
    ------
    BookError, DataError
        Where it cannot be read, is of no known format and not mapped, or too many events are bad.
    """
    try:
        sums, shapes, wall, said = summed(request)
    except tables.LineBreaksError:
        sums, shapes, wall, said = summed(request, False)
    _hold_against_share(sums, request, shapes, wall)
    shown = tables.named(request.address) if tables.is_engine(request.address) else Path(request.address).name
    if sums.rows.empty:
        raise DataError(shown, "no events that count", "at least one row of data")
    rows = sums.rows
    _refuse_weeks(rows, request, shown)
    if request.weekly:
        rows, note = spread(rows, shown)
        said.append(note)
    by_name = rows.groupby(["model", "vendor"], sort=True)["tokens"].sum().reset_index()
    resolved = names.resolve(by_name.rename(columns={"model": "name"}))
    slugs = rows.merge(
        resolved[["name", "vendor", "slug"]],
        left_on=["model", "vendor"],
        right_on=["name", "vendor"],
        how="left",
    )
    by_day = slugs.rename(columns={"cost": "cost_usd"}).groupby(["date", "slug"], sort=True)
    daily = by_day["tokens"].sum().to_frame()
    daily["cost_usd"] = by_day["cost_usd"].sum(min_count=1)
    daily = daily.reset_index().rename(columns={"slug": "model"})
    return Imported(daily, resolved, sums.events, sums.reasons, said, shown)


def summed(request: Request, pieces: bool = True) -> tuple[Sums, list[Shape], str | None, list[str]]:
    """Sums by day and name, the shapes that were recognised, the zone of bare stamps, what is to be said."""
    said: list[str] = []
    with _tables(request, said, pieces) as (connection, mapped):
        expression = added_up([events(scope, mapping) for scope, mapping, _ in mapped])
        sums = collect(connection, expression, _named(request))
    return sums, [shape for *_, shape in mapped if shape], mapped[0][1].wall, said


def _named(request: Request) -> str:
    """The address as it may be shown."""
    return tables.named(request.address) if tables.is_engine(request.address) else request.address


@contextmanager
def _tables(
    request: Request, said: list[str], pieces: bool = True
) -> Iterator[tuple[Any, list[tuple[Scope, Mapping, Shape | None]]]]:
    """The connection, and each table with its mapping and the shape that it was recognised as."""
    if tables.is_engine(request.address):
        shown = tables.named(request.address)
        if re.match("(https?|s3|gs|file):", request.address):
            raise BookError(f"{shown}: found a file's address; allowed: a path; fetch the file first")
        if not request.table:
            raise BookError("--table is missing: say which table or view of the engine holds the events")
        with tables.engine(request.address) as connection:
            scope = tables.engine_table(connection, request.table, shown)
            columns = list(scope.table.columns)
            shape = (
                None
                if _is_whole(request)
                else _shape(recognise_table(columns, request.preset), columns, shown)
            )
            _say(said, shown, shape)
            yield connection, [(_with_optional(scope, shape), _mapping(request, shape, "."), shape)]
        return
    with tempfile.TemporaryDirectory() as folder, tables.embedded(Path(folder), request.memory) as connection:
        files = read_files(request.address, Path(folder))
        with ThreadPoolExecutor(1) as beside:
            # takes the other processor; the engine reads meanwhile
            whole = beside.submit(check_whole, files)
            yield connection, list(_of_files(request, connection, files, said, pieces))
            whole.result()


def _of_files(
    request: Request, connection: Any, files: list[File], said: list[str], pieces: bool
) -> Iterator[tuple[Scope, Mapping, Shape | None]]:
    """Files of one kind, header and shape are one table."""
    alike: dict[tuple[Any, ...], list[File]] = defaultdict(list)
    shapes: dict[tuple[Any, ...], tuple[Shape | None, str]] = {}
    for file in files:
        shape, path = _recognised(request, connection, file)
        if shape and shape.skip:
            said.append(f"{Path(file.name).name}: passed over: {shape.skip}")
            continue
        key = (file.kind, file.packing, file.delimiter, file.columns, shape, path)
        alike[key].append(file)
        shapes[key] = (shape, path)
    if not alike:
        raise BookError(f"{request.address}: found only files that are passed over")
    if len({shape.preset for shape, _ in shapes.values() if shape}) > 1:
        kinds = "; ".join(f"{members[0].name}: {shapes[key][0]}" for key, members in alike.items())
        raise BookError(
            f"{request.address}: found several formats ({kinds}); import them one after the other"
        )
    for key, members in alike.items():
        shape, path = shapes[key]
        _say(said, Path(members[0].name).name, shape)
        table = tables.read_table(connection, members, pieces)
        comma = "," if members[0].kind == "csv" and members[0].delimiter == ";" else "."
        mapping = _mapping(request, shape, comma)
        texts = (mapping.date, mapping.model, mapping.tokens, mapping.cost, mapping.vendor, mapping.where)
        if members[0].kind == "json":
            scope = tables.step_into(table, path, set().union(*map(words, texts)))
        else:
            scope = _with_optional(Scope(table), shape)
        yield scope, mapping, shape


def _with_optional(scope: Scope, shape: Shape | None) -> Scope:
    return Scope(scope.table, scope.levels, shape.optional) if shape else scope


def _is_whole(request: Request) -> bool:
    return {"date", "model", "tokens"} <= request.mapping.keys()


def _recognised(request: Request, connection: Any, file: File) -> tuple[Shape | None, str]:
    if _is_whole(request):
        return None, request.rows or ""
    columns = list(file.columns)
    if file.kind == "parquet":
        columns = list(tables.read_table(connection, [file]).columns)
    fit = recognise(file, columns, request.preset)
    shape = _shape(fit, columns, file.name)
    return shape, request.rows or (fit[1] if fit else "")


def _shape(fit: tuple[Shape, str] | None, columns: list[str], name: str) -> Shape:
    if fit is None:
        there = f"the columns {', '.join(columns)[:300]}" if columns else "JSON of a shape that is not known"
        raise DataError(
            name,
            there,
            "a known format (--preset), or --map date=…,model=…,tokens=… with yours"
            + ("" if columns else ", and --rows with the path to the records"),
        )
    if fit[0].refuse:
        raise DataError(name, str(fit[0]), fit[0].refuse)
    return fit[0]


def _say(said: list[str], name: str, shape: Shape | None) -> None:
    if shape is None:
        said.append(f"{name}: read as mapped")
        return
    said.append(f"{name}: recognised as {shape}")
    said.append(
        f"  tokens: {shape.sum}; failed requests: {shape.failed}; zone: {shape.zone or 'not documented'}"
    )
    if shape.note:
        said.append(f"  note: {shape.note}")


def _mapping(request: Request, shape: Shape | None, decimal: str) -> Mapping:
    zone = request.zone or "UTC"
    given = request.mapping
    if shape is None:
        return Mapping(
            **given,
            where=request.where or "",
            wall=request.zone,
            zone=zone,
            decimal=request.decimal or decimal,
        )
    if shape.zone == AS_WRITTEN:
        if request.zone:
            raise BookError(f"--timezone: {shape} has days as they are written; no zone can move them")
        wall: str | None = "UTC"
    else:
        if shape.grain == "day" and request.zone not in (None, shape.zone):
            raise BookError(
                f"--timezone: {shape} has whole days of {shape.zone}; they cannot be moved to {zone}"
            )
        wall = shape.zone or request.zone
    roles = {
        role: given.get(role, getattr(shape, role)) for role in ("date", "model", "tokens", "cost", "vendor")
    }
    where = shape.where if request.where is None else request.where
    return Mapping(**roles, where=where, wall=wall, zone=zone, decimal=request.decimal or decimal)


def _hold_against_share(sums: Sums, request: Request, shapes: list[Shape], wall: str | None) -> None:
    if not sums.bad or sums.bad <= request.most_bad * sums.events:
        return
    counted = "; ".join(
        f"{number:,} {reason}" for reason, number in sums.reasons.items() if reason != REASONS[1]
    )
    advice = f"look at them, or allow more with --most-bad (now {request.most_bad:g})"
    zoneless = sums.reasons.get(REASONS[ZONELESS], 0)
    if zoneless and wall is None:
        some = "" if zoneless == sums.events else "; others have one: the zones are mixed"
        advice = f"say the zone of those stamps with --timezone, for instance Europe/Berlin{some}"
    elif sums.reasons.get(REASONS[FIRST_FAULT]) == sums.events:
        advice = "look at the expression for date; to records inside JSON --rows leads, for instance 'data[]'"
    elif REASONS[3] in sums.reasons:
        advice += (
            "; allowed: 2026-08-03, 20260803, Aug 03, 2026, 2026-08-03T08:00:00Z; numbers as seconds(…), "
            "milliseconds(…)"
        )
    elif {REASONS[10], REASONS[12]} & sums.reasons.keys():
        advice += "; the mark before a number's fraction is said with --decimal"
    elif sums.reasons.get(REASONS[7]) == sums.bad and shapes and shapes[0].hint:
        advice = shapes[0].hint
    raise BookError(
        f"{_named(request)}: found {sums.bad:,} of {sums.events:,} events bad ({counted}); "
        f"nothing was written; {advice}"
    )


def _refuse_weeks(rows: pd.DataFrame, request: Request, shown: str) -> None:
    """Weekly sums that nobody called so would be told as days."""
    days = pd.Series(sorted(rows["date"].unique()))
    weekly = len(days) > 1 and bool((days.diff().dropna().dt.days % 7 == 0).all())
    if weekly and not request.weekly:
        raise DataError(
            shown, "dates that are all seven days apart, as sums of weeks have them", "days; or say --weekly"
        )
    if request.weekly and len(days) > 1 and not weekly:
        raise DataError(shown, "dates that are not seven days apart", "starts of weeks with --weekly")
    if request.weekly and days.iloc[-1] + WEEK > pd.Timestamp(today_in(request.zone or "UTC")):
        raise DataError(
            shown,
            f"the week from {days.iloc[-1]:%Y-%m-%d}, which is not over",
            "whole weeks; leave that one out with --where",
        )


def spread(rows: pd.DataFrame, shown: str) -> tuple[pd.DataFrame, str]:
    """Sums of weeks, evenly on their seven days and exact in the sum; with a line that says so."""
    if (rows["date"].dt.day_of_week != 0).any():
        first = rows.loc[rows["date"].dt.day_of_week != 0, "date"].min()
        raise DataError(shown, f"a week that starts on {first:%A, %Y-%m-%d}", "weeks that start on Monday")
    parts = []
    for day in range(7):
        tokens = rows["tokens"] // 7 + (rows["tokens"] % 7 > day)
        parts.append(
            rows.assign(date=rows["date"] + pd.Timedelta(days=day), tokens=tokens, cost=rows["cost"] / 7)
        )
    return (
        pd.concat(parts, ignore_index=True),
        f"{rows['date'].nunique()} weeks, each spread evenly over its seven days: nothing can be said "
        "of days",
    )


# -- what becomes of it


@dataclass(frozen=True)
class Facts:
    """What daily rows hold.

    Attributes
    ----------
    first, last : days.
    holes : days without rows between them, and between them and those that the edition has.
    weeks : complete weeks, Monday to Sunday, between them.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    holes: list[pd.Timestamp]
    weeks: int


def facts_of(rows: pd.DataFrame, there: pd.DataFrame = EMPTY) -> Facts:
    """Days, holes and complete weeks of daily rows; `there` are those of the edition they come to."""
    first, last = rows["date"].min(), rows["date"].max()
    start, end = first, last
    if len(there):
        start, end = min(first, there["date"].max()), max(last, there["date"].min())
    known = pd.DatetimeIndex([start, end, *rows["date"].unique()])
    monday = first + pd.Timedelta(days=(7 - first.day_of_week) % 7)
    return Facts(
        first,
        last,
        list(pd.date_range(start, end).difference(known)),
        max(0, ((last - monday).days + 1) // 7),
    )


def filled(rows: pd.DataFrame, there: pd.DataFrame = EMPTY) -> pd.DataFrame:
    """Days without rows are days without use in somebody's own log: the largest model gets a zero."""
    holes = facts_of(rows, there).holes
    if not holes:
        return rows
    largest = rows.groupby("model")["tokens"].sum().drop(OTHER, errors="ignore")
    model = largest.idxmax() if len(largest) else OTHER
    zeros = pd.DataFrame({"date": holes, "model": model, "tokens": 0, "cost_usd": float("nan")})
    return pd.concat([rows, zeros], ignore_index=True).sort_values(["date", "model"]).reset_index(drop=True)


def check_buildable(rows: pd.DataFrame, shown: str) -> None:
    """Refuse what no book can be made of.

    Raises
    ------
    DataError
        Where there is no complete week, no tokens at all, no model by name, or too many tokens to count.
    """
    facts = facts_of(rows)
    if not facts.weeks:
        raise DataError(
            shown,
            f"days from {facts.first:%Y-%m-%d} to {facts.last:%Y-%m-%d}",
            "at least one complete week, Monday to Sunday",
        )
    if not rows.loc[rows["model"] != OTHER, "tokens"].sum():
        raise DataError(shown, "no tokens of any model by name", "models and counts that are not all zero")
    check_sum(shown, rows["tokens"])


def joined(new: Imported, there: pd.DataFrame, mode: str, edition: str, own: bool = True) -> Imported:
    """New rows beside those that the edition has.

    Parameters
    ----------
    there : date, model, tokens of the edition; may be empty.
    mode : "add" joins other models to the same days, "replace" takes new days for old, "" does neither
        where it would matter.
    own : days without rows count as zero, so that new rows take all days from the first to the last.

    Raises
    ------
    DataError
        Where a day and model stand in both (add), or a day would lose models (neither).
    """
    days = new.rows["date"]
    taken = there["date"].between(days.min(), days.max()) if own else there["date"].isin(days.unique())
    common = there[taken & (there["tokens"] > 0)]
    both = common.merge(new.rows, on=["date", "model"], suffixes=("_there", ""))
    if mode == "add":
        for _, row in both[both["tokens"] > 0].head(1).iterrows():
            raise DataError(
                new.name,
                f"{row['date']:%Y-%m-%d}, {row['model']}: edition {edition} has it already",
                "other days or other models with --add; --replace takes these days for those",
            )
        kept = common.assign(cost_usd=float("nan"))
        fresh = new.rows[new.rows["tokens"] > 0]
        rows = pd.concat([kept[fresh.columns], fresh], ignore_index=True) if len(kept) else fresh
        return replace(new, rows=rows.sort_values(["date", "model"]).reset_index(drop=True))
    lost = len(common) - len(both)
    if lost and mode != "replace":
        gone = common[~common["model"].isin(both["model"])]["model"]
        name = gone.iloc[0] if len(gone) else common["model"].iloc[0]
        raise DataError(
            new.name,
            f"days that edition {edition} has, without {name} and others of its models",
            "--add to join the two, --replace to take these days for those",
        )
    return new
