"""A browser and the built site. `make test-browser` runs what stands here; `make test` does not."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tokenbook import ROOT
from tokenbook.press.links import served

CHROMIUM = Path("/usr/bin/chromium")

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""So that the browser asks nobody but the site."""


def _needed(path: Path, what: str) -> Path:
    """A path that must be there: its lack fails in CI and skips the tests elsewhere, with the reason."""
    if not path.exists():
        reason = f"{what}: {path} is not there"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def site():
    """Address of the built site, ending in a slash."""
    folder = Path(os.environ.get("TOKENBOOK_SITE", ROOT / "_build" / "site"))
    with served(_needed(folder / "index.html", "no built site (make book)").parent) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium with an empty profile."""
    path = _needed(CHROMIUM, "no Chromium (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """An empty tab of a desktop's size with a profile of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
