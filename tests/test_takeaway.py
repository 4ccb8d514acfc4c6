"""What readers take away: plain notebooks, a valid EPUB, a PDF with contents, the table as Parquet."""

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urljoin

import nbformat
import pandas as pd
import pikepdf
import pytest
import yaml
from books import epubcheck
from bs4 import BeautifulSoup
from conftest import made_up_imprint
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from rooms import of_chapter

from press import order, takeaway
from press.browser import find_chromium
from press.config import config
from press.downloads import downloads
from press.epub import make_epub
from press.errors import FileError, PressError
from press.notebooks import for_page
from press.offline import Picture, address, standalone, with_pictures
from press.pdf import make_pdf, name_cells, print_page
from press.portable import Portable, UnknownSyntaxError
from press.render import render
from press.takeaway import make_books, write_notebooks
from press.volume import Volume
from tokenbook import ROOT, editions, published
from tokenbook.article import volume as article
from tokenbook.article.whole import Judgement
from tokenbook.charts import volume as charts
from tokenbook.glue import GLUED
from tokenbook.notebook import Chapter
from tokenbook.pages.fact_check import show_fact_check
from tokenbook.parquet import parquet
from tokenbook.site import TokenBook, order_of

NAMES = [f"chapters/{name}" for name in ("intro", "01_volume", "fact_check", "glossary", "references")]

TOLD = {name: {"place": {"page": name, "number": str(number)}} for number, name in enumerate(NAMES)}

TITLES = {
    "de": ["Anfang", "Die Menge", "Faktencheck", "Glossar", "Quellen"],
    "en": ["Start", "The volume", "Fact check", "Glossary", "References"],
}

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}

PARAMETERS = (
    '# Set by papermill.\nlang = "de"\nedition = "2025"\ndownloads = None\nplace = None\ntop_n = None'
)


def required(program: str) -> str:
    """The path of a program; without it the test is skipped, in CI it fails."""
    path = find_chromium() if program == "chromium" else shutil.which(program)
    if path is None:
        told = f"no {program} on this machine: see .ci/run for its package"
        if os.environ.get("CI"):
            pytest.fail(f"{told}; CI requires it")
        pytest.skip(told)
    return path


def shown(made_up: Path, lang: str, name: str, *calls) -> list:
    """The outputs of calls of a chapter, as a notebook stores them."""
    found: list[str] = []
    with patch("tokenbook.notebook.display", lambda html: found.append(html.data)):
        book = Chapter(name, lang, made_up)
        for call in calls:
            call(book)
    return [new_output("display_data", {"text/html": html, "text/plain": "<HTML>"}) for html in found]


def glued(**values: str) -> list:
    prefix = GLUED.removesuffix("text/plain")
    return [
        new_output(
            "display_data",
            {GLUED: repr(text)},
            metadata={"scrapbook": {"name": name, "mime_prefix": prefix}},
        )
        for name, text in values.items()
    ]


def code(source: str, *tags: str, outputs=()) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata={"tags": list(tags)}, outputs=list(outputs))


def told(name: str) -> list:
    """A heading for each of a chapter's statements; the fact check links to them."""
    return [new_markdown_cell(f"(told-{entry.id})=\n## {entry.id}") for entry in of_chapter(name)]


def run_notebooks(made_up: Path, lang: str) -> dict[str, list]:
    """The cells of five chapters as papermill leaves them."""
    head = TITLES[lang]
    volume = shown(
        made_up,
        lang,
        "volume",
        lambda b: b.figure(charts.weekly_total),
        lambda b: b.verdict(article.vol_jan),
    )
    facts = shown(made_up, lang, "fact_check", lambda b: show_fact_check(b, Judgement(b.scope)))
    return {
        "intro": [
            new_markdown_cell(f"(intro)=\n# {head[0]}\n\n[→](01_volume.ipynb) {{cite}}`hirschman`."),
            *told("intro"),
        ],
        "01_volume": [
            code("book.tell()", outputs=glued(peak="7,2\N{NO-BREAK SPACE}Billionen *", name="a_b")),
            new_markdown_cell(
                f"(volume)=\n# {head[1]}\n\n"
                "{glue:text}`peak` {term}`Tokens <Token>`, {glue:text}`name`."
            ),
            code("book.figure(charts.weekly_total)", outputs=volume[:1]),
            *told("volume"),
            code("book.verdict(article.vol_jan)", "verdict", outputs=volume[1:]),
        ],
        "fact_check": [
            new_markdown_cell(f"# {head[2]}"),
            code("show_fact_check(book, judgement)", outputs=facts),
        ],
        "glossary": [
            new_markdown_cell(
                f"# {head[3]}\n\n```{{glossary}}\nToken\n  Ein Stück Text.\n\nHHI\n  Ein Maß.\n```"
            )
        ],
        "references": [new_markdown_cell(f"# {head[4]}\n\n```{{bibliography}}\n:all:\n```")],
    }


