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


def test_a_peak_at_the_very_least_counts_and_half_of_it_is_fallen():
    shares = pd.DataFrame(
        {"at": [0.1, 0.2, 0.1, 0.0], "under": [0.19, 0.0, 0.0, 0.0], "over": [0.0, 0.3, 0.16, 0.15],
         "other": [0.7, 0.5, 0.7, 0.8]}, WEEKS[:4],
    )  # fmt: skip
    found = lifetimes.peaks(shares, 0.2)
    assert found.to_dict("index") == {
        "at": {"share": 0.2, "week": WEEKS[1], "weeks": 1, "seen": True},
        "over": {"share": 0.3, "week": WEEKS[1], "weeks": 2, "seen": True},
    }


def test_peaks_stand_in_order_of_time_and_of_size_in_one_week():
    shares = pd.DataFrame({"late": [0, 0.4], "large": [0.5, 0.1], "small": [0.3, 0.1]}, WEEKS[:2])
    assert list(lifetimes.peaks(shares, 0.1).index) == ["small", "large", "late"]
    assert list(lifetimes.peaks(shares, 0.51).index) == []


@pytest.mark.parametrize(
    ("left", "median"), [([0.8, 0.5, 0.2], 2), ([0.8, 0.5 + 1e-15, 0.2], 2), ([0.8, 0.51], np.nan)]
)
def test_half_are_gone_at_the_very_half(left, median):
    curve = pd.Series(left, range(1, len(left) + 1))
    assert lifetimes.median_life(curve) == median or (
        np.isnan(median) and np.isnan(lifetimes.median_life(curve))
    )


def test_weeks_without_anyone_keep_nobody():
    shares = pd.DataFrame({"a": [1, 0, 1, 1], "b": [0, 0, 0, 0]}, WEEKS[:4])
    assert lifetimes.top(shares, 3).tolist() == [{"a"}, frozenset(), {"a"}, {"a"}]
    # of the first and the third week: nobody after the one, a itself after the other
    assert lifetimes.retention(shares, 3, 1) == 0.5


def test_days_without_any_row_are_missing_and_not_nothing():
    rows = daily({"a": [2, 0, 4], "b": [1, 0, 0]})
    table = lifetimes.by_day(rows, "model")
    assert table.index.tolist() == pd.date_range("2026-01-05", periods=3).tolist()
    assert table["b"].fillna(-1).tolist() == [1, -1, 0]


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [([5, 5], [0, 6], 0), ([5, 5, 5], [0, 5, 6], 1), ([5, 5], [4, 5], np.nan), ([0, 1, 9], [5, 1, 1], 0)],
    ids=["on its first day", "equal is not more", "never", "it was there before the old one"],
)
def test_a_successor_passes_with_more_and_not_with_as_much(old, new, days):
    found = lifetimes.handover(daily({"old": old, "new": new}), "old", "new")
    assert found == days or (np.isnan(days) and np.isnan(found))


def test_the_last_free_day_is_free_and_the_next_is_not():
    rows = daily({"gift": [10, 20, 30, 3, 6, 9], "else": [1] * 6})
    ends = pd.DataFrame({"model": ["gift"], "to": pd.to_datetime(["2026-01-07"])})
    three = lifetimes.after_free(rows, ends, days=3).loc["gift"]
    assert (three["before"], three["after"]) == (20, 6)
    assert three["change"] == pytest.approx(-0.7)
    two = lifetimes.after_free(rows, ends, days=2).loc["gift"]
    assert (two["before"], two["after"]) == (25, 4.5)
    # a week is the rule; of days that the data do not hold no mean is taken
    assert lifetimes.after_free(rows, ends).loc["gift", ["before", "after"]].tolist() == [20, 6]


def test_an_end_without_a_free_day_or_a_day_after_is_left_out():
    rows = daily({"gift": [0, 0, 5, 5], "else": [1, 1, 1, 1]})
    ends = pd.DataFrame({"model": ["gift", "else"], "to": pd.to_datetime(["2026-01-06", "2026-01-08"])})
    assert lifetimes.after_free(rows, ends, days=2).empty
    only = pd.DataFrame({"model": ["else"], "to": pd.to_datetime(["2026-01-07"])})
    assert lifetimes.after_free(rows, only, days=2).loc["else", "change"] == 0


def test_a_free_time_looks_no_further_back_or_on_than_asked():
    rows = daily({"gift": [99, 10, 10, 5, 5, 99], "else": [1] * 6})
    ends = pd.DataFrame({"model": ["gift"], "to": pd.to_datetime(["2026-01-07"])})
    assert lifetimes.after_free(rows, ends, days=2).loc["gift", ["before", "after"]].tolist() == [10, 5]


