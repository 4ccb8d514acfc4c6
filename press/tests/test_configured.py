"""What a book's folder configures, with one thing wrong: refused in one line before anything runs."""

import os
import shutil
from pathlib import Path

import pytest

from press import fingerprint
from press.anchors import gone
from press.book import Book
from press.build import build
from press.config import of_language
from press.contents import pages
from press.errors import FileError, PressError
from press.language import check_language, read_language
from press.messages import update
from press.order import Order
from press.wording import MissingWordingError, Wording

TINY = Path(__file__).parent / "tiny"

CONTENTS = {
    "a key": (
        "root: a\nchaptres:\n- file: b\n",
        "row 2, column chaptres: found the key chaptres",
        "chapters?",
    ),
    "a key of a part": (
        "root: a\nparts:\n- numberd: true\n  chapters:\n  - file: b\n",
        "row 3, column numberd: found the key numberd",
        "did you mean numbered?",
    ),
    "a key of a page": ("root: a\nchapters:\n- fiel: b\n", "row 3, column fiel: found the key fiel", "file?"),
    "a key of the defaults": ("defaults: {numberd: 1}\nroot: a\n", "row 1, column numberd", "numbered?"),
    "a form": ("format: jb-bok\nroot: a\n", "row 1, column format: found 'jb-bok'", "did you mean jb-book?"),
    "a list for the form": (
        "format: [x]\nroot: a\n",
        "row 1, column format: found ['x']",
        "jb-book, jb-article",
    ),
    "lists without end": ("[" * 100_000, "found no YAML", ""),
    "no root": ("format: jb-book\n", "found no root", "root, the first page"),
    "a number for the root": ("root: 7\n", "row 1, column root: found 7", "a text"),
    "a text for pages": (
        "root: a\nchapters: b\n",
        "row 2, column chapters: found 'b'",
        "a list of at least one",
    ),
    "no pages": ("root: a\nchapters: []\n", "row 2, column chapters: found []", "a list of at least one"),
    "a part without pages": (
        "root: a\nparts:\n- caption: A\n",
        "row 3, column chapters: found None",
        "a list of",
    ),
    "a text for a page": ("root: a\nchapters:\n- b\n", "row 3, column chapters: found 'b'", "a mapping"),
    "two kinds of page": (
        "root: a\nchapters:\n- {file: b, url: c}\n",
        "row 3, column chapters: found file and url",
        "",
    ),
    "a page twice": (
        "root: a\nchapters:\n- file: b\n- file: b\n",
        "row 4: found b a second time (first in row 3)",
        "",
    ),
    "a page that is not there": (
        "root: a\nchapters:\n- file: bb\n  sections:\n  - file: a\n",
        "row 5: found a a second time (first in row 1)",
        "each page once",
    ),
    "a typo of a page": (
        "root: a\nchapters:\n- file: b_ook\n",
        "row 3: found the page b_ook",
        "did you mean book?",
    ),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_broken_table_of_contents(tmp_path, name):
    text, found, allowed = CONTENTS[name]
    kind = "" if "format" in text else "format: jb-book\n"
    path = tmp_path / "_toc.yml"
    # the form stands last, so that rows are as above
    path.write_text(text + kind, encoding="utf-8")
    for page in ("a", "b", "book"):
        (tmp_path / f"{page}.ipynb").touch()
    with pytest.raises(FileError) as caught:
        pages(path)
    line = str(caught.value)
    assert line.startswith(f"{path}, {found}" if found.startswith("row") else f"{path}: {found}")
    assert allowed in line


def test_nested_pages_in_reading_order(tmp_path):
    path = tmp_path / "_toc.yml"
    path.write_text(
        "format: jb-book\nroot: a\nparts:\n- caption: X\n  numbered: true\n  chapters:\n"
        "  - file: b\n    title: B\n    sections:\n    - file: c\n- chapters:\n  - file: d\n"
    )
    for page in "abcd":
        (tmp_path / f"{page}.ipynb").touch()
    assert pages(path) == ["a", "b", "c", "d"]


FACTS = {
    "a type": ("name: Deutsch\nconjunction: 7\n", "row 2, column conjunction: found 7; allowed: a text"),
    "a yes": ("name: Deutsch\nsource: ja\n", "row 2, column source: found 'ja'; allowed: true or false"),
    "a direction": (
        "name: D\ndirection: rlt\n",
        "row 2, column direction: found 'rlt'; allowed: ltr, rtl; did you",
    ),
    "Sphinx": ("name: D\nsphinx: dee\n", "row 2, column sphinx: found 'dee'"),
    "search": ("name: D\nsearch: deu\n", "row 2, column search: found 'deu'"),
    "no name": (
        "nmae: Deutsch\n",
        "found no name; allowed: name: the language's own, for instance Deutsch; did you",
    ),
    "an unknown key": (
        "name: D\nserach: de\n",
        "row 2, column serach: found an unknown key; allowed: name, ",
    ),
}


@pytest.fixture
def locale(tmp_path) -> Path:
    """A folder of languages that no cache knows."""
    return shutil.copytree(TINY / "locale", tmp_path / "locale")


@pytest.mark.parametrize("name", FACTS)
def test_broken_facts_of_a_language(locale, name):
    text, said = FACTS[name]
    path = locale / "de" / "language.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        check_language(locale, "de", ("percent",))
    assert str(caught.value).startswith(f"{path}{',' if said.startswith('row') else ':'} {said}")
    if name in ("Sphinx", "search", "direction", "an unknown key"):
        assert str(caught.value).endswith("?"), "the nearest is not told"


def test_facts_that_the_book_reads_are_known(locale):
    path = locale / "de" / "language.yml"
    path.write_text("name: Deutsch\nsphinx: de\nsearch: de\npercent: '%'\n", encoding="utf-8")
    check_language(locale, "de", ("percent",))
    assert read_language(locale, "de").search == "de"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("moon: tides\n", ", row 1: found moon: 'tides'"),
        ("moon:\n  old: 7\n", ", row 2, column moon: found 'old': 7"),
        ("- moon\n", ": found a list and no mapping"),
    ],
)
def test_broken_anchors(locale, text, said):
    path = locale / "de" / "anchors.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        gone(locale, "de")
    assert str(caught.value).startswith(f"{path}{said}")


