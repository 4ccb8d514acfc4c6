"""What statements need of an edition, tried on made-up parts of years."""

import pandas as pd
import pytest

from tokenbook import coverage
from tokenbook.coverage import (
    AfterPeak,
    Coverage,
    Forecast,
    Given,
    Launched,
    Present,
    Span,
    Weeks,
    Windows,
    lacks,
)

DAY = pd.Timedelta(days=1)


def covered(start: str, end: str, holes: tuple[str, ...] = (), rows_to: str | None = None) -> Coverage:
    """A made-up edition that holds every day of a period but some; its largest week is the last."""
    days = pd.date_range(start, rows_to or end).difference(pd.DatetimeIndex(holes))
    mondays = pd.Series(days - pd.to_timedelta(days.day_of_week, unit="D"))
    full = mondays.value_counts()
    weeks = full[full == 7].sort_index().index
    tokens = pd.Series(range(1, len(weeks) + 1), weeks, dtype="int64")
    present = {"model/always": weeks, "model/late": weeks[len(weeks) // 2 :]}
    return Coverage(tokens, pd.Timestamp(start), pd.Timestamp(end), present, frozenset({"light_tiers"}))


EDITIONS = {
    "2025": covered("2025-01-01", "2025-12-31", ("2025-06-15", "2025-07-15"), rows_to="2026-01-04"),
    "first quarter": covered("2025-01-01", "2025-03-31"),
    "December": covered("2025-12-01", "2025-12-31"),
    "two weeks in June": covered("2025-06-02", "2025-06-15"),
    "one week": covered("2025-06-02", "2025-06-08"),
    "three weeks with a hole": covered("2025-06-02", "2025-06-29", ("2025-06-11",)),
    "May to August": covered("2025-05-01", "2025-08-31"),
    "2026 to October": covered("2026-01-01", "2026-10-04"),
}

YEAR, HALF2, Q1, Q3, Q4, JANUARY, DECEMBER = (
    Span("year"),
    Span("half", 2),
    Span("quarter", 1),
    Span("quarter", 3),
    Span("quarter", 4),
    Span("month", 1),
    Span("month", 12),
)
CORRELATED, EDGES, SETTLED = Weeks(20, in_a_row=False), Windows(4), AfterPeak(4)
NEEDS = (YEAR, HALF2, Q1, Q3, Q4, JANUARY, DECEMBER, CORRELATED, EDGES, SETTLED)

HAS = {
    # each of these editions has its largest week at the end, so none has weeks after it
    "2025": {YEAR, HALF2, Q1, Q3, Q4, JANUARY, DECEMBER, CORRELATED, EDGES},
    "first quarter": {Q1, JANUARY, EDGES},
    "December": {DECEMBER},
    "two weeks in June": set(),
    "one week": set(),
    "three weeks with a hole": set(),
    "May to August": {EDGES},
    "2026 to October": {Q1, Q3, JANUARY, CORRELATED, EDGES},
}


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_parts_of_a_year_hold(edition):
    lacking = {lack.need for lack in lacks(NEEDS, EDITIONS[edition])}
    assert set(NEEDS) - lacking == HAS[edition]


def test_lacks_say_how_much_there_is_and_how_much_should_be():
    (year,) = lacks([YEAR], EDITIONS["2026 to October"])
    assert (year.found, year.wanted) == (pytest.approx(39 / 53), 0.9)
    (half,) = lacks([HALF2], EDITIONS["first quarter"])
    assert (half.need, half.found) == (HALF2, 0)
    (pairs,) = lacks([Weeks(20)], EDITIONS["three weeks with a hole"])
    assert (pairs.found, pairs.wanted) == (3, 20)
    (windows,) = lacks([Windows(4)], EDITIONS["two weeks in June"])
    assert (windows.found, windows.wanted) == (2, 8)


def test_rows_that_end_in_march_say_nothing_of_the_second_half():
    """Known false verdict: “emerged in the second half: supported”."""
    assert lacks([HALF2], EDITIONS["first quarter"])
    assert not lacks([HALF2], EDITIONS["2025"])


def test_start_and_end_are_never_the_same_weeks():
    """Known false verdict: first and last four weeks that are the same."""
    assert [
        bool(lacks([Windows(4)], covered("2025-06-02", end))) for end in ("2025-07-20", "2025-07-27")
    ] == [
        True,
        False,
    ]


def test_a_peak_in_the_last_week_has_nothing_after_it():
    edition = EDITIONS["2025"]
    assert lacks([AfterPeak(1)], edition)[0].found == 0
    earlier = edition.tokens.copy()
    earlier.iloc[-5] = 10**6
    moved = Coverage(earlier, edition.start, edition.end)
    assert not lacks([AfterPeak(4)], moved)
    assert lacks([AfterPeak(5)], moved)[0].found == 4


def test_a_start_that_lies_before_the_rows_is_not_seen():
    """Known false verdict: “the first week to reach a trillion” in an edition that begins above it."""
    edition = EDITIONS["2025"]
    (lack,) = lacks([Launched(("model/always", "model/late", "model/never"))], edition)
    assert lack.names == ("model/always", "model/never")
    assert not lacks([Launched(("model/late",))], edition)


@pytest.mark.parametrize(
    ("need", "names", "found"),
    [
        (Present(("model/always", "model/late")), None, None),
        (Present(("model/always", "model/never")), ("model/never",), 0),
        (Present(("model/always", "model/never"), enough="any"), None, None),
        (Present(("model/never", "model/none"), enough="any"), ("model/never", "model/none"), 0),
        (Present(("model/late",), least=26), ("model/late",), 25),
        (Present(("model/late",), least=25), None, None),
    ],
)
def test_models_are_there_or_named_as_missing(need, names, found):
    """Known false verdict: a missing coding model replaced by the largest."""
    missing = lacks([need], EDITIONS["2025"])
    assert [(lack.names, lack.found) for lack in missing] == ([] if names is None else [(names, found)])


def test_weeks_in_a_row_end_at_a_hole():
    edition = EDITIONS["three weeks with a hole"]
    assert (len(edition.weeks), edition.longest_run) == (3, 2)
    assert lacks([Weeks(3)], edition) == []
    assert lacks([Weeks(3, in_a_row=True)], edition)[0].found == 2


def test_parameters_and_side_data_are_given_or_missing():
    (lack,) = lacks([Given(("light_tiers", "prices"))], EDITIONS["2025"])
    assert (lack.names, lack.found, lack.wanted) == (("prices",), 1, 2)


def test_a_forecast_needs_weeks_of_its_year():
    assert lacks([Forecast(2026, 4)], EDITIONS["2025"])[0].found == 0
    assert not lacks([Forecast(2026, 39)], EDITIONS["2026 to October"])
    assert lacks([Forecast(2026, 40)], EDITIONS["2026 to October"])


def test_a_week_belongs_where_its_thursday_lies_and_edges_stay_inside():
    edition = EDITIONS["2025"]
    assert edition.year == 2025
    assert pd.Timestamp("2025-12-29") in edition.span("half", 2)
    assert pd.Timestamp("2025-06-30") in edition.span("half", 2)
    assert pd.Timestamp("2025-06-30") not in edition.span("half", 1)
    quarters = [set(edition.span("quarter", n)) for n in (1, 2, 3, 4)]
    assert set.union(*quarters) == set(edition.weeks)
    assert [len(q) for q in quarters] == [12, 12, 12, 14]
    assert EDITIONS["2026 to October"].year == 2026


def test_an_edition_across_a_turn_of_years_speaks_of_the_longer_part():
    assert covered("2025-11-01", "2026-01-31").year == 2025
    assert covered("2025-12-01", "2026-03-31").year == 2026


@pytest.mark.parametrize(("unit", "number"), [("half", 3), ("quarter", 0), ("week", 1)])
def test_there_is_no_such_span(unit, number):
    with pytest.raises(ValueError, match="no span"):
        coverage.bounds(2025, unit, number)


def test_bounds_are_whole_months():
    assert coverage.bounds(2024, "month", 2) == (pd.Timestamp("2024-02-01"), pd.Timestamp("2024-02-29"))
    assert coverage.bounds(2025, "half", 2) == (pd.Timestamp("2025-07-01"), pd.Timestamp("2025-12-31"))
    first, last = coverage.bounds(2025, "year")
    assert last - first == 364 * DAY


def test_the_committed_edition_is_covered(real_scope):
    edition = coverage.of_weeks(real_scope.weeks, real_scope.edition.start, real_scope.edition.end)
    assert len(edition.weeks) == 50
    assert not lacks(
        [YEAR, HALF2, Q1, Q3, Q4, JANUARY, DECEMBER, Weeks(20), Windows(13), AfterPeak(4)], edition
    )
    assert len(edition.weeks_with("x-ai/grok-code-fast-1")) == 19
    assert len(edition.weeks_with("Google")) == 50
    assert len(edition.weeks_with("no/such")) == 0


def test_without_a_complete_week_everything_is_lacking():
    empty = covered("2025-06-03", "2025-06-08")
    assert len(lacks([YEAR, Weeks(1), Windows(1), AfterPeak(1), Forecast(2025, 1)], empty)) == 5
    assert (empty.year, empty.longest_run) == (2025, 0)
    assert lacks([Launched(("model/always",))], empty)


@pytest.mark.parametrize(("holes", "lacking"), [(("2025-02-04",), 0), (("2025-02-04", "2025-02-11"), 1)])
def test_of_a_month_of_four_weeks_one_may_be_missing(holes, lacking):
    edition = covered("2025-01-01", "2025-03-31", holes)
    assert len(lacks([Span("month", 2)], edition)) == lacking


def test_a_row_without_tokens_is_no_presence():
    weeks = pd.DataFrame(
        {
            "week": pd.to_datetime(["2025-06-02", "2025-06-02"]),
            "model": ["lab/one", "lab/none"],
            "vendor": ["Lab", "Lab"],
            "tokens": [5, 0],
        }
    )
    edition = coverage.of_weeks(weeks, pd.Timestamp("2025-06-02"), pd.Timestamp("2025-06-08"), ["prices"])
    assert edition.tokens.tolist() == [5]
    assert [len(edition.weeks_with(name)) for name in ("lab/one", "lab/none", "Lab")] == [1, 0, 1]
    assert edition.given == {"prices"}
