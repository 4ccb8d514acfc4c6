"""The press's keys: each file and word that can change a result, and nothing else. The book is made up."""

import hashlib
import json
import os
import platform
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from press import fingerprint, store
from press.book import Book
from press.errors import FileError
from press.order import Order, Place

FILES = {
    "pack/__init__.py": "",
    "pack/a.py": "from pack import b\n",
    "pack/b.py": "import pack.deep.c\n",
    "pack/deep/__init__.py": "",
    "pack/deep/c.py": "from . import nothing\nimport os\n",
    "pack/lone.py": "import elsewhere.pack\n",
    "pack/words.txt": "data",
    "pack/apart/page.html": "no data of chapters",
    "lock.txt": "a==1",
    "shared.csv": "1",
    "tables/one.csv": "2",
    "tables/.ipynb_checkpoints/one.csv": "2",
    "tables/__pycache__/one.txt": "2",
    "tables/one.pyc": "2",
    "CITATION.cff": "once",
    "locale/de/language.yml": "name: Deutsch\nsphinx: de\nsearch: de\nbibliography: german, ngerman\n",
    "locale/de/_config.yml": "title: Titel",
    "locale/de/LC_MESSAGES/pack.po": "msgid",
    "_config.yml": "title: made up",
    "_toc.yml": "root: chapters/x",
    "_toc.own.yml": "root: chapters/x",
    "_static/book.css": "{}",
    "data/rows.csv": "rows",
    "earlier/rows.csv": "older rows",
    "chapters/x.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": ["# Prose"], "metadata": {"tags": ["de"]}},
                {"cell_type": "code", "source": ["lang = edition = 'en'\n", "n: int = 1\ntop[0] = 2"],
                 "metadata": {"tags": ["parameters"]}},
                {"cell_type": "code", "source": "other = 1\nfrom pack import a", "metadata": {}},
            ]
        }
    ),
}  # fmt: skip


class MadeUp(Book):
    """A book whose edition reads another one too."""

    def called(self, folder: Path) -> str:
        return f"the {folder.name}"

    def read_too(self, folder: Path) -> tuple[Path, ...]:
        return (self.root / "earlier",)


@pytest.fixture
def book(tmp_path) -> Book:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return MadeUp(
        tmp_path,
        packages=("pack",),
        apart=("apart",),
        shared=("shared.csv", "tables", "gone.csv"),
        locked=("lock.txt",),
        once=("CITATION.cff",),
    )


ENVIRONMENT = {"the installed packages", "the Python version", "the kind of machine"}
SHARED = {"shared.csv", "tables/one.csv", "gone.csv"}
READ = {"data/the data/rows.csv", "data/the earlier/rows.csv"}


def test_a_digest_is_that_of_the_bytes_and_of_where_they_part():
    assert fingerprint.digest("ä", b"b") == hashlib.sha256("2:ä1:b".encode()).hexdigest()[:32]
    assert len({fingerprint.digest(*parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), ())}) == 4


def test_a_key_is_of_names_and_digests_in_any_order():
    assert fingerprint.of({"b": "1", "a": "2"}) == fingerprint.digest('{"a": "2", "b": "1"}')
    assert fingerprint.of({"a": "2", "b": "1"}) == fingerprint.of({"b": "1", "a": "2"})


def test_what_has_changed_come_or_gone_differs():
    before, after = {"c": "1", "b": "1", "same": "1"}, {"c": "2", "a": "1", "same": "1"}
    assert fingerprint.difference(before, after) == ["a", "b", "c"]


def test_files_have_names_as_seen_from_a_folder_and_what_tools_leave_is_none(book):
    found = fingerprint.of_files(fingerprint.files_below(book.root / "tables"), book.root)
    assert found == {"tables/one.csv": fingerprint.digest("2")}
    assert fingerprint.shared(book) == {
        "shared.csv": fingerprint.digest("1"),
        **found,
        "gone.csv": "gone",
    }


def test_the_environment_is_lock_packages_python_and_machine(book, monkeypatch, tmp_path):
    installed = tmp_path / "site"
    (installed / "two-2.dist-info").mkdir(parents=True)
    (installed / "one-1.dist-info").mkdir()
    (installed / "one").mkdir()
    monkeypatch.setattr(sys, "path", [str(installed), str(tmp_path / "gone"), str(tmp_path / "lock.txt")])
    assert fingerprint.environment(book) == {
        "lock.txt": fingerprint.digest("a==1"),
        "the installed packages": fingerprint.digest("one-1.dist-info", "two-2.dist-info"),
        "the Python version": f"{platform.python_implementation()} {sys.version}",
        "the kind of machine": f"{sys.platform} {platform.machine()}",
    }
    assert set(fingerprint.environment()) == ENVIRONMENT


def test_an_edition_is_its_name_its_files_and_those_it_reads_too(book):
    found = fingerprint.edition(book, book.root / "data")
    assert set(found) == {"the edition", *READ, *SHARED}
    assert found["the edition"] == fingerprint.digest("the data")
    assert found["data/the earlier/rows.csv"] == fingerprint.digest("older rows")


