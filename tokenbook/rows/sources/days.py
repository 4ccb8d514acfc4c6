"""The daily rows of an edition, `daily.csv.gz`: each day from its newest source.

They are the one truth of an edition; its weekly table is derived from them. The columns are date,
model, tokens, as_of (when the source gave the day out; empty where nobody said).
"""

import gzip
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.rows.sources.files import Daily, is_time
from tokenbook.rows.tables import (
    COUNT,
    DATE,
    SLUG,
    check,
    check_unique,
    each_once,
    read_bytes,
    read_text_table,
)

NAME = "daily.csv.gz"

COLUMNS = ["date", "model", "tokens", "as_of"]

SCHEMA = pa.DataFrameSchema(
    {
        "date": pa.Column(str, DATE),
        "model": pa.Column(str, SLUG),
        "tokens": pa.Column(str, COUNT),
        "as_of": pa.Column(
            str,
            pa.Check(
                each_once(lambda values: values.map(lambda text: text == "" or is_time(text)).astype(bool)),
                error="a day or a time in UTC that exists, as YYYY-MM-DDThh:mmZ; or empty",
            ),
        ),
    }
)

EMPTY = pd.DataFrame(
    {
        "date": pd.Series(dtype="datetime64[ns]"),
        "model": pd.Series(dtype=str),
        "tokens": pd.Series(dtype="int64"),
        "as_of": pd.Series(dtype=str),
    }
)


@dataclass(frozen=True)
class Merge:
    """What came of merging rows into a store, counted in days.

    Attributes
    ----------
    new, revised, unchanged : days that the store had not, had otherwise, had just so.
    older : days of which the store has a newer version, which it keeps.
    revision : by how much the revised days' tokens changed, as a share of what they were.
    """

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    older: int = 0
    revision: float = 0.0

    def __str__(self) -> str:
        by = f" (by {self.revision:.4%} of their tokens)" if self.revised else ""
        return (
            f"{self.new} days new, {self.revised} revised{by}, {self.unchanged} unchanged, "
            f"{self.older} older than what is there"
        )


def read_store(path: Path, raw: bytes | None = None) -> pd.DataFrame:
    """The store's rows; none where there is no store. `raw` is its content where it is not there yet.

    Raises
    ------
    DataError
        Where the file is damaged or not as data/README.md describes it.
    """
    if raw is None and not path.exists():
        return EMPTY
    content = read_bytes(path) if raw is None else gzip.decompress(raw)
    table = read_text_table(path, content, COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["date", "model"])
    return pd.DataFrame(
        {
            "date": pd.to_datetime(table["date"], format="%Y-%m-%d"),
            "model": table["model"],
            "tokens": table["tokens"].astype("int64"),
            "as_of": table["as_of"],
        }
    ).reset_index(drop=True)


def store_bytes(store: pd.DataFrame) -> bytes:
    """The store as a file's content; the same rows give the same bytes."""
    text = store[COLUMNS].to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return gzip.compress(text.encode(), mtime=0)


def merged(store: pd.DataFrame, daily: Daily) -> tuple[pd.DataFrame, Merge]:
    """Take over each day that the store has not, or has from an older source.

    Rows without an as-of time count as newer than what the store has: whoever hands over a file
    means it.
    """
    fresh = daily.rows.assign(as_of=daily.as_of or "")
    stamp = store.groupby("date")["as_of"].first()
    newer_there = stamp.index[stamp > daily.as_of] if daily.as_of else []
    older = fresh["date"].isin(newer_there)
    taken = fresh[~older]
    days = pd.Index(taken["date"].unique())
    both = taken.merge(
        store[store["date"].isin(days)], on=["date", "model"], how="outer", suffixes=("", "_was")
    )
    differs = both["tokens"].fillna(-1) != both["tokens_was"].fillna(-1)
    changed = set(both.loc[differs, "date"].unique())
    there = set(stamp.index)
    revised = [day for day in days if day in there and day in changed]
    was = store.loc[store["date"].isin(revised), "tokens"].sum()
    now = taken.loc[taken["date"].isin(revised)].groupby("date")["tokens"].sum()
    before = store[store["date"].isin(revised)].groupby("date")["tokens"].sum()
    report = Merge(
        new=sum(day not in there for day in days),
        revised=len(revised),
        unchanged=sum(day in there and day not in changed for day in days),
        older=fresh.loc[older, "date"].nunique(),
        revision=float((now - before).abs().sum() / was) if was else 0.0,
    )
    # a day that is just as it was keeps its stamp: the same update twice changes nothing
    replaced = [day for day in days if day not in there or day in changed]
    rows = pd.concat(
        [store[~store["date"].isin(replaced)], taken[taken["date"].isin(replaced)]], ignore_index=True
    )
    return rows.sort_values(["date", "model"]).reset_index(drop=True), report
