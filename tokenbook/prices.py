"""What tokens cost at list price: means, an index, what moved them, spend, the price of an ability.

Pure. A priced frame is a usage frame with names (see `measures`) joined with weekly prices by `priced`.
Prices are US dollars per million tokens: list prices, base tier. They know no discount for cached
prompts, no dearer tier for long ones, and of an open model only the host that is shown first.

A list has two prices, for prompt and completion; the rows do not say how tokens divide. A blend says
it: the part of prompts, 0 to 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from tokenbook.measures import known
from tokenbook.rows.usage import OTHER

EARLY, LATE, USUAL = 0.90, 0.95, 0.75
"""Blends. OpenRouter's users sent 1.5 thousand prompt tokens for 150 of completion early in 2025 and 6
thousand for 400 late (Aubakirova et al. 2025, "State of AI", arXiv 2601.10088): 91:9 and 94:6. 3:1 is
what price comparisons usually take; it stands for sensitivity only.
"""

BLENDS = (EARLY, LATE)

MILLION = 10**6


def blended(prompt: pd.Series, completion: pd.Series, blend: float) -> pd.Series:
    """The price of a token of which `blend` is prompt."""
    return blend * prompt + (1 - blend) * completion


def priced(usage: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """A usage frame with names, its prices beside it.

    `other`, which has no price and no free part, is left out. Added are `prompt` and `completion`
    (missing where nobody saw a price), `paid_tokens`, and `known` (int64): the tokens of which the
    price is known, free ones included.
    """
    named = known(usage)
    columns = ["week", "model_permaslug", "prompt", "completion"]
    joined = named.merge(
        prices[columns].rename(columns={"model_permaslug": "slug"}), on=["week", "slug"], how="left"
    )
    joined["paid_tokens"] = joined["tokens"] - joined["free_tokens"]
    joined["known"] = joined["free_tokens"] + joined["paid_tokens"].where(joined["prompt"].notna(), 0)
    return joined


def coverage(frame: pd.DataFrame) -> pd.Series:
    """Part of the named tokens of which the price is known, per week (0 to 1)."""
    weeks = frame.groupby("week")[["known", "tokens"]].sum()
    return weeks["known"] / weeks["tokens"]


def nameless_share(usage: pd.DataFrame) -> pd.Series:
    """Part of all tokens that is the source's `other`, per week: what stays out of every price."""
    other = usage["tokens"].where(usage["slug"] == OTHER, 0).groupby(usage["week"]).sum()
    return other / usage.groupby("week")["tokens"].sum()


def free_share(usage: pd.DataFrame, by: str = "week") -> pd.Series:
    """Part of the named tokens that was used at price 0, per week or another column."""
    rows = known(usage).groupby(by)[["free_tokens", "tokens"]].sum()
    return rows["free_tokens"] / rows["tokens"]


def mean_price(frame: pd.DataFrame, blend: float, paid: bool = False, by: str = "week") -> pd.Series:
    """Mean list price of a token, weighted by use.

    Parameters
    ----------
    paid : of the tokens that were paid for; else of all with a known price, the free ones at 0.
    by : column to take means by. A group without such tokens is left out.
    """
    paid_known = frame["paid_tokens"].where(frame["prompt"].notna(), 0)
    money = spend(frame, blend) * MILLION
    tokens = (paid_known if paid else frame["known"]).groupby(frame[by]).sum()
    tokens = tokens[tokens > 0]
    return money.groupby(frame[by]).sum().reindex(tokens.index) / tokens


def spend(frame: pd.DataFrame, blend: float) -> pd.Series:
    """Dollars at list price per row; 0 where nothing was paid or the price is not known."""
    price = blended(frame["prompt"], frame["completion"], blend)
    return (frame["paid_tokens"] * price / MILLION).fillna(0.0)


def spend_shares(frame: pd.DataFrame, by: str, blends: Iterable[float] = BLENDS) -> pd.DataFrame:
    """Share of list spend by a column: one column per blend, and `floor` and `ceiling`.

    Floor and ceiling let each one have another blend: the floor is its spend at its cheapest blend
    beside everybody else's at their dearest. All shares are 0 where nothing was spent.
    """
    spent = pd.DataFrame({blend: spend(frame, blend).groupby(frame[by]).sum() for blend in blends})
    low, high = spent.min(axis=1), spent.max(axis=1)
    shares = spent / spent.sum().where(spent.sum() > 0, 1)
    floor = low / (low + high.sum() - high).where(lambda total: total > 0, 1)
    ceiling = high / (high + low.sum() - low).where(lambda total: total > 0, 1)
    return shares.assign(floor=floor, ceiling=ceiling)


