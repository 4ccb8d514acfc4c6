"""What a site says of itself: twins, citation, map, feed, front page."""

import json
import re
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import made_up_imprint

from press import cards, head
from press.errors import PressError
from press.landing import SITEMAP, XHTML, feed, front_page, not_found_page, promise, robots, sitemap
from press.llms import llms_txt
from tokenbook import ROOT
from tokenbook.site import CC_BY, cited, order_of

TWO = [
    {lang: made_up_imprint(name, names=("2025", "2026"), lang=lang, title=title) for lang, title in titles}
    for name, titles in (
        ("2025", [("de", "Das <Jahr>"), ("en", "The Year")]),
        ("2026", [("de", "Das <Jahr> · 2026"), ("en", "The Year · 2026")]),
    )
]


def test_a_page_names_its_twins():
    imprint = made_up_imprint()
    assert imprint.alternates("chapters/a") == {
        "de": "https://book.example/year/de/chapters/a.html",
        "en": "https://book.example/year/en/chapters/a.html",
        "x-default": "https://book.example/year/en/chapters/a.html",
    }
    assert imprint.alternates("chapters/intro")["x-default"] == "https://book.example/year/"
    assert made_up_imprint(languages=("de",)).alternates("chapters/a") == {}
    second = made_up_imprint("2026", names=("2025", "2026"))
    assert second.address("chapters/a") == "https://book.example/year/2026/de/chapters/a.html"


def test_a_page_is_cited_in_its_language():
    german = head.citation(made_up_imprint(), "chapters/a_b", "1. Menge")
    assert german["text"] == (
        "Erfundene Leute (2026): „1. Menge“. In: Das Token-Jahr, Ausgabe 2025, Datenstand "
        "2.\N{NO-BREAK SPACE}Januar 2026, 03:04\N{NO-BREAK SPACE}UTC. "
        "https://book.example/year/de/chapters/a_b.html"
    )
    assert german["bibtex"].startswith(
        "@incollection{token-year-2025-a-b-de,\n  author = {{Erfundene Leute}},"
    )
    own = head.citation(made_up_imprint(lang="en", own=True, as_of=None), "chapters/a", "Volume")
    assert "as of" not in own["text"]


def test_json_ld_says_article_and_dataset_and_cannot_be_left():
    text = head.json_ld(made_up_imprint(), "chapters/a", "</script><b>", "Two.", "cards/a.png")
    assert "<" not in text
    article, dataset = json.loads(text)["@graph"]
    assert article["@type"] == "Article"
    assert article["headline"] == "</script><b>"
    assert article["image"] == "https://book.example/year/de/cards/a.png"
    assert article["isBasedOn"]["@id"] == dataset["@id"]
    assert dataset["@type"] == "Dataset"
    assert dataset["license"] == CC_BY
    assert dataset["temporalCoverage"] == "2025-01-01/2025-12-31"
    own = json.loads(head.json_ld(made_up_imprint(own=True), "chapters/a", "A", "B", "c.png"))["@graph"]
    assert len(own) == 1


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One. Two. Three is long.", "One. Two."),
        ("It was 7.2 of them. More than that came later.", "It was 7.2 of them."),
        ("It is[ 6], as[1, 12] said. More.", "It is, as said. More."),
        ("words without an end to them at all", "words without an …"),
        ("Short.", "Short."),
    ],
)
def test_a_description_is_whole_sentences(text, short):
    assert head.shortened(text, 21) == short


def test_front_page_offers_each_language_in_its_own_words():
    soup = BeautifulSoup(front_page(TWO[0], TWO), "html.parser")
    german, english = soup.select("section")
    assert german["lang"] == "de"
    assert german.select_one("a[hreflang=de]").text == "Auf Deutsch lesen"
    assert english.select_one("a[hreflang=en]")["href"] == "en/chapters/intro.html"
    assert german.h2.text == "Das <Jahr>"
    assert [a["href"] for a in german.select("a")][1:] == ["2026/de/chapters/intro.html"]
    second = BeautifulSoup(front_page(TWO[1], TWO), "html.parser")
    assert second.select("section[lang=en] a")[1]["href"] == "../en/chapters/intro.html"
    assert second.select_one("link[rel=canonical]")["href"] == "https://book.example/year/2026/"


def test_the_404_page_speaks_both_and_leads_home_from_any_depth():
    soup = BeautifulSoup(not_found_page(TWO), "html.parser")
    assert [a["href"] for a in soup.select("a")] == [
        "/year/de/chapters/intro.html",
        "/year/en/chapters/intro.html",
    ]
    assert [s["lang"] for s in soup.select("section")] == ["de", "en"]


def test_the_sitemap_holds_every_page_with_its_twins(tmp_path):
    for folder in ("de", "en", "2026/de", "2026/en"):
        (tmp_path / folder / "chapters").mkdir(parents=True)
        (tmp_path / folder / "chapters" / "a.html").touch()
        (tmp_path / folder / "search.html").touch()
    root = ElementTree.fromstring(sitemap(TWO, tmp_path).encode())
    places = [url.findtext(f"{{{SITEMAP}}}loc") for url in root]
    assert places == [
        "https://book.example/year/",
        "https://book.example/year/de/chapters/a.html",
        "https://book.example/year/en/chapters/a.html",
        "https://book.example/year/2026/",
        "https://book.example/year/2026/de/chapters/a.html",
        "https://book.example/year/2026/en/chapters/a.html",
    ]
    for url in root:
        assert [link.get("hreflang") for link in url.iter(f"{{{XHTML}}}link")] == ["de", "en", "x-default"]
    assert robots(TWO).endswith("Sitemap: https://book.example/year/sitemap.xml\n")


