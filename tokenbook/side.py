"""Data beside the rows: prices, what was free, releases, benchmarks, events; read and checked.

Of an edition: `free.csv` (see `tokenbook.rows.free`), `prices.csv`, `price_sources.csv`,
`costs.csv`. Of all of them: `data/releases.csv`, `data/benchmarks/aider.csv` and `eci.csv`,
`data/events.csv`. What each column means stands in data/README.md; prices are US dollars per million
tokens.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
from tokenbook.naming import base_slug
from tokenbook.places import DATA
from tokenbook.rows import free
from tokenbook.rows.tables import (
    DATE,
    SLUG,
    check,
    check_unique,
    matches_date,
    matches_slug,
    read_bytes,
    read_text_table,
)

PRICES, PRICE_SOURCES = "prices.csv", "price_sources.csv"
COSTS = "costs.csv"
RELEASES, AIDER, ECI, EVENTS = "releases.csv", "benchmarks/aider.csv", "benchmarks/eci.csv", "events.csv"

BASES = ("observed", "near", "carried", "vendor list", "free variant", "stealth", "missing")
"""How a weekly price is known, best first; see data/README.md."""

EVENT_KINDS = ("release", "free_from", "free_to", "price_change", "outage")
EVENT_LABELS = tuple(f"event_{kind}" for kind in EVENT_KINDS)
"""What charts have a wording for."""

WEIGHTS = ("yes", "no", "unknown", "")
RELEASED_IS = ("maker", "listed on OpenRouter", "first day in the data")

_NUMBER = r"[0-9]+(\.[0-9]+)?"


def _matches(pattern: str, allowed: str) -> pa.Check:
    return pa.Check(lambda values: values.str.fullmatch(pattern), error=allowed)


MAYBE_PRICE = _matches(f"({_NUMBER})?", "a price in dollars per million tokens, 0 or more; or empty")
MAYBE_NUMBER = _matches(f"({_NUMBER})?", "a number, 0 or more; or empty")
NUMBER = _matches(_NUMBER, "a number, 0 or more")
PERCENT = pa.Check(
    lambda values: pd.to_numeric(values, errors="coerce").between(0, 100), error="a number from 0 to 100"
)
COST = _matches(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?", "US dollars; a refund is below 0")
MAYBE_COUNT = _matches("[0-9]{0,18}", "a whole number in digits, or empty")
MAYBE_DATE = pa.Check(
    lambda values: (values == "") | matches_date(values), error="a day that exists, as YYYY-MM-DD; or empty"
)
FILLED = pa.Check(lambda values: values.str.strip() != "", error="a text that is not empty")
MONDAY = pa.Check(
    lambda values: pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").dt.day_of_week == 0,
    error="the Monday on which the week starts, as YYYY-MM-DD",
)
MAYBE_SLUG = pa.Check(
    lambda values: (values == "") | matches_slug(values),
    error="a slug or a vendor of 1 to 200 characters, no space at either end, no control character; or empty",
)
MAYBE_PRICES = _matches(
    f"({_NUMBER}/{_NUMBER})?",
    "two prices in dollars per million tokens, as prompt/answer, for instance 0.4/2; or empty",
)


def _one_of(values: tuple[str, ...]) -> pa.Check:
    return pa.Check.isin(values, error=f"one of {', '.join(value or 'an empty cell' for value in values)}")


def _schema(columns: dict[str, Any]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({name: pa.Column(str, checks) for name, checks in columns.items()})


PRICES_SCHEMA = _schema(
    {
        "week": MONDAY,
        "model_permaslug": SLUG,
        "prompt": MAYBE_PRICE,
        "completion": MAYBE_PRICE,
        "basis": _one_of(BASES),
        "days_off": MAYBE_COUNT,
        "source": None,
    }
)

COSTS_SCHEMA = _schema({"date": DATE, "model": SLUG, "cost_usd": COST})

PRICE_SOURCES_SCHEMA = _schema(
    {
        "key": FILLED,
        "observed": _matches(
            r"\d{4}-\d\d-\d\d( to \d{4}-\d\d-\d\d)?", "a day as YYYY-MM-DD, or two with ' to ' between"
        ),
        "not_before": MAYBE_DATE,
        "not_after": MAYBE_DATE,
        "dated_by": FILLED,
        "prices": MAYBE_COUNT,
        "repository": None,
        "commit": None,
        "path": None,
        "repository_licence": None,
    }
)

RELEASES_SCHEMA = _schema(
    {
        "slug": SLUG,
        "released": DATE,
        "released_is": _one_of(RELEASED_IS),
        "listed_on_openrouter": MAYBE_DATE,
        "first_day_in_top50": DATE,
        "open_weights": _one_of(WEIGHTS),
        "weights_at": None,
        "weights_since": MAYBE_DATE,
        "context_first": MAYBE_COUNT,
        "context_max": MAYBE_COUNT,
        "source": FILLED,
    }
)

AIDER_SCHEMA = _schema(
    {
        "date": DATE,
        "model": None,
        "label": FILLED,
        "setting": None,
        "pass_rate_2": PERCENT,
        "cost_usd": MAYBE_NUMBER,
        "seconds_per_case": MAYBE_NUMBER,
        "well_formed_pct": MAYBE_NUMBER,
        "edit_format": None,
        "prompt_tokens": MAYBE_COUNT,
        "completion_tokens": MAYBE_COUNT,
        "source_commit": FILLED,
        "note": None,
    }
)

ECI_SCHEMA = _schema(
    {
        "release_date": DATE,
        "version": FILLED,
        "name": FILLED,
        "display": None,
        "model": None,
        "organization": None,
        "accessibility": None,
        "eci": NUMBER,
    }
)

EVENTS_SCHEMA = _schema(
    {
        "date": DATE,
        "subject": MAYBE_SLUG,
        "kind": _one_of(EVENT_KINDS),
        "label": _one_of(EVENT_LABELS),
        "from_price": MAYBE_PRICES,
        "to_price": MAYBE_PRICES,
        "source": FILLED,
    }
)


def _read(path: Path, schema: pa.DataFrameSchema, key: list[str], raw: bytes | None = None) -> pd.DataFrame:
    """A checked table of texts; errors as in `read_text_table`, `check`, `check_unique`."""
    table = read_text_table(path, read_bytes(path) if raw is None else raw, list(schema.columns))
    check(path, table, schema)
    if key:
        check_unique(path, table, key)
    return table


def _typed(table: pd.DataFrame, days: list[str], numbers: list[str]) -> pd.DataFrame:
    """Days as datetime64 and numbers as float64; missing where the cell is empty."""
    made = {name: pd.to_datetime(table[name].replace("", None), format="%Y-%m-%d") for name in days}
    made |= {name: pd.to_numeric(table[name].replace("", None)).astype("float64") for name in numbers}
    return table.assign(**made).reset_index(drop=True)


def read_prices(path: Path, raw: bytes | None = None) -> pd.DataFrame:
    """Weekly list prices.

    Returns
    -------
    DataFrame: week (datetime64), model_permaslug (str), prompt, completion (float64, dollars per
    million tokens; missing where `basis` is "missing"), basis (str), days_off (float64), source (str).

    Raises
    ------
    DataError
        With file, row and column; also where a price is missing without its basis saying so.
    """
    table = _read(path, PRICES_SCHEMA, ["week", "model_permaslug"], raw)
    for name in ("prompt", "completion"):
        for row in table.index[(table[name] == "") != (table["basis"] == "missing")][:1]:
            raise DataError(
                path,
                f"{table.at[row, name]!r} with the basis {table.at[row, 'basis']!r}",
                "a price, or an empty cell with the basis missing",
                row=int(row),
                column=name,
            )
    return _typed(table, ["week"], ["prompt", "completion", "days_off"])


def read_costs(path: Path) -> pd.DataFrame:
    """What a log of one's own says of cost: date (datetime64), model (slug), cost_usd (float64)."""
    return _typed(_read(path, COSTS_SCHEMA, ["date", "model"]), ["date"], ["cost_usd"])


