"""The weeks on which forecasts are judged."""

import pandas as pd

from tokenbook import said
from tokenbook.scope import NoRowsError, Scope


def forecast_weeks(scope: Scope) -> pd.DataFrame:
    """The complete weeks that start in the year of the forecasts; `NoRowsError` if they are too few."""
    weeks = scope.weeks[scope.weeks["week"].dt.year == said.FORECAST_YEAR]
    if weeks["week"].nunique() < scope.window:
        raise NoRowsError(str(said.FORECAST_YEAR))
    return weeks
