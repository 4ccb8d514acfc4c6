"""Measures on frames small enough to reckon by hand."""

import math

import pandas as pd
import pytest

from tokenbook import measures

WEEKS = [pd.Timestamp("2025-01-06"), pd.Timestamp("2025-01-13"), pd.Timestamp("2025-01-20")]


def frame(rows: list[tuple[int, str, int]], days: dict[int, int] | None = None) -> pd.DataFrame:
    """Rows of (week number, model, tokens)."""
    found = pd.DataFrame(
        [(WEEKS[week], model, tokens) for week, model, tokens in rows], columns=["week", "model", "tokens"]
    )
    number = found["week"].map(WEEKS.index)
    return found.assign(days=number.map(days or {}).fillna(7).astype(int))


ROWS = frame([(0, "a", 60), (0, "b", 30), (0, "other", 10), (1, "b", 50), (1, "c", 50)], {1: 6})


def test_complete_leaves_out_weeks_that_lack_days():
    assert measures.complete(ROWS)["week"].unique().tolist() == [WEEKS[0]]
    assert measures.days(ROWS).tolist() == [7, 6]


def test_totals_and_shares():
    assert measures.totals(ROWS).tolist() == [100, 100]
    share = measures.shares(ROWS, "model")
    assert share.loc[WEEKS[0]].to_dict() == {"a": 0.6, "b": 0.3, "c": 0.0, "other": 0.1}
    assert share.sum(axis=1).tolist() == pytest.approx([1, 1])


def test_ranks_leave_out_other_and_what_is_absent():
    rank = measures.ranks(ROWS, "model")
    assert list(rank) == ["a", "b", "c"]
    assert rank.loc[WEEKS[0]].dropna().to_dict() == {"a": 1, "b": 2}
    assert rank.loc[WEEKS[1]].dropna().to_dict() == {"b": 1, "c": 1}  # equal counts, the better rank


@pytest.mark.parametrize(("top_n", "expected"), [(1, [0.4, 0.5]), (2, [0.1, 0.0]), (9, [0.1, 0.0])])
def test_tail_share(top_n, expected):
    assert measures.tail_share(ROWS, "model", top_n).tolist() == pytest.approx(expected)


def test_tail_rows_have_names():
    assert measures.tail(ROWS, "model", 1)["model"].tolist() == ["b"]


def test_who_is_nobody_is_no_vendor():
    """Tokens of anonymous and unknown makers are part of the total and of no ranking."""
    rows = frame([(0, "a", 40), (0, "b", 30), (0, "c", 20), (0, "other", 10)])
    makers = {"a": "anonymous", "b": "Lab", "c": "unknown", "other": "other"}
    rows = rows.assign(vendor=rows["model"].map(makers))
    assert measures.shares(rows, "vendor").loc[WEEKS[0], "Lab"] == 0.3
    assert measures.ranks(rows, "vendor").to_dict("records") == [{"Lab": 1.0}]
    assert measures.hhi(rows, "vendor").tolist() == pytest.approx([0.09])
    assert measures.hhi(rows, "vendor", other="one").tolist() == pytest.approx([0.3])
    assert measures.tail_share(rows, "vendor", 3).tolist() == pytest.approx([0.7])
    assert measures.weeks_at_number_one(rows, "vendor").to_dict() == {"Lab": 1}
    assert list(measures.ranks(rows, "model")) == ["a", "b", "c"]


def test_hhi_bounds_hold_other_as_many_or_as_one():
    many, one = measures.hhi(ROWS, "model"), measures.hhi(ROWS, "model", other="one")
    assert many.tolist() == pytest.approx([0.45, 0.5])
    assert one.tolist() == pytest.approx([0.46, 0.5])
    assert measures.effective_number(ROWS, "model").tolist() == pytest.approx([1 / 0.45, 2])
    with pytest.raises(ValueError, match="many"):
        measures.hhi(ROWS, "model", other="some")


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_equal_models_are_as_many_as_they_are(count):
    equal = frame([(0, f"m{number}", 10) for number in range(count)])
    assert measures.effective_number(equal, "model").iloc[0] == pytest.approx(count)
    assert measures.number_needed(equal, "model", 1.0).iloc[0] == count


def test_a_week_of_other_alone_has_no_effective_number():
    assert measures.effective_number(frame([(0, "other", 5), (0, "a", 0)]), "model").empty


@pytest.mark.parametrize(("share", "expected"), [(0.5, 1), (0.6, 1), (0.9, 2), (0.95, math.nan)])
def test_number_needed(share, expected):
    needed = measures.number_needed(ROWS, "model", share).iloc[0]
    assert needed == expected or (math.isnan(needed) and math.isnan(expected))


def test_weeks_at_number_one():
    assert measures.weeks_at_number_one(ROWS, "model").to_dict() == {"a": 1, "b": 1, "c": 1}


def test_overall_shares():
    assert measures.overall_shares(ROWS, "model").to_dict() == {"b": 0.4, "a": 0.3, "c": 0.25, "other": 0.05}


def test_variation():
    assert measures.variation(pd.Series([1.0, 3.0])) == 0.5


