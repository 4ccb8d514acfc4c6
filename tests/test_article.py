"""The article's statements: all of them, judged by their measures and limits, never by hand."""

import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from tokenbook import LANGUAGES, ROOT, editions, measures, models, places
from tokenbook.article.grading import by_deviation, graded, stepped
from tokenbook.article.registry import Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.limits import LIMITS
from tokenbook.scope import Scope, open_scope
from tokenbook.wording import Wording

IDS = [
    "intro-shift",
    "vol-jan",
    "vol-peak-time",
    "vol-peak-height",
    "vol-yearend",
    "vol-8x",
    "vol-integration",
    "flash-efficiency",
    "flash-gemini",
    "flash-google-share",
    "flash-gpt41mini",
    "flash-midprice",
    "dis-value",
    "dis-deepseek-h2",
    "dis-displacement",
    "dis-deepseek-coding",
    "dis-qwen30b",
    "dis-qwen-2026",
    "spec-grok",
    "spec-grok-speed",
    "spec-sonnet4",
    "spec-sonnet-quality",
    "oth-huge",
    "oth-tail",
    "oth-multi",
    "end-tax",
    "end-agency",
]

S, P, C, N, O = (  # noqa: E741 - one letter a verdict keeps the tables readable
    Verdict.SUPPORTED,
    Verdict.PARTLY,
    Verdict.CONTRADICTED,
    Verdict.NOT_TESTABLE,
    Verdict.NO_DATA,
)

T = 10**12
FLASH, FLASH20 = "google/gemini-2.5-flash", "google/gemini-2.0-flash-001"
MINI, FULL, GPT5 = "openai/gpt-4.1-mini-2025-04-14", "openai/gpt-4.1-2025-04-14", "openai/gpt-5-2025-08-07"
V3, V31 = "deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1"
OLD, QWEN = "openai/gpt-4o-mini", "qwen/qwen3-30b-a3b-04-28"
GROK, SONNET, SONNET45 = (
    "x-ai/grok-code-fast-1",
    "anthropic/claude-4-sonnet-20250522",
    "anthropic/claude-4.5-sonnet-20250929",
)
LLAMA, OPUS = "meta-llama/llama-3.3-70b-instruct", "anthropic/claude-4.5-opus-20251124"
HERMES = "nousresearch/hermes-3-llama-3.1-405b"
NINE = [f"lab-{n}/model-{n}" for n in range(9)]

WEEKS = 52


def case(tokens: dict[str, float | list[float]], first: str = "2025-01-06", weeks: int = WEEKS) -> Scope:
    """A made-up edition of complete weeks: tokens per week of each slug, constant or one by one."""
    mondays = pd.date_range(first, periods=weeks, freq="7D")
    rows = [
        (week, slug, int(value if isinstance(value, int | float) else value[number]), 7)
        for number, week in enumerate(mondays)
        for slug, value in tokens.items()
    ]
    usage = pd.DataFrame(rows, columns=["week", "model", "tokens", "days"])
    usage = usage[usage["tokens"] > 0]
    named = models.annotate(usage, models.read_catalogue())
    settings = editions.read_settings(editions.DATA / "2025" / "edition.yml")
    end = mondays[-1] + pd.Timedelta(days=6)
    return open_scope(editions.Edition("made-up", named, {}, settings, mondays[0], end))


def verdict(statement: str, made_up: Scope) -> Verdict:
    (entry,) = [entry for entry in STATEMENTS if entry.id == statement]
    return entry.judge(made_up).verdict


def ramp(first: float, last: float, weeks: int = WEEKS) -> list[float]:
    return [first + (last - first) * number / (weeks - 1) for number in range(weeks)]


def since(week: int, value: float, until: int = WEEKS) -> list[float]:
    return [value if week <= number < until else 0 for number in range(WEEKS)]


def peak(at: int, height: float, before: float = 1.0, after: float = 6.0) -> list[float]:
    return [(before if n < at else height if n == at else after) * T for n in range(WEEKS)]


