"""How the conditions of the chapter on the volume are turned."""

from conditions import Change, a_year_later, scaled

CHANGES: dict[str, tuple[str, Change]] = {
    "fourteenfold": ("2025", scaled(0.5, lambda rows: rows["week"] == "2025-11-24")),
    "doubled-early": ("2025", scaled(0.5, lambda rows: rows["week"] < "2025-04-07")),
    "last-largest": ("2025", scaled(10, lambda rows: rows["week"] == "2025-12-29")),
    "doubled": ("2025", scaled(100, lambda rows: rows["week"] < "2025-02-01")),
    "its-year": ("2025", a_year_later),
}
