"""An edition: one period's usage table, where it is from, and each chapter's parameters."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from tokenbook import measures, models
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping
from tokenbook.places import ARTICLE, DATA, NAME, folder  # noqa: F401 part of what an edition is
from tokenbook.rows.usage import OTHER, read_usage, week_of

ALL = "all"
"""A period that is whatever the rows cover."""

OPENROUTER = "OpenRouter"

WEEK = pd.Timedelta(days=6)
"""From a week's Monday to its Sunday."""


@dataclass(frozen=True)
class Edition:
    """What the chapters are computed from.

    Attributes
    ----------
    name : the folder's name, for instance a year.
    rows : usage frame with names (see `models.annotate`), only weeks that touch the period.
    provenance : the content of `provenance.json`.
    settings : the content of `edition.yml` without the period: `top_n` and a mapping per chapter.
    start, end : first and last day of the period, both inside.
    """

    name: str
    rows: pd.DataFrame
    provenance: dict
    settings: dict
    start: pd.Timestamp
    end: pd.Timestamp

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """The rows of the complete weeks: what measures use."""
        return measures.complete(self.rows)

    @property
    def router(self) -> str:
        """Through whose hands the tokens went: OpenRouter, or the source of an analyst's own rows."""
        return self.provenance["source"] if self.own else OPENROUTER

    @property
    def own(self) -> bool:
        """Whether the rows are an analyst's own, to which OpenRouter's licence does not apply."""
        return bool(self.provenance.get("own", False))

    @property
    def first_day(self) -> pd.Timestamp:
        """The first day that the rows cover; before `start` where the first week begins earlier."""
        return max(self.rows["week"].min(), pd.Timestamp(self.provenance["first_day"]))

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day that the rows cover; after `end` where the last week ends later."""
        return min(self.rows["week"].max() + WEEK, pd.Timestamp(self.provenance["last_day"]))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Model -> the name its maker gives it; `other` is not in it."""
        rows = self.rows[["model", "label"]].drop_duplicates("model")
        # names made by rule may be the same for two models; in a chart they must not be
        again = rows.sort_values("model").groupby("label").cumcount() + 1
        rows.loc[again > 1, "label"] += " (" + again[again > 1].astype(str) + ")"
        known = models.read_catalogue().drop_duplicates("model")
        labels = dict(zip(known["model"], known["label"], strict=True))
        labels.update(zip(rows["model"], rows["label"], strict=True))
        labels.pop(OTHER, None)
        return labels

    def label(self, model: str) -> str:
        """The name of a model, also of one that has no row in this edition."""
        return self.labels.get(model, model)


def load(edition: str | int | Path, data: Path = DATA) -> Edition:
    """Read and check an edition.

    Raises
    ------
    BookError, DataError
        Where a file is missing or not as data/README.md describes it.
    """
    path = folder(edition, data)
    settings = read_settings(path / "edition.yml")
    provenance = read_provenance(path / "provenance.json")
    usage = read_usage(path / "usage.csv")
    start, end = period_of(settings, provenance["first_day"], provenance["last_day"])
    usage = in_period(usage, start, end)
    if usage.empty or not (usage["days"] == measures.FULL_WEEK).any():
        raise DataError(
            path / "usage.csv",
            f"no complete week between {start:%Y-%m-%d} and {end:%Y-%m-%d}",
            "complete weeks (days = 7) inside the period of edition.yml",
        )
    rows = models.annotate(usage, models.read_catalogue())
    return Edition(path.name, rows, provenance, settings, start, end)


def period_of(settings: dict, first_day: object, last_day: object) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of an edition's period; those of the rows where it is "all"."""
    period = settings["period"]
    if period == ALL:
        return pd.Timestamp(first_day), pd.Timestamp(last_day)
    return pd.Timestamp(period["start"]), pd.Timestamp(period["end"])


def in_period(usage: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """The rows of the weeks that have at least one day in the period."""
    first, last = week_of(pd.Series([start, end]))
    return usage[usage["week"].between(first, last)].reset_index(drop=True)


def read_settings(path: Path) -> dict:
    """Read `edition.yml`.

    Raises
    ------
    DataError
        Where the file is missing, is not YAML, or lacks the period.
    """
    settings = read_mapping(path, "an edition.yml like data/2025/edition.yml")
    period = settings.get("period")
    if period == ALL:
        return settings
    if not isinstance(period, dict) or not {"start", "end"} <= period.keys():
        raise DataError(path, "no period", "period: all, or {start: YYYY-MM-DD, end: YYYY-MM-DD}")
    try:
        start, end = (pd.Timestamp(period[key]) for key in ("start", "end"))
    except (ValueError, TypeError) as error:
        raise DataError(path, f"{error}", "days that exist, as YYYY-MM-DD", column="period") from error
    if start > end:
        raise DataError(path, f"a period from {start:%Y-%m-%d} to {end:%Y-%m-%d}", "start before end")
    return settings


def read_provenance(path: Path) -> dict:
    """Read `provenance.json`.

    Raises
    ------
    DataError
        Where the file is missing, is not JSON, or lacks the days that the rows cover.
    """
    try:
        provenance = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(path, error.strerror or str(error), "a provenance.json") from error
    except json.JSONDecodeError as error:
        raise DataError(path, f"no JSON ({error})", "JSON as update_data.py writes it") from error
    if not isinstance(provenance, dict) or not {"first_day", "last_day"} <= provenance.keys():
        raise DataError(path, "no first_day and last_day", "JSON as update_data.py writes it")
    return provenance
