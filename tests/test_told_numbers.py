"""Numbers of sentences, and conditions of chapters, on made-up weeks that are reckoned by hand."""

import pandas as pd
import pytest
from test_article import (
    FLASH,
    FULL,
    GPT5,
    GROK,
    HERMES,
    MANY,
    MINI,
    NINE,
    OLD,
    QWEN,
    SONNET,
    WEEKS,
    T,
    case,
    peak,
    since,
)

from tokenbook import beside
from tokenbook.article import flash_mini, others, volume
from tokenbook.article.registry import Finding, Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.pages import unseen
from tokenbook.wording import saying

EQUAL = {**MANY, FLASH: 10 * T}
"""Thirty models of one trillion a week, and one of ten."""


def judged(statement: str, tokens: dict) -> Finding:
    (entry,) = [entry for entry in STATEMENTS if entry.id == statement]
    return entry.judge(case(tokens))


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2025-{text}")


TOLD = [
    # outside the nine largest are 22 of 40 trillion; of 400 in the last week
    (
        "oth-huge",
        {**EQUAL, FLASH: [10 * T] * 51 + [370 * T]},
        {"top_n": 9, "pooled": 52 * 22 / (51 * 40 + 400), "mean": (51 * 0.55 + 0.055) / 52, "reached": 51,
         "weeks": 52, "low": 0.055, "high": 0.55, "week": day("01-06"), "start": day("01-06"),
         "end": pd.Timestamp("2026-01-04")},
    ),
    # no row without a name
    ("oth-tail", {**dict.fromkeys(NINE, 9), HERMES: 3, FLASH: 1}, {"nameless": 0}),
    # one model, from the last six weeks on two alike
    (
        "oth-multi",
        {FLASH: 10, SONNET: since(46, 10)},
        {"first": 1, "last": 2, "earlier": 1.5, "one_first": 1, "one_last": 0.5, "window": 4},
    ),
    (
        "dis-qwen30b",
        {QWEN: [*since(10, 5, 39)[:39], 8, *[0] * 12], FLASH: 7},
        {"week": day("12-22"), "seen": day("10-06"), "best": 1, "best_week": day("10-06"), "tokens": 8},
    ),
    (
        "vol-jan",
        {FLASH: [0.5 * T, 0.7 * T, 0.6 * T, 0.6 * T, *[T] * 48]},
        {"week": day("01-13"), "largest": 0.7 * T},
    ),
    (
        "vol-peak-height",
        {FLASH: peak(46, 7)},
        {"week": day("11-24"), "height": 7 * T, "off": 0.125},
    ),
    ("vol-peak-height", {FLASH: peak(46, 9)}, {"off": 0.125}),
    (
        "vol-yearend",
        {FLASH: [*peak(46, 8)[:47], *(n * T for n in (4, 5, 6, 7, 8 - 1e-12))]},
        {"weeks": 5, "low": 4 * T, "high": 8 * T, "mean": 6 * T},
    ),
    ("vol-yearend", {FLASH: [*peak(46, 99)[:47], *(2**n * T for n in range(1, 6))]}, {"trend": 1}),
    (
        "vol-8x",
        {FLASH: [*[T] * 13, *[2 * T] * 26, *[3 * T] * 7, 8 * T, *[5 * T] * 5]},
        {"at_peak": 8, "at_end": 5, "first": T, "narrow": 5, "wide": (7 * 3 + 8 + 5 * 5) / 13},
    ),
    (
        "flash-gemini",
        {FLASH: [3] * 40 + [1] * 12, SONNET: 2, OLD: 1},
        {"first": 15, "leading": 26, "weeks": 26, "top": "Gemini 2.5 Flash", "top_weeks": 15,
         "share": (15 * 0.5 + 11 * 0.25) / 26, "start": day("06-30"), "end": day("12-22")},
    ),
    (
        "flash-google-share",
        {FLASH: 3, MINI: 1, SONNET: 4, "other": 2},
        {"share": 0.3, "light": 0.75, "top": "Anthropic", "top_share": 0.4},
    ),
    # twenty before it in the last thirty weeks, nine in the others
    (
        "flash-gpt41mini",
        {MINI: 5, **{f"lab-{n}/model-{n}": 9 for n in range(9)},
         **{f"lab/late-{n}": since(22, 9) for n in range(11)}},
        {"weeks": 52, "top": 20, "share": 22 / 52, "recent": 13, "late": 0},
    ),
    (
        "flash-midprice",
        {MINI: 10, FULL: 4, GPT5: since(20, 8), FLASH: 50},
        {"ratios": [10 / 4, 10 / 8], "light": 10 * 52, "heavy": 4 * 52 + 8 * 32},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "tokens", "numbers"), TOLD, ids=[case[0] for case in TOLD])
def test_sentences_tell_what_was_reckoned_by_hand(statement, tokens, numbers):
    found = judged(statement, tokens).evidence.values
    for name, value in numbers.items():
        number = isinstance(value, int | float | list)
        assert found[name] == (pytest.approx(value) if number else value), name


