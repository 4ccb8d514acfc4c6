"""Made-up rows for the tests. None of them reaches the book."""

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from books import write_book

from press.addresses import subfolder
from press.head import Imprint
from tokenbook import LANGUAGES, ROOT, editions
from tokenbook.article.whole import Judgement
from tokenbook.rows import usage
from tokenbook.scope import Scope, open_scope
from tokenbook.site import TokenBook


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what needs a browser and a built site, or a server, unless it is asked for.

    That is what make test-browser and make test-engines do.
    """
    apart = collection_path.parent == Path(__file__).parent and collection_path.name in ("browser", "engines")
    asked = any(collection_path.name in argument for argument in config.args)
    return True if apart and not asked else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument and a number.

    What is packed holds the second in which it was: by it two workers would name one test differently.
    """
    return argname if isinstance(val, bytes) else None


SLOW = (
    *("test_tiny", "test_stopped", "test_nothing_twice", "test_refresh", "test_edges", "test_takeaway"),
    *("test_press", "test_warm", "test_sensitivity", "test_fact_check_page", "test_notebook", "test_watch"),
    *("test_typos", "test_release", "test_foot", "test_guards", "test_wheel", "test_strip_notebooks"),
)
"""Files that take long. They begin, so that no processor is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files first, marked as such; the others as they come."""
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker("slow")
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))


MADE_UP_MODELS = {
    "google/gemini-2.5-flash": 50,
    "google/gemini-2.0-flash-001": 40,
    "anthropic/claude-4-sonnet-20250522": 30,
    "anthropic/claude-4.5-sonnet-20250929": 20,
    "openai/gpt-4.1-mini-2025-04-14": 12,
    "openai/gpt-4.1-2025-04-14": 8,
    "openai/gpt-5-2025-08-07": 7,
    "deepseek/deepseek-chat-v3-0324:free": 9,
    "deepseek/deepseek-chat-v3.1": 6,
    "x-ai/grok-code-fast-1": 25,
    "qwen/qwen3-30b-a3b-04-28": 3,
    "openai/gpt-4o-mini": 15,
    "made-up-lab/invented-7b": 1,
    "other": 10,
}
"""Slug -> tokens on the first day, in billions; grows by 1 % a day."""


def made_up_daily(start: str = "2025-01-01", end: str = "2025-12-31") -> pd.DataFrame:
    """Daily rows (date, model, tokens) of a made-up year in which every model grows alike."""
    days = pd.date_range(start, end)
    rows = [
        (day, slug, int(tokens * 10**9 * 1.01**number))
        for number, day in enumerate(days)
        for slug, tokens in MADE_UP_MODELS.items()
    ]
    return pd.DataFrame(rows, columns=["date", "model", "tokens"])


def upstream_csv(daily: pd.DataFrame, end: str = "\n") -> str:
    """Daily rows in the upstream's columns."""
    names = {"model": "model_permaslug", "tokens": "total_tokens"}
    return daily.rename(columns=names).to_csv(index=False, date_format="%Y-%m-%d", lineterminator=end)


def write_edition(folder: Path, daily: pd.DataFrame, settings: str) -> Path:
    """An edition's folder from daily rows."""
    folder.mkdir(parents=True)
    (folder / "edition.yml").write_text(settings, encoding="utf-8")
    (folder / "usage.csv").write_text(usage.usage_csv(usage.to_weeks(daily)), encoding="utf-8")
    provenance = {
        "citation": "Source: made up for tests.",
        "as_of": "2026-01-02T03:04Z",
        "input": {"file": "made-up.csv", "sha256": "0" * 64, "rows": len(daily)},
        "first_day": f"{daily['date'].min():%Y-%m-%d}",
        "last_day": f"{daily['date'].max():%Y-%m-%d}",
        "missing_days": [],
    }
    (folder / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")
    return folder


def made_up_imprint(name: str = "2025", **other: object) -> Imprint:
    """What the pages of a made-up volume share; German, beside its English twin."""
    facts = {
        "name": name,
        "as_of": "2026-01-02T03:04Z",
        "first_day": "2025-01-01",
        "last_day": "2025-12-31",
        "source": "OpenRouter (openrouter.ai/rankings)",
        "own": False,
    }
    facts |= {fact: other.pop(fact) for fact in facts.keys() & other.keys()}
    facts["source"] = dict.fromkeys(LANGUAGES, facts["source"])
    values = {
        "base": "https://book.example/year/",
        "names": ("2025",),
        "name": name,
        "lang": "de",
        "languages": ("de", "en"),
        "title": "Das Token-Jahr",
        "author": "Erfundene Leute",
        "year": "2026",
        "book": "token-year",
        "landing": "chapters/intro",
        "locale": str(ROOT / "locale"),
    }
    values |= other
    folder = values["base"] + subfolder(values["names"], name)
    about = TokenBook().about(facts, values["lang"], folder, values["title"])
    return Imprint(**{"about": about, **values})


@pytest.fixture(scope="session")
def made_up_edition_folder(tmp_path_factory) -> Path:
    """A whole made-up edition with the parameters of 2025."""
    settings = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")
    return write_edition(tmp_path_factory.mktemp("data") / "made-up", made_up_daily(), settings)


@pytest.fixture(scope="session")
def made_up_scope(made_up_edition_folder):
    """The made-up edition as measures see it."""
    return open_scope(editions.load(made_up_edition_folder))


@cache
def scope_of_edition(name: str) -> Scope:
    return open_scope(editions.load(name))


@cache
def judgement_of_edition(name: str) -> Judgement:
    return Judgement(scope_of_edition(name))


@pytest.fixture(scope="session")
def real_scope():
    """The committed edition of 2025."""
    return scope_of_edition("2025")


@pytest.fixture(scope="session")
def scope_of():
    """Name of a committed edition -> its scope."""
    return scope_of_edition


@pytest.fixture(scope="session")
def judgement_of():
    """Name of a committed edition -> what is found on each statement; judged once for all tests."""
    return judgement_of_edition


@pytest.fixture
def small_book(tmp_path) -> Path:
    """The root of a made-up book of two chapters with the real settings."""
    return write_book(tmp_path / "book")
