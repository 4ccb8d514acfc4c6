"""How long models last, and the rhythm of the rows: by hand, and the committed editions."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tokenbook import beside, editions, lifetimes, measures, rhythm

WEEKS = pd.date_range("2026-01-05", periods=6, freq="7D", name="week")


def daily(tokens: dict[str, list[int]], start: str = "2026-01-05") -> pd.DataFrame:
    """Made-up daily rows; 0 = no row."""
    rows = [
        (day, name, count)
        for name, counts in tokens.items()
        for day, count in zip(pd.date_range(start, periods=len(counts)), counts, strict=True)
        if count
    ]
    return pd.DataFrame(rows, columns=["date", "model", "tokens"])


# ---------------------------------------------------------------- known by hand


def test_half_lives_with_one_that_is_still_there():
    shares = (
        pd.DataFrame({"a": [8, 6, 4, 1, 1, 1], "b": [0, 1, 2, 6, 6, 5], "c": [1, 0, 0, 0, 0, 0]}, WEEKS) / 10
    )
    found = lifetimes.peaks(shares, 0.2)
    assert found[["weeks", "seen"]].to_numpy().tolist() == [[2, True], [2, False]]


def test_kaplan_and_meier_by_hand():
    weeks, seen = pd.Series([1, 2, 2, 3, 4]), pd.Series([True, True, False, True, False])
    curve = lifetimes.survival(weeks, seen)
    assert curve.tolist() == pytest.approx([0.8, 0.6, 0.3, 0.3])
    assert lifetimes.median_life(curve) == 3
    assert np.isnan(lifetimes.median_life(curve[:2]))


def test_retention_and_cast():
    shares = pd.DataFrame({"a": [3, 3, 1], "b": [2, 0, 3], "c": [1, 2, 2], "other": [9, 9, 9]}, WEEKS[:3])
    assert lifetimes.top(shares, 2).tolist() == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
    assert lifetimes.retention(shares, 2, 1) == 0.5
    assert lifetimes.retention(shares, 2, 2) == 0.5
    assert np.isnan(lifetimes.retention(shares, 2, 3))
    assert lifetimes.cast(shares, ["a", "b"], 2).tolist() == [2, 1, 1]


def test_a_handover_is_counted_from_the_successors_first_day():
    rows = daily({"old": [5, 5, 5, 5], "new": [0, 1, 5, 6]})
    assert lifetimes.handover(rows, "old", "new") == 2
    assert np.isnan(lifetimes.handover(rows, "old", "nobody"))


def test_what_is_left_when_free_ends():
    rows = daily({"gift": [10, 10, 4, 0], "else": [1, 1, 1, 1]})
    ends = pd.DataFrame({"model": ["gift", "else"], "to": pd.to_datetime(["2026-01-06", "2026-01-08"])})
    found = lifetimes.after_free(rows, ends, days=2)
    assert found.index.tolist() == ["gift"]
    assert found.loc["gift", ["before", "after", "change"]].tolist() == [10, 2, -0.8]


def test_what_fell_before_a_day():
    series = pd.Series([8.0, 6, 3, 4, 0], WEEKS[:5])
    assert lifetimes.fall_before(series, WEEKS[3]) == 5 / 8
    assert np.isnan(lifetimes.fall_before(series[::-1].set_axis(WEEKS[:5]), WEEKS[3]))


def test_a_weekend_is_compared_with_its_own_week():
    whole = [10] * 5 + [5] * 2
    rows = daily({"a": whole + [20] * 5 + [20] * 2 + [1]})
    assert rhythm.weekend_ratio(rows).tolist() == [0.75]
    assert rhythm.weekend_ratio(rows[rows["date"] < "2026-01-12"], by="model").tolist() == [0.5]


def test_no_change_and_drift():
    grows = pd.Series([1.0, 2, 4, 8, 16, 32], WEEKS)
    found = rhythm.forecasts(grows, 2, 2)
    assert found["drift"].tolist() == pytest.approx([0, 0, 0])
    assert np.exp(found["no_change"]).tolist() == pytest.approx([4, 4, 4])
    assert rhythm.band(found["no_change"]) == pytest.approx((3, 3))


# ---------------------------------------------------------------- the committed editions


@cache
def edition(year: str) -> editions.Edition:
    return editions.load(year)


@cache
def shares() -> pd.DataFrame:
    return measures.shares(edition("2025").weeks, "model")


def test_the_cast_stands_in_one_week():
    found = lifetimes.cast(shares(), beside.CAST, 9)
    assert found.value_counts().sort_index(ascending=False).to_dict() == {
        8: 1, 7: 3, 6: 2, 5: 4, 4: 13, 3: 11, 2: 5, 1: 7, 0: 4
    }  # fmt: skip
    assert found.idxmax() == pd.Timestamp("2025-09-01")


def test_nobody_stayed():
    found = lifetimes.peaks(shares(), 0.1)
    assert len(found) == 12
    assert lifetimes.median_life(lifetimes.survival(found["weeks"], found["seen"])) == 6
    tops = lifetimes.top(shares(), 9)
    assert not tops.iloc[0] & tops.iloc[-1]
    kept = [round(lifetimes.retention(shares(), 9, weeks), 2) for weeks in (8, 26)]
    assert kept == [0.58, 0.20]


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [("claude-3.5-sonnet", "claude-3.7-sonnet", 1), ("claude-3.7-sonnet", "claude-sonnet-4", 5),
     ("claude-sonnet-4", "claude-sonnet-4.5", 2)],
)  # fmt: skip
def test_handovers_inside_a_family(old, new, days):
    assert lifetimes.handover(edition("2025").daily, f"anthropic/{old}", f"anthropic/{new}") == days


def test_when_free_ends():
    rows = edition("2025").daily
    names = ["x-ai/grok-4.1-fast", "x-ai/grok-4-fast", "deepseek/deepseek-chat-v3.1", "minimax/minimax-m2"]
    ends = rows[rows["free"] & rows["model"].isin(names)].groupby("model")["date"].max()
    found = lifetimes.after_free(rows, ends.rename("to").reset_index())["change"].round(2)
    assert found.reindex(names).tolist() == [-0.93, -0.81, -0.73, -0.57]


def test_weekends():
    rows = edition("2025").daily
    quarters = rhythm.weekend_ratio(rows).round(2)
    assert (quarters["2025Q1"], quarters["2025Q4"]) == (0.97, 0.83)
    models = rhythm.weekend_ratio(rows, by="model").round(2)["2025Q4"]
    assert models["deepseek/deepseek-chat-v3-0324"] == 0.99
    assert models["mistralai/mistral-nemo"] == 1.06
    assert rhythm.weekend_ratio(rows, by="family").round(2)["2025Q4", "Claude Sonnet"] == 0.66
    assert rhythm.weekend_ratio(rows, by="tier").round(2)["2025Q4", "code"] == 0.80


def test_the_effective_number_is_a_december_event():
    weekly = measures.effective_number(edition("2025").weeks, "model")
    months = rhythm.monthly(weekly).round(1)
    assert (months["2025-08"], months["2025-10"]) == (16.5, 10.9)
    assert round(weekly[:"2025-11-24"].tail(4).mean(), 1) == 12.2
    assert round(weekly.tail(4).mean(), 1) == 27.7


def test_forecasts_of_four_weeks():
    totals = measures.totals(edition("2025").weeks)
    found = rhythm.forecasts(totals, 4, 12)
    assert found.abs().mean().round(3).to_dict() == {"no_change": 0.177, "drift": 0.218}
    assert rhythm.band(found["no_change"]) == pytest.approx((-0.11, 0.53), abs=5e-3)
