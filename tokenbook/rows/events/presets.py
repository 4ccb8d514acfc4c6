"""Formats that are known: a small file of facts each, in `presets/`, and how they are recognised."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tokenbook.errors import BookError
from tokenbook.rows.events.files import File, first_records
from tokenbook.rows.events.tables import read_steps

FOLDER = Path(__file__).with_name("presets")

AS_WRITTEN = "as written"
"""Zone of a format whose days are somebody's, who is not named: they are taken as they stand."""


@dataclass(frozen=True)
class Shape:
    """One shape of a format: how it is recognised, and how it maps.

    Attributes
    ----------
    preset, title, sum, failed : the format's name, what it is, what its tokens are, what failed ones are.
    zone : of stamps that say none; None where nobody documents it, `AS_WRITTEN` for days as they stand.
    name : of the shape.
    columns : that CSV, xlsx or Parquet must have; empty for JSON.
    rows : JSON: paths to the records, the first one that leads to any is taken.
    paths : JSON: what a record must have.
    needs : JSON: text that the file's head must hold.
    optional : columns that may be missing.
    grain : "day" where the file has whole days, which no zone can move.
    date, model, tokens, cost, where : expressions.
    refuse, skip : why it cannot be imported; why it is passed over among others.
    note, hint : what to know of it; what to do where its models are missing.
    """

    preset: str
    title: str
    sum: str
    failed: str
    zone: str | None
    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ("",)
    paths: tuple[str, ...] = ()
    needs: str = ""
    optional: tuple[str, ...] = ()
    grain: str = "event"
    date: str = ""
    model: str = ""
    tokens: str = ""
    cost: str = ""
    vendor: str = ""
    where: str = ""
    refuse: str = ""
    skip: str = ""
    note: str = ""
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.title} ({self.preset}, shape {self.name!r})"


@cache
def read_presets(folder: Path = FOLDER) -> dict[str, tuple[Shape, ...]]:
    """Every preset by name, each with its shapes in the order in which they are tried."""
    found = {}
    for path in sorted(folder.glob("*.yml")):
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        shapes = facts.pop("shapes")
        del facts["source"]
        found[path.stem] = tuple(Shape(**_frozen({"preset": path.stem} | facts | one)) for one in shapes)
    return found


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}


def recognise(file: File, columns: list[str], preset: str = "auto") -> tuple[Shape, str] | None:
    """The shape of a file and the path to its records; None where it is none of them.

    Parameters
    ----------
    columns : of a table; empty for JSON.
    preset : the name of one, or "auto" for all; of several that fit, the one that asks for most.

    Raises
    ------
    BookError
        Where there is no such preset.
    """
    presets = read_presets()
    if preset != "auto" and preset not in presets:
        raise BookError(f"--preset: found {preset!r}; allowed: auto, {', '.join(presets)}")
    shapes = [shape for name in presets if preset in ("auto", name) for shape in presets[name]]
    fits = list(_in_json(file, shapes) if file.kind == "json" else _in_table(columns, shapes))
    return max(fits, key=lambda fit: len(fit[0].columns or fit[0].paths), default=None)


def recognise_table(columns: list[str], preset: str) -> tuple[Shape, str] | None:
    """The same for a table of an engine."""
    return recognise(File(Path(), "", "parquet"), columns, preset)


def _in_table(columns: list[str], shapes: list[Shape]) -> Iterator[tuple[Shape, str]]:
    there = {name.strip().casefold() for name in columns}
    for shape in shapes:
        if shape.columns and {name.casefold() for name in shape.columns} <= there:
            yield shape, ""


def _in_json(file: File, shapes: list[Shape]) -> Iterator[tuple[Shape, str]]:
    documents = first_records(file)
    for shape in shapes:
        if not shape.paths or shape.needs not in file.head:
            continue
        for rows in shape.rows:
            records = [one for document in documents for one in _records(document, read_steps(rows))]
            if any(all(_has(record, path) for path in shape.paths) for record in records):
                yield shape, rows
                break


def _records(value: Any, steps: list[tuple[list[str], str]]) -> Iterator[Any]:
    """What a path leads to, in Python, for the first documents."""
    if not steps:
        yield value
        return
    names, step = steps[0]
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    inner = value if step == "[]" else value.values() if isinstance(value, dict) else ()
    if isinstance(inner, list) or step == "{}":
        for one in inner:
            yield from _records(one, steps[1:])


def _has(record: Any, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(record, dict) or name not in record:
            return False
        record = record[name]
    return True
