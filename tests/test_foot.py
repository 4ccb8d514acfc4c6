"""A made-up book is built: the foot of every page in both languages, records in the heads of pages."""

import hashlib
import json
import re

import pytest
import yaml
from books import chapter, prose
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell

from press.build import build
from press.nesting import first_misplaced
from tokenbook.site import order_of

RECORDS = """\
import json
from pathlib import Path

folder = Path(downloads).parent / "records"
folder.mkdir()
reviews = {"chapters/volume": [{"@type": "ClaimReview", "url": address + lang, "name": "</script>"}]}
(folder / "made_up.json").write_text(json.dumps(reviews))
"""


FIGURE = """\
from IPython.display import HTML

HTML('<p>wellknown <code data-file="a.csv">loadingline</code></p><pre>measurecode</pre>')
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    from books import write_book

    root = write_book(tmp_path_factory.mktemp("foot") / "book")
    settings = root / "_config.yml"
    text = settings.read_text(encoding="utf-8")
    text, number = re.subn(r"(?m)^  url: .*", "  url: https://code.example/project", text)
    assert number == 1
    settings.write_text(text, encoding="utf-8")
    (root / "chapters" / "volume.ipynb").unlink()
    chapter(
        root / "chapters" / "volume.ipynb",
        *prose("(top)=\n# Menge\n\nDie {term}`Token`.", "(top)=\n# Volume\n\nThe {term}`Token`."),
        new_code_cell(FIGURE),
    )
    chapter(
        root / "chapters" / "corrections.ipynb",
        *prose("(c)=\n# Korrekturen", "(c)=\n# Corrections"),
        new_code_cell(RECORDS),
        address=None,
    )
    toc = root / "_toc.yml"
    listed = yaml.safe_load(toc.read_text())
    listed["chapters"].append({"file": "chapters/corrections"})
    toc.write_text(yaml.safe_dump(listed))
    order = order_of(
        ["2025"], root=root, output=root / "_build", takeaway=False, base="https://book.example/"
    )
    return build(order, lambda line: None)


def pages(site, lang: str) -> dict[str, BeautifulSoup]:
    found = {path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
             for path in sorted((site / lang).rglob("*.html"))}  # fmt: skip
    return {path.relative_to(site / lang).as_posix(): page for path, page in found.items() if page.article}


@pytest.mark.parametrize(
    ("lang", "licence", "report"),
    [
        ("de", "Text und Code: MIT-Lizenz", "Fehler melden"),
        ("en", "Text and code: MIT licence", "Report an error"),
    ],
)
def test_every_page_has_licence_report_and_imprint_at_its_foot(site, lang, licence, report):
    found = pages(site, lang)
    assert {"chapters/intro.html", "chapters/volume.html", "chapters/corrections.html"} <= set(found)
    for name, page in found.items():
        (foot,) = page.select(".tb-foot")
        assert licence in foot.get_text()
        assert foot.select_one("p a")["href"].startswith("https://creativecommons.org/licenses/by/4.0/")
        first, second = foot.select("li a")
        assert first.text == report
        assert first["href"].startswith(
            "https://code.example/project/issues/new?template=verdict.yml&statement="
        )
        assert first["href"].endswith(name.removeprefix("chapters/").replace("/", "%2F"))
        assert second["href"].endswith("chapters/corrections.html#corrections-contact")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_a_chapter_records_for_a_page_stands_in_its_head_alone(site, lang):
    for name, page in pages(site, lang).items():
        scripts = page.head.select('script[type="application/ld+json"]')
        nodes = [node for script in scripts for node in json.loads(script.string)["@graph"]]
        reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
        assert len(reviews) == (name == "chapters/volume.html")
        for review in reviews:
            assert review["url"] == f"https://book.example/{lang}"
            assert review["author"] == nodes[0]["author"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_leads_home_and_marks_itself_in_the_list(site, lang):
    for name, page in pages(site, lang).items():
        (home,) = page.select(".bd-sidenav__home-link a")
        here = page.select("nav.bd-docs-nav [aria-current=page]")
        assert len(here) == 1, name
        assert home["href"] == ("#" if name == "chapters/intro.html" else "intro.html")
        assert (here == [home]) == (name == "chapters/intro.html")


@pytest.mark.parametrize(("lang", "word"), [("de", "Einleitung"), ("en", "introduction")])
def test_the_search_says_what_leads_on_without_scripts(site, lang, word):
    text = (site / lang / "search.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    (told,) = page.select("main noscript")
    assert word in told.get_text()
    assert told.a["href"] == "chapters/intro.html"
    assert page.select("#search-results")
    assert page.select("main form.bd-search input")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_search_knows_no_code_that_a_page_shows(site, lang):
    index = (site / lang / "searchindex.js").read_text(encoding="utf-8")
    shown = (site / lang / "chapters" / "volume.html").read_text(encoding="utf-8")
    assert "wellknown" in index
    for code in ("loadinglin", "measurecod"):
        assert code in shown
        assert code not in index
    assert first_misplaced(shown) is None


@pytest.mark.parametrize(("lang", "meaning"), [("de", "A piece."), ("en", "A piece.")])
def test_a_link_to_a_term_has_its_meaning(site, lang, meaning):
    (link,) = pages(site, lang)["chapters/volume.html"].select("a:has(> .std-term)")
    assert link["title"] == meaning


def test_the_data_are_described_and_the_site_is_listed(site):
    package = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (site / "data" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    croissant = json.loads((site / "data" / "croissant.json").read_text(encoding="utf-8"))
    assert croissant["url"] == "https://book.example/"
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    for lang in ("de", "en"):
        for name in pages(site, lang).keys() - {"search.html"}:
            assert f"(https://book.example/{lang}/{name})" in listed
    cited = yaml.safe_load((site / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["url"] == "https://book.example/"
    assert cited["repository-code"] == "https://code.example/project"