def read_price_sources(path: Path) -> pd.DataFrame:
    """The saved lists that prices are from: one row per key and day (or days, as `observed` says)."""
    table = _read(path, PRICE_SOURCES_SCHEMA, [])
    return _typed(table, ["not_before", "not_after"], ["prices"])


def read_releases(path: Path = DATA / RELEASES) -> pd.DataFrame:
    """When each slug came (`released`, datetime64), whether its weights are open, its context."""
    table = _read(path, RELEASES_SCHEMA, ["slug"])
    days = ["released", "listed_on_openrouter", "first_day_in_top50", "weights_since"]
    return _typed(table, days, ["context_first", "context_max"])


def read_aider(path: Path = DATA / AIDER) -> pd.DataFrame:
    """Runs of Aider's polyglot benchmark: date, model, pass_rate_2 (0 to 100), cost_usd of the run."""
    numbers = ["pass_rate_2", "cost_usd", "seconds_per_case", "well_formed_pct"]
    table = _read(path, AIDER_SCHEMA, ["date", "label"])
    return _typed(table, ["date"], [*numbers, "prompt_tokens", "completion_tokens"])


def read_eci(path: Path = DATA / ECI) -> pd.DataFrame:
    """The Epoch Capabilities Index: one score (`eci`) per model version."""
    return _typed(_read(path, ECI_SCHEMA, ["version"]), ["release_date"], ["eci"])


