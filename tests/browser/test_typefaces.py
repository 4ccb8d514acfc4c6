"""The book's typefaces as readers see them: drawn with them, each sign in them, nothing from elsewhere."""

import pytest
from conftest import PAGES, SITE
from playwright.sync_api import Page
from subset_fonts import CHARACTERS

TEXT = "document.querySelector('main').innerText"
LOADED = """document.fonts.ready.then(() =>
    [...document.fonts].map((face) => [face.family.replaceAll('"', ''), face.status]))"""
HEAD, BODY = "Almanac Serif", "Almanac Sans"


def drawn_with(page: Page, selector: str) -> set[str]:
    """The fonts that Chromium draws the text of an element with."""
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts if font["isCustomFont"]} | {
        "reader's" for font in fonts if not font["isCustomFont"]
    }


@pytest.mark.parametrize("path", PAGES)
def test_every_sign_of_a_page_is_in_the_faces(page, site, watched, path):
    page.goto(site + path)
    missing = set(page.evaluate(TEXT)) - set(CHARACTERS) - set("\n\t")
    # arrows that show how a table is sorted
    assert missing <= set("↑↓"), "scripts/subset_fonts.py leaves them out"


@pytest.mark.parametrize("lang", ["de", "en"])
def test_headlines_numbers_and_text_are_drawn_with_the_faces(page, site, watched, lang):
    page.goto(f"{site}{lang}/chapters/intro.html")
    assert sorted(page.evaluate(LOADED)) == [[BODY, "loaded"], [HEAD, "loaded"]]
    for selector in ("h1", ".tb-keys strong", ".tb-headline"):
        assert drawn_with(page, selector) == {HEAD}, selector
    for selector in ("section > p", ".tb-keys span", "figcaption p"):
        assert drawn_with(page, selector) == {BODY}, selector


def test_figures_are_of_one_width(page, site, watched):
    page.goto(f"{site}en/chapters/intro.html")
    for selector in ("h1", "section > p"):
        widths = page.evaluate(
            """([selector]) => [..."0123456789"].map((figure) => {
                const word = document.createElement("span");
                word.textContent = figure.repeat(20);
                document.querySelector(selector).append(word);
                const { width } = word.getBoundingClientRect();
                word.remove();
                return Math.round(width * 10);
            })""",
            [selector],
        )
        assert len(set(widths)) == 1, widths


def test_a_page_on_a_disk_is_drawn_with_them_too(page):
    # Chromium only says that it will not ask for them before the style sheet does
    page.goto((SITE / "de" / "chapters" / "intro.html").as_uri())
    assert sorted(page.evaluate(LOADED)) == [[BODY, "loaded"], [HEAD, "loaded"]]
