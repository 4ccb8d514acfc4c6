"""A second book, in three languages and without tokens, is built as a whole."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from press import __main__ as command
from press.book import Book
from press.browser import find_chromium
from press.build import build
from press.catalogues import sphinx_catalogues
from press.errors import PressError
from press.messages import update
from press.order import Order
from press.wording import MissingWordingError

TINY = Path(__file__).parent / "tiny"
LANGUAGES = ("de", "en", "fr")
PAGES = ("moon", "springs", "start", "tides")


def copy(folder: Path) -> Path:
    return shutil.copytree(TINY, folder / "tiny", ignore=shutil.ignore_patterns("_build"))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    book = Book(copy(tmp_path_factory.mktemp("books")))
    return build(Order(book, book.root / "_build", base="https://tides.example/"), lambda line: None)


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_every_page_is_there_in_every_language(site):
    for lang in LANGUAGES:
        assert sorted(path.stem for path in (site / lang / "chapters").glob("*.html")) == list(PAGES)
        assert sorted(path.stem for path in (site / lang / "notebooks").glob("*.ipynb")) == list(PAGES)
        assert soup(site / lang / "chapters" / "tides.html").html["lang"] == lang


def test_a_page_speaks_one_language(site):
    words = {"de": "Zweimal am Tag", "en": "Twice a day", "fr": "Deux fois par jour"}
    for lang in LANGUAGES:
        text = soup(site / lang / "chapters" / "tides.html").get_text()
        assert [other for other in LANGUAGES if words[other] in text] == [lang]
        # the code ran once for each language
        assert f"{lang} 9.5" in text


def test_the_switch_leads_to_the_other_two(site):
    switch = soup(site / "fr" / "chapters" / "moon.html").select(".tb-languages a")
    assert [(link["hreflang"], link["href"], link.get_text()) for link in switch] == [
        ("de", "../../de/chapters/moon.html", "Deutsch"),
        ("en", "../../en/chapters/moon.html", "English"),
    ]


def test_the_search_asks_in_the_pages_language(site):
    """`_config.yml` says nothing of it."""
    words = {"de": "Suche", "en": "Search", "fr": "Recherche"}
    for lang in LANGUAGES:
        fields = soup(site / lang / "chapters" / "moon.html").select("input[name=q]")
        assert {field["placeholder"] for field in fields} == {words[lang]}


def test_no_word_of_the_theme_is_left_in_english(tmp_path):
    """A language that Sphinx does not have, and whose catalogue lacks one of its words."""
    locale = copy(tmp_path) / "locale"
    facts = locale / "fr" / "language.yml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("sphinx: fr\n", ""), encoding="utf-8")
    update(locale, "fr")
    with pytest.raises(MissingWordingError, match="no fr wording of '#'"):
        sphinx_catalogues(locale, "fr")


def test_the_landing_page_offers_all(site):
    page = soup(site / "index.html")
    assert [link["href"] for link in page.select("main a")] == [
        f"{lang}/chapters/start.html" for lang in LANGUAGES
    ]
    assert "Lire en français" in page.get_text()


NAMES = {"de": "Die Springflut", "en": "The spring tide", "fr": "La marée de vive-eau"}
HEADLINES = {"de": "Höher geht es nicht", "en": "As high as it gets", "fr": "Au plus haut"}
OTHERWISE = {"de": "über Kreuz", "en": "crosswise", "fr": "en croix"}
ASIDES = {"de": "Und dunkel", "en": "And it is dark", "fr": "Et il fait noir"}


def test_what_holds_is_told_and_its_alternative_is_not(site):
    for lang in LANGUAGES:
        text = soup(site / lang / "chapters" / "springs.html").article.get_text()
        assert HEADLINES[lang] in text
        assert ASIDES[lang] in text
        assert OTHERWISE[lang] not in text
        assert "a picture of the spring tide" in text
        assert "% when" not in text
        assert "in-line: " not in text, "what a cell notes of its conditions is not for readers"


def test_a_headline_stands_below_the_name_by_which_the_page_is_called(site):
    for lang in LANGUAGES:
        page = soup(site / lang / "chapters" / "springs.html")
        assert page.h1.get_text().rstrip("#\n") == HEADLINES[lang]
        assert page.h1.find_previous_sibling("p", class_="tb-section").get_text() == NAMES[lang]
        assert page.title.get_text().startswith(NAMES[lang])
        entries = [link.get_text(strip=True) for link in page.select("nav.bd-links a")]
        assert NAMES[lang] in entries
        assert HEADLINES[lang] not in entries
        before = soup(site / lang / "chapters" / "moon.html")
        assert NAMES[lang] in before.select_one("a.right-next").get_text()
        # where a page has no name of its own, its heading is that
        assert not before.select(".tb-section")


def test_a_notebook_to_take_away_tells_the_same(site):
    for lang in LANGUAGES:
        notebook = json.loads((site / lang / "notebooks" / "springs.ipynb").read_text(encoding="utf-8"))
        text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
        assert HEADLINES[lang] in text
        assert OTHERWISE[lang] not in text
        assert "% when" not in text
        assert not any(
            "when:" in tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])
        )


def test_an_e_book_tells_the_same(site):
    for lang in LANGUAGES:
        with zipfile.ZipFile(site / lang / f"book-{lang}.epub") as book:
            text = book.read("chapters/springs.xhtml").decode()
            assert NAMES[lang] in book.read("nav.xhtml").decode()
        assert HEADLINES[lang] in text
        assert NAMES[lang] in text
        assert OTHERWISE[lang] not in text


def test_a_page_has_one_switch_for_its_code(site):
    assert not soup(site / "de" / "chapters" / "moon.html").select(".tb-code")
    page = soup(site / "fr" / "chapters" / "springs.html")
    (switch,) = page.select("label.tb-code")
    assert switch.get_text(strip=True) == "Montrer tout le code"
    assert len(page.select(".cell_input")) == 2
    assert not page.select("details.hide")


def test_it_knows_no_tokens(site):
    for path in site.rglob("*.html"):
        assert not re.search(r"token.?year|usage\.csv|openrouter", path.read_text(encoding="utf-8"), re.I), (
            path
        )


def test_it_is_an_e_book_and_a_pdf(site):
    for form in ["epub", *(["pdf"] if find_chromium() else [])]:
        assert all((site / lang / f"book-{lang}.{form}").stat().st_size > 1000 for lang in LANGUAGES)


def test_a_cell_without_its_twin_is_refused(tmp_path):
    root = copy(tmp_path)
    path = root / "chapters" / "moon.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    del notebook["cells"][3]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    told: list[str] = []
    with pytest.raises(PressError) as caught:
        build(Order(Book(root), root / "_build"), told.append)
    assert "chapters/moon.ipynb, cell 2 (de) and cell 3 (en): no twin in fr" in str(caught.value)
    assert told == []
    # where French is not ordered, nothing is missing
    lone = Order(Book(root), root / "_build", languages=("de", "en"))
    assert lone.languages == ("de", "en")


def test_a_lone_added_cell_is_refused(tmp_path):
    root = copy(tmp_path)
    path = root / "chapters" / "tides.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({**notebook["cells"][1], "id": "more", "source": "Allein."})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(PressError, match=r"tides\.ipynb, cell 6 \(de\): no twin in en and in fr"):
        build(Order(Book(root), root / "_build"), lambda line: None)


def test_a_language_made_alone_needs_its_twins_too(tmp_path):
    """Other languages' cells are not made, yet they tell what its page would lack."""
    root = copy(tmp_path)
    path = root / "chapters" / "tides.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if "fr" not in cell["metadata"].get("tags", [])]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    told: list[str] = []
    with pytest.raises(PressError, match=r"tides\.ipynb, cell 2 \(de\) and cell 3 \(en\): no twin in fr"):
        build(Order(Book(root), root / "_build", languages=("fr",)), told.append)
    assert told == []


def test_a_missing_wording_names_the_command(tmp_path, capsys):
    root = copy(tmp_path)
    path = root / "locale" / "fr" / "LC_MESSAGES" / "press.po"
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgstr "Langue"', 'msgstr ""'), encoding="utf-8"
    )
    assert command.main(["messages", str(root)]) == 1
    assert capsys.readouterr().out == "fr: Language\n"


def test_a_language_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PressError, match="'it': allowed are de, en, fr"):
        Order(Book(TINY), tmp_path, languages=("it",))
