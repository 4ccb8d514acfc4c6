#!/usr/bin/env python3
"""Change modules of the book and the press's keys one place at a time; see whether their tests notice."""

import argparse
import ast
import compileall
import difflib
import gc
import importlib
import math
import multiprocessing
import os
import pickle
import py_compile
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tokenbook import ROOT
from tokenbook.errors import BookError

SAMPLE = 60
SEED = 18
LEAST = 0.9
"""Part of the mutants that the tests have to kill."""

PATIENCE, START = 4, 30
"""A mutant that takes so many times as long as the unchanged code, and so many seconds to start, hangs,
and is killed by that."""

LIBRARIES = (
    "arch.bootstrap",
    "arch.unitroot",
    "babel.dates",
    "bs4",
    "hypothesis",
    "nbformat",
    "num2words",
    "pandera.pandas",
    "pyarrow.parquet",
    "pydantic",
    "pytest",
    "scipy.stats",
    "seaborn",
    "yaml",
)
"""What the tests import, but the book."""

SAID, SEEN = "said.txt", "seen.pickle"
"""In the copy's folder: what pytest printed, what the tests call."""

_CHAPTER = (
    "test_article",
    "test_told_numbers",
    "test_sharp_conditions",
    "test_second_computation",
    "test_sharp_limits",
    "test_recorded",
)
_CHART = ("test_headlines", "test_sharp_charts", "test_drawings")
_LOG = ("test_import", "test_import_presets", "test_import_again")
TESTS: Mapping[str, tuple[str, ...]] = {
    "measures": ("test_measures", "test_article", "test_second_computation"),
    "prices": ("test_prices",),
    "lifetimes": ("test_lifetimes",),
    "rhythm": ("test_lifetimes",),
    "statistics": ("test_statistics",),
    "coverage": ("test_coverage", "test_part_years"),
    "article/disruptors": _CHAPTER,
    "article/flash_mini": _CHAPTER,
    "article/others": _CHAPTER,
    "article/outlook": _CHAPTER,
    "article/specialists": _CHAPTER,
    "article/volume": _CHAPTER,
    "article/forecasts": ("test_article", "test_part_years", "test_recorded"),
    "article/grading": ("test_article", "test_recorded"),
    "article/intro": ("test_article", "test_front"),
    "article/lacking": ("test_article", "test_part_years"),
    "article/registry": ("test_article", "test_scope"),
    "article/sensitivity": ("test_sensitivity",),
    "charts/after": (*_CHART, "test_after"),
    "charts/base": ("test_style", *_CHART),
    "charts/colours": ("test_colours", *_CHART),
    "charts/costs": _CHART,
    "charts/disruptors": _CHART,
    "charts/explorer": _CHART,
    "charts/flash_mini": _CHART,
    "charts/intro": _CHART,
    "charts/numbers": ("test_numbers",),
    "charts/others": _CHART,
    "charts/outlook": _CHART,
    "charts/own": _CHART,
    "charts/picture": ("test_picture",),
    "charts/specialists": _CHART,
    "charts/style": ("test_style", "test_units", "test_numbers", *_CHART),
    "charts/unseen": _CHART,
    "charts/volume": _CHART,
    "rows/commands/__init__": ("test_commands",),
    "rows/commands/import_": _LOG,
    "rows/commands/prices": ("test_prices", "test_price_readings"),
    "rows/commands/rows": ("test_commands", "test_sources"),
    "rows/events/cells": ("test_cells", *_LOG),
    "rows/events/daily": _LOG,
    "rows/events/expressions": ("test_expressions", *_LOG),
    "rows/events/files": ("test_event_files", "test_hostile_logs", *_LOG),
    "rows/events/importing": ("test_cells", *_LOG),
    "rows/events/names": _LOG,
    "rows/events/presets": _LOG,
    "rows/events/spark": _LOG,
    "rows/events/tables": ("test_cells", *_LOG),
    "rows/free": ("test_usage",),
    "rows/happenings": ("test_side",),
    "rows/hidden": ("test_commands", "test_hostile_logs"),
    "rows/proposal": ("test_proposal",),
    "rows/readings": ("test_price_readings",),
    "rows/sources/api": ("test_sources", "test_hostile_rows"),
    "rows/sources/days": ("test_days", "test_updating"),
    "rows/sources/export": ("test_sources", "test_hostile_rows"),
    "rows/sources/files": ("test_files", "test_days"),
    "rows/sources/http": ("test_sources", "test_hostile_rows"),
    "rows/sources/models_list": ("test_price_readings",),
    "rows/state": ("test_updating", "test_hostile_rows"),
    "rows/tables": ("test_usage", "test_cells", "test_files", "test_hostile_rows"),
    "rows/takeover": ("test_side",),
    "rows/updating": ("test_updating", "test_sources"),
    "rows/usage": ("test_usage",),
    "wording": ("test_wording", "test_units"),
    "press/fingerprint": ("test_keys",),
    "press/store": ("test_keys",),
}
"""Module -> the files of tests that have to notice a change in it, the quickest to fail first."""


