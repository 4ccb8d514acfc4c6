#!/usr/bin/env python3
"""Measure the press beside the plain tools: same notebooks, same machine, one run."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO

import pandas as pd
import psutil
import yaml

from press.config import of_language
from press.contents import pages
from tokenbook import LANGUAGES, ROOT

BIN = Path(sys.executable).parent
PORT = 8765
EDITIONS = ("2025", "2026")
SAMPLE = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes
    ----------
    value, plain : of the press, and of the plain tools where they do the same.
    before : of the press as another checkout has it (`--beside`).
    goal : what was aimed at, in words.
    """

    name: str
    value: float
    unit: str = "s"
    plain: float | None = None
    goal: str = ""
    before: float | None = None

    @property
    def share(self) -> float | None:
        """The press's part of plain."""
        return self.value / self.plain if self.plain else None


@dataclass(frozen=True)
class Measured:
    """Seconds that a command took, and the most memory its processes had at once (PSS, MB)."""

    seconds: float
    memory: float


class Bench:
    """A copy of the book in which things can be changed, and what was measured once for several rows.

    Attributes
    ----------
    beside : a copy of another checkout, for pairs; its packages are those of its own `.venv`.
    pairs : how often each edit is made.
    """

    pairs = 3

    def __init__(self, folder: Path, beside: Path | None = None, root: Path = ROOT):
        self.folder = folder
        self.book = folder / "book"
        self.bin = BIN if root == ROOT else root / ".venv" / "bin"
        tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True)
        for name in tracked.stdout.splitlines():
            (self.book / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, self.book / name)
        self.names = pages(self.book / "_toc.yml")
        code = (self.book, self.book / "press" / "src")
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, code))}
        self.beside = Bench(folder / "beside", root=beside) if beside else None
        if root == ROOT:
            # what Python compiles and what matplotlib notes of fonts is there for both
            imports = "import press.sphinx_worker, press.build, tokenbook.notebook"
            self.run(self.bin / "python", "-c", imports)

    def run(self, *command: object, cwd: Path | None = None) -> Measured:
        """Run a command in the copy to its end."""
        began = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd or self.book,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        peak: list[float] = [0.0]
        looking = threading.Thread(target=_watch_memory, args=(process, peak))
        looking.start()
        said = process.communicate()[1].decode()
        seconds = time.monotonic() - began
        looking.join()
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}: {said}")
        return Measured(seconds, peak[0])

    def press(self, *options: object) -> Measured:
        """Build by the press."""
        return self.run(self.bin / "python", "scripts/build_book.py", *options)

    def time(self, *options: object) -> float:
        """Seconds of a build by the press; nobody looks at the memory, which takes time from it."""
        command = [self.bin / "python", "scripts/build_book.py", *map(str, options)]
        began = time.monotonic()
        subprocess.run(command, cwd=self.book, env=self.environment, stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - began

    def reruns(self) -> int:
        """How many chapters' runs a build would make anew, a language's each."""
        command = [self.bin / "python", "scripts/build_book.py", "--pages-only", "--why"]
        done = subprocess.run(
            command, cwd=self.book, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.count(": runs, because of ")

    def plain(self, edition: str) -> Measured:
        """An edition in both languages by papermill and Jupyter Book, one command after the other."""
        parts = []
        for lang in LANGUAGES:
            stage = self._plain_stage(lang)
            for name in self.names:
                source = self.book / f"{name}.ipynb"
                text = source.read_text(encoding="utf-8")
                given = {"lang": lang, "edition": edition, "downloads": "../data"}
                options = [
                    part
                    for key, value in given.items()
                    if f"{key} = " in text
                    for part in ("-p" if key != "edition" else "-r", key, value)
                ]
                target = stage / f"{name}.ipynb"
                command = [BIN / "papermill", "--no-progress-bar", source, target, *options]
                parts.append(self.run(*command, cwd=target.parent))
            book = self.folder / f"html-{lang}"
            parts.append(self.run(BIN / "jupyter-book", "build", stage, "--path-output", book))
        return Measured(sum(part.seconds for part in parts), max(part.memory for part in parts))

    def _plain_stage(self, lang: str) -> Path:
        stage = self.folder / f"plain-{lang}"
        shutil.rmtree(stage, ignore_errors=True)
        (stage / "chapters").mkdir(parents=True)
        shutil.copyfile(self.book / "_toc.yml", stage / "_toc.yml")
        shutil.copyfile(self.book / "chapters" / "references.bib", stage / "chapters" / "references.bib")
        shutil.copytree(self.book / "locale", stage / "locale")
        settings = of_language(self.book, lang)
        settings["execute"] = {"execute_notebooks": "off"}
        (stage / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        return stage

    def change(self, kind: str, tag: str | None, text: str) -> None:
        """Add a line to a chapter's third cell of a kind."""
        path = self.book / "chapters" / "03_disruptors.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [
            cell
            for cell in notebook["cells"]
            if cell["cell_type"] == kind and (tag is None or tag in cell["metadata"].get("tags", []))
        ]
        cells[2]["source"] = "".join(cells[2]["source"]) + f"\n{text}"
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _watch_memory(process: subprocess.Popen, peak: list[float]) -> None:
    while process.poll() is None:
        total = 0
        try:
            for one in (root := psutil.Process(process.pid), *root.children(recursive=True)):
                total += one.memory_full_info().pss
        except psutil.NoSuchProcess:
            pass  # it ended while it was looked at
        peak[0] = max(peak[0], total / 1e6)
        time.sleep(SAMPLE)


def cold(bench: Bench) -> Iterator[Row]:
    """Both languages from nothing, of one edition and of all, and what follows from them."""
    plain: list[Measured] = []
    for count, edition in enumerate(EDITIONS, 1):
        # another benchmark may have left results there
        shutil.rmtree(bench.book / "_build", ignore_errors=True)
        options = ("--pages-only", "--edition", *EDITIONS[:count])
        press, kept = bench.press(*options), bench.press(*options)
        plain.append(bench.plain(edition))
        seconds = sum(part.seconds for part in plain)
        what = f"{count} {'edition' if count == 1 else 'editions'}, both languages"
        yield Row(f"cold, {what}", press.seconds, plain=seconds, goal="≤ 0.25 of plain")
        yield Row(f"nothing changed, {what}", kept.seconds, plain=seconds, goal="≤ 1.5 s, ≤ 0.03 of plain")
        memory = max(part.memory for part in plain)
        yield Row(f"peak memory of all processes (PSS), {what}", press.memory, "MB", memory)


CHANGES = (
    ("one sentence changed", ("markdown", "de", "Noch ein Satz."), "≤ 3 s"),
    ("one code cell changed", ("code", None, "eight = 8"), "≤ 5 s"),
)
"""What is changed in a chapter: its name, the cell and the line that it gets, what was aimed at."""


def commands(bench: Bench) -> Iterator[Row]:
    """From a changed chapter to the finished site by the command, which starts from nothing each time."""
    bench.press("--pages-only")
    for name, (kind, tag, text), goal in CHANGES:
        took = []
        for number in range(3):
            bench.change(kind, tag, f"{text} # {number}")
            took.append(bench.time("--pages-only"))
        yield Row(f"{name}, command (median of 3)", sorted(took)[1], goal=goal)
    yield Row("then EPUB and PDF in both languages", bench.time())


def watched(bench: Bench) -> Iterator[Row]:
    """From saving a chapter to the page that the browser reloads."""
    with _watcher(bench) as wait:
        for name, (kind, tag, text), goal in CHANGES:
            took = []
            for number in range(3):
                began = time.monotonic()
                bench.change(kind, tag, f"{text} # watched {number}")
                wait()
                took.append(time.monotonic() - began)
            yield Row(f"{name}, make watch (median of 3)", sorted(took)[1], goal=goal)


OLDER = "old = older.sum(axis=1)", ".series(displaced, share).sum(axis=1)"
STEPS = "saying(CHANGES, steps=steps.value", "pairs=steps.weeks,\n            steps=steps.value"
BESIDE = "kreuzen, beweisen keine "
GERMAN = "locale/de/LC_MESSAGES/tokenbook.po"

EDITS = {
    "a chart's function": (("charts/disruptors.py", OLDER[0]), ("figures.py", OLDER[1])),
    "a statement's measure": (("article/disruptors.py", STEPS[0]), ("claims.py", STEPS[1])),
    "a German string of a chart": ((f"../{GERMAN}", BESIDE),),
}
"""What is edited: files of the package and text in them. The first that is there is taken: in the checkout
that is measured beside, code may stand elsewhere."""


def edit(book: Path, places: tuple[tuple[str, str], ...], number: int) -> None:
    """Change a copy's code or wording behind a text, so that a page shows another number or word."""
    for name, text in places:
        path = book / "tokenbook" / name
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text in before:
            added = f" * 1.0{number}" if path.suffix == ".py" else f"({number}) "
            path.write_text(before.replace(text, text + added, 1), encoding="utf-8")
            return
    raise SystemExit(f"{book}: there is none of the texts to be edited: {places}")


def edits(bench: Bench) -> Iterator[Row]:
    """Code and wording edited: what runs anew, and the time to the site; `--beside` in alternating pairs."""
    sides = [bench, *([bench.beside] if bench.beside else [])]
    for side in sides:
        side.press("--pages-only")
    reruns, took = _values(sides), _values(sides)
    # round by round, so that what else the machine does meets all alike
    for number in range(bench.pairs):
        for name, places in EDITS.items():
            for place, side in enumerate(sides):
                edit(side.book, places, number)
                reruns[name][place].append(side.reruns())
                took[name][place].append(side.time("--pages-only"))
    for name in EDITS:
        yield _pair(f"{name} edited: chapters run anew", reruns[name], "runs")
        yield _pair(f"{name} edited, command (median of {bench.pairs})", took[name])
    took = _values(sides)
    with ExitStack() as watchers:
        waits = [watchers.enter_context(_built(side, PORT + place)) for place, side in enumerate(sides)]
        for number in range(bench.pairs):
            for name, places in EDITS.items():
                for place, side in enumerate(sides):
                    began = time.monotonic()
                    edit(side.book, places, number)
                    waits[place]()
                    took[name][place].append(time.monotonic() - began)
    for name in EDITS:
        yield _pair(f"{name} edited, make watch (median of {bench.pairs})", took[name])


def _values(sides: list[Bench]) -> dict[str, list[list[float]]]:
    return {name: [[] for _ in sides] for name in EDITS}


def _pair(name: str, sides: list[list[float]], unit: str = "s") -> Row:
    own, *older = (statistics.median(values) for values in sides)
    return Row(name, own, unit, before=older[0] if older else None)


@contextmanager
def _built(bench: Bench, port: int) -> Iterator[Callable[[], None]]:
    """A watcher; what is given waits for its next build, over a new start with changed code too."""
    command = [str(bench.bin / "python"), "scripts/watch_book.py", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=bench.book, env=bench.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        wait = partial(_expect, process.stdout, lambda line: "up to date" in line)
        wait()
        yield wait
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _watcher(bench: Bench) -> Iterator[Callable[[], None]]:
    command = [str(BIN / "python"), "scripts/watch_book.py", "--port", str(PORT)]
    process = subprocess.Popen(
        command, cwd=bench.book, env=bench.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        _expect(process.stdout, lambda line: "up to date" in line)
        events = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_watch")

        def wait() -> None:
            _expect(events, lambda line: line.startswith(b"data:"))

        wait()
        yield wait
    finally:
        process.terminate()
        process.wait()


def _expect(lines: IO, wanted: Callable[[str | bytes], bool]) -> None:
    """Read to a line that is wanted."""
    for line in lines:
        if wanted(line):
            return
    raise SystemExit("the watcher has ended")


def editions(bench: Bench, counts: tuple[int, ...] = (1, 5, 20)) -> Iterator[Row]:
    """Editions of made-up data: what each takes, and the memory."""
    sys.path.insert(0, str(bench.book / "tests"))
    from conftest import made_up_daily, write_edition

    settings = (bench.book / "data" / "2025" / "edition.yml").read_text(encoding="utf-8")
    daily = made_up_daily()
    for count in counts:
        folders = [bench.folder / f"of-{count}" / f"made-up-{number}" for number in range(count)]
        for number, folder in enumerate(folders):
            rows = daily.assign(tokens=daily["tokens"] + number)
            write_edition(folder, rows, settings)
        output = bench.folder / f"build-{count}"
        took = bench.press("--pages-only", "--output", output, "--edition", *folders)
        yield Row(f"{count} editions, each", took.seconds / count, goal="flat or falling")
        yield Row(f"{count} editions, peak memory (PSS)", took.memory, "MB", goal="flat")


READERS = {
    "plain": "pandas.read_csv(path)",
    "ours": "files.read_daily(pathlib.Path(path))",
    "weeks": "usage.to_weeks(files.read_daily(pathlib.Path(path)).rows)",
}
MEASURE = """
import json, pathlib, resource, sys, time
import pandas
from tokenbook.rows import usage
from tokenbook.rows.sources import files
path = sys.argv[1]
began = time.monotonic()
{read}
seconds = time.monotonic() - began
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000]))
"""


def reading(bench: Bench) -> Iterator[Row]:
    """Read and check 1,000,000 made-up daily rows, beside `pandas.read_csv` on the same file."""
    rows = bench.folder / "rows.csv"
    days = pd.date_range("2024-01-01", periods=1000).strftime("%Y-%m-%d")
    lines = (f"{day},lab-{n % 60}/model-{n},{n * 10**6 + 7}" for day in days for n in range(1000))
    rows.write_text("date,model_permaslug,total_tokens\n" + "\n".join(lines) + "\n", encoding="utf-8")
    took: dict[str, tuple[float, float]] = {}
    for name, read in READERS.items():
        # each in a process of its own: the most memory is that of the whole process
        runs = [_measured(bench, MEASURE.format(read=read), rows) for _ in range(3)]
        took[name] = sorted(runs)[1]
    (seconds, memory), (plain, plain_memory) = took["ours"], took["plain"]
    yield Row("reading and checking 1,000,000 rows (median of 3)", seconds, plain=plain)
    yield Row("the same, peak memory of the process", memory, "MB", plain_memory)
    yield Row("and adding them up to weeks", took["weeks"][0])


def _measured(bench: Bench, code: str, path: Path) -> tuple[float, float]:
    command = [BIN / "python", "-c", code, path]
    done = subprocess.run(command, env=bench.environment, capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def fresh(bench: Bench) -> Iterator[Row]:
    """From a clone to the finished book, as on a machine that has only Python."""
    clone = bench.folder / "clone"
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    bench.run("make", "setup", cwd=clone)
    setup = time.monotonic() - began
    bench.run("make", "book", cwd=clone)
    yield Row("fresh machine: clone to book", time.monotonic() - began)
    yield Row("of which clone and set-up", setup)


BENCHMARKS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "cold": cold,
    "commands": commands,
    "watched": watched,
    "edits": edits,
    "reading": reading,
    "editions": editions,
    "fresh": fresh,
}
"""What is measured; each gives rows. `make bench` runs those of `DEFAULT`."""

DEFAULT = ("cold", "commands", "watched", "edits", "reading")


def machine() -> dict[str, str]:
    """Where it was measured."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    load = os.getloadavg()[0]
    return {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "system": platform.platform(),
        "Python": platform.python_version(),
        "load before": f"{load:.1f}" + (" (others were at work)" if load > 0.5 else ""),
    }


def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| | press | before | plain | press / plain | goal |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        digits = 2 if row.unit == "s" else 0
        value, before, plain = (
            "" if number is None else f"{number:.{digits}f} {row.unit}"
            for number in (row.value, row.before, row.plain)
        )
        share = f"{row.share:.3f}" if row.share else ""
        lines.append(f"| {row.name} | {value} | {before} | {plain} | {share} | {row.goal} |")
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=list(DEFAULT), help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "bench.json")
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="CHECKOUT",
        help="measure edits in pairs with this one, set up by its own `make setup`",
    )
    parser.add_argument("--pairs", type=int, default=3, help="how often each edit is made (default: 3)")
    options = parser.parse_args(argv)
    if unknown := set(options.what) - BENCHMARKS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: there are {', '.join(BENCHMARKS)}")
    where, rows = machine(), []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), options.beside and options.beside.resolve())
        bench.pairs = options.pairs
        for name in options.what:
            for row in BENCHMARKS[name](bench):
                rows.append(row)
                print(table([row]).splitlines()[-1], flush=True)
    print("\n".join(["", *(f"{key}: {value}" for key, value in where.items()), "", table(rows)]))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    record = {"machine": where, "rows": [asdict(row) | {"share": row.share} for row in rows]}
    options.output.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
