"""Strange surroundings, one by one: a build of the tiny book and an update of made-up rows in each of them.

`make torture` runs it. Done means: the same bytes as in ordinary surroundings. Refused means: a line on
stderr, an exit code that is not 0, no half of a site or an edition. Either way no process is left.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from books import files
from conftest import made_up_daily, upstream_csv

from tokenbook import ROOT

TINY = ROOT / "press" / "tests" / "tiny"

PATIENCE = 300
"""Seconds after which a command counts as one that hangs."""

DONE, REFUSED, EITHER = "done", "refused", "done or refused"


@dataclass(frozen=True)
class Surrounding:
    """What is strange.

    Attributes
    ----------
    must : what has to happen; `update`: to an update, where that is something else.
    changes : of the environment; None takes a variable away.
    before : words before the command.
    limits : of `resource`, by their numbers.
    folder : name of the folder in which the book and the editions stand.
    disk : "full" or "ro", of a small file system of its own for that folder, which only root can mount.
    ignored : whether SIGINT is ignored, as a shell's background jobs inherit it.
    """

    what: str
    must: str = DONE
    update: str = ""
    changes: dict[str, str | None] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    limits: dict[int, int] = field(default_factory=dict)
    folder: str = "here"
    disk: str = ""
    ignored: bool = False


LONG = "a-folder-whose-name-is-long-" * 5

SURROUNDINGS = [
    Surrounding("no HOME", changes={"HOME": None}),
    Surrounding("a HOME that is not there", changes={"HOME": "/nowhere"}),
    Surrounding("C locale", changes={"LC_ALL": "C", "LANG": None, "PYTHONUTF8": "0"}),
    Surrounding("Turkish locale", changes={"LC_ALL": "tr_TR.UTF-8"}),
    Surrounding("no environment but PATH", changes=dict.fromkeys(os.environ.keys() - {"PATH", "PYTHONPATH"})),
    Surrounding("blanks, umlauts and quotes in the path", folder="Bücher \"und\" 'Hefte'"),
    Surrounding("a TMPDIR that is not there", changes={"TMPDIR": "/nowhere"}),
    Surrounding("a TMPDIR of more than 100 characters", changes={"TMPDIR": LONG}),
    Surrounding("a clock in 1999", update=REFUSED, before=("faketime", "1999-12-31 12:00:00")),
    Surrounding("SIGINT inherited as ignored", ignored=True),
    Surrounding("60 file handles", EITHER, limits={resource.RLIMIT_NOFILE: 60}),
    Surrounding("700 MB of memory", EITHER, limits={resource.RLIMIT_AS: 700 << 20}),
    Surrounding("a full disk", REFUSED, disk="full"),
    Surrounding("a disk that can only be read", REFUSED, disk="ro"),
]


def command(what: str, folder: Path) -> list[str]:
    """The press on the tiny book, or an update; what they write lies below the folder."""
    if what == "build":
        build = [sys.executable, "-m", "press", "build", str(folder / "tiny")]
        return [*build, "--pages-only", "--languages", "en"]
    update = [sys.executable, str(ROOT / "scripts" / "update_data.py"), "rows"]
    update += ["--file", str(folder / "rows.csv"), "--edition", "made-up", "--as-of", "2026-01-12"]
    return [*update, "--data", str(folder / "data")]


def made(what: str, folder: Path) -> dict[str, bytes]:
    """What there is afterwards: the site, or the edition."""
    there = folder / ("tiny/_build/site" if what == "build" else "data/made-up")
    return files(there) if there.exists() else {}


def furnish(folder: Path) -> None:
    """The tiny book and rows, as they lie there before."""
    shutil.copytree(TINY, folder / "tiny", ignore=shutil.ignore_patterns("_build"))
    (folder / "rows.csv").write_text(upstream_csv(made_up_daily("2026-01-05", "2026-01-11")))


def prepared(around: Surrounding) -> Callable[[], None]:
    """What the new process does before it becomes the command."""

    def prepare() -> None:
        for number, limit in around.limits.items():
            resource.setrlimit(number, (limit, limit))
        if around.ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    return prepare


def run(what: str, around: Surrounding, folder: Path) -> tuple[int | str, str]:
    """Exit code and stderr; "hangs" where there is none, "left …" where a process is left behind."""
    environment = {name: value for name, value in os.environ.items() if name not in around.changes}
    environment |= {name: value for name, value in around.changes.items() if value is not None}
    if environment.get("TMPDIR") == LONG:
        environment["TMPDIR"] = str(folder.parent / LONG)
        Path(environment["TMPDIR"]).mkdir(exist_ok=True)
    process = subprocess.Popen(
        [*around.before, *command(what, folder)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # safe, for this process has no threads
        preexec_fn=prepared(around),
    )
    try:
        said = process.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return "hangs", process.communicate()[1]
    left = [one for one in psutil.process_iter(["pid"]) if _session(one.pid) == process.pid]
    _, alive = psutil.wait_procs(left, timeout=10)
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
        return f"left {alive}", said
    return process.returncode, said


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def outcome(what: str, around: Surrounding, usual: dict[str, bytes]) -> str:
    """ "done", "refused: …", "not tried: …", or what was found instead."""
    if around.before and not shutil.which(around.before[0]):
        return f"not tried: no {around.before[0]} on this machine"
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name) / around.folder
        folder.mkdir()
        if around.disk:
            mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
            done = subprocess.run(mount, capture_output=True, text=True)
            if done.returncode:
                return f"not tried: {done.stderr.strip()}"
            stack.callback(subprocess.run, ["umount", str(folder)], check=True)
        furnish(folder)
        if around.disk == "full":
            _fill(folder)
        elif around.disk:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        code, said = run(what, around, folder)
        found = made(what, folder)
    lines = said.strip().splitlines()
    if code == 0:
        return "done" if found == usual else f"other bytes in {_differs(found, usual)}"
    if isinstance(code, str) or len(lines) != 1 or not lines[0].isprintable():
        return f"exit code {code}: {said[-600:]!a}"
    return f"refused: {lines[0]}" if not found else f"a half was left, {sorted(found)[:3]}"


def _fill(folder: Path) -> None:
    """Leave no byte free."""
    with (folder / "ballast").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 2**20)
        except OSError:
            return


def _differs(found: dict[str, bytes], usual: dict[str, bytes]) -> str:
    return ", ".join(
        sorted(name for name in found.keys() | usual.keys() if found.get(name) != usual.get(name))[:5]
    )


def main() -> int:
    """Print the table; 0 = in every surrounding the commands did what they must."""
    differ = 0
    for what in ("update", "build"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            furnish(folder)
            code, said = run(what, Surrounding("ordinary"), folder)
            usual = made(what, folder)
        if code or not usual:
            raise SystemExit(f"{what}: exit code {code}\n{said}")
        for around in SURROUNDINGS:
            found = outcome(what, around, usual)
            must = around.update if what == "update" and around.update else around.must
            right = found.split(":")[0] in (*must.split(" or "), "not tried")
            differ += not right
            print(
                f"{'      ' if right else 'WRONG '}{what:7}  {around.what:40}  {must:15}  {found}",
                flush=True,
            )
    print(f"{2 * len(SURROUNDINGS)} trials, {differ} of them did not end as they must")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
