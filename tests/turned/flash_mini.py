"""How the conditions of the chapter on light models are turned."""

from conditions import Change, scaled, without

CHANGES: dict[str, tuple[str, Change]] = {
    "rose-and-fell": (
        "2025",
        scaled(0.5, lambda rows: rows["tier"].eq("light") & rows["week"].dt.month.eq(5)),
    ),
    "fast-decides": ("2025", without("x-ai/grok-code-fast-1")),
    "summer-elsewhere": ("2025", without("anthropic/claude-sonnet-4")),
}
