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


FOR_MACHINES = {
    "intro-shift": ("last", "hhi"),
    "vol-jan": ("value", "tokens"),
    "vol-peak-time": ("week", "day"),
    "vol-peak-height": ("value", "tokens"),
    "vol-yearend": ("value", "tokens"),
    "vol-8x": ("at_peak", "ratio"),
    "vol-integration": ("late", "ratio"),
    "flash-efficiency": ("last", "share"),
    "flash-gemini": ("first", "weeks"),
    "flash-google-share": ("value", "share"),
    "flash-gpt41mini": ("value", "share"),
    "flash-midprice": ("value", "ratio"),
    "dis-value": ("cost", "usd"),
    "dis-deepseek-h2": ("older", "day"),
    "dis-displacement": ("steps", "r"),
    "dis-deepseek-coding": ("last", "rank"),
    "dis-qwen-2026": ("value", "rank"),
    "spec-grok": ("fourth", "tokens"),
    "spec-grok-speed": ("value", "share"),
    "spec-sonnet4": ("one", "ratio"),
    "oth-huge": ("value", "share"),
    "oth-tail": ("joint", "share"),
    "end-tax": ("last", "usd"),
}
"""Statement -> which of its values stands in `fact_check.json`, and its unit."""


def test_the_value_for_machines_is_the_one_that_was_computed_again(found):
    for statement, (name, unit) in FOR_MACHINES.items():
        again = second_computation.VALUES[statement]()[name]
        expected = again.isoformat() if isinstance(again, date) else comparable(again)
        assert (found[statement].value, found[statement].unit) == (expected, unit), statement
    # one is a quotient of two, one the tokens of a model without a row
    models = second_computation.VALUES["oth-multi"]()
    assert found["oth-multi"].value == pytest.approx(models["last"] / models["first"])
    assert (found["dis-qwen30b"].value, found["dis-qwen30b"].unit) == (0, "tokens")
    told_apart = {*FOR_MACHINES, "oth-multi", "dis-qwen30b"}
    assert told_apart == {id for id, finding in found.items() if finding.value is not None}


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
