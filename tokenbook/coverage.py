"""What a statement needs of an edition's rows, and what an edition lacks of it.

A statement declares `needs`; before anything is measured, `lacks` compares them with the complete weeks
that the edition holds. Where something is missing there is no verdict, and each `Lack` says what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import pandas as pd

THURSDAY = pd.Timedelta(days=3)
STEP = pd.Timedelta(days=7)

UNITS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
"""Kind of span -> its months."""

COVERED = {"year": 0.9, "half": 0.9, "quarter": 0.9, "month": 0.75}
"""Part of a span's weeks that have to be complete: of a quarter's thirteen one may be missing, of a month's
four or five also one; a half and a year may lack two and five."""


@dataclass(frozen=True)
class Coverage:
    """What complete weeks an edition holds.

    Attributes
    ----------
    tokens : tokens of each complete week, indexed by Monday, in order of time.
    start, end : first and last day of the edition's period.
    present : name (model, vendor) -> Mondays of the complete weeks in which it has tokens.
    given : parameters that the edition names, and kinds of side-data that it has ("prices", "daily", …).
    """

    tokens: pd.Series
    start: pd.Timestamp
    end: pd.Timestamp
    present: Mapping[str, pd.Index] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @property
    def weeks(self) -> pd.Index:
        """Mondays of the complete weeks."""
        return self.tokens.index

    @cached_property
    def days(self) -> pd.Series:
        """The day by which each complete week belongs to a month, a quarter, a year: its Thursday (ISO 8601);
        the weeks at the edges stay inside the edition's period."""
        thursdays = self.weeks + THURSDAY
        return pd.Series(thursdays, self.weeks).clip(self.start, self.end)

    @cached_property
    def year(self) -> int:
        """The calendar year of most complete weeks; of equals the earlier."""
        if self.weeks.empty:
            found: int = self.start.year
            return found
        return int(self.days.dt.year.mode().iloc[0])

    def span(self, unit: str, number: int = 1) -> pd.Index:
        """Mondays of the complete weeks that belong to a span of the edition's year.

        Parameters
        ----------
        unit : "year", "half", "quarter", "month".
        number : which of the year, from 1.
        """
        first, last = bounds(self.year, unit, number)
        return self.weeks[self.days.between(first, last).to_numpy()]

    def part_of(self, unit: str, number: int = 1) -> float:
        """Complete weeks of a span over all its weeks, 0 to 1."""
        all_weeks = len(pd.date_range(*bounds(self.year, unit, number), freq="W-THU"))
        return min(1.0, len(self.span(unit, number)) / all_weeks)

    @cached_property
    def longest_run(self) -> int:
        """How many complete weeks follow each other without a hole, at most."""
        if self.weeks.empty:
            return 0
        new = self.weeks.to_series().diff() != STEP
        return int(new.cumsum().value_counts().max())

    @cached_property
    def after_peak(self) -> int:
        """Complete weeks after the largest; 0 without weeks."""
        return 0 if self.weeks.empty else int((self.weeks > self.tokens.idxmax()).sum())

    def weeks_with(self, name: str) -> pd.Index:
        """Mondays of the complete weeks in which a name has tokens."""
        return self.present.get(name, self.weeks[:0])


def of_weeks(
    weeks: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, given: Iterable[str] = ()
) -> Coverage:
    """The coverage of a usage frame's complete weeks (see `models.annotate`).

    Parameters
    ----------
    given : as in `Coverage`.
    """
    used = weeks[weeks["tokens"] > 0]
    present = {}
    for by in ("vendor", "model"):
        pairs = used[[by, "week"]].drop_duplicates().sort_values("week")
        mondays = pd.DatetimeIndex(pairs["week"])
        # an index per name out of one for all: a group of its own for each takes ten times as long
        for name, places in pairs.groupby(by, observed=True).indices.items():
            present[str(name)] = mondays[places]
    tokens = weeks.groupby("week")["tokens"].sum().sort_index()
    return Coverage(tokens, start, end, present, frozenset(given))