def weeks_of(first: float, height: float, at: int = 46) -> dict[str, list[float]]:
    return {
        FLASH: [first * T, *peak(at, height, before=0.6)[1 : at + 1], *[first * 8 * T] * (WEEKS - at - 1)]
    }


@pytest.mark.parametrize(
    ("first", "height", "at", "holds"),
    [
        (0.5, 7.0, 46, True),
        (0.5, 6.99, 46, False),
        (0.5, 7.249, 46, True),
        (0.5, 7.25, 46, False),
        (0.45, 6.4, 46, True),
        (0.44, 6.2, 46, False),
        (0.55, 7.8, 46, True),
        (0.56, 7.9, 46, False),
        (0.5, 7.1, 45, False),
        (0.5, 7.1, 47, False),
        (0.5, 7.1, 42, False),
    ],
)
def test_fourteen_fold_is_said_of_this_very_year(first, height, at, holds):
    assert volume.fourteenfold(case(weeks_of(first, height, at))) is holds


def test_another_year_is_not_the_articles():
    rows = {FLASH: [0.5 * T, *[0.6 * T] * 45, 7.1 * T, *[4 * T] * 5]}
    assert volume.fourteenfold(case(rows, "2025-01-06"))
    assert not volume.fourteenfold(case(rows, "2026-01-05"))


@pytest.mark.parametrize(
    ("levels", "holds"),
    [
        ({0: 1, 5: 2, 12: 4, 35: 8}, True),  # 2025-03-31 and 2025-09-08
        ({0: 1, 5: 2, 13: 4, 35: 8}, False),  # 2025-04-07
        ({0: 1, 5: 2, 12: 4, 34: 8}, True),  # 2025-09-01
        ({0: 1, 5: 2, 12: 4, 33: 8}, False),  # 2025-08-25
        ({0: 1, 5: 2, 12: 4}, False),
        ({0: 1, 5: 2, 12: 4, 35: 16}, False),
    ],
)
def test_doubled_early_is_twice_by_the_first_week_of_april(levels, holds):
    weeks = [levels[max(at for at in levels if at <= week)] * T for week in range(WEEKS)]
    assert volume.doubled_early(case({FLASH: weeks})) is holds


@pytest.mark.parametrize(
    ("first", "last", "tuned", "holds"),
    [
        (0.181, 0.51, 0.0, True),
        (0.179, 0.51, 0.0, False),
        (0.229, 0.51, 0.0, True),
        (0.231, 0.51, 0.0, False),
        (0.2, 0.499, 0.0, False),
        (0.2, 0.599, 0.0, True),
        (0.2, 0.601, 0.0, False),
        (0.2, 0.55, 0.0099, True),
        (0.2, 0.55, 0.01, False),
    ],
)
def test_the_tail_went_from_a_fifth_to_more_than_half(first, last, tuned, holds):
    """Forty small models and a large one, which with eight of them makes a week's top: 32 are the tail."""
    small = [f"lab-{n}/model-{n}" for n in range(40)]
    large = [round(32 * T / share) - 40 * T for share in (first, last)]
    tokens = {**dict.fromkeys(small, T), FLASH: [large[0]] * 26 + [large[1]] * 26}
    made_of = Finding(Verdict.CONTRADICTED, saying("made up", tuned=tuned))
    assert others.others_half(case(tokens), made_of) is holds


def test_the_summer_is_june_to_august():
    front = [1] * 22 + [3] * 30
    tokens = {FLASH: 2, SONNET: [1] * 21 + [3] * 13 + [1] * 18}  # 2025-06-02 to 2025-08-25
    assert flash_mini.summer(case(tokens)) == ("anthropic/claude-sonnet-4", 13, 13)
    assert flash_mini.summer(case({FLASH: front, OLD: 2})) == (
        "google/gemini-2.5-flash",
        12,
        13,
    )
    assert flash_mini.summer(case(tokens, weeks=20)) == (None, pytest.approx(float("nan"), nan_ok=True), 0)


@pytest.mark.parametrize(("weeks", "is_judged"), [(7, False), (8, True)])
def test_a_spike_needs_neighbours_on_both_sides(weeks, is_judged):
    """Four weeks on either side make the neighbours."""
    tokens = {GROK: [*[0] * (50 - weeks), *[5] * weeks, 0, 0], FLASH: 9}
    assert (judged("spec-grok", tokens).verdict != Verdict.NO_DATA) is is_judged


@pytest.mark.parametrize(
    ("bounds", "told"),
    [((0.249, 0.672), (0.24, 0.68)), ((0.59, 0.67), (0.59, 0.67)), ((0.0, 1.0), (0.0, 1.0))],
)
def test_bounds_are_rounded_outwards(bounds, told):
    assert beside.outwards(*bounds) == told


def test_what_is_spent_at_one_end_alone_is_told_without_the_other(monkeypatch):
    last = {"tokens_last": 0.1, "floor_last": 0.249, "ceiling_last": 0.672}
    monkeypatch.setattr(unseen, "top_spender", lambda scope: last)
    assert unseen._spend(None) == (None, 0.1, None, 0.24, 0.68)
