"""A phone with large type, its sidebars by keyboard, its tables; names that stay on one line."""

import json

import pytest
from conftest import PAGES, SITE

PHONE = {"width": 375, "height": 740}

DIALOGS = {
    "pst-primary-sidebar-modal": ".primary-toggle",
    "pst-secondary-sidebar-modal": ".secondary-toggle",
    "pst-search-dialog": ".search-button",
}
"""A dialog -> what opens it."""


@pytest.fixture
def phone(browser):
    """A page on a phone."""
    context = browser.new_context(viewport=PHONE, locale="fr", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", [175, 200])
def test_large_type_does_not_reach_over_the_edge(phone, site, size):
    over = {}
    for address in [*PAGES, "de/search.html?q=Modell", "en/search.html?q=model"]:
        phone.goto(f"{site}{address}")
        phone.add_style_tag(content=f"html {{ font-size: {size}% !important }}")
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            over[address] = width
    assert over == {}


@pytest.mark.parametrize("address", ["de/chapters/02_flash_mini.html", "en/chapters/fact_check.html"])
def test_escape_gives_the_focus_back_to_what_opened(phone, site, address):
    phone.goto(f"{site}{address}")
    for dialog, opener in DIALOGS.items():
        button = phone.locator(opener).first
        button.focus()
        phone.keyboard.press("Enter")
        phone.wait_for_function("id => document.getElementById(id).open", arg=dialog)
        assert phone.locator(f"#{dialog}").get_attribute("aria-label")
        phone.keyboard.press("Escape")
        phone.wait_for_function("opener => document.activeElement.matches(opener)", arg=opener)


def test_what_scrolls_sideways_says_so(phone, site):
    """Each table that is wider than the phone has a shadow at its edge, a name, and can be focused."""
    silent, seen = [], 0
    for address in PAGES:
        phone.goto(f"{site}{address}")
        found = phone.evaluate(
            """() => [...document.querySelectorAll("article *")].filter(one =>
                one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible"
                && getComputedStyle(one).overflowX !== "hidden"
            ).map(one => [one.className, getComputedStyle(one).backgroundImage.includes("gradient")
                && one.tabIndex === 0 && one.matches("pre, [aria-label], [aria-labelledby]")])"""
        )
        seen += len(found)
        silent += [f"{address}: {name}" for name, says in found if not says]
    assert seen > 10
    assert silent == []


def test_names_in_prose_stay_on_one_line(phone, site):
    broken, seen = [], 0
    for address in PAGES:
        phone.goto(f"{site}{address}")
        found = phone.evaluate(
            """() => [...document.querySelectorAll("article .tb-name")]
                .filter(one => one.getClientRects().length)
                .map(one => [one.textContent, one.getClientRects().length])"""
        )
        seen += len(found)
        broken += [f"{address}: {name}" for name, lines in found if lines > 1]
    assert seen > 40
    assert broken == []


BROKEN = r"""names => {
    const exactly = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "[ \u00a0]");
    const pattern = new RegExp(`(?<![\\w.-])(?:${names.map(exactly).join("|")})(?!\\w|[.-]\\w)`, "gu");
    const lines = (text, from, to) => {
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, to);
        return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    };
    const found = { seen: 0, broken: [] };
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.parentElement.closest("svg, script, style, pre, code, select, noscript")) continue;
        for (const { 0: name, index } of text.data.matchAll(pattern)) {
            const whole = name.length <= 24 && !text.parentElement.closest(".tb-models th");
            const parts = [...name.matchAll(whole ? /.+/g : /[^ \u00a0]+/g)].map((part) =>
                lines(text, index + part.index, index + part.index + part[0].length));
            if (parts.some(Boolean)) found.seen += 1;
            if (parts.some((count) => count > 1)) found.broken.push(name);
        }
    }
    return found;
}"""
"""How many names are seen, and those that break: short ones at all, long ones elsewhere than at spaces."""


@pytest.mark.parametrize("address", PAGES)
def test_no_name_of_a_model_breaks_inside(phone, site, address):
    lang = address.partition("/")[0]
    models = json.loads((SITE / lang / "data" / "explorer.json").read_text(encoding="utf-8"))["models"]
    names = sorted({one["label"] for one in models if one["id"] != "other"}, key=len, reverse=True)
    phone.goto(f"{site}{address}")
    if address.endswith("explorer.html"):
        phone.wait_for_selector("form.tb-explorer[data-ready]")
    phone.evaluate(
        """() => {
            for (const one of document.querySelectorAll("details")) one.open = true;
            for (const one of document.querySelectorAll(".tb-models tbody")) one.classList.add("tb-open");
        }"""
    )
    found = phone.evaluate(BROKEN, names)
    assert found["broken"] == []
    if "explorer" in address or "models" in address:
        assert found["seen"] > 40


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_home_and_marks_where_the_reader_is(phone, site, address):
    phone.goto(f"{site}{address}")
    home = phone.locator(".bd-sidenav__home-link a")
    assert home.count() == 1
    here = phone.locator("nav.bd-docs-nav [aria-current=page]")
    assert here.count() == 1
    assert home.evaluate("link => link.href").partition("#")[0].endswith("/chapters/intro.html")
    assert (home.get_attribute("aria-current") == "page") == address.endswith("/chapters/intro.html")


@pytest.mark.parametrize("way", ["links", "sidebar"])
def test_the_list_of_chapters_shows_where_the_reader_is(browser, site, way):
    """Also when it was scrolled elsewhere on the page before."""
    small = {"width": 1280, "height": 420} if way == "links" else {"width": 375, "height": 500}
    context = browser.new_context(viewport=small, locale="fr", reduced_motion="reduce")
    page = context.new_page()
    for name in ("references", "intro"):
        page.goto(f"{site}en/chapters/{name}.html")
        if way == "sidebar":
            page.locator(".primary-toggle").first.click()
        page.wait_for_function(
            """() => {
                const here = document.querySelector("nav.bd-docs-nav [aria-current=page]");
                const box = here.getBoundingClientRect();
                return box.height && box.top >= 0 && box.bottom <= innerHeight;
            }"""
        )
    context.close()
