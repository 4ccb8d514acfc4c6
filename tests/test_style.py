"""The house style: colours that stay, labels that keep apart, SVG that suits a page."""

import re
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from tokenbook import editions
from tokenbook.charts import flash_mini, style
from tokenbook.scope import open_scope
from tokenbook.wording import Wording


def test_a_vendor_keeps_its_hue_and_the_rest_is_grey():
    assert style.vendor_hue("Google") == style.VENDOR_HUES["Google"]
    assert style.vendor_hue("Never Heard Of") == style.REST_HUE
    assert style.vendor_hue("other") == style.OTHER_HUE
    assert len(set(style.VENDOR_HUES.values())) == len(style.VENDOR_HUES)


PALETTES = {
    "vendors": {**style.VENDOR_HUES, "rest": style.REST_HUE, "other": style.OTHER_HUE},
    "tiers": flash_mini.TIER_HUES,
}

# Distances in CAM02-UCS, where 1 is just noticeable side by side. Blindness for blue is a hundred
# times rarer than that for red and green.
SIGHTS = {None: 10, "deuteranomaly": 10, "protanomaly": 10, "tritanomaly": 8}


def as_seen(colour: str, kind: str | None) -> np.ndarray:
    """A colour as readers see it who wholly lack one kind of cone."""
    rgb = np.array(to_rgb(colour))
    if kind is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)


@pytest.mark.parametrize("kind", SIGHTS)
@pytest.mark.parametrize("palette", PALETTES)
def test_hues_are_told_apart_by_every_reader(palette, kind):
    for (one, left), (two, right) in combinations(PALETTES[palette].items(), 2):
        distance = deltaE(as_seen(left, kind), as_seen(right, kind), input_space="sRGB1")
        assert distance >= SIGHTS[kind], f"{one} and {two} ({kind}): {distance:.1f}"


@pytest.mark.parametrize("colour", [*style.VENDOR_HUES.values(), *flash_mini.TIER_HUES.values()])
def test_hues_stand_out_from_both_pages(colour):
    """Yellow and sky are light; what is drawn in them also carries its name."""
    luminance = np.dot(
        cspace_convert(np.array(to_rgb(colour)), "sRGB1", "sRGB1-linear"), [0.2126, 0.7152, 0.0722]
    )
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / (0.0091 + 0.05)
    assert min(on_white, on_black) >= 1.7


@pytest.mark.parametrize(
    ("amount", "expected"), [(0.0, "#406080"), (1.0, "#ffffff"), (-1.0, "#000000"), (0.5, "#a0b0c0")]
)
def test_shades_mix_with_white_and_black(amount, expected):
    assert style.shade("#406080", amount) == expected


def test_models_of_a_vendor_are_shaded_by_size():
    rows = pd.DataFrame(
        {"vendor": ["Google"] * 3, "model": ["g/small", "g/large", "g/large"], "tokens": [5, 3, 4]}
    )
    shades = style.model_shades(rows)
    assert shades["g/large"] == style.VENDOR_HUES["Google"]
    assert shades["g/small"] == style.shade(style.VENDOR_HUES["Google"], style.SHADES[1])


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
    boxes = sorted(text.get_window_extent().y0 for text in axes.texts)
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


@pytest.mark.parametrize("layout", style.LAYOUTS, ids=lambda layout: layout.name)
def test_no_name_in_the_chart_of_ranks_stands_on_a_mark(layout):
    chart = flash_mini.leading_ranks(open_scope(editions.load("2025")))
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
