"""An edition: one period's rows by day and week, where they are from, each chapter's parameters."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tokenbook import measures, models
from tokenbook.coverage import Coverage, of_weeks
from tokenbook.errors import DataError, check_ordinary
from tokenbook.mapping import read_mapping
from tokenbook.places import ARTICLE as ARTICLE  # part of what an edition is
from tokenbook.places import DATA as DATA
from tokenbook.places import FOLLOWED_BY as FOLLOWED_BY
from tokenbook.places import NAME as NAME
from tokenbook.places import earlier as earlier
from tokenbook.places import folder as folder
from tokenbook.places import later as later
from tokenbook.rows import free
from tokenbook.rows.sources import days
from tokenbook.rows.sources.files import is_time
from tokenbook.rows.state import PROVENANCE, RECORD, check_state
from tokenbook.rows.tables import is_slug
from tokenbook.rows.usage import OTHER, PARTS, read_usage, week_of
from tokenbook.settings import Names, check_edition, names_of
from tokenbook.side import Side

ALL = "all"
"""A period that is whatever the rows cover."""

OPENROUTER = "OpenRouter"

MARKET, OWN = "market", "own"
"""Kinds of editions: OpenRouter's rankings, or an analyst's own log."""

WEEK = pd.Timedelta(days=6)
"""From a week's Monday to its Sunday."""


@dataclass(frozen=True)
class Covers:
    """What an edition covers, for others to word: "2026, to 9 October: 39 whole weeks".

    Attributes
    ----------
    year : the calendar year that the period lies in; None where it is not one year's.
    start, end : first and last day of the period that the rows cover, both inside.
    whole_weeks : complete weeks that begin in the period: each week belongs to one year.
    over : the rows reach the last day of the year.
    """

    year: int | None
    start: pd.Timestamp
    end: pd.Timestamp
    whole_weeks: int
    over: bool


