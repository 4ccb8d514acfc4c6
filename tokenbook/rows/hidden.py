"""The key is shown nowhere: not on a terminal, in a log, or in a line cut off in its middle."""

import os
import re
import sys

from tokenbook.errors import printable

KEY = "OPENROUTER_API_KEY"

SHORTEST = 8
"""Characters below which a text is no key but part of ordinary words."""


def key() -> str:
    """The key as the environment has it, "" where there is none."""
    return os.environ.get(KEY, "").strip()


def without_key(text: str) -> str:
    """The text, with the key's name where the key stood, in whatever case."""
    found = key()
    return re.sub(re.escape(found), f"[{KEY}]", text, flags=re.I) if len(found) >= SHORTEST else text


def shown(text: object) -> str:
    """What may stand on a terminal: no key, no line break, nothing that a terminal obeys."""
    return printable(without_key(str(text)))


def tell(text: object) -> None:
    """Say it, as `shown` has it; an indentation stays."""
    line = str(text)
    print(" " * (len(line) - len(line.lstrip(" "))) + shown(line))


def warn(text: object) -> None:
    """Say on stderr what went wrong or is to be known."""
    print(shown(text), file=sys.stderr)
