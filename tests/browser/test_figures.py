"""Every figure as Chromium sets it: no label on another, none cut off, none away from what it names.

The pictures are drawn here, from the committed editions; no built site is needed.
"""

import json
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.figure import Figure
from playwright.sync_api import Browser
from rooms import CHARTS

from tokenbook import LANGUAGES, ROOT, editions
from tokenbook.charts import style
from tokenbook.charts.base import Chart
from tokenbook.scope import NoRowsError, open_scope
from tokenbook.wording import Wording

WIDTHS = {"wide": (1280, 690), "narrow": (375, 343)}
"""Layout -> widths of window and text column, in CSS pixels, as the site has them."""

STYLES = [ROOT / "press/src/press/theme/static/book.css", *sorted((ROOT / "_static").glob("*.css"))]

FAMILY = '-apple-system, BlinkMacSystemFont, "Segoe UI", "Helvetica Neue", Arial, sans-serif'
"""The theme's."""

AWAY = 24
"""How many pixels a label may stand before or after its line, or the point that it names."""

FAULTS = """away => [...document.querySelectorAll("figure")].flatMap(figure => {
    const picture = figure.querySelector("svg");
    const inside = picture.getBoundingClientRect();
    const found = [];
    const texts = [...picture.querySelectorAll("text")].filter(text => text.textContent.trim());
    const boxes = texts.map(text => text.getBoundingClientRect());
    const words = which => which.map(number => texts[number].textContent).join(" | ");
    const say = (fault, ...which) => found.push(`${figure.id}: ${fault}: ${words(which)}`);
    boxes.forEach((box, one) => {
        // a glyph's box is a little wider than its ink
        if (box.left < inside.left - 3 || box.right > inside.right + 3 || box.top < inside.top - 3
            || box.bottom > inside.bottom + 3) say("cut off", one);
        boxes.slice(one + 1).forEach((other, further) => {
            const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const upright = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            // lines of letters have room above and below them
            if (across > 1 && upright > 3) say("on each other", one, one + 1 + further);
        });
    });
    for (const label of picture.querySelectorAll("[id*='-label-']")) {
        const text = label.querySelector("text").getBoundingClientRect();
        const lines = [...picture.querySelectorAll(`[id="${label.id.replace("-label-", "-line-")}"]`)];
        if (!lines.length) found.push(`${figure.id}: names nothing: ${label.textContent.trim()}`);
        for (const line of lines.map(line => line.getBoundingClientRect())) {
            if (text.left - line.right > away || line.left - text.right > away) {
                found.push(`${figure.id}: outside its line's time: ${label.textContent.trim()}`);
            }
        }
    }
    return found;
})"""


class Wordy(Wording):
    """English with words 40 % longer, as another language may have them; made up."""

    def __call__(self, message: str, /, **values: object) -> str:
        text = super().__call__(message, **values)
        return text + "n" * round(0.4 * len(text)) if text[-1:].isalpha() else text


def _say(lang: str) -> Wording:
    return Wordy("en") if lang == "wordy" else Wording(lang)


@cache
def _charts(edition: str) -> list[Chart]:
    scope = open_scope(editions.load(edition))
    found = []
    for chart_of in CHARTS.values():
        try:
            found.append(chart_of(scope))
        except NoRowsError:
            continue
    return found


def page_of(charts: Sequence[Any], lang: str, layout: str) -> str:
    """A page of figures with the book's own styles."""
    room = next(one for one in style.LAYOUTS if one.name == layout)
    figures = "".join(
        f'<figure class="tb-figure" id="{chart.slug}">'
        f"{style.draw(chart.paint, room, _say(lang), chart.slug, places=chart.numbers.places)}</figure>"
        for chart in charts
    )
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    own = f"body {{ font-family: {FAMILY}; margin: 0; }} figure {{ width: {WIDTHS[layout][1]}px; }}"
    return f"<!doctype html><meta charset=utf-8><style>{sheet}\n{own}</style>{figures}"


def faults(browser: Browser, page: str, layout: str) -> list[str]:
    """What is wrong with the labels of a page's figures."""
    window = browser.new_page(viewport={"width": WIDTHS[layout][0], "height": 800})
    window.set_content(page)
    found: list[str] = window.evaluate(FAULTS, AWAY)
    window.close()
    return found


@pytest.mark.parametrize("layout", WIDTHS)
@pytest.mark.parametrize("lang", [*LANGUAGES, "wordy"])
@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_labels_stand_apart_whole_and_at_their_lines(browser, edition, lang, layout):
    charts = _charts(edition)
    assert len(charts) > 10
    found = faults(browser, page_of(charts, lang, layout), layout)
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)


def _broken(figure: Figure, layout: style.Layout, say: Wording) -> None:
    """A made-up figure with one fault of each kind."""
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 1))
    line = axes.plot([0, 2], [0.2, 0.2])
    axes.annotate("first", (5, 0.5))
    axes.annotate("second", (5, 0.5))
    axes.annotate("overboard", (11, 0.9), annotation_clip=False).set_in_layout(False)
    style.tie(axes.annotate("late", (8, 0.2)), *line)


def test_a_broken_figure_is_found_out(browser):
    chart = SimpleNamespace(slug="broken", paint=_broken, numbers=SimpleNamespace(places=None))
    found = faults(browser, page_of([chart], "en", "narrow"), "narrow")
    assert found == [
        "broken: on each other: first | second",
        "broken: cut off: overboard",
        "broken: outside its line's time: late",
    ]
