"""A year of LLM token usage: read, measured, judged and told in two languages."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where `data/`, `chapters/` and `locale/` stand."""

LANGUAGES = ("de", "en")
"""The languages of the book; the first is the one a plain build speaks."""
