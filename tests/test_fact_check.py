"""The fact check for machines: one document, its schema, ClaimReview and corrections."""

import json
from datetime import date

import jsonschema
import pytest
from pydantic import ValidationError

from tokenbook import fact_check
from tokenbook.errors import DataError


def both(text: str) -> dict[str, str]:
    return {"de": f"{text} (de)", "en": f"{text} (en)"}


HEAD = {
    "article": {
        "title": {"en": "A made-up article"},
        "publisher": "Made-up Press",
        "url": {"de": "https://press.example/de/article", "en": "https://press.example/article"},
    },
    "edition": "made-up",
    "as_of": "2026-01-02T03:04Z",
    "licence": "CC BY 4.0",
}

CHOICES = [
    {"id": "paid", "text": both("paid only"), "touches": True, "verdict": "partly", "value": 5.48e12},
    {"id": "top-20", "text": both("top 20"), "touches": False, "reason": both("no top N in it")},
    {"id": "near+", "text": both("limit up"), "touches": True, "verdict": "supported", "value": 7e12},
    {"id": "apart", "text": both("variants apart"), "touches": True, "verdict": "supported", "value": 7e12},
]

STATEMENTS = [
    {
        "id": "vol-peak-height",
        "chapter": "01_volume",
        "text": both("The peak was almost 8 T."),
        "verdict": "supported",
        "word": both("supported"),
        "value": 7.6e12,
        "unit": "tokens",
        "limit": [{"name": "near", "value": 0.06, "lower": 0.04, "upper": 0.08, "reason": both("1/16")}],
        "choices": CHOICES,
        "evidence": both("The peak is 7.6 T."),
    },
    {
        "id": "dis-qwen-2026",
        "chapter": "03_disruptors",
        "text": both("A titan."),
        "verdict": "no_data",
        "word": both("no data"),
        "value": None,
        "unit": None,
        "limit": [],
        "choices": [],
        "evidence": both("No weeks of 2026."),
    },
]

ADDRESSES = {"de": "https://book.example/year/de/", "en": "https://book.example/year/en/"}


def changed(**other) -> list[dict]:
    return [{**STATEMENTS[0], **other}]


@pytest.fixture
def document():
    return fact_check.build(HEAD, STATEMENTS, ADDRESSES)


def test_the_document_is_as_its_schema_says(document):
    text = document.to_json()
    schema = json.loads(fact_check.SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(text)
    jsonschema.validate(content, schema)
    assert list(content) == [
        "schema_version", "article", "edition", "as_of", "licence", "method_version", "statements",
    ]  # fmt: skip
    assert fact_check.FactCheck.model_validate_json(text) == document
    assert text == fact_check.build(HEAD, STATEMENTS, ADDRESSES).to_json()


def test_the_committed_schema_is_the_generated_one():
    """After a change: python -m tokenbook.fact_check."""
    assert fact_check.SCHEMA.read_text(encoding="utf-8") == fact_check.schema_json()


@pytest.mark.parametrize(
    ("place", "value"),
    [(("statements", 0, "verdict"), "true"), (("statements", 0, "unknown"), 1), (("schema_version",), "1.0")],
)
def test_the_schema_refuses_what_it_does_not_know(document, place, value):
    content = json.loads(document.to_json())
    *path, last = place
    part = content
    for key in path:
        part = part[key]
    part[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, json.loads(fact_check.schema_json()))


def test_each_statement_has_its_address_in_each_language(document):
    assert document.statements[0].url == {
        "de": "https://book.example/year/de/chapters/01_volume.html#claim-vol-peak-height",
        "en": "https://book.example/year/en/chapters/01_volume.html#claim-vol-peak-height",
    }


def test_only_choices_that_touch_a_statement_count(document):
    first = document.statements[0]
    assert [choice.id for choice in first.tried] == ["paid", "near+", "apart"]
    assert first.kept == 2


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (changed(verdict="true"), "supported"),
        (changed(text={"en": "only one"}), "a text in each of"),
        (changed(evidence={"de": "x", "en": " "}), "a text in each of"),
        (changed(id="Peak"), "pattern"),
        (STATEMENTS[:1] * 2, "more than once: vol-peak-height"),
        (changed(choices=[{**CHOICES[0], "verdict": None}]), "a verdict where the choice touches"),
        (changed(choices=[{**CHOICES[0], "reason": both("x")}]), "a verdict where the choice touches"),
        (changed(choices=[{**CHOICES[1], "reason": None}]), "else a reason"),
        (changed(choices=[{**CHOICES[1], "verdict": "partly"}]), "else a reason"),
    ],
)
def test_what_is_no_fact_check_is_refused(statements, said):
    with pytest.raises(ValidationError, match=said):
        fact_check.build(HEAD, statements, ADDRESSES)


