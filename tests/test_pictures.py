"""Every chart as it is drawn, in both languages and layouts; each picture is drawn once for all tests."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from once import load_once
from rooms import CHARTS, CHARTS_OF
from test_charts import every_chart, every_language, texts
from test_style import ticks

from tokenbook import LANGUAGES, beside, editions, notebook, side
from tokenbook.article.whole import STATEMENTS
from tokenbook.charts import style
from tokenbook.charts.base import Chart
from tokenbook.notebook import Chapter
from tokenbook.scope import NoRowsError, Scope, open_scope
from tokenbook.sources import Source
from tokenbook.wording import Wording

LAYOUTS = {layout.name: layout for layout in style.LAYOUTS}
WIDE = style.LAYOUTS[0].name

every_layout = pytest.mark.parametrize("layout", LAYOUTS)
every_edition = pytest.mark.parametrize("edition", ["2025", "2026"])

READERS = (
    (side.Side, "prices", Source.PRICES),
    (Scope, "aider", Source.AIDER),
    (beside, "free", Source.PRICES),
    (beside, "given", Source.PRICES),
    (beside, "free_ends", Source.PRICES),
    (beside, "benchmark", Source.AIDER),
    (side, "weights_of", Source.RELEASES),
    (side, "read_releases", Source.RELEASES),
)
"""Whatever gives a chart data beside the rows, and what they are from."""


@contextmanager
def spying() -> Iterator[set[Source]]:
    """What is read beside the rows meanwhile."""
    read: set[Source] = set()
    with pytest.MonkeyPatch.context() as patched:
        for owner, attribute, source in READERS:
            found = owner.__dict__[attribute]

            def spied(*args, found=found, source=source):
                read.add(source)
                return found(*args) if callable(found) else found.__get__(*args, type(args[0]))

            patched.setattr(owner, attribute, spied if callable(found) else property(spied))
        yield read


class Axis(NamedTuple):
    """An axis of a finished picture: x or y, its scale, the labels that are seen."""

    name: str
    scale: str
    labels: list[str]


class Picture(NamedTuple):
    """A finished picture: its chart, the SVG, its axes, and what was read for it beside the rows."""

    chart: Chart
    svg: str
    axes: tuple[Axis, ...]
    read: frozenset[Source]


@cache
def picture_of(name: str, edition: str, lang: str, layout: str) -> Picture:
    """A chart of a committed edition, drawn; `NoRowsError` where the edition has no rows for it."""
    # a scope of its own: what another picture has read is read again
    scope = open_scope(load_once(edition))
    for known in (scope, scope.edition.earlier, scope.edition.later):
        assert known is None or known.coverage  # asks what there is, and draws nothing of it
    drawn: list[Figure] = []

    with spying() as read:
        chart = CHARTS[name](scope)

        def paint(figure: Figure, layout: style.Layout, say: Wording) -> None:
            chart.paint(figure, layout, say)
            drawn.append(figure)

        svg = style.draw(paint, LAYOUTS[layout], Wording(lang), chart.slug, places=chart.numbers.places)
    axes = tuple(
        Axis(axis.axis_name, axis.get_scale(), [label for label in ticks(axis) if label])
        for part in drawn[0].axes
        for axis in (part.yaxis, part.xaxis)
    )
    return Picture(chart, svg, axes, frozenset(read))


@every_edition
@every_chart
def test_a_chart_declares_the_data_beside_the_rows_that_it_reads(name, edition):
    try:
        picture = picture_of(name, edition, "en", WIDE)
    except NoRowsError:
        return
    sources = picture.chart.sources
    assert set(sources) - {Source.ROWS} == picture.read
    assert len(set(sources)) == len(sources) > 0


@every_chart
@every_language
@every_layout
def test_picture_of_the_real_edition(name, lang, layout):
    chart, svg, _, _ = picture_of(name, "2025", lang, layout)
    root = ET.fromstring(svg)  # it is well-formed
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{chart.slug}-{layout}-") for i in ids)
    assert root.get("aria-hidden") == "true"
    assert root.get("width") is None
    assert root.get("viewBox")
    assert style.INK not in svg
    assert style.PAPER not in svg
    own = re.findall(r'(?:fill|stroke): ?#[0-9a-f]+|(?:fill|stroke)="#[0-9a-f]+', svg)
    assert own == [], "a colour that no page can change"
    words = texts(svg)
    assert len(words) > 5
    assert not [word for word in words if re.search(r"\b(nan|inf|None)\b", word)]


@every_chart
def test_the_two_languages_share_lines_but_not_words(name):
    german, english = (set(texts(picture_of(name, "2025", lang, WIDE).svg)) for lang in LANGUAGES)
    assert german - english, "nothing in the German picture is German"


@every_chart
@every_layout
def test_a_picture_says_where_the_rows_lie(name, layout):
    chart, svg, _, _ = picture_of(name, "2025", "en", layout)
    root = ET.fromstring(svg)
    if not chart.numbers.along:
        assert root.get("data-x") is None
        return
    width, height = map(float, root.get("viewBox").split()[2:])
    xs = [float(x) for x in root.get("data-x").split()]
    top, bottom = map(float, root.get("data-y").split())
    assert len(xs) == len(chart.numbers.rows)
    assert xs == sorted(xs)
    assert 0 < xs[0] < xs[-1] < width
    assert 0 <= top < bottom < height


@every_edition
@every_layout
@every_chart
def test_no_two_ticks_of_an_axis_bear_the_same_number(name, layout, edition):
    try:
        picture = picture_of(name, edition, "en", layout)
    except NoRowsError:
        return
    # months come again in another year
    months = isinstance(picture.chart.data.iloc[0, 0], pd.Timestamp)
    for axis in picture.axes:
        if axis.name == "y" or not months:
            assert len(axis.labels) == len(set(axis.labels)), axis
        if axis.name == "y" and axis.scale == "log":
            assert len(axis.labels) >= 3


@every_language
@every_chart
def test_every_figure_has_all_that_a_figure_needs(tmp_path, monkeypatch, name, lang):
    monkeypatch.setattr(editions, "load", load_once)
    book = Chapter("volume", lang, "2025", tmp_path)
    shown: list[str] = []

    def drawn(paint, layout, say, slug, places):
        picture = picture_of(name, "2025", lang, layout.name)
        assert (say.lang, slug) == (lang, picture.chart.slug)
        known = picture.chart.numbers.places
        assert places is known is None or places.equals(known)
        return picture.svg

    monkeypatch.setattr(style, "draw", drawn)
    if lang != "de":
        # a card is drawn in the language of the longer words
        monkeypatch.setattr(style, "draw_card", lambda *_: b"")
    monkeypatch.setattr(notebook, "display", lambda html: shown.append(html.data))
    chart = picture_of(name, "2025", lang, WIDE).chart
    book.figure(CHARTS[name])
    figure = BeautifulSoup(shown[0], "html.parser").figure
    assert figure["id"] == f"fig-{chart.slug}"
    assert figure.select_one("a.tb-number")["href"] == f"#fig-{chart.slug}"
    assert figure.select_one("a.tb-number").text.endswith("1.1")
    assert {picture["aria-label"] for picture in figure.select("[role=img]")} == {chart.alt.to(book.say)}
    caption = figure.figcaption.get_text()
    assert chart.caption.to(book.say) in caption
    assert chart.limits.to(book.say) in caption
    # what draws no row of usage does not name it as a source
    assert (book.source in caption) == (Source.ROWS in chart.sources)
    assert (tmp_path / f"{chart.slug}.csv").stat().st_size > 100


@every_chart
def test_charts_of_a_made_up_edition(made_up_scope, name):
    try:
        chart = CHARTS[name](made_up_scope)
    except NoRowsError:
        # it has no days and no prices, and none that follows
        assert name not in {chart for entry in STATEMENTS for chart in CHARTS_OF[entry.chapter]}
        return
    for layout in style.LAYOUTS:
        svg = style.draw(chart.paint, layout, Wording("en"), chart.slug)
        assert not [word for word in texts(svg) if re.search(r"\b(nan|inf|None)\b", word)]
