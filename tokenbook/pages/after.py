"""The numbers and conditions of the chapter on what came after."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd

from tokenbook import beside, measures, said
from tokenbook.article import disruptors, outlook
from tokenbook.article.registry import Statement, Verdict
from tokenbook.limits import EDGE_WEEKS
from tokenbook.pages.telling import Numbers, holding, told
from tokenbook.scope import NoRowsError, Scope

FORECASTS: dict[str, Statement] = {
    entry.id: entry for entry in (*disruptors.told, *outlook.told) if entry.kind == "forecast"
}
"""What the article says of the year after."""

TITAN, AGENCY = "dis-qwen-2026", "end-agency"

GONE = ("x-ai/grok-code-fast-1", "anthropic/claude-sonnet-4", "deepseek/deepseek-chat-v3.1")
"""Models of the article whose last days are told."""

SIBLING = "qwen/qwen3.6-plus"
"""The Qwen that did lead."""

STAYED = "google/gemini-2.5-flash"

FOLLOWERS = 4
"""How many makers behind the first are named."""


def conditions(scope: Scope) -> dict[str, bool]:
    """Every condition of the chapter by name; one whose rows are not there does not hold."""
    return holding(CONDITIONS, scope)


def later_known(scope: Scope) -> bool:
    """There are two editions in a row, and a whole week begins in the later one's period."""
    return left_at_first(scope)[1] >= 0


def dwarfed(scope: Scope) -> bool:
    """The last whole week is the largest, outweighs the whole year before, and a fifth of it and more
    was free; the year before is the article's, and over."""
    found = beside.years(scope)
    total = measures.totals(found.after.weeks)
    free = beside.free(found.after)
    record = bool(total.idxmax() == total.index[-1]) and float(total.max()) > beside.whole_before(scope)
    year = found.before.edition.covers
    return record and year.over and year.year == said.YEAR and float(free.iloc[-1]) >= 0.2


def makers(scope: Scope) -> pd.DataFrame:
    """Shares of the makers in the later weeks, without those who are no one."""
    share = measures.named(measures.shares(beside.years(scope).after.weeks, "vendor"))
    if share.empty:
        raise NoRowsError("makers")
    return share


