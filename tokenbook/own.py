"""What the book on somebody's own log looks at: growth, leaders, vendors, classes, cost, weekdays.

Each takes a `Scope` and asks the pure measures; where the log lacks the data, it raises `NoRowsError`.
The chapter and its charts share these, so that a figure and the sentence above it cannot differ.
"""

from dataclasses import dataclass

import pandas as pd

from tokenbook import measures, rhythm
from tokenbook.limits import EDGE_WEEKS
from tokenbook.models import UNCLASSED
from tokenbook.rows.usage import OTHER, week_of
from tokenbook.scope import NoRowsError, Scope


def ends(scope: Scope) -> tuple[float, float]:
    """Tokens a week at first and in the end: means of four weeks, of one where there are less than eight."""
    total = measures.totals(scope.weeks)
    if len(total) < 2 or total.iloc[0] == 0:
        raise NoRowsError("two weeks to compare")
    first, last = measures.ends(total, window(scope))
    return first, last


def window(scope: Scope) -> int:
    """How many weeks are the start, and how many the end."""
    return EDGE_WEEKS if scope.weeks["week"].nunique() >= 2 * EDGE_WEEKS else 1


def models(scope: Scope) -> pd.Series:
    """Shares of all tokens of the models with a name, largest first."""
    share = measures.overall_shares(scope.weeks, "model").drop(OTHER, errors="ignore")
    share = share[share > 0]
    if share.empty:
        raise NoRowsError("named models")
    return share


def equals(scope: Scope) -> float:
    """Over how many models of equal size the tokens of models by name would be spread as widely."""
    share = models(scope)
    return float(share.sum() ** 2 / (share**2).sum())


def leaders(scope: Scope) -> pd.Series:
    """The largest named model of each week that has one."""
    share = measures.named(measures.shares(scope.weeks, "model"))
    share = share[share.sum(axis=1) > 0]
    if share.empty:
        raise NoRowsError("named models")
    return share.idxmax(axis=1)


@dataclass(frozen=True)
class Handover:
    """The last change of the leading model, and how many there were.

    Attributes
    ----------
    week : the first of the new model.
    old, new : models.
    """

    week: pd.Timestamp
    old: str
    new: str
    changes: int


def handover(scope: Scope) -> Handover:
    """The last change in the lead."""
    lead = leaders(scope)
    changed = lead.index[lead.ne(lead.shift()) & lead.shift().notna()]
    if changed.empty:
        raise NoRowsError("another leader")
    week = changed[-1]
    return Handover(week, str(lead.shift()[week]), str(lead[week]), len(changed))


def vendors(scope: Scope) -> pd.Series:
    """Shares of all tokens of the vendors that are known, largest first."""
    share = measures.overall_shares(scope.weeks, "vendor").drop(measures.NAMELESS["vendor"], errors="ignore")
    share = share[share > 0]
    if share.empty:
        raise NoRowsError("known vendors")
    return share


def classes(scope: Scope) -> pd.DataFrame:
    """Weekly shares of the tokens by class, those whose model's name tells none in `UNCLASSED`."""
    share = measures.shares(scope.weeks, "tier")
    bare = [name for name in (UNCLASSED, OTHER) if name in share]
    if share.empty or share[bare].sum(axis=1).mean() > 0.5:
        raise NoRowsError("models of a known class")
    return share


def cost(scope: Scope) -> pd.DataFrame:
    """What the log says of cost, per day and slug of the complete weeks: date, week, cost_usd, tokens."""
    costs = scope.edition.costs
    if costs is None:
        raise NoRowsError("cost")
    daily = scope.daily[["date", "slug", "tokens"]]
    found = costs.merge(daily, left_on=["date", "model"], right_on=["date", "slug"])
    found = found.assign(week=week_of(found["date"]))
    found = found[found["week"].isin(scope.weeks["week"].unique())]
    if found.empty or not found["tokens"].sum():
        raise NoRowsError("cost")
    return found[["date", "week", "cost_usd", "tokens"]]


def halves(scope: Scope) -> tuple[float, float]:
    """Tokens of a weekday and of a weekend day, each added up over all complete weeks."""
    daily = scope.daily[week_of(scope.daily["date"]).isin(scope.weeks["week"].unique())]
    if rhythm.spread_evenly(daily):
        raise NoRowsError("days")
    end = daily["date"].dt.day_of_week >= rhythm.SATURDAY
    return daily.loc[~end, "tokens"].sum() / 5, daily.loc[end, "tokens"].sum() / 2


def weekends(scope: Scope) -> float:
    """Tokens of a weekend day over those of a weekday."""
    on, off = halves(scope)
    if not on:
        raise NoRowsError("weekdays")
    return float(off / on)
