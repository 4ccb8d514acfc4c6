"""Builds side by side: one at a time per edition, one at a time puts the site together."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from press.errors import PressError

LOOK = 0.2
"""Seconds between two looks whether an edition's folder is free."""


@contextmanager
def editions(folder: Path, names: list[str], base: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the work folders of editions; waits for a build that holds one of them.

    Parameters
    ----------
    folder : of the locks. A lock ends with its process, however that ends.
    base : the address for which is built.
    tell : gets a line where it has to wait.

    Raises
    ------
    PressError
        Where a running build makes the same site for another address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = False
    while True:
        # all or none under the guard: two builds never wait for each other
        with FileLock(folder / "guard"), ExitStack() as held:
            if _taken(folder, names, base, held):
                kept = held.pop_all()
                break
        if not told:
            tell("another build of this edition is running; waiting for it to end")
            told = True
        time.sleep(LOOK)
    with kept:
        yield


def _taken(folder: Path, names: list[str], base: str, held: ExitStack) -> bool:
    """Take the locks of editions, if all are free."""
    free = True
    for name in sorted({*names, *(path.stem for path in folder.glob("*.lock"))}):
        address = folder / f"{name}.address"
        with ExitStack() as own:
            try:
                own.enter_context(FileLock(folder / f"{name}.lock", blocking=False))
            except Timeout:
                other = address.read_text(encoding="utf-8")
                if other != base:
                    raise PressError(
                        f"another build makes this site for {other}, this one is for {base}; "
                        "wait until it has ended, or give another folder (--output)"
                    ) from None
                free = free and name not in names
                continue
            if name in names:
                address.write_text(base, encoding="utf-8")
                held.push(own.pop_all())
    return free


@contextmanager
def assembling(folder: Path) -> Iterator[None]:
    """Hold the site while it is put together and takes its place."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "site"):
        yield