def test_largest_names_the_entry():
    assert measures.largest(pd.Series({"a": 1.0, "b": 3.0, "c": float("nan")})) == ("b", 3.0)
    name, value = measures.largest(pd.Series({"a": float("nan")}))
    assert name is None
    assert math.isnan(value)


def test_models_added_up_are_ranked_among_all_others_one_by_one():
    weeks = pd.to_datetime(["2025-01-06", "2025-01-13"])
    rows = [
        (weeks[0], "a", 2),
        (weeks[0], "b", 3),
        (weeks[0], "c", 5),
        (weeks[0], "other", 99),
        (weeks[1], "c", 1),
    ]
    usage = pd.DataFrame(rows, columns=["week", "model", "tokens"]).assign(slug=lambda frame: frame["model"])
    rank = measures.joint_rank(usage, ["a", "b", "z"])
    assert rank[weeks[0]] == 1  # an equal does not push it down, and the rest is not ranked
    assert math.isnan(rank[weeks[1]])
    assert measures.joint_rank(usage, ["b"])[weeks[0]] == 2


def test_runs_of_two_models_and_of_code_names_are_no_vendors():
    runs = pd.DataFrame({"model": ["a/one", "", "hidden"], "pass_rate_2": [1.0, 2.0, 3.0]})
    found = measures.attributed(runs, pd.Series({"a/one": "A", "hidden": "anonymous"}))
    assert found["vendor"].tolist() == ["A"]


def test_weeks_end_on_their_sunday():
    found = measures.days_of(pd.to_datetime(["2025-01-13", "2025-01-06"]))
    assert found == {"start": pd.Timestamp("2025-01-06"), "end": pd.Timestamp("2025-01-19")}


def test_means_of_parts_leave_out_weeks_that_are_none_and_models_that_never_were():
    series = pd.Series([1.0, 3.0], pd.to_datetime(["2025-01-06", "2025-01-13"]))
    assert measures.part_means(series, {1: series.index}) == {1: 2.0}
    assert measures.part_means(series * 0, {1: series.index}) == {}


# ---------------------------------------------------------------- edges: at a limit, zeros, missing weeks


def weekly(values: list[float], start: str = "2025-01-06", skip: int | None = None) -> pd.Series:
    """A weekly series; the week of number `skip` is not there."""
    series = pd.Series(values, pd.date_range(start, periods=len(values), freq="7D"))
    return series.drop(series.index[skip]) if skip is not None else series


def as_usage(series: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"week": series.index, "model": "a", "slug": "a", "tokens": series.to_numpy()})


def test_what_was_paid_for_leaves_out_other_and_who_gave_everything_away():
    rows = frame([(0, "a", 60), (0, "b", 30), (0, "other", 10)])
    rows = rows.assign(slug=rows["model"], free_tokens=[20, 30, 0])
    found = measures.paid(rows)
    assert found[["model", "tokens", "free_tokens"]].to_numpy().tolist() == [["a", 40, 0]]


def test_a_week_without_any_tokens_has_no_shares():
    share = measures.shares(frame([(0, "a", 0), (0, "b", 0), (1, "a", 1), (1, "b", 3)]), "model")
    assert share.to_dict("index") == {WEEKS[1]: {"a": 0.25, "b": 0.75}}


def test_who_has_no_tokens_is_not_ranked():
    rank = measures.ranks(frame([(0, "a", 5), (0, "b", 0), (0, "c", 1)]), "model").loc[WEEKS[0]]
    assert rank.dropna().to_dict() == {"a": 1, "c": 2}


def test_three_equals_share_a_rank_and_the_next_comes_after_all_of_them():
    rank = measures.ranks(frame([(0, "a", 5), (0, "b", 5), (0, "c", 5), (0, "d", 1)]), "model")
    assert rank.loc[WEEKS[0]].to_dict() == {"a": 1, "b": 1, "c": 1, "d": 4}


def test_a_joint_share_counts_who_has_no_row_as_nothing():
    assert measures.joint_share(ROWS, ["a", "b", "z"]).tolist() == pytest.approx([0.9, 0.5])
    assert measures.joint_share(ROWS, ["z"]).tolist() == [0, 0]
    by_vendor = ROWS.assign(vendor=ROWS["model"].map({"a": "A", "b": "B", "c": "A", "other": "other"}))
    assert measures.joint_share(by_vendor, ["A"], "vendor").tolist() == pytest.approx([0.6, 0.5])


def test_a_pooled_share_weighs_large_weeks_more():
    rows = frame([(0, "a", 100), (1, "a", 300)])
    share = pd.Series([0.1, 0.5], WEEKS[:2])
    assert measures.pooled(share, rows) == pytest.approx((10 + 150) / 400)


@pytest.mark.parametrize(
    ("values", "window", "expected"),
    [
        ([1.0, 2, 3, 10], 1, (1, 10)),
        ([1.0, 2, 3, 10], 2, (1.5, 6.5)),
        ([1.0, 2, 3, 10], 4, (4, 4)),
        ([1.0, 2, 3, 10], 5, (4, 4)),
        ([7.0], 1, (7, 7)),
    ],
)
def test_means_at_both_ends(values, window, expected):
    assert measures.ends(weekly(values), window) == expected