MANY = {f"lab-{n}/model-{n}": 1.0 * T for n in range(30)}

OTHERS = [f"lab-{n}/newcomer-{n}" for n in range(9)]


def rough(level: float, seed: int, come: int = 0) -> list[float]:
    """Tokens without a trend that no week knows of the week before; none before week `come`."""
    noise = np.random.default_rng(seed).uniform(-0.6, 0.6, WEEKS)
    return [level * (1 + one) * 10**6 if n >= come else 0 for n, one in enumerate(noise)]


def against(others: Sequence[str] = ()) -> dict[str, float | list[float]]:
    """A newcomer that takes from the old model what it wins, and others that take from nobody."""
    new = rough(10, 1, come=1)
    old = [20 * 10**6 - tokens for tokens in new]
    return {V3: new, OLD: old, FLASH: 10**9, **{n: rough(50, 2 + s, 1) for s, n in enumerate(others)}}


JUDGED = [
    # statement, made-up tokens, expected verdict
    ("intro-shift", {FLASH: ramp(900, 10), **{s: ramp(1, 10) for s in MANY}}, S),
    ("intro-shift", {FLASH: 900, **dict.fromkeys(MANY, 1)}, P),
    ("intro-shift", {FLASH: ramp(1, 900), **{s: ramp(10, 1) for s in MANY}}, C),
    ("vol-jan", {FLASH: 0.8 * T}, S),
    ("vol-jan", {FLASH: 0.9 * T}, P),
    ("vol-jan", {FLASH: 1.0 * T}, C),
    ("vol-peak-time", {FLASH: peak(46, 8)}, S),  # 2025-11-24
    ("vol-peak-time", {FLASH: peak(43, 8)}, P),  # 2025-11-03
    ("vol-peak-time", {FLASH: peak(40, 8)}, C),
    ("vol-peak-height", {FLASH: peak(46, 7.5)}, S),
    ("vol-peak-height", {FLASH: peak(46, 7.0)}, P),
    ("vol-peak-height", {FLASH: peak(46, 6.5)}, C),
    ("vol-yearend", {FLASH: peak(46, 8, after=6.5)}, S),
    ("vol-yearend", {FLASH: [*peak(46, 8)[:47], *(n * T for n in (6.4, 6.2, 6.0, 5.8, 5.6))]}, P),
    ("vol-yearend", {FLASH: peak(46, 8, after=7)}, P),
    ("vol-yearend", {FLASH: [*peak(46, 8)[:47], 4 * T, 5 * T, 6 * T, 7 * T, 7 * T]}, C),
    ("vol-8x", {FLASH: peak(46, 8, after=7.6)}, S),
    ("vol-8x", {FLASH: peak(46, 8)}, P),
    ("vol-8x", {FLASH: peak(46, 14, after=12)}, C),
    ("vol-8x", {FLASH: peak(46, 4, after=3)}, C),
    ("flash-efficiency", {FLASH: ramp(10, 90), OPUS: 20}, S),
    ("flash-efficiency", {FLASH: ramp(10, 20), OPUS: 90}, P),
    ("flash-efficiency", {FLASH: ramp(50, 10), OPUS: 90}, C),
    ("flash-gemini", {FLASH: 50, GROK: 10, SONNET: 5}, S),
    ("flash-gemini", {FLASH: 9, GROK: 10, SONNET: 5}, P),
    ("flash-gemini", {FLASH: 2, GROK: 10, SONNET: 5, OLD: 4}, C),
    ("flash-google-share", {FLASH: 60, GROK: 40}, S),
    ("flash-google-share", {FLASH: 40, GROK: 30, SONNET: 30}, P),
    ("flash-google-share", {FLASH: 30, GROK: 70}, P),
    ("flash-google-share", {FLASH: 30, MINI: 70}, C),
    ("flash-gpt41mini", {MINI: 5, FLASH: 10}, S),
    ("flash-gpt41mini", {MINI: [5] * 36 + [1] * 16, **dict.fromkeys(MANY, 2)}, P),
    ("flash-gpt41mini", {MINI: [5] + [1] * 51, **dict.fromkeys(MANY, 2)}, C),
    ("flash-midprice", {MINI: 10, FULL: 4, GPT5: 5}, S),
    ("flash-midprice", {MINI: 10, FULL: 6, GPT5: 7}, P),
    ("flash-midprice", {MINI: 10, FULL: 4, GPT5: 11}, P),
    ("flash-midprice", {MINI: 10, FULL: 11, GPT5: 12}, C),
    ("dis-deepseek-h2", {V3: since(30, 5), V31: since(33, 5), OLD: 9}, S),
    ("dis-deepseek-h2", {V3: since(10, 5), V31: since(33, 5), OLD: 9}, P),
    ("dis-deepseek-h2", {V3: since(1, 5), V31: since(2, 5), OLD: 9}, C),
    ("dis-displacement", against(OTHERS), S),
    ("dis-displacement", against(), P),
    ("dis-displacement", {V3: rough(10, 1, come=1), OLD: rough(10, 1), FLASH: 10**9}, C),
    ("dis-qwen30b", {QWEN: 5, FLASH: 9}, S),
    ("dis-qwen30b", {QWEN: 5, **dict.fromkeys(MANY, 9)}, P),
    ("dis-qwen30b", {QWEN: since(10, 5, 40), FLASH: 9}, C),
    ("spec-grok", {GROK: [1] * 45 + [9] + [1] * 6, FLASH: 9}, S),
    ("spec-grok", {GROK: [10] * 45 + [12] + [10] * 6, FLASH: 9}, P),
    ("spec-grok", {GROK: [1] * 20 + [9] + [1] * 31, FLASH: 9}, C),
    ("spec-sonnet4", {SONNET: 10, SONNET45: 5, FLASH: 20}, S),
    ("spec-sonnet4", {SONNET: ramp(19, 1), SONNET45: ramp(1, 19), FLASH: 20}, P),
    ("spec-sonnet4", {SONNET: ramp(19, 1), OPUS: 50, GPT5: 50, FULL: 50}, C),
    ("oth-huge", {**dict.fromkeys(MANY, 1), FLASH: 10}, S),
    ("oth-huge", {**dict.fromkeys(MANY, 1), FLASH: 60}, P),
    ("oth-huge", {**dict.fromkeys(MANY, 1), FLASH: 600}, C),
    ("oth-tail", {**dict.fromkeys(NINE, 9), HERMES: 3, FLASH: 1}, S),
    ("oth-tail", {**dict.fromkeys(NINE, 9), LLAMA: 3, FLASH: 1}, P),
    ("oth-tail", {**dict.fromkeys(NINE, 9), FLASH: [99] + [3] * 51}, C),
    ("oth-multi", {FLASH: ramp(900, 1), **{s: ramp(1, 10) for s in MANY}}, P),
    ("oth-multi", {FLASH: ramp(20, 18), SONNET: 10, OLD: 3}, P),
    ("oth-multi", {FLASH: ramp(10, 90), SONNET: 10, OLD: 10}, C),
]  # fmt: skip


