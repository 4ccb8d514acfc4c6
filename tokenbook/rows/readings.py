"""Readings of price lists, accumulated: a row per run of equal prices, with the days they were seen on.

Nothing is said of days on which nobody looked: a row names the first and the last day on which the
price was read, and how often in all. A model that is gone from the list keeps its row as it was.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import BookError, DataError
from tokenbook.rows.sources.models_list import Price, Reading
from tokenbook.rows.tables import DATE, SLUG, check, check_unique, read_bytes, read_text_table

NAME = "price_readings.csv"

LEAST = 2
"""A list is refused where the last one held more than so many times its prices."""

_PRICE = pa.Check(
    lambda values: values.str.fullmatch(r"[0-9]+(\.[0-9]+)?"), error="a price per million tokens, 0 or more"
)

SCHEMA = pa.DataFrameSchema(
    {
        "model_permaslug": pa.Column(str, SLUG),
        "prompt": pa.Column(str, _PRICE),
        "completion": pa.Column(str, _PRICE),
        "first_seen": pa.Column(str, DATE),
        "last_seen": pa.Column(str, DATE),
        "readings": pa.Column(
            str,
            pa.Check(lambda values: values.str.fullmatch("[1-9][0-9]{0,6}"), error="1 or more, in digits"),
        ),
    }
)

COLUMNS = list(SCHEMA.columns)


@dataclass(frozen=True)
class Change:
    """What a reading changed.

    Attributes
    ----------
    new, same, gone : how many models are new, cost what they did, are no longer in the list.
    moved : slug -> price before, price now.
    """

    new: int
    same: int
    gone: int
    moved: dict[str, tuple[Price, Price]]


def read(path: Path) -> pd.DataFrame:
    """The readings so far, all columns text; none where there is no file.

    Raises
    ------
    DataError
        With file, row and column, also where a price was last seen before it was first.
    """
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    table = read_text_table(path, read_bytes(path), COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["model_permaslug", "first_seen"])
    for row in table.index[table["first_seen"] > table["last_seen"]][:1]:
        raise DataError(path, table.at[row, "last_seen"], "not before first_seen", int(row), "last_seen")
    return table.reset_index(drop=True)


def add(table: pd.DataFrame, reading: Reading, day: str, accept: bool = False) -> tuple[pd.DataFrame, Change]:
    """Add a reading of a day (YYYY-MM-DD, not before the newest one).

    Parameters
    ----------
    accept : take a list that is much shorter than the last one.

    Raises
    ------
    BookError
        Where it is older than the newest reading, of the same day with other prices, holds no price,
        or is much shorter than the last one and not accepted.
    """
    last = table["last_seen"].max() if len(table) else ""
    if day < last:
        raise BookError(f"a list of {day}: the newest reading is of {last}; read lists in the order of days")
    rows = {row.model_permaslug: row for row in table[table["last_seen"] == last].itertuples(index=False)}
    if not reading.prices:
        raise BookError(f"a list of {day}: found no price at all; look at the list")
    if len(reading.prices) * LEAST < len(rows) and not accept:
        raise BookError(
            f"a list of {day}: found {len(reading.prices)} prices where the last one ({last}) had "
            f"{len(rows)}; "
            "is it whole? If it is, repeat with --accept"
        )
    known = table.sort_values("last_seen", kind="stable").groupby("model_permaslug").tail(1)
    places = dict(zip(known["model_permaslug"], known.index, strict=True))
    return _added(table, places, reading, day, gone=len(rows.keys() - reading.prices.keys()))


def _added(
    table: pd.DataFrame, places: dict[str, int], reading: Reading, day: str, gone: int
) -> tuple[pd.DataFrame, Change]:
    table = table.copy()
    moved: dict[str, tuple[Price, Price]] = {}
    fresh, same = [], 0
    for slug, price in reading.prices.items():
        place = places.get(slug)
        had = None if place is None else (table.at[place, "prompt"], table.at[place, "completion"])
        if had == price:
            same += 1
            if table.at[place, "last_seen"] != day:
                table.at[place, "last_seen"] = day
                table.at[place, "readings"] = str(int(table.at[place, "readings"]) + 1)
            continue
        if had is not None:
            if table.at[place, "last_seen"] == day:
                raise BookError(
                    f"{slug}: two prices on {day}; one reading a day, give the other list its day"
                )
            moved[slug] = (had, price)
        fresh.append((slug, *price, day, day, "1"))
    table = pd.concat([table, pd.DataFrame(fresh, columns=COLUMNS, dtype=str)], ignore_index=True)
    table = table.sort_values(["model_permaslug", "first_seen"]).reset_index(drop=True)
    return table, Change(len(fresh) - len(moved), same, gone, moved)


def as_csv(table: pd.DataFrame) -> bytes:
    """The readings as they are written."""
    found: bytes = table.to_csv(index=False, lineterminator="\n").encode()
    return found
