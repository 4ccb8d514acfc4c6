"""What the book's own chapters look at: the rows beside prices, free offers, days and the next edition.

Each takes a `Scope` and asks the pure measures (`prices`, `lifetimes`, `rhythm`); where the edition
lacks the data, it raises `NoRowsError`. Chapters and charts share these, so that a figure and the
sentence above it cannot differ.
"""

import math
from dataclasses import dataclass

import pandas as pd

from tokenbook import editions, lifetimes, measures, prices, rhythm, side
from tokenbook.limits import EDGE_WEEKS, LIMITS
from tokenbook.scope import NoRowsError, Scope, benchmark, open_scope

CAST = (
    "google/gemini-2.5-flash",
    "google/gemini-2.0-flash",
    "openai/gpt-4.1-mini",
    "deepseek/deepseek-chat-v3-0324",
    "deepseek/deepseek-chat-v3.1",
    "qwen/qwen3-30b-a3b",
    "x-ai/grok-code-fast-1",
    "anthropic/claude-sonnet-4",
)
"""The models that the article names."""

TENTH = 0.1
"""Share of a week from which on a model's life is followed."""

LARGE = 2 * 10**10
"""Tokens a day from which on a free offer is looked at; one of the fifty that the source names."""

OPEN_LISTS_FAIL = pd.Timestamp("2026-01-01")
"""From here on hosts of open models bid for the first place of a list (see data/README.md): an index
over weeks after it follows closed models only.
"""

ABLE = int(LIMITS["score"].value)

SCORES = (int(LIMITS["score"].lower), ABLE, int(LIMITS["score"].upper))
"""Percent of Aider's polyglot benchmark whose price is followed."""


def cast(scope: Scope) -> pd.Series:
    """How many of the article's models stand among the week's `top_n` largest."""
    return lifetimes.cast(measures.shares(scope.weeks, "model"), CAST, scope.parameter("top_n"))


def free(scope: Scope) -> pd.Series:
    """Part of the named tokens used at price 0, per week."""
    if measures.FREE not in scope.weeks or scope.edition.own:
        raise NoRowsError("what was free")
    share = prices.free_share(scope.weeks)
    if share.empty:
        raise NoRowsError("named models")
    return share


def given(scope: Scope) -> pd.DataFrame:
    """Tokens used at price 0 per week and model; a frame without columns where that is not known."""
    rows = scope.edition.rows
    if measures.FREE not in rows or scope.edition.own:
        return pd.DataFrame(index=measures.days(rows).index)
    return rows.pivot_table(index="week", columns="model", values=measures.FREE, aggfunc="sum", fill_value=0)


def free_overall(scope: Scope) -> float:
    """Part of the named tokens used at price 0, over all weeks."""
    free(scope)
    rows = measures.known(scope.weeks)
    return float(rows[measures.FREE].sum() / rows["tokens"].sum())


def free_ends(scope: Scope) -> pd.DataFrame:
    """What happened to models when their free time ended, as `lifetimes.after_free` gives it.

    Large ones that were mostly used at price 0 in their last free week and still had a name after it,
    with a whole week of days to look at; the largest fall first.
    """
    free(scope)
    rows = scope.daily
    last = rows["date"].max()
    ends = rows[rows["free"]].groupby("model")["date"].max()
    ends = ends[ends <= last - measures.WEEK]
    if ends.empty:
        raise NoRowsError("free offers that ended")
    found = lifetimes.after_free(rows, ends.rename("to").reset_index())
    week = rows[rows["date"] > rows["model"].map(ends) - measures.WEEK]
    week = week[week["date"] <= week["model"].map(ends)]
    part = week["tokens"].where(week["free"], 0).groupby(week["model"]).sum()
    part = part / week.groupby("model")["tokens"].sum()
    mostly = part.reindex(found.index) > 0.5
    kept = found[mostly & (found["before"] >= LARGE) & (found["after"] > 0)]
    if kept.empty:
        raise NoRowsError("free offers that ended")
    return kept.sort_values("change")


