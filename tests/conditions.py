"""Conditions of chapters as changed rows turn them. What is changed here is made up and reaches no book."""

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from once import load_once

from tokenbook import ROOT, editions, notebook, places
from tokenbook.editions import Edition

SHOWN = re.compile(r"book\.(figure|table|verdict|notes|show)\(")
"""What a cell does that only shows something."""

Change = Callable[[Edition], Edition]


def path_of(slug: str) -> Path:
    """The notebook of a chapter."""
    return ROOT / "chapters" / f"{places.chapters()[slug].name}.ipynb"


def conditions_of(slug: str, edition: Edition, monkeypatch) -> dict[str, bool]:
    """What a chapter's code computes of its conditions for an edition."""
    found: dict[str, bool] = {}

    def load(name: str | Path) -> Edition:
        # a chapter names its own edition; those beside it are paths
        return load_once(name) if isinstance(name, Path) else edition

    with monkeypatch.context() as patched:
        patched.setattr(notebook, "note_conditions", found.update)
        patched.setattr(notebook, "glue", lambda name, text: None)
        patched.setattr(notebook, "display", lambda shown: None)
        patched.setattr(editions, "load", load)
        names: dict[str, object] = {}
        for cell in nbformat.read(path_of(slug), as_version=4).cells:
            quiet = {"check", "verdict", "note"} & set(cell.metadata.get("tags", []))
            if cell.cell_type == "code" and not quiet and not SHOWN.match(cell.source):
                exec(compile(cell.source, f"{slug}:{cell.id}", "exec"), names)
    return found


@functools.cache
def usual_conditions(slug: str, base: str) -> dict[str, bool]:
    """What they are for a committed edition, worked out once for all changes of it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return conditions_of(slug, load_once(base), monkeypatch)


def a_year_later(_: Edition) -> Edition:
    """The edition of another year than the article's."""
    return load_once("2026")


def with_rows(edition: Edition, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Edition:
    """An edition with changed weekly rows; days and what lies beside the rows stay."""
    changed = replace(edition, rows=change(edition.rows.copy()))
    return _with_same(edition, changed, "daily")


def with_table(edition: Edition, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Edition:
    """An edition with a changed table beside the rows: `daily`, `prices`, `releases`, …"""
    changed = replace(edition)
    changed.__dict__[name] = change(getattr(edition, name).copy())
    return changed


def _with_same(edition: Edition, changed: Edition, *names: str) -> Edition:
    for name in names:
        if name not in edition.lacks:
            changed.__dict__[name] = getattr(edition, name)
    return changed


def without(*models: str) -> Change:
    """The edition without rows of these models."""
    return lambda edition: with_rows(edition, lambda rows: rows[~rows["model"].isin(models)])


def scaled(factor: float, keep: Callable[[pd.DataFrame], pd.Series]) -> Change:
    """The edition with the tokens of some rows times a factor; `keep` says which."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        some = keep(rows)
        rows.loc[some, "tokens"] = (rows.loc[some, "tokens"] * factor).astype("int64")
        return rows

    return lambda edition: with_rows(edition, change)


def alone(edition: Edition) -> Edition:
    """The edition with none that follows it, and none before."""
    changed = replace(edition)
    changed.__dict__.update(later=None, earlier=None)
    return changed
