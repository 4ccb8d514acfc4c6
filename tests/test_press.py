"""The press: notebooks in, a site in two languages out; and what it refuses."""

import re
import shutil
from pathlib import Path

import build_book
import pytest
from books import chapter, files, prose, write_book
from conftest import made_up_imprint
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from press.build import build
from press.config import config, merged
from press.contents import pages
from press.errors import FileError, PressError
from press.job import Job
from press.notebooks import PLAIN, for_page, keep_language
from press.render import RenderError, render
from press.run import ChapterError, Kernels, run_chapter
from press.site import Published, assemble
from press.store import Store
from tokenbook import ROOT, editions, published
from tokenbook.errors import BookError, DataError
from tokenbook.glue import GLUED
from tokenbook.site import TokenBook, order_of

LOCALE = ROOT / "locale"


def test_two_chapters_become_a_site_in_two_languages(small_book, made_up_edition_folder, tmp_path):
    order = order_of((str(made_up_edition_folder),), root=small_book, output=tmp_path / "_build")
    told: list[str] = []
    site = build(order, told.append)

    # progress names chapter, language and time
    assert [
        line for line in told if re.search(r"\[ ?\d+/11\] run (intro|volume) \((de|en)\) in [\d.]+ s", line)
    ]
    assert told[-1].startswith("built in ")

    de = (site / "de" / "chapters" / "volume.html").read_text(encoding="utf-8")
    en = (site / "en" / "chapters" / "volume.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in de
    assert '<html lang="en"' in en
    assert "Menge" in de
    for english in ("Toggle primary", "Link to this heading", "Show all code", "Search..."):
        assert english not in de
    assert "Volume" not in re.sub(r"<[^>]+>", "", de)
    assert re.search(r"Bis <span[^>]*>\d+,\d\sBillionen", de)
    assert re.search(r"Up to <span[^>]*>\d+\.\d\strillion", en)
    assert 'id="fig-weekly-total"' in de
    assert 'id="claim-vol-jan"' in de
    assert "only for nbval" not in de
    # the switch and the head lead to the same page of the other language
    assert 'href="../../en/chapters/volume.html" lang="en" hreflang="en"' in de
    assert 'href="../../de/chapters/volume.html" lang="de" hreflang="de"' in en
    for page in (de, en):
        assert re.findall(r'<link rel="alternate" hreflang="([\w-]+)"', page) == ["de", "en", "x-default"]
        assert page.count('rel="canonical"') == page.count('name="description"') == 1

    assert sorted(path.name for path in site.iterdir()) == [
        *(".nojekyll", "404.html", "CITATION.cff", "assets", "data", "de", "en"),
        *("feed.xml", "index.html", "llms.txt", "robots.txt", "sitemap.xml"),
    ]
    assert (site / "data" / "usage.csv").read_bytes() == (made_up_edition_folder / "usage.csv").read_bytes()
    assert (site / "de" / "data" / "weekly-total.csv").exists()
    assert 'href="../data/weekly-total.csv" download' in de

    # a chapter that fails stops the next build with one message, and the site stays
    before = files(site)
    chapter(small_book / "chapters" / "intro.ipynb", new_code_cell("raise ValueError('seven of nine')"))
    with pytest.raises(ChapterError) as caught:
        build(order, told.append)
    assert re.fullmatch(
        r"chapters/intro\.ipynb, cell 2, line 1 \((de|en)\): ValueError: seven of nine", str(caught.value)
    ), caught.value
    assert files(site) == before


def job(path: Path, tmp_path: Path) -> Job:
    return Job(
        TokenBook(path.parent),
        path,
        tmp_path / "stage" / "chapters" / path.name,
        {"lang": "en", "edition": "2025"},
    )


def test_warnings_of_a_cell_are_errors(tmp_path):
    path = chapter(tmp_path / "warns.ipynb", new_code_cell("import sys\nprint('careful', file=sys.stderr)"))
    with pytest.raises(ChapterError, match=r"warns\.ipynb, cell 2 \(en\): wrote to stderr: careful"):
        run_chapter(job(path, tmp_path))


def test_a_kernel_that_dies_is_told(tmp_path):
    path = chapter(tmp_path / "dies.ipynb", new_code_cell("import os\nos._exit(3)"))
    with pytest.raises(ChapterError, match=r"dies\.ipynb \(en\): the kernel died"):
        run_chapter(job(path, tmp_path))


@pytest.mark.parametrize("warm", [True, False], ids=["warm", "ordinary"])
def test_what_ipython_does_at_each_start_for_its_user_is_not_done(tmp_path, monkeypatch, warm):
    startup = tmp_path / "user" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "user"))
    path = chapter(tmp_path / "asks.ipynb", new_code_cell("'mine' in dir()"))
    result = run_chapter(job(path, tmp_path), Kernels(warm))
    assert [output["data"]["text/plain"] for output in result["cells"][-1]["outputs"]] == ["False"]
    assert result["files"] == {}


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ((("2025",), ("fr",)), "language 'fr': allowed are de, en"),
        ((("1066",),), r"edition '1066': no such folder .*; editions here: .*2025"),
    ],
)
def test_orders_that_cannot_be_filled(order, message):
    with pytest.raises((PressError, BookError), match=message):
        build(order_of(*order), lambda _: None)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("chapters/volume.ipynb", "{\n<<<<<<< HEAD", r"volume\.ipynb, row 2: found no JSON"),
        ("chapters/volume.ipynb", "[]", r"volume\.ipynb: found a list; allowed: a notebook"),
        ("_toc.yml", "a: [", r"_toc\.yml, row 1: found no YAML"),
        ("_toc.yml", "format: jb-book", r"_toc\.yml: found no root; allowed: root, the first page"),
        (
            "_toc.yml",
            "format: jb-book\nroot: chapters/gone",
            r"_toc\.yml, row 2: found the page chapters/gone",
        ),
        (
            "_toc.yml",
            "format: jb-book\nroot: chapters/intro\nchapters: [{glob: x*}]",
            r"_toc\.yml, row 3: found the page x\*, which is not there",
        ),
        ("_config.yml", "- title", r"_config\.yml: found a list and no mapping"),
        ("_config.yml", "title: X", r"_config\.yml: found no author and no copyright"),
        ("_config.yml", "sphinx:", r"_config\.yml, row 1, column sphinx: found None; allowed: a mapping"),
        ("locale/en/_config.yml", "a: b: c", r"en/_config\.yml, row 1: found no YAML"),
    ],
)
def test_a_book_that_cannot_be_read_stops_before_anything_runs(
    tmp_path, made_up_edition_folder, file, text, message
):
    root = write_book(tmp_path / "book")
    (root / "locale" / "en" / "_config.yml").write_text("")
    (root / file).write_text(text)
    told: list[str] = []
    with pytest.raises((FileError, DataError), match=message):
        build(order_of((str(made_up_edition_folder),), root=root, output=tmp_path / "_build"), told.append)
    assert told == []