def read_events(path: Path = DATA / EVENTS) -> pd.DataFrame:
    """What charts annotate: date, subject (slug, vendor, or empty for the source itself), kind, label.

    Raises
    ------
    DataError
        With file, row and column; also where an event lacks its subject, or a new price its two prices.
    """
    table = _read(path, EVENTS_SCHEMA, ["date", "subject", "kind"])
    needed = {"subject": table["kind"] != "outage"}
    needed |= dict.fromkeys(("from_price", "to_price"), table["kind"] == "price_change")
    for column, needs in needed.items():
        for row in table.index[needs & (table[column] == "")][:1]:
            raise DataError(
                path,
                "an empty cell",
                f"filled where the kind is {table.at[row, 'kind']}",
                row=int(row),
                column=column,
            )
    return _typed(table, ["date"], [])


def weights_of(slugs: pd.Series, releases: pd.DataFrame | None = None) -> pd.Series:
    """Whether the weights of slugs, with or without a variant, are open: "yes", "no", "unknown".

    Missing where nobody knows the slug; in the order and with the index of `slugs`.

    Parameters
    ----------
    releases : see `read_releases`; None: the committed ones.
    """
    known = (read_releases() if releases is None else releases).set_index("slug")["open_weights"]
    return slugs.map(base_slug).map(known)


class Side:
    """What an edition's folder holds beside its rows; to be mixed into `Edition`."""

    path: Path | None

    def _beside(self, name: str, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame | None:
        if self.path is None or not (self.path / name).exists():
            return None
        return read(self.path / name)

    @cached_property
    def prices(self) -> pd.DataFrame | None:
        """Weekly list prices (see `read_prices`); None where the edition has none."""
        return self._beside(PRICES, read_prices)

    @cached_property
    def costs(self) -> pd.DataFrame | None:
        """What the rows cost, where their log says it (see `read_costs`); None where it does not."""
        return self._beside(COSTS, read_costs)

    @cached_property
    def price_sources(self) -> pd.DataFrame | None:
        """The saved lists that the prices are from; None where the edition has none."""
        return self._beside(PRICE_SOURCES, read_price_sources)

    @cached_property
    def free(self) -> pd.DataFrame:
        """What was used at price 0 from when to when (see `tokenbook.rows.free.read_free`)."""
        return free.NONE if self.path is None else free.read_free(self.path / free.NAME)
