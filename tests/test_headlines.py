"""Headlines of figures at the limits where they say something else; the numbers are made up."""

import math
from copy import copy
from dataclasses import replace

import pandas as pd
import pytest
import recorded
from rooms import CHARTS

from tokenbook import beside, measures
from tokenbook.charts import style
from tokenbook.charts.base import Chart
from tokenbook.charts.costs import fell_or_went
from tokenbook.scope import open_scope
from tokenbook.wording import Wording

HARDLY, CHEAPER, WENT = "own prices hardly did", "became 5% cheaper", "went from"


@pytest.mark.parametrize(
    ("after", "same", "own", "said"),
    [
        (0.99, 0.0, -0.049, HARDLY),
        (0.99, -0.01, -0.049, WENT),
        (0.99, 0.0, -0.05, CHEAPER),
        (0.99, -0.3, -0.05, CHEAPER),
        (1.0, 0.0, 0.0, WENT),
        (1.0, 0.0, -0.05, WENT),
        (1.01, 0.2, 0.3, WENT),
        (0.99, 0.0, math.nan, WENT),
    ],
)
@pytest.mark.parametrize(("closed", "who"), [(True, "closed models themselves"), (False, "the same models")])
def test_a_fall_of_the_mean_price_is_put_down_to_prices_only_where_these_fell(
    after, same, own, said, closed, who
):
    found = fell_or_went(1.0, after, same, own, closed).to(Wording("en"))
    assert said in found
    assert (who in found) == (said == CHEAPER)


WEEKS = pd.date_range("2025-01-06", periods=10, freq="7D", name="week")
MONTHS = pd.period_range("2025-01", periods=4, freq="M")
HAIR = 1e-9


def plain(chart: Chart) -> str:
    """The headline with the blanks and strokes of a keyboard."""
    return chart.headline.to(Wording("en")).replace("\N{NO-BREAK SPACE}", " ").replace("’", "'")


def weekly(first: float, last: float) -> pd.Series:
    """Half of the weeks the one, half the other."""
    return pd.Series([first] * 5 + [last] * 5, WEEKS)


def lived(*weeks: int, going_on: int = 0) -> pd.DataFrame:
    """Models that took so many weeks to half of their peak, and some that are not there yet."""
    found = pd.DataFrame(
        {"weeks": [*weeks, *[9] * going_on]}, [f"m{n}" for n in range(len(weeks) + going_on)]
    )
    return found.assign(seen=[True] * len(weeks) + [False] * going_on)


def by_tier(light: pd.Series, heavy: pd.Series):
    return lambda weeks, tiers, column: heavy if tiers == ["flagship"] else light


def fell(*changes: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"change": changes}, ["google/gemini-2.5-flash", "openai/gpt-5", "other"][: len(changes)]
    )


def ratios(first: float, last: float):
    quarters = pd.Series([first, last], pd.period_range("2025Q1", periods=2, freq="Q"))
    return lambda scope, period="M": pd.Series([0.9] * 4, MONTHS) if period == "M" else quarters.copy()


def cast(*counts: int) -> pd.Series:
    return pd.Series(counts, WEEKS[: len(counts)])


ALL = len(beside.CAST)

OTHERWISE = [
    ("both_years", beside, "whole_before", 1e12, "One week now brings more"),
    ("both_years", beside, "whole_before", 1e16, "From at most 7.2 trillion tokens a week to 166 trillion"),
    ("weekly_total", measures, "totals", weekly(1e12, 2e12), "2 times as many tokens"),
    ("weekly_total", measures, "totals", weekly(1e12, 2e12 * (1 - HAIR)), "Between 1.0 trillion and 2.0 tri"),
    ("half_lives", beside, "lives", lived(1, 1, 2, 3), "at half their share within a week"),
    ("half_lives", beside, "lives", lived(1, 2, 3), "at half their share within two weeks"),
    ("half_lives", beside, "lives", lived(1, 2, going_on=2), "at half their share within two weeks"),
    ("half_lives", beside, "lives", lived(1, 2, going_on=3), "2 of five models are at half"),
    ("half_lives", beside, "lives", lived(1, going_on=4), "1 of five models are at half"),
    ("weekends", beside, "weekends", ratios(0.9, 0.87), "A weekend day had 90% of a weekday's tokens"),
    ("weekends", beside, "weekends", ratios(0.9, 0.87 - HAIR), "Weekends fell behind: 90% of a weekday"),
    ("after_free", beside, "free_ends", fell(-0.9, -0.5), "After the free time use changed by −90% to −50%"),
    ("after_free", beside, "free_ends", fell(-0.9, -0.5 - HAIR), "each of these models lost more than half"),
    ("cast_by_week", beside, "cast", cast(1, ALL, 3), "stand at the top together once, in the week of 13"),
    ("cast_by_week", beside, "cast", cast(1, ALL, ALL), "At most eight of the article's eight models"),
    ("cast_by_week", beside, "cast", cast(1, ALL - 1, 3), "At most seven of the article's eight models"),
    ("tail_share", measures, "tail_share", weekly(0.1, 0.5), "10% of the tokens at first, 50% at the end"),
    ("tail_share", measures, "tail_share", weekly(0.1, 0.5 + HAIR), "more than half of the tokens went to"),
    (
        "tier_shares",
        measures,
        "joint_share",
        by_tier(weekly(0.1, 0.6), weekly(0.2, 0.5)),
        "60% of the tokens",
    ),
    (
        "tier_shares",
        measures,
        "joint_share",
        by_tier(weekly(0.2, 0.6), weekly(0.2, 0.5)),
        "20% of the tokens",
    ),
    (
        "tier_shares",
        measures,
        "joint_share",
        by_tier(weekly(0.1, 0.5), weekly(0.2, 0.5)),
        "10% of the tokens",
    ),
    ("year_at_a_glance", measures, "totals", weekly(1e12, 2e12), "2 times the tokens"),
    (
        "year_at_a_glance",
        measures,
        "totals",
        weekly(1e12, 2e12 * (1 - HAIR)),
        "From 1.0 trillion tokens a week",
    ),
]


@pytest.mark.parametrize(("slug", "module", "name", "answer", "said"), OTHERWISE)
def test_a_headline_says_what_the_numbers_bear_out(monkeypatch, slug, module, name, answer, said):
    scope = recorded.scope_of("2026" if slug == "both_years" else "2025")
    monkeypatch.setattr(module, name, answer if callable(answer) else lambda *_, **__: copy(answer))
    function = {"half_lives": "lives", "tail_share": "outside_top"}.get(slug, slug)
    assert said in plain(CHARTS[function](scope))


def test_what_the_same_models_did_is_told_of_the_last_week(monkeypatch):
    scope = recorded.scope_of("2025")
    index = beside.index(scope)
    index.iloc[-1] = 0.5
    monkeypatch.setattr(beside, "index", lambda _: index)
    axes = recorded.drawing(CHARTS["price_moves"](scope), style.LAYOUTS[0]).axes[0]
    assert "same models: −50%" in [text.get_text().replace("\n", " ") for text in axes.texts]


def test_of_one_week_the_curve_is_told_once():
    scope = recorded.scope_of("2025")
    rows = scope.edition.rows
    week = replace(scope.edition, rows=rows[rows["week"] == "2025-06-02"].reset_index(drop=True))
    found = CHARTS["cumulative_shares"](open_scope(week))
    assert plain(found).endswith("of the tokens in the week of 2 June 2025")
    assert len(found.numbers.lines) == 1