def test_bad_data_stops_before_anything_runs(tmp_path, made_up_edition_folder):
    folder = tmp_path / "broken"
    shutil.copytree(made_up_edition_folder, folder)
    with (folder / "usage.csv").open("a") as file:
        file.write("2025-12-22,a/b,-5,7\n")
    told: list[str] = []
    with pytest.raises(DataError, match=r"usage\.csv, row \d+, column tokens: found '-5'"):
        build(order_of((str(folder),), output=tmp_path / "_build"), told.append)
    assert told == []


def test_warnings_of_the_book_build_are_errors(tmp_path):
    stage = tmp_path / "stage"
    stage.mkdir()
    (stage / "_toc.yml").write_text("format: jb-book\nroot: page\n")
    (stage / "_config.yml").write_text("title: Made up\nexecute: {execute_notebooks: 'off'}\n")
    (stage / "page.md").write_text("# Page\n\nSee [nothing](missing.md).\n")
    with pytest.raises(RenderError, match="missing"):
        render(stage, tmp_path / "html")


def test_one_language_stays_and_settings_hide():
    notebook = new_notebook(
        cells=[
            new_code_cell("lang = 'de'", metadata={"tags": ["injected-parameters"], "papermill": {"x": 1}}),
            *prose("# Titel", "# Title"),
            new_code_cell("1 + 1"),
        ],
        metadata={"papermill": {"start_time": "now"}},
    )
    assert [cell.source for cell in keep_language(notebook, "en", ("de", "en")).cells] == [
        "lang = 'de'",
        "# Title",
        "1 + 1",
    ]
    page = for_page(notebook, LOCALE, "de")
    assert [cell.source for cell in page.cells] == ["lang = 'de'", "# Titel", "1 + 1"]
    assert page.cells[0].metadata.tags == ["injected-parameters", "remove-cell"]
    assert page.cells[2].metadata.tags == []
    assert "papermill" not in page.metadata
    assert "papermill" not in page.cells[0].metadata