Function = tuple[str, int]
"""A module and the first line of a function in it."""


@dataclass(frozen=True)
class Mutant:
    """One place that an operator changes.

    Attributes
    ----------
    occurrence : the how-manieth place in the module that the operator can change.
    line : where it begins, from 1.
    function : first line of the function or method around it; 0 where it is run by the import.
    """

    module: str
    operator: str
    occurrence: int
    line: int
    function: int = 0

    @property
    def path(self) -> str:
        """The module's file, from the book's folder."""
        return source_of(self.module)


@dataclass
class Seen:
    """What a test takes and calls.

    Attributes
    ----------
    seconds : of processor time.
    set_up : the functions that its fixtures call.
    calls : those that it calls itself, and later those of its file's fixtures.
    """

    seconds: float
    set_up: set[Function]
    calls: set[Function]


def source_of(module: str) -> str:
    """A module's file, from the book's folder."""
    return f"{'press/src' if module.startswith('press/') else 'tokenbook'}/{module}.py"


def path_of(name: str) -> str:
    """A file of tests, as pytest calls it."""
    return f"tests/{name}.py"


def functions_of(source: str) -> Iterator[tuple[int, int]]:
    """First line (that of a decorator, if any) and last of each function that is not in another."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield first, node.end_lineno or node.lineno
        else:
            waiting += ast.iter_child_nodes(node)


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """All places of a module that can be changed; types are left out, since mypy reads them."""
    types = [
        ((note.lineno, note.col_offset), (note.end_lineno or 0, note.end_col_offset or 0))
        for node in ast.walk(ast.parse(source))
        for note in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if note is not None
    ]
    functions = list(functions_of(source))
    tree = get_ast(source)
    for name in operator_names():
        if (kind := get_operator(name)).arguments() or name.endswith("/NoOp"):
            continue
        places = (place for node in ast_nodes(tree) for place in kind().mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            if not any(first <= start < last for first, last in types):
                around = [first for first, last in functions if first <= start[0] <= last]
                yield Mutant(module, name, occurrence, start[0], *around)


def sample(strata: Mapping[str, list[Mutant]], size: int, seed: int) -> list[Mutant]:
    """About `size`, of each module in proportion to what it has, but one at least; the same each time."""
    total = sum(map(len, strata.values()))
    chosen = []
    for module, found in strata.items():
        share = min(len(found), max(1, round(size * len(found) / total))) if found else 0
        chosen += random.Random(f"{seed} {module}").sample(found, share)
    return chosen


def mutated(mutant: Mutant, source: str) -> str:
    """The module's text with the change."""
    text = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    if text is None:
        raise BookError(f"{mutant.path}: {mutant.operator} has no place {mutant.occurrence}")
    return str(text)


