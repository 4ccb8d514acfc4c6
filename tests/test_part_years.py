"""Parts of years, cut from the committed rows: what they do not cover gets no verdict and no sentence.

The cut editions are made here and reach no book; their rows are real.
"""

import re
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from tokenbook import editions, measures
from tokenbook.article.registry import Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.scope import Scope, open_scope
from tokenbook.wording import Wording

YEAR, PARTS = (
    "2025",
    {
        "first quarter": ("2025", "2025-01-01", "2025-03-31", ()),
        "December": ("2025", "2025-12-01", "2025-12-31", ()),
        "two weeks in June": ("2025", "2025-06-16", "2025-06-29", ()),
        "one week": ("2025", "2025-06-02", "2025-06-08", ()),
        "three weeks with a hole": ("2025", "2025-06-02", "2025-06-29", ("2025-06-09",)),
        "May to August": ("2025", "2025-05-01", "2025-08-31", ()),
        "2026 to October": ("2026", "2026-01-01", "2026-10-04", ()),
    },
)


@cache
def part(name: str) -> Scope:
    """The edition that holds only some days of another."""
    base, first, last, holes = PARTS[name]
    whole = editions.load(base)
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    weeks = whole.rows["week"]
    rows = whole.rows[
        weeks.between(start, end - pd.Timedelta(days=6)) & ~weeks.isin(pd.to_datetime(list(holes)))
    ]
    cut = replace(whole, rows=rows.reset_index(drop=True), start=start, end=end)
    daily = whole.daily
    cut.__dict__["daily"] = daily[daily["date"].between(start, end)].reset_index(drop=True)
    cut.__dict__["later"] = whole.later if name == "December" else None
    return open_scope(cut)


JUDGED = {
    "first quarter": {"vol-jan"},
    "December": {"dis-qwen-2026"},
    "two weeks in June": set(),
    "one week": set(),
    "three weeks with a hole": set(),
    "May to August": {"flash-midprice", "spec-sonnet4", "oth-tail"},
    "2026 to October": {"vol-jan", "flash-midprice", "dis-qwen-2026", "spec-sonnet4", "oth-tail"},
}
"""Statements that may have a verdict: their spans and names are covered."""


@pytest.mark.parametrize("name", PARTS)
def test_only_what_is_covered_is_judged(name):
    found = {entry.id: entry.judge(part(name)).verdict for entry in STATEMENTS}
    open_ended = {Verdict.NO_DATA, Verdict.NOT_TESTABLE}
    assert {id for id, verdict in found.items() if verdict not in open_ended} == JUDGED[name]


WORDS = {
    ("half", 1): {"en": "first half", "de": "erste[nr]? (Jahreshälfte|Halbjahr)"},
    ("half", 2): {"en": "second half", "de": "zweite[nr]? (Jahreshälfte|Halbjahr)"},
    ("quarter", 1): {"en": "first quarter", "de": "erste[ns]? Quartal"},
    ("quarter", 4): {"en": "fourth quarter", "de": "vierte[ns]? Quartal"},
    ("year", 1): {"en": r"\bthe year\b|year's end", "de": r"\b(im|das|des) Jahr|Jahresende"},
}


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", PARTS)
def test_no_sentence_speaks_of_a_span_that_is_not_there(name, lang):
    scope, say = part(name), Wording(lang)
    lacking = [span for span in WORDS if scope.coverage.part_of(*span) < 0.9]
    for entry in STATEMENTS:
        finding = entry.judge(scope)
        if finding.verdict == Verdict.NO_DATA:
            continue  # it says what is missing
        if entry.kind == "forecast":
            continue  # it speaks of another year
        sentence = finding.evidence.to(say)
        for span in lacking:
            assert not re.search(WORDS[span][lang], sentence), (entry.id, sentence)


@pytest.mark.parametrize("name", PARTS)
def test_what_is_missing_is_named(name):
    scope, say = part(name), Wording("en")
    for entry in STATEMENTS:
        finding = entry.judge(scope)
        if finding.verdict == Verdict.NO_DATA:
            words = "cover|takes|lacks|no row|lie outside|names? no"
            assert re.search(words, finding.evidence.to(say)), (entry.id, finding.evidence.to(say))


def test_the_whole_year_is_judged():
    """Only what no data can test stays open, so the table above is no proof of judging nothing."""
    scope = open_scope(editions.load(YEAR))
    found = {entry.id: entry.judge(scope).verdict for entry in STATEMENTS}
    assert {id for id, verdict in found.items() if verdict == Verdict.NO_DATA} == set()
    assert {id for id, verdict in found.items() if verdict == Verdict.NOT_TESTABLE} == {
        "end-agency",
        "spec-sonnet-quality",
    }


def test_a_part_is_cut_to_whole_weeks():
    assert set(part("two weeks in June").weeks["week"].dt.strftime("%m-%d")) == {"06-16", "06-23"}
    assert set(part("three weeks with a hole").weeks["week"].dt.strftime("%m-%d")) == {
        "06-02",
        "06-16",
        "06-23",
    }
    assert measures.totals(part("one week").weeks).size == 1