def test_sentences_about_what_the_rows_do_not_yield_are_left_out():
    glued = [
        new_output("display_data", {GLUED: repr(text)}, metadata={"scrapbook": {"name": name}})
        for name, text in {"known": "7", "gap": "not available"}.items()
    ]
    notebook = new_notebook(
        cells=[
            new_code_cell("book.tell(…)", outputs=glued),
            new_markdown_cell("## Some\n\nOne is {glue:text}`known`.\nTwo is {glue:text}`gap`.\nThree."),
            new_markdown_cell("(none)=\n## None\n\nAll is {glue:text}`gap`."),
            new_markdown_cell("As it was."),
        ]
    )
    prose = [cell.source for cell in for_page(notebook, LOCALE, "en").cells[1:]]
    assert prose == [
        "## Some\n\nOne is {glue:text}`known`.\nThree.",
        "(none)=\n## None\n\nThis edition holds no rows on this.",
        "As it was.",
    ]


def test_verdicts_and_notes_show_without_their_line_of_code():
    for tag in PLAIN:
        notebook = new_notebook(cells=[new_code_cell("book.notes()", metadata={"tags": [tag]})])
        assert for_page(notebook, LOCALE, "de").cells[0].metadata.tags == [tag, "remove-input"]


def test_settings_are_laid_over_each_other():
    assert merged({"a": {"b": 1, "c": [1]}, "d": 2}, {"a": {"c": [2]}}) == {"a": {"b": 1, "c": [2]}, "d": 2}
    entry = published.entry(editions.load("2025"))
    german, english = (config(TokenBook(), lang, ["de", "en"], entry, ["2025"]) for lang in ("de", "en"))
    assert german["sphinx"]["config"]["language"] == "de"
    assert english["sphinx"]["config"]["language"] == "en"
    assert german["title"] != english["title"]
    assert german["html"]["extra_footer"] != english["html"]["extra_footer"]
    assert german["execute"]["execute_notebooks"] == "off"


def test_pages_stand_in_reading_order():
    names = pages(ROOT / "_toc.yml")
    assert names[:2] == ["chapters/intro", "chapters/01_volume"]
    assert len(names) == len(set(names))


def test_a_site_is_swapped_whole(tmp_path, made_up_edition_folder):
    pages_folder = tmp_path / "html"
    (pages_folder / "chapters").mkdir(parents=True)
    (pages_folder / "chapters" / "a.html").write_text("new")
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_text("old")
    books = [
        Published(
            {"de": made_up_imprint(name, names=("2025", "2026"), languages=("de",))},
            {"de": pages_folder},
            {"de": tmp_path / "none"},
            {"de": tmp_path / "none"},
            {"usage.csv": b"week"},
        )
        for name in ("2025", "2026")
    ]
    assemble(target, books, Store(tmp_path / "kept"), TokenBook())
    assert sorted(files(target)) == [
        ".nojekyll",
        "2026/data/usage.csv",
        "2026/de/chapters/a.html",
        "2026/index.html",
        *("404.html", "CITATION.cff"),
        "data/usage.csv",
        "de/chapters/a.html",
        *("feed.xml", "index.html", "llms.txt", "robots.txt", "sitemap.xml"),
    ]
    assert not target.with_name("site.new").exists()
    assert not target.with_name("site.old").exists()


@pytest.mark.parametrize(
    ("edition", "says"),
    [
        ("1066", "edition '1066': no such folder"),
        ("x" * 300, "edition 'xxx"),
        ("/", "/edition.yml: found no such file"),
    ],
)
def test_the_command_says_one_line_and_fails(capsys, edition, says):
    assert build_book.main(["--edition", edition]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"not built: {says}")
    assert said.err.count("\n") == 1