def bounds(year: int, unit: str, number: int = 1) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of a span.

    Raises
    ------
    ValueError
        Where there is no such span.
    """
    months = UNITS.get(unit)
    if months is None or not 1 <= number <= 12 // months:
        raise ValueError(f"no span: {unit} {number}")
    first = pd.Timestamp(year, (number - 1) * months + 1, 1)
    return first, first + pd.DateOffset(months=months) - pd.Timedelta(days=1)


@dataclass(frozen=True)
class Lack:
    """One thing that an edition lacks.

    Attributes
    ----------
    need : what is asked for.
    found, wanted : how much of it there is, and how much there should be; in weeks, for a `Span` as a
        part of its weeks, for names and givens as their number.
    names : the models, vendors, parameters or side-data that are missing.
    """

    need: "Need"
    found: float
    wanted: float
    names: tuple[str, ...] = ()


class Need(Protocol):
    """Something that a statement needs."""

    def lack(self, coverage: Coverage) -> Lack | None:
        """What is missing; None where nothing is."""


@dataclass(frozen=True)
class Span:
    """A year, half, quarter or month of which a statement speaks.

    Attributes
    ----------
    unit, number : as in `Coverage.span`.
    """

    unit: str
    number: int = 1

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        found, wanted = coverage.part_of(self.unit, self.number), COVERED[self.unit]
        return Lack(self, found, wanted) if found < wanted else None


@dataclass(frozen=True)
class Weeks:
    """At least so many complete weeks; in a row where they have to follow each other."""

    least: int
    in_a_row: bool = False

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        found = coverage.longest_run if self.in_a_row else len(coverage.weeks)
        return Lack(self, found, self.least) if found < self.least else None


@dataclass(frozen=True)
class Windows:
    """A first and a last window of so many weeks that share none."""

    weeks: int

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        found = len(coverage.weeks)
        return Lack(self, found, 2 * self.weeks) if found < 2 * self.weeks else None


@dataclass(frozen=True)
class AfterPeak:
    """At least so many complete weeks after the largest."""

    least: int

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        found = coverage.after_peak
        return Lack(self, found, self.least) if found < self.least else None


@dataclass(frozen=True)
class Forecast:
    """At least so many complete weeks in the year of which a forecast speaks."""

    year: int
    least: int

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        found = int((coverage.days.dt.year == self.year).sum())
        return Lack(self, found, self.least) if found < self.least else None


@dataclass(frozen=True)
class Present:
    """Models or vendors with tokens in at least so many complete weeks: all of them, or any."""

    names: tuple[str, ...]
    least: int = 1
    enough: str = "all"

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        weeks = {name: len(coverage.weeks_with(name)) for name in self.names}
        missing = tuple(name for name, count in weeks.items() if count < self.least)
        allowed = len(weeks) - 1 if self.enough == "any" else 0
        if len(missing) <= allowed:
            return None
        return Lack(self, max(weeks[name] for name in missing), self.least, missing)


@dataclass(frozen=True)
class Launched:
    """Models whose first weeks are seen: they are not there yet in the first complete week."""

    names: tuple[str, ...]

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        there = {name: coverage.weeks_with(name) for name in self.names}
        unseen = tuple(name for name, weeks in there.items() if weeks.empty or weeks[0] == coverage.weeks[0])
        return Lack(self, len(there) - len(unseen), len(there), unseen) if unseen else None


@dataclass(frozen=True)
class Given:
    """Parameters that the edition has to name, or side-data that it has to have."""

    names: tuple[str, ...]

    def lack(self, coverage: Coverage) -> Lack | None:
        """See `Need`."""
        missing = tuple(name for name in self.names if name not in coverage.given)
        found = len(self.names) - len(missing)
        return Lack(self, found, len(self.names), missing) if missing else None


def lacks(needs: Iterable[Need], coverage: Coverage) -> list[Lack]:
    """What an edition lacks of what a statement needs, in the order of the needs."""
    found = (need.lack(coverage) for need in needs)
    return [lack for lack in found if lack is not None]
