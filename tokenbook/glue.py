"""Texts that a notebook keeps for its prose, where MyST-NB shows them by `{glue:text}`; and conditions.

`myst_nb.glue` does the same; to import it takes each kernel most of a second, in which a grammar of web
addresses is parsed that nobody needs.
"""

from collections.abc import Mapping

PREFIX = "application/papermill.record/"
"""What MyST-NB expects before the type of a value that is kept and not shown."""

GLUED = f"{PREFIX}text/plain"

CONDITIONS = "application/vnd.press.conditions+json"
"""Type under which the press finds what a chapter has computed of its conditions."""


def glue(name: str, text: str) -> None:
    """Keep a text under a name, as `myst_nb.glue(name, text, display=False)` does."""
    # imported late: the press only reads what was kept
    from IPython.display import display

    display({GLUED: repr(text)}, raw=True, metadata={"scrapbook": {"name": name, "mime_prefix": PREFIX}})


def note_conditions(found: Mapping[str, bool]) -> None:
    """Keep which conditions hold, for the press to leave out prose; JupyterLab shows them in words."""
    # imported late: the press only reads what was kept
    from IPython.display import display

    words = "\n".join(f"{name}: {'holds' if holds else 'does not hold'}" for name, holds in found.items())
    display({CONDITIONS: dict(found), "text/plain": words}, raw=True)
