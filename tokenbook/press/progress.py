"""What the press tells while it works: plain lines, and at a terminal what runs and what waits."""

from collections.abc import Callable, Sequence

from tokenbook.press.schedule import Task, Watcher


class Progress(Watcher):
    """A line for each thing that is done.

    Parameters
    ----------
    tell : takes a line.
    runs : the chapters to run.
    volumes : how many are to be rendered.
    """

    def __init__(self, tell: Callable[[str], None], runs: Sequence[str], volumes: int):
        self._tell = tell
        self._total = len(runs) + volumes
        self._count = 0

    def done(self, task: Task, seconds: float) -> None:
        """Tell what is done, and how long it took."""
        self._count += 1
        width = len(str(self._total))
        self._tell(f"[{self._count:{width}}/{self._total}] {task.name} in {seconds:.1f} s")
