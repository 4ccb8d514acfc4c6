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
