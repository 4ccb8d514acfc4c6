"""Texts that a notebook keeps for its prose, where MyST-NB shows them by `{glue:text}`.

`myst_nb.glue` does the same; to import it takes each kernel most of a second, in which a grammar of web
addresses is parsed that nobody needs.
"""

PREFIX = "application/papermill.record/"
"""What MyST-NB expects before the type of a value that is kept and not shown."""

GLUED = f"{PREFIX}text/plain"


def glue(name: str, text: str) -> None:
    """Keep a text under a name, as `myst_nb.glue(name, text, display=False)` does."""
    # imported late: the press only reads what was kept
    from IPython.display import display

    display({GLUED: repr(text)}, raw=True, metadata={"scrapbook": {"name": name, "mime_prefix": PREFIX}})
