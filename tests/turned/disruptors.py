"""How the conditions of the chapter on the disruptors are turned."""

from conditions import Change, a_year_later, alone, without

CHANGES: dict[str, tuple[str, Change]] = {
    "fell-before": ("2025", without("deepseek/deepseek-chat-v3-0324")),
    "titan-never-came": ("2025", alone),
    "its-year": ("2025", a_year_later),
}