@dataclass(frozen=True)
class Edition(Side):
    """What the chapters are computed from.

    Attributes
    ----------
    name : the folder's name, for instance a year.
    rows : usage frame with names (see `models.annotate`), only weeks that touch the period.
    provenance : the content of `provenance.json`.
    settings : the content of `edition.yml`: `top_n`, `kind`, `followed_by` and a mapping per chapter.
    start, end : first and last day of the period that the rows cover, both inside.
    path : the edition's folder; None for rows that were put together in memory.
    names : those that parameters may have; None leaves them unchecked.
    """

    name: str
    rows: pd.DataFrame
    provenance: dict[str, Any]
    settings: dict[str, Any]
    start: pd.Timestamp
    end: pd.Timestamp
    path: Path | None = None
    names: Names | None = None

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """The rows of the complete weeks: what measures use."""
        return measures.complete(self.rows)

    @cached_property
    def coverage(self) -> Coverage:
        """What complete weeks the edition holds; `Coverage.given` has what lies beside them."""
        given = {"prices"} if self.prices is not None else set()
        if measures.FREE in self.rows:
            given.add("free")
        if days.NAME not in self.lacks:
            given.add("daily")
        return of_weeks(self.weeks, self.start, self.end, given)

    def counted(self, rows: pd.DataFrame) -> "Edition":
        """The same edition with its rows counted otherwise; its prices are not read again."""
        made = replace(self, rows=rows)
        if "prices" in self.__dict__:
            made.__dict__["prices"] = self.prices
        return made

    def router(self, lang: str) -> str:
        """Through whose hands the tokens went: OpenRouter, or the source of an analyst's own rows."""
        if not self.own:
            return OPENROUTER
        said: str = self.provenance.get("source_in", {}).get(lang) or self.provenance["source"]
        return said

    @property
    def own(self) -> bool:
        """Whether the rows are an analyst's own, to which OpenRouter's licence does not apply."""
        return bool(self.provenance.get("own", False))

    @property
    def kind(self) -> str:
        """`market` or `own`, as `edition.yml` or else the provenance says."""
        return self.settings.get("kind") or (OWN if self.own else MARKET)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The daily rows of the same weeks as `rows`: date (datetime64), slug, tokens (int64), free
        (bool, used at price 0), and the names (see `models.annotate`).

        Raises
        ------
        DataError
            Where the edition has no days; `lacks` names `daily.csv.gz` then.
        """
        if self.path is None or not (self.path / days.NAME).exists():
            raise DataError(
                (self.path or Path(self.name)) / days.NAME,
                "no such file",
                "daily rows; version 0.1 kept none: update the edition with rows of all its days",
            )
        rows = days.read_store(self.path / days.NAME).drop(columns="as_of")
        rows = rows[week_of(rows["date"]).isin(self.rows["week"].unique())].reset_index(drop=True)
        rows["free"] = free.free_on(rows, free.read_free(self.path / free.NAME))
        return models.annotate(rows, models.read_catalogue(), self.own)

    @cached_property
    def lacks(self) -> tuple[str, ...]:
        """What this version knows of an edition and this one has not: names of files, of columns, of
        the record in the provenance, and `followed_by` where the edition it names is not there.
        """
        names = [days.NAME] if self.kind == OWN else [days.NAME, free.NAME]
        missing = [name for name in names if self.path is None or not (self.path / name).exists()]
        missing += [part for part in PARTS if part not in self.rows]
        if RECORD not in self.provenance:
            missing.append(RECORD)
        if FOLLOWED_BY in self.settings and self._later_folder is None:
            missing.append(FOLLOWED_BY)
        return tuple(missing)

    @property
    def _later_folder(self) -> Path | None:
        return later(self.path) if self.path else None

    @cached_property
    def later(self) -> "Edition | None":
        """The edition that `followed_by` names, for what judges a forecast; None where there is none."""
        return load(self._later_folder) if self._later_folder else None

    @cached_property
    def earlier(self) -> "Edition | None":
        """The edition that this one follows; None where there is none."""
        before = earlier(self.path) if self.path else None
        return load(before) if before else None

    @property
    def covers(self) -> Covers:
        """What the edition covers, as numbers and days."""
        mondays = self.weeks["week"].drop_duplicates()
        year = self.start.year if self.start.year == self.end.year else None
        return Covers(
            year,
            self.start,
            self.end,
            whole_weeks=int(mondays.between(self.start, self.end).sum()),
            over=year is not None and (self.end.month, self.end.day) == (12, 31),
        )

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
        Where a file is missing, not as data/README.md describes it, or not as its record says.
    """
    path = folder(edition, data)
    settings = read_settings(path / "edition.yml")
    provenance = read_provenance(path / PROVENANCE)
    check_state(path, provenance)
    _check_kind(path / "edition.yml", settings, provenance)
    usage, catalogue = read_usage(path / "usage.csv"), models.read_catalogue()
    # names of all its rows, also of those outside the period
    named = models.annotate(usage.drop_duplicates("model"), catalogue)
    names = names_of(named, catalogue)
    check_edition(path / "edition.yml", settings, names)
    start, end = period_of(settings, provenance["first_day"], provenance["last_day"])
    usage = in_period(usage, start, end)
    if usage.empty or not (usage["days"] == measures.FULL_WEEK).any():
        raise DataError(
            path / "usage.csv",
            f"no complete week between {start:%Y-%m-%d} and {end:%Y-%m-%d}",
            "complete weeks (days = 7) inside the period of edition.yml",
        )
    rows = models.annotate(usage, catalogue, bool(provenance.get("own", False)))
    start = max(start, pd.Timestamp(provenance["first_day"]))
    end = min(end, pd.Timestamp(provenance["last_day"]))
    return Edition(path.name, rows, provenance, settings, start, end, path, names)


