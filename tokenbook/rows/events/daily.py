"""The one expression: events or sums in, daily rows out, with what was wrong counted by reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pandas as pd
import pyarrow
import pyarrow.compute as pc

from tokenbook.errors import BookError
from tokenbook.rows.events import cells, spark
from tokenbook.rows.events.expressions import Reader
from tokenbook.rows.events.tables import NO_PIECES, Leaves, LineBreaksError, Scope, apart, arrow, faults
from tokenbook.rows.tables import matches_slug

LONGEST = 200
"""Characters of a model's name."""

REASONS = {
    1: "left out by the condition",
    2: "no stamp",
    3: "a stamp that cannot be read",
    4: "a stamp without a zone",
    5: "a day in the future",
    6: f"a day before {cells.FIRST_YEAR}",
    7: "no model",
    8: f"a model's name with control characters, of blanks alone or of more than {LONGEST} characters",
    9: "no count of tokens",
    10: "a count that is no whole number",
    11: "a negative count",
    12: "a cost that is no number",
}
"""Why an event is not counted; the first is no fault."""

FIRST_FAULT = 2

ZONELESS = 4

ODD_NAME = 8


@dataclass(frozen=True)
class Mapping:
    """How a table maps to daily rows: expressions, and the zones.

    Attributes
    ----------
    date, model, tokens, cost, vendor, where : expressions; the last three may be empty.
    wall : zone of stamps that say none, or None.
    zone : zone whose days are counted.
    decimal : mark before a number's fraction in text.
    """

    date: str
    model: str
    tokens: str
    cost: str = ""
    vendor: str = ""
    where: str = ""
    wall: str | None = None
    zone: str = "UTC"
    decimal: str = "."


@dataclass(frozen=True)
class Sums:
    """What the expression gave.

    Attributes
    ----------
    rows : date (datetime64), model (str, as in the log), vendor (str, empty where none is said),
        tokens (int64), cost (float, USD, or NaN), events (int64).
    reasons : reason -> number of events that are not in the rows.
    """

    rows: pd.DataFrame
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """How many events there were, without those that the condition left out."""
        return int(self.rows["events"].sum()) + self.bad

    @property
    def bad(self) -> int:
        """How many of them could not be counted."""
        return sum(number for reason, number in self.reasons.items() if reason != REASONS[1])


def events(scope: Scope, mapping: Mapping) -> Any:
    """The events added up, with the reason where they are not counted.

    What a day or a name is not counted for is seen at the sums, which are far fewer than the events.
    """
    # once to see what is looked up, once on a table that has just that
    leaves = Leaves(scope)
    _roles(Reader(leaves, mapping.decimal), mapping)
    settled = leaves.settled()
    table = apart(settled.table.select(**_roles(Reader(settled, mapping.decimal), mapping)))
    of_stamp = {1: ~table.kept, 2: table.missing, 4: table.zoneless}
    of_count = {10: table.unreadable, 9: table.tokens.isnull(), 11: table.tokens < 0, 12: table.dear}
    seen = _first(of_stamp | of_count, ibis.literal(0, "int8"))
    sums = table.group_by("date", "model", "vendor", seen=seen).aggregate(
        tokens=table.tokens.sum(), cost=table.cost.sum(), events=table.count()
    )
    of_day_and_name = {
        3: sums.date.isnull(),
        5: sums.date > ibis.literal(cells.today_in(mapping.zone)),
        6: sums.date < ibis.literal(date(cells.FIRST_YEAR, 1, 1)),
        7: sums.model.isnull(),
        8: (sums.model.length() > LONGEST) | sums.model.contains("\n") | sums.model.contains("\r"),
    }
    reason = ibis.ifelse(sums.seen.isin(list(of_stamp)), sums.seen, _first(of_day_and_name, sums.seen))
    return sums.select("date", "model", "vendor", "tokens", "cost", "events", reason=reason)


def _first(reasons: dict[int, Any], other: Any) -> Any:
    """The number of the first condition that holds."""
    branches = [(condition, ibis.literal(number, "int8")) for number, condition in reasons.items()]
    return ibis.cases(*branches, else_=other)


