"""What is measured: an edition's rows, its complete weeks, and the chapters' parameters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from tokenbook import measures
from tokenbook.editions import Edition
from tokenbook.errors import BookError

DAILY_TOP = 50
"""How many models a day the source names."""

EDGE_WEEKS = 4
"""How many weeks make the start and the end of a period."""


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
    """An edition as the measures see it: complete weeks and parameters.

    Attributes
    ----------
    edition : rows, labels, period.
    parameters : `top_n` and the parameters of all chapters, flat.
    """

    edition: Edition
    parameters: dict

    @property
    def weeks(self) -> pd.DataFrame:
        """Rows of the complete weeks."""
        return self.edition.weeks

    def parameter(self, name: str):
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

    def part(self, number: int, of: int) -> pd.DataFrame:
        """The complete weeks of one of `of` equal parts of the period (number from 1).

        A week belongs where its Thursday lies (ISO 8601); the weeks at the edges stay inside.
        """
        length = (self.edition.end - self.edition.start + pd.Timedelta(days=1)) / of
        place = (self.weeks["week"] + pd.Timedelta(days=3) - self.edition.start) // length + 1
        rows = self.weeks[place.clip(1, of) == number]
        if rows.empty:
            raise NoRowsError(f"part {number} of {of}")
        return rows

    def parts(self, of: int) -> Iterator[tuple[int, pd.DataFrame]]:
        """The parts of the period that hold complete weeks: (number, rows)."""
        for number in range(1, of + 1):
            try:
                yield number, self.part(number, of)
            except NoRowsError:
                continue

    def ends(self, series: pd.Series) -> tuple[float, float]:
        """Means of the first and the last weeks of a weekly series."""
        if series.empty:
            raise NoRowsError("no weeks")
        return measures.ends(series, EDGE_WEEKS)


def open_scope(edition: Edition, **overrides: object) -> Scope:
    """An edition with its own parameters, or those given instead where they are not None.

    Raises
    ------
    BookError
        For a `top_n` that is no number of models to name.
    """
    flat = {"top_n": edition.settings.get("top_n")}
    for chapter in (edition.settings.get("chapters") or {}).values():
        flat.update(chapter or {})
    flat.update({name: value for name, value in overrides.items() if value is not None})
    top_n = flat["top_n"]
    if isinstance(top_n, bool) or not isinstance(top_n, int) or not 2 <= top_n <= DAILY_TOP:
        raise BookError(f"top_n is {top_n!r}; allowed are whole numbers from 2 to {DAILY_TOP}")
    return Scope(edition, flat)
