"""The key is shown nowhere: not on a terminal, in a log, or in a line cut off in its middle."""

import os

from tokenbook.errors import printable

KEY = "OPENROUTER_API_KEY"

SHORTEST = 8
"""Characters below which a text is no key but part of ordinary words."""


def key() -> str:
    """The key as the environment has it, "" where there is none."""
    return os.environ.get(KEY, "").strip()


def without_key(text: str) -> str:
    """The text, with the key's name where the key stood."""
    found = key()
    return text.replace(found, f"[{KEY}]") if len(found) >= SHORTEST else text


def shown(text: object) -> str:
    """What may stand on a terminal: no key, no line break, nothing that a terminal obeys."""
    return printable(without_key(str(text)))
