"""Run the chapters: papermill, once per chapter and language."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from tokenbook.errors import BookError
from tokenbook.press import kernels
from tokenbook.press.notebooks import for_page

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

    @property
    def options(self) -> dict:
        """papermill's options for such kernels."""
        settings = {"log_file": str(self.log.resolve())} if self.log else {}
        return {
            "engine_name": "warm" if self.warm else None,
            "kernel_manager_class": kernels.WarmKernelManager if self.warm else kernels.LoggedKernelManager,
            "config": Config({"LoggedKernelManager": settings}),
            # whatever kernel the notebook was last saved with
            "kernel_name": "python3",
            "language": "python",
            # a chapter's last cell has written its files; a farewell takes a tenth of a second
            "shutdown_kernel": "immediate",
        }


def run_chapter(job: Job, how: Kernels = Kernels()) -> float:
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
    where = f"chapter {job.name} ({job.lang})"
    offered = {**job.parameters, "downloads": DOWNLOADS}
    declared = papermill.inspect_notebook(str(job.source))
    try:
        notebook = papermill.execute_notebook(
            str(job.source),
            None,
            parameters={name: value for name, value in offered.items() if name in declared},
            # papermill's `cwd` would change the folder of this process, which runs several at once
            resources={"metadata": {"path": str(job.target.parent)}},
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            **how.options,
        )
    except PapermillExecutionError as error:
        raise ChapterError(f"{where}, cell {error.cell_index}: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise ChapterError(f"{where}: a cell took more than {CELL_TIMEOUT} s") from error
    except DeadKernelError as error:
        raise ChapterError(f"{where}: the kernel died") from error
    _refuse_warnings(notebook, where)
    nbformat.write(for_page(notebook, job.lang), job.target)
    return time.monotonic() - began


def _refuse_warnings(notebook: nbformat.NotebookNode, where: str) -> None:
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                text = " ".join(output.text.split())
                raise ChapterError(f"{where}, cell {number}: wrote to stderr: {text[:300]}")


def run_chapters(
    jobs: list[Job],
    done: Callable[[Job, float], None],
    how: Kernels = Kernels(),
    workers: int | None = None,
) -> None:
    """Run chapters, as many at once as there are processors; `done` is told of each.

    Parameters
    ----------
    jobs : the longest ones first, so that no processor waits for the last.
    workers : how many at once, if not as many as there are processors.

    Raises
    ------
    ChapterError
        The first that fails; what has not begun is not begun, what runs is ended.
    """
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        running = {pool.submit(run_chapter, job, how): job for job in jobs}
        try:
            for future in as_completed(running):
                done(running[future], future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.kill_all()
            raise
