#!/usr/bin/env python3
"""Change the measures and the article's modules one place at a time; see whether their tests notice."""

import argparse
import ast
import compileall
import difflib
import os
import py_compile
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tokenbook import ROOT
from tokenbook.errors import BookError

SAMPLE = 60
SEED = 18
LEAST = 0.9
"""Part of the mutants that the tests have to kill."""

PATIENCE = 4
"""A mutant that takes this many times as long as the unchanged code hangs, and is killed by that."""

_CHAPTER = ("test_article", "test_second_computation", "test_sharp_limits")
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
    "article/forecasts": ("test_article", "test_part_years"),
    "article/grading": ("test_article",),
    "article/intro": ("test_article", "test_front"),
    "article/lacking": ("test_article", "test_part_years"),
    "article/registry": ("test_article", "test_scope"),
    "article/sensitivity": ("test_sensitivity",),
}
"""Module -> the files of tests that have to notice a change in it, the quickest to fail first."""


@dataclass(frozen=True)
class Mutant:
    """One place that an operator changes.

    Attributes
    ----------
    occurrence : the how-manieth place in the module that the operator can change.
    line : where it begins, from 1.
    """

    module: str
    operator: str
    occurrence: int
    line: int

    @property
    def path(self) -> str:
        """The module's file, from the book's folder."""
        return f"tokenbook/{self.module}.py"


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """All places of a module that can be changed; types are left out, since mypy reads them."""
    types = [
        ((note.lineno, note.col_offset), (note.end_lineno or 0, note.end_col_offset or 0))
        for node in ast.walk(ast.parse(source))
        for note in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if note is not None
    ]
    tree = get_ast(source)
    for name in operator_names():
        if (kind := get_operator(name)).arguments() or name.endswith("/NoOp"):
            continue
        places = (place for node in ast_nodes(tree) for place in kind().mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            if not any(first <= start < last for first, last in types):
                yield Mutant(module, name, occurrence, start[0])


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
    command = ["git", "diff", "--name-only", revision, "--", "tokenbook"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise BookError(f"--changed {revision}: {said.stderr.strip()}")
    return {name.removeprefix("tokenbook/").removesuffix(".py") for name in said.stdout.split()}


class Copy:
    """The book in a folder of its own: what is stopped halfway leaves the tree as it was."""

    def __init__(self, folder: Path):
        self.folder = folder
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        for name in names.stdout.splitlines():
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        # by what a file says: a mutant is often as long as its original, and of the same second
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(folder / "tokenbook", quiet=1, invalidation_mode=mode)
        where = os.pathsep.join([str(folder), str(folder / "press" / "src")])
        self.environment = {**os.environ, "PYTHONPATH": where, "PYTHONDONTWRITEBYTECODE": "1"}

    def test(self, module: str, seconds: float | None = None) -> bool:
        """Whether the module's tests pass, within so many seconds."""
        files = [f"tests/{name}.py" for name in TESTS[module]]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                return process.wait(seconds) == 0
            except subprocess.TimeoutExpired:
                return False
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def patience(self, module: str) -> float:
        """Seconds to wait for a mutant.

        Raises
        ------
        BookError
            Where the unchanged module's tests fail: nothing could be told from a mutant's.
        """
        began = time.monotonic()
        if not self.test(module):
            raise BookError(f"{module}: its tests fail without a change: {', '.join(TESTS[module])}")
        return PATIENCE * (time.monotonic() - began)

    def survives(self, mutant: Mutant, patience: float) -> str:
        """The change as a diff where no test notices it, else nothing."""
        path = self.folder / mutant.path
        source = path.read_text(encoding="utf-8")
        text = mutated(mutant, source)
        path.write_text(text, encoding="utf-8")
        try:
            survived = self.test(mutant.module, patience)
        finally:
            path.write_text(source, encoding="utf-8")
        lines = difflib.unified_diff(source.splitlines(), text.splitlines(), lineterm="", n=0)
        return "\n".join(list(lines)[3:]) if survived else ""


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
        for module in strata:
            ours = [mutant for mutant in chosen if mutant.module == module]
            patience = copy.patience(module) if ours else 0
            for mutant in ours:
                if diff := copy.survives(mutant, patience):
                    survivors.append(mutant)
                    print(f"survived: {mutant.path}:{mutant.line} {mutant.operator}\n{diff}", flush=True)
            print(f"{module}: {len(ours)} tried", flush=True)
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
            name: list(mutants_of(name, (ROOT / f"tokenbook/{name}.py").read_text(encoding="utf-8")))
            for name in TESTS
            if name in modules
        }
        if not (chosen := sample(strata, options.sample, options.seed) if strata else []):
            print("no module of the measures or the article has changed")
            return 0
        survivors = run(strata, chosen)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    print(table(chosen, survivors, strata))
    return 0 if len(survivors) <= (1 - LEAST) * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
