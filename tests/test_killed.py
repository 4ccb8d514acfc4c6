"""Killed (SIGKILL) before each of its steps: what is there is whole, or the next run mends it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from press import swap
from tokenbook.errors import DataError
from tokenbook.rows.state import check_state, finish, write_files

KILLED = """\
import os, signal, sys
from pathlib import Path
left = int(sys.argv[2])

def before(name):
    does = getattr(Path, name)
    def step(path, *more, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return does(path, *more, **named)
    setattr(Path, name, step)

for name in ("rename", "replace", "mkdir", "rmdir", "chmod", "unlink"):
    before(name)
"""

SWAPS = """\
from press import swap
if sys.argv[3] == "two renames":
    swap.exchange = lambda one, two: False
swap.swap(Path(sys.argv[1]))
"""

UPDATES = """\
from tokenbook.rows.state import write_files
write_files(Path(sys.argv[1]), {"daily.csv.gz": b"new", "usage.csv": b"head\\nnew\\n"}, {"as_of": "new"})
"""


def ends(does: str, folder: Path, steps: int, *more: str) -> bool:
    """Run something that is killed before a step; whether it got to its end."""
    command = [sys.executable, "-c", KILLED + does, str(folder), str(steps), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == 0


def sites(folder: Path) -> Path:
    """A site, and the new one beside it."""
    target = folder / "site"
    for place, text in ((target, "last"), (swap.beside(target)[0], "new")):
        place.mkdir(parents=True)
        (place / "index.html").write_text(text)
    return target


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_a_swap_that_is_killed_leaves_a_site_or_the_next_build_puts_it_back(tmp_path, way):
    probe = sites(tmp_path / "probe")
    if way == "exchange" and not swap.exchange(swap.beside(probe)[0], probe):
        pytest.skip("this file system cannot exchange two folders")
    gone: list[bool] = []
    while not ends(SWAPS, target := sites(tmp_path / str(len(gone))), len(gone), way):
        gone.append(not target.exists())
        assert swap.mend(target) == gone[-1]
        assert (target / "index.html").read_text() in ("last", "new")
        assert list(target.parent.iterdir()) == [target]
    assert (target / "index.html").read_text() == "new"
    assert gone == ([False] if way == "exchange" else [False, True])


def state(folder: Path) -> set[str]:
    """Which updates an edition's files are of."""
    texts = [path.read_text() for path in folder.iterdir() if path.is_file()]
    return {word for text in texts for word in ("old", "new") if word in text}


def test_an_update_that_is_killed_is_refused_or_whole_and_mended_next(tmp_path):
    found: list[str] = []
    while True:
        folder = tmp_path / str(len(found))
        old = write_files(folder, {"daily.csv.gz": b"old", "usage.csv": b"head\nold\n"}, {"as_of": "old"})
        if ends(UPDATES, folder, len(found)):
            break
        try:
            check_state(folder, old)
        except DataError:
            found.append("refused")
        else:
            assert state(folder) == {"old"}
            found.append("old")
        finish(folder)
        assert len(state(folder)) == 1
        assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    assert state(folder) == {"new"}
    # whole to its last file, then refused until the next update has moved the rest
    assert found == sorted(found)
    assert found.count("refused") >= 4
