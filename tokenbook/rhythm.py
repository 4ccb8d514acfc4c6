"""The rhythm of the rows: weekends, months, and how well a weekly total can be forecast.

Pure. Daily frames have date (datetime64), tokens (int) and names; weekly totals are a Series of
tokens indexed by week (a Monday, datetime64), as `measures.totals` gives them.
"""

import numpy as np
import pandas as pd

from tokenbook import measures

SATURDAY = 5
WEEK = pd.Timedelta(days=7)


def weekend_ratio(daily: pd.DataFrame, period: str = "Q", by: str | None = None) -> pd.Series:
    """Tokens of a weekend day over those of a weekday, the median of the period's weeks; 1 = no weekend.

    Each whole week is compared with itself, so that growth does not count; it belongs to the period
    that it begins in. The median is not moved by the week in which a model came.

    Parameters
    ----------
    period : pandas alias of a calendar period, for instance "Q" or "M".
    by : also told apart by this column; a name counts 0 on days on which it has no row, and weeks
        without any row of it on a weekday are left out.
    """
    monday = (daily["date"] - pd.to_timedelta(daily["date"].dt.day_of_week, unit="D")).rename("week")
    held = daily.groupby(monday)["date"].nunique()
    whole = monday.isin(held.index[held == measures.FULL_WEEK])
    rows = daily[whole]
    weekend = rows["date"].dt.day_of_week >= SATURDAY
    tokens = rows["tokens"].astype("float64")
    sums = pd.DataFrame({"end": tokens.where(weekend, 0), "week": tokens.where(~weekend, 0)})
    sums = sums.groupby([monday[whole], *([rows[by]] if by else [])]).sum()
    sums = sums[sums["week"] > 0]
    ratio = (sums["end"] / 2) / (sums["week"] / 5)
    weeks = pd.DatetimeIndex(ratio.index.get_level_values("week"))
    keys = [weeks.to_period(period).rename("period"), *([ratio.index.get_level_values(by)] if by else [])]
    return ratio.groupby(keys).median()


def monthly(weekly: pd.Series) -> pd.Series:
    """Mean of a weekly measure over the weeks that begin in each month."""
    return weekly.groupby(weekly.index.to_period("M")).mean()


def forecasts(totals: pd.Series, ahead: int, first: int) -> pd.DataFrame:
    """Errors of two naive forecasts of weekly totals (Hyndman and Athanasopoulos 2021, ch. 5.2).

    "No change" says that the last week repeats; "drift" goes on along the line, in logarithms, from
    the first week to the last. Each is made anew from every origin.

    Parameters
    ----------
    ahead : weeks between the last known week and the one forecast.
    first : weeks that are known at the first origin, at least 2.

    Returns
    -------
    DataFrame indexed by the week forecast: log errors (log of true over forecast) `no_change`, `drift`.
    """
    logs = np.log(totals[totals > 0].astype(float))
    rows = []
    for origin in logs.index[max(first, 2) - 1 :]:
        goal = origin + ahead * WEEK
        if goal not in logs.index:
            continue
        gone = (origin - logs.index[0]) / WEEK
        slope = (logs[origin] - logs.iloc[0]) / gone
        rows.append((goal, logs[goal] - logs[origin], logs[goal] - logs[origin] - ahead * slope))
    return pd.DataFrame(rows, columns=["week", "no_change", "drift"]).set_index("week")


def band(errors: pd.Series, level: float = 0.9) -> tuple[float, float]:
    """Relative errors between which `level` of the forecasts lay: -0.1 = the truth was 10 % lower."""
    outside = (1 - level) / 2
    low, high = np.exp(errors.quantile([outside, 1 - outside])) - 1
    return float(low), float(high)


def spread_evenly(daily: pd.DataFrame) -> bool:
    """Whether each week's tokens of each name lie evenly on its days: sums of weeks that were spread."""
    monday = daily["date"] - pd.to_timedelta(daily["date"].dt.day_of_week, unit="D")
    tokens = daily.groupby([monday, daily["slug"]])["tokens"]
    return bool((tokens.max() - tokens.min() <= 1).all() and (tokens.count() == measures.FULL_WEEK).all())
