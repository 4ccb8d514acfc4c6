"""The numbers and conditions of the chapter on what the article's chart does not show."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pandas as pd

from tokenbook import beside, lifetimes, measures, said
from tokenbook.pages.telling import Numbers, holding, told
from tokenbook.rows.free import FREE_VARIANT
from tokenbook.scope import NoRowsError, Scope, benchmark

HANDOVERS = (
    ("anthropic/claude-3.5-sonnet", "anthropic/claude-3.7-sonnet"),
    ("anthropic/claude-3.7-sonnet", "anthropic/claude-sonnet-4"),
    ("anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.5"),
)
"""Predecessors and successors of one family."""


def conditions(scope: Scope) -> dict[str, bool]:
    """Every condition of the chapter by name; one whose rows are not there does not hold."""
    return holding(CONDITIONS, scope)


def cast_meets_once(scope: Scope) -> bool:
    """The article's models stand among the week's largest all together, in exactly one week of its year."""
    together = beside.cast(scope).eq(len(beside.CAST))
    return int(together.sum()) == 1 and scope.edition.covers.year == said.YEAR


@dataclass(frozen=True)
class Record:
    """The largest week, and what of it was one name at price 0.

    Attributes
    ----------
    week, tokens : of the peak.
    model : of the largest `:free` name in it; None where there is none.
    given : that name's tokens.
    otherwise, otherwise_week : the peak without its whole model, and its week.
    """

    week: pd.Timestamp
    tokens: float
    model: str | None
    given: float
    otherwise: float
    otherwise_week: pd.Timestamp


def record(scope: Scope) -> Record:
    """The record week and its largest giveaway."""
    rows = scope.weeks
    week, tokens = measures.peak(rows)
    there = rows[(rows["week"] == week) & rows["slug"].str.endswith(FREE_VARIANT)]
    slugs = there.groupby("slug")["tokens"].sum()
    if slugs.empty:
        return Record(week, tokens, None, 0.0, tokens, week)
    slug = slugs.idxmax()
    model = str(there.loc[there["slug"] == slug, "model"].iloc[0])
    otherwise_week, otherwise = measures.peak(rows[rows["model"] != model])
    return Record(week, tokens, model, float(slugs.max()), otherwise, otherwise_week)


def record_was_given(scope: Scope) -> bool:
    """One free name is more than a fifth of the record week; without its model the peak is another week."""
    found = record(scope)
    return found.given > found.tokens / 5 and found.otherwise_week != found.week


def free_fell(scope: Scope) -> bool:
    """Three large free offers or more ended, and each lost more than half of its use within a week."""
    change = beside.free_ends(scope)["change"]
    return len(change) >= 3 and bool((change < -0.5).all())


def nobody_stayed(scope: Scope) -> bool:
    """None of the first week's largest models is among the last week's, and the median life is short."""
    tops = lifetimes.top(measures.shares(scope.weeks, "model"), scope.parameter("top_n"))
    return not tops.iloc[0] & tops.iloc[-1] and beside.median_life(scope) <= 8


def weekends_deepened(scope: Scope) -> bool:
    """The first quarter hardly knew weekends (95 % and more), and each quarter after knew them better."""
    ratio = beside.weekends(scope, "Q")
    return len(ratio) >= 3 and ratio.iloc[0] >= 0.95 and bool(ratio.is_monotonic_decreasing)


def cheaper_without_cuts(scope: Scope) -> bool:
    """The mean halved (by 40 to 60 %), and the same models' prices moved by a twentieth at most.

    Models that came and went account for nine tenths of the fall and more, free use for a tenth and more, and
    among the models that stayed the dearer ones gained.
    """
    moved = beside.moved(scope)
    halved = 0.4 <= moved.after / moved.before <= 0.6
    steady = not beside.closed_only(scope) and abs(beside.index(scope).iloc[-1] - 1) <= 0.05
    parts = {name: value / (moved.after - moved.before) for name, value in moved.parts.items()}
    return halved and steady and parts["turnover"] >= 0.9 and parts["free"] >= 0.1 and parts["mix"] < 0


def ability_fell(scope: Scope) -> bool:
    """The price of an ability is a fifth or less of what it was; a whole run's a hundredth or less."""
    found = beside.ability(scope, beside.ABLE)
    price, run = found["price"].dropna(), found["run_cost"].dropna()
    return bool(price.iloc[-1] <= price.iloc[0] / 5 and run.iloc[-1] <= run.iloc[0] / 100)


def spread_was_december(scope: Scope) -> bool:
    """The spread's largest month is the last one, December, half again as large as any before.

    The month before it was not the largest of these.
    """
    months = beside.spread(scope)
    before = months.iloc[:-1]
    december = len(before) > 1 and months.index[-1].month == 12
    return december and bool(before.iloc[-1] < before.max() and months.iloc[-1] >= 1.5 * before.max())


def top_spender(scope: Scope) -> dict[str, float]:
    """Anthropic's part of tokens and of list spend, first and last weeks."""
    found = beside.spend(scope)
    return {
        f"{name}_{when}": float(table.at["Anthropic", name])
        for when, table in found.items()
        for name in ("tokens", "floor", "ceiling")
        if "Anthropic" in table.index
    }


def spend_stayed(scope: Scope) -> bool:
    """Anthropic holds less than a fifth of the last weeks' tokens and more than half of the list spend."""
    own = top_spender(scope)
    return (
        not beside.closed_only(scope) and own.get("tokens_last", 1) < 0.2 and own.get("floor_last", 0) > 0.5
    )


def free_known(scope: Scope) -> bool:
    """What was used at price 0 is known, and something was."""
    return bool(beside.free(scope).any())