PARTS = {"pack/__init__.py", "pack/words.txt"}


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import os", None),
        ("import elsewhere.pack", None),
        ("from . import b", None),
        ("import pack.lone as known", {"pack/lone.py"}),
        ("if 1:\n    from pack.lone import name", {"pack/lone.py"}),
        ("import pack.deep.c", {"pack/deep/__init__.py", "pack/deep/c.py"}),
        ("from pack import a", {"pack/a.py", "pack/b.py", "pack/deep/__init__.py", "pack/deep/c.py"}),
        ("1 +", {name for name in FILES if name.startswith("pack/") and name.endswith(".py")}),
    ],
)
def test_code_is_what_a_source_imports_by_whatever_way(book, source, modules):
    found = fingerprint.code(book, "x = 1", source)
    assert set(found) == (set() if modules is None else modules | PARTS)
    assert all(value == fingerprint.digest(FILES[name]) for name, value in found.items())


def test_an_edited_module_is_read_again(book):
    assert "pack/lone.py" not in fingerprint.code(book, "import pack.b")
    (book.root / "pack/b.py").write_text("import pack.lone")
    assert set(fingerprint.code(book, "import pack.b")) == {"pack/b.py", "pack/lone.py", *PARTS}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("%matplotlib inline", "pass"),
        ("  !ls", "  pass"),
        ("?len", "pass"),
        ("a % b", "a % b"),
        ("  a = 1", "  a = 1"),
    ],
)
def test_lines_for_ipython_alone_are_passed_over(line, read):
    assert fingerprint.importable(f"1\n{line}") == f"1\n{read}"


def test_a_chapters_code_is_its_code_cells_tags_and_parameters(book):
    path = book.root / "chapters/x.ipynb"
    sources = ["lang = edition = 'en'\nn: int = 1\ntop[0] = 2", "other = 1\nfrom pack import a"]
    assert fingerprint.cells(path) == {
        "sources": sources,
        "digest": fingerprint.digest(json.dumps([sources, [["parameters"], []]])),
        "parameters": {"lang", "edition"},
    }
    path.write_text(FILES["chapters/x.ipynb"].replace("n: int = 1", "1 +"), encoding="utf-8")
    assert fingerprint.cells(path)["parameters"] == set()


@pytest.mark.parametrize(
    ("text", "row", "found"),
    [
        (b"{\n<<<<<<< HEAD\n}", 2, r"found no JSON \(Expecting"),
        (b"{}", None, "found KeyError 'cells'"),
        (b'{"cells": [1]}', None, "found TypeError"),
        (b'{"cells": [{"cell_type": "code", "source": "", "metadata": []}]}', None, "found AttributeError"),
        (b'{"cells": [{"cell_type": "code", "source": null, "metadata": {}}]}', None, "found TypeError"),
        (b'{"cells": [{"cell_type": "code", "source": [7], "metadata": {}}]}', None, "found TypeError"),
        (
            b'{"cells": [{"cell_type": "code", "source": "", "metadata": {"tags": [7]}}]}',
            None,
            "found TypeError",
        ),
        (
            b'{"cells": [{"cell_type": "code", "source": "", "metadata": {"tags": "de"}}]}',
            None,
            "found cell 1",
        ),
        (b'{"cells": [{"cell_type": 7, "source": "", "metadata": {}}]}', None, "found cell 1, which is none"),
        (b'{"cells": [{"cell_type": "code", "source": "\\ud800", "metadata": {}}]}', None, "found Unicode"),
        (b'{"n": ' + b"9" * 5000 + b"}", None, "found ValueError Exceeds the limit"),
        (b"\xff", None, "found UnicodeDecodeError"),
        (b"[" * 100_000, None, "found RecursionError"),
    ],
)
def test_what_is_no_notebook_is_named(tmp_path, text, row, found):
    path = tmp_path / "x.ipynb"
    path.write_bytes(text)
    with pytest.raises(FileError, match=rf"x\.ipynb.*{found}.*allowed: a notebook") as caught:
        fingerprint.cells(path)
    assert caught.value.row == row


GIVEN = {"lang": "de", "edition": "/some/where", "entries": [1]}


def test_a_chapters_key_has_all_that_can_change_it(book):
    path, data = book.root / "chapters/x.ipynb", book.root / "data"
    found = fingerprint.chapter(book, path, GIVEN, data)
    runners = {f"press/{name}.py" for name in fingerprint.RUNNERS}
    modules = {"pack/a.py", "pack/b.py", "pack/deep/__init__.py", "pack/deep/c.py"}
    words = {"locale/de/language.yml", "locale/de/LC_MESSAGES/pack.po"}
    given = {"parameter lang", "parameter edition"}
    cells = {"code cells of x.ipynb"}
    parts = (
        ENVIRONMENT,
        {"lock.txt", "the edition"},
        READ,
        SHARED,
        runners,
        modules,
        PARTS,
        words,
        given,
        cells,
    )
    assert set(found) == set().union(*parts)
    assert found["parameter lang"] == fingerprint.digest('"de"')
    assert found["parameter edition"] == fingerprint.digest('"the data"')
    assert found["code cells of x.ipynb"] == fingerprint.cells(path)["digest"]
    # where the edition lies is not what it holds
    assert fingerprint.chapter(book, path, {**GIVEN, "edition": "/else"}, data) == found
    assert fingerprint.chapter(book, path, {"lang": "de"}, data).keys() == found.keys() - {
        "parameter edition"
    }


