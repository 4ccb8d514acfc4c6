"""The explorer: choose, see, read, share; with the book's own table and with tables at the edges."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

WEEKS = [f"2025-{day}" for day in ("01-06", "01-13", "01-20", "01-27")]
HOSTILE = '<img src=x onerror="window.broken=1">'

SET = """() => {
  const form = document.querySelector("form.tb-explorer");
  return form && "ready" in form.dataset;
}"""


def opened(page, site: str, lang: str = "en", query: str = "") -> None:
    page.goto(f"{site}{lang}/chapters/explorer.html{query}")
    page.wait_for_function(SET)


def chosen(page) -> list[str]:
    return page.locator(".tb-chosen li > span").all_text_contents()


def heads(page) -> list[str]:
    return page.locator(".tb-explorer thead th").all_text_contents()[1:]


def asked(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def serve_tables(page, names: list[tuple], usage: list[tuple]) -> None:
    """Answer the explorer's two requests with made-up tables."""

    def csv(head: str, rows: list[tuple]) -> str:
        quoted = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows]
        return "\n".join([head, *quoted]) + "\n"

    head = "slug,model,label,vendor,family,colour,vendor_colour"
    page.route("**/data/explorer.csv", lambda route: route.fulfill(body=csv(head, names)))
    page.route("**/data/usage.csv", lambda route: route.fulfill(body=csv("week,model,tokens,days", usage)))


@pytest.mark.parametrize(
    ("lang", "unit", "first"), [("de", "Tokens", "Januar 2025"), ("en", "Tokens", "January 2025")]
)
def test_it_begins_with_the_largest_and_speaks_the_language(page, site, lang, unit, first):
    opened(page, site, lang)
    assert page.locator("#fig-leading-models").is_hidden(), "the drawn figure gives way to the live one"
    assert len(chosen(page)) == 5
    assert chosen(page) == heads(page)
    assert page.locator(".tb-drawn svg path[stroke-width='2']").count() == 5
    assert first in page.locator(".tb-explorer tbody th").first.text_content()
    cell = page.locator(".tb-explorer tbody tr:last-child td").first.text_content()
    assert re.fullmatch(r"\d+,\d\u202f%" if lang == "de" else r"\d+\.\d%", cell)
    page.get_by_label(unit, exact=True).check()
    cell = page.locator(".tb-explorer tbody tr:last-child td").first.text_content()
    assert re.fullmatch(r"\d+(,\d)?\xa0M\w+en" if lang == "de" else r"\d+(\.\d)?\xa0\w+llion", cell)
    alt = page.locator(".tb-drawn").get_attribute("aria-label")
    assert all(name in alt for name in chosen(page))
    assert not re.search(r"NaN|undefined|\{", page.locator("form.tb-explorer").inner_text() + alt)


def test_its_numbers_are_those_of_the_book(page, site):
    """The static figure's table was computed in Python, the live one in the page."""
    opened(page, site)
    read = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    drawn = page.locator("#numbers-leading-models table").evaluate(read)
    live = page.locator(".tb-explorer table").evaluate(read)
    spaces = {"\xa0": " "}
    plain = [[cell.translate(str.maketrans(spaces)) for cell in row] for row in drawn]
    assert plain[0] == live[0]
    for ours, theirs in zip(plain[1:], live[1:], strict=True):
        # Python counts a missing row as nothing, the page says that there is none
        assert [cell if cell != "0.0%" else "–" for cell in ours] == [
            cell if cell != "0.0%" else "–" for cell in theirs
        ]


def test_the_keyboard_finds_chooses_and_takes_away(page, site):
    opened(page, site)
    page.get_by_label("Find a model").focus()
    page.keyboard.type("gpt-4o MINI")
    assert 0 < page.locator(".tb-options input").count() < 12
    page.keyboard.press("Tab")
    # the list scrolls, and Chromium puts such a list into the order of Tab only if nothing in it is
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Space")
    assert chosen(page)[-1] == "GPT-4o mini"
    assert "GPT-4o mini" in heads(page)
    assert asked(page)["pick"][-1] == "openai/gpt-4o-mini"
    button = page.get_by_role("button", name="Take GPT-4o mini away")
    button.focus()
    page.keyboard.press("Enter")
    assert "GPT-4o mini" not in chosen(page)
    assert page.evaluate("document.activeElement.value") == "remove", "the keyboard stays in the list"
    page.get_by_label("Find a model").fill("no model has this name")
    assert page.locator("#tb-matches").text_content() == "Nothing is called that."


def test_the_address_keeps_the_choice_and_gives_it_back(page, site):
    opened(page, site)
    page.get_by_label("Vendors").check()
    page.get_by_label("Tokens", exact=True).check()
    page.get_by_label("Find a vendor").fill("mistral")
    page.get_by_label("Mistral AI").check()
    kept, names = page.url, chosen(page)
    assert asked(page)["show"] == ["vendors"]
    assert asked(page)["unit"] == ["tokens"]
    page.goto("about:blank")
    page.goto(kept)
    page.wait_for_function(SET)
    assert chosen(page) == names
    assert page.get_by_label("Tokens", exact=True).is_checked()
    # the other language opens with it too
    twin = page.locator("a[hreflang=de]").first.get_attribute("href")
    assert urlsplit(twin).query == urlsplit(kept).query
    page.get_by_role("button", name="Back to the start").click()
    assert urlsplit(page.url).query == ""
    assert len(chosen(page)) == 5


