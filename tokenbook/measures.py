"""Pure measures: usage frames in, frames or numbers out.

The frames are usage frames with names (see `models.annotate`): week, slug, tokens, days, model,
label, vendor, family, tier. `by` names the column whose values are told apart. Tokens are counts,
shares lie between 0 and 1 and are of all tokens of the week, `other` included.
"""

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from tokenbook.rows.usage import OTHER

FULL_WEEK = 7

WEEK = pd.Timedelta(days=7)

CODE_NAMED = "anonymous"
"""The vendor of models on trial under a code name."""

NAMELESS = {"vendor": [OTHER, CODE_NAMED, "unknown"]}
"""What is no one in particular, for columns where that is more than the upstream's `other`: who made
an anonymous model is not known, so these tokens count in the total and for no vendor.
"""


FREE = "free_tokens"
"""Column of the tokens used at price 0; editions made before it was known lack it."""


def complete(usage: pd.DataFrame) -> pd.DataFrame:
    """The rows of the weeks that hold all their seven days."""
    return usage[usage["days"] == FULL_WEEK]


def known(usage: pd.DataFrame) -> pd.DataFrame:
    """The rows with a model's name: without the upstream's `other`."""
    return usage[usage["slug"] != OTHER]


def paid(usage: pd.DataFrame) -> pd.DataFrame:
    """What was paid for, of the rows with a name: `other` has no price, so it is left out altogether."""
    rows = known(usage)
    rows = rows.assign(tokens=rows["tokens"] - rows[FREE], **{FREE: 0})
    return rows[rows["tokens"] > 0]


def days(usage: pd.DataFrame) -> pd.Series:
    """Days present per week (int, indexed by week)."""
    return usage.groupby("week")["days"].first()


def totals(usage: pd.DataFrame) -> pd.Series:
    """Tokens per week (int, indexed by week)."""
    return usage.groupby("week")["tokens"].sum()


def tokens_by(usage: pd.DataFrame, by: str) -> pd.DataFrame:
    """Tokens per week (rows) and value of `by` (columns); 0 where there is no row."""
    return usage.pivot_table(
        index="week", columns=by, values="tokens", aggfunc="sum", fill_value=0, observed=True
    )


def shares(usage: pd.DataFrame, by: str) -> pd.DataFrame:
    """Share of the week's tokens per week and value of `by`; rows add up to 1."""
    tokens = tokens_by(usage, by)
    tokens = tokens[tokens.sum(axis=1) > 0]
    return tokens.div(tokens.sum(axis=1), axis=0)


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """A week-by-name frame without the columns of `other` and of whatever else is no one (`NAMELESS`)."""
    # taken, not dropped: pandas would keep each column by itself, and what follows takes four times as long
    return frame.loc[:, ~frame.columns.isin(NAMELESS.get(frame.columns.name, [OTHER]))]


