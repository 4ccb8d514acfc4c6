"""The book's measured values of 2025 against a second computation that shares nothing with it."""

import ast
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import second_computation

from tokenbook.article.registry import Verdict
from tokenbook.article.whole import STATEMENTS


@pytest.fixture(scope="module")
def found(real_scope):
    return {entry.id: entry.judge(real_scope) for entry in STATEMENTS}


def comparable(value: object) -> object:
    """Numbers to ten digits, weeks as days."""
    if isinstance(value, pd.Timestamp | date):
        return pd.Timestamp(value)
    return pytest.approx(value, rel=1e-10) if isinstance(value, int | float) else value


@pytest.mark.parametrize("statement", second_computation.VALUES)
def test_two_ways_lead_to_the_same_value(found, statement):
    measured = found[statement].measured.values
    again = second_computation.VALUES[statement]()
    assert measured.keys() == again.keys()
    for name, value in again.items():
        assert measured[name] == comparable(value), name


def test_every_statement_that_is_judged_is_computed_twice(found):
    open_ended = {Verdict.NOT_TESTABLE, Verdict.NO_DATA}
    judged = {id for id, finding in found.items() if finding.verdict not in open_ended}
    assert judged == set(second_computation.VALUES)


def test_the_second_computation_knows_nothing_of_the_book():
    tree = ast.parse(Path(second_computation.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] if isinstance(node, ast.Import) else node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= sys.stdlib_module_names
