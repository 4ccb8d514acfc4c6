"""Run the chapters: papermill, once per chapter and language."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from tokenbook.errors import BookError
from tokenbook.press.notebooks import KERNELS, for_page

CELL_TIMEOUT = 120
"""Seconds a cell may take."""

DOWNLOADS = "../data"
"""Where a running chapter writes its figures' data, seen from its own folder."""


class ChapterError(BookError):
    """A chapter that cannot be run: chapter, language, cell and error."""


@dataclass(frozen=True)
class Job:
    """One chapter in one language.

    Attributes
    ----------
    source : the committed notebook.
    target : where the notebook that Jupyter Book renders is written.
    parameters : lang, edition, and what else is on offer; a notebook gets those that it declares.
    """

    source: Path
    target: Path
    parameters: dict

    @property
    def name(self) -> str:
        """The chapter's name."""
        return self.source.stem

    @property
    def lang(self) -> str:
        """The chapter's language."""
        return self.parameters["lang"]


def run_chapter(job: Job) -> float:
    """Run one chapter and write it as its language's page shows it.

    Returns
    -------
    Seconds it took.

    Raises
    ------
    ChapterError
        Where a cell fails, hangs, or writes to stderr (warnings are errors).
    """
    began = time.monotonic()
    job.target.parent.mkdir(parents=True, exist_ok=True)
    raw = job.target.with_suffix(".run.ipynb")
    where = f"chapter {job.name} ({job.lang})"
    offered = {**job.parameters, "downloads": DOWNLOADS}
    declared = papermill.inspect_notebook(str(job.source))
    try:
        papermill.execute_notebook(
            str(job.source),
            str(raw),
            parameters={name: value for name, value in offered.items() if name in declared},
            # whatever kernel the notebook was last saved with
            kernel_name="python3",
            language="python",
            cwd=str(job.target.parent),
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            config=KERNELS,
        )
    except PapermillExecutionError as error:
        raise ChapterError(f"{where}, cell {error.cell_index}: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise ChapterError(f"{where}: a cell took more than {CELL_TIMEOUT} s") from error
    except DeadKernelError as error:
        raise ChapterError(f"{where}: the kernel died") from error
    notebook = nbformat.read(raw, as_version=4)
    _refuse_warnings(notebook, where)
    nbformat.write(for_page(notebook, job.lang), job.target)
    raw.unlink()
    return time.monotonic() - began


def _refuse_warnings(notebook: nbformat.NotebookNode, where: str) -> None:
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                text = " ".join(output.text.split())
                raise ChapterError(f"{where}, cell {number}: wrote to stderr: {text[:300]}")


def run_chapters(jobs: list[Job], log: Path, done: Callable[[Job, float], None]) -> None:
    """Run chapters, as many at once as there are processors; `done` is told of each.

    What the kernels' processes say of themselves goes to the file `log`.

    Raises
    ------
    ChapterError
        The first that fails; what has not begun is not begun.
    """
    with ProcessPoolExecutor(os.cpu_count(), initializer=_log_to, initargs=(log,)) as pool:
        running = {pool.submit(run_chapter, job): job for job in jobs}
        try:
            for future in as_completed(running):
                done(running[future], future.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _log_to(log: Path) -> None:
    """Send what kernels write outside of any cell (start and end of a process) to a file."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
