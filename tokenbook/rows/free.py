"""What was used at price 0: which rows of which days, by the table `free.csv` of an edition.

The table says of a slug from which day to which it was used at price 0; both days are inside. A
`:free` variant needs no row: it costs nothing by definition. The source's `other` has no price.
"""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
from tokenbook.rows.tables import DATE, SLUG, check, read_bytes, read_text_table

NAME = "free.csv"

COLUMNS = ["model_permaslug", "from", "to"]

SCHEMA = pa.DataFrameSchema(
    {
        "model_permaslug": pa.Column(str, SLUG),
        "from": pa.Column(str, DATE),
        "to": pa.Column(str, DATE),
    }
)

FREE_VARIANT = ":free"

NONE = pd.DataFrame(
    {
        "model_permaslug": pd.Series(dtype=str),
        "from": pd.Series(dtype="datetime64[ns]"),
        "to": pd.Series(dtype="datetime64[ns]"),
    }
)
"""No free table: only `:free` variants are known to cost nothing."""


def read_free(path: Path, raw: bytes | None = None) -> pd.DataFrame:
    """Read and check a free table: model_permaslug (str), from, to (datetime64, both days inside).

    Parameters
    ----------
    raw : its content where it is not in the file yet. Without it a missing file is no fault: `NONE`.

    Raises
    ------
    DataError
        With file, row and column, also where a period ends before it begins.
    """
    if raw is None:
        if not path.exists():
            return NONE
        raw = read_bytes(path)
    table = read_text_table(path, raw, COLUMNS)
    check(path, table, SCHEMA)
    for row in table.index[table["from"] > table["to"]][:1]:
        raise DataError(
            path,
            f"a period from {table.at[row, 'from']} to {table.at[row, 'to']}",
            "from before to, or the same day",
            row=int(row),
            column="to",
        )
    days = {name: pd.to_datetime(table[name], format="%Y-%m-%d") for name in ("from", "to")}
    return table.assign(**days).reset_index(drop=True)


def free_on(daily: pd.DataFrame, free: pd.DataFrame) -> pd.Series:
    """Whether each daily row was used at price 0 (bool, in the rows' order).

    Parameters
    ----------
    daily : rows with `date` and the slug as published, in `slug` or, without names, in `model`.
    free : as `read_free` gives it.
    """
    slug = daily["slug"] if "slug" in daily else daily["model"]
    found = slug.str.endswith(FREE_VARIANT)
    for model, periods in free.groupby("model_permaslug"):
        rows = daily.loc[slug == model, "date"]
        for start, end in zip(periods["from"], periods["to"], strict=True):
            found[rows.index[rows.between(start, end)]] = True
    return found.astype(bool).rename("free")
