"""What is measured: an edition's rows, its complete weeks, and the chapters' parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import pandas as pd

from tokenbook import measures, models, side
from tokenbook.coverage import Coverage
from tokenbook.editions import Edition
from tokenbook.limits import EDGE_WEEKS, LIMITS

BENCHMARKS = {"aider": (side.read_aider, "date"), "eci": (side.read_eci, "release_date")}
"""Benchmarks beside all editions, and the column of their days; an edition has those with days in it."""


@cache
def benchmark(name: str) -> pd.DataFrame:
    """All rows of one of `BENCHMARKS`."""
    return BENCHMARKS[name][0]()


class NoRowsError(LookupError):
    """A measure asks for models or weeks of which the edition has no row.

    Attributes
    ----------
    names : the models or vendors, where it is they that are missing.
    """

    def __init__(self, text: str, names: Iterable[str] = ()):
        super().__init__(text)
        self.names = list(names)


@dataclass(frozen=True)
class Scope:
    """An edition as the measures see it: complete weeks, parameters, limits, and the ways of counting
    that can be chosen otherwise (see `article.sensitivity`).

    Attributes
    ----------
    edition : rows, labels, period.
    parameters : `top_n` and the parameters of all chapters, flat.
    moved : limits that are not where `limits.LIMITS` has them: name -> value.
    window : how many weeks make the start and the end of a period.
    launch_weeks : whether a model's first, partial week counts.
    pooled : whether shares of a span are of all its tokens; else they are means of its weeks' shares.
    paid : whether only what was paid for counts; then `edition` holds rows of paid tokens only.
    """

    edition: Edition
    parameters: dict[str, Any]
    moved: Mapping[str, float] = field(default_factory=dict)
    window: int = EDGE_WEEKS
    launch_weeks: bool = False
    pooled: bool = True
    paid: bool = False

    @property
    def weeks(self) -> pd.DataFrame:
        """Rows of the complete weeks."""
        return self.edition.weeks

    def limit(self, name: str) -> float:
        """The value of a limit."""
        return self.moved.get(name, LIMITS[name].value)

    @cached_property
    def coverage(self) -> Coverage:
        """What complete weeks and which data the edition holds."""
        edition = self.edition
        given = {name for name, value in self.parameters.items() if value not in (None, [])}
        given.update(
            name
            for name, (_, day) in BENCHMARKS.items()
            if benchmark(name)[day].between(edition.start, edition.end).any()
        )
        return replace(edition.coverage, given=edition.coverage.given | given)

    def span(self, unit: str, number: int = 1) -> pd.DataFrame:
        """Rows of the complete weeks of a year, half, quarter or month (see `Coverage.span`).

        Raises
        ------
        NoRowsError
            Where there is none.
        """
        rows = self.weeks[self.weeks["week"].isin(self.coverage.span(unit, number))]
        if rows.empty:
            raise NoRowsError(f"{unit} {number}")
        return rows

    @property
    def quarters(self) -> dict[int, pd.Index]:
        """The quarters of the edition's year that hold complete weeks: number -> their Mondays."""
        spans = {number: self.coverage.span("quarter", number) for number in range(1, 5)}
        return {number: weeks for number, weeks in spans.items() if len(weeks)}

    @cached_property
    def later(self) -> "Scope | None":
        """The same of the following edition, for what judges a forecast; None where there is none."""
        following = self.edition.later
        return open_scope(following) if following else None

    @cached_property
    def daily(self) -> pd.DataFrame:
        """The daily rows (see `Edition.daily`), only the paid ones where only these count.

        Raises
        ------
        NoRowsError
            Where the edition has no days.
        """
        if "daily" not in self.coverage.given:
            raise NoRowsError("daily rows")
        daily = self.edition.daily
        return measures.known(daily[~daily["free"]]) if self.paid else daily

    @cached_property
    def aider(self) -> pd.DataFrame:
        """Runs of Aider's benchmark until the edition's end (see `side.read_aider`)."""
        runs = benchmark("aider")
        return runs[runs["date"] <= self.edition.end]

    @cached_property
    def eci(self) -> pd.DataFrame:
        """The Epoch Capabilities Index, of models released until the edition's end (see `side.read_eci`)."""
        index = benchmark("eci")
        return index[index["release_date"] <= self.edition.end]

    @cached_property
    def vendor_of(self) -> pd.Series:
        """Model -> vendor, as the catalogue has it."""
        return models.read_catalogue().drop_duplicates("model").set_index("model")["vendor"]

    def shares(self, rows: pd.DataFrame, by: str) -> pd.Series:
        """Shares of a span's tokens per value of `by`, largest first: of all its tokens, or the means of
        its weeks where these are to weigh alike."""
        if self.pooled:
            return measures.overall_shares(rows, by)
        return measures.shares(rows, by).mean().sort_values(ascending=False, kind="stable")

    def joint(self, rows: pd.DataFrame, names: Iterable[str], by: str = "model") -> float:
        """Joint share of some values of `by` in a span (see `shares`); 0 where they have no row."""
        return float(self.shares(rows, by).reindex(list(names)).fillna(0).sum())

    def since_launch(self, series: pd.Series) -> pd.Series:
        """A model's weekly series from its first whole week on.

        Its first week with a row is a part of one, as it came on some day of it, unless it is the
        edition's first complete week. Before, and without any row, there is nothing.
        """
        there = series.index[series.fillna(0) > 0]
        if there.empty:
            return series[:0]
        partial = not self.launch_weeks and there[0] != self.coverage.weeks[0]
        return series[there[0] :].iloc[1 if partial else 0 :]

    def parameter(self, name: str) -> Any:
        """A parameter's value; `NoRowsError` where the edition does not name any."""
        value = self.parameters.get(name)
        if value is None or value == []:
            raise NoRowsError(name)
        return value

    def labels(self, models: Iterable[str]) -> list[str]:
        """Names as their makers write them."""
        return [self.edition.label(model) for model in models]

    def series(self, models: Iterable[str], frame: pd.DataFrame) -> pd.DataFrame:
        """The columns of these models in a week-by-model frame; `NoRowsError` if none is there."""
        present = [model for model in models if model in frame]
        if not present:
            raise NoRowsError(", ".join(models), models)
        return frame[present]

    def ends(self, series: pd.Series) -> tuple[float, float]:
        """Means of the first and the last weeks of a weekly series."""
        if series.empty:
            raise NoRowsError("no weeks")
        return measures.ends(series, self.window)


def open_scope(edition: Edition, **overrides: object) -> Scope:
    """An edition with its own parameters, or those given instead where they are not None."""
    flat = {"top_n": edition.settings.get("top_n")}
    for chapter in (edition.settings.get("chapters") or {}).values():
        flat.update(chapter or {})
    flat.update({name: value for name, value in overrides.items() if value is not None})
    return Scope(edition, flat)
