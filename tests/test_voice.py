"""How the book speaks: what its prose and its sentences do not say, and what nothing says twice."""

import json
import re
from collections import Counter

import pytest

from press.conditions import LINE, Guard
from tokenbook import LANGUAGES, ROOT, places
from tokenbook.wording import Wording, _catalogue, _names

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
TOLD = [place.name for slug, place in places.chapters().items() if place.number[:1].isdigit()]
"""The chapters that tell something, with the introduction."""

LEFT = {
    "de": (
        r"Zeilen (?:sagen|nennen|sehen)\b",
        r"\bhiel(?:t|ten)\b",
        r"Woche (?:zählt|hält)\b",
        r"\bjener? ab dem\b",
        r"Wochen? ab(?: dem)?\b",
        r"öffentliche[rn]? Verkehr",
        r"Massenverkehr",
        r"Schlussfolgern",
        r"„Übrigen?“|\bdie Übrigen\b",
        r"(?:Unter|Über)treibungen",
        r"bei keiner Gegenprobe",
        "\N{EM DASH}",
        r"\d [%$€]",  # without a space that holds
    ),
    "en": (
        r"\brows say\b",
        r"\bbears? out\b",
        r"preponderance",
        r"is another question",
        r"had no row\b",
        r"unknown was the largest",
        r"\b(?:Under|Over)statements\b",
    ),
}
"""What the style sheet strikes, by language."""

HEADINGS_GONE = {
    "Was der Artikel sagt",
    "Was die Zeilen sagen",
    "Die Überraschung",
    "Der Vorbehalt",
    "What the article says",
    "What the rows say",
    "The surprise",
    "The caveat",
}

QUOTED = {
    "8-fache Explosion",
    "deutlich unter 1T",
    "fast 8T",
    "Löwenanteil des High-Volume-Traffics",
    "Goldstandard",
    "stabilen Abschnitt der Rangliste",
    "Titan",
    "Andere",
    "Ein-Modell-passt-für-alles",
    "Intelligenzsteuer",
    "Kann es das tun?",
    # words that are talked about, not the article's
    "Fast",
    "Was das Diagramm nicht zeigt",
    "Was danach kam",
}
"""The article's own words, as the list of its statements has them."""


def prose(lang: str) -> list[tuple[str, str]]:
    """(page, source) of each prose cell in a language, without the line that states its condition."""
    return [
        (path.stem, LINE.sub("", "".join(cell["source"]), count=1))
        for path in NOTEBOOKS
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown" and lang in cell["metadata"].get("tags", [])
    ]


def sentences(lang: str) -> list[str]:
    """What the code says in a language."""
    say = Wording(lang)
    return [
        entry.string if not say.language.source else str(entry.id) for entry in _catalogue("de") if entry.id
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_style_sheet_strikes_is_said_nowhere(lang):
    said = [*(text for _, text in prose(lang)), *map(str, sentences(lang))]
    struck = re.compile("|".join(LEFT[lang]))
    assert len(said) > 500
    assert [found[0] for text in said if (found := struck.search(text))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_heading_stands_in_two_chapters(lang):
    pages: dict[str, set[str]] = {}
    for page, text in prose(lang):
        for heading in re.findall(r"^#+ (.+)$", text, re.M):
            pages.setdefault(heading, set()).add(page)
    assert len(pages) > 50
    assert {heading: where for heading, where in pages.items() if len(where) > 1} == {}
    assert not HEADINGS_GONE & set(pages)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_long_sentence_is_said_twice(lang):
    """A sentence of eight words or more, in cells that may stand on one edition's pages together."""
    told = Counter()
    for path in NOTEBOOKS:
        mine: set[str] = set()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "markdown" or lang not in cell["metadata"].get("tags", []):
                continue
            text = LINE.sub("", "".join(cell["source"]), count=1)
            lines = [line.strip() for line in text.split("\n") if len(line.split()) >= 8]
            # variants of one cell under different conditions are never told together
            mine |= set(lines) if Guard.of_tags(cell["metadata"]["tags"]).names else set()
            told.update(line for line in lines if line not in mine)
        told.update(mine)
    assert sum(told.values()) > 200
    assert [line for line, times in told.items() if times > 1] == []


def test_german_quotation_marks_hold_the_articles_words():
    """Only those that the list of statements allows, in the chapters that tell of the article."""
    quoted = {
        (page, words)
        for page, text in prose("de")
        if page in TOLD
        for words in re.findall(r"„([^“]+)“", text)
    }
    assert quoted
    assert {found for found in quoted if found[1] not in QUOTED} == set()


def test_names_of_models_are_not_broken():
    """Where prose types a name, its spaces do not break; what is glued or said in code is typeset so."""
    bare = re.compile(r"\]\([^)]*\)|\{[\w:]+\}`[^`]*`")
    typed = [(page, bare.sub("", text)) for lang in LANGUAGES for page, text in prose(lang)]
    assert [(page, found[0]) for page, text in typed for found in _names().finditer(text)] == []
    assert (
        Wording("en").format("Grok Code Fast 1", "text")
        == "Grok\N{NO-BREAK SPACE}Code\N{NO-BREAK SPACE}Fast\N{NO-BREAK SPACE}1"
    )
    assert "GPT-4.1\N{NO-BREAK SPACE}mini stayed" in Wording("en")(
        "GPT-4.1 mini stayed a fixture through the year."
    )