def test_what_fell_before_a_day_counts_weeks_that_begin_earlier():
    series = pd.Series([8.0, 6, 3, 0], WEEKS[:4])
    assert lifetimes.fall_before(series, WEEKS[1]) == 0
    assert lifetimes.fall_before(series, WEEKS[1] + pd.Timedelta(days=1)) == 0.25
    assert np.isnan(lifetimes.fall_before(series, WEEKS[0]))
    assert np.isnan(lifetimes.fall_before(pd.Series([3.0, 1, 3], WEEKS[:3]), WEEKS[2]))


# ---------------------------------------------------------------- weekends, months, forecasts


def test_a_week_that_lacks_a_day_is_none():
    rows = daily({"a": [10] * 5 + [5] * 2 + [10] * 5 + [10] * 2})
    assert rhythm.weekend_ratio(rows).tolist() == [0.75]
    assert rhythm.weekend_ratio(rows[rows["date"] != "2026-01-15"]).tolist() == [0.5]
    # a second row on a day is no second day
    twice = pd.concat([rows[rows["date"] != "2026-01-15"], rows[rows["date"] == "2026-01-14"]])
    assert rhythm.weekend_ratio(twice).tolist() == [0.5]


def test_saturday_and_sunday_are_the_weekend():
    for day in range(7):
        rows = daily({"a": [10] * day + [20] + [10] * (6 - day)})
        expected = 1.5 if day >= 5 else 10 / 12
        assert rhythm.weekend_ratio(rows).tolist() == pytest.approx([expected])


def test_weekends_of_one_who_was_not_there_on_weekdays_are_left_out():
    rows = daily({"a": [10] * 7, "late": [0] * 5 + [3] * 2, "office": [4] * 5 + [0] * 2})
    found = rhythm.weekend_ratio(rows, by="model").droplevel("period")
    assert found.to_dict() == {"a": 1, "office": 0}


def test_a_week_belongs_to_the_period_that_it_begins_in_and_years_stand_apart():
    """Two Januaries are two months, and a week from December to January is December's."""
    whole = [10] * 5 + [5] * 2
    rows = pd.concat([daily({"a": whole}, "2025-01-27"), daily({"a": [10] * 7}, "2025-12-29"),
                      daily({"a": [10] * 5 + [20] * 2}, "2026-01-05")])  # fmt: skip
    found = {str(period): ratio for period, ratio in rhythm.weekend_ratio(rows, "M").items()}
    assert found == {"2025-01": 0.5, "2025-12": 1, "2026-01": 2}


def test_the_median_week_stands_for_a_period():
    tokens = [count for end in (10, 10, 1) for count in [10] * 5 + [end] * 2]
    assert rhythm.weekend_ratio(daily({"a": tokens}), "Q").tolist() == [1]


def test_two_januaries_are_two_months():
    weeks = pd.to_datetime(["2025-01-06", "2025-01-27", "2025-02-03", "2026-01-05"])
    found = {str(month): mean for month, mean in rhythm.monthly(pd.Series([1.0, 3, 5, 9], weeks)).items()}
    assert found == {"2025-01": 2, "2025-02": 5, "2026-01": 9}


def test_a_forecast_needs_two_weeks_and_as_many_as_asked():
    totals = pd.Series([1.0, 2, 8, 16, 16, 64], WEEKS)
    assert rhythm.forecasts(totals, 1, 0).index.tolist() == WEEKS[2:].tolist()
    assert rhythm.forecasts(totals, 1, 2).index.tolist() == WEEKS[2:].tolist()
    assert rhythm.forecasts(totals, 1, 3).index.tolist() == WEEKS[3:].tolist()
    found = rhythm.forecasts(totals, 2, 3)
    # from the third week, doubled once and a half a week, two weeks on: 8 * 8 = 64 for 16
    assert found.index.tolist() == WEEKS[4:].tolist()
    assert np.exp(found["no_change"]).tolist() == pytest.approx([2, 4])
    assert np.exp(found["drift"]).tolist() == pytest.approx([16 / 64, 64 / (16 * 16 ** (2 / 3))])


def test_a_week_without_tokens_is_neither_origin_nor_goal_and_time_goes_on():
    totals = pd.Series([1.0, 2, 0, 8, 16, 32], WEEKS)
    found = rhythm.forecasts(totals, 1, 2)
    assert found.index.tolist() == WEEKS[4:].tolist()
    assert found["drift"].tolist() == pytest.approx([0, 0])


def test_a_band_leaves_out_as_much_on_either_side():
    errors = pd.Series(np.log(np.arange(1.0, 102)))
    assert rhythm.band(errors) == pytest.approx((5, 95))
    assert rhythm.band(errors, 0.5) == pytest.approx((25, 75))


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


@pytest.mark.parametrize(
    ("tokens", "spread"),
    [([10] * 6 + [11], True), ([10] * 6 + [12], False), ([10] * 6, False)],
    ids=["a token more", "two more", "six days"],
)
def test_sums_of_weeks_that_were_spread_over_their_days_are_known(tokens, spread):
    days = pd.date_range("2025-01-06", periods=len(tokens))
    assert rhythm.spread_evenly(pd.DataFrame({"date": days, "slug": "a", "tokens": tokens})) is spread