def test_unknown_and_too_many_picks_are_told(page, site):
    opened(page, site, query="?show=models&unit=share&pick=openai/gpt-4o-mini&pick=no/such&unit=zebra")
    assert chosen(page) == ["GPT-4o mini"]
    assert page.locator(".tb-said").text_content() == "Not in this edition and left out: no/such"
    models = page.evaluate("[...document.querySelectorAll('.tb-options input')].map(box => box.value)")
    opened(page, site, query="?" + "&".join(f"pick={model}" for model in models[:14]))
    assert len(chosen(page)) == 10
    assert "more than 10 lines" in page.locator(".tb-said").text_content()
    page.locator(".tb-options input:not(:checked)").first.click()
    assert len(chosen(page)) == 10
    assert "take one away" in page.locator(".tb-said").text_content()
    opened(page, site, query="?show=nonsense&unit=&pick=")
    assert chosen(page) == []
    assert page.locator(".tb-drawn").get_attribute("aria-label") == "Nothing is chosen."


def test_the_chart_is_read_off_like_any_figure(page, site):
    opened(page, site)
    slider = page.locator(".tb-live .tb-slider")
    slider.focus()
    page.keyboard.press("Home")
    text = page.locator(".tb-live .tb-readout").text_content()
    assert text.startswith("Week of 6 January 2025")
    page.keyboard.press("End")
    values = page.locator(".tb-live .tb-readout .tb-value").all_text_contents()
    assert values == [
        cell
        for cell in page.locator(".tb-explorer tbody tr:last-child td").all_text_contents()
        if cell != "–"
    ]
    page.get_by_label("Tokens", exact=True).check()
    assert page.locator(".tb-live .tb-readout").text_content() == "", "another chart, another value"


def test_choice_and_numbers_can_be_taken_away(browser, site):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    opened(page, site, query="?pick=openai/gpt-4o-mini")
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_function("document.querySelector('.tb-said').textContent === 'The link is copied.'")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    with page.expect_download() as waiting:
        page.get_by_role("button", name="These numbers").click()
    lines = waiting.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "week,model,label,tokens,share"
    assert re.fullmatch(r"2025-01-06,openai/gpt-4o-mini,GPT-4o mini,\d+,0\.\d{6}", lines[1])
    context.close()


def test_names_from_outside_stay_text(page, site):
    names = [(HOSTILE, HOSTILE, HOSTILE, f"v,{HOSTILE}", "f", "#123456", "#654321")]
    serve_tables(page, names, [(week, HOSTILE, 5 * 10**9, 7) for week in WEEKS])
    opened(page, site)
    assert chosen(page) == heads(page) == [HOSTILE]
    page.locator(".tb-live .tb-slider").focus()
    assert HOSTILE in page.locator(".tb-live .tb-readout").text_content()
    page.get_by_label("Vendors").check()
    assert chosen(page) == [f"v,{HOSTILE}"]
    assert page.locator(".tb-explorer img").count() == 0
    assert page.evaluate("window.broken") is None


def test_the_nameless_rest_alone(page, site):
    row = ("other", "other", "other", "other", "other", "#bdbdbd", "#bdbdbd")
    serve_tables(page, [row], [(week, "other", 10**12, 7) for week in WEEKS])
    opened(page, site, "de")
    assert chosen(page) == ["namenloser Rest"]
    assert page.locator(".tb-explorer tbody td").all_text_contents() == ["100,0\u202f%"] * 4


def test_five_thousand_models_stay_quick(page, site):
    names = [
        (f"lab-{n % 60}/m-{n}", f"lab-{n % 60}/m-{n}", f"M {n}", f"Lab {n % 60}", "M", "#757575", "#757575")
        for n in range(5000)
    ]
    usage = [(week, name[0], 10**12 // (n + 10), 7) for week in WEEKS for n, name in enumerate(names)]
    serve_tables(page, names, usage)
    opened(page, site)
    assert page.locator(".tb-options input").count() == 200
    seconds = page.evaluate("""() => {
      const find = document.querySelector("#tb-find");
      const began = performance.now();
      find.value = "m 4999";
      find.dispatchEvent(new Event("input", { bubbles: true }));
      return (performance.now() - began) / 1000;
    }""")
    assert page.locator(".tb-options input").count() == 1
    assert seconds < 0.5


def test_incomplete_weeks_are_left_out(page, site):
    row = ("a/b", "a/b", "B", "A", "B", "#123456", "#123456")
    usage = [(week, "a/b", 10**12, 6 if week == WEEKS[1] else 7) for week in WEEKS]
    serve_tables(page, [row], [*usage, ("2024-01-01", "a/b", 5, 7)])
    opened(page, site)
    assert page.locator(".tb-explorer tbody tr").count() == 3
    assert "3 weeks" in page.locator(".tb-live figcaption").text_content()


@pytest.mark.parametrize("width", [375, 1280])
def test_it_fits_phone_and_desktop(browser, site, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    opened(page, site, "de")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    names = page.locator(".tb-drawn text", has_text="Claude Sonnet 4").count()
    assert names == (1 if width > 600 else 0), "names stand at the lines where there is room"
    context.close()


def test_a_table_that_cannot_be_had_leaves_the_figure(page, site):
    page.route("**/data/usage.csv", lambda route: route.fulfill(status=404))
    page.goto(f"{site}en/chapters/explorer.html")
    page.get_by_text("The table could not be loaded").wait_for()
    assert page.locator("#fig-leading-models").is_visible()
    assert page.locator("form.tb-explorer").is_hidden()


def test_without_scripts_there_are_figure_table_and_links(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}de/chapters/explorer.html")
    assert page.locator("#fig-leading-models svg:visible").count() == 1
    assert page.locator("form.tb-explorer").is_hidden()
    assert page.locator('article a[href="../../data/usage.csv"]').is_visible()
    context.close()