def ranks(usage: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rank per week and value of `by`, 1 = most tokens; missing where there are none.

    Who has no name (`NAMELESS`) is not ranked. Equal counts share the better rank.
    """
    tokens = tokens_by(usage, by).astype(float)
    # only then: pandas keeps what is left of a frame column by column, in which it compares slowly
    return named(tokens.where(tokens > 0)).rank(axis=1, ascending=False, method="min")


def joint_rank(usage: pd.DataFrame, names: Iterable[str]) -> pd.Series:
    """Rank per week of some models added up, among all others one by one; 1 = most tokens.

    Missing in weeks in which they have none.
    """
    tokens = named(tokens_by(usage, "model"))
    own = tokens.reindex(columns=list(names), fill_value=0).sum(axis=1)
    others = tokens.drop(columns=list(names), errors="ignore")
    return (others.gt(own, axis=0).sum(axis=1) + 1).where(own > 0)


def joint_share(usage: pd.DataFrame, names: Iterable[str], by: str = "model") -> pd.Series:
    """Joint share of the week's tokens of some values of `by`; 0 where they have no row."""
    return shares(usage, by).reindex(columns=list(names), fill_value=0.0).sum(axis=1)


def overall_shares(usage: pd.DataFrame, by: str) -> pd.Series:
    """Share of all tokens of the frame per value of `by`, largest first."""
    tokens = usage.groupby(by)["tokens"].sum().sort_values(ascending=False, kind="stable")
    return tokens / tokens.sum()


def tail_share(usage: pd.DataFrame, by: str, top_n: int) -> pd.Series:
    """Share outside the week's `top_n` largest named values of `by`: the chart's "Others"."""
    share = named(shares(usage, by))
    return 1 - share.apply(lambda week: week.nlargest(top_n).sum(), axis=1)


def pooled(share: pd.Series, usage: pd.DataFrame) -> float:
    """A weekly share as one of all tokens of the frame."""
    total = totals(usage)
    return float((share * total).sum() / total.sum())


def tail(usage: pd.DataFrame, by: str, top_n: int) -> pd.DataFrame:
    """The rows that stand outside their week's `top_n`, without the nameless `other`."""
    rank = ranks(usage, by).stack().rename("rank")
    ranked = usage.join(rank, on=["week", by])
    return ranked[ranked["rank"] > top_n].drop(columns="rank")


def hhi(usage: pd.DataFrame, by: str, other: str = "many") -> pd.Series:
    """Herfindahl-Hirschman index per week: sum of squared shares, 0 to 1.

    Parameters
    ----------
    other : how the nameless count: "many" = as infinitely many, each without weight (the
        index's lower bound); "one" = as a single one each (its upper bound).
    """
    share = shares(usage, by)
    if other == "many":
        share = named(share)
    elif other != "one":
        raise ValueError(f"other is 'many' or 'one', not {other!r}")
    return (share**2).sum(axis=1)


def effective_number(usage: pd.DataFrame, by: str, other: str = "many") -> pd.Series:
    """1 / HHI per week: how many equal ones would be as concentrated (Laakso and Taagepera 1979).

    A week with nothing but `other` has no named share; it is left out.
    """
    index = hhi(usage, by, other)
    return 1 / index[index > 0]


def number_needed(usage: pd.DataFrame, by: str, share: float) -> pd.Series:
    """How many of the largest named ones hold `share` of the week's tokens; missing if all do not."""
    ordered = named(shares(usage, by)).apply(
        lambda week: week.sort_values(ascending=False).reset_index(drop=True), axis=1
    )
    # a sum of floats may end a hair below the share that it is
    enough = ordered.cumsum(axis=1) >= share - 1e-12
    return ((~enough).sum(axis=1) + 1).where(enough.any(axis=1))


MONTH = 3
"""So many weeks that begin in a month make it whole."""


def spans(weeks: pd.Series) -> tuple[pd.Series, bool]:
    """The whole month in which each week begins (missing in others), and True.

    Fewer than two months that are whole: each week stands for itself, and False.
    """
    months = weeks.dt.to_period("M").dt.to_timestamp()
    long = weeks.groupby(months).nunique() >= MONTH
    if long.sum() > 1:
        return months.where(months.map(long)), True
    return weeks, False


def ends(series: pd.Series, window: int) -> tuple[float, float]:
    """Means of the first and of the last `window` weeks of a weekly series; missing where it has none."""
    window = min(window, len(series))
    if window == 0:
        return math.nan, math.nan
    return float(series.iloc[:window].mean()), float(series.iloc[-window:].mean())


def peak(usage: pd.DataFrame) -> tuple[pd.Timestamp, float]:
    """The week with most tokens, and how many."""
    total = totals(usage)
    return total.idxmax(), float(total.max())


def after_peak(usage: pd.DataFrame) -> pd.Series:
    """Tokens of the weeks after the one with most; empty where it is the last."""
    total = totals(usage)
    return total[total.index > total.idxmax()]


def growth(usage: pd.DataFrame) -> pd.Series:
    """Tokens per week as multiples of the first week's."""
    total = totals(usage)
    return total / total.iloc[0]


def days_of(weeks: pd.Index | pd.Series) -> dict[str, pd.Timestamp]:
    """First and last day of some weeks, as `start` and `end`."""
    return {"start": weeks.min(), "end": weeks.max() + WEEK - pd.Timedelta(days=1)}


def attributed(runs: pd.DataFrame, vendor_of: pd.Series) -> pd.DataFrame:
    """A benchmark's runs of one model that a vendor made: without runs of two and without code names."""
    found = runs.assign(vendor=runs["model"].map(vendor_of))
    return found[found["vendor"].notna() & ~found["vendor"].isin(NAMELESS["vendor"])]


def doublings(growth: pd.Series) -> list[pd.Timestamp]:
    """The first weeks in which growth reaches 2, 4, 8, …"""
    found: list[pd.Timestamp] = []
    while growth.max() >= 2.0 ** (len(found) + 1):
        found.append(growth.index[growth >= 2.0 ** (len(found) + 1)][0])
    return found


def attribute(usage: pd.DataFrame, column: str, of: str = "model") -> pd.Series:
    """What a column says of each value of another, of a model for instance its tier."""
    return usage.drop_duplicates(of).set_index(of)[column]


def best_rank(usage: pd.DataFrame, model: str) -> tuple[pd.Timestamp | None, int | None]:
    """The week in which a model stood highest, and its rank then; (None, None) where it has no row."""
    rank = ranks(usage, "model")
    return (rank[model].idxmin(), int(rank[model].min())) if model in rank else (None, None)


def place_in(ordered: pd.Series, name: str) -> int | None:
    """At which place of a series a name stands, counted from 1; None where it does not."""
    return list(ordered.index).index(name) + 1 if name in ordered else None


def part_means(series: pd.Series, parts: Mapping[int, pd.Index]) -> dict[int, float]:
    """Means of a weekly series over the weeks of each part; none of one that is all 0."""
    if not series.any():
        return {}
    return {number: float(series.reindex(weeks).mean()) for number, weeks in parts.items()}


def while_all(usage: pd.DataFrame, models: Iterable[str]) -> pd.Series:
    """Joint share of some models in the weeks in which each of them has tokens."""
    each = shares(usage, "model").reindex(columns=list(models), fill_value=0.0)
    return each[(each > 0).all(axis=1)].sum(axis=1)


def newcomers(frame: pd.DataFrame) -> pd.Series:
    """The last week's values of what has some then and had none in the first week."""
    first, last = frame.iloc[0].fillna(0), frame.iloc[-1]
    return last[(first == 0) & (last > 0)]


def first_week(holds: pd.Series) -> pd.Timestamp | None:
    """The first week in which something holds (bool, indexed by week); None where it never does."""
    found = holds.index[holds.to_numpy(dtype=bool)]
    return found[0] if len(found) else None


def since_first(share: pd.Series) -> pd.Series:
    """A share from the first week it is above 0 on; before, a model did not exist here.

    One that never is stays whole.
    """
    return share[share.gt(0).idxmax() :]


def largest(series: pd.Series) -> tuple[object, float]:
    """Name (or week) and value of the largest entry; (None, nan) where there is none."""
    present = series.dropna()
    return (present.idxmax(), present.max()) if len(present) else (None, math.nan)


def variation(series: pd.Series) -> float:
    """Coefficient of variation: standard deviation (population) over mean; needs a mean above 0."""
    return float(series.std(ddof=0) / series.mean())


def weeks_at_number_one(usage: pd.DataFrame, by: str) -> pd.Series:
    """In how many weeks each value of `by` was the largest, most weeks first."""
    return ranks(usage, by).eq(1).sum().sort_values(ascending=False, kind="stable")
