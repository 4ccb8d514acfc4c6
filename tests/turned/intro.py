"""How the conditions of the introduction are turned."""

from conditions import Change, a_year_later, scaled

CHANGES: dict[str, tuple[str, Change]] = {
    "all-new": ("2025", scaled(100, lambda rows: rows["model"] == "openai/gpt-4o-mini")),
    "its-year": ("2025", a_year_later),
    "fourteenfold": ("2025", scaled(0.5, lambda rows: rows["week"] == "2025-11-24")),
}
