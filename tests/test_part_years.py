"""Parts of years, cut from the committed rows: what they do not cover gets no verdict and no sentence.

The cut editions are made here and reach no book; their rows are real.
"""

import re
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from tokenbook import editions, measures, said
from tokenbook.article.registry import Finding, Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.models import read_catalogue
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


@cache
def findings(name: str) -> dict[str, Finding]:
    """What such a part says to each statement."""
    return {entry.id: entry.judge(part(name)) for entry in STATEMENTS}


JUDGED = {
    "first quarter": {"vol-jan"},
    "December": {"dis-qwen-2026"},
    "two weeks in June": set(),
    "one week": set(),
    "three weeks with a hole": set(),
    "May to August": {"flash-midprice", "spec-sonnet4", "oth-tail"},
    "2026 to October": {"flash-midprice", "dis-qwen-2026", "oth-tail"},
}
"""Statements that may have a verdict: their spans and names are covered."""


@pytest.mark.parametrize("name", PARTS)
def test_only_what_is_covered_is_judged(name):
    found = {id: finding.verdict for id, finding in findings(name).items()}
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
        finding = findings(name)[entry.id]
        if finding.verdict == Verdict.NO_DATA:
            continue  # it says what is missing
        if entry.kind == "forecast":
            continue  # it speaks of another year
        sentence = finding.evidence.to(say)
        for span in lacking:
            assert not re.search(WORDS[span][lang], sentence), (entry.id, sentence)


@pytest.mark.parametrize("name", PARTS)
def test_what_is_missing_is_named(name):
    say = Wording("en")
    for entry in STATEMENTS:
        finding = findings(name)[entry.id]
        if finding.verdict == Verdict.NO_DATA:
            words = "cover|takes|would need|lacks|no row|lie outside|names? no|speaks of|end on"
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


@cache
def a_year_later() -> Scope:
    """The committed rows of the article's year, made up to be those of the next: all of it is covered."""
    whole = editions.load(YEAR)
    later = pd.Timedelta(days=364)
    rows = whole.rows.assign(week=whole.rows["week"] + later)
    moved = replace(whole, rows=rows, start=whole.start + later, end=whole.end + later)
    daily = whole.daily
    moved.__dict__["daily"] = daily.assign(date=daily["date"] + later)
    moved.__dict__["later"] = None
    return open_scope(moved)


EDITIONS = {
    "2025": lambda: open_scope(editions.load("2025")),
    "2026": lambda: open_scope(editions.load("2026")),
}
EDITIONS["a year later"] = a_year_later


@pytest.mark.parametrize("name", EDITIONS)
def test_no_other_year_speaks_for_or_against_what_is_dated(name):
    """What the article says of a day or a model of its year is judged on that year, and on no other."""
    scope, say = EDITIONS[name](), {lang: Wording(lang) for lang in ("en", "de")}
    dated = [entry for entry in STATEMENTS if entry.dated]
    assert len(dated) > 10
    for entry in dated:
        finding = entry.judge(scope)
        if scope.coverage.year == said.YEAR:
            assert finding.verdict != Verdict.NO_DATA, entry.id
            continue
        assert finding.verdict == Verdict.NO_DATA, entry.id
        assert finding.value is None
        for lang, words in (
            ("en", "The article speaks of .*2025[;,] .*edition of that year"),
            ("de", "Der Artikel"),
        ):
            assert re.match(words, finding.evidence.to(say[lang])), entry.id


def test_what_can_be_asked_of_any_year_is():
    """The rest of the statements is judged on made-up rows of a whole other year."""
    needs_side_data = {"dis-value", "dis-qwen-2026", "flash-midprice"}
    for entry in STATEMENTS:
        if entry.dated is None and entry.id not in needs_side_data:
            assert entry.judge(a_year_later()).verdict != Verdict.NO_DATA, entry.id


def test_whatever_names_a_model_or_a_day_of_its_year_is_dated():
    """The rule by which statements are dated: a model in the cast, or a figure that is an amount or a day."""
    models = set(read_catalogue()["model"])
    amounts = {"huge", "the lion's share"}
    for entry in STATEMENTS:
        if entry.kind == "forecast":
            assert entry.dated is None, entry.id
        elif models & set(entry.cast) or (entry.article and entry.article not in amounts):
            assert entry.dated is not None, entry.id


@pytest.mark.parametrize("name", EDITIONS)
def test_no_edition_says_that_the_article_speaks_of_its_year(name):
    scope = EDITIONS[name]()
    for entry in STATEMENTS:
        finding = entry.judge(scope)
        if finding.verdict == Verdict.NO_DATA:
            english, german = (finding.evidence.to(Wording(lang)) for lang in ("en", "de"))
            assert not re.search("The statement (speaks|needs)", english), (entry.id, english)
            assert not re.search("Die Aussage (gilt|braucht)", german), (entry.id, german)


def test_what_a_january_came_to_is_told_without_a_verdict():
    (entry,) = (entry for entry in STATEMENTS if entry.id == "vol-jan")
    english, german = (
        entry.judge(EDITIONS["2026"]()).evidence.to(Wording(lang)).replace("\N{NO-BREAK SPACE}", " ")
        for lang in ("en", "de")
    )
    assert english.endswith("In January 2026 the largest week already came to 8.2 trillion tokens.")
    assert german.endswith("Im Januar 2026 waren es in der größten Woche schon 8,2 Billionen Tokens.")
    # 2025's rows a year later are no more than the article says
    assert "already" not in entry.judge(a_year_later()).evidence.to(Wording("en"))


def test_a_benchmark_that_ended_is_not_said_to_be_lacking():
    (entry,) = (entry for entry in STATEMENTS if entry.id == "dis-value")
    sentence = entry.judge(EDITIONS["2026"]()).evidence.to(Wording("en")).replace("\N{NO-BREAK SPACE}", " ")
    assert "end on 3 October 2025, before this edition begins" in sentence
    assert "lacks" not in sentence
