"""How the conditions of the chapter on somebody's own log are turned; from rows of the market."""

import pandas as pd
from conditions import Change, scaled, with_rows, with_table

from tokenbook import measures
from tokenbook.editions import Edition
from tokenbook.models import UNCLASSED


def _first_weeks(count: int) -> Change:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        weeks = sorted(measures.complete(rows)["week"].unique())
        return rows[rows["week"].isin(weeks[:count])]

    return lambda edition: with_rows(edition, change)


def _backwards(edition: Edition) -> Edition:
    """The weeks in the other order: what grew shrinks."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        weeks = sorted(rows["week"].unique())
        other = dict(zip(weeks, reversed(weeks), strict=True))
        return rows.assign(week=rows["week"].map(other)).sort_values("week", kind="stable")

    return with_rows(edition, change)


def _only(column: str, *values: str) -> Change:
    return lambda edition: with_rows(edition, lambda rows: rows[rows[column].isin(values)])


def _nobodys(edition: Edition) -> Edition:
    return with_rows(edition, lambda rows: rows.assign(vendor="unknown"))


def _unclassed(edition: Edition) -> Edition:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(tier=rows["tier"].mask(rows["model"] == "openai/gpt-4o-mini", UNCLASSED))

    return with_rows(edition, change)


def _with_cost(edition: Edition) -> Edition:
    found = with_rows(edition, lambda rows: rows)
    day = edition.daily[edition.daily["date"] == "2025-03-05"].iloc[0]
    found.__dict__["costs"] = pd.DataFrame({"date": [day["date"]], "model": [day["slug"]], "cost_usd": [1.5]})
    return found


def _spread(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily[daily["slug"] == "other"].assign(tokens=7))


def _no_weekends(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily[daily["date"].dt.day_of_week < 5])


def _no_weekdays(edition: Edition) -> Edition:
    return with_table(edition, "daily", lambda daily: daily[daily["date"].dt.day_of_week >= 5])


def _named(edition: Edition) -> Edition:
    return with_rows(edition, lambda rows: rows[rows["slug"] != "other"])


CHANGES: dict[str, tuple[str, Change]] = {
    "compared": ("2025", _first_weeks(1)),
    "long": ("2025", _first_weeks(5)),
    "grew": ("2025", _backwards),
    "shrank": ("2025", _backwards),
    "several-models": ("2025", _only("model", "google/gemini-2.5-flash")),
    "models-open": ("2025", _named),
    "handed-over": ("2025", scaled(10**4, lambda rows: rows["model"] == "openai/gpt-4o-mini")),
    "handed-often": ("2025", scaled(10**4, lambda rows: rows["model"] == "openai/gpt-4o-mini")),
    "vendors-known": ("2025", _nobodys),
    "several-vendors": ("2025", _only("vendor", "Google")),
    "vendors-open": ("2025", _only("vendor", "Google")),
    "classed": ("2025", scaled(10**4, lambda rows: rows["slug"] == "other")),
    "weighed": ("2025", _only("tier", "code")),
    "class-open": ("2025", _unclassed),
    "costed": ("2025", _with_cost),
    "charged": ("2025", _with_cost),
    "days-told": ("2025", _spread),
    "weekdays-used": ("2025", _no_weekdays),
    "weekends-used": ("2025", _no_weekends),
}
