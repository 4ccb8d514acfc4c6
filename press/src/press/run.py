"""Run a chapter: papermill, once per chapter and language."""

import base64
import logging
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from press import fingerprint, kernels
from press.errors import PressError
from press.job import DOWNLOADS, Job
from press.notebooks import own_cells, results
from press.trouble import cell_of, line_of, plain

# what goes wrong is told once, as an error
logging.getLogger("papermill").setLevel(logging.CRITICAL)

CELL_TIMEOUT = 120
"""Seconds a cell may take."""


class ChapterError(PressError):
    """A chapter that cannot be run: chapter, language, cell and error."""


@dataclass(frozen=True)
class Kernels:
    """How kernels are had.

    Attributes
    ----------
    warm : whether they are forks of a process that has done their imports.
    log : file for what their processes write outside of any cell; None: where this process writes.
    """

    warm: bool = True
    log: Path | None = None

    def options(self, ipython: Path) -> dict[str, Any]:
        """papermill's options for such kernels, whose IPython has its own in that folder."""
        settings = {"ipython_dir": str(ipython)}
        if self.log:
            settings["log_file"] = str(self.log.resolve())
        return {
            "engine_name": "warm" if self.warm else None,
            "kernel_manager_class": kernels.WarmKernelManager if self.warm else kernels.LoggedKernelManager,
            "config": Config({"LoggedKernelManager": settings}),
            # whatever kernel the notebook was last saved with
            "kernel_name": "python3",
            "language": "python",
            # printed text comes in pieces that differ from run to run
            "coalesce_streams": True,
            # a chapter's last cell has written its files; a farewell takes a tenth of a second
            "shutdown_kernel": "immediate",
        }


def run_chapter(job: Job, how: Kernels = Kernels()) -> dict[str, Any]:
    """Run one chapter in a folder of its own.

    Returns
    -------
    What it yields, in plain values: that of `notebooks.results`, `files` (path from the volume's folder
    -> content, base64) and `seconds`.

    Raises
    ------
    ChapterError
        Where a cell fails, hangs, or writes to stderr (warnings are errors).
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chapter-") as scratch:
        own = Path(scratch).resolve()
        ipython, volume = own / "ipython", own / "volume"
        ipython.mkdir()
        (volume / "chapters").mkdir(parents=True)
        # what somebody has IPython do at each start is not the book's
        notebook = _execute(job, volume / "chapters", how.options(ipython))
        written = {
            path.relative_to(volume).as_posix(): base64.b64encode(path.read_bytes()).decode()
            for path in sorted(volume.rglob("*"))
            if path.is_file()
        }
    _refuse_warnings(notebook, job)
    return {**results(notebook), "files": written, "seconds": time.monotonic() - began}


def _execute(job: Job, folder: Path, options: dict[str, Any]) -> NotebookNode:
    offered = {**job.parameters, "downloads": DOWNLOADS}
    declared = fingerprint.cells(job.source)["parameters"]
    try:
        found: NotebookNode = papermill.execute_notebook(
            str(job.source),
            None,
            parameters={name: value for name, value in offered.items() if name in declared},
            # papermill's `cwd` would change the folder of this process, which runs several at once
            resources={"metadata": {"path": str(folder)}},
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            **options,
        )
        return found
    except PapermillExecutionError as error:
        place = f"cell {cell_of(job.source, error.cell_index)}{line_of(error.traceback)}"
        said = plain(f"{error.ename}: {error.evalue}")
        raise ChapterError(f"{job.path}, {place} ({job.lang}): {said}") from error
    except CellTimeoutError as error:
        raise ChapterError(f"{job.where}: a cell took more than {CELL_TIMEOUT} s") from error
    except DeadKernelError as error:
        raise ChapterError(f"{job.where}: the kernel died") from error
    finally:
        # nbclient makes one for each thread and leaves it open
        ensure_event_loop().close()


def _refuse_warnings(notebook: NotebookNode, job: Job) -> None:
    for number, cell in enumerate(own_cells(notebook), 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                said = plain(output.text)[:300]
                raise ChapterError(f"{job.path}, cell {number} ({job.lang}): wrote to stderr: {said}")