def test_all_27_statements_stand_in_the_articles_order():
    assert [entry.id for entry in STATEMENTS] == IDS
    assert len(set(IDS)) == 27


@pytest.mark.skipif(
    not (ROOT.parent / "shared" / "design" / "claims.md").exists(), reason="../shared/design is not here"
)
def test_the_list_is_the_design_s():
    text = (ROOT.parent / "shared" / "design" / "claims.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([a-z]+-[a-z0-9-]+) \|", text.split("## What a specialist")[0], re.M)
    assert listed == IDS


def test_every_statement_has_its_place_and_kind():
    chapters = places.chapters()
    for entry in STATEMENTS:
        assert entry.chapter in chapters
        assert entry.kind in ("figure", "pattern", "cause", "forecast")
        for lang in LANGUAGES:
            assert len(Wording(lang)(entry.text)) > 20


def test_every_limit_has_a_reason_in_both_languages():
    for entry in LIMITS.values():
        assert math.isfinite(entry.value)
        assert {len(Wording(lang)(entry.reason)) > 20 for lang in LANGUAGES} == {True}


@pytest.mark.parametrize(
    ("measured", "said", "expected"),
    [
        (8, 8, (S, "")),
        (7.5, 8, (S, "")),
        (8.5, 8, (S, "")),
        (7.49, 8, (P, "over")),
        (8.51, 8, (P, "under")),
        (6.8, 8, (P, "over")),
        (6.79, 8, (C, "over")),
        (14.4, 8, (C, "under")),
    ],
)
def test_figures_are_judged_by_how_far_off_they_are(measured, said, expected, real_scope):
    assert by_deviation(real_scope, measured, said) == expected


