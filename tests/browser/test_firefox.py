"""A chapter, the search and the explorer in Debian's Firefox ESR, on a phone's screen.

By WebDriver BiDi: playwright drives only a Firefox of its own, and Debian has no geckodriver.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "firefox"


@pytest.fixture(scope="module")
def seen(site, tmp_path_factory) -> dict:
    """What Firefox saw and said, see `firefox/read.mjs`."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None or shutil.which("npm") is None:
        pytest.skip("no Firefox or no npm on this machine: apt install firefox-esr nodejs npm")
    folder = tmp_path_factory.mktemp("firefox")
    for name in ("package.json", "package-lock.json", "read.mjs"):
        shutil.copy(HERE / name, folder)
    got = subprocess.run(
        ["npm", "ci", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if got.returncode:
        pytest.skip(f"npm gets no puppeteer-core here: {(got.stderr.strip() or 'no word').splitlines()[-1]}")
    run = subprocess.run(
        ["node", "read.mjs", firefox, site],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_firefox_has_nothing_to_complain_of(seen):
    assert seen["version"].lower().startswith("firefox/")
    assert seen["faults"] == []
    assert seen["elsewhere"] == []
    for page in ("chapter", "search", "explorer"):
        assert seen[page]["forbidden"] == [], page
        assert seen[page]["width"] <= 375, page


def test_a_chapter_shows_each_figure_once_and_answers_to_keys(seen):
    chapter = seen["chapter"]
    assert chapter["figures"]
    assert set(chapter["figures"]) == {1}
    assert chapter["mode"] in ("light", "dark", "auto")
    assert chapter["focus"] is True


def test_the_search_finds(seen):
    assert seen["search"]["found"] > 3


def test_the_explorer_draws_and_keeps_its_view_in_the_address(seen):
    explorer = seen["explorer"]
    assert explorer["lines"] >= 5
    assert explorer["rows"] > 30
    assert "tokens" in explorer["address"]
