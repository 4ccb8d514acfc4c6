"""The weekly usage table: made from daily rows, written, read and checked.

A usage frame has the columns `week` (datetime64, the Monday a week starts on, UTC), `model` (str,
the upstream's permaslug, or `other`), `tokens` (int64, prompt + completion), `days` (int64, how
many days of the week the data hold; 7 = complete), and two parts of `tokens` that only the days know:
`free_tokens` (int64, used at price 0; 0 for `other`, which has no price) and `weekend_tokens` (int64,
of Saturday and Sunday, UTC). Tables of version 0.1 lack these two.
"""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
from tokenbook.rows import free
from tokenbook.rows.tables import (
    COUNT,
    DATE,
    SLUG,
    check,
    check_unique,
    read_bytes,
    read_text_table,
)

OTHER = "other"
"""The upstream's reserved slug: all models outside the day's top 50, added up."""

NAME = "usage.csv"

PARTS = ["free_tokens", "weekend_tokens"]
"""Columns that hold a part of the row's tokens."""

FIRST_COLUMNS = ["week", "model", "tokens", "days"]
"""Those of version 0.1."""

COLUMNS = [*FIRST_COLUMNS, *PARTS]

SATURDAY = 5

SCHEMA = pa.DataFrameSchema(
    {
        "week": pa.Column(
            str,
            [
                DATE,
                pa.Check(
                    lambda values: pd.to_datetime(values, errors="coerce").dt.day_of_week == 0,
                    error="the Monday on which the week starts",
                ),
            ],
        ),
        "model": pa.Column(str, SLUG),
        "tokens": pa.Column(str, COUNT),
        "days": pa.Column(str, pa.Check(lambda values: values.str.fullmatch("[1-7]"), error="1 to 7")),
        **{part: pa.Column(str, COUNT, required=False) for part in PARTS},
    }
)


def week_of(dates: pd.Series) -> pd.Series:
    """The Monday of each date's week."""
    return dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")


def to_weeks(daily: pd.DataFrame, free_table: pd.DataFrame = free.NONE) -> pd.DataFrame:
    """Add daily rows (date, model, tokens) up to a usage frame, ordered by week, then model.

    `days` counts the days of the week on which the data hold any row at all.

    Parameters
    ----------
    free_table : which slugs were used at price 0 when, as `free.read_free` gives it.
    """
    weeks = daily.assign(
        week=week_of(daily["date"]),
        free_tokens=daily["tokens"].where(free.free_on(daily, free_table), 0),
        weekend_tokens=daily["tokens"].where(daily["date"].dt.day_of_week >= SATURDAY, 0),
    )
    usage = weeks.groupby(["week", "model"], as_index=False)[["tokens", *PARTS]].sum()
    days = weeks.groupby("week")["date"].nunique().rename("days")
    usage = usage.join(days, on="week")
    usage["last"] = usage["model"] == OTHER
    usage = usage.sort_values(["week", "last", "model"])
    return usage[COLUMNS].reset_index(drop=True)


def usage_csv(usage: pd.DataFrame) -> str:
    """The usage frame as the CSV text that is committed and offered for download."""
    found: str = usage.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return found


def read_usage(path: Path, raw: bytes | None = None) -> pd.DataFrame:
    """Read and check a usage table; `raw` is its content where it is not in the file yet.

    Raises
    ------
    DataError
        With file, row and column, also where the rows of one week disagree on its days.
    """
    raw = read_bytes(path) if raw is None else raw
    header = raw.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    first = header.strip().split(",") == FIRST_COLUMNS
    columns = FIRST_COLUMNS if first else COLUMNS
    table = read_text_table(path, raw, columns)
    check(path, table, SCHEMA)
    check_unique(path, table, ["week", "model"])
    first_row = table.groupby("week")["days"].transform("first")
    for row in table.index[table["days"] != first_row][:1]:
        raise DataError(
            path,
            f"{table.at[row, 'days']} where the week's first row has {first_row[row]}",
            "the same number of days in all rows of a week",
            row=int(row),
            column="days",
        )
    counts = table[["tokens", "days", *columns[len(FIRST_COLUMNS) :]]].astype("int64")
    for part in columns[len(FIRST_COLUMNS) :]:
        for row in table.index[counts[part] > counts["tokens"]][:1]:
            raise DataError(
                path,
                f"{counts.at[row, part]} of {counts.at[row, 'tokens']} tokens",
                "a part of the row's tokens",
                row=int(row),
                column=part,
            )
    week = pd.to_datetime(table["week"], format="%Y-%m-%d")
    return pd.concat([week, table["model"], counts], axis=1).reset_index(drop=True)
