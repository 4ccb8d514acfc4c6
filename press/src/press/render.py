"""Render one language: a staged folder of run notebooks -> HTML, by Jupyter Book."""

from pathlib import Path

from press import processes
from press.errors import PressError


class RenderError(PressError):
    """Jupyter Book or Sphinx warned or failed; their own words."""


def render(stage: Path, output: Path) -> Path:
    """Run Jupyter Book over a staged folder; warnings are errors.

    Where the output holds an earlier rendering of the folder, Sphinx renders what has changed since.

    Returns
    -------
    The folder of the finished pages.

    Raises
    ------
    RenderError
        With Jupyter Book's warnings and errors.
    """
    arguments = [
        *("build", str(stage), "--path-output", str(output)),
        *("--warningiserror", "--nitpick", "--keep-going"),
    ]
    processes.call("press.sphinx_worker:jupyter_book", arguments)
    return output / "_build" / "html"