def _roles(reader: Reader, mapping: Mapping) -> dict[str, Any]:
    """What an event gives, by role, and what is known of its faults."""
    day = cells.day_of(reader.moment(mapping.date), mapping.wall, mapping.zone)
    tokens = reader.count(mapping.tokens)
    unreadable = _any(reader.unreadable)
    reader.unreadable.clear()
    cost = reader.cost(mapping.cost) if mapping.cost else ibis.null("decimal(18, 9)")
    return {
        "date": day.day,
        "missing": day.missing,
        "zoneless": day.zoneless,
        "model": reader.text("model", mapping.model),
        "vendor": reader.text("vendor", mapping.vendor) if mapping.vendor else ibis.null("string"),
        "tokens": tokens,
        "unreadable": unreadable,
        "cost": cost,
        "dear": _any(reader.unreadable),
        "kept": reader.truth(mapping.where) if mapping.where else ibis.literal(True),
    }


def _any(conditions: list[Any]) -> Any:
    found = ibis.literal(False)
    for number, condition in enumerate(conditions):
        found = found | condition if number else condition
    return found


def added_up(tables: list[Any]) -> Any:
    """Events of all tables, added up by day and model; those not counted, by reason."""
    table = tables[0] if len(tables) == 1 else ibis.union(*tables)
    good = table.reason == 0
    keys = {
        "reason": table.reason,
        "date": ibis.ifelse(good, table.date, None),
        "model": ibis.ifelse(good, table.model, None),
        "vendor": ibis.ifelse(good, table.vendor, None),
    }
    return table.group_by(**keys).aggregate(
        tokens=table.tokens.sum(where=good).cast("decimal(38, 0)"),
        cost=table.cost.sum(where=good).cast("float64"),
        events=table.events.sum(),
    )


def collect(connection: Any, expression: Any, name: str) -> Sums:
    """Run the expression; nothing but its result comes into this process's memory.

    Parameters
    ----------
    name : of the log, for the error.

    Raises
    ------
    LineBreaksError
        Where CSV has to be read in one piece.
    BookError
        Where the engine cannot read a file or fails, or a sum does not fit in 64 bits.
    """
    try:
        with _layered():
            table = arrow(connection, expression)
    except (*faults(connection), pyarrow.ArrowException) as error:
        text = spark.words(error) if connection.name == "pyspark" else str(error)
        if NO_PIECES in text:
            raise LineBreaksError("line breaks inside quotes") from error
        raise BookError(f"{name}: the rows cannot be read: {_first_line(text)}") from error
    reasons = {
        REASONS[row["reason"]]: row["events"] for row in table.filter(pc.field("reason") > 0).to_pylist()
    }
    good = table.filter(pc.field("reason") == 0)
    try:
        tokens = pc.cast(good["tokens"], pyarrow.int64())
    except pyarrow.ArrowInvalid as error:
        raise BookError(
            f"{name}: tokens of a day add up to more than 2^63-1; look for a wrong unit"
        ) from error
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(good["date"].to_pandas()).astype("datetime64[ns]"),
            "model": good["model"].to_pandas().astype(str),
            "vendor": pc.fill_null(good["vendor"], "").to_pandas().astype(str),
            "tokens": tokens.to_pandas(),
            "cost": good["cost"].to_pandas().astype(float),
            "events": good["events"].to_pandas(),
        }
    )
    return _without_odd_names(Sums(rows, reasons))


def _without_odd_names(sums: Sums) -> Sums:
    """Names that may not stand in a table are counted as such; they are few, so no engine need look."""
    rows = sums.rows
    # as the names that they will be: see `Names.resolve`
    named = rows[["vendor", "model"]].drop_duplicates()
    whole = (named["vendor"] + " " + named["model"]).map(lambda name: " ".join(name.lower().split()))
    named = named[~matches_slug(whole) | (named["model"].str.strip() == "")]
    if named.empty:
        return sums
    odd = pd.MultiIndex.from_frame(rows[["vendor", "model"]]).isin(pd.MultiIndex.from_frame(named))
    number = int(rows.loc[odd, "events"].sum())
    reasons = sums.reasons | {REASONS[ODD_NAME]: sums.reasons.get(REASONS[ODD_NAME], 0) + number}
    return Sums(rows[~odd].reset_index(drop=True), reasons)


@contextmanager
def _layered() -> Iterator[None]:
    """Selects stay one inside the other, so that what the inner one reads is read once."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def _first_line(text: str) -> str:
    return " ".join(text.replace("\n\n", "\n").split("\n")[:2])[:300]