def joined(editions: Iterable[Edition]) -> pd.DataFrame:
    """The rows of several editions as one usage frame with names, ordered by week.

    A week that stands in two of them is taken once: from the edition that holds more of its days, from
    the earlier one where both hold as many.
    """
    frames = [edition.rows.assign(place=place) for place, edition in enumerate(editions)]
    rows = pd.concat(frames, ignore_index=True)
    best = rows.sort_values(["days", "place"], ascending=[False, True], kind="stable")
    chosen = best.drop_duplicates("week").set_index("week")["place"]
    rows = rows[rows["place"] == rows["week"].map(chosen)].drop(columns="place")
    return rows.sort_values("week", kind="stable").reset_index(drop=True)


def period_of(
    settings: dict[str, Any], first_day: object, last_day: object
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of an edition's period; those of the rows where it is "all"."""
    period = settings["period"]
    if period == ALL:
        return pd.Timestamp(first_day), pd.Timestamp(last_day)
    return pd.Timestamp(period["start"]), pd.Timestamp(period["end"])


def in_period(usage: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """The rows of the weeks that have at least one day in the period."""
    first, last = week_of(pd.Series([start, end]))
    return usage[usage["week"].between(first, last)].reset_index(drop=True)


def read_settings(path: Path) -> dict[str, Any]:
    """Read `edition.yml`: what it says, and what holds where it says nothing.

    Raises
    ------
    DataError
        Where the file is missing, is not YAML, or not as `settings.EditionSettings` has it.
    """
    content = read_mapping(path, "an edition.yml like data/2025/edition.yml")
    return check_edition(path, content).model_dump(by_alias=True, exclude_none=True)


def _check_kind(path: Path, settings: dict[str, Any], provenance: dict[str, Any]) -> None:
    """Refuse settings whose kind is not that of the rows."""
    kind = settings.get("kind")
    if kind and (kind == OWN) != bool(provenance.get("own", False)):
        raise DataError(
            path,
            f"{kind} where {PROVENANCE} says own: {str(provenance.get('own', False)).lower()}",
            f"{MARKET} for OpenRouter's rows, {OWN} for your own",
            key="kind",
        )


def _told(allowed: str, fits: Callable[[str], bool]) -> AfterValidator:
    def check(text: str) -> str:
        if not fits(text):
            raise ValueError(allowed)
        return text

    return AfterValidator(check)


Source = Annotated[str, _told("1 to 200 characters in one line", is_slug)]
Time = Annotated[str, _told("a day or a time in UTC that exists", is_time)]
Day = Annotated[date, Field(ge=pd.Timestamp.min.date(), le=pd.Timestamp.max.date())]


class Provenance(BaseModel):
    """What an edition's record says of its rows; `check_state` sees to the files, other keys may stand."""

    model_config = ConfigDict(strict=True)

    source: Source | None = None
    source_in: dict[str, Source] = {}
    citation: str | None = None
    licence: dict[str, str] | None = None
    own: bool = False
    as_of: Time | None = None
    retrieved: str | None = None
    input: dict[str, Any] = {}
    first_day: Day
    last_day: Day
    missing_days: list[date] = []
    changes: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Provenance":
        if self.first_day > self.last_day:
            raise ValueError("a first_day that is not after last_day")
        if self.own and self.source is None:
            raise ValueError("a source where the rows are one's own")
        return self


def read_provenance(path: Path) -> dict[str, Any]:
    """Read `provenance.json`.

    Raises
    ------
    DataError
        Where the file is missing, is not JSON, lacks the days that the rows cover, or holds something else
        than `Provenance` says.
    """
    check_ordinary(path, "a provenance.json")
    try:
        raw = path.read_bytes()
        provenance = json.loads(raw.decode())
    except OSError as error:
        raise DataError(path, error.strerror or str(error), "a provenance.json") from error
    except (ValueError, RecursionError) as error:
        raise DataError(path, f"no JSON ({error})", "JSON as update_data.py writes it") from error
    if not isinstance(provenance, dict) or not {"first_day", "last_day"} <= provenance.keys():
        raise DataError(path, "no first_day and last_day", "JSON as update_data.py writes it")
    try:
        Provenance.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        allowed = f"what update_data.py writes ({first['msg']})"
        raise DataError(path, repr(first["input"])[:80], allowed, key=key or None) from error
    return provenance
