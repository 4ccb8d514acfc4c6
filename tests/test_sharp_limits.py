"""Verdicts at a limit's very value and a hair to either side of it, on the committed rows."""

from dataclasses import replace

import pytest

from tokenbook.article.registry import Finding, Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.scope import Scope

S, P, C = Verdict.SUPPORTED, Verdict.PARTLY, Verdict.CONTRADICTED

HAIR = 1e-9
ENTRIES = {entry.id: entry for entry in STATEMENTS}

# statement, limit, the measured value at which it is set, a step, other limits moved,
# and the verdicts with the limit a step lower, there, and a step higher
SHARP = [
    ("oth-huge", "huge", "value", HAIR, {}, (S, S, P)),
    ("oth-huge", "large", "value", HAIR, {"huge": 0.9}, (P, P, C)),
    ("oth-tail", "large", "tuned", HAIR, {}, (P, P, C)),
    ("oth-tail", "majority", "joint", HAIR, {}, (P, C, C)),
    ("oth-multi", "doubled", "ratio", HAIR, {}, (P, P, P)),
    ("spec-grok-speed", "at once", "value", HAIR, {}, (P, P, C)),
    ("spec-sonnet4", "stable", "one", HAIR, {}, (P, S, S)),
    ("spec-sonnet4", "fixture", "leading", HAIR, {"stable": 9}, (S, S, P)),
    ("dis-displacement", "correlated", "steps", HAIR, {}, (C, P, P)),
    ("dis-displacement", "placebo", "chance", HAIR, {}, (C, P, P)),
    ("dis-deepseek-coding", "leading", "first", 1, {}, (C, P, P)),
    ("dis-qwen-2026", "visible", "value", 1, {}, (C, P, P)),
    ("dis-qwen-2026", "leading", "value", 1, {"visible": 99}, (P, S, S)),
]  # fmt: skip


def numbers(finding: Finding) -> dict[str, float]:
    """What was measured, and what follows from it."""
    found = dict(finding.measured.values)
    if "rank" in found:
        found["chance"] = found["rank"] / found["of"]
    if {"first", "last"} <= found.keys():
        found["ratio"] = found["last"] / found["first"]
    return found


def judged(statement: str, scope: Scope, moved: dict[str, float]) -> Finding:
    entry = ENTRIES[statement]
    return entry.judge(replace(entry.seen(scope), moved=moved))


@pytest.mark.parametrize(
    ("statement", "limit", "name", "step", "others", "expected"),
    SHARP,
    ids=[f"{case[0]}-{case[1]}-{case[2]}" for case in SHARP],
)
def test_a_verdict_turns_at_its_limit(statement, limit, name, step, others, expected, real_scope):
    at = numbers(ENTRIES[statement].judge(real_scope))[name]
    found = [judged(statement, real_scope, {**others, limit: at + turn * step}) for turn in (-1, 0, 1)]
    assert tuple(finding.verdict for finding in found) == expected


def test_a_doubled_number_is_told_as_the_half_that_holds(real_scope):
    """The verdict is the same on both sides, as the other half is open; the sentence is not."""
    at = numbers(ENTRIES["oth-multi"].judge(real_scope))["ratio"]
    halves = [
        judged("oth-multi", real_scope, {"doubled": at + turn * HAIR}).number("half") for turn in (-1, 1)
    ]
    assert halves == [["supported"], ["partly supported"]]


def test_a_steady_family_is_told_as_a_part_of_the_half_that_holds(real_scope):
    at = numbers(ENTRIES["spec-sonnet4"].judge(real_scope))["both"]
    halves = [
        judged("spec-sonnet4", real_scope, {"fixture": 2, "stable": at + turn * HAIR}).number("slice")
        for turn in (-1, 0, 1)
    ]
    assert halves == [["contradicted"], ["partly supported"], ["partly supported"]]


@pytest.mark.parametrize(("score", "expected"), [(74.2, P), (74.3, C)])
def test_the_best_run_of_a_vendor_is_good_up_to_its_own_points(score, expected, real_scope):
    assert judged("dis-value", real_scope, {"score": score}).verdict == expected


def test_a_spike_is_one_from_the_very_factor_on(real_scope):
    """Grok Code Fast 1 against its neighbours: the week nearest to a spike, by hand."""
    series = real_scope.weeks[real_scope.weeks["model"] == "x-ai/grok-code-fast-1"]
    tokens = series.groupby("week")["tokens"].sum().iloc[1:]
    factors = []
    for week in tokens.index[tokens.index >= "2025-09-29"]:
        days = abs((tokens.index - week).days)
        factors.append(tokens[week] / tokens[(days > 0) & (days <= 28)].median())
    found = [
        judged("spec-grok", real_scope, {"spike": max(factors) + turn * HAIR}).number("spikes")
        for turn in (-1, 1)
    ]
    assert found == [1, 0]


def test_a_forecast_is_judged_on_the_edition_that_follows(scope_of):
    entry = ENTRIES["dis-qwen-2026"]
    assert scope_of("2025").later is not None
    assert entry.judge(scope_of("2025")).measured == entry.judge(scope_of("2026")).measured
    alone = replace(scope_of("2025"), edition=replace(scope_of("2025").edition, path=None))
    assert entry.judge(alone).verdict == Verdict.NO_DATA