@pytest.fixture
def order(book, tmp_path, monkeypatch) -> Order:
    monkeypatch.setattr(Book, "find", lambda self, edition: self.root / edition)
    return Order(book, tmp_path / "output", ("data",), takeaway=False)


def test_the_whole_is_every_file_and_what_was_ordered(book, order):
    found = fingerprint.whole(order)
    press = {name for name in found if name.startswith("press/")}
    assert {"press/fingerprint.py", "press/theme/static/book.css"} <= press
    of_book = {
        f"book/{name}"
        for name in FILES
        if name.startswith(("_config", "_toc", "chapters/", "locale/", "_static/"))
    }
    packages = {name for name in FILES if name.startswith("pack/")}
    named = {"the order", "the browser that prints", "lock.txt", "CITATION.cff"}
    assert set(found) - press == set().union(ENVIRONMENT, named, of_book, packages, SHARED, READ)
    assert found["the order"] == fingerprint.digest("the data", "de", "http://127.0.0.1:8000/")
    assert found["the browser that prints"] == fingerprint.digest("")
    assert found["book/_config.yml"] == fingerprint.digest("title: made up")
    other = replace(order, base="https://example.org/")
    assert fingerprint.difference(found, fingerprint.whole(other)) == ["the order"]


# ---------------------------------------------------------------- what is kept


def test_a_result_is_made_once_for_its_ingredients(tmp_path):
    kept, made = store.Store(tmp_path / "new"), []

    def make() -> dict:
        made.append(1)
        return {"value": "ä"}

    assert [kept.once({"a": "1"}, make) for _ in range(2)] == [{"value": "ä"}] * 2
    assert made == [1]
    assert kept.has(fingerprint.of({"a": "1"}))
    assert not kept.has(fingerprint.of({"a": "2"}))
    kept.once({"a": "2"}, make)
    assert made == [1, 1]


def test_a_result_that_is_asked_for_is_used_again_now(tmp_path):
    kept = store.Store(tmp_path)
    kept.put("a", {})
    os.utime(tmp_path / "a.json", (1, 1))
    kept.get("a")
    assert (tmp_path / "a.json").stat().st_mtime > 1


def test_a_file_is_written_only_when_its_content_is_new(tmp_path):
    path = tmp_path / "deep" / "file"
    store.write_if_new(path, b"1")
    os.utime(path, (1, 1))
    store.write_if_new(path, b"1")
    assert (path.read_bytes(), path.stat().st_mtime) == (b"1", 1)
    store.write_if_new(path, b"2")
    assert path.read_bytes() == b"2"


def test_a_state_is_read_as_written_and_the_first_is_empty(tmp_path):
    assert store.read_state(tmp_path / "new") == {"inputs": {}, "listing": "", "jobs": {}}
    store.write_state(tmp_path / "new", {"b": 1, "a": {}})
    assert store.read_state(tmp_path / "new") == {"b": 1, "a": {}}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["state.json"]


def test_a_listing_is_of_names_sizes_and_times(tmp_path):
    path = tmp_path / "b"
    path.write_text("1")
    os.utime(path, ns=(5, 5))
    assert store.listing(tmp_path) == fingerprint.digest("b 1 5")
    (tmp_path / "a").write_text("")
    os.utime(tmp_path / "a", ns=(6, 6))
    assert store.listing(tmp_path) == fingerprint.digest("a 0 6", "b 1 5")


def test_a_site_is_up_to_date_while_inputs_and_files_are_as_they_were(book, order):
    state = {"inputs": fingerprint.whole(order), "listing": "", "jobs": {}}
    store.write_state(order.cache, state)
    assert not store.up_to_date(order), "there is no site"
    order.site.mkdir()
    assert not store.up_to_date(order), "another listing"
    store.write_state(order.cache, state | {"listing": store.listing(order.site)})
    assert store.up_to_date(order)
    (book.root / "_config.yml").write_text("title: another")
    assert not store.up_to_date(order)


def test_chapters_run_where_an_ingredient_of_the_last_run_differs(book, order):
    assert store.chapters_changed(order), "nothing is known of a run"
    path = book.root / "chapters/x.ipynb"
    ingredients = fingerprint.chapter(book, path, GIVEN, book.root / "data")
    jobs = {"x": {"ingredients": ingredients, "seconds": 1}}
    store.write_state(order.cache, {"inputs": {}, "listing": "", "jobs": jobs})
    assert not store.chapters_changed(order)
    (book.root / "_config.yml").write_text("title: no matter of chapters")
    assert not store.chapters_changed(order)
    (book.root / "locale/de/LC_MESSAGES/pack.po").write_text("msgid another")
    assert store.chapters_changed(order)


def test_a_place_is_known_by_the_books_name_for_it(book, order):
    assert order.places == [Place("the data", (book.root / "data").resolve())]
