"""A reader's ways: languages, theme, search, folding, copying, the keyboard."""

import re

import pytest

CHAPTER = "de/chapters/01_volume.html"


def test_the_switch_lands_on_the_same_page_and_section(page, site, watched):
    page.goto(f"{site}{CHAPTER}#claim-vol-8x")
    page.wait_for_function("window.scrollY > 0")
    page.locator(".tb-languages a").first.click()
    page.wait_for_url(re.compile(r"/en/chapters/01_volume\.html"))
    anchor = page.evaluate("location.hash.slice(1)")
    assert anchor, "the switch forgot the section"
    place = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", anchor)
    claim = page.evaluate("document.getElementById('claim-vol-8x').getBoundingClientRect().top")
    assert abs(claim - place) < 800
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_switch_says_its_language(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    link = page.locator(".tb-languages a").first
    assert link.get_attribute("lang") == link.get_attribute("hreflang") == "en"
    assert link.inner_text() == "English"


def test_the_theme_is_switched_and_remembered(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        seen.add(page.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"light", "dark", "auto"}
    while page.evaluate("document.documentElement.dataset.mode") != "dark":
        page.locator(".theme-switch-button").first.click()
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.goto(f"{site}de/chapters/glossary.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(background) == dark


@pytest.mark.parametrize(
    ("lang", "word", "text"),
    [
        # the page has the plural or another case of it, the reader types the stem
        ("de", "Tageszeile", "Tageszeilen"),
        ("de", "Sprachmodells", "Sprachmodell"),
        ("en", "measuring", "measur"),
    ],
)
def test_search_finds_words_by_their_stem(page, site, watched, lang, word, text):
    page.goto(f"{site}{lang}/chapters/intro.html")
    page.keyboard.press("Control+k")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{lang}/search\.html"))
    page.locator("#search-results li a").first.wait_for()
    links = [link.get_attribute("href") for link in page.locator("#search-results li a").all()]
    assert any("chapters/" in link for link in links)
    page.locator("#search-results li a").first.click()
    page.wait_for_url(re.compile(rf"/{lang}/chapters/"))
    assert text.lower() in page.locator("article").inner_text().lower()


def test_one_switch_shows_all_code(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    code = page.locator(".cell_input pre")
    switch = page.locator(".tb-code")
    assert switch.count() == 1
    assert code.count() > 2
    assert not any(one.is_visible() for one in code.all())
    switch.click()
    assert all(one.is_visible() for one in code.all())
    switch.locator("input").focus()
    page.keyboard.press("Space")
    assert not any(one.is_visible() for one in code.all())


def test_code_is_copied(context, page, site, watched):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}{CHAPTER}")
    page.locator(".tb-code").click()
    code = page.locator(".cell_input").first
    code.locator("pre").hover()
    code.locator(".copybtn").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('Chapter('))")


@pytest.mark.parametrize("anchor", ["claim-vol-8x", "fig-weekly-total"])
def test_a_link_is_copied(context, page, site, watched, anchor):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}{CHAPTER}")
    button = page.locator(f"#{anchor} button[data-copy]")
    button.click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('#'))")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}{CHAPTER}#{anchor}"
    assert page.url.endswith(f"#{anchor}")
    assert button.locator("[role=status]").inner_text() == "Kopiert"


def test_the_citation_is_on_the_page(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    page.locator(".tb-cite summary").click()
    text = page.locator(".tb-cite").inner_text()
    assert "Datenstand" in text
    assert "@incollection" in text


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("de-AT", "de"), ("en-US", "en"), ("fr-FR", None)],
    ids=["German", "English", "other"],
)
def test_the_front_page_follows_the_browser(browser, site, locale, lang):
    context = browser.new_context(locale=locale)  # sets navigator.language and Accept-Language
    page = context.new_page()
    page.goto(site, wait_until="networkidle")
    if lang:
        page.wait_for_url(f"{site}{lang}/chapters/intro.html")
    else:
        assert page.url == site
        assert page.locator("section[lang=de] a[hreflang=de][href='de/chapters/intro.html']").is_visible()
        assert page.locator("section[lang=en] a[hreflang=en][href='en/chapters/intro.html']").is_visible()
    context.close()


def test_a_choice_of_language_is_remembered_without_cookies(context, page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    page.locator(".tb-languages a").first.click()
    page.wait_for_url(re.compile("/en/"))
    page.goto(site, wait_until="networkidle")
    page.wait_for_url(f"{site}en/chapters/intro.html")
    assert context.cookies() == []


def test_the_front_page_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(site)
    page.locator("section[lang=en] a[hreflang=en][href='en/chapters/intro.html']").click()
    page.wait_for_url(f"{site}en/chapters/intro.html")
    context.close()


def test_an_address_that_leads_nowhere_is_told_in_both_languages(page, site):
    answer = page.goto(f"{site}de/chapters/no/such/page.html")
    assert answer.status == 404
    assert page.locator("section[lang=de] h2").is_visible()
    assert page.locator("section[lang=en] h2").is_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    seen, invisible = set(), []
    for _ in range(150):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
                const text = element.textContent.trim().slice(0, 40);
                return [element.tagName, text, ring || style.boxShadow !== "none",
                        element.id || element.className];
            }"""
        )
        if focus[0] == "BODY":
            break
        seen.add(f"{focus[0]} {focus[3]}")
        if not focus[2]:
            invisible.append(focus)
    assert invisible == []
    for part in ("theme-switch-button", "search-button"):
        assert any(part in name for name in seen), f"the keyboard did not reach {part}"
    assert any(name.startswith("SUMMARY") for name in seen)


def test_print_leaves_the_navigation_out(page, site, watched):
    page.goto(f"{site}{CHAPTER}")
    page.emulate_media(media="print")
    for part in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer", ".bd-sidebar-secondary"):
        assert not page.locator(part).first.is_visible()
    assert page.locator("article h1").is_visible()
    assert page.locator(".tb-figure").first.is_visible()


STORAGE = {
    "blocked": "get() { throw new DOMException('denied', 'SecurityError'); }",
    "none": "get: () => null",
    "full": """get: () => ({
        getItem: () => null, removeItem() {},
        setItem() { throw new DOMException('full', 'QuotaExceededError'); },
    })""",
}


@pytest.mark.parametrize("kind", STORAGE)
def test_a_browser_that_keeps_nothing_has_theme_and_search(context, site, kind):
    """yvanvds/DataBeheer#29: the theme's scripts end at the first access."""
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        f" Object.defineProperty(window, name, {{ configurable: true, {STORAGE[kind]} }});"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{site}{CHAPTER}")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate("document.documentElement.dataset.mode") != before
    page.keyboard.press("Control+k")
    page.keyboard.type("Menge")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.wait_for()
    assert faults == []


def test_a_dark_page_is_printed_in_ink_on_paper(page, site, watched):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}{CHAPTER}")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    grounds = page.eval_on_selector_all(
        "article pre, article code",
        """all => [...new Set(all.map(one => getComputedStyle(one))
            .map(style => style.backgroundColor + style.color))]""",
    )
    assert grounds == ["rgba(0, 0, 0, 0)rgb(0, 0, 0)"]
    assert page.locator(".cell_input").filter(visible=True).count() == 0
