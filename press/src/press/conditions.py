"""Prose under a condition: told where what a chapter's code has computed says so.

A cell is tagged `when:NAME` or `unless:NAME`; several tags must all hold. A prose cell says it once more
in its first line (`% when NAME`), which JupyterLab shows and MyST takes for a comment. What a chapter
computes of its conditions stands in the outputs of its run, under a type of its own.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import nbformat

from press.errors import PressError

CONDITIONS = "application/vnd.press.conditions+json"
"""Type of an output that maps names of conditions to whether they hold."""

ASIDE = "aside"
"""Tag of prose that only adds something: where its condition fails, nothing stands in its place."""

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a condition may be called."""

TAG = re.compile(r"(when|unless):(.*)")
LINE = re.compile(r"% ((?:when|unless) [^\n]*)(?:\n|$)")
"""The first line of prose under a condition."""

PART = re.compile(r"(when|unless) (\S+)")


@dataclass(frozen=True)
class Guard:
    """Which conditions have to hold (True) and which not to (False), for a cell to be told."""

    wants: frozenset[tuple[str, bool]] = frozenset()

    @classmethod
    def of_tags(cls, tags: Iterable[str]) -> "Guard":
        """The guard that a cell's tags make."""
        found = (TAG.fullmatch(tag) for tag in tags)
        return cls(frozenset((tag[2], tag[1] == "when") for tag in found if tag))

    @classmethod
    def of_line(cls, source: str) -> "Guard":
        """The guard that prose states in its first line."""
        line = LINE.match(source)
        parts = PART.findall(line[1].replace(",", " ")) if line else []
        return cls(frozenset((name, word == "when") for word, name in parts))

    def __bool__(self) -> bool:
        return bool(self.wants)

    @property
    def names(self) -> set[str]:
        """The conditions it asks for."""
        return {name for name, _ in self.wants}

    @property
    def line(self) -> str:
        """The first line of prose under it."""
        words = [f"{'when' if holds else 'unless'} {name}" for name, holds in sorted(self.wants)]
        return f"% {', '.join(words)}"

    def admits(self, found: Mapping[str, bool]) -> bool:
        """Whether a cell under it is told."""
        return all(found[name] == holds for name, holds in self.wants)


def tags_of(cell: Mapping[str, Any]) -> list[str]:
    """A cell's tags."""
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def computed(notebook: nbformat.NotebookNode) -> dict[str, bool]:
    """The conditions that a run has computed, by name.

    Raises
    ------
    PressError
        Where two cells compute the same.
    """
    found: dict[str, bool] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for name, holds in output.get("data", {}).get(CONDITIONS, {}).items():
                if name in found:
                    raise PressError(f"the condition {name!r} is computed twice; once for a chapter")
                found[name] = holds
    return found


def keep_told(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A run notebook with the cells whose conditions hold, and with no trace of conditions.

    Raises
    ------
    PressError
        Where no cell has computed a condition that a cell asks for.
    """
    kept = deepcopy(notebook)
    found = computed(kept)
    cells = []
    for cell in kept.cells:
        guard = Guard.of_tags(tags_of(cell))
        if lacking := sorted(guard.names - found.keys()):
            raise PressError(
                f"the condition {lacking[0]!r} of cell {cell.get('id')!r} is computed by no cell"
            )
        if not guard.admits(found):
            continue
        if guard:
            cell.metadata["tags"] = [tag for tag in tags_of(cell) if not TAG.fullmatch(tag) and tag != ASIDE]
        if cell.cell_type == "markdown":
            cell.source = LINE.sub("", cell.source, count=1)
        elif "outputs" in cell:
            cell.outputs = [one for one in cell.outputs if CONDITIONS not in one.get("data", {})]
        cells.append(cell)
    kept.cells = cells
    return kept


def check_line(cell: Mapping[str, Any], at: str) -> Guard:
    """The guard of a cell of prose, stated alike by its tags and its first line.

    Raises
    ------
    PressError
        Where the two differ, a name is none, or a cell is called an aside for no reason.
    """
    guard = Guard.of_tags(tags_of(cell))
    for name in sorted(guard.names):
        if not NAME.fullmatch(name):
            raise PressError(f"{at}: the condition {name!r}; allowed are small letters, digits and hyphens")
    if guard != Guard.of_line("".join(cell["source"])):
        wanted = f"is to be {guard.line!r}" if guard else "names a condition"
        raise PressError(f"{at}: its first line {wanted}; its tags say {'so' if guard else 'none'}")
    if ASIDE in tags_of(cell) and not guard:
        raise PressError(f"{at}: is tagged {ASIDE!r}, but stands under no condition")
    return guard


def check_alternatives(guards: Iterable[tuple[Guard, str]]) -> None:
    """See that of prose under conditions which stands together exactly one alternative is always told.

    Parameters
    ----------
    guards : of neighbouring cells (asides are left out), each with how an error names its cell.

    Raises
    ------
    PressError
        For a hole (nothing is told), and where two alternatives are told at once.
    """
    group: list[Guard] = []
    first = hole = ""
    for guard, at in guards:
        group.append(guard)
        first = first or at
        names = sorted(set().union(*(one.names for one in group)))
        hole = ""
        for values in itertools.product((True, False), repeat=len(names)):
            found = dict(zip(names, values, strict=True))
            told = sum(one.admits(found) for one in group)
            if told > 1:
                raise PressError(f"{at}: is told beside another alternative, {_told(found)}")
            hole = hole or ("" if told else _told(found))
        if not hole:
            group, first = [], ""
    if group:
        raise PressError(f"{first}: has no alternative next to it, {hole}; or tag it {ASIDE!r}")


def _told(found: Mapping[str, bool]) -> str:
    return Guard(frozenset(found.items())).line.removeprefix("% ")