def test_llms_txt_lists_every_page_and_file_in_each_language(tmp_path):
    for imprints in TWO:
        for lang, imprint in imprints.items():
            folder = tmp_path / imprint.folder.removeprefix(imprint.base) / lang / "chapters"
            folder.mkdir(parents=True)
            for name in ("a", "intro"):
                head_of = (
                    f"<title>{name} \N{EM DASH} Book</title><meta name='description' content='Of {name}.'>"
                )
                (folder / f"{name}.html").write_text(f"<html><head>{head_of}</head><body></body></html>")
    text = llms_txt(TWO, tmp_path).replace("\N{NO-BREAK SPACE}", " ")
    first, *rest = text.split("\n## ")
    assert first.startswith("# Das <Jahr> · The Year\n\n> ")
    assert [part.partition("\n")[0] for part in rest[:2]] == [
        "Das <Jahr>, Ausgabe 2025: 1. Januar 2025 bis 31. Dezember 2025",
        "Zum Mitnehmen: Das <Jahr>, Ausgabe 2025: 1. Januar 2025 bis 31. Dezember 2025",
    ]
    links = re.findall(r"- \[([^]]+)\]\((\S+)\)(: .*)?", rest[2])
    here = "https://book.example/year/en/chapters"
    assert links == [("intro", f"{here}/intro.html", ": Of intro."), ("a", f"{here}/a.html", ": Of a.")]
    assert "(https://book.example/year/2026/data/croissant.json)" in rest[-1]
    assert len(re.findall(r"\(https://book.example/year/\S+\.html\)", text)) == 8


def test_the_feed_has_an_entry_for_each_edition_and_language_and_no_date_of_today():
    first = feed(TWO)
    root = ElementTree.fromstring(first.encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(root.findall(f"{atom}entry")) == 4
    assert {found.text for found in root.iter(f"{atom}updated")} == {"2026-01-02T03:04:00+00:00"}
    assert feed(TWO) == first


def test_the_citation_names_the_addresses_that_there_are():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    full = yaml.safe_load(cited(text, "https://book.example/year/", "https://code.example/project"))
    assert full["url"] == "https://book.example/year/"
    assert full["repository-code"] == "https://code.example/project"
    assert {"title", "authors", "version", "date-released", "license", "message"} <= set(full)
    assert cited(text, "http://127.0.0.1:8000/", "") == text


@pytest.mark.parametrize("base", ["", "book.example", "ftp://book.example/", "https://a b/", "https://a/?x"])
def test_an_address_that_is_none_is_refused(base):
    with pytest.raises(PressError, match="base address"):
        order_of(("2025",), base=base)


def test_an_address_gets_its_slash():
    assert order_of(("2025",), base="https://book.example/year").base == "https://book.example/year/"


def test_a_card_is_drawn_the_same_twice(tmp_path):
    for name in ("a", "b"):
        cards.draw_card("Ein langer Titel, " * 8, "Das Token-Jahr", None, tmp_path / f"{name}.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    cards.draw_card("1. Menge", "Das Token-Jahr", tmp_path / "a.png", tmp_path / "c.png")
    with cards.Image.open(tmp_path / "c.png") as card:
        assert card.size == cards.SIZE


def test_a_card_is_drawn_again_only_where_it_says_something_else(tmp_path):
    card, picture = tmp_path / "card.png", tmp_path / "picture.png"
    cards.draw_card("Figure", "", None, picture)
    cards.draw_card("1. Menge", "Das Token-Jahr", picture, card)
    drawn = card.read_bytes(), card.stat().st_mtime_ns
    cards.draw_card("1. Menge", "Das Token-Jahr", picture, card)
    assert (card.read_bytes(), card.stat().st_mtime_ns) == drawn
    for title, book, shown in (("2. Menge", "Das Token-Jahr", None), ("2. Menge", "Das Jahr", None)):
        before = card.read_bytes()
        cards.draw_card(title, book, shown, card)
        assert card.read_bytes() != before
    cards.draw_card("1. Menge", "Das Token-Jahr", picture, card)
    cards.draw_card("another picture", "", None, picture)
    cards.draw_card("1. Menge", "Das Token-Jahr", picture, card)
    assert card.read_bytes() != drawn[0]


def test_a_pages_promise_is_its_headline_and_first_paragraph(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<article><h1>Made\u00a0up<a class="headerlink" href="#a">#</a></h1>'
        "<details><p>Folded.</p></details>"
        "<p>Two lines,\n one paragraph of\u00a0it.</p><p>More.</p></article>",
        encoding="utf-8",
    )
    assert promise(page) == ("Made\u00a0up", "Two lines, one paragraph of\u00a0it.")
    assert promise(tmp_path / "none.html") == ("", "")