# ---------------------------------------------------------------- an index over the same models


def matched_index(frame: pd.DataFrame, blend: float, formula: str = "fisher") -> pd.Series:
    """Chained matched-model price index of paid tokens, 1 in the first week.

    Each link compares the slugs that were paid for in both neighbouring weeks (Aizcorbe, Corrado and
    Doms 2003, "When do matched-model and hedonic techniques yield similar price measures?"). Fisher: root
    of Laspeyres times Paasche; Törnqvist: geometric mean weighted by mean shares of spend (IMF 2020,
    Producer Price Index Manual, chapter 16). Weeks without a slug in common leave the index as it was.

    Parameters
    ----------
    formula : "fisher" or "tornqvist".
    """
    price = blended(frame["prompt"], frame["completion"], blend)
    rows = frame.assign(price=price)[(price > 0) & (frame["paid_tokens"] > 0)]
    prices = rows.pivot_table(index="week", columns="slug", values="price")
    tokens = rows.pivot_table(index="week", columns="slug", values="paid_tokens", aggfunc="sum")
    links = [1.0] * min(len(prices), 1)
    for before, now in zip(prices.index, prices.index[1:], strict=False):
        both = prices.loc[[before, now]].notna().all()
        old, new = prices.loc[before, both], prices.loc[now, both]
        links.append(_link(old, new, tokens.loc[before, both], tokens.loc[now, both], formula))
    return pd.Series(links, prices.index, dtype=float).cumprod()


def _link(old: pd.Series, new: pd.Series, had: pd.Series, has: pd.Series, formula: str) -> float:
    if old.empty:
        return 1.0
    if formula == "fisher":
        return float(np.sqrt((new @ had) / (old @ had) * (new @ has) / (old @ has)))
    if formula == "tornqvist":
        weight = (old * had / (old @ had) + new * has / (new @ has)) / 2
        return float(np.exp(weight @ np.log(new / old)))
    raise ValueError(f"formula is 'fisher' or 'tornqvist', not {formula!r}")


# ---------------------------------------------------------------- what moved the mean


@dataclass(frozen=True)
class Split:
    """What moved the mean list price of a token between two windows; all in dollars per million.

    Attributes
    ----------
    before, after : the means, free tokens at 0.
    mix : models that are in both windows got other shares of the paid tokens.
    same_model : their own prices moved.
    entry, exit : models came, or went, dearer or cheaper than the mean.
    free : another part of the tokens was used at price 0.
    """

    before: Fraction
    after: Fraction
    mix: Fraction
    same_model: Fraction
    entry: Fraction
    exit: Fraction
    free: Fraction

    @property
    def change(self) -> Fraction:
        """The whole change; the parts add up to it exactly."""
        return self.after - self.before


def split(before: pd.DataFrame, after: pd.DataFrame, blend: float, by: str = "slug") -> Split:
    """Split the change of the mean price between two windows into its parts, without a remainder.

    Griliches and Regev (1995), "Firm productivity in Israeli industry 1979-1988": shares times mean
    prices and prices times mean shares, measured from the mean of both windows; so no part depends on
    which window is the base (Bennet 1920). Computed in fractions, so that the parts add up exactly.

    Parameters
    ----------
    before, after : priced frames; a model's price in a window is the mean of its paid tokens.
    by : what counts as the same; "slug", or "model" to join variants.
    """
    one, two = _window(before, blend, by), _window(after, blend, by)
    paid = (one.paid + two.paid) / 2
    half = Fraction(1, 2)
    middle = (one.mean + two.mean) / 2
    parts = {"mix": Fraction(0), "same_model": Fraction(0), "entry": Fraction(0), "exit": Fraction(0)}
    for name in sorted({*one.models, *two.models}):
        share, price = one.models.get(name, (Fraction(0), Fraction(0)))
        now_share, now_price = two.models.get(name, (Fraction(0), Fraction(0)))
        if name not in one.models:
            parts["entry"] += now_share * (now_price - middle)
        elif name not in two.models:
            parts["exit"] -= share * (price - middle)
        else:
            parts["mix"] += (now_share - share) * ((price + now_price) * half - middle)
            parts["same_model"] += (now_price - price) * (share + now_share) * half
    weighted = {name: paid * part for name, part in parts.items()}
    if not one.models or not two.models:
        # nothing to compare with: all of it is coming, going, or free use
        weighted = dict.fromkeys(parts, Fraction(0))
        return Split(one.whole, two.whole, **weighted, free=two.whole - one.whole)
    return Split(one.whole, two.whole, **weighted, free=(two.paid - one.paid) * middle)


