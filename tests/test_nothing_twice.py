"""What is kept from build to build: each input is changed in turn, the right things are made anew."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import chapter, files, write_book
from nbformat.v4 import new_code_cell, new_markdown_cell

from press import fingerprint, store
from press.build import build
from press.errors import PressError
from press.volume import outline
from tokenbook import ROOT
from tokenbook.site import TokenBook, order_of

ALL = {f"{edition}/{lang}/{name}" for edition in ("2025", "other") for lang in ("de", "en")
       for name in ("intro", "list", "volume")}  # fmt: skip
VOLUMES = {"2025/de", "2025/en", "other/de", "other/en"}


def jobs(*parts: str) -> set[str]:
    """The chapters whose name holds one of these parts."""
    return {name for name in ALL if any(part in name for part in parts)}


CHAPTER = "chapters/volume.ipynb"

ROW = "2025-01-06,amazon/nova-lite-v1,421247441,7"

MUTATIONS = {
    # name: (file, what stands there, what then stands there), chapters that run, volumes rendered anew
    "nothing": (None, set(), set()),
    "a code cell": ((CHAPTER, "charts.weekly_total", "charts.weekly_log"), jobs("volume"), None),
    "a tag of a code cell": ((CHAPTER, '"check"', '"check", "note"'), jobs("volume"), None),
    "a default parameter": ((CHAPTER, "top_n = None", "top_n = 7"), jobs("volume"), None),
    "a German sentence": ((CHAPTER, "Bis {glue", "Fast {glue"), set(), {"2025/de", "other/de"}),
    "an English heading": ((CHAPTER, "# Volume", "# Amount"), set(), {"2025/en", "other/en"}),
    "a row": (("data/2025/usage.csv", ROW, ROW.replace(",4", ",94")), jobs("2025/", "list"), None),
    "when rows were taken": (("data/2025/provenance.json", '"as_of": "2', '"as_of": "1'),
                             jobs("2025/", "list"), None),
    "an edition's parameter": (("data/other/edition.yml", "top_n: ", "top_n: 1"),
                               jobs("other/", "list"), None),
    "a name of a model": (("data/models.csv", "Magnum v4", "Magnum v5"), ALL, None),
    "an imported module": (("tokenbook/measures.py", '"""', '"""X'), jobs("volume"), None),
    "a module imported by another": (("tokenbook/rows/tables.py", '"""', '"""X'), jobs("volume"), None),
    "a template": (("tokenbook/templates/figure.html", "<figure", "<figure "), jobs("volume"), None),
    "a module that no chapter imports": (("tokenbook/rows/sources/http.py", '"""', '"""X'), set(), set()),
    "a German wording": (("locale/de/LC_MESSAGES/tokenbook.po", "msgstr \"", "msgstr \"X"),
                         jobs("/de/"), None),
    "a locked version": (("requirements.lock", "pandas==", "pandas==9"), ALL, None),
    "how kernels are had": (("press/src/press/kernels.py", '"""', '"""X'), ALL, None),
    "the settings": (("_config.yml", "2026", "2027"), set(), VOLUMES),
    "the English settings": (("locale/en/_config.yml", "title: ", "title: X "), set(),
                             {"2025/en", "other/en"}),
    "the table of contents": (("_toc.yml", "root:", "#\nroot:"), set(), VOLUMES),
    "the references": (("chapters/references.bib", "title", "titel"), set(), VOLUMES),
    "a style": (("press/src/press/theme/static/book.css", "{", "{ "), set(), VOLUMES),
    "the extension": (("press/src/press/extension.py", '"""', '"""X'), set(), VOLUMES),
    "how pages are finished": (("press/src/press/finish.py", '"""', '"""X'), set(), VOLUMES),
    "how the book is cited": (("CITATION.cff", "title", "titel"), set(), set()),
}  # fmt: skip

DRIVER = """\
import json, sys
from pathlib import Path
from tokenbook import ROOT
from press import store
from press.build import Plan, build
from tokenbook.site import TokenBook, order_of

order = order_of(("2025", "other"), takeaway=False)
build(order, lambda line: None)
found = {}
for name, change in json.loads(sys.argv[1]).items():
    path, before = ROOT / "CITATION.cff", b""
    if change:
        file, old, new = change
        path = ROOT / file
        before = path.read_bytes()
        assert old.encode() in before, (name, old)
        path.write_bytes(before.replace(old.encode(), new.encode(), 1))
    kept, guess = store.up_to_date(order), store.chapters_changed(order)
    plan = Plan(order)
    why, volumes = plan.why(), None
    if not plan.runs:
        plan.tasks()
        volumes = {volume.name: volume.changed() for volume in plan.volumes}
    found[name] = {"kept": kept, "guess": guess, "why": why, "volumes": volumes}
    if change:
        path.write_bytes(before)
