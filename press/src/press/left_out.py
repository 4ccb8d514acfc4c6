"""Do without what other packages import at once and the press never calls.

Only for processes of the press's own. Each of these waits for a package that imports it when it is first
asked for it, as no setting makes it do; together they are half of what a rendering process imports.
`tests/test_upstream.py` fails when one of them waits no longer.
"""

import sys
from types import ModuleType

UNNEEDED = {
    "rfc3987_syntax": "jsonschema's check of international addresses: builds a parser from their grammar",
    "sphinxext.opengraph._social_cards": "draws social cards by matplotlib; ours are Pillow's (press.cards)",
}
"""Modules that take long to import -> for what they are there. Their absence is provided for."""

STAND_INS = {
    "myst_nb.core.execute.cache": "NotebookClientCache",
    "myst_nb.core.execute.direct": "NotebookClientDirect",
}
"""Modules by which MyST-NB itself runs notebooks (with a database and all) -> the class that is asked of
them. What it gets has been run."""


def leave_out() -> None:
    """Let the modules count as missing, or hold nothing; unless they are there already."""
    for name in UNNEEDED:
        # Python's own way to say that a module is not to be imported
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # what typeshed does not know
    for name, wanted in STAND_INS.items():
        module = ModuleType(name, "Stands in; see `press.left_out`.")
        setattr(module, wanted, None)
        sys.modules.setdefault(name, module)