def lives(scope: Scope) -> pd.DataFrame:
    """Peak, and weeks to half of it, of the models that reached a tenth of a week."""
    found = lifetimes.peaks(measures.shares(scope.weeks, "model"), TENTH)
    if found.empty:
        raise NoRowsError("no model with a tenth of a week")
    return found


def median_life(scope: Scope) -> float:
    """Weeks from a peak to half of it by which half of the models had fallen (Kaplan-Meier)."""
    found = lives(scope)
    return lifetimes.median_life(lifetimes.survival(found["weeks"], found["seen"]))


def weekends(scope: Scope, period: str = "M") -> pd.Series:
    """Tokens of a weekend day over those of a weekday, per month or quarter of the edition's period."""
    ratio = rhythm.weekend_ratio(scope.daily, period)
    ratio = ratio[ratio.index >= pd.Period(scope.edition.start, period)]
    if ratio.empty:
        raise NoRowsError("whole weeks of days")
    return ratio


def spread(scope: Scope) -> pd.Series:
    """Effective number of models, mean of the weeks that begin in each month."""
    weekly = measures.effective_number(scope.weeks, "model")
    if weekly.empty:
        raise NoRowsError("no named model")
    months = rhythm.monthly(weekly)
    # the week that straddles New Year begins in a month of another edition
    return months[months.index >= pd.Period(scope.edition.start, "M")]


def priced(scope: Scope) -> pd.DataFrame:
    """The complete weeks' rows with their list prices."""
    if scope.edition.prices is None or measures.FREE not in scope.weeks:
        raise NoRowsError("prices")
    frame = prices.priced(scope.weeks, scope.edition.prices)
    if not (frame["prompt"].notna() & (frame["paid_tokens"] > 0)).any():
        raise NoRowsError("prices")
    return frame


