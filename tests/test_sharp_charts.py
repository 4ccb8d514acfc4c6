"""What charts choose and where they put it, at the limits and a hair beyond; the values are made up."""

import math

import pandas as pd
import pytest
import recorded
from conditions import scaled
from matplotlib.figure import Figure
from rooms import CHARTS

from tokenbook.charts import after, base, disruptors, flash_mini, others, own, specialists, style, volume
from tokenbook.charts.specialists import Span
from tokenbook.scope import open_scope

ROOM = {None: 0.28, 16: 0.9}
"""Width of the names -> what is left beside the longest bar, as part of it."""


@pytest.mark.parametrize("width", ROOM)
@pytest.mark.parametrize(
    ("values", "low", "high", "sides"),
    [
        ([4, 2], 0, "room", ["left", "left"]),
        ([4, 0], 0, "room", ["left", "left"]),
        ([4, -2, 0], "room", "room", ["left", "right", "left"]),
        ([1, -4], "room", "room", ["left", "right"]),
        ([-4, -2], "room", 0, ["left", "left"]),
        ([-4, 0], "room", 0, ["left", "left"]),
    ],
)
def test_bars_leave_room_where_they_go_and_begin_at_their_names(values, low, high, sides, width):
    axes = Figure().subplots()
    texts = [f"text {value}" for value in values]
    base.bars(
        axes, pd.Series(values, [f"bar {n}" for n in range(len(values))]), ["#000000"] * 3, texts, width
    )
    room = 4 * ROOM[width]
    ends = [min(values) - room if low == "room" else low, max(values) + room if high == "room" else high]
    # what only falls goes to the right too
    assert axes.get_xlim() == pytest.approx(ends[::-1] if high == 0 else ends)
    assert [text.get_text() for text in axes.texts] == texts
    assert [text.get_ha() for text in axes.texts] == sides
    assert [text.get_position() for text in axes.texts] == [
        (3 if side == "left" else -3, 0) for side in sides
    ]
    assert [text.xy for text in axes.texts] == [(value, place) for place, value in enumerate(values)]


def test_a_narrow_pictures_names_of_bars_break():
    axes = Figure().subplots()
    base.bars(axes, pd.Series([1.0], ["a name of twenty letters"]), ["#000000"], ["1"], width=16)
    assert axes.get_yticklabels()[0].get_text() == "a name of twenty\nletters"


@pytest.mark.parametrize(
    ("spans", "end", "expected"),
    [
        ([Span(0.5, 0.2)], 1.0, [(False, 0)]),
        # beyond the end it stands before its line
        ([Span(0.9, 0.2)], 1.0, [(True, 0)]),
        ([Span(0.9, 0.2)], 1.1, [(False, 0)]),
        ([Span(0.1, 0.2)], 1.0, [(False, 0)]),
        # where both sides lie outside, on the one where less does
        ([Span(0.3, 0.8)], 1.0, [(False, 0)]),
        ([Span(0.7, 0.8)], 1.0, [(True, 0)]),
        # the earlier one on the higher level, so that its line runs through no name
        ([Span(0.5, 0.3), Span(0.6, 0.3)], 1.0, [(False, 1), (False, 0)]),
        # the later one has no room: both stand before their lines, and it above
        ([Span(0.6, 0.3), Span(0.8, 0.3)], 1.0, [(True, 0), (True, 1)]),
        ([Span(0.1, 0.05), Span(0.5, 0.05), Span(0.8, 0.05)], 1.0, [(False, 2), (False, 1), (False, 0)]),
    ],
)
def test_names_of_events_stand_where_no_line_runs_through_them(spans, end, expected):
    assert specialists._spots(spans, end) == expected


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 9, []),
        ("a", 9, ["a"]),
        ("aa bb cc dd ee", 14, ["aa bb cc dd ee"]),
        ("aa bb cc dd ee", 13, ["aa bb cc", "dd ee"]),
        ("aa bb cc dd ee ff", 14, ["aa bb cc", "dd ee ff"]),
    ],
)
def test_no_word_of_a_subtitle_stands_alone(text, width, lines):
    assert style._level(text, width).split("\n") == (lines or [""])


def test_what_is_nothing_at_all_has_an_axis_all_the_same():
    """Every named model without a token; only the nameless rest has some."""
    nothing = scaled(0, lambda rows: rows["slug"] != "other")(recorded.scope_of("2025").edition)
    scope = open_scope(nothing)
    for name, axis in (("leading_models", "y"), ("disruptor_shares", "y"), ("last_weeks", "x")):
        for axes in recorded.drawing(CHARTS[name](scope), style.LAYOUTS[0]).axes:
            assert getattr(axes, f"get_{axis}lim")() == (0, 1), name


def headline(name: str) -> str:
    return CHARTS[name](recorded.scope_of("2025")).headline.to(recorded.english())


@pytest.mark.parametrize(("more", "rows"), [(-1, True), (0, False), (1, False)])
def test_many_leaders_have_a_row_each_and_few_a_line(monkeypatch, more, rows):
    scope = recorded.scope_of("2025")
    leaders = len(flash_mini.leading_ranks(scope).numbers.lines)
    monkeypatch.setattr(flash_mini, "LEADERS", leaders + more)
    chart = flash_mini.leading_ranks(scope)
    assert chart.alt.to(recorded.english()).startswith(
        "A row for each model." if rows else "Lines that cross."
    )
    assert {line.mark == base.AREA for line in chart.numbers.lines} == {rows}


