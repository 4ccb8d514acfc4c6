"""What the press tells while it works: plain lines, and at a terminal what runs and what waits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table

from press.schedule import Task, Watcher


class Progress(Watcher):
    """A line for each thing that is done; at a terminal, below them, what is being done.

    Parameters
    ----------
    tell : takes a line.
    total : how many tasks there are.
    console : what is written to; None: this process's output.
    """

    def __init__(self, tell: Callable[[str], None], total: int, console: Console | None = None):
        self._tell = tell
        self._total = total
        self._count = 0
        self._running: dict[Task, Spinner] = {}
        self._console = console or Console()

    def shown(self) -> AbstractContextManager[Any]:
        """While this is open, a terminal shows what runs; anything else does not."""
        return self._live() if self._console.is_terminal and self._total else nullcontext()

    @contextmanager
    def _live(self) -> Iterator[None]:
        with Live(console=self._console, get_renderable=self._table, transient=True):
            yield

    def started(self, task: Task) -> None:
        """Show that it runs."""
        self._running[task] = Spinner("dots", task.name)

    def done(self, task: Task, seconds: float) -> None:
        """Tell what is done, and how long it took."""
        self._count += 1
        self._running.pop(task, None)
        width = len(str(self._total))
        self._tell(f"[{self._count:{width}}/{self._total}] {task.name} in {seconds:.1f} s")

    def _table(self) -> Table:
        table = Table.grid()
        for spinner in list(self._running.values()):
            table.add_row(spinner)
        waiting = self._total - self._count - len(self._running)
        if waiting > 0:
            table.add_row(f"  {waiting} more")
        return table
