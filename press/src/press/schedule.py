"""Work off tasks that wait for each other, as many at once as there are processors."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Task:
    """Something to do; what takes long happens in another process, a thread waits for it.

    Attributes
    ----------
    name : for the progress.
    work : does it.
    rank : of the tasks that can begin, those with a low rank do.
    cost : of those, the longest first, so that no processor waits for the last; seconds, or a guess.
    needs : what has to be finished before.
    """

    name: str
    work: Callable[[], object]
    rank: int = 0
    cost: float = 0.0
    needs: tuple["Task", ...] = ()


class Watcher:
    """Is told of tasks; this one takes no notice."""

    def started(self, task: Task) -> None:
        """The task has begun."""

    def done(self, task: Task, seconds: float) -> None:
        """The task is finished."""


def work_off(tasks: list[Task], workers: int, watcher: Watcher, stop: Callable[[], None]) -> None:
    """Do all tasks.

    Parameters
    ----------
    workers : how many at once.
    stop : ends the processes in which the work happens; called when a task fails or on Ctrl-C.

    Raises
    ------
    Exception
        That of the first task that fails; what has not begun is not begun, what runs is ended.
    """
    waiting = sorted(tasks, key=lambda task: (task.rank, -task.cost))
    running: dict[Future[float], Task] = {}
    finished: set[Task] = set()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or running:
                for task in _ready(waiting, finished)[: workers - len(running)]:
                    waiting.remove(task)
                    watcher.started(task)
                    running[pool.submit(_timed, task)] = task
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    watcher.done(task, future.result())
                    finished.add(task)
        except BaseException:
            stop()
            raise


def _ready(waiting: list[Task], finished: set[Task]) -> list[Task]:
    return [task for task in waiting if finished.issuperset(task.needs)]


def _timed(task: Task) -> float:
    began = time.monotonic()
    task.work()
    return time.monotonic() - began
