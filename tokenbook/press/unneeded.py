"""Do without what other packages import at once and the press never calls.

Only for processes of the press's own. Those packages find a module missing, for which they provide.
"""

import sys

UNNEEDED = {
    "rfc3987_syntax": "jsonschema's check of international addresses: builds a parser from their grammar",
    "sphinxext.opengraph._social_cards": "draws social cards by matplotlib; ours are Pillow's (press.cards)",
}
"""Modules that take a second to import -> for what they are there."""


def leave_out() -> None:
    """Let the modules count as missing, unless they are there already."""
    for name in UNNEEDED:
        # Python's own way to say that a module is not to be imported
        sys.modules.setdefault(name, None)