def windows(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the first and of the last weeks."""
    weeks = sorted(frame["week"].unique())
    return frame[frame["week"].isin(weeks[:EDGE_WEEKS])], frame[frame["week"].isin(weeks[-EDGE_WEEKS:])]


@dataclass(frozen=True)
class Moved:
    """What moved the mean list price of a token from the first to the last weeks; dollars per million.

    Attributes
    ----------
    parts : `mix` (which of the models that were there were used), `turnover` (models came and went),
        `same` (their own prices), `free` (use at price 0); they add up to `after` - `before`.
    """

    before: float
    after: float
    parts: dict[str, float]


def moved(scope: Scope) -> Moved:
    """The split of the mean price's change between the first and the last weeks."""
    split = prices.split(*windows(priced(scope)), prices.EARLY)
    parts = {
        "mix": split.mix,
        "turnover": split.entry + split.exit,
        "same": split.same_model,
        "free": split.free,
    }
    return Moved(
        float(split.before), float(split.after), {name: float(value) for name, value in parts.items()}
    )


def outwards(low: float, high: float) -> tuple[float, float]:
    """Bounds of a share in whole percent, rounded so that what lies between them still does."""
    return math.floor(round(low * 100, 6)) / 100, math.ceil(round(high * 100, 6)) / 100


def closed_only(scope: Scope) -> bool:
    """Whether the index follows closed models only."""
    return bool(scope.edition.end >= OPEN_LISTS_FAIL)


def index(scope: Scope) -> pd.Series:
    """Matched-model price index of paid tokens, 1 in the first week; see `closed_only`."""
    frame = priced(scope)
    if closed_only(scope):
        frame = frame[side.weights_of(frame["slug"]) == "no"]
    found = prices.matched_index(frame, prices.EARLY)
    if found.empty:
        raise NoRowsError("prices of closed models")
    return found


def ability(scope: Scope, score: int) -> pd.DataFrame:
    """The cheapest price of an ability by week; see `prices.cheapest`.

    What the earlier edition saw last is carried on: the week in which one ends and the other begins has
    one price.
    """
    frame, before = priced(scope), scope.edition.earlier
    weeks = frame["week"].unique()
    if before is not None and before.prices is not None and measures.FREE in before.weeks:
        older = prices.priced(before.weeks, before.prices)
        frame = pd.concat([older[older["week"] < weeks.min()], frame], ignore_index=True)
    listed = prices.model_prices(frame, prices.EARLY).loc[weeks.min() :]
    found = prices.cheapest(benchmark("aider"), listed, score)
    if found["price"].isna().all():
        raise NoRowsError("no model with such a score")
    return found


def spend(scope: Scope) -> dict[str, pd.DataFrame]:
    """Per vendor: `tokens` (share of named tokens), `floor` and `ceiling` of its share of list spend.

    Returns
    -------
    dict with `first` and `last` weeks.
    """
    found = {}
    for name, rows in zip(("first", "last"), windows(priced(scope)), strict=True):
        named = measures.known(rows).groupby("vendor")["tokens"].sum()
        bounds = prices.spend_shares(rows, "vendor")[["floor", "ceiling"]]
        table = bounds.assign(tokens=named / named.sum())
        found[name] = table.drop(index=measures.NAMELESS["vendor"], errors="ignore")
    return found


@dataclass(frozen=True)
class Years:
    """Two editions of which one follows the other."""

    before: Scope
    after: Scope


def years(scope: Scope) -> Years:
    """An edition and the one that follows it; where none does, the one before and itself."""
    if scope.later is not None:
        return Years(scope, scope.later)
    if scope.edition.earlier is not None:
        return Years(open_scope(scope.edition.earlier), scope)
    raise NoRowsError("later rows")


def both_weeks(scope: Scope) -> pd.DataFrame:
    """The complete weeks of both editions; the one that straddles them stands once."""
    found = years(scope)
    return measures.complete(editions.joined([found.before.edition, found.after.edition]))


def whole_before(scope: Scope) -> float:
    """Tokens of all days of the earlier period; of all its weeks where there are no days."""
    before = years(scope).before
    if "daily" not in before.coverage.given:
        return float(before.edition.rows["tokens"].sum())
    rows = before.edition.daily
    inside = rows["date"].between(before.edition.start, before.edition.end)
    return float(rows.loc[inside, "tokens"].sum())


def leaders(scope: Scope) -> pd.DataFrame:
    """The largest named model of each later week: `model`, `vendor`, `share` (0 to 1), `old` (the
    earlier edition has it), indexed by week."""
    found = years(scope)
    weeks = found.after.weeks
    share = measures.named(measures.shares(weeks, "model"))
    if share.empty:
        raise NoRowsError("named models")
    model = share.idxmax(axis=1)
    vendor = measures.attribute(weeks, "vendor")
    old = model.isin(found.before.edition.rows["model"])
    return pd.DataFrame({"model": model, "vendor": model.map(vendor), "share": share.max(axis=1), "old": old})


def left(scope: Scope) -> pd.Series:
    """Part of the named tokens of each later week that models of the earlier edition have."""
    found = years(scope)
    rows = measures.known(found.after.weeks)
    if rows.empty:
        raise NoRowsError("named models")
    old = rows["tokens"].where(rows["model"].isin(found.before.edition.rows["model"]), 0)
    share = old.groupby(rows["week"]).sum() / measures.totals(rows)
    return share.rename("left")


def weights(scope: Scope) -> pd.DataFrame:
    """Parts of the named tokens by whether the model's weights are open: yes, no, unknown; both editions.

    Raises
    ------
    NoRowsError
        Where it is known of none of the later ones.
    """
    rows = measures.known(both_weeks(scope))
    kind = side.weights_of(rows["slug"]).replace("", "unknown").fillna("unknown")
    if kind[rows["week"] >= years(scope).after.edition.start].eq("unknown").all():
        raise NoRowsError("open weights")
    share = measures.shares(rows.assign(weights=kind), "weights")
    return share.reindex(columns=["yes", "unknown", "no"], fill_value=0.0)


def last_day(scope: Scope, model: str) -> pd.Timestamp | None:
    """The last day on which a model is among the fifty largest; None where it never is."""
    rows = scope.daily
    days = rows.loc[rows["model"] == model, "date"]
    return None if days.empty else days.max()
