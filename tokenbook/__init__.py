"""A year of LLM token usage: read, measured, judged and told in any number of languages."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent

ROOT = _PACKAGE if (_PACKAGE / "locale").is_dir() else _PACKAGE.parent
"""Where `data/` and `locale/` stand: in the checkout beside the package, in a wheel inside of it."""

LANGUAGES = tuple(sorted(path.parent.name for path in (ROOT / "locale").glob("*/language.yml")))
"""The languages of the book: those that are there."""
