"""What readers type and what the search finds: numbers, names, words without umlauts; never code."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from conftest import SITE, missing

LANGUAGES = ("de", "en")


def found(page, site: str, lang: str, queries: list[str]) -> dict[str, list[str]]:
    """Query -> the pages that the search gives for it, with their anchors."""
    page.goto(f"{site}{lang}/search.html?q=x")
    page.wait_for_function("Search._index")
    return page.evaluate(
        """queries => Object.fromEntries(queries.map(query => [
            query,
            Search._performSearch(...Search._parseQuery(query)).map(([name, , anchor]) => name + anchor),
        ]))""",
        queries,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_model_is_found_by_its_name(page, site, watched, lang):
    soup = BeautifulSoup(
        (SITE / lang / "chapters" / "models.html").read_text(encoding="utf-8"), "html.parser"
    )
    anchors = {mark["data-index"]: mark["id"] for mark in soup.select("[data-index]")}
    assert len(anchors) > 40
    answers = found(page, site, lang, list(anchors))
    assert [name for name, pages in answers.items() if not pages] == []
    lost = [name for name, anchor in anchors.items() if f"chapters/models#{anchor}" not in answers[name]]
    assert lost == [], "the search does not lead to their cards"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_is_found_in_either_languages_notation(page, site, watched, lang):
    text = (SITE / lang / "chapters" / "01_volume.html").read_text(encoding="utf-8")
    # in prose: the table of a figure's numbers is folded away, and not searched
    paragraphs = BeautifulSoup(text, "html.parser").select("article section > p")
    body = " ".join(paragraph.get_text() for paragraph in paragraphs)
    mark = "," if lang == "de" else "."
    numbers = sorted(set(re.findall(rf"(?<![\d.,])\d+\{mark}\d(?![\d.,])", body)))[:20]
    assert len(numbers) >= 5
    for number in numbers:
        whole, part = number.split(mark)
        answers = found(page, site, lang, [f"{whole},{part}", f"{whole}.{part}"])
        assert all("chapters/01_volume" in pages for pages in answers.values()), number


def test_words_are_found_without_their_umlauts(page, site, watched):
    pairs = {"Übrigen": "Uebrigen", "größte": "groesste", "für": "fuer"}
    answers = found(page, site, "de", [*pairs, *pairs.values()])
    assert answers["größte"], "no page has the word"
    for word, written_out in pairs.items():
        assert set(answers[written_out]) >= set(answers[word]), written_out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_code_is_neither_found_nor_shown(page, site, watched, lang):
    answers = found(page, site, lang, ["read_csv", "pandas.read_csv", "nlargest", "groupby", "isinstance"])
    assert {query: pages for query, pages in answers.items() if pages} == {}
    page.goto(f"{site}{lang}/search.html?q=Claude")
    page.locator("#search-results li p.context").first.wait_for()
    shown = page.locator("#search-results").inner_text()
    assert "read_csv" not in shown
    assert "Chapter(" not in shown


def test_the_marks_of_a_search_go_when_asked(page, site, watched):
    page.goto(f"{site}de/chapters/01_volume.html?highlight=Menge")
    marks = page.locator("span.highlighted")
    marks.first.wait_for()
    page.locator(".highlight-link a").click()
    assert marks.count() == 0


def test_an_address_keeps_the_text_that_it_points_to(page, site, watched):
    page.goto(f"{site}de/chapters/01_volume.html#:~:text=Datenstand")
    kept = page.evaluate("performance.getEntriesByType('navigation')[0].name")
    assert kept.endswith("#:~:text=Datenstand")
    assert page.evaluate("scrollY") > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_scripts_the_search_says_what_to_do_instead(browser, site, lang):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{lang}/search.html")
    told = page.locator("main noscript").inner_text()
    assert "JavaScript" in told
    assert page.locator("main noscript a[href$='chapters/intro.html']").count() == 1
    context.close()


@pytest.mark.parametrize("query", ["__proto__", "constructor", "toString", "hasOwnProperty", "("])
def test_words_of_javascript_break_nothing(page, site, watched, query):
    """sphinx-doc/sphinx#13096: each object knows these words, no index does."""
    page.goto(f"{site}en/search.html?q={quote(query)}")
    page.wait_for_function(
        """() => document.querySelector("#search-results .search-summary")
            ?.textContent.match(/finished|did not match/)"""
    )
    assert page.locator("#search-results li").count() == 0


def test_the_link_that_hides_matches_has_no_sign_of_a_font_that_is_not_there(page, site, watched):
    page.goto(f"{site}en/chapters/01_volume.html?highlight=week")
    link = page.locator(".highlight-link a")
    assert link.evaluate("one => getComputedStyle(one, '::before').content") == "none"


def test_the_slash_is_the_browsers(page, site, watched):
    """The theme's field is in a dialog: Sphinx's key would do nothing, but Firefox finds with it."""
    page.goto(f"{site}en/chapters/01_volume.html")
    key = "new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true })"
    assert page.evaluate(f"document.body.dispatchEvent({key})"), "the key was taken from the browser"


OTHER = {"de": "In der Ausgabe 2026: ", "en": "In the edition 2026: "}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_search_tells_what_the_other_edition_has_and_leads_there(page, site, watched, lang):
    if not (SITE / "2026" / lang / "search.html").exists():
        missing("the site holds no edition 2026: make book")
    page.goto(f"{site}{lang}/search.html?q=Gemini+2.5&check_keywords=yes")
    line = page.locator(".tb-elsewhere:visible")
    line.wait_for()
    told = line.inner_text()
    assert told.startswith(OTHER[lang])
    below = page.evaluate(
        """() => document.querySelector(".tb-elsewhere").getBoundingClientRect().top
            - document.querySelector("#search-results").getBoundingClientRect().bottom"""
    )
    assert below >= 0, "the own edition's results come first"
    line.locator("a").click()
    page.wait_for_url("**/2026/**")
    page.locator(".tb-elsewhere:visible").wait_for()
    assert page.url.startswith(f"{site}2026/{lang}/search.html?q=Gemini")
    assert page.locator("form.bd-search input[name=q]").first.input_value() == "Gemini 2.5"
    pages = page.evaluate(
        "new Set(Search._performSearch(...Search._parseQuery('Gemini 2.5')).map(([name]) => name)).size"
    )
    assert int(re.search(r": (\d+)", told)[1]) == pages > 1
    assert "2025: " in page.locator(".tb-elsewhere").inner_text(), "and back"


def test_an_edition_that_has_nothing_is_not_named(page, site, watched):
    page.goto(f"{site}en/search.html?q=xyzzyx")
    page.wait_for_function(
        """() => document.querySelector("#search-results .search-summary")
            ?.textContent.match(/did not match/)"""
    )
    page.wait_for_load_state("networkidle")
    assert page.locator(".tb-elsewhere:visible").count() == 0


def test_an_edition_whose_pages_cannot_be_had_is_still_led_to(page, site):
    page.route("**/2026/en/search.html", lambda route: route.abort())
    page.goto(f"{site}en/search.html?q=Gemini")
    line = page.locator(".tb-elsewhere:visible")
    line.wait_for()
    assert line.inner_text() == "Search in the edition 2026"
    assert line.locator("a").get_attribute("href").endswith("2026/en/search.html?q=Gemini")