@pytest.mark.parametrize(("verdict", "rating"), [("contradicted", 1), ("partly", 2), ("supported", 3)])
def test_a_claim_review_says_what_the_document_says(verdict, rating):
    document = fact_check.build(HEAD, changed(verdict=verdict), ADDRESSES)
    day = date(2026, 11, 26)
    english, german = (
        fact_check.claim_review(document.statements[0], document.article, lang, day) for lang in ("en", "de")
    )
    assert english["@type"] == "ClaimReview"
    assert english["claimReviewed"] == STATEMENTS[0]["text"]["en"]
    assert english["datePublished"] == "2026-11-26"
    undated = fact_check.claim_review(document.statements[0], document.article, "en")
    assert undated == {key: value for key, value in english.items() if key != "datePublished"}
    assert english["reviewRating"]["ratingValue"] == rating
    assert (english["reviewRating"]["worstRating"], english["reviewRating"]["bestRating"]) == (1, 3)
    assert english["itemReviewed"]["appearance"] == {
        "@type": "Article",
        "url": "https://press.example/article",
        "headline": "A made-up article",
    }
    assert german["url"].startswith("https://book.example/year/de/")
    assert german["itemReviewed"]["appearance"] == {
        "@type": "Article",
        "url": "https://press.example/de/article",
    }
    assert german["reviewRating"]["alternateName"] == "supported (de)"


@pytest.mark.parametrize("verdict", ["not_testable", "no_data"])
def test_what_rates_nothing_has_no_claim_review(verdict):
    document = fact_check.build(HEAD, changed(verdict=verdict), ADDRESSES)
    assert fact_check.claim_review(document.statements[0], document.article, "en") is None


ENTRY = """
  - corrected: 2026-11-26
    wrong_since: 2026-11-01
    statement: oth-tail
    was: partly
    now: contradicted
    wrong: {de: Falsch, en: Wrong}
    right: {de: Richtig, en: Right}
"""
PAGE = """
  - corrected: 2026-11-27
    wrong_since: 2026-11-27
    page: glossary
    wrong: {de: Falsch, en: Wrong}
    right: {de: Richtig, en: Right}
"""


def corrections(tmp_path, text: str):
    path = tmp_path / "corrections.yml"
    path.write_text(text, encoding="utf-8")
    return fact_check.read_corrections(path)


def test_corrections_come_the_newest_first(tmp_path):
    found = corrections(tmp_path, "corrections:" + ENTRY + PAGE)
    assert [(entry.page, entry.statement, entry.now) for entry in found] == [
        ("glossary", None, None),
        (None, "oth-tail", "contradicted"),
    ]


def test_a_book_with_a_language_less_keeps_its_history(tmp_path):
    (found,) = corrections(tmp_path, "corrections:" + ENTRY.replace("de: Falsch", "de: Falsch, fr: Faux"))
    assert found.wrong["fr"] == "Faux"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "key corrections: found {}; allowed: Field required"),
        ("corrections:" + ENTRY.replace("partly", "half"), "key corrections.1.was: found 'half'"),
        ("corrections:" + ENTRY.replace("de: Falsch, ", ""), "key corrections.1.wrong"),
        ("corrections:" + PAGE + ENTRY.replace("    was: partly\n", ""), "key corrections.2"),
        ("corrections:" + PAGE.replace("page:", "pages:"), "key corrections.1.pages: found 'glossary'"),
        ("corrections:" + ENTRY + "    page: x\n", "either a statement or a page"),
        ("corrections:" + PAGE + "    was: partly\n    now: partly\n", "only for a statement"),
        ("corrections:" + ENTRY.replace("since: 2026-11-01", "since: 2026-11-27"), "not after corrected"),
    ],
)
def test_a_correction_that_is_none_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(DataError) as refused:
        corrections(tmp_path, text)
    assert said in str(refused.value)


def test_the_newest_correction_has_to_say_the_verdict_of_today(tmp_path):
    later = ENTRY.replace("2026-11-26", "2026-11-28").replace("now: contradicted", "now: supported")
    found = corrections(tmp_path, "corrections:" + ENTRY + later + PAGE)
    assert fact_check.outdated(found, {"oth-tail": "supported"}) == []
    assert fact_check.outdated(found, {"oth-tail": "contradicted"}) == ["oth-tail"]
    assert fact_check.outdated(found, {}) == ["oth-tail"]


def test_the_committed_corrections_say_the_verdicts_of_today(judgement_of):
    judged = {name: found.verdict.name.lower() for name, found in judgement_of("2025").findings.items()}
    assert fact_check.outdated(fact_check.read_corrections(), judged) == []
