"""How the conditions of the chapter on the outlook are turned."""

from dataclasses import replace

from conditions import Change, a_year_later, scaled, with_rows

from tokenbook.editions import Edition


def _first_half(edition: Edition) -> Edition:
    """The rows end in June, before a good run became cheap."""
    return with_rows(edition, lambda rows: rows[rows["week"] < "2025-07-01"])


def _late(edition: Edition) -> Edition:
    """The rows begin in October, after the benchmark's last run."""
    changed = with_rows(edition, lambda rows: rows[rows["week"] >= "2025-10-06"])
    return replace(changed, start=changed.rows["week"].min())


CHANGES: dict[str, tuple[str, Change]] = {
    "all-judged": ("2025", _first_half),
    "cheap-by-others": ("2025", _first_half),
    "mostly-new": ("2025", scaled(1000, lambda rows: rows["model"].eq("openai/gpt-4o-mini"))),
    "runs-known": ("2025", _late),
    "its-year": ("2025", a_year_later),
}