def test_a_series_without_weeks_has_no_ends():
    assert all(math.isnan(end) for end in measures.ends(weekly([]), 4))


def test_the_peak_and_what_comes_after_it():
    usage = as_usage(weekly([1, 9, 4, 2]))
    assert measures.peak(usage) == (pd.Timestamp("2025-01-13"), 9.0)
    assert measures.after_peak(usage).tolist() == [4, 2]
    assert measures.after_peak(as_usage(weekly([1, 2]))).empty
    assert measures.growth(usage).tolist() == [1, 9, 4, 2]


def test_doublings_are_counted_at_the_very_double_and_once_each():
    grows = weekly([1.0, 1.99, 2, 1, 8, 15.9])
    first = [f"{week:%m-%d}" for week in measures.doublings(grows)]
    assert first == ["01-20", "02-03", "02-03"]  # 2; then 4 and 8 in one week; 16 is never reached
    assert measures.doublings(weekly([1.0, 1.99])) == []
    assert len(measures.doublings(weekly([1.0, 16]))) == 4


def test_what_a_column_says_of_each_model():
    rows = ROWS.assign(tier=ROWS["model"].map({"a": "light", "b": "flagship", "c": "light", "other": ""}))
    assert measures.attribute(rows, "tier").to_dict() == {
        "a": "light", "b": "flagship", "other": "", "c": "light"
    }  # fmt: skip


def test_the_best_rank_is_the_first_of_its_best_weeks():
    rows = frame([(0, "a", 9), (0, "b", 5), (1, "a", 1), (1, "b", 5), (2, "a", 1), (2, "b", 5)])
    assert measures.best_rank(rows, "b") == (WEEKS[1], 1)
    assert measures.best_rank(rows, "z") == (None, None)


def test_places_are_counted_from_one():
    ordered = pd.Series({"a": 3, "b": 2, "c": 1})
    assert [measures.place_in(ordered, name) for name in ("a", "c", "z")] == [1, 3, None]


def test_only_weeks_in_which_each_has_tokens_count():
    rows = frame([(0, "a", 1), (0, "c", 9), (1, "a", 1), (1, "b", 2), (1, "c", 7), (2, "b", 1)])
    found = measures.while_all(rows, ["a", "b"])
    assert found.to_dict() == {WEEKS[1]: pytest.approx(0.3)}
    assert measures.while_all(rows, ["a", "z"]).empty


def test_newcomers_are_there_at_the_end_and_not_at_the_start():
    table = pd.DataFrame(
        {"old": [1, 1, 1], "new": [0, 0, 2], "unseen": [math.nan, 1, 3], "gone": [0, 5, 0]}, WEEKS
    )
    assert measures.newcomers(table).to_dict() == {"new": 2, "unseen": 3}


def test_the_first_week_in_which_something_holds():
    holds = pd.Series([False, True, True], WEEKS)
    assert measures.first_week(holds) == WEEKS[1]
    assert measures.first_week(~holds) == WEEKS[0]
    assert measures.first_week(holds & ~holds) is None


def test_a_share_begins_with_its_first_week_above_nothing_and_keeps_later_gaps():
    assert measures.since_first(weekly([0, 0, 0.2, 0, 0.1])).tolist() == [0.2, 0, 0.1]
    assert measures.since_first(weekly([0, 0])).tolist() == [0, 0]


def test_numbers_needed_count_who_stands_in_any_order():
    rows = frame([(0, "a", 10), (0, "b", 60), (0, "c", 30), (1, "a", 1), (1, "c", 1)])
    assert measures.number_needed(rows, "model", 0.9).tolist() == [2, 2]
    assert measures.number_needed(rows, "model", 0.91).tolist() == [3, 2]


def test_overall_shares_are_of_all_weeks_and_equals_keep_their_order():
    rows = frame([(0, "b", 1), (1, "a", 1), (2, "c", 2)])
    assert list(measures.overall_shares(rows, "model").items()) == [("c", 0.5), ("a", 0.25), ("b", 0.25)]


def test_most_weeks_at_number_one_come_first():
    rows = frame([(0, "a", 1), (0, "b", 2), (1, "b", 1), (2, "a", 2), (2, "b", 1)])
    assert list(measures.weeks_at_number_one(rows, "model").items()) == [("b", 2), ("a", 1)]


def test_variation_takes_the_whole_population():
    assert measures.variation(pd.Series([2.0, 4, 4, 4, 5, 5, 7, 9])) == pytest.approx(2 / 5)


def test_one_whole_month_is_no_span():
    weeks = pd.Series(pd.to_datetime(["2025-01-06", "2025-01-13", "2025-01-20", "2025-02-03"]))
    found, by_month = measures.spans(weeks)
    assert not by_month
    assert found.equals(weeks)


def test_two_whole_months_are_spans():
    weeks = pd.Series(pd.date_range("2025-01-06", periods=7, freq="7D"))
    found, by_month = measures.spans(weeks)
    assert by_month
    assert found.dt.month.tolist() == [1, 1, 1, 1, 2, 2, 2]
