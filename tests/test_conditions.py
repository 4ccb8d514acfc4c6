"""Every condition of the chapters is turned both ways by changed rows."""

import json

import pandas as pd
import pytest
from conditions import (
    Change,
    conditions_of,
    load_once,
    path_of,
    scaled,
    with_rows,
    with_table,
    without,
)

from press.conditions import Guard
from tokenbook import places
from tokenbook.editions import Edition


def _unpriced(edition: Edition) -> Edition:
    return with_table(edition, "prices", lambda prices: prices.head(0))


def _dearer(edition: Edition) -> Edition:
    """Every price of the second half is ten times what it was."""

    def change(prices: pd.DataFrame) -> pd.DataFrame:
        late = prices["week"] >= "2025-07-01"
        columns = ["prompt", "completion"]
        prices.loc[late, columns] = prices.loc[late, columns] * 10
        return prices

    return with_table(edition, "prices", change)


def _closed_weekends(edition: Edition) -> Edition:
    """In the first quarter nobody works on weekends."""

    def change(daily: pd.DataFrame) -> pd.DataFrame:
        off = (daily["date"] < "2025-04-01") & (daily["date"].dt.day_of_week >= 5)
        daily.loc[off, "tokens"] = daily.loc[off, "tokens"] // 10
        return daily

    return with_table(edition, "daily", change)


def _nothing_free(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily.assign(free=False))


def _free_forever(edition: Edition) -> Edition:
    """What was free goes on as before under the same name when it costs something."""

    def change(daily: pd.DataFrame) -> pd.DataFrame:
        model, end = "x-ai/grok-4.1-fast", pd.Timestamp("2025-12-03")
        after = (daily["model"] == model) & (daily["date"] > end)
        daily.loc[after, "tokens"] = daily.loc[after, "tokens"] * 100
        return daily

    return with_table(edition, "daily", change)


def _few_days(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily[daily["date"].dt.day_of_week < 3])


def _without_free(edition: Edition) -> Edition:
    return with_rows(edition, lambda rows: rows.drop(columns=["free_tokens", "weekend_tokens"]))


def _slow_sonnet(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily[daily["model"] != "anthropic/claude-sonnet-4.5"])


CHANGES: dict[tuple[str, str], tuple[str, Change]] = {
    ("unseen", "cast-meets-once"): ("2025", without("qwen/qwen3-30b-a3b")),
    ("unseen", "record-was-given"): (
        "2025",
        scaled(0.5, lambda rows: rows["slug"] == "x-ai/grok-4.1-fast:free"),
    ),
    ("unseen", "free-known"): ("2025", _without_free),
    ("unseen", "offers-known"): ("2025", _nothing_free),
    ("unseen", "free-fell"): ("2025", _free_forever),
    ("unseen", "nobody-stayed"): (
        "2025",
        scaled(100, lambda rows: rows["model"] == "openai/gpt-4o-mini"),
    ),
    ("unseen", "lives-known"): ("2025", scaled(10**5, lambda rows: rows["slug"] == "other")),
    ("unseen", "handed-over"): ("2025", _slow_sonnet),
    ("unseen", "days-known"): ("2025", _few_days),
    ("unseen", "weekends-deepened"): ("2025", _closed_weekends),
    ("unseen", "priced"): ("2025", _unpriced),
    ("unseen", "cheaper-without-cuts"): ("2025", _dearer),
    ("unseen", "able"): ("2025", _unpriced),
    ("unseen", "ability-fell"): ("2025", _dearer),
    ("unseen", "spend-stayed"): ("2025", scaled(0.1, lambda rows: rows["vendor"] == "Anthropic")),
    ("unseen", "spread-was-december"): (
        "2025",
        scaled(10, lambda rows: rows["slug"].eq("other") & rows["week"].dt.month.eq(8)),
    ),
}
"""(slug, condition) -> an edition, and a change of it after which the condition is another."""


def used(slug: str) -> set[str]:
    """The conditions that a chapter's cells ask for."""
    cells = json.loads(path_of(slug).read_text(encoding="utf-8"))["cells"]
    return set().union(*(Guard.of_tags(cell["metadata"].get("tags", [])).names for cell in cells))


def test_every_condition_is_turned():
    asked = {(slug, name) for slug in places.chapters() for name in used(slug)}
    assert set(CHANGES) == asked


@pytest.mark.parametrize(("slug", "name"), CHANGES)
def test_a_change_of_the_rows_turns_it(slug, name, monkeypatch):
    base, change = CHANGES[slug, name]
    edition = load_once(base)
    before = conditions_of(slug, edition, monkeypatch)
    after = conditions_of(slug, change(edition), monkeypatch)
    assert before[name] is not after[name]


@pytest.mark.parametrize("slug", sorted({slug for slug, _ in CHANGES}) or ["intro"])
@pytest.mark.parametrize("base", ["2025", "2026"])
def test_no_condition_is_computed_for_nothing(slug, base, monkeypatch):
    assert set(conditions_of(slug, load_once(base), monkeypatch)) == used(slug)