Path(sys.argv[2]).write_text(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    """What a build would do after each mutation, in a copy of the whole book with small chapters."""
    root = tmp_path_factory.mktemp("copy") / "book"
    shutil.copytree(ROOT / "tokenbook", root / "tokenbook", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "CITATION.cff", "pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, root / name)
    for name in ("2025", "other"):
        shutil.copytree(ROOT / "data" / "2025", root / "data" / name)
        # without the record of its files (as in version 0.1), so that a row may be changed alone
        provenance = root / "data" / name / "provenance.json"
        content = json.loads(provenance.read_text())
        del content["files"]
        provenance.write_text(json.dumps(content, indent=2))
    for name in ("models.csv", "releases.csv", "events.csv", "README.md"):
        shutil.copyfile(ROOT / "data" / name, root / "data" / name)
    shutil.copytree(ROOT / "data" / "benchmarks", root / "data" / "benchmarks")
    shutil.copytree(
        ROOT / "press" / "src", root / "press" / "src", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "_static", root / "_static")
    write_book(root)
    list_of_editions = new_code_cell("print(sorted(entry['as_of'] for entry in entries))")
    chapter(root / "chapters" / "list.ipynb", new_markdown_cell("# List"), list_of_editions, entries=None)
    toc = (root / "_toc.yml").read_text()
    (root / "_toc.yml").write_text(toc.replace("- file:", "- file: chapters/list\n- file:"))
    changes = json.dumps({name: change for name, (change, _, _) in MUTATIONS.items()})
    answer = root / "answer.json"
    subprocess.run(
        [sys.executable, "-c", DRIVER, changes, str(answer)],
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'press' / 'src'}"},
    )
    return json.loads(answer.read_text())


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_has_changed_is_made_anew_and_nothing_else(found, name):
    change, runs, volumes = MUTATIONS[name]
    seen = found[name]
    assert {job for job, reasons in seen["why"].items() if reasons} == runs
    if volumes is not None:
        assert {volume for volume, reasons in seen["volumes"].items() if reasons} == volumes
    # the whole looks at every file of the package
    assert seen["kept"] == (change is None)


@pytest.mark.parametrize("name", MUTATIONS)
def test_whether_chapters_run_is_known_before_anything_is_imported(found, name):
    _, runs, _ = MUTATIONS[name]
    assert found[name]["guess"] == bool(runs)


def test_a_reason_is_told_in_terms_of_files(found):
    assert found["a row"]["why"]["2025/de/intro"] == ["data/2025/usage.csv"]
    assert "parameter entries" in found["a row"]["why"]["other/en/list"]
    assert found["an imported module"]["why"]["2025/en/volume"] == ["tokenbook/measures.py"]
    assert found["a code cell"]["why"]["2025/de/volume"] == ["code cells of volume.ipynb"]
    assert found["a German sentence"]["volumes"]["2025/de"] == ["page chapters/volume.ipynb"]
    assert "outline of chapters/volume.ipynb" in found["an English heading"]["volumes"]["2025/en"]


IMPORTS = """\
import json, sys
found = {}
for name, lines in json.loads(sys.argv[1]).items():
    # what is not ours stays: to import it takes seconds
    for ours in [module for module in sys.modules if module.split(".")[0] == "tokenbook"]:
        del sys.modules[ours]
    for line in lines:
        exec(line)
    found[name] = [m.__file__ for n, m in sys.modules.items() if n.split(".")[0] == "tokenbook"]
print(json.dumps(found))
"""

CHAPTERS = {path.stem: path for path in sorted((ROOT / "chapters").glob("*.ipynb"))}


def sources_of(name: str) -> list[str]:
    return fingerprint.cells(CHAPTERS[name])["sources"]


def imports_of(name: str) -> list[str]:
    return [line for source in sources_of(name) for line in source.splitlines() if "import" in line.split()]


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """What of the package each chapter imports, all found in one process that has imported none of it."""
    lines = json.dumps({name: imports_of(name) for name in CHAPTERS})
    command = [sys.executable, "-c", IMPORTS, lines]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_module_that_a_chapter_imports_is_in_its_key(imported, name):
    files = {Path(file).relative_to(ROOT).as_posix() for file in imported[name]}
    assert files <= fingerprint.code(TokenBook(), *sources_of(name)).keys()
    assert bool(files) == any("tokenbook" in line for line in imports_of(name))


def test_editions_that_read_each_other_are_told_apart():
    book = TokenBook()
    one, two = (fingerprint.edition(book, ROOT / "data" / name) for name in ("2025", "2026"))
    assert {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)} == {"the edition"}


