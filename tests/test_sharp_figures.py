"""Verdicts at a limit's very value and a hair beside it: introduction, volume, light models, outlook."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tokenbook import measures, said
from tokenbook.article.registry import Finding, Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.scope import Scope
from tokenbook.wording import TRILLION, Wording

S, P, C = Verdict.SUPPORTED, Verdict.PARTLY, Verdict.CONTRADICTED

HAIR = 1e-9
ENTRIES = {entry.id: entry for entry in STATEMENTS}


def rank_at(number: int) -> Callable[[dict[str, Any]], float]:
    """A count of weeks as the part of all weeks that it is."""
    return lambda found: found["first" if number == 1 else "leading"] / found["weeks"]


def off(goal: float) -> Callable[[dict[str, Any]], float]:
    """By how much a figure is off the article's."""
    return lambda found: abs(found["value"] / (goal * TRILLION) - 1)


def furthest(found: dict[str, Any]) -> float:
    """How far the weeks after the peak go from the article's figure."""
    goal = said.YEAREND * TRILLION
    return max(abs(found[name] / goal - 1) for name in ("low", "value", "high"))


def name(key: str) -> Callable[[dict[str, Any]], float]:
    return lambda found: found[key]


# statement, limit, where it is set, a step, other limits moved,
# and the verdicts with the limit a step lower, there, and a step higher
SHARP = [
    ("intro-shift", "concentrated", name("first"), HAIR, {}, (P, C, C)),
    ("intro-shift", "unconcentrated", name("last"), HAIR, {}, (P, P, S)),
    ("vol-jan", "clearly below", lambda found: found["value"] / TRILLION, HAIR, {}, (P, S, S)),
    ("vol-peak-height", "near", off(said.PEAK), HAIR, {}, (P, S, S)),
    ("vol-peak-height", "loose", off(said.PEAK), HAIR, {}, (C, P, P)),
    ("vol-yearend", "about", furthest, HAIR, {}, (C, P, P)),
    ("vol-yearend", "settled", lambda found: abs(found["trend"]), HAIR, {}, (P, S, S)),
    ("vol-8x", "loose", lambda found: found["at_end"] / said.GROWTH - 1, HAIR, {}, (C, P, P)),
    ("vol-8x", "near", lambda found: found["at_peak"] / said.GROWTH - 1, HAIR, {"loose": 9}, (P, S, S)),
    ("vol-integration", "work week", name("late"), HAIR, {}, (C, C, P)),
    ("flash-gemini", "majority", rank_at(1), HAIR, {}, (S, P, P)),
    ("flash-gemini", "majority", rank_at(3), HAIR, {}, (P, C, C)),
    ("flash-google-share", "majority", name("light"), HAIR, {}, (P, P, P)),
    ("flash-gpt41mini", "majority", name("value"), HAIR, {}, (P, C, C)),
    ("flash-gpt41mini", "fixture", name("late"), HAIR, {}, (S, S, P)),
    ("end-tax", "halved", lambda found: found["first"] / found["last"], HAIR, {}, (P, P, C)),
]  # fmt: skip


def judged(statement: str, scope: Scope, moved: dict[str, float]) -> Finding:
    return ENTRIES[statement].judge(replace(scope, moved=moved))


@pytest.mark.parametrize(
    ("statement", "limit", "at", "step", "others", "expected"),
    SHARP,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(SHARP)],
)
def test_a_verdict_turns_at_its_limit(statement, limit, at, step, others, expected, real_scope):
    found = ENTRIES[statement].judge(real_scope).measured
    value = at(dict(found.values))
    verdicts = [
        judged(statement, real_scope, {**others, limit: value + turn * step}).verdict for turn in (-1, 0, 1)
    ]
    assert tuple(verdicts) == expected


def parts(finding: Finding) -> list[str]:
    """The sentences of an evidence, before their numbers are filled in."""
    return [part.message for part in finding.number("parts")]


@pytest.mark.parametrize(
    ("turn", "words"), [(-HAIR, "the sentence holds"), (0, "without a half"), (HAIR, "without a half")]
)
def test_more_than_half_of_the_light_models_is_told_to_the_hair(turn, words, real_scope):
    at = ENTRIES["flash-google-share"].judge(real_scope).number("light")
    _, light = parts(judged("flash-google-share", real_scope, {"majority": at + turn}))
    assert words in light


@pytest.mark.parametrize(("turn", "is_one"), [(-HAIR, True), (0, True), (HAIR, False)])
def test_a_fixture_of_the_last_weeks_is_one_up_to_its_part(turn, is_one, real_scope):
    at = dict(ENTRIES["flash-gpt41mini"].judge(real_scope).measured.values)["late"]
    *_, last = parts(judged("flash-gpt41mini", real_scope, {"fixture": at + turn}))
    assert last == f"That is a fixture, {'and' if is_one else 'but not'} to the end."


