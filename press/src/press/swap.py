"""Put a new folder in the place of the last one so that there is always one at its address."""

import ctypes
import errno
import os
import shutil
from pathlib import Path

AT_FDCWD = -100
"""Names are relative to the running directory (Linux, fcntl.h)."""

RENAME_EXCHANGE = 2
"""Both names change their folders in one step (Linux 3.15 and later, linux/fs.h)."""

NOT_THERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
"""What a kernel or a file system says that cannot exchange."""


def beside(target: Path) -> tuple[Path, Path]:
    """The folders of a swap: the new one while it is made, the last one while it is taken away."""
    return target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")


def swap(target: Path) -> None:
    """Put the new folder in the target's place; the last one is removed."""
    fresh, last = beside(target)
    if not target.exists():
        fresh.rename(target)
        return
    if exchange(fresh, target):
        fresh.rename(last)
    else:
        # killed between these two, `mend` puts the last one back
        target.rename(last)
        try:
            fresh.rename(target)
        except OSError:
            last.rename(target)
            raise
    # the new one is in its place; what cannot be removed, the next `mend` names
    shutil.rmtree(last, ignore_errors=True)


def mend(target: Path) -> bool:
    """Clear up after a swap that was killed; True where the last folder had to be put back."""
    fresh, last = beside(target)
    lost = last.exists() and not target.exists()
    if lost:
        last.rename(target)
    for folder in (fresh, last):
        if folder.exists():
            shutil.rmtree(folder)
    return lost


def exchange(one: Path, two: Path) -> bool:
    """Exchange two folders in one step; False where this machine cannot.

    Raises
    ------
    OSError
        Where it can, and it fails.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(two), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_THERE:
        return False
    raise OSError(number, os.strerror(number), str(two))