def offers_known(scope: Scope) -> bool:
    """Large free offers ended."""
    return not beside.free_ends(scope).empty


def lives_known(scope: Scope) -> bool:
    """Some model reached a tenth of a week."""
    return not beside.lives(scope).empty


def days_known(scope: Scope) -> bool:
    """There are whole weeks of days."""
    return not beside.weekends(scope).empty


def priced(scope: Scope) -> bool:
    """Prices are known, and an index can be made of them."""
    return not beside.index(scope).empty


def able(scope: Scope) -> bool:
    """A model that is able enough was paid for."""
    return all(not beside.ability(scope, score).empty for score in beside.SCORES)


def handovers(scope: Scope) -> pd.Series:
    """Days until each successor passed its predecessor; missing where it has not or has no rows."""
    rows = scope.daily
    return pd.Series([lifetimes.handover(rows, old, new) for old, new in HANDOVERS])


def handed_over(scope: Scope) -> bool:
    """Every Claude Sonnet passed its predecessor within a week."""
    return bool((handovers(scope) <= 7).all())


CONDITIONS: dict[str, Callable[[Scope], bool]] = {
    one.__name__: one
    for one in (
        *(cast_meets_once, record_was_given, free_known, offers_known, free_fell, nobody_stayed),
        *(lives_known, handed_over, days_known, weekends_deepened, priced, cheaper_without_cuts),
        *(able, ability_fell, spend_stayed, spread_was_december),
    )
}


def _cast(scope: Scope) -> tuple[Any, ...]:
    count = beside.cast(scope)
    if not count.any():
        raise NoRowsError("the article's models", beside.CAST)
    most = int(count.max())
    half = int((count <= len(beside.CAST) // 2).sum())
    return most, count.idxmax(), half, len(count)


def _free(scope: Scope) -> tuple[Any, ...]:
    share = beside.free(scope)
    return beside.free_overall(scope), float(share.max()), share.idxmax()


def _record(scope: Scope) -> tuple[Any, ...]:
    found = record(scope)
    label = scope.edition.label(found.model) if found.model else None
    return found.week, found.tokens, label, found.given, found.otherwise_week, found.otherwise


def _fall(scope: Scope) -> tuple[Any, ...]:
    change = beside.free_ends(scope)["change"]
    return (
        scope.edition.label(change.index[0]),
        -float(change.iloc[0]),
        len(change),
        int((change > -0.5).sum()),
    )


def _lives(scope: Scope) -> tuple[Any, ...]:
    median = beside.median_life(scope)
    return len(beside.lives(scope)), None if math.isnan(median) else median


def _stayed(scope: Scope) -> tuple[Any, ...]:
    tops = lifetimes.top(measures.shares(scope.weeks, "model"), scope.parameter("top_n"))
    return (len(tops.iloc[0] & tops.iloc[-1]),)


def _handed(scope: Scope) -> tuple[Any, ...]:
    most = handovers(scope).max(skipna=False)
    return (None if math.isnan(most) else most,)


def _weekends(scope: Scope) -> tuple[Any, ...]:
    ratio = beside.weekends(scope, "Q")
    return float(ratio.iloc[0]), float(ratio.iloc[-1]), float(ratio.min())


def _price(scope: Scope) -> tuple[Any, ...]:
    moved = beside.moved(scope)
    change = moved.after - moved.before
    parts = [moved.parts[name] / change if change else None for name in ("turnover", "free", "mix")]
    turnover, free, mix = parts
    return moved.before, moved.after, turnover, free, None if mix is None else -mix


def _index(scope: Scope) -> tuple[Any, ...]:
    last = float(beside.index(scope).iloc[-1])
    return (None, last) if beside.closed_only(scope) else (last, None)


def _able(scope: Scope) -> tuple[Any, ...]:
    price = beside.ability(scope, beside.ABLE)["price"].dropna()
    return float(price.iloc[0]), price.index[0], float(price.iloc[-1]), benchmark("aider")["date"].max()


def _spend(scope: Scope) -> tuple[Any, ...]:
    own = top_spender(scope)
    first, last = (
        beside.outwards(own[f"floor_{when}"], own[f"ceiling_{when}"])
        if f"floor_{when}" in own
        else (None, None)
        for when in ("first", "last")
    )
    return own.get("tokens_first"), own.get("tokens_last"), first[0], *last


def _spread(scope: Scope) -> tuple[Any, ...]:
    months = beside.spread(scope)
    before = months.iloc[:-1]
    first, last = (months.index[place].to_timestamp() for place in (0, -1))
    high, top = (None, None) if before.empty else (float(before.max()), before.idxmax().to_timestamp())
    widest = months.idxmax().to_timestamp()
    return float(months.iloc[0]), float(months.iloc[-1]), high, float(months.max()), first, last, top, widest


NUMBERS: Numbers = (
    ("cast_most cast_week cast_half cast_weeks", _cast),
    ("free_all free_high free_week", _free),
    ("peak_week peak given_model given otherwise_week otherwise", _record),
    ("fall_model fall fall_count fall_kept", _fall),
    ("lives life", _lives),
    ("stayed", _stayed),
    ("handed", _handed),
    ("we_first we_last we_low", _weekends),
    ("price_first price_last turnover free_part mix_back", _price),
    ("index_all index_closed", _index),
    ("able_first able_week able_last able_until", _able),
    ("tokens_first tokens_last spend_first spend_low spend_high", _spend),
    (
        "spread_first spread_last spread_high spread_most spread_from spread_to spread_top spread_widest",
        _spread,
    ),
)
"""Names of the prose's numbers, and who measures them."""


def numbers(scope: Scope) -> SimpleNamespace:
    """The numbers of the chapter's prose by name; None where the edition lacks the rows."""
    return told(NUMBERS, scope)
