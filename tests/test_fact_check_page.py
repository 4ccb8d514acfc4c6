"""The fact check's page: one document for both languages, reviews for the pages' heads, the grid."""

import json
import math

import jsonschema
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from press import head
from tokenbook import LANGUAGES, fact_check
from tokenbook.article.sensitivity import CHOICES
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.notebook import Chapter
from tokenbook.pages import fact_check as page
from tokenbook.wording import Wording

ADDRESS = "https://book.example/year/"
PAGES = {entry.chapter: f"0_{entry.chapter}" for entry in STATEMENTS}


@pytest.fixture(scope="module", params=["2025", "2026"])
def judged(request, judgement_of) -> Judgement:
    return judgement_of(request.param)


@pytest.fixture(scope="module")
def written(judged, tmp_path_factory):
    """Language -> the folder of its volume, after its fact check has run."""
    folders = {lang: tmp_path_factory.mktemp("volume") / lang for lang in LANGUAGES}
    for lang, folder in folders.items():
        book = Chapter("fact_check", lang, judged.scope.edition.path, folder / "data")
        book.show = lambda *_, **__: None
        # as each language's chapter does, English judges for itself
        own = Judgement(book.scope) if lang == "en" else judged
        page.show_fact_check(book, own, PAGES, ADDRESS)
        page.show_grid(book, judged, PAGES)
    return folders


def test_the_document_is_as_its_schema_says_and_the_same_in_both_languages(written, judged):
    texts = {(folder / "data" / "fact_check.json").read_bytes() for folder in written.values()}
    assert len(texts) == 1
    content = json.loads(texts.pop())
    jsonschema.validate(content, json.loads(fact_check.SCHEMA.read_text(encoding="utf-8")))
    assert content["edition"] == judged.scope.edition.name
    assert content["as_of"] == judged.scope.edition.provenance["as_of"]
    assert [entry["id"] for entry in content["statements"]] == [entry.id for entry in STATEMENTS]
    for entry in content["statements"]:
        finding = judged.findings[entry["id"]]
        assert entry["verdict"] == finding.verdict.name.lower()
        assert entry["value"] == finding.value
        assert not isinstance(entry["value"], float) or math.isfinite(entry["value"])
        assert (entry["value"] is None) == (entry["unit"] is None)
        for lang in LANGUAGES:
            assert entry["evidence"][lang] == finding.evidence.to(Wording(lang))
            assert entry["url"][lang].startswith(f"{ADDRESS}{lang}/chapters/{entry['chapter']}.html#claim-")


def test_each_statement_lists_every_choice_with_a_verdict_or_a_reason(judged):
    found = page.document(judged, PAGES, ADDRESS)
    for entry in found.statements:
        hangs = judged.examined[entry.id]
        assert [choice.id for choice in entry.choices][: len(CHOICES)] == [choice.id for choice in CHOICES]
        assert (len(entry.tried), entry.kept) == (len(hangs.others), hangs.kept)
        assert len(entry.choices) == len(hangs.trials)
    assert any(entry.tried for entry in found.statements)


def test_limits_move_to_either_side(judged):
    limits = [limit for entry in page.document(judged).statements for limit in entry.limit]
    assert all(limit.lower < limit.value < limit.upper for limit in limits)
    assert limits


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_rated_is_reviewed_in_the_head_of_its_page(written, judged, lang):
    found = page.document(judged, PAGES, ADDRESS)
    rated = {entry.id for entry in found.statements if entry.verdict in fact_check.RATINGS}
    seen = set()
    for slug, name in PAGES.items():
        for review in head.records(written[lang] / "records", f"chapters/{name}"):
            (entry,) = [entry for entry in found.statements if entry.url[lang] == review["url"]]
            assert review["@type"] == "ClaimReview"
            assert (entry.chapter, review["inLanguage"]) == (PAGES[slug], lang)
            assert review["claimReviewed"] == entry.text[lang]
            assert review["reviewRating"]["alternateName"] == entry.word[lang]
            seen.add(entry.id)
    assert seen == rated
    assert rated


def test_a_corrected_verdict_is_dated(written, judged):
    days = {entry.statement: entry.corrected.isoformat() for entry in fact_check.read_corrections()}
    found = json.loads((written["en"] / "records" / "reviews.json").read_text(encoding="utf-8"))
    for review in (review for reviews in found.values() for review in reviews):
        assert review.get("datePublished") == days.get(review["url"].partition("#claim-")[2])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_grid_to_take_away_has_a_row_for_each_choice(written, judged, lang):
    table = pd.read_csv(written[lang] / "data" / "fact_check_grid.csv")
    assert len(table) == sum(len(judged.examined[entry.id].trials) for entry in STATEMENTS)
    assert (table["reason"].isna() == table["touches"]).all()
    assert (table["then_code"].notna() == table["touches"]).all()
    kept = table[table["touches"]].groupby("id")["keeps"].sum().to_dict()
    assert kept == {id: hangs.kept for id, hangs in judged.examined.items() if hangs.others}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_grid_shows_each_choice_with_heading_mark_and_word(judged, lang, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr("tokenbook.notebook.display", lambda html: shown.append(html.data))
    book = Chapter("fact_check", lang, judged.scope.edition.path)
    page.show_grid(book, judged, PAGES)
    soup = BeautifulSoup(shown[0], "html.parser")
    columns = soup.select("thead th[scope=col]")
    assert len(columns) == len(CHOICES) + 3
    rows = soup.select("tbody tr")
    assert [row.select_one("th[scope=row] a")["href"] for row in rows] == [
        f"{PAGES[entry.chapter]}.html#told-{entry.id}" for entry in STATEMENTS
    ]
    for entry, row in zip(STATEMENTS, rows, strict=True):
        hangs = judged.examined[entry.id]
        tries = row.select(".tb-try")
        assert len(tries) == len(hangs.trials)
        assert all(cell["title"] and cell.select_one(".tb-heard").text for cell in tries)
        for cell, trial in zip(tries, hangs.trials, strict=True):
            (mark,) = {"tb-kept", "tb-flipped", "tb-none"} & set(cell.select_one(".tb-choice")["class"])
            flips = trial.finding is not None and trial.finding.verdict != hangs.finding.verdict
            expected = "tb-none" if trial.finding is None else "tb-flipped" if flips else "tb-kept"
            assert mark == expected
            # the new verdict has a sign: colours alone say nothing
            assert bool(cell.select("[aria-hidden]")[1].text) == flips
    assert not soup.select("a[download]")


def test_every_choice_has_a_heading():
    assert list(page.HEADS) == [choice.id for choice in CHOICES]
