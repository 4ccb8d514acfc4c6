"""How the conditions of the chapter on the specialists are turned."""

from conditions import a_year_later, scaled, with_rows, without

from tokenbook.editions import Edition

CODER, STABLE = "x-ai/grok-code-fast-1", "anthropic/claude-sonnet-4"
SUCCESSOR = "anthropic/claude-sonnet-4.5"


def _without_free(edition: Edition) -> Edition:
    return with_rows(edition, lambda rows: rows.assign(free_tokens=0))


CHANGES = {
    "grok-led": ("2025", scaled(5, lambda rows: (rows["model"] == CODER) & (rows["week"] >= "2025-12-22"))),
    "both-gone": ("2026", without(CODER, STABLE)),
    "gift-led": ("2025", _without_free),
    "sonnet-handed-over": ("2025", without(SUCCESSOR)),
    "its-year": ("2025", a_year_later),
}