def test_a_damaged_result_counts_as_none(tmp_path):
    kept = store.Store(tmp_path)
    kept.put("a", {"value": 1})
    assert kept.get("a") == {"value": 1}
    path = tmp_path / "a.json"
    path.write_text(path.read_text().replace("1}", "2}"))
    assert kept.get("a") is None
    shutil.copyfile(path, tmp_path / "b.json")
    assert kept.get("b") is None


def test_old_results_go_and_the_last_builds_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "KEPT", 1)
    kept = store.Store(tmp_path)
    for number, name in enumerate("abcd"):
        kept.put(name, {})
        os.utime(tmp_path / f"{name}.json", (number, number))
    kept.prune({"a"})
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "d"]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("Only a sentence.", False),
        ("## A heading", True),
        ("(anchor)=", True),
        ("As {cite}`key` says.", True),
        ("```{glossary}\nterm\n  what it is\n```", True),
    ],
)
def test_what_other_pages_show_of_a_page(line, seen):
    def page(text: str) -> str:
        return json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}]})

    assert (outline(page("")) != outline(page(line))) == seen


def edited(root: Path, *changes: tuple[str, str]) -> None:
    path = root / "chapters" / "volume.ipynb"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


ELSEWHERE = """\
import sys
from pathlib import Path
from press.build import build
from tokenbook.site import TokenBook, order_of

if __name__ == "__main__":
    edition, root, output = sys.argv[1:]
    build(order_of((edition,), root=Path(root), output=Path(output)), warm=False, workers=1)
"""

CHANGES = [
    [("Bis {glue", "Fast {glue")],  # renders German alone
    [("# Volume", "# Amount"), ("weekly_total", "weekly_log")],
]


def test_a_site_is_the_same_bytes_however_it_was_built(small_book, made_up_edition_folder, tmp_path):
    # in steps, from what is kept
    steps = order_of((str(made_up_edition_folder),), root=small_book, output=tmp_path / "steps")
    build(steps, lambda _: None)
    for changes in CHANGES:
        edited(small_book, *changes)
        site = build(steps, lambda _: None)
    # at once, elsewhere, one after the other, in ordinary kernels, as another user in another country
    other = shutil.copytree(small_book, tmp_path / "else" / "where")
    data = shutil.copytree(made_up_edition_folder, tmp_path / "there" / made_up_edition_folder.name)
    output = tmp_path / "a" / "deeper" / "folder"
    (tmp_path / "elsewhere.py").write_text(ELSEWHERE, encoding="utf-8")
    subprocess.run(
        [sys.executable, tmp_path / "elsewhere.py", data, other, output],
        env={**os.environ, "HOME": str(tmp_path / "home"), "TZ": "Asia/Tokyo", "LANG": "xx_XX.UTF-8"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    one, two = files(site), files(output / "site")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    # and a build of nothing leaves every file as it is, also its time
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    told: list[str] = []
    build(steps, told.append)
    assert told == ["nothing has changed, the book is as it was"]
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == times
    # but a site that somebody has touched is put right
    (site / "index.html").write_text("mine")
    build(steps, lambda _: None)
    assert files(site) == one


EDITS = """\
import pathlib
path = pathlib.Path({path!r})
path.write_text(path.read_text(encoding="utf-8").replace({old!r}, {new!r}), encoding="utf-8")
"""


def test_a_chapter_that_changes_while_it_runs_is_not_kept(small_book, made_up_edition_folder, tmp_path):
    # one language: two chapters that write the same file would be in each other's way
    order = order_of(
        (str(made_up_edition_folder),), ("de",), root=small_book, output=tmp_path / "_build", takeaway=False
    )
    intro = small_book / "chapters" / "intro.ipynb"
    chapter(
        intro, new_code_cell("seven = 7"), new_code_cell(EDITS.format(path=str(intro), old="= 7", new="= 8"))
    )
    with pytest.raises(
        PressError, match=r"chapters/intro\.ipynb \(..\): changed while it ran: code cells of intro"
    ):
        build(order, lambda _: None)
    assert not any("intro" in path.read_text() for path in (tmp_path / "_build").rglob("results/*.json"))


def test_a_book_that_changes_while_it_is_built_is_not_done(small_book, made_up_edition_folder, tmp_path):
    # one language: two chapters that write the same file would be in each other's way
    order = order_of(
        (str(made_up_edition_folder),), ("de",), root=small_book, output=tmp_path / "_build", takeaway=False
    )
    config = small_book / "_config.yml"
    cell = new_code_cell(EDITS.format(path=str(config), old="title:", new="# changed\ntitle:"))
    chapter(small_book / "chapters" / "intro.ipynb", cell)
    told: list[str] = []
    build(order, told.append)
    assert told[-1] == "changed while the book was being built: book/_config.yml; build it again"
    assert not store.up_to_date(order)
    told.clear()
    build(order, told.append)
    assert any("render de" in line for line in told)
    assert store.up_to_date(order)
