"""What the book looks at beside the article, where rows are lacking: it says which. All rows are made up."""

from dataclasses import replace

import pandas as pd
import pytest

from tokenbook import beside, editions
from tokenbook.scope import NoRowsError, Scope, open_scope

WEEKS = pd.date_range("2026-01-05", periods=6, freq="7D")


def scope(tokens: dict[str, list[int]], free: dict[str, list[int]] | None = None, **facts) -> Scope:
    """Complete weeks of 2026 of some models, with what of them was free; no days, prices or neighbours."""
    rows = [
        {
            "week": week,
            "model": model,
            "slug": model,
            "vendor": "Nobody" if model == "other" else model.split("/")[0],
            "family": model,
            "label": model,
            "tokens": count,
            "days": 7,
            **({} if free is None else {"free_tokens": free.get(model, [0] * 9)[number]}),
        }
        for model, counts in tokens.items()
        for number, (week, count) in enumerate(zip(WEEKS, counts, strict=False))
    ]
    edition = replace(
        editions.load("2026"), rows=pd.DataFrame(rows), path=None, end=pd.Timestamp("2026-02-15"), **facts
    )
    edition.__dict__.update(later=None, earlier=None, prices=None)
    return open_scope(edition)


def lacks(what: str):
    return pytest.raises(NoRowsError, match=f"^{what}$")


OTHERS = {"other": [5, 5, 5, 5, 5, 5]}


def test_what_was_free_is_a_part_of_the_named_tokens():
    two = scope({"a/a": [10, 10], "b/b": [30, 10], "other": [99, 99]}, {"a/a": [10, 5], "other": [9, 9]})
    assert beside.free(two).tolist() == [0.25, 0.25]
    assert beside.free_overall(two) == 0.25
    assert beside.given(two).loc[WEEKS[1]].to_dict() == {"a/a": 5, "b/b": 0, "other": 9}
    with lacks("what was free"):
        beside.free(scope({"a/a": [10]}))
    with lacks("named models"):
        beside.free(scope(OTHERS, {}))
    assert beside.given(scope({"a/a": [10, 10]})).shape == (2, 0)


def days(*spans: tuple[str, str, str, int, bool]) -> pd.DataFrame:
    """Daily rows: model, first day, last day, tokens, free."""
    return pd.concat(
        [
            pd.DataFrame({"date": pd.date_range(first, last), "model": model, "slug": model, "tokens": tokens,
                          "free": free})
            for model, first, last, tokens, free in spans
        ],
        ignore_index=True,
    )  # fmt: skip


def with_days(monkeypatch, rows: pd.DataFrame) -> Scope:
    monkeypatch.setattr(Scope, "daily", rows)
    return scope({"a/a": [10]}, {"a/a": [10]})


LAST = "2026-02-15"


def test_an_offer_that_ended_is_told_with_what_came_of_it(monkeypatch):
    large = beside.LARGE
    found = beside.free_ends(
        with_days(
            monkeypatch,
            days(
                ("fell", "2026-01-05", "2026-01-18", large, True),
                ("fell", "2026-01-19", LAST, large // 4, False),
                ("grew", "2026-01-05", "2026-01-18", large, True),
                ("grew", "2026-01-19", LAST, large * 2, False),
                ("small", "2026-01-05", "2026-01-18", large - 1, True),
                ("small", "2026-01-19", LAST, large, False),
                ("gone", "2026-01-05", "2026-01-18", large, True),
                ("lately", "2026-01-05", "2026-02-09", large, True),
                ("lately", "2026-02-10", LAST, large, False),
            ),
        )
    )
    assert found.index.tolist() == ["fell", "grew"]
    assert found["change"].tolist() == [-0.75, 1.0]


def test_of_offers_without_an_end_there_is_nothing_to_tell(monkeypatch):
    with lacks("free offers that ended"):
        beside.free_ends(with_days(monkeypatch, days(("a", "2026-01-05", LAST, beside.LARGE, True))))
    small = days(("a", "2026-01-05", "2026-01-18", 5, True), ("a", "2026-01-19", LAST, 5, False))
    with lacks("free offers that ended"):
        beside.free_ends(with_days(monkeypatch, small))


def test_weeks_of_nobody_named_tell_nothing():
    others = scope(OTHERS, {})
    for look, what in (
        (beside.lives, "no model with a tenth of a week"),
        (beside.spread, "no named model"),
        (beside.priced, "prices"),
        (beside.leaders, "later rows"),
        (beside.left, "later rows"),
        (beside.both_weeks, "later rows"),
        (beside.weekends, "daily rows"),
    ):
        with lacks(what):
            look(others)


def test_a_life_is_followed_from_a_tenth_of_a_week():
    weekly = scope(
        {"a/a": [90, 91, 91, 91, 91, 91], "b/b": [10, 9, 9, 9, 9, 4], "c/c": [0, 0, 0, 0, 0, 5]}, {}
    )
    assert set(beside.lives(weekly).index) == {"a/a", "b/b"}
    assert beside.lives(weekly).loc["b/b", "weeks"] == 5
    # the one that never fell is known up to the last week alone
    assert beside.median_life(weekly) == 5


def test_prices_that_fit_no_row_that_is_paid_for_are_none():
    listed = pd.DataFrame({"week": WEEKS[:1], "model_permaslug": "a/a", "prompt": 1.0, "completion": 2.0})
    for free, slug, lacking in (([10], "a/a", True), ([9], "a/a", False), ([9], "b/b", True)):
        found = scope({"a/a": [10]}, {"a/a": free})
        found.edition.__dict__["prices"] = listed.assign(model_permaslug=slug)
        if lacking:
            with lacks("prices"):
                beside.priced(found)
        else:
            assert beside.priced(found)["paid_tokens"].tolist() == [1]


def followed(before: Scope, after: Scope) -> Scope:
    before.edition.__dict__["later"] = after.edition
    return before


def test_what_is_left_of_the_models_of_the_year_before():
    after = scope({"a/a": [10, 30], "b/b": [30, 10], "other": [99, 99]})
    both = followed(scope({"a/a": [5]}), after)
    assert beside.left(both).tolist() == [0.25, 0.75]
    found = beside.leaders(both)
    assert found["model"].tolist() == ["b/b", "a/a"]
    assert found["vendor"].tolist() == ["b", "a"]
    assert found["share"].tolist() == pytest.approx([30 / 139, 30 / 139])
    assert found["old"].tolist() == [False, True]
    nobody = followed(scope({"a/a": [5]}), scope(OTHERS))
    for look in (beside.left, beside.leaders):
        with lacks("named models"):
            look(nobody)


def test_without_days_all_weeks_are_the_year_before():
    assert beside.whole_before(followed(scope({"a/a": [5, 6]}), scope({"a/a": [7]}))) == 11


def test_the_last_day_of_a_model_that_never_came_is_none(monkeypatch):
    found = with_days(monkeypatch, days(("a", "2026-01-05", "2026-01-07", 5, False)))
    assert beside.last_day(found, "a") == pd.Timestamp("2026-01-07")
    assert beside.last_day(found, "b") is None


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(0.123, 0.456, (0.12, 0.46)), (0.12, 0.46, (0.12, 0.46)), (0.07, 0.29, (0.07, 0.29)), (0, 1, (0, 1))],
)
def test_bounds_are_rounded_outwards_and_whole_percents_stay(low, high, found):
    assert beside.outwards(low, high) == found