def test_grades_and_steps():
    assert [graded(*c) for c in ((True, True), (True, False), (False, True), (False, False))] == [S, P, P, C]
    assert [stepped(*c) for c in ((True, True), (True, False), (False, True), (False, False))] == [S, S, P, C]


@pytest.mark.parametrize(
    ("statement", "tokens", "expected"), JUDGED, ids=[f"{s}-{v.name.lower()}" for s, _, v in JUDGED]
)
def test_verdicts_follow_from_the_rows(statement, tokens, expected):
    assert verdict(statement, case(tokens)) == expected


def test_the_table_above_judges_every_statement_that_can_be_judged():
    open_ended = {entry.id for entry in STATEMENTS if entry.kind in ("cause", "forecast")}
    assert {s for s, _, _ in JUDGED} == set(IDS) - open_ended
    for statement in set(IDS) - open_ended:
        # a half of it that no data can test keeps a statement from being supported
        best = set() if statement == "oth-multi" else {S}
        assert {v for s, _, v in JUDGED if s == statement} == {P, C} | best


@pytest.mark.parametrize(("qwen", "expected"), [(5, S), (1.5, P), (0.0001, C)])
def test_the_forecast_is_judged_once_the_rows_reach_2026(qwen, expected):
    lead = {FLASH: 3, SONNET: 2, GROK: 4, OLD: 2.5}
    rest = {slug: 1 for slug in MANY}
    made_up = case(
        {QWEN: qwen * 100, **{s: v * 100 for s, v in lead.items()}, **{s: v * 100 for s, v in rest.items()}},
        "2025-12-29",
        26,
    )
    assert verdict("dis-qwen-2026", made_up) == expected
    assert verdict("dis-qwen-2026", case({QWEN: 5}, "2025-12-22", 26)) == O


