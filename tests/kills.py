"""Kill the builds of a made-up book (SIGKILL, the whole group) at random moments; a table of what was left.

Not among the tests: it takes a quarter of an hour. After each kill the site must be wholly that before or
wholly the new one, no process may be left, and the next build must end in the new one.

    python tests/kills.py [KILLS [SEED]]
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from books import files

from tokenbook import ROOT

TINY = ROOT / "press" / "tests" / "tiny"


def begin(book: Path) -> subprocess.Popen[str]:
    """The press at work, in a group of its own."""
    command = [sys.executable, "-m", "press", "build", str(book), "--pages-only", "--languages", "en", "de"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def built(book: Path) -> dict[str, bytes]:
    """The site after a build that is let alone."""
    press = begin(book)
    said = press.communicate()[0]
    if press.returncode != 0:
        raise SystemExit(f"the next build failed:\n{said}")
    return files(book / "_build" / "site")


def write(book: Path, number: int) -> None:
    """Change a sentence and a cell, so that the next build has something to do at every stage."""
    name = Path("chapters") / "tides.ipynb"
    text = (TINY / name).read_text(encoding="utf-8")
    for was in ("Twice a day", "print("):
        assert was in text
    text = text.replace("Twice a day", f"Twice a day, {number} times").replace("print(", f"print({number}, ")
    (book / name).write_text(text, encoding="utf-8")


def killed(book: Path, moment: float) -> bool:
    """Kill a build at a moment (seconds from its start); whether it was still at work."""
    press = begin(book)
    others: dict[int, psutil.Process] = {}
    end = time.monotonic() + moment
    while time.monotonic() < end and press.poll() is None:
        for process in psutil.Process(press.pid).children(recursive=True) if press.poll() is None else ():
            others[process.pid] = process
        time.sleep(0.02)
    working = press.poll() is None
    if working:
        os.killpg(press.pid, signal.SIGKILL)
    press.communicate()
    _, alive = psutil.wait_procs(list(others.values()), timeout=60)
    if alive:
        raise SystemExit(f"left behind: {alive}")
    return working


def main() -> int:
    """Print the table; 0 = every site was whole and every next build mended what was left."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    moments, wrong = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        book = shutil.copytree(TINY, Path(folder) / "tiny", ignore=shutil.ignore_patterns("_build"))
        site = book / "_build" / "site"
        built(book)
        # what a change takes, on this machine as busy as it is now
        write(book, 1)
        began = time.monotonic()
        last = built(book)
        takes = time.monotonic() - began
        print(f"a build after a change takes {takes:.1f} s; seed {seed}", flush=True)
        for number in range(2, kills + 2):
            write(book, number)
            moment = moments.uniform(0, takes)
            working = killed(book, moment)
            left = files(site)
            fresh = built(book)
            state = "last" if left == last else "new" if left == fresh else "MIXED"
            differs = fresh == last or not fresh
            wrong += state == "MIXED" or differs
            print(
                f"{number - 1:3}  {moment:6.1f} s  {'killed' if working else 'had ended'}  site: {state}"
                f"{'  next build: NOT NEW' if differs else ''}",
                flush=True,
            )
            last = fresh
    print(f"{kills} kills, {wrong} of them left what they must not")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
