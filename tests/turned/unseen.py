"""How the conditions of the chapter on what the chart does not show are turned."""

import pandas as pd
from conditions import Change, scaled, with_rows, with_table, without

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


CHANGES: dict[str, tuple[str, Change]] = {
    "cast-meets-once": ("2025", without("qwen/qwen3-30b-a3b")),
    "record-was-given": (
        "2025",
        scaled(0.5, lambda rows: rows["slug"] == "x-ai/grok-4.1-fast:free"),
    ),
    "free-known": ("2025", _without_free),
    "offers-known": ("2025", _nothing_free),
    "free-fell": ("2025", _free_forever),
    "nobody-stayed": (
        "2025",
        scaled(100, lambda rows: rows["model"] == "openai/gpt-4o-mini"),
    ),
    "lives-known": ("2025", scaled(10**5, lambda rows: rows["slug"] == "other")),
    "handed-over": ("2025", _slow_sonnet),
    "days-known": ("2025", _few_days),
    "weekends-deepened": ("2025", _closed_weekends),
    "priced": ("2025", _unpriced),
    "cheaper-without-cuts": ("2025", _dearer),
    "able": ("2025", _unpriced),
    "ability-fell": ("2025", _dearer),
    "spend-stayed": ("2025", scaled(0.1, lambda rows: rows["vendor"] == "Anthropic")),
    "spread-was-december": (
        "2025",
        scaled(10, lambda rows: rows["slug"].eq("other") & rows["week"].dt.month.eq(8)),
    ),
}
