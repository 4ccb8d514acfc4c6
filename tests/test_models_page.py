"""The page of models: who stands on it, what is told of each, and where the book speaks of it."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import write_edition

from tokenbook import LANGUAGES, editions, measures, notebook
from tokenbook.article.whole import Judgement
from tokenbook.explorer import Beside
from tokenbook.notebook import Chapter
from tokenbook.pages import models as models_page


@pytest.fixture(scope="module")
def real() -> editions.Edition:
    return editions.load("2025")


@pytest.fixture(scope="module")
def listed(real) -> list[models_page.Model]:
    return models_page.listed(real)


def test_everyone_that_reached_the_first_twenty_is_there_and_nobody_else(real, listed):
    reached = set()
    for _, week in real.weeks[real.weeks["model"] != "other"].groupby("week"):
        sums = week.groupby("model")["tokens"].sum()
        twentieth = sums.nlargest(20).min()
        reached |= set(sums[sums >= twentieth].index)
    assert {model.id for model in listed} == reached
    assert len({model.anchor for model in listed}) == len(listed)
    tokens = [model.tokens for model in listed]
    assert tokens == sorted(tokens, reverse=True)


def test_a_models_figures_are_those_of_the_measures(real, listed):
    ranks = measures.ranks(real.weeks, "model")
    for model in listed:
        own = ranks[model.id].dropna()
        assert (model.best, model.first, model.last) == (own.min(), own.index[0], own.index[-1])
        assert own[model.best_week] == model.best
        assert model.leading == (own == 1).sum()
        assert model.among == (own <= 20).sum()
        assert model.shares.isna().equals(ranks[model.id].isna())


def test_prices_releases_and_free_days_are_told_where_they_are_known(real):
    week = real.weeks["week"].max()
    prices = pd.DataFrame(
        [(week, "x-ai/grok-code-fast-1", 0.2, 1.5)],
        columns=["week", "model_permaslug", "prompt", "completion"],
    )
    day = pd.Timestamp("2025-08-26")
    releases = pd.DataFrame({"slug": ["x-ai/grok-code-fast-1"], "released": [day], "released_is": ["maker"]})
    spans = {"from": ["2024-12-01", "2025-01-02"], "to": ["2025-01-03", "2025-01-05"]}
    free = pd.DataFrame({name: pd.to_datetime(days) for name, days in spans.items()})
    free["model_permaslug"] = "x-ai/grok-code-fast-1"
    found = models_page.listed(real, Beside(prices, releases, None, free))
    grok, other = found[0], found[1]
    assert (grok.price, grok.released, grok.free_days) == ((0.2, 1.5), day, 5)
    assert (other.price, other.free_days) == (None, 0)
    assert {model.free_days for model in models_page.listed(real)} == {None}


def test_a_curve_breaks_where_a_value_is_missing():
    path = models_page.curve(pd.Series([1.0, 2.0, None, 0.0]), 2.0)
    assert path == "M0.0 35.0h.1L100.0 0.0M300.0 70.0h.1"


def test_the_longer_name_is_told_of_and_not_its_part(real, listed):
    by_label = {model.label: model.id for model in listed}
    texts = {
        "a": "Gemini 2.5 Flash Image led, and Gemini 2.5 Flash-Lite.",
        "b": "Gemini\N{NO-BREAK SPACE}2.5 Flash, and GPT-4.1 mini.",
        "c": "GPT-4.10 is no model of these.",
    }
    told = models_page.mentions(listed, real.labels.values(), texts)
    assert told[by_label["Gemini 2.5 Flash"]] == ["b"]
    assert told[by_label["GPT-4.1 mini"]] == ["b"]
    assert "c" not in {key for keys in told.values() for key in keys}
    assert "Gemini 2.5 Flash Image" in models_page.longer("Gemini 2.5 Flash", real.labels.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_row_is_a_place_with_a_card(monkeypatch, lang, listed):
    pages: list[str] = []
    monkeypatch.setattr(notebook, "display", lambda shown: pages.append(shown.data))
    book = Chapter("models", lang, "2025")
    models_page.show_models(book, Judgement(book.scope))
    page = BeautifulSoup(pages[0], "html.parser")
    bodies = page.select("tbody")
    assert [body["id"] for body in bodies] == [model.anchor for model in listed]
    for body, model in zip(bodies, listed, strict=True):
        assert body["data-index"] == model.label
        assert body.select_one("th a")["href"] == f"#{model.anchor}"
        card = body.select_one(".tb-card")
        assert len(card.select("svg path[d]")) == 2
        assert any(link["href"].startswith("explorer.html?pick=") for link in card.select("a"))
    grok = page.select_one("#model-x-ai-grok-code-fast-1")
    assert grok.select('a[href="04_specialists.html#told-spec-grok"]')
    assert not re.search(r"\bnan\b|None|\{", page.get_text())


def test_names_that_differ_in_signs_alone_have_two_places(tmp_path):
    days = pd.date_range("2025-01-06", "2025-01-12")
    daily = pd.concat(
        pd.DataFrame({"date": days, "model": slug, "tokens": tokens})
        for slug, tokens in {"lab/a-1": 5, "lab/a.1": 4}.items()
    )
    edition = editions.load(write_edition(tmp_path / "signs", daily, "period: all\ntop_n: 9\n"))
    anchors = [model.anchor for model in models_page.listed(edition)]
    assert anchors == ["model-lab-a-1", "model-lab-a-1-2"]
