"""How the conditions of the introduction are turned."""

from conditions import Change, scaled

CHANGES: dict[str, tuple[str, Change]] = {
    "all-new": ("2025", scaled(100, lambda rows: rows["model"] == "openai/gpt-4o-mini")),
    "fourteenfold": ("2025", scaled(0.5, lambda rows: rows["week"] == "2025-11-24")),
}
