"""Every chart of the book: what it says, what it draws, in both languages and layouts."""

import inspect
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from tokenbook.case import NoRowsError, open_case

from tokenbook import LANGUAGES, editions, figures, style
from tokenbook.wording import Wording

CHARTS = {
    name: function
    for name, function in inspect.getmembers(figures, inspect.isfunction)
    if inspect.signature(function).return_annotation is figures.Chart
}

every_chart = pytest.mark.parametrize("name", CHARTS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_there_is_a_chart_for_every_chapter():
    assert len(CHARTS) >= 7
    slugs = {function.__name__.replace("_", "-") for function in CHARTS.values()}
    assert len(slugs) == len(CHARTS)


@every_chart
@every_language
def test_words_of_the_real_edition(real_case, name, lang):
    chart = CHARTS[name](real_case)
    assert re.fullmatch(r"[a-z0-9-]+", chart.slug)
    say = Wording(lang)
    caption, limits, alt = chart.caption.to(say), chart.limits.to(say), chart.alt.to(say)
    assert all(text.endswith((".", "“")) for text in (caption, limits, alt))
    assert limits.startswith("Nicht zu sehen" if lang == "de" else "Not shown")
    assert len(re.findall(r"\d", alt)) >= 3, "a text alternative tells its content with numbers"
    for text in (caption, limits, alt):
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", text)


@every_chart
def test_data_of_the_real_edition(real_case, name):
    data = CHARTS[name](real_case).data
    assert len(data) > 3
    assert not data.drop(columns="rank", errors="ignore").isna().all().any()
    again = CHARTS[name](real_case).data
    pd.testing.assert_frame_equal(data, again)


@every_chart
@every_language
@pytest.mark.parametrize("layout", style.LAYOUTS, ids=lambda layout: layout.name)
def test_picture_of_the_real_edition(real_case, name, lang, layout):
    chart = CHARTS[name](real_case)
    svg = style.draw(chart.paint, layout, Wording(lang), chart.slug)
    root = ET.fromstring(svg)  # it is well-formed
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{chart.slug}-{layout.name}-") for i in ids)
    assert root.get("aria-hidden") == "true"
    assert root.get("width") is None
    assert root.get("viewBox")
    assert style.INK not in svg
    assert style.PAPER not in svg
    words = texts(svg)
    assert len(words) > 5
    assert not [word for word in words if re.search(r"\b(nan|inf|None)\b", word)]


@every_chart
def test_the_two_languages_share_lines_but_not_words(real_case, name):
    chart = CHARTS[name](real_case)
    pictures = {
        lang: style.draw(chart.paint, style.LAYOUTS[0], Wording(lang), chart.slug) for lang in LANGUAGES
    }
    german, english = (set(texts(picture)) for picture in pictures.values())
    assert german - english, "nothing in the German picture is German"


def test_the_same_chart_is_the_same_picture(real_case):
    first, second = (
        style.draw(figures.weekly_total(real_case).paint, style.LAYOUTS[0], Wording("de"), "weekly-total")
        for _ in range(2)
    )
    assert first == second


@every_chart
def test_charts_of_a_made_up_edition(made_up_case, name):
    chart = CHARTS[name](made_up_case)
    for layout in style.LAYOUTS:
        svg = style.draw(chart.paint, layout, Wording("en"), chart.slug)
        assert not [word for word in texts(svg) if re.search(r"\b(nan|inf|None)\b", word)]


def test_weekly_stack_holds_every_token(real_case):
    chart = figures.weekly_stack(real_case)
    sums = chart.data.groupby("week")["tokens"].sum()
    expected = real_case.edition.rows.groupby("week")["tokens"].sum()
    assert sums.tolist() == expected.tolist()
    assert chart.data[chart.data["days"] < 7]["week"].nunique() == 3


def test_weekly_total_marks_incomplete_weeks(real_case):
    chart = figures.weekly_total(real_case)
    assert chart.data.set_index("week")["days"].value_counts().to_dict() == {7: 50, 6: 2, 5: 1}


def test_release_days_come_from_the_published_names(real_case):
    starts = figures.specialist_shares(real_case).data.groupby("name")["start"].first()
    assert starts.astype(str).to_dict() == {
        "Claude Sonnet 4": "2025-05-22",
        "Claude Sonnet 4.5": "2025-09-29",
        "Grok Code Fast 1": "2025-08-25",  # bears no date: the first week with a row
    }


@every_chart
def test_without_its_models_a_chart_says_that_there_are_no_rows(real_case, name):
    bare = open_case(editions.load("2025"), **{key: [] for key in real_case.parameters if key != "top_n"})
    try:
        chart = CHARTS[name](bare)
    except NoRowsError:
        return
    assert len(chart.data)