def changed_since(revision: str) -> set[str]:
    """The modules whose file differs from a revision's."""
    command = ["git", "diff", "--name-only", revision, "--", *map(source_of, TESTS)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise BookError(f"--changed {revision}: {said.stderr.strip()}")
    changed = set(said.stdout.split())
    return {module for module in TESTS if source_of(module) in changed}


class Watched:
    """Which test calls which function of the mutated modules, and its seconds; a plugin of pytest.

    What a test's setting-up calls counts for its whole file, since a fixture may serve all of it.
    """

    def __init__(self, modules: Iterable[str]):
        self.modules = {str(Path(source_of(module)).absolute()): module for module in modules}
        self.calls: set[Function] = set()
        self.seen: dict[str, Seen] = {}

    def trace(self, frame: FrameType, event: str, arg: object) -> None:
        """Note a call, as `sys.settrace` tells of it."""
        if (module := self.modules.get(frame.f_code.co_filename)) is not None:
            self.calls.add((module, frame.f_code.co_firstlineno))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """Begin anew with each test."""
        self.calls, began = set(), time.process_time()
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(None)
            self.seen[item.nodeid] = Seen(time.process_time() - began, self.calls, set())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """What the test itself calls."""
        self.calls, began = set(), time.process_time()
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(None)
            seen = self.seen[item.nodeid]
            seen.seconds += time.process_time() - began
            seen.calls |= self.calls


class Picked:
    """Only these tests, in this order; a plugin of pytest."""

    def __init__(self, names: Sequence[str]):
        self.place = {name: number for number, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out all others."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place), key=lambda item: self.place[item.nodeid]
        )


def in_child(folder: Path, files: Sequence[str], names: Sequence[str] | None, seconds: int | None) -> None:
    """Run tests of the copy in this very process, which has the libraries and not yet the book.

    Parameters
    ----------
    names : the tests to run, in this order; None = all, and what they call is written to `SEEN`.
    seconds : of processor time, after which the process is killed.
    """
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with (folder / SAID).open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.chdir(folder)
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(folder), str(folder / "press" / "src")]
    for name in [name for name in sys.modules if name.split(".")[0] in ("tokenbook", "press")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    plugin = Watched(TESTS) if names is None else Picked(names)
    arguments = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={folder / 'temp'}"]
    if names is not None:
        arguments.append("--assert=plain")  # nobody reads how a mutant fails
    # the plugins that are installed beside the tests are not theirs, and begin to work in each process
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()
    code = pytest.main([*arguments, *files], plugins=[plugin])
    if isinstance(plugin, Watched):
        told = {name: (seen.seconds, seen.set_up, seen.calls) for name, seen in plugin.seen.items()}
        (folder / SEEN).write_bytes(pickle.dumps(told))
    sys.stdout.flush()
    os._exit(code)


class Copy:
    """The book in a folder of its own: what is stopped halfway leaves the tree as it was.

    Each run of tests is a process forked from one that has imported the libraries: that takes
    longer than most runs.
    """

    def __init__(self, folder: Path, libraries: Sequence[str] = LIBRARIES):
        self.folder = folder
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        for name in names.stdout.splitlines():
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        # by what a file says: a mutant is often as long as its original, and of the same second
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        for part in ("tokenbook", "press/src", "tests"):
            compileall.compile_dir(folder / part, quiet=1, invalidation_mode=mode)
        self.forks = multiprocessing.get_context("forkserver")
        self.forks.set_forkserver_preload(["__main__", "mutants", *libraries])
        self.seen: dict[str, Seen] = {}

    def run(
        self, files: Iterable[str], names: Sequence[str] | None = None, seconds: int | None = None
    ) -> int:
        """What pytest returns of some files of tests, or minus the signal that ended it."""
        child = self.forks.Process(
            target=in_child, args=(self.folder, list(files), names, seconds), daemon=True
        )
        child.start()
        child.join()
        return child.exitcode or 0

    def watch(self, modules: Iterable[str]) -> None:
        """Run all tests of some modules unchanged, to learn which of them a mutant has to run.

        Raises
        ------
        BookError
            Where one fails: nothing could be told from a mutant's.
        """
        files = list(dict.fromkeys(path_of(name) for module in modules for name in TESTS[module]))
        if code := self.run(files):
            said = (self.folder / SAID).read_text(encoding="utf-8")
            raise BookError(f"the tests fail without a change (pytest says {code}):\n{said[-4000:]}")
        told = pickle.loads((self.folder / SEEN).read_bytes())
        self.seen = {name: Seen(*values) for name, values in told.items()}
        fixtures: dict[str, set[Function]] = {}
        for name, seen in self.seen.items():
            fixtures.setdefault(name.split("::")[0], set()).update(seen.set_up)
        for name, seen in self.seen.items():
            seen.calls |= fixtures[name.split("::")[0]]

    def tests_of(self, mutant: Mutant) -> list[list[str]]:
        """The module's tests that call the mutant's function, file by file, a file's quickest first; all
        where none does, or where it is changed while the module is imported."""
        ours = self.tests_in(TESTS[mutant.module])
        calling = [name for name in ours if (mutant.module, mutant.function) in self.seen[name].calls]
        ordered = sorted(calling or ours, key=lambda name: self.seen[name].seconds)
        files = [[name for name in ordered if name in self.tests_in([file])] for file in TESTS[mutant.module]]
        return [names for names in files if names]

    def tests_in(self, files: Iterable[str]) -> list[str]:
        """The tests that were seen in some files."""
        starts = tuple(f"{path_of(file)}::" for file in files)
        return [name for name in self.seen if name.startswith(starts)]

    def survives(self, mutant: Mutant) -> str:
        """The change as a diff where no test notices it, else nothing."""
        path = self.folder / mutant.path
        source = path.read_text(encoding="utf-8")
        text = mutated(mutant, source)
        path.write_text(text, encoding="utf-8")
        try:
            survived = all(self._pass(names, mutant) for names in self.tests_of(mutant))
        finally:
            path.write_text(source, encoding="utf-8")
        lines = difflib.unified_diff(source.splitlines(), text.splitlines(), lineterm="", n=0)
        return "\n".join(list(lines)[3:]) if survived else ""

    def _pass(self, names: Sequence[str], mutant: Mutant) -> bool:
        patience = START + PATIENCE * sum(self.seen[name].seconds for name in names)
        code = self.run([names[0].split("::")[0]], names, math.ceil(patience))
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            said = (self.folder / SAID).read_text(encoding="utf-8")
            raise BookError(f"{mutant.path}:{mutant.line}: pytest says {code}:\n{said[-4000:]}")
        return code == 0


def table(chosen: Iterable[Mutant], survivors: Iterable[Mutant], strata: Mapping[str, list[Mutant]]) -> str:
    """What each module has, what was tried of it and what was killed, in Markdown."""
    tried, alive = list(chosen), list(survivors)
    lines = ["| module | mutants | tried | killed |", "|---|--:|--:|--:|"]
    for module in strata:
        number = sum(one.module == module for one in tried)
        killed = number - sum(one.module == module for one in alive)
        lines.append(f"| {module} | {len(strata[module])} | {number} | {killed} |")
    total = sum(map(len, strata.values()))
    killed = len(tried) - len(alive)
    return "\n".join([*lines, f"| all | {total} | {len(tried)} | {killed} ({killed / len(tried):.0%}) |"])


def run(strata: Mapping[str, list[Mutant]], chosen: list[Mutant]) -> list[Mutant]:
    """Try the chosen ones; those that no test noticed."""
    survivors: list[Mutant] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        copy.watch(module for module in strata if any(mutant.module == module for mutant in chosen))
        for module in strata:
            ours = [mutant for mutant in chosen if mutant.module == module]
            for mutant in ours:
                if diff := copy.survives(mutant):
                    survivors.append(mutant)
                    print(f"survived: {mutant.path}:{mutant.line} {mutant.operator}\n{diff}", flush=True)
            alive = sum(mutant.module == module for mutant in survivors)
            print(f"{module}: {len(ours)} tried, {alive} survived", flush=True)
    return survivors


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = enough were killed, 1 = too few, 2 = could not be told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"how many to try, {SAMPLE} without it")
    parser.add_argument("--seed", type=int, default=SEED, help="another one draws other mutants")
    parser.add_argument("--changed", metavar="REVISION", help="only modules that differ from this revision")
    parser.add_argument("--module", action="append", choices=TESTS, help="only this one; may be repeated")
    options = parser.parse_args(argv)
    # as Ctrl-C does: the copy goes, and what runs in it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        modules = set(options.module or TESTS)
        if options.changed:
            modules &= changed_since(options.changed)
        strata = {
            name: list(mutants_of(name, (ROOT / source_of(name)).read_text(encoding="utf-8")))
            for name in TESTS
            if name in modules
        }
        if not (chosen := sample(strata, options.sample, options.seed) if strata else []):
            print("none of the modules has changed")
            return 0
        survivors = run(strata, chosen)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    print(table(chosen, survivors, strata))
    return 0 if len(survivors) <= (1 - LEAST) * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
