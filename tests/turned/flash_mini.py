"""How the conditions of the chapter on light models are turned."""

from conditions import Change, a_year_later, scaled, without

CHANGES: dict[str, tuple[str, Change]] = {
    "rose-and-fell": (
        "2025",
        scaled(0.5, lambda rows: rows["tier"].eq("light") & rows["week"].dt.month.eq(5)),
    ),
    "its-year": ("2025", a_year_later),
    "others-led": ("2025", scaled(10_000, lambda rows: rows["tier"].eq("reasoning"))),
    "fast-decides": ("2025", without("x-ai/grok-code-fast-1")),
    "summer-elsewhere": ("2025", without("anthropic/claude-sonnet-4")),
}