@dataclass(frozen=True)
class _Window:
    """Paid part of the tokens, mean price of a paid token, and per model its share and price."""

    paid: Fraction
    mean: Fraction
    models: dict[str, tuple[Fraction, Fraction]]

    @property
    def whole(self) -> Fraction:
        return self.paid * self.mean


def _window(frame: pd.DataFrame, blend: float, by: str) -> _Window:
    part = exact(blend)
    money: dict[str, Fraction] = {}
    tokens: dict[str, int] = {}
    rows = frame[frame["prompt"].notna() & (frame["paid_tokens"] > 0)]
    columns = (rows[by], rows["paid_tokens"], rows["prompt"], rows["completion"])
    for name, count, prompt, completion in zip(*columns, strict=True):
        price = part * exact(prompt) + (1 - part) * exact(completion)
        money[name] = money.get(name, Fraction(0)) + int(count) * price
        tokens[name] = tokens.get(name, 0) + int(count)
    paid, known = sum(tokens.values()), int(frame["known"].sum())
    models = {name: (Fraction(tokens[name], paid), money[name] / tokens[name]) for name in tokens}
    mean = sum(money.values(), Fraction(0)) / paid if paid else Fraction(0)
    return _Window(Fraction(paid, known) if known else Fraction(0), mean, models)


def exact(number: float) -> Fraction:
    """The decimal number that a float was read from."""
    return Fraction(repr(float(number)))


# ---------------------------------------------------------------- the price of an ability


def model_prices(frame: pd.DataFrame, blend: float) -> pd.DataFrame:
    """Lowest list price per week (rows) and model (columns); the last one known is carried on.

    Slugs without paid tokens in a week have no price there: what is free is no price of an ability.
    """
    price = blended(frame["prompt"], frame["completion"], blend)
    rows = frame.assign(price=price)[(frame["paid_tokens"] > 0) & (price > 0)]
    weeks = sorted(frame["week"].unique())
    return (
        rows.pivot_table(index="week", columns="model", values="price", aggfunc="min").reindex(weeks).ffill()
    )


def cheapest_runs(runs: pd.DataFrame, score: float) -> pd.DataFrame:
    """The runs of one model that reached a score for less than any before: each the cheapest of its day.

    Parameters
    ----------
    runs : date, model, pass_rate_2, cost_usd (see `side.read_aider`); runs without a price are no runs.
    """
    able = runs[(runs["pass_rate_2"] >= score) & (runs["cost_usd"] > 0) & runs["model"].ne("")]
    able = able.sort_values(["date", "cost_usd"], kind="stable")
    lowest = able["cost_usd"].cummin()
    return able[lowest < lowest.shift(fill_value=float("inf"))]


def cheapest(runs: pd.DataFrame, prices: pd.DataFrame, score: float) -> pd.DataFrame:
    """The cheapest price of an ability by date: a step function.

    Parameters
    ----------
    runs : date (datetime64), model, pass_rate_2 (0 to 100), cost_usd (of the whole run).
    prices : dollars per million tokens per week and model, as `model_prices` gives them.
    score : a model is able enough from the day of its first run with at least this score.

    Returns
    -------
    DataFrame indexed by week (of which the run's day may be any): `model`, `price`, and `run_model`,
    `run_cost`: the cheapest whole run until the week's end. Missing before anyone is able enough.
    """
    able = runs[(runs["pass_rate_2"] >= score) & runs["model"].ne("")]
    since = able.groupby("model")["date"].min()
    rows = []
    for week in prices.index:
        end = week + pd.Timedelta(days=6)
        candidates = prices.loc[week].reindex(since.index[since <= end]).dropna()
        done = able[(able["date"] <= end) & (able["cost_usd"] > 0)]
        rows.append(
            {
                "week": week,
                "model": candidates.idxmin() if len(candidates) else None,
                "price": candidates.min() if len(candidates) else np.nan,
                "run_model": done.loc[done["cost_usd"].idxmin(), "model"] if len(done) else None,
                "run_cost": done["cost_usd"].min() if len(done) else np.nan,
            }
        )
    return pd.DataFrame(rows).set_index("week")


def steps(series: pd.Series) -> pd.Series:
    """Where a step function changes: its first value and each that differs from the one before."""
    known = series.dropna()
    return known[known != known.shift()]
