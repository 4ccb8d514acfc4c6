"""Side-data that was gathered once, taken over into the book's tables, each price looked at again.

The weekly prices are taken as they are. Where the dated observations they were made from are at hand,
each price is held against them: they were thinned inside runs of equal prices, so a price is
confirmed by an observation on its very day, or by equal prices before and after that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tokenbook.errors import DataError
from tokenbook.rows.free import FREE_VARIANT
from tokenbook.rows.tables import read_bytes, read_text_table

THURSDAY = pd.Timedelta(days=3)

BY_DEFINITION = ("free variant", "stealth")
"""Bases of a price 0 that needs no list."""

NOT_USED = "0 not used"
"""End of the kind of an observation that its gatherers did not believe."""

WEEKLY = ["week", "model", "prompt_usd_per_mtok", "completion_usd_per_mtok", "basis", "days_off"]
OBSERVED = ["observed", "model_permaslug", "prompt_usd_per_mtok", "completion_usd_per_mtok", "kind", "source"]
FREE = ["model_permaslug", "first_day", "last_day", "kind", "price0_first_seen", "price0_last_seen"]
FREE_MORE = ["price0_observations", "paid_from", "sources"]

FIRST_DAY = "2025-01-01"

KINDS = {
    "free variant": "variant",
    "stealth test": "stealth",
    "stealth": "stealth",
    "experimental": "experimental",
    "launch promotion under the paid name": "period",
    "launch offer under the plain name": "period",
    "free for a time under the plain name": "period",
}
"""The gathered table's words -> kind of price 0 in `free.csv`."""


@dataclass(frozen=True)
class Looked:
    """What the observations say of the weekly prices.

    Attributes
    ----------
    prices : week, model_permaslug, prompt, completion, basis, days_off, source (texts, to be written).
    confirmed : rows with an equal observation on the day that `days_off` names.
    within : rows between two equal observations, the nearest before and after that day.
    nearest : rows further from any observation, equal to the one nearest to the week.
    defined : rows that cost nothing by definition, or have no price.
    differing : rows that no observation confirms, with the price that was seen nearest.
    """

    prices: pd.DataFrame
    confirmed: int
    within: int
    nearest: int
    defined: int
    differing: pd.DataFrame


def read(path: Path, columns: list[str]) -> pd.DataFrame:
    """A gathered table as texts."""
    return read_text_table(path, read_bytes(path), columns).reset_index(drop=True)


def weekly_prices(weekly: pd.DataFrame, observed: pd.DataFrame | None) -> Looked:
    """Take weekly prices over; with observations, each with the key of the list it was seen in."""
    names = {
        "model": "model_permaslug",
        "prompt_usd_per_mtok": "prompt",
        "completion_usd_per_mtok": "completion",
    }
    prices = weekly[WEEKLY].rename(columns=names)
    seen = {} if observed is None else _by_slug(observed)
    sources, states, differing = [], [], []
    for row in prices.itertuples():
        if row.basis in BY_DEFINITION or row.basis == "missing":
            source, state = "", "defined"
        else:
            source, state, nearest = _look(row, seen.get(row.model_permaslug))
            if state == "differs":
                differing.append({**row._asdict(), "seen": nearest})
        sources.append(source)
        states.append(state)
    count = pd.Series(states).value_counts()
    columns = ["week", "model_permaslug", "prompt", "completion", "basis", "days_off", "seen"]
    return Looked(
        prices.assign(source=sources),
        int(count.get("confirmed", 0)),
        int(count.get("within", 0)),
        int(count.get("nearest", 0)),
        int(count.get("defined", 0)),
        pd.DataFrame(differing, columns=columns),
    )


def _by_slug(observed: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    used = observed[~observed["kind"].str.endswith(NOT_USED)]
    table = used.assign(
        day=pd.to_datetime(used["observed"], format="%Y-%m-%d"),
        prompt=used["prompt_usd_per_mtok"].astype(float),
        completion=used["completion_usd_per_mtok"].astype(float),
    )
    return {slug: rows.sort_values("day", kind="stable") for slug, rows in table.groupby("model_permaslug")}


def _look(row: Any, seen: pd.DataFrame | None) -> tuple[str, str, str]:
    """Source, state ("confirmed", "within", "nearest", "differs") and what was seen nearest."""
    if seen is None:
        return "", "differs", "never seen"
    thursday = pd.Timestamp(row.week) + THURSDAY
    off = pd.Timedelta(days=int(row.days_off))
    equal = (seen["prompt"] == float(row.prompt)) & (seen["completion"] == float(row.completion))
    on_day = seen["day"].isin([thursday - off, thursday + off])
    if (equal & on_day).any():
        return seen.loc[equal & on_day, "source"].iloc[0], "confirmed", ""
    for day in (thursday - off, thursday + off):
        before, after = seen[seen["day"] <= day], seen[seen["day"] >= day]
        if len(before) and len(after) and equal[before.index[-1]] and equal[after.index[0]]:
            return before["source"].iloc[-1], "within", ""
    nearest = seen.loc[(seen["day"] - thursday).abs().idxmin()]
    if equal[nearest.name]:
        return nearest["source"], "nearest", ""
    text = (
        f"{nearest['prompt']:g}/{nearest['completion']:g} on {nearest['day']:%Y-%m-%d} ({nearest['source']})"
    )
    return "", "differs", text


def free_table(gathered: pd.DataFrame) -> pd.DataFrame:
    """`free.csv` from the gathered table: from and to are the days of use at price 0, both inside.

    Raises
    ------
    DataError
        For a kind of price 0 that nobody has named.
    """
    for row in gathered.index[~gathered["kind"].isin(list(KINDS))][:1]:
        raise DataError(
            "free table", repr(gathered.at[row, "kind"]), f"one of {', '.join(KINDS)}", column="kind"
        )
    table = gathered.rename(columns={"first_day": "from", "last_day": "to"})
    table["kind"] = table["kind"].map(KINDS)
    wrong = (table["kind"] == "variant") & ~table["model_permaslug"].str.endswith(FREE_VARIANT)
    if wrong.any():
        raise DataError("free table", table.loc[wrong, "model_permaslug"].iloc[0], f"{FREE_VARIANT} variants")
    if "revealed_as" not in table:
        table["revealed_as"] = ""
    columns = ["model_permaslug", "from", "to", *FREE[3:], *FREE_MORE, "revealed_as"]
    return table[columns].sort_values(["model_permaslug", "from"]).reset_index(drop=True)


def releases(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """One table of releases; a slug that stands in several is taken from the latest."""
    rows = pd.concat(tables, ignore_index=True).reindex(columns=columns, fill_value="").fillna("")
    # "before 2025-01-02": there when the data began
    rows["first_day_in_top50"] = rows["first_day_in_top50"].replace("before 2025-01-02", FIRST_DAY)
    return rows.drop_duplicates("slug", keep="last").sort_values("slug").reset_index(drop=True)


def csv(table: pd.DataFrame) -> bytes:
    """The table as it is committed."""
    found: bytes = table.to_csv(index=False, lineterminator="\n").encode()
    return found
