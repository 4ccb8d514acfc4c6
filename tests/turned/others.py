"""How the conditions of the chapter on the others are turned."""

from conditions import Change, scaled

CHANGES: dict[str, tuple[str, Change]] = {
    "others-half": ("2025", scaled(10, lambda rows: rows["model"].eq("openai/gpt-4o-mini"))),
    "spread-jumped": ("2025", scaled(10, lambda rows: rows["model"].eq("x-ai/grok-code-fast-1"))),
}
