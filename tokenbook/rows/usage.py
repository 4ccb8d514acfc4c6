"""The weekly usage table: made from daily rows, written, read and checked.

A usage frame has the columns `week` (datetime64, the Monday a week starts on, UTC), `model` (str,
the upstream's permaslug, or `other`), `tokens` (int64, prompt + completion) and `days` (int64, how
many days of the week the data hold; 7 = complete).
"""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
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

COLUMNS = ["week", "model", "tokens", "days"]

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
    }
)


def week_of(dates: pd.Series) -> pd.Series:
    """The Monday of each date's week."""
    return dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")


def to_weeks(daily: pd.DataFrame) -> pd.DataFrame:
    """Add daily rows (date, model, tokens) up to a usage frame, ordered by week, then model.

    `days` counts the days of the week on which the data hold any row at all.
    """
    weeks = daily.assign(week=week_of(daily["date"]))
    usage = weeks.groupby(["week", "model"], as_index=False)["tokens"].sum()
    days = weeks.groupby("week")["date"].nunique().rename("days")
    usage = usage.join(days, on="week")
    usage["last"] = usage["model"] == OTHER
    usage = usage.sort_values(["week", "last", "model"])
    return usage[COLUMNS].reset_index(drop=True)


def usage_csv(usage: pd.DataFrame) -> str:
    """The usage frame as the CSV text that is committed and offered for download."""
    return usage.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")


def read_usage(path: Path) -> pd.DataFrame:
    """Read and check a usage table.

    Raises
    ------
    DataError
        With file, row and column, also where the rows of one week disagree on its days.
    """
    table = read_text_table(path, read_bytes(path), COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["week", "model"])
    first = table.groupby("week")["days"].transform("first")
    for row in table.index[table["days"] != first][:1]:
        raise DataError(
            path,
            f"{table.at[row, 'days']} where the week's first row has {first[row]}",
            "the same number of days in all rows of a week",
            row=int(row),
            column="days",
        )
    return pd.DataFrame(
        {
            "week": pd.to_datetime(table["week"], format="%Y-%m-%d"),
            "model": table["model"],
            "tokens": table["tokens"].astype("int64"),
            "days": table["days"].astype("int64"),
        }
    ).reset_index(drop=True)
