"""The table below a figure: all that is drawn, worded once, and where the script finds it."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from rooms import CHARTS
from test_charts import every_chart, every_language

from tokenbook.charts import intro, style
from tokenbook.charts.base import AREA, Line, Numbers
from tokenbook.charts.numbers import MISSING, as_table
from tokenbook.wording import Wording, saying


@every_chart
@every_language
def test_every_chart_has_its_numbers_in_words(real_scope, name, lang):
    numbers = CHARTS[name](real_scope).numbers
    table = as_table(numbers, Wording(lang))
    assert len(table["lines"]) == len(numbers.rows) > 3
    assert all(len(line["cells"]) == len(table["heads"]) for line in table["lines"])
    texts = [cell["text"] for line in table["lines"] for cell in line["cells"]]
    assert all(text == MISSING or re.search(r"\d", text) for text in texts)
    assert not [text for text in texts if re.search(r"\b(nan|inf|None)\b", text)]
    # no column without a number, no two of the same name
    for place in range(len(table["heads"])):
        assert any(line["cells"][place]["text"] != MISSING for line in table["lines"])
    heads = [head["text"] for head in table["heads"]]
    assert len(heads) == len(set(heads))


def test_places_are_where_matplotlib_draws():
    weeks = pd.date_range("2025-01-06", periods=3, freq="7D")

    def paint(figure, layout, say):
        axes = figure.subplots()
        axes.plot(weeks, [1, 2, 3], gid="drawn")
        axes.axvline(weeks[0], gid="upright")

    svg = style.draw(paint, style.LAYOUTS[0], Wording("en"), "made-up", places=weeks)
    root = ET.fromstring(svg)
    for gid, place, told in (("drawn", r"[ML]([\d.]+) ", "data-x"), ("upright", r" ([\d.]+)", "data-y")):
        path = root.find(f".//*[@id='made-up-wide-{gid}']/{{*}}path").get("d")
        drawn = [float(number) for number in re.findall(place, path)]
        found = [float(number) for number in root.get(told).split()]
        assert found == pytest.approx(drawn if told == "data-x" else sorted(drawn), abs=0.06)


def test_numbers_of_the_stack_are_those_of_its_data(real_scope):
    chart = intro.weekly_stack(real_scope)
    *places, others, total = chart.numbers.lines
    assert len(places) == real_scope.parameter("top_n")
    added = pd.concat([line.values for line in (*places, others)], axis=1).sum(axis=1)
    pd.testing.assert_series_equal(added, total.values, check_names=False, check_dtype=False)
    week = chart.data[chart.data["week"] == "2025-11-24"].set_index("model")["tokens"].drop("Others")
    assert places[0].values["2025-11-24"] == week.max()
    assert places[0].names["2025-11-24"] == real_scope.edition.label(week.idxmax())
    assert [str(day.date()) for day in chart.numbers.short] == ["2024-12-30", "2025-06-09", "2025-07-14"]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("de", ["6.\N{NO-BREAK SPACE}Januar 2025", "50,0\N{NARROW NO-BREAK SPACE}%", MISSING]),
        ("en", ["6\N{NO-BREAK SPACE}January 2025", "50.0%", MISSING]),
    ],
)
def test_a_table_is_in_its_language(lang, expected):
    weeks = pd.to_datetime(["2025-01-06", "2025-01-13"])
    lines = [
        Line("A <b>", pd.Series([0.5, 0.25], weeks), "share", "#123456", (4, 1.5), "o"),
        Line(saying("tokens"), pd.Series([1e12], weeks[1:]), "tokens", mark=AREA),
    ]
    table = as_table(Numbers(lines, short=weeks[1:]), Wording(lang))
    first, second = table["lines"]
    assert [first["name"], *(cell["text"] for cell in first["cells"])] == expected
    assert (first["short"], second["short"]) == (False, True)
    assert table["note"].startswith("*")
    assert table["heads"][0] == {"text": "A <b>", "colour": "#123456", "dash": "4 1.5", "mark": "o"}
