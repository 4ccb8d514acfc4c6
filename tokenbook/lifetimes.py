"""How long models last: half-lives, who stays at the top, handovers, what is left when free ends.

Pure. Daily frames have date (datetime64), tokens (int), and a column of names (`by`), as
`Edition.daily` gives them; shares are week-by-name frames as `measures.shares` gives them.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import stats

from tokenbook.measures import named

WEEK = pd.Timedelta(days=7)


def peaks(shares: pd.DataFrame, least: float) -> pd.DataFrame:
    """Peak and fall to half of it, for names that reached a share.

    Parameters
    ----------
    least : only names whose largest weekly share is at least this.

    Returns
    -------
    DataFrame indexed by name: `share` (0 to 1), `week` of the peak, `weeks` until the share was first
    at half the peak or less, and `seen`: whether it was; where not, `weeks` is how long it was watched.
    """
    rows = []
    for name, series in named(shares).items():
        top = series.max()
        if top < least:
            continue
        week = series.idxmax()
        after = series[series.index > week]
        fallen = after.index[after <= top / 2]
        until = fallen[0] if len(fallen) else shares.index[-1]
        rows.append((name, top, week, (until - week) // WEEK, len(fallen) > 0))
    made = pd.DataFrame(rows, columns=["name", "share", "week", "weeks", "seen"])
    return made.set_index("name").sort_values(["week", "share"])


def survival(weeks: pd.Series, seen: pd.Series) -> pd.Series:
    """Kaplan-Meier estimate of lasting longer than so many weeks (Kaplan and Meier 1958).

    Parameters
    ----------
    weeks : how long each was watched.
    seen : whether its end was; else it lasted at least so long.

    Returns
    -------
    Series of probabilities indexed by weeks, at the weeks that stand in the data.
    """
    data = stats.CensoredData(uncensored=weeks[seen].to_numpy(float), right=weeks[~seen].to_numpy(float))
    curve = stats.ecdf(data).sf
    return pd.Series(curve.probabilities, pd.Index(curve.quantiles, name="weeks"))


def median_life(curve: pd.Series) -> float:
    """The first week by which half are gone; missing where more than half last to the end."""
    # a product of fractions may end a hair above the half that it is
    gone = curve.index[curve <= 0.5 + 1e-12]
    return float(gone[0]) if len(gone) else np.nan


def top(shares: pd.DataFrame, size: int) -> pd.Series:
    """The names of each week's `size` largest (a frozenset per week); those without tokens are none."""
    ranked = named(shares)
    found = [frozenset(week[week > 0].nlargest(size).index) for _, week in ranked.iterrows()]
    return pd.Series(found, index=ranked.index)


def retention(shares: pd.DataFrame, size: int, later: int) -> float:
    """Of a week's `size` largest, the part that is among them again `later` weeks on; mean over weeks.

    Pairs of which one week is not in the frame are left out; missing where there is none.
    """
    tops = top(shares, size)
    kept = [
        len(names & tops[week + later * WEEK]) / len(names)
        for week, names in tops.items()
        if week + later * WEEK in tops.index and names
    ]
    return float(np.mean(kept)) if kept else np.nan


def cast(shares: pd.DataFrame, names: Iterable[str], size: int) -> pd.Series:
    """How many of `names` are among the week's `size` largest (int per week)."""
    wanted = frozenset(names)
    return top(shares, size).map(lambda found: len(found & wanted)).astype(int)


def by_day(daily: pd.DataFrame, by: str) -> pd.DataFrame:
    """Tokens per day (rows, without gaps) and name (columns); missing on days without any row."""
    table = daily.pivot_table(index="date", columns=by, values="tokens", aggfunc="sum", fill_value=0)
    return table.reindex(pd.date_range(table.index.min(), table.index.max(), name="date"))


def handover(daily: pd.DataFrame, old: str, new: str, by: str = "model") -> float:
    """Days from the successor's first day to the first on which it has more tokens than `old`.

    0 = on its first day; missing where it never has, or one of the two has no row.
    """
    days = daily[daily[by].isin([old, new])]
    if days[by].nunique() < 2:
        return np.nan
    table = by_day(days, by)
    first = table.index[table[new] > 0][0]
    passed = table.index[(table[new] > table[old]) & (table.index >= first)]
    return float((passed[0] - first).days) if len(passed) else np.nan


def after_free(
    daily: pd.DataFrame, last_free: pd.DataFrame, days: int = 7, by: str = "model"
) -> pd.DataFrame:
    """What happens to a model's use when its free time ends.

    Parameters
    ----------
    last_free : columns `by` and `to`, the last free day.
    days : mean of the last so many free days beside that of as many days after.

    Returns
    -------
    DataFrame indexed by name: `to`, `before`, `after` (mean tokens a day, 0 on days without a row of
    the model; only days that the data hold), `change` (-1 = all gone). Ends with no day after are left out.
    """
    held = daily["date"].drop_duplicates()
    rows = []
    for name, end in zip(last_free[by], last_free["to"], strict=True):
        own = daily[daily[by] == name].groupby("date")["tokens"].sum()
        free_days = held[held.between(end - pd.Timedelta(days=days - 1), end)]
        later = held[held.between(end + pd.Timedelta(days=1), end + pd.Timedelta(days=days))]
        if later.empty or own.reindex(free_days).sum() == 0:
            continue
        before, after = (own.reindex(part).fillna(0).mean() for part in (free_days, later))
        rows.append((name, end, before, after, after / before - 1))
    return pd.DataFrame(rows, columns=[by, "to", "before", "after", "change"]).set_index(by)


def fall_before(series: pd.Series, day: pd.Timestamp) -> float:
    """Of a share's fall from its first to its last week, the part that came before a day.

    The weeks before the day are those that begin earlier; missing where nothing fell.
    """
    before = series[series.index < day]
    if before.empty or series.iloc[0] <= series.iloc[-1]:
        return np.nan
    return float((series.iloc[0] - before.iloc[-1]) / (series.iloc[0] - series.iloc[-1]))