@pytest.mark.parametrize(("visible", "late"), [(19, 2), (20, 2), (21, 3)])
def test_standing_out_is_counted_and_told_by_the_same_line(visible, late, real_scope):
    """Whoever moves the line reads the part of the weeks above that line."""
    finding = judged("flash-gpt41mini", real_scope, {"visible": visible})
    rank = measures.ranks(real_scope.weeks, "model")["openai/gpt-4.1-mini"]
    assert finding.measured.values["top"] == visible
    assert finding.number("late") == int((rank.iloc[-13:] <= visible).sum())
    assert finding.number("late") == late


@pytest.mark.parametrize(("leading", "expected"), [(1, C), (2, C), (3, P)])
def test_leading_is_up_to_its_place(leading, expected, real_scope):
    assert judged("flash-gemini", real_scope, {"leading": leading}).verdict == expected


@pytest.mark.parametrize(("score", "first"), [(61.7, 186.4958), (61.8, None)])
def test_a_run_is_good_up_to_its_own_points(score, first, real_scope):
    """o1 reached 61.7 points before the year began, for $186.50."""
    found = judged("end-tax", real_scope, {"score": score}).measured.values["first"]
    assert (found == first) == (first is not None)


def priced(scope: Scope, middle: float, dear: float) -> Scope:
    """Made-up list prices: one for GPT-4.1 mini, one for GPT-5, nothing known of anybody else."""
    slugs = {"openai/gpt-4.1-mini-2025-04-14": middle, "openai/gpt-5-2025-08-07": dear}
    rows = [(week, slug, price, price) for week in scope.coverage.weeks for slug, price in slugs.items()]
    edition = replace(scope.edition)
    table = pd.DataFrame(rows, columns=["week", "model_permaslug", "prompt", "completion"])
    edition.__dict__["prices"] = table
    return replace(scope, edition=edition)


@pytest.mark.parametrize(
    ("middle", "dear", "expected"),
    [
        # at 0.2 in, below it out; at 2 dear, below it in
        (0.2, 5.0, ("middle", "dear")),
        (0.2 - HAIR, 5.0, (None, "dear")),
        (1.0, 2.0, ("middle", "dear")),
        (1.0, 2.0 - HAIR, ("middle", "middle")),
        (2.0, 5.0, ("dear", "dear")),
    ],
)
def test_a_price_is_in_the_middle_from_its_lower_to_below_its_upper_end(middle, dear, expected, real_scope):
    found = ENTRIES["flash-midprice"].judge(priced(real_scope, middle, dear)).measured.values
    rows = real_scope.weeks[real_scope.weeks["week"] > "2025-04-14"]
    tokens = [
        int(rows.loc[rows["slug"] == slug, "tokens"].sum())
        for slug in ("openai/gpt-4.1-mini-2025-04-14", "openai/gpt-5-2025-08-07")
    ]
    # of others only free tokens have a price, and that is none
    free = rows.loc[~rows["slug"].isin(["openai/gpt-4.1-mini-2025-04-14", "openai/gpt-5-2025-08-07"])]
    whole = sum(tokens) + int(free["free_tokens"].where(free["slug"] != "other", 0).sum())
    for band in ("middle", "dear"):
        share = sum(count for count, place in zip(tokens, expected, strict=True) if place == band) / whole
        assert found[band] == pytest.approx(share, abs=1e-12)


def test_without_a_known_price_two_readings_are_left(real_scope):
    edition = replace(real_scope.edition)
    edition.__dict__["prices"] = None
    finding = ENTRIES["flash-midprice"].judge(replace(real_scope, edition=edition))
    assert "middle" not in finding.measured.values
    assert len(parts(finding)) == 3


def test_prices_of_nobody_are_no_reading(real_scope):
    """Nothing free and no price that fits a row: a share of nothing would be no number."""
    edition = replace(real_scope.edition, rows=real_scope.edition.rows.assign(free_tokens=0))
    edition.__dict__["prices"] = real_scope.edition.prices.assign(model_permaslug="made-up-lab/nobody")
    finding = ENTRIES["flash-midprice"].judge(replace(real_scope, edition=edition))
    assert finding.verdict in (S, P, C)
    assert "middle" not in finding.measured.values


def test_light_models_that_nobody_names_are_no_reading(real_scope):
    """Without light tiers the maker's light models would count 0 tokens, and the sentence be refuted."""
    bare = replace(real_scope, parameters={**real_scope.parameters, "light_tiers": None})
    for statement in ("flash-midprice", "flash-efficiency", "flash-google-share"):
        finding = ENTRIES[statement].judge(bare)
        assert finding.verdict == Verdict.NO_DATA, statement
        assert "light_tiers" in finding.evidence.to(Wording("en")), statement