def new_leaders(scope: Scope) -> bool:
    """Ten models led or more, five of the year before at most and none of these in the later half.

    The last leader bears a code name. DeepSeek led the makers more often than others and leads them in
    the latest four weeks; Google and Anthropic, among the first three once, hold less than half of what
    they did; most of the followers are not the article's.
    """
    found, share = beside.leaders(scope), makers(scope)
    old = set(found.loc[found["old"], "model"])
    turned = found["model"].nunique() >= 10 and len(old) <= 5
    turned &= not found["old"].iloc[len(found) // 2 :].any()
    hidden = found["vendor"].iloc[-1] == "anonymous"
    first = share.idxmax(axis=1).value_counts()
    latest = share.iloc[-EDGE_WEEKS:].mean()
    ahead = first.idxmax() == "DeepSeek" == latest.idxmax()
    once = share.iloc[0].nlargest(3).index
    fell = [
        name in once and share[name].iloc[-1] < share[name].iloc[0] / 2 for name in ("Google", "Anthropic")
    ]
    known = makers_of_cast(scope)
    fresh = [name for name in latest.nlargest(FOLLOWERS + 1).index[1:] if name not in known]
    return turned and hidden and ahead and all(fell) and len(fresh) > FOLLOWERS / 2


def makers_of_cast(scope: Scope) -> set[str]:
    """Who made the article's models."""
    return set(scope.vendor_of.reindex(list(beside.CAST)))


def old_left(scope: Scope) -> bool:
    """The earlier models had nearly all of the first later month and a twentieth of the last at most.

    Three of the article's models vanish, among them the one that led nearly all of the
    earlier autumn; a fourth is there to the last day, with more tokens than at first.
    """
    share = beside.left(scope)
    after = beside.years(scope).after
    gone = [beside.last_day(after, model) for model in GONE]
    last = beside.last_day(after, STAYED)
    then, now = stayed(scope)
    autumn = measures.ranks(beside.years(scope).before.weeks, "model").iloc[-13:]
    led = GONE[0] in autumn and int(autumn[GONE[0]].eq(1).sum()) >= 12
    fell = bool(left_at_first(scope)[1] >= 0.95 and share.iloc[-1] <= 0.05)
    days = all(day is not None and day < after.edition.end - 10 * measures.WEEK for day in gone)
    return led and fell and days and last == after.edition.end and now >= then


def left_at_first(scope: Scope) -> tuple[pd.Timestamp, float]:
    """The first month in which a later week begins, and what the earlier models have of its tokens."""
    after = beside.years(scope).after
    rows = measures.known(after.weeks[after.weeks["week"] >= after.edition.start])
    if rows.empty:
        raise NoRowsError("weeks that begin later")
    month = rows["week"].dt.to_period("M")
    total = measures.totals(rows[month == month.min()])
    share = beside.left(scope).reindex(total.index)
    return month.min().to_timestamp(), float((share * total).sum() / total.sum())


def stayed(scope: Scope) -> tuple[float, float]:
    """Tokens of the model that stayed, in the first and in the last later week."""
    tokens = measures.tokens_by(beside.years(scope).after.weeks, "model")
    if STAYED not in tokens:
        raise NoRowsError(STAYED, [STAYED])
    return measures.ends(tokens[STAYED], 1)


def opening(scope: Scope) -> tuple[float, float]:
    """Share of open weights in the first and the last later weeks."""
    share = beside.weights(scope)["yes"]
    weeks = beside.years(scope).after.weeks["week"].unique()
    return measures.ends(share[share.index.isin(weeks)], EDGE_WEEKS)


def open_won(scope: Scope) -> bool:
    """Open weights rose from two fifths or less to three fifths or more; the mean price fell by as much."""
    first, last = opening(scope)
    before, now = _price(scope)
    return first <= 0.4 and last >= 0.6 and bool(now <= 0.6 * before)


def weights_known(scope: Scope) -> bool:
    """Whether weights are open is known of some models."""
    return not beside.weights(scope).empty


def titan_failed(scope: Scope) -> bool:
    """Of the two forecasts one is contradicted and one cannot be tested; challengers lead the makers.

    Another Qwen led in spring, and lost most of its use with its free time.
    """
    found = beside.leaders(scope)
    weeks = found.index[found["model"] == SIBLING]
    spring = weeks[weeks.month.isin([3, 4, 5])]
    verdict = {name: entry.judge(scope).verdict for name, entry in FORECASTS.items()}
    (fall,) = _sibling(scope)
    return (
        fall > 0.5
        and verdict == {TITAN: Verdict.CONTRADICTED, AGENCY: Verdict.NOT_TESTABLE}
        and len(spring) > 0
        and new_leaders(scope)
    )


CONDITIONS: dict[str, Callable[[Scope], bool]] = {
    one.__name__: one
    for one in (later_known, dwarfed, new_leaders, old_left, weights_known, open_won, titan_failed)
}


def _span(scope: Scope) -> tuple[Any, ...]:
    found = beside.years(scope)
    before, after = found.before.edition, found.after.edition
    return before.covers.year or before.name, after.covers.year or after.name, after.last_day


def _growth(scope: Scope) -> tuple[Any, ...]:
    found = beside.years(scope)
    total = measures.totals(found.after.weeks)
    grown = float(total.max() / total.iloc[0])
    earlier = float(measures.growth(found.before.weeks).iloc[-1])
    return total.idxmax(), float(total.max()), beside.whole_before(scope), grown, earlier


def _free(scope: Scope) -> tuple[Any, ...]:
    return (float(beside.free(beside.years(scope).after).iloc[-1]),)


def _leaders(scope: Scope) -> tuple[Any, ...]:
    found = beside.leaders(scope)
    label = beside.years(scope).after.edition.label
    old = found.index[found["old"]]
    after = found.index[found.index > old[-1]] if len(old) else found.index
    return (
        found["model"].nunique(),
        found.loc[found["old"], "model"].nunique(),
        after[0] if len(after) else None,
        len(found),
        label(str(found["model"].iloc[-1])),
        float(found["share"].iloc[-1]),
    )


def _makers(scope: Scope) -> tuple[Any, ...]:
    share = makers(scope)
    ahead = share.idxmax(axis=1).value_counts()
    last = share.iloc[-EDGE_WEEKS:].mean().nlargest(FOLLOWERS + 1)
    follow = {str(name): float(value) for name, value in last.iloc[1:].items()}
    own = [
        end
        for name in ("Google", "Anthropic")
        for end in (measures.ends(share[name], EDGE_WEEKS) if name in share else (None, None))
    ]
    return str(ahead.index[0]), int(ahead.iloc[0]), str(last.index[0]), float(last.iloc[0]), follow, *own


def _left(scope: Scope) -> tuple[Any, ...]:
    month, first = left_at_first(scope)
    return month, first, float(beside.left(scope).iloc[-1])


def _gone(scope: Scope) -> tuple[Any, ...]:
    after = beside.years(scope).after
    return tuple(beside.last_day(after, model) for model in GONE)


def _sibling(scope: Scope) -> tuple[Any, ...]:
    ends = beside.free_ends(beside.years(scope).after)
    if SIBLING not in ends.index:
        raise NoRowsError("an end of its free time", [SIBLING])
    return (-float(ends.at[SIBLING, "change"]),)


def _price(scope: Scope) -> tuple[Any, ...]:
    moved = beside.moved(beside.years(scope).after)
    return moved.before, moved.after


NUMBERS: Numbers = (
    ("before after until", _span),
    ("record_week record whole grown grown_before", _growth),
    ("free", _free),
    ("leaders leaders_old new_since weeks last_leader last_share", _leaders),
    (
        "ahead ahead_weeks top top_share followers google_first google_last anthropic_first anthropic_last",
        _makers,
    ),
    ("left_month left_first left_last", _left),
    ("grok_gone sonnet_gone deepseek_gone", _gone),
    ("stayed_first stayed_last", stayed),
    ("sibling_fall", _sibling),
    ("open_first open_last", opening),
    ("price_first price_last", _price),
)
"""Names of the prose's numbers, and who measures them."""


def numbers(scope: Scope) -> SimpleNamespace:
    """The numbers of the chapter's prose by name; None where the editions lack the rows."""
    return told(NUMBERS, scope)