def test_a_family_below_the_limit_is_not_what_the_tail_is_made_of(monkeypatch):
    share = others.tail_families(recorded.scope_of("2025")).data.set_index("family")["share"]["Llama"]
    for limit, named in ((share, False), (math.nextafter(share, 1), True)):
        monkeypatch.setattr(others, "MINOR", limit)
        assert ("named by the article" in headline("tail_families")) == named


def test_a_month_that_rises_by_the_limit_jumps(monkeypatch):
    monthly = pd.Series([10.0, 12.0, 18.0, 9.0], pd.date_range("2025-01-01", periods=4, freq="MS"))
    for limit, jump in ((1.5, (monthly.index[1], monthly.index[2])), (1.51, None)):
        monkeypatch.setattr(others, "JUMP", limit)
        assert others._jump(monthly) == jump
    assert others._jump(monthly[:1]) is None


@pytest.mark.parametrize(("factor", "drawn"), [(1 + 1e-9, True), (1 - 1e-9, False)])
def test_all_of_the_year_before_has_a_line_up_to_the_limit(monkeypatch, factor, drawn):
    scope = recorded.scope_of("2026")
    chart = after.both_years(scope)
    whole = after.beside.whole_before(scope)
    monkeypatch.setattr(after, "COMPARABLE", factor * whole / chart.data["tokens"].max())
    (axes,) = recorded.drawing(after.both_years(scope), style.LAYOUTS[0]).axes
    assert [line.get_ydata()[0] for line in axes.lines] == [whole] * drawn
    assert ("2025 altogether" in [text.get_text() for text in axes.texts]) == drawn


@pytest.mark.parametrize(
    ("low", "high", "drawn"),
    [(1 + 1e-9, 2, False), (1 - 1e-9, 2, True), (0.5, 1 + 1e-9, True), (0.5, 1 - 1e-9, False)],
)
def test_the_articles_figures_are_drawn_where_columns_are_comparable(monkeypatch, low, high, drawn):
    scope = recorded.scope_of("2025")
    part = volume.measures.peak(scope.weeks)[1] / (max(volume.MARKS) * 1e12)
    monkeypatch.setattr(volume, "COMPARABLE", (part * low, part * high))
    chart = volume.weekly_total(scope)
    assert chart.article == drawn
    assert ("article's three marks" in chart.caption.to(recorded.english()).replace("’", "'")) == drawn


def test_names_of_events_take_the_room_of_their_letters_and_a_bit(monkeypatch):
    axes = Figure(figsize=(7, 4)).subplots()
    days = pd.date_range("2025-01-01", "2025-01-11")
    axes.set_xlim(days[0], days[-1])
    width = axes.text(days[5], 0, "some words", fontsize=8).get_window_extent().width
    room = axes.get_window_extent()
    (span,) = specialists._spans(axes, {"one": "some words"}, {"one": days[5]})
    assert (span.at, span.width) == pytest.approx((0.5, (width + 6) / room.width))
    assert span.reach(False) == pytest.approx((0.5, 0.5 + span.width))
    assert span.reach(True) == pytest.approx((0.5 - span.width, 0.5))


def test_names_of_events_may_reach_to_the_pictures_edge(monkeypatch):
    ends: list[float] = []
    known = specialists._spots
    monkeypatch.setattr(specialists, "_spots", lambda spans, end: ends.append(end) or known(spans, end))
    figure = Figure(figsize=(7, 4), layout="none")
    specialists.specialist_shares(recorded.scope_of("2025")).paint(
        figure, style.LAYOUTS[0], recorded.english()
    )
    (axes,) = figure.axes
    assert axes.transAxes.transform((ends[0], 0))[0] == pytest.approx(figure.bbox.x1)


@pytest.mark.parametrize("count", [3, 5])
def test_versions_take_the_dashes_in_turn_and_no_solid_line(count):
    edition = recorded.scope_of("2025").edition
    theirs = edition.rows[edition.rows["vendor"] == "DeepSeek"]
    versions = theirs.groupby("model")["tokens"].sum().nlargest(count).index.tolist()
    lines = disruptors.disruptor_shares(open_scope(edition, versions=versions)).numbers.lines
    dashes = [line.dash for line in lines[:count]]
    assert dashes == [style.DASHES[1 + number % (len(style.DASHES) - 1)] for number in range(count)]
    assert () not in dashes


@pytest.mark.parametrize("least", [0.5, -2.0])
def test_costs_stand_on_zero_and_below_it_only_where_some_came_back(monkeypatch, least):
    weeks = pd.date_range("2026-01-05", periods=3, freq="7D")
    spent = pd.DataFrame({"week": weeks, "cost_usd": [least, 3.0, 4.0]})
    monkeypatch.setattr(own.own, "cost", lambda scope: spent)
    (axes,) = recorded.drawing(own.own_cost(recorded.scope_of("2025")), style.LAYOUTS[0]).axes
    assert axes.get_ylim() == pytest.approx((min(0, least * 1.1), 4.4))
