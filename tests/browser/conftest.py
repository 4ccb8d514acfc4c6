"""The built site in Debian's Chromium. Needs `make book`; without Chromium or site the tests say so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from press.browser import ARGUMENTS, find_chromium
from press.serve import served
from tokenbook import ROOT

SITE = Path(os.environ.get("TOKENBOOK_SITE", ROOT / "_build" / "site"))

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("*/chapters/*.html"))
"""Every chapter page of the edition at the root, in both languages."""


def missing(what: str) -> None:
    """Skip, saying why; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI requires these tests")
    pytest.skip(what)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of the served site, with a slash at its end."""
    if not (SITE / "index.html").exists():
        missing(f"no site in {SITE}: make book")
    with served(SITE, zipped=True) as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find_chromium()
    if path is None:
        missing("no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


class Watched:
    """What a page said and asked for."""

    def __init__(self, page: Page, site: str):
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "response",
            lambda answer: (
                self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
            ),
        )
        page.on("request", lambda request: self.requests.append(request.url))
        self.site = site

    @property
    def elsewhere(self) -> list[str]:
        """Requests that did not go to the site's own host."""
        return [url for url in self.requests if not url.startswith((self.site, "data:"))]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """An empty profile on a desktop, light, German."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="light", locale="de-DE", reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that profile."""
    return context.new_page()


@pytest.fixture
def watched(page: Page, site: str) -> Iterator[Watched]:
    """What the page says and asks for; at the end it must have been nothing wrong."""
    seen = Watched(page, site)
    yield seen
    assert seen.faults == []
    assert seen.elsewhere == []
