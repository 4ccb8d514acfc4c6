"""Daily rows from a file in the upstream's CSV format."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
from tokenbook.tables import (
    COUNT,
    DATE,
    LARGEST,
    SLUG,
    check,
    check_unique,
    read_bytes,
    read_text_table,
)

UPSTREAM_COLUMNS = ["date", "model_permaslug", "total_tokens"]
"""What must be there; the keyless export's `rank` and `share_of_daily_tokens` are not read."""

SCHEMA = pa.DataFrameSchema(
    {
        "date": pa.Column(str, DATE),
        "model_permaslug": pa.Column(str, SLUG),
        "total_tokens": pa.Column(str, COUNT),
    }
)


@dataclass(frozen=True)
class DailyRows:
    """Checked daily rows and where they are from.

    Attributes
    ----------
    rows : date (datetime64), model (str, the permaslug), tokens (int64); one row per day and model.
    file : name of the file.
    sha256 : of the unpacked content.
    """

    rows: pd.DataFrame
    file: str
    sha256: str


def read_daily(path: Path) -> DailyRows:
    """Read daily rows from CSV, plain or gzip; LF or CRLF; three columns or the export's five.

    Raises
    ------
    DataError
        With file, row and column, for whatever is not as the upstream describes it.
    """
    raw = read_bytes(path)
    table = read_text_table(path, raw, UPSTREAM_COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["date", "model_permaslug"])
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(table["date"], format="%Y-%m-%d"),
            "model": table["model_permaslug"],
            "tokens": table["total_tokens"].astype("int64"),
        }
    ).reset_index(drop=True)
    if rows["tokens"].astype(float).sum() > LARGEST:
        raise DataError(
            path,
            "tokens that add up to more than 2^63-1",
            "counts whose sum fits in 64 bits; look for a wrong unit",
            column="total_tokens",
        )
    return DailyRows(rows, path.name, hashlib.sha256(raw).hexdigest())
