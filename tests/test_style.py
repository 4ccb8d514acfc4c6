"""The house style: colours that stay, labels that keep apart, SVG that suits a page."""

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from drawn import ticks
from matplotlib.figure import Figure
from matplotlib.text import Text

from tokenbook.charts import colours, flash_mini, style
from tokenbook.charts.base import draw_columns
from tokenbook.wording import Wording


def test_a_vendor_keeps_its_hue_and_the_rest_is_grey():
    assert colours.vendor_hue("Google") == colours.VENDOR_HUES["Google"]
    assert colours.vendor_hue("Never Heard Of") == colours.REST_HUE
    assert colours.vendor_hue("other") == colours.OTHER_HUE


def test_models_have_their_vendors_hue():
    rows = pd.DataFrame({"vendor": ["Google", "Google", "other"], "model": ["g/a", "g/b", "other"]})
    google = colours.VENDOR_HUES["Google"]
    assert style.model_hues(rows) == {"g/a": google, "g/b": google, "other": colours.OTHER_HUE}


def test_numbers_are_cut_in_the_drawing_and_kept_in_the_words():
    def paint(figure, layout, say):
        axes = figure.subplots()
        axes.plot([0, 1 / 3])
        axes.annotate("22.05.2025 and 1.234", (0, 0))

    svg = picture(paint)
    assert "22.05.2025 and 1.234" in svg
    assert not re.search(r'="[^"]*\d\.\d{3,}', svg)


def picture(paint=lambda figure, layout, say: figure.subplots().plot([1, 2])) -> str:
    return style.draw(paint, style.LAYOUTS[0], Wording("en"), "made-up")


def test_a_picture_takes_the_colours_of_its_page():
    svg = picture()
    assert "currentColor" in svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert not re.search(r"\d\.\d{3,}", svg), "digits that no screen shows"
    assert not re.search(r'url\(#(?!made-up-wide-)|href="#(?!made-up-wide-)', svg)


@pytest.mark.parametrize("heights", [[0.5, 0.5, 0.5], [0.0, 0.01, 0.02], [1.0, 0.99, 0.98], [0.2, 0.9]])
def test_labels_at_the_ends_of_lines_keep_apart(heights):
    figure = Figure(figsize=(5, 4))
    axes = figure.subplots()
    axes.set_ylim(0, 1)
    end = pd.Timestamp("2025-12-22")
    axes.plot([end - pd.Timedelta(days=70), end], [0, 1])
    style.label_ends(axes, [(f"line {n}", end, height, "#000000") for n, height in enumerate(heights)])
    figure.draw_without_rendering()
    # the words alone: an annotation counts its leader line too
    boxes = sorted(Text.get_window_extent(text).y0 for text in axes.texts)
    assert all(upper - lower > 8 for lower, upper in pairwise(boxes))


def covered(figure: Figure, names: set[str]) -> list[str]:
    """The names that stand on a mark of a line, or on another text."""
    (axes,) = figure.axes
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    marks = np.concatenate([axes.transData.transform(line.get_xydata()) for line in axes.lines])
    return [
        name
        for name in names
        if ((marks > boxes[name].min) & (marks < boxes[name].max)).all(axis=1).any()
        or boxes[name].count_overlaps([box for text, box in boxes.items() if text != name])
    ]


def test_names_beside_points_keep_off_marks_and_each_other():
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    days = pd.date_range("2025-01-06", periods=20, freq="7D")
    names = []
    for number in range(6):
        # ends that lie so near that names on the same side of them would stand on each other
        end = 8 + 2 * number
        axes.plot(days[:end], np.linspace(number, 3 + number / 10, end), marker="o")
        names.append((f"line {number}", days[end - 1], 3 + number / 10))
    texts = style.name_points(axes, names, fontsize=8)
    assert [text.get_text() for text in texts] == [name for name, _, _ in names]
    assert covered(figure, {name for name, _, _ in names}) == []


@pytest.mark.parametrize(("tied", "side"), [(True, "right"), (False, "left")])
def test_a_name_that_is_tied_to_its_line_keeps_off_another_lines_lone_mark(tied, side):
    """Right of its point it would seem to name the mark above it; its right edge then stands at the point."""
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 1))
    (line,) = axes.plot([5, 5], [0.2, 0.5])
    axes.plot([5.8], [0.587], "o")
    (text,) = style.name_points(axes, [("aa", 5, 0.5)], 8, {"aa": line} if tied else None)
    assert text.get_ha() == side


def test_on_a_phone_the_chart_of_ranks_has_a_row_for_each_leader(real_scope):
    chart = flash_mini.leading_ranks(real_scope)
    rows: list[str] = []

    def paint(figure: Figure, layout: style.Layout, say: Wording) -> None:
        chart.paint(figure, layout, say)
        rows.extend(text.get_text() for text in figure.axes[0].get_yticklabels())

    (narrow,) = (layout for layout in style.LAYOUTS if layout.narrow)
    style.draw(paint, narrow, Wording("de"), chart.slug)
    assert sorted(rows) == sorted(str(line.name) for line in chart.numbers.lines)


@pytest.mark.parametrize(
    "layout", [layout for layout in style.LAYOUTS if not layout.narrow], ids=lambda layout: layout.name
)
def test_no_name_in_the_chart_of_ranks_stands_on_a_mark(real_scope, layout):
    chart = flash_mini.leading_ranks(real_scope)
    drawn: list[Figure] = []

    def paint(figure: Figure, layout: style.Layout, say: Wording) -> None:
        chart.paint(figure, layout, say)
        drawn.append(figure)

    style.draw(paint, layout, Wording("de"), chart.slug)
    names = {text.get_text() for text in drawn[0].axes[0].texts}
    assert len(names) == len(chart.numbers.lines)
    assert covered(drawn[0], names) == []


