"""The process that renders: it has imported Sphinx and Jupyter Book and runs them once.

`tokenbook.press.render` starts it by multiprocessing's fork server, which imports this module before
it forks (spawned from nothing where there is no fork).
"""

import contextlib
import ctypes
import importlib
import io
import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from jupyter_book.cli.main import main as jupyter_book_command

from tokenbook.press import forkserver

for name in (
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
    "sphinxext.opengraph",
    "tokenbook.press.extension",
):
    # what a rendering loads by name and would else import itself, once for each volume
    importlib.import_module(name)


def build(arguments: list[str], answer: Connection) -> None:
    """Run `jupyter-book build`; sends (whether it went well, its words)."""
    if sys.platform.startswith("linux"):
        # the fork server ends with the press, and this process with the fork server
        ctypes.CDLL(None).prctl(forkserver.PR_SET_PDEATHSIG, signal.SIGKILL)
    # Sphinx colours its output even into a pipe when told by the environment
    os.environ["NO_COLOR"] = "1"
    said = io.StringIO()
    well = False
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            jupyter_book_command(["build", *arguments], standalone_mode=False)
            well = True
        except SystemExit as end:
            well = not end.code
        except Exception:  # noqa: BLE001 the press tells it
            traceback.print_exc()
    answer.send((well, said.getvalue()))
