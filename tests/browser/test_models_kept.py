"""The page of models: cards, order, search, and that Back finds them as they were left."""

import pytest
from playwright.sync_api import Page

MODELS = "{}/chapters/models.html"
WHERE = "[scrollY, document.querySelector('.tb-models .tb-scroll').scrollTop]"


def opened(page: Page) -> list[str]:
    return page.eval_on_selector_all("tbody.tb-open", "bodies => bodies.map(body => body.id)")


def stands(page: Page, where: list[float]) -> None:
    """The page comes to stand there."""
    page.wait_for_timeout(500)
    assert page.evaluate(WHERE) == pytest.approx(where, abs=2)


def left(page: Page, site: str, lang: str) -> tuple[list[str], list[float]]:
    """Order by the first week, go down, open two cards, the second from the middle of the list."""
    page.goto(site + MODELS.format(lang), wait_until="load")
    page.locator("thead button").nth(5).click()
    bodies = page.locator(".tb-models tbody")
    for number in (3, 30):
        link = bodies.nth(number).locator("th a")
        link.scroll_into_view_if_needed()
        where = page.evaluate(WHERE)
        link.click()
    return page.eval_on_selector_all(".tb-models tbody", "bodies => bodies.map(body => body.id)"), where


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_back_closes_the_card_and_the_list_stands_where_it_was(page, site, watched, lang, width):
    page.set_viewport_size({"width": width, "height": 800})
    order, where = left(page, site, lang)
    assert opened(page) == [order[3], order[30]]
    page.go_back()
    page.wait_for_function("document.querySelectorAll('tbody.tb-open').length === 1")
    assert opened(page) == [order[3]]
    stands(page, where)
    page.go_forward()
    page.wait_for_function("document.querySelectorAll('tbody.tb-open').length === 2")


@pytest.mark.parametrize("width", [375, 1280])
def test_back_from_a_link_of_a_card_finds_the_list_as_it_was(page, site, watched, width):
    page.set_viewport_size({"width": width, "height": 800})
    order, _ = left(page, site, "en")
    card = page.locator(f"#{order[30]} .tb-card")
    link = card.locator("a").first
    link.scroll_into_view_if_needed()
    where = page.evaluate(WHERE)
    link.click()
    page.wait_for_url("**/explorer.html*")
    page.go_back(wait_until="load")
    page.wait_for_function("document.querySelectorAll('tbody.tb-open').length === 2")
    stands(page, where)
    assert page.eval_on_selector_all(".tb-models tbody", "bodies => bodies.map(body => body.id)") == order


def test_back_finds_what_was_searched_for(page, site, watched):
    page.goto(site + MODELS.format("de"))
    page.fill("#tb-models-find", "claude")
    first = page.locator(".tb-models tbody:visible").first
    first.locator("th a").click()
    first.locator(".tb-card a").first.click()
    page.wait_for_url("**/explorer.html*")
    page.go_back(wait_until="load")
    assert page.input_value("#tb-models-find") == "claude"
    bodies = page.locator(".tb-models tbody")
    assert 0 < bodies.filter(visible=True).count() < bodies.count()
    assert len(opened(page)) == 1
