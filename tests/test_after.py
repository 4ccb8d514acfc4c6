"""What came after: two editions in a row, told the same from either."""

from dataclasses import replace

import pandas as pd
import pytest
from conditions import alone

from tokenbook import beside, editions, places
from tokenbook.charts import after as charts
from tokenbook.charts import style
from tokenbook.pages import after as page
from tokenbook.scope import NoRowsError, open_scope
from tokenbook.wording import Wording


@pytest.fixture(scope="module")
def both():
    return {name: open_scope(editions.load(name)) for name in ("2025", "2026")}


def test_each_edition_knows_its_neighbour(both, tmp_path):
    assert both["2025"].edition.later.name == "2026"
    assert both["2026"].edition.earlier.name == "2025"
    assert both["2025"].edition.earlier is None
    for name, follows in {"a": "followed_by: b", "b": "top_n: 9"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "edition.yml").write_text(follows, encoding="utf-8")
    assert places.earlier(tmp_path / "b") == tmp_path / "a"
    assert places.earlier(tmp_path / "a") is None


def test_both_books_tell_the_same(both):
    told = [vars(page.numbers(scope)) for scope in both.values()]
    assert told[0] == told[1]
    assert None not in told[0].values()
    assert all(page.conditions(both["2025"]).values())


def test_the_week_between_stands_once(both):
    rows = beside.both_weeks(both["2025"])
    week = rows[rows["week"] == "2025-12-29"]
    assert not week.duplicated("slug").any()
    assert rows["week"].nunique() == 50 + 39
    data = charts.both_years(both["2026"]).data
    assert data["week"].is_unique
    assert data["tokens"].sum() == rows["tokens"].sum()


def test_the_values_of_the_committed_rows(both):
    """Computed once more from the daily rows, apart from the page's own functions."""
    found = page.numbers(both["2025"])
    days = both["2025"].edition.daily
    assert found.whole == days.loc[days["date"].dt.year == 2025, "tokens"].sum()
    later = both["2026"].edition.daily
    last = later[later["date"].between("2026-09-28", "2026-10-04")]
    assert found.record == last["tokens"].sum()
    known = last[last["slug"] != "other"]
    old = set(both["2025"].edition.rows["model"])
    share = known.loc[known["model"].isin(old), "tokens"].sum() / known["tokens"].sum()
    assert found.left_last == pytest.approx(share)
    assert found.left_month == pd.Timestamp("2026-01-01")
    assert found.left_first == pytest.approx(0.978, abs=0.0005)
    assert found.free == pytest.approx(known.loc[known["free"], "tokens"].sum() / known["tokens"].sum())
    assert (found.price_first, found.price_last) == pytest.approx((1.28, 0.70), abs=0.005)
    assert found.grok_gone == pd.Timestamp("2026-02-28")


def test_an_edition_with_none_that_follows_has_no_figure_and_no_number(both):
    scope = open_scope(alone(both["2026"].edition))
    assert not any(page.conditions(scope).values())
    assert set(vars(page.numbers(scope)).values()) == {None}
    for chart in (charts.both_years, charts.weekly_leaders, charts.what_is_left, charts.open_weights):
        with pytest.raises(NoRowsError):
            chart(scope)


def test_followers_without_days_or_prices_are_told_without_them(both):
    after = replace(both["2026"].edition, path=None)
    before = both["2025"].edition
    changed = replace(before)
    changed.__dict__.update(later=after, daily=before.daily)
    scope = open_scope(changed)
    holds, found = page.conditions(scope), page.numbers(scope)
    assert holds["later-known"]
    assert holds["dwarfed"]
    assert not holds["old-left"]
    assert not holds["open-won"]
    assert found.grok_gone is None
    assert found.price_last is None


def test_one_shared_week_of_other_tokens_is_no_later_year(both):
    before = both["2025"].edition
    rows = both["2026"].edition.rows
    week = rows[(rows["week"] == "2025-12-29") & (rows["slug"] == "other")]
    changed = replace(before)
    changed.__dict__["later"] = replace(both["2026"].edition, rows=week, path=None)
    scope = open_scope(changed)
    assert not any(page.conditions(scope).values())
    assert page.numbers(scope).left_first is None
    for chart in (charts.weekly_leaders, charts.what_is_left, charts.open_weights):
        with pytest.raises(NoRowsError):
            chart(scope)


def test_a_line_far_above_the_columns_is_left_out(both):
    def tall(names: float) -> str:
        scope = both["2025"]
        rows = scope.edition.rows.assign(tokens=(scope.edition.rows["tokens"] * names).astype("int64"))
        changed = replace(scope.edition, rows=rows, path=None)
        changed.__dict__["later"] = scope.edition.later
        paint = charts.both_years(open_scope(changed)).paint
        return style.draw(paint, style.LAYOUTS[0], Wording("en"), "both-years")

    assert "2025 altogether" in tall(1)
    assert "2025 altogether" not in tall(9)
