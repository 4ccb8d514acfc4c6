"""All hostile names that an update takes, in one edition: on every page text is text, in Chromium too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml
from books import chapter, prose, write_book
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser
from torture import NAMES

from press.build import build
from press.serve import served
from tokenbook.naming import label_of
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update
from tokenbook.site import order_of

INJECTED = """\
() => [...document.querySelectorAll('*')].filter(one =>
  one.getAttributeNames().some(name => name.startsWith('on'))
  || /^\\s*(javascript|data:text)/i.test(one.getAttribute('href') ?? '')
  || (one.localName === 'script' && /alert/.test(one.textContent) && !one.type.endsWith("json"))
  || ['iframe', 'object', 'embed', 'base'].includes(one.localName)
  || one.getAttribute('src') === 'z'
).map(one => one.outerHTML.slice(0, 200))
"""
"""Elements that no page of the book has, and some name would have made."""


KNOWN = ("google/gemini-2.5-flash", "x-ai/grok-code-fast-1", "anthropic/claude-sonnet-4", "other")


def hostile_rows() -> pd.DataFrame:
    """Twelve weeks in which the names take turns among the first of a week, beside models that are known."""
    names = [*NAMES.values(), *KNOWN]
    rows = [
        (day, name, 10**12 // (1 + (place + 3 * (number // 7)) % len(names)) + number)
        for number, day in enumerate(pd.date_range("2026-01-05", "2026-03-29"))
        for place, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["date", "model", "tokens"])


CELLS = {
    "models": """\
from tokenbook.article.whole import Judgement
from tokenbook.pages.models import show_models
show_models(book, Judgement(book.scope))
""",
    "explorer": """\
from tokenbook.charts import explorer as charts
from tokenbook.pages.explorer import show_explorer
show_explorer(book)
book.figure(charts.leading_models)
""",
    "others": """\
from tokenbook import measures
from tokenbook.article import others as article
from tokenbook.charts import others as charts
book.tell("names", everyone=list(measures.overall_shares(book.weeks, "model").index))
for chart in (charts.outside_top, charts.tail_families, charts.effective_models, charts.cumulative_shares):
    book.figure(chart)
for statement in (article.oth_huge, article.oth_tail, article.oth_multi):
    book.verdict(statement)
""",
}
"""The pages on which the names of models stand, without the book's own prose."""

BEGIN = """\
from tokenbook.notebook import Chapter
book = Chapter({slug!r}, lang, edition, downloads, place=place, top_n=top_n)
"""


def write_chapters(root: Path) -> Path:
    """A made-up book of these pages; one has all the names in a sentence."""
    write_book(root)
    (root / "chapters" / "volume.ipynb").unlink()
    chapter(root / "chapters" / "intro.ipynb", *prose("# Anfang", "# Start"))
    for slug, cell in CELLS.items():
        told = "Those are {glue:text}`everyone`." if "everyone" in cell else "Names."
        chapter(
            root / "chapters" / f"{slug}.ipynb",
            *prose(f"({slug})=\n# {slug}\n\n{told}", f"({slug})=\n# {slug}\n\n{told}"),
            new_code_cell(BEGIN.format(slug=slug) + cell),
        )
    toc = {"format": "jb-book", "root": "chapters/intro"}
    toc["chapters"] = [{"file": f"chapters/{slug}"} for slug in CELLS]
    (root / "_toc.yml").write_text(yaml.safe_dump(toc))
    return root


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The site of that edition."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = Daily(hostile_rows(), "hostile.csv", "0" * 64, "2026-04-01")
    update([rows], "2026", Origin(), folder / "data")
    order = order_of(
        (str(folder / "data" / "2026"),),
        ("en",),
        root=write_chapters(folder / "book"),
        output=folder / "_build",
        takeaway=False,
    )
    return build(order, lambda _: None)


@pytest.fixture(scope="module")
def address(hostile) -> Iterator[str]:
    with served(hostile) as base:
        yield base


def test_text_is_text(hostile, address, browser: Browser):
    # not the front pages, which lead on
    pages = sorted(path.relative_to(hostile).as_posix() for path in hostile.rglob("*/chapters/*.html"))
    assert len(pages) >= len(CELLS)
    wrong: list[str] = []
    requests: list[str] = []
    words = ""
    page = browser.new_page()
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((address, "data:")) else wrong.append(f"asked for {asked.url}")
        ),
    )
    page.on("requestfailed", lambda asked: wrong.append(f"no {asked.url}"))
    for name in pages:
        page.goto(f"{address}{name}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        wrong += [f"{name}: {element}" for element in page.evaluate(INJECTED)]
        for text in page.evaluate(
            "[...document.querySelectorAll('script[type$=json]')].map(s => s.textContent)"
        ):
            json.loads(text)
        words += page.evaluate("document.body.textContent")
    page.close()
    assert wrong == []
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    # nothing of a name was taken for markup: as a label each stands there whole
    assert [name for name in NAMES.values() if label_of(name) not in words] == []


def test_every_json_can_be_read(hostile):
    found = sorted(hostile.rglob("*.json"))
    assert found
    for path in found:
        json.loads(path.read_text(encoding="utf-8"))