EDGES = {
    "one week": case({FLASH: 5, SONNET: 4, "other": 1}, weeks=1),
    "three weeks": case({FLASH: 5, SONNET: 4, "other": 1}, weeks=3),
    "one vendor": case({FLASH: 5, FLASH20: 4}),
    "one model": case({FLASH: 5}),
    "nothing but other": case({"other": 5}),
    "nothing that the parameters name": case({"lab/x": 5, "lab/y": 4}),
    "another year": case({FLASH: 5, GROK: 3, "other": 1}, "2027-02-01", 10),
    "all that is named came in the last week": case(
        {
            "lab/x": 5,
            **dict.fromkeys(
                (FLASH, FLASH20, MINI, FULL, GPT5, V3, V31, OLD, QWEN, GROK, SONNET, SONNET45), since(51, 4)
            ),
        }
    ),
    "the flagships came in the last week": case({MINI: 10, FULL: since(51, 4), GPT5: since(51, 5)}),
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_the_edges_every_sentence_stays_whole(edge, lang):
    for entry in STATEMENTS:
        finding = entry.judge(EDGES[edge])
        said = [finding.evidence.to(Wording(lang))]
        if finding.measured:
            said.append(finding.measured.to(Wording(lang)))
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", " ".join(said)), (entry.id, said)


def test_only_rivals_with_a_whole_week_are_compared():
    (entry,) = [entry for entry in STATEMENTS if entry.id == "flash-midprice"]
    found = entry.judge(case({MINI: 10, FULL: since(40, 4), GPT5: since(51, 11)}))
    assert found.verdict == S
    assert "2.50 times the tokens of GPT-4.1, each" in found.evidence.to(Wording("en"))
    assert verdict("flash-midprice", EDGES["the flagships came in the last week"]) == O


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_parameters_there_are_no_data_and_no_error(real_scope, lang):
    bare = Scope(real_scope.edition, {})
    for entry in STATEMENTS:
        finding = entry.judge(bare)
        assert finding.evidence.to(Wording(lang))
    assert verdict("dis-displacement", bare) == O
    assert verdict("oth-huge", bare) == O


def test_the_real_figures_by_another_way(real_scope):
    table = pd.read_csv(editions.DATA / "2025" / "usage.csv", parse_dates=["week"])
    full = table[table["days"] == 7]
    total = full.groupby("week")["tokens"].sum()
    judged = {entry.id: entry.judge(real_scope) for entry in STATEMENTS}
    values = {id: finding.evidence.values for id, finding in judged.items()}
    assert values["vol-peak-height"]["height"] == total.max()
    assert values["vol-jan"]["largest"] == total[:"2025-01-31"].max()
    assert values["vol-8x"]["at_peak"] == pytest.approx(total.max() / total.iloc[0])
    assert values["vol-yearend"]["mean"] == pytest.approx(total["2025-12-01":].mean())
    top9 = measures.tail_share(real_scope.weeks, "model", 9)
    assert values["oth-huge"]["high"] == pytest.approx(top9.max())
    # where the article understates and where it overstates
    assert judged["vol-8x"].leaning == "under"
    assert judged["vol-peak-height"].leaning == "over"
    assert judged["flash-gemini"].leaning == "over"


TOLD = [
    ("near", 1 / 16, "Sechzehntel", "a sixteenth"),
    ("loose", 0.15, "15\u202f%", "15%"),
    ("about", 1 / 10, "Zehntel", "a tenth more or less"),
    ("clearly below", 4 / 5, "vier Fünftel", "four fifths"),
    ("settled", 0.01, "1\u202f%", "at most 1%"),
    ("concentrated", 0.18, "0,18", "0.18"),
    ("unconcentrated", 0.10, "0,10", "0.10"),
    ("majority", 1 / 2, "mehr als die Hälfte", "more than half"),
    ("leading", 3, "ersten drei", "first three"),
    ("visible", 20, "zwanzig", "first twenty"),
    ("fixture", 9 / 10, "neun von zehn", "nine of ten weeks"),
    ("correlated", -0.3, "−0,3", "−0.3"),
    ("placebo", 0.1, "Zehntel", "tenth"),
    ("spike", 2, "dem Doppelten", "twice"),
    ("stable", 1 / 4, "Viertel", "a quarter"),
    ("huge", 1 / 3, "Drittel", "a third"),
    ("large", 1 / 5, "Fünftel", "a fifth"),
    ("doubled", 2, "verdoppelt", "doubled"),
    ("halved", 2, "Hälfte", "half"),
    ("at once", 0.1, "Zehntel", "a tenth"),
    ("work week", 0.95, "0,95", "0.95"),
    ("score", 60, "60", "60"),
    ("mid price from", 0.2, "0,20", "$0.20"),
    ("mid price to", 2, "2\u00a0$", "$2 "),
]


@pytest.mark.parametrize(("name", "value", "german", "english"), TOLD)
def test_a_limit_that_is_put_in_words_has_that_value(name, value, german, english):
    """Who moves a limit has to write its reason anew."""
    for lang, words in (("de", german), ("en", english)):
        assert words in Wording(lang)(LIMITS[name].reason)
    assert LIMITS[name].value == pytest.approx(value)


def test_every_limit_is_put_in_words():
    assert sorted(name for name, *_ in TOLD) == sorted(LIMITS)
