"""How the conditions of the chapter on what came after are turned."""

from dataclasses import replace

import pandas as pd
from conditions import Change, alone, scaled, with_rows, with_table

from tokenbook.editions import Edition


def _strangers(edition: Edition) -> Edition:
    """Nobody knows any slug of either edition."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(slug=rows["slug"].where(rows["slug"] == "other", "made-up/" + rows["slug"]))

    changed = with_rows(edition, change)
    before = edition.earlier
    assert before is not None
    changed.__dict__["earlier"] = replace(before, rows=change(before.rows))
    return changed


def _back_again(edition: Edition) -> Edition:
    """Grok Code Fast 1 has a row on the last day too."""

    def change(daily: pd.DataFrame) -> pd.DataFrame:
        last = daily[daily["model"] == "x-ai/grok-code-fast-1"].tail(1)
        return pd.concat([daily, last.assign(date=daily["date"].max())], ignore_index=True)

    return with_table(edition, "daily", change)


def _cheap_at_first(edition: Edition) -> Edition:
    """What cost something in January cost a tenth."""

    def change(prices: pd.DataFrame) -> pd.DataFrame:
        early = prices["week"] < "2026-02-01"
        columns = ["prompt", "completion"]
        prices.loc[early, columns] = prices.loc[early, columns] / 10
        return prices

    return with_table(edition, "prices", change)


CHANGES: dict[str, tuple[str, Change]] = {
    "later-known": ("2025", alone),
    "dwarfed": ("2026", scaled(0.5, lambda rows: rows["week"] == "2026-09-28")),
    "new-leaders": ("2026", scaled(0.1, lambda rows: rows["model"] == "stealth/space-bunny-alpha")),
    "old-left": ("2026", _back_again),
    "weights-known": ("2026", _strangers),
    "open-won": ("2026", _cheap_at_first),
    "titan-failed": ("2026", scaled(10**5, lambda rows: rows["model"] == "qwen/qwen3-30b-a3b")),
}