def stage_volume(folder: Path, made_up: Path, lang: str) -> Volume:
    """A staged volume, not rendered yet."""
    entry = published.entry(editions.load(made_up))
    settings = config(TokenBook(), lang, ["de", "en"], entry, ["made-up"], forms=["pdf", "epub"])
    stage = folder / "stage"
    (stage / "chapters").mkdir(parents=True)
    shutil.copyfile(ROOT / "chapters" / "references.bib", stage / "chapters" / "references.bib")
    (stage / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    toc = {"format": "jb-book", "root": NAMES[0], "parts": [{"chapters": [{"file": n} for n in NAMES[1:]]}]}
    (stage / "_toc.yml").write_text(yaml.safe_dump(toc))
    for name, cells in run_notebooks(made_up, lang).items():
        first = [
            code(PARAMETERS, "parameters"),
            code(f'# Parameters\nlang = "{lang}"\nedition = "{made_up}"', "injected-parameters"),
        ]
        last = code("print(1)", "check", outputs=[new_output("stream", name="stdout", text="1\n")])
        notebook = new_notebook(
            cells=[*first, *cells, last],
            metadata={"papermill": {"duration": 1.5}, "book": {"slug": name.lstrip("01_")}, **PYTHON},
        )
        nbformat.write(for_page(notebook, ROOT / "locale", lang), stage / "chapters" / f"{name}.ipynb")
    return Volume(TokenBook(), f"made-up/{lang}", "made-up", made_up, lang, settings, stage, folder / "html")


@pytest.fixture(scope="session")
def staged(tmp_path_factory, made_up_edition_folder) -> dict[str, Volume]:
    return {
        lang: stage_volume(tmp_path_factory.mktemp(lang), made_up_edition_folder, lang)
        for lang in ("de", "en")
    }


@pytest.fixture(scope="session")
def licence(staged) -> str:
    return yaml.safe_load((staged["de"].stage / "_config.yml").read_text())["html"]["extra_footer"]


# --- notebooks


@pytest.fixture(scope="session")
def plain(staged) -> dict[str, dict[str, nbformat.NotebookNode]]:
    """Language -> chapter -> its notebook to take away."""
    found = {}
    for lang, volume in staged.items():
        write_notebooks(volume.imprint, volume.stage, TOLD, volume.notebooks)
        found[lang] = {path.stem: nbformat.read(path, as_version=4) for path in volume.notebooks.iterdir()}
    return found


@pytest.mark.parametrize("lang", ["de", "en"])
def test_notebooks_are_plain_and_know_no_machine(plain, staged, lang):
    assert set(plain[lang]) == {name.partition("/")[2] for name in NAMES}
    for name, notebook in plain[lang].items():
        nbformat.validate(notebook)
        text = nbformat.writes(notebook)
        prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        assert not re.search(r"\{[a-z:]+\}`|^```\{|^\([\w-]+\)=$", prose, re.MULTILINE), name
        for trace in ("papermill.record", "duration", str(staged[lang].stage.parent), "injected", "<script"):
            assert trace not in text, (name, trace)
        assert not re.search(r'"/(?:home|tmp|work|root)/', text)
        assert "pip install" in notebook.cells[0].source
        assert f'lang = "{lang}"' in notebook.cells[1].source
        # away from the book it still knows what it is called and which number it has
        assert notebook.metadata["book"] == {"slug": name.lstrip("01_")}
        assert f"place = {json.dumps(TOLD[f'chapters/{name}']['place'])}" in notebook.cells[1].source
        assert 'edition = "made-up"' in notebook.cells[1].source
        assert notebook.cells[1].metadata.tags == ["parameters"]
        assert not any(cell.source == "print(1)" for cell in notebook.cells)


def test_prose_holds_its_numbers_terms_and_sources(plain):
    cells = plain["de"]["01_volume"].cells
    assert "# Die Menge\n\n7,2\N{NO-BREAK SPACE}Billionen \\* Tokens, a\\_b." in [c.source for c in cells]
    intro = plain["de"]["intro"].cells[2].source
    assert intro == "# Anfang\n\n[→](01_volume.ipynb) (Hirschman 1964)."
    assert "**Token**  \nEin Stück Text." in plain["de"]["glossary"].cells[2].source
    references = plain["de"]["references"].cells[2].source
    assert references.count("\n- ") >= 6
    assert "Abadie" in references


def test_a_figure_in_a_notebook_is_one_picture_with_its_words(plain):
    html = "".join(
        output.data["text/html"]
        for cell in plain["en"]["01_volume"].cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    )
    soup = BeautifulSoup(html, "html.parser")
    (picture,) = soup.select("img")
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    assert len(picture["alt"]) > 40
    assert not soup.select("svg, button, a[href^='#'], [data-file]")


@pytest.mark.parametrize("text", ["{ref}`x`", "```{note}\nx\n```", ":::{tip}\nx\n:::"])
def test_unknown_syntax_is_refused(staged, text):
    with pytest.raises(UnknownSyntaxError):
        Portable(staged["de"].imprint, []).plain(text, {})


def test_references_that_cannot_be_read_are_told(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("@book{x, ")
    with pytest.raises(FileError, match=r"references\.bib: found .*premature end of file"):
        Portable(made_up_imprint(), [path]).plain("{cite}`x`", {})


# --- pictures


def test_a_picture_stands_for_itself_and_stands_once(staged):
    notebook = nbformat.read(staged["de"].stage / "chapters" / "01_volume.ipynb", as_version=4)
    html = next(
        o.data["text/html"] for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.data
    )
    found: list[Picture] = []

    def show(picture: Picture) -> str:
        found.append(picture)
        return "<img/>"

    assert with_pictures(html, show).count("<img/>") == 1
    (picture,) = found
    assert picture.slug == "weekly-total"
    svg = standalone(picture.svg)
    for lent in ("currentColor", "var(", "data-", "aria-", "<script"):
        assert lent not in svg
    assert 'width="' in svg


# --- EPUB


@pytest.fixture(scope="session")
def epubs(staged, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("epub")
    for lang, volume in staged.items():
        make_epub(volume.imprint, volume.stage, folder / f"scratch-{lang}", folder / f"{lang}.epub")
    return {lang: folder / f"{lang}.epub" for lang in staged}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_epubcheck_finds_nothing(epubs, lang):
    assert epubcheck(Path(required("epubcheck")).resolve(), epubs[lang]) == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_epub_is_whole_and_asks_for_nothing(epubs, lang):
    with zipfile.ZipFile(epubs[lang]) as archive:
        names = archive.namelist()
        texts = {
            name: archive.read(name).decode() for name in names if name.endswith((".xhtml", ".opf", ".svg"))
        }
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 2, 3, 4, 0)}
    assert names[0] == "mimetype"
    contents = BeautifulSoup(texts["nav.xhtml"], "html.parser")
    assert [link.get_text() for link in contents.select("nav > ol > li > a")][1:] == TITLES[lang]
    assert f"<dc:language>{lang}</dc:language>" in texts["content.opf"]
    assert 'properties="cover-image"' in texts["content.opf"]
    assert "2026-01-02T03:04:00Z" in texts["content.opf"]
    for name, text in texts.items():
        assert "<script" not in text, name
        assert not re.search(r'\b(?:src|xlink:href)="(?:https?:)?//', text), name
    volume = BeautifulSoup(texts["chapters/01_volume.xhtml"], "html.parser")
    assert [picture["src"] for picture in volume.select("figure img")] == ["../_images/fig-weekly-total.svg"]
    assert volume.select_one(".tb-verdict .tb-badge").get_text()
    assert not volume.select("button, pre")
    facts = BeautifulSoup(texts["chapters/fact_check.xhtml"], "html.parser")
    links = {link["href"] for link in facts.select("table a[href]")}
    assert "01_volume.xhtml#told-vol-jan" in links
    # the other chapters are not there
    assert {link.partition("#")[0] for link in links} == {"intro.xhtml", "01_volume.xhtml"}


def test_the_epub_has_the_same_bytes_each_time(epubs, staged, tmp_path):
    volume = staged["de"]
    make_epub(volume.imprint, volume.stage, tmp_path / "scratch", tmp_path / "again.epub")
    assert (tmp_path / "again.epub").read_bytes() == epubs["de"].read_bytes()


# --- PDF


@pytest.fixture(scope="session")
def pages(staged, tmp_path_factory) -> dict[str, Path]:
    """Language -> folder of the rendered pages."""
    folder = tmp_path_factory.mktemp("html")
    return {lang: render(volume.stage, folder / lang) for lang, volume in staged.items()}


@pytest.mark.parametrize(("lang", "summary"), [("de", "Zum Mitnehmen"), ("en", "Take away")])
def test_every_page_lists_what_is_offered(pages, staged, lang, summary):
    for name in NAMES:
        page = BeautifulSoup((pages[lang] / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        (part,) = page.select("#take-away")
        assert part.summary.get_text() == summary
        links = [link["href"] for link in part.select("a[download]")]
        assert links == [offer["href"] for offer in downloads(staged[lang].imprint, name, NAMES)]
    search = (pages[lang] / "search.html").read_text(encoding="utf-8")
    assert 'id="take-away"' not in search


def test_titles_in_another_language_are_marked(pages):
    found = {}
    for lang in pages:
        text = (pages[lang] / "chapters" / "references.html").read_text(encoding="utf-8")
        article = BeautifulSoup(text, "html.parser").select_one("article")
        found[lang] = [title.get_text() for title in article.select(".citation [lang]")]
    assert "The Paternity of an Index." in found["de"]
    assert found["en"] == []


@pytest.fixture(scope="session")
def pdfs(staged, pages, licence, tmp_path_factory) -> dict[str, Path]:
    chromium = required("chromium")
    folder = tmp_path_factory.mktemp("pdf")
    for lang, volume in staged.items():
        html = pages[lang]
        make_pdf(volume.imprint, licence, html, NAMES, folder / "scratch", folder / f"{lang}.pdf", chromium)
    return {lang: folder / f"{lang}.pdf" for lang in staged}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_pdf_has_every_chapter_and_its_contents(pdfs, staged, lang):
    program = required("pdftotext")
    run = subprocess.run([program, "-layout", pdfs[lang], "-"], capture_output=True, text=True, check=True)
    leaves = run.stdout.split("\f")
    contents = {
        line.rpartition("  ")[0].strip(): line.rpartition("  ")[2]
        for line in leaves[1].splitlines()
        if "  " in line
    }
    for title in TITLES[lang]:
        assert title in leaves[int(contents[title]) - 1]
    for text in ("Code zeigen", "Show all code", "#\n"):
        assert text not in run.stdout
    with pikepdf.open(pdfs[lang]) as document:
        with document.open_outline() as outline:
            assert [item.title for item in outline.root][2:] == TITLES[lang]
        assert document.docinfo["/Title"] == staged[lang].imprint.title
        assert document.docinfo["/CreationDate"] == "D:20260102030400Z"
        assert document.Root.Lang == lang
        assert document.Root.MarkInfo.Marked
        links = [
            annotation
            for page in document.pages
            for annotation in page.get("/Annots", [])
            if "/Dest" in annotation or "/A" in annotation
        ]
        assert links


def test_the_pdf_has_the_same_bytes_each_time(pdfs, pages, staged, licence, tmp_path):
    html = pages["de"]
    target = tmp_path / "again.pdf"
    make_pdf(staged["de"].imprint, licence, html, NAMES, tmp_path / "scratch", target, required("chromium"))
    assert target.read_bytes() == pdfs["de"].read_bytes()


def test_the_names_of_cells_do_not_hang_on_how_the_page_was_read(tmp_path):
    """Chromium counts nodes; one more of them, unseen, moves the names of all cells after it."""
    chromium = required("chromium")
    table = "<table><tr><th>Woche<th>Tokens<tr><td>1<td>2</table>"
    printed = {}
    for name, unseen in {"plain": "", "more": "<p><span></span>" * 7}.items():
        source = tmp_path / f"{name}.html"
        source.write_text(f"<title>t</title>{unseen}{table}", encoding="utf-8")
        with pikepdf.open(io.BytesIO(print_page(source, chromium))) as document:
            before = set(pikepdf.NameTree(document.Root.StructTreeRoot.IDTree))
            name_cells(document)
            names = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree)
            assert [str(element.ID) for element in names.values()] == list(names)
            headers = {
                str(header)
                for element in document.objects
                if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TD"
                for attributes in element.A
                for header in attributes.get("/Headers", [])
            }
            printed[name] = before, list(names), headers
    assert printed["plain"][0] != printed["more"][0]
    assert (
        printed["plain"][1:]
        == printed["more"][1:]
        == (["cell000001", "cell000002"], {"cell000001", "cell000002"})
    )


def test_a_browser_that_does_not_start_is_told(pages, staged, licence, tmp_path):
    html = pages["de"]
    with pytest.raises(PressError, match="PDF: Chromium: "):
        make_pdf(staged["de"].imprint, licence, html, NAMES, tmp_path, tmp_path / "no.pdf", "/bin/false")


# --- the list, the table, the step


def test_what_is_offered_is_what_is_made(staged):
    imprint = staged["de"].imprint
    page = "https://host/de/chapters/01_volume.html"
    found = [
        urljoin(page, offer["href"]).removeprefix("https://host/")
        for offer in downloads(imprint, NAMES[1], NAMES)
    ]
    assert found == [
        "de/notebooks/01_volume.ipynb",
        "de/token-year-made-up-de.pdf",
        "de/token-year-made-up-de.epub",
        "data/usage.csv",
        "data/usage.parquet",
        "data/models.csv",
        "data/datapackage.json",
        "data/croissant.json",
        "de/data/fact_check.csv",
        "de/data/fact_check.json",
    ]
    less = downloads(replace(imprint, forms=["epub"]), NAMES[1], NAMES[:2])
    assert not any(offer["href"].endswith((".pdf", "fact_check.csv")) for offer in less)


def test_parquet_holds_the_rows_of_the_csv(made_up_edition_folder):
    table = made_up_edition_folder / "usage.csv"
    assert parquet(table) == parquet(table)
    rows = pd.read_parquet(io.BytesIO(parquet(table)))
    assert list(rows.columns) == ["week", "model", "tokens", "days", "free_tokens", "weekend_tokens"]
    assert rows["tokens"].tolist() == pd.read_csv(table)["tokens"].tolist()
    assert f"{rows['week'].iloc[0]:%Y-%m-%d}" == pd.read_csv(table)["week"].iloc[0]


def test_without_a_browser_the_rest_is_made(staged, tmp_path, monkeypatch):
    monkeypatch.setattr(order, "find_chromium", lambda: None)
    assert order_of(("2025",)).forms == ["epub"]
    assert order_of(("2025",), takeaway=False).forms == []
    volume = staged["en"]
    imprint = replace(volume.imprint, forms=["epub"])
    make_books(imprint, volume.stage, tmp_path, NAMES, tmp_path / "scratch")
    assert [path.name for path in tmp_path.glob("token-year*")] == ["token-year-made-up-en.epub"]


def test_a_browser_that_has_gone_meanwhile_is_told(staged, tmp_path, monkeypatch):
    monkeypatch.setattr(takeaway, "find_chromium", lambda: None)
    imprint = replace(staged["en"].imprint, forms=["pdf"])
    with pytest.raises(PressError, match="PDF: the Chromium that was there at the start is gone"):
        make_books(imprint, staged["en"].stage, tmp_path, NAMES, tmp_path / "scratch")


def test_notebooks_of_chapters_that_are_gone_go(staged, tmp_path):
    (tmp_path / "gone.ipynb").touch()
    write_notebooks(staged["en"].imprint, staged["en"].stage, {NAMES[0]: {}}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["intro.ipynb"]


@pytest.mark.parametrize(
    ("base", "where"),
    [
        ("https://book.example/year/", "https://book.example/year/de/data/x.csv"),
        ("http://127.0.0.1:8000/", None),
    ],
)
def test_files_have_an_address_where_the_site_has_one(base, where):
    assert address("../data/x.csv", made_up_imprint(base=base)) == where
