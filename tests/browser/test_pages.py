"""Every page in both languages: quiet, private, accessible, fit for a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES, Watched

OTHERS = ["", "404.html", "de/search.html?q=Modell", "en/search.html?q=model"]

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture(params=["light", "dark"])
def themed(request, browser):
    """An empty profile in light or dark."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        color_scheme=request.param,
        locale="fr",
        reduced_motion="reduce",
    )
    yield context
    context.close()


@pytest.mark.parametrize("address", [*OTHERS, *PAGES])
def test_axe_finds_nothing(themed, site, address):
    page = themed.new_page()
    page.goto(f"{site}{address}")
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    found = Axe().run(page, options=RULES).response
    assert [
        f"{fault['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for fault in found["violations"]
        for node in fault["nodes"][:3]
    ] == []
    assert found["passes"], "axe looked at nothing"


@pytest.mark.parametrize("address", [*OTHERS, *PAGES])
def test_a_page_is_quiet_asks_nobody_else_and_fits_a_phone(browser, site, address):
    context = browser.new_context(viewport={"width": 375, "height": 740}, locale="fr")
    page = context.new_page()
    watched = Watched(page, site)
    answer = page.goto(f"{site}{address}", wait_until="networkidle")
    assert answer.ok
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    if page.locator(".theme-switch-button").count():
        before = page.evaluate("document.documentElement.dataset.mode")
        page.locator(".theme-switch-button").first.click()
        assert page.evaluate("document.documentElement.dataset.mode") != before
    assert watched.faults == []
    assert watched.elsewhere == []
    # the search page reads the pages that it found
    assert len(watched.requests) <= 20 or "search" in address
    assert watched.requests[0].startswith(site)
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_is_light(context, page, site, address):
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site}{address}", wait_until="networkidle")
    assert len(sizes) >= 3, "the browser told of no transfers"
    explorer = address.endswith("/explorer.html")
    assert sum(sizes) <= (200 if explorer else 120) * 1024
    assert len(sizes) <= (18 if explorer else 12), "each costs a phone a way to the server and back"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_moves_while_a_page_loads(browser, site, address):
    context = browser.new_context(viewport={"width": 375, "height": 740}, locale="fr")
    page = context.new_page()
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver(list => { for (const one of list.getEntries()) window.moved += one.value; })
            .observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(f"{site}{address}", wait_until="networkidle")
    assert page.evaluate("moved") < 0.1
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_what_a_page_tells_stands_in_its_article(page, site, address):
    """A box that is closed too early lets the sections after it fall out of the page's frame."""
    page.goto(f"{site}{address}")
    told = "main :is(h1, h2, h3, figure, section, .cell)"
    assert page.locator(told).count() > 0
    assert page.locator(told).count() == page.locator(told.replace("main", "article.bd-article")).count()


@pytest.mark.parametrize("address", PAGES)
def test_without_scripts_everything_can_be_read(browser, site, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 740})
    page = context.new_page()
    page.goto(f"{site}{address}")
    assert page.locator("h1").is_visible()
    for figure in page.locator(".tb-figure").all():
        assert figure.locator("svg").filter(visible=True).count() == 1
    for dead in page.locator(".pst-js-only").all():
        assert not dead.is_visible()
    assert page.locator(".tb-languages a").filter(visible=True).count() == 1
    context.close()