def test_a_broken_catalogue_is_neither_said_from_nor_written_over(locale):
    path = locale / "fr" / "LC_MESSAGES" / "press.po"
    path.write_text(path.read_text(encoding="utf-8").replace("msgstr", "msgsrt", 2), encoding="utf-8")
    before = path.read_bytes()
    for does in (lambda: Wording(locale, "fr")("Search"), lambda: update(locale, "fr")):
        with pytest.raises(FileError) as caught:
            does()
        assert str(caught.value).startswith(f"{path}, row ")
        assert "allowed: a catalogue as gettext has it" in str(caught.value)
    assert path.read_bytes() == before


def test_a_wording_with_other_fields_names_the_nearest(locale):
    path = locale / "fr" / "LC_MESSAGES" / "press.po"
    with path.open("a", encoding="utf-8") as file:
        file.write('\nmsgid "Made up by {author}"\nmsgstr "Inventé par {autor}"\n')
    with pytest.raises(FileError, match=r"row \d+: found the field \{autor\}.*; did you mean \{author\}\?"):
        Wording(locale, "fr")("Search")


def test_a_message_that_is_not_worded_names_the_nearest(locale):
    with pytest.raises(MissingWordingError, match=r"no fr wording of 'Serach'.*; did you mean Search\?"):
        Wording(locale, "fr")("Serach")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("locale/fr/language.yml", "name: Français\nsphnix: fr\n", "did you mean sphinx?"),
        ("locale/de/anchors.yml", "moon: tides\n", "anchors.yml, row 1"),
        ("locale/fr/LC_MESSAGES/press.po", 'msgid "A"\nmsgsrt "B"\n', "press.po, row 2"),
        ("_toc.yml", "format: jb-book\nroot: chapters/strat\n", "did you mean chapters/start?"),
    ],
)
def test_nothing_runs_and_nothing_is_written(tmp_path, file, text, said):
    root = shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("_build"))
    (root / file).write_text(text, encoding="utf-8")
    site = root / "_build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last one")
    told: list[str] = []
    with pytest.raises(PressError) as caught:
        build(Order(Book(root), root / "_build"), told.append)
    assert said in str(caught.value)
    assert told == []
    assert [path.read_text() for path in site.iterdir()] == ["the last one"]


SETTINGS = {
    "a null": ("html:\n", "row 5, column html: found None; allowed: a mapping of keys and values"),
    "a list": (
        "html: {extra_footer: [a]}\n",
        "row 5, column html.extra_footer: found ['a']; allowed: a text",
    ),
    "a number": ("bibtex_bibfiles: 7\n", "row 5, column bibtex_bibfiles: found 7; allowed: a list"),
    "an entry": ("bibtex_bibfiles: [7]\n", "row 5, column bibtex_bibfiles: found 7; allowed: a text"),
    "a text": (
        "sphinx: {extra_extensions: a}\n",
        "row 5, column sphinx.extra_extensions: found 'a'; allowed: n",
    ),
    "a yes": (
        "only_build_toc_files: ja\n",
        "row 5, column only_build_toc_files: found 'ja'; allowed: true or",
    ),
    "a choice": (
        "execute: {execute_notebooks: on}\n",
        "row 5, column execute.execute_notebooks: found True; allowed: auto, cache, force, ",
    ),
    "a key": ("titel: Gezeiten\n", "row 5, column titel: found an unknown key; allowed: title, "),
    "a key below": (
        "html: {extra_foter: x}\n",
        "row 5, column html.extra_foter: found an unknown key; allowed: favicon, ",
    ),
    "itself": ("sphinx: {config: &a {b: *a}}\n", "found a part that holds itself; allowed: Jupyter Book's"),
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("file", ["_config.yml", "locale/fr/_config.yml"])
def test_broken_settings(tmp_path, file, name):
    text, said = SETTINGS[name]
    root = shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("_build"))
    (root / file).write_text(f"# {name}\ntitle: G\nauthor: E\ncopyright: '2026'\n{text}", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        of_language(root, "fr")
    assert str(caught.value).startswith(f"{root / file}{',' if said.startswith('row') else ':'} {said}")
    assert str(caught.value).endswith("?") == name.startswith("a key"), (
        "the nearest is told where there is one"
    )


def test_settings_of_a_books_own_may_stand_there(tmp_path):
    root = shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("_build"))
    with (root / "_config.yml").open("a", encoding="utf-8") as file:
        file.write("moon: {phase: full}\nsphinx: {config: {titel: 7}}\n")
    assert of_language(root, "fr")["moon"] == {"phase": "full"}


@pytest.mark.parametrize("file", ["_config.yml", "_toc.yml", "locale/fr/LC_MESSAGES/press.po"])
def test_what_would_be_waited_for_is_no_file(tmp_path, file):
    root = shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("_build"))
    (root / file).unlink()
    os.mkfifo(root / file)
    with pytest.raises(FileError, match="found no ordinary file; allowed: "):
        build(Order(Book(root), tmp_path / "_build", takeaway=False), lambda _: None)


@pytest.mark.parametrize("code", ["a" + ".b" * 5000, "(" * 3000])
def test_code_nested_without_end_may_import_anything(tmp_path, code):
    book = Book(TINY)
    assert fingerprint.code(book, code) == {}
