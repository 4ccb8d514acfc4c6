"""Whom readers may tell of an error: as settings say, checked, and never a link that leads nowhere."""

import json
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import made_up_imprint

from press import head
from press.book import Link
from tokenbook import LANGUAGES, ROOT
from tokenbook.contact import Contact, read_contact
from tokenbook.errors import DataError
from tokenbook.notebook import TEMPLATES
from tokenbook.pages import corrections as page
from tokenbook.site import CORRECTIONS, TokenBook
from tokenbook.wording import Wording

PROJECT = "https://code.example/project"


def config(folder, **parts):
    path = folder / "_config.yml"
    path.write_text(yaml.safe_dump({"title": "x", **parts}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"repository": {"url": "project"}}, "key repository.url: found 'project'; allowed: an address"),
        ({"repository": "x"}, "key repository: found 'x'; allowed: a mapping"),
        ({"tokenbook": {"contact": "me"}}, "key tokenbook.contact: found 'me'; allowed: a mail address"),
        ({"tokenbook": {"contact": "javascript:alert(1)"}}, "key tokenbook.contact"),
        ({"tokenbook": {"imprint": ["x"]}}, "key tokenbook.imprint: found ['x']; allowed: a text"),
    ],
)
def test_what_is_no_address_is_refused_in_one_line(tmp_path, parts, said):
    path = config(tmp_path, **parts)
    with pytest.raises(DataError) as refused:
        read_contact(path)
    assert str(refused.value).startswith(f"{path}, ")
    assert said in str(refused.value)


def test_nothing_set_is_no_error(tmp_path):
    assert read_contact(tmp_path / "_config.yml") == Contact()
    assert read_contact(config(tmp_path, repository=None, tokenbook={"contact": None})) == Contact()


@pytest.mark.parametrize(
    ("contact", "report"),
    [
        (Contact(), ""),
        (
            Contact(f"{PROJECT}/", "a@b.example"),
            f"{PROJECT}/issues/new?template=verdict.yml&statement={{address}}",
        ),
        (Contact(contact="a+b@c.example"), "mailto:a%2Bb@c.example?subject={title}&body={address}"),
        (Contact(contact="https://c.example/form"), "https://c.example/form"),
    ],
)
def test_where_an_error_is_reported(contact, report):
    assert contact.report == report


def test_the_form_that_reports_name_is_there():
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "verdict.yml").read_text(encoding="utf-8"))
    assert "statement" in [field["id"] for field in form["body"]]


def links(lang: str, root, pages: list[str]) -> list[dict]:
    """The links at the foot of a made-up page."""
    about = TokenBook(root)._links(Wording(lang))
    imprint = made_up_imprint(lang=lang)
    stub = SimpleNamespace(about=SimpleNamespace(links=about), address=imprint.address)
    return head.foot(stub, "chapters/a", "1. A & B", pages)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fork_that_sets_nothing_leads_to_the_page_that_says_so(tmp_path, lang):
    config(tmp_path)
    assert [link["href"] for link in links(lang, tmp_path, ["chapters/a", CORRECTIONS])] == [
        "../chapters/corrections.html#corrections-report",
        "../chapters/corrections.html#corrections-contact",
    ]
    # a book without that page has no link to it
    assert links(lang, tmp_path, ["chapters/a"]) == []


def test_a_report_names_the_page(tmp_path):
    config(tmp_path, repository={"url": PROJECT})
    address = "https%3A%2F%2Fbook.example%2Fyear%2Fde%2Fchapters%2Fa.html"
    (report,) = links("de", tmp_path, ["chapters/a"])
    assert report == {
        "text": "Fehler melden",
        "href": f"{PROJECT}/issues/new?template=verdict.yml&statement={address}",
    }
    config(tmp_path, tokenbook={"contact": "a@b.example"})
    (report,) = links("en", tmp_path, ["chapters/a"])
    assert report["text"] == "Report an error"
    assert report["href"].startswith("mailto:a@b.example?subject=1.%20A%20%26%20B&body=https%3A%2F%2F")


def test_links_survive_the_way_through_settings():
    imprint = made_up_imprint()
    assert all(isinstance(link, Link) for link in imprint.about.links)
    assert [link.page for link in imprint.about.links] == [CORRECTIONS, CORRECTIONS]


class Shown:
    """A chapter of which only what it shows is seen."""

    def __init__(self, lang: str):
        self.say = Wording(lang)
        self.text = ""

    def show(self, template: str, **fields: object) -> None:
        self.text = TEMPLATES.get_template(template).render(**fields)

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_is_not_set_and_links_nothing(lang):
    book = Shown(lang)
    page.show_contact(book, vars(Contact()))
    assert [len(line.text) > 20 for line in book.page.select("p")] == [True]
    assert not book.page.select("a")


def test_the_page_names_what_is_set():
    book = Shown("en")
    page.show_contact(book, vars(Contact(PROJECT, "a@b.example", "A <b> Street 1")))
    assert [link["href"] for link in book.page.select("a")] == [f"{PROJECT}/issues", "mailto:a@b.example"]
    assert "Imprint: A <b> Street 1" in book.page.get_text()
    assert "This copy names" not in book.page.get_text()


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        (Contact(), "no address for reports, no contact and no imprint"),
        (Contact(PROJECT), "neither contact nor imprint"),
        (Contact(imprint="Street 1"), "no address for reports"),
    ],
    ids=["nothing", "reports", "imprint"],
)
def test_the_page_says_once_what_is_missing(known, missing):
    book = Shown("en")
    page.show_contact(book, vars(known))
    assert book.page.get_text().count(f"This copy names {missing}.") == 1
    assert book.page.get_text().count("This copy names") == 1


ENTRY = {
    "corrected": "2026-11-26",
    "wrong_since": "2026-11-24",
    "statement": "oth-tail",
    "was": "contradicted",
    "now": "partly",
    "wrong": {"de": "War <falsch>", "en": "Was <wrong>"},
    "right": {"de": "Ist richtig", "en": "Is right"},
}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ["widerlegt → teilweise belegt", "War <falsch>", "Ist richtig", "26.\xa0November 2026"]),
        ("en", ["contradicted → partly supported", "Was <wrong>", "Is right", "since 24\xa0November 2026"]),
    ],
)
def test_a_correction_says_what_was_wrong_since_when_and_what_holds_now(lang, words):
    book = Shown(lang)
    page.show_corrections(book, [ENTRY], {"others": "05_others"})
    text = book.page.get_text(" ", strip=True)
    assert [word for word in words if word not in text] == []
    assert book.page.a["href"] == "05_others.html#told-oth-tail"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_history_says_so(lang):
    book = Shown(lang)
    page.show_corrections(book, [])
    assert book.page.p.text == Wording(lang)("So far no error of this book has been corrected.")


def test_the_press_hands_history_and_contact_to_the_page_alone():
    told = TokenBook().parameters(CORRECTIONS)
    assert json.loads(json.dumps(told["history"])) == told["history"]
    assert told["history"][0]["statement"]
    assert set(told["contact"]) == {"repository", "contact", "imprint"}
    assert "history" not in TokenBook().parameters("chapters/intro")


@pytest.mark.parametrize(("lang", "words"), [("en", "the chart’s"), ("de", "the chart's")])
def test_a_correction_is_printed_with_the_languages_apostrophe(lang, words):
    book = Shown(lang)
    page.show_corrections(book, [ENTRY | {"wrong": dict.fromkeys(("de", "en"), "the chart's")}], {})
    assert words in book.page.get_text()
