"""What a process that renders has imported, and what it runs: Sphinx and Jupyter Book, once.

They change much in the process that they run in; `press.processes` gives each run its own.
"""

import contextlib
import gc
import importlib
import io
import os
import re
import sys
import traceback
from collections.abc import Iterator

from press.left_out import leave_out
from press.render import RenderError

# while everything stays, there is nothing to collect
gc.disable()
leave_out()
with contextlib.redirect_stdout(io.StringIO()):
    # says that without matplotlib it draws no cards
    importlib.import_module("sphinxext.opengraph")

from jupyter_book.cli.main import main as jupyter_book_command  # noqa: E402
from sphinx.application import builtin_extensions  # noqa: E402
from sphinx.cmd.build import build_main as sphinx_command  # noqa: E402

for name in (
    *builtin_extensions,
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "jupyter_book",
    "sphinx_book_theme",
    "pydata_sphinx_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_external_toc",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinxcontrib.bibtex",
    "press.extension",
):
    # what a rendering loads by name and would else import itself, once for each volume
    importlib.import_module(name)
gc.enable()
# what is here now is never collected: the collector would touch, and so copy, every page
gc.freeze()


def jupyter_book(arguments: list[str]) -> None:
    """Run the command `jupyter-book`; a `RenderError` with its warnings and errors where it fails."""
    with _told_as("Jupyter Book"):
        jupyter_book_command(arguments, standalone_mode=False)


def sphinx(arguments: list[str], environment: dict[str, str], name: str) -> None:
    """Run the command `sphinx-build`; `name` of what is made stands before its warnings and errors.

    Without its first step, which asks for the locale of the environment and fails where there is none.
    """
    os.environ.update(environment)
    with _told_as(name):
        sys.exit(sphinx_command(arguments))


@contextlib.contextmanager
def _told_as(name: str) -> Iterator[None]:
    """Keep what a command says; where it fails, that is the error."""
    # Sphinx colours its output even into a pipe when told by the environment
    os.environ["NO_COLOR"] = "1"
    said = io.StringIO()
    well = False
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            yield
            well = True
        except SystemExit as end:
            well = not end.code
        except Exception:  # noqa: BLE001 its words are told
            traceback.print_exc()
    if not well:
        lines = said.getvalue().splitlines()
        told = [line for line in lines if re.search(r"WARNING|ERROR|Error|Exception", line)]
        raise RenderError(f"{name}: " + "\n".join(told or lines[-10:]))
