"""Figures tell their values to the pointer, to a finger and to the keyboard."""

import re

import pytest

INTRO = "chapters/intro.html"
STACK = "#fig-weekly-stack"


def row(page, figure: str, number: int) -> list[str]:
    """A row of the table below a figure, as text."""
    slug = figure.removeprefix("#fig-")
    return page.eval_on_selector(
        f"#numbers-{slug} tbody tr:nth-child({number + 1})",
        "row => [...row.cells].map(cell => cell.lastChild.textContent.trim())",
    )


def told(page, figure: str) -> str:
    return page.locator(f"{figure} .tb-readout").text_content()


@pytest.mark.parametrize(("lang", "week"), [("de", "Woche vom"), ("en", "Week of")])
def test_the_pointer_is_told_the_week_and_each_value(page, site, lang, week):
    page.goto(f"{site}{lang}/{INTRO}")
    slider = page.locator(f"{STACK} .tb-slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    text = told(page, STACK)
    assert text.startswith(f"{week} ")
    number = int(slider.get_attribute("aria-valuenow")) - 1
    day, *values = row(page, STACK, number)
    assert day in text
    assert all(value in text for value in values)
    assert page.locator(f"{STACK} .tb-readout").get_attribute("aria-live") == "off"
    # the line stands where the pointer is, to within a column
    line = page.locator(f"{STACK} .tb-line").bounding_box()
    assert abs(line["x"] - box["x"] - box["width"] * 0.5) < box["width"] / 80
    page.keyboard.press("Escape")
    assert told(page, STACK) == ""
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    assert told(page, STACK) != ""
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] - 60)
    assert told(page, STACK) == ""
    assert page.locator(f"{STACK} .tb-line").is_hidden()


def test_the_keyboard_walks_the_weeks(page, site):
    page.goto(f"{site}en/{INTRO}")
    link = page.locator("main a").first
    link.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "tb-slider":
            break
    slider = page.locator(f"{STACK} .tb-slider")
    assert slider.evaluate("one => one === document.activeElement"), "the figure is reached with Tab"
    assert slider.evaluate("one => getComputedStyle(one).outlineStyle") != "none", "focus is visible"
    assert slider.get_attribute("role") == "slider"
    assert slider.get_attribute("aria-label") == "Figure 0.1: read off the values"
    live = page.locator(f"{STACK} .tb-readout")
    assert (live.get_attribute("role"), live.get_attribute("aria-live")) == ("status", "polite")
    last = int(slider.get_attribute("aria-valuemax"))
    expected = {"End": last, "ArrowLeft": last - 1, "Home": 1, "ArrowRight": 2}
    for key, place in expected.items():
        page.keyboard.press(key)
        assert int(slider.get_attribute("aria-valuenow")) == place
        day = row(page, STACK, place - 1)[0]
        assert slider.get_attribute("aria-valuetext") == f"Week of {day}"
        assert day in told(page, STACK)
    page.keyboard.press("Escape")
    assert told(page, STACK) == ""
    page.keyboard.press("ArrowRight")
    assert told(page, STACK) != ""
    page.keyboard.press("Tab")
    assert told(page, STACK) == "", "it goes when the reader goes on"


def test_a_finger_is_told_and_can_send_it_away(browser, site):
    context = browser.new_context(viewport={"width": 375, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}de/{INTRO}")
    slider = page.locator(f"{STACK} .tb-slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert re.search(r"Woche vom \d+\.\s\w+ 20\d\d", told(page, STACK))
    readout = page.locator(f"{STACK} .tb-readout").bounding_box()
    assert readout["y"] >= box["y"] + box["height"] - 4, "below the picture, not under the finger"
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] - 40)
    assert told(page, STACK) == ""
    context.close()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_figure_along_an_axis_answers(page, site, lang):
    failed = []
    page.on("pageerror", lambda error: failed.append(error) if "figure.js" in (error.stack or "") else None)
    chapters = ["intro", "01_volume", "02_flash_mini", "03_disruptors", "04_specialists", "05_others"]
    for chapter in [*chapters, "06_outlook"]:
        page.goto(f"{site}{lang}/chapters/{chapter}.html")
        for figure in page.locator("figure.tb-figure[data-read]").all():
            figure.locator(".tb-slider").focus()
            for key in ("Home", "End"):
                page.keyboard.press(key)
                assert re.search(r"\d", figure.locator(".tb-readout .tb-value").first.text_content())
            number = int(figure.locator(".tb-slider").get_attribute("aria-valuemax"))
            table = page.locator(f"#{figure.get_attribute('data-numbers')} tbody tr")
            assert number == table.count()
    assert failed == []


def test_without_scripts_the_figure_and_its_table_are_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}de/{INTRO}")
    assert page.locator(f"{STACK} svg:visible").count() == 1
    assert page.locator(".tb-slider").count() == 0
    page.get_by_text("Zahlen zur Abbildung als Tabelle").first.click()
    assert page.locator("#numbers-weekly-stack td").first.is_visible()
    context.close()
