"""The weeks on which forecasts are judged."""

import pandas as pd

from tokenbook import said
from tokenbook.scope import NoRowsError, Scope


def forecast_weeks(scope: Scope) -> pd.DataFrame:
    """The complete weeks of the year of the forecasts; `NoRowsError` if they are too few."""
    inside = scope.coverage.days.dt.year == said.FORECAST_YEAR
    weeks = scope.weeks[scope.weeks["week"].isin(inside.index[inside])]
    if weeks["week"].nunique() < scope.window:
        raise NoRowsError(str(said.FORECAST_YEAR))
    return weeks