@pytest.mark.parametrize(
    ("lang", "days", "expected"),
    [
        ("de", 364, ["Jan\n2025", "Mär"]),
        ("en", 364, ["Jan\n2025", "Mar"]),
        ("de", 28, ["2025"]),
        ("en", 3 * 365, ["2025", "2027"]),
    ],
)
def test_month_axis_speaks_the_language_and_names_the_year(lang, days, expected):
    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    axes.plot(pd.date_range("2025-01-01", periods=days + 1, freq="D"), range(days + 1))
    style.month_axis(axes, style.LAYOUTS[0], Wording(lang))
    figure.draw_without_rendering()
    labels = [tick.get_text() for tick in axes.get_xticklabels()]
    for text in expected:
        assert any(text in label for label in labels), labels


@pytest.mark.parametrize(
    ("kind", "high", "expected"),
    [
        ("count", 2.2, ["0", "1", "2"]),
        ("count", 0.9, ["0"]),
        ("share:0", 0.18, ["0.0%", "2.5%", "5.0%", "7.5%", "10.0%", "12.5%", "15.0%", "17.5%"]),
        ("share:0", 0.31, ["0%", "5%", "10%", "15%", "20%", "25%", "30%"]),
        ("number:0", 1.6, None),
    ],
)
def test_ticks_say_where_they_stand(kind, high, expected):
    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    axes.set_ylim(0, high)
    if high == 0.18:
        axes.set_yticks(np.arange(8) * 0.025)
    style.number_axis(axes.yaxis, Wording("en"), kind)
    figure.draw_without_rendering()
    labels = ticks(axes.yaxis)
    assert len(labels) == len(set(labels)), labels
    assert expected is None or labels == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 10, [0.1, 0.2, 0.5, 1, 2, 5, 10]),
        (0.168, 0.392, [0.18, 0.2, 0.25, 0.3, 0.35]),
        (0.9, 3.1, [1, 2, 3]),
    ],
)
def test_an_axis_in_equal_ratios_has_ticks_enough(low, high, expected):
    found = style.log_ticks(low, high)
    assert set(expected) <= set(found)
    assert len(found) >= 3


@pytest.mark.parametrize("low", np.geomspace(0.01, 100, 60))
def test_three_ticks_lie_around_any_price(low):
    """The axis of prices reaches from three quarters of the lowest to 1.4 times the highest."""
    assert 3 <= len(style.log_ticks(low * 0.75, low * 1.4)) <= 8


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([5, 9], [5, 9]),
        ([5, 5], [4, 6]),
        ([0, 0, 0], [0, 2, 4]),
        ([10, 10], [8, 10]),
        ([3, 4, 5, 9], [2, 4, 6, 9]),
    ],
)
def test_names_keep_apart_and_near_to_what_they_name(wanted, found):
    assert style.apart(wanted, 2, 0, 10) == pytest.approx(found)


def test_columns_weigh_little_and_stay_where_they_were():
    heights = [3.14159, 0.5, 7.77]

    def paint(figure, layout, say):
        axes = figure.subplots()
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 20)
        days = pd.date_range("1970-01-01", periods=3, freq="2D")
        for below, colour in ((0, "#123456"), (8, "#654321")):
            draw_columns(axes, pd.Series(heights, index=days), 1.7, colour, below=float(below))

    svg = style.draw(paint, style.LAYOUTS[0], Wording("en"), "made-up")
    paths = re.findall(r' d="(M[^"]*h[^"]*z)"', svg)
    assert len(paths) == 2
    low, high = [], []
    for path, found in zip(paths, (low, high), strict=True):
        assert re.fullmatch(r"M[^mz]+z(?:m[^mz]+z){2}", path)
        at = np.zeros(2)
        for numbers in (re.findall(r"-?[\d.]+", one) for one in path.split("z")[:3]):
            x, y, width, height, back = map(float, numbers)
            at += (x, y)
            found.append((*at, width, height, back))
    # each is as wide as the others, stands on one ground, and is as high as its number
    assert {(one[2], -one[4]) for one in (*low, *high)} == {(low[0][2], low[0][2])}
    assert [one[1] for one in low] == pytest.approx([low[0][1]] * 3)
    step = low[1][0] - low[0][0]
    assert [one[0] - low[0][0] for one in low] == pytest.approx([0, step, 2 * step], abs=0.11)
    assert [one[3] / low[2][3] for one in low] == pytest.approx([h / heights[2] for h in heights], abs=0.002)
    assert low[0][1] + 8 / heights[2] * low[2][3] == pytest.approx(high[0][1], abs=0.2)


def test_a_path_of_lines_loses_blanks_only():
    assert style._tighter("M 1.5 2 \nL 3 4.25 \nL 5 6 \nz\n") == "M1.5 2L3 4.25L5 6z"
    assert style._tighter("M 1 2 \nL 3 2 \nL 3 4 \nL 1 5 \nz\n") == "M1 2L3 2L3 4L1 5z"
    assert style._tighter("M 1.04 9.26 \nL 3 9.26 \nL 3 4.25 \nL 1.04 4.25 \nz\n") == "M1 9.3h2v-5.1h-2z"
