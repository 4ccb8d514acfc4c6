"""Which modules a chapter reruns with: its own, and what all share; told by the press's own fingerprints."""

import ast
import re
from pathlib import Path

import pytest
from rooms import CHARTS, of_chapter

from press import fingerprint
from tokenbook import ROOT, places
from tokenbook.article.whole import STATEMENTS
from tokenbook.limits import LIMITS
from tokenbook.site import TokenBook

BOOK = TokenBook()

CHAPTERS = places.chapters()

OWN = {entry.chapter for entry in STATEMENTS}
"""The chapters of the article's sections."""

TELL_THE_WHOLE = {"intro", "outlook", "fact_check", "editions", "models", "corrections"}
"""Pages that tell verdicts, or how many of all statements have which."""


def modules(slug: str) -> set[str]:
    """The package's modules on which a chapter depends, for instance `charts/volume`."""
    seen = fingerprint.cells(ROOT / f"{CHAPTERS[slug].page}.ipynb")
    files = fingerprint.code(BOOK, *(fingerprint.importable(source) for source in seen["sources"]))
    return {name.removeprefix("tokenbook/").removesuffix(".py") for name in files if name.endswith(".py")}


def rerun_by(module: str) -> set[str]:
    """The chapters that run anew when a module is edited."""
    return {slug for slug in CHAPTERS if module in modules(slug)}


def test_the_articles_chapters_have_modules_of_their_names():
    assert all((ROOT / "tokenbook" / "article" / f"{slug}.py").is_file() for slug in OWN)
    assert {"intro", "volume", "flash_mini", "disruptors", "specialists", "others", "outlook"} == OWN


@pytest.mark.parametrize("slug", sorted(OWN | {"explorer"}))
def test_an_edited_chart_reruns_its_chapter_alone(slug):
    assert rerun_by(f"charts/{slug}") == {slug}


@pytest.mark.parametrize("slug", sorted(OWN))
def test_an_edited_measure_reruns_its_chapter_and_the_pages_that_tell_its_verdict(slug):
    forecast = {"after"} if any(entry.kind == "forecast" for entry in of_chapter(slug)) else set()
    assert rerun_by(f"article/{slug}") == {slug} | TELL_THE_WHOLE | forecast


def test_what_notebooks_share_knows_no_chapter():
    found = fingerprint.code(BOOK, "import tokenbook.notebook")
    own = {f"tokenbook/{room}/{slug}.py" for room in ("article", "charts") for slug in CHAPTERS}
    assert found
    assert not own & set(found)
    assert "tokenbook/article/whole.py" not in found


@pytest.mark.parametrize("entry", STATEMENTS, ids=lambda entry: entry.id)
def test_a_statement_declares_what_its_measure_uses(entry):
    names = {
        node.func.id: None
        for node in ast.walk(ast.parse(entry.code))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    used = set(re.findall(r'limit\("([^"]+)"\)', entry.code))
    if "by_deviation" in names:
        used |= {"near", "loose"}
    assert set(entry.limits) == used
    slugs = {name.replace("_", "-") for name in CHARTS} - {"outside-top"} | {"tail-share"}
    assert entry.figure in slugs | {""}


def test_every_limit_is_declared_by_a_statement():
    assert {name for entry in STATEMENTS for name in entry.limits} == set(LIMITS)


@pytest.mark.parametrize("slug", sorted(OWN))
def test_the_figure_of_a_statement_stands_in_its_chapter(slug, real_scope):
    from rooms import CHARTS_OF

    shown = {chart(real_scope).slug for chart in CHARTS_OF[slug].values()}
    assert {entry.figure for entry in of_chapter(slug) if entry.figure} <= shown
    assert any(entry.figure for entry in of_chapter(slug)) or slug == "outlook"


@pytest.mark.parametrize("entry", STATEMENTS, ids=lambda entry: entry.id)
def test_whom_a_statement_names_is_known(entry, real_scope):
    """A name that no row and no catalogue knows is a slip of the pen."""
    rows = real_scope.edition.rows
    known = {*real_scope.edition.labels, *rows["vendor"], *rows["family"]}
    assert set(entry.cast) <= known


LONGEST = 600
"""Lines of a module; a longer one is two."""


def of_the_house() -> list[Path]:
    """Every module of the book, the press and their scripts."""
    folders = (ROOT / "tokenbook", ROOT / "press" / "src", ROOT / "scripts", ROOT / "tests")
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


@pytest.mark.parametrize("path", of_the_house(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_has_no_more_than_600_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


IGNORED = re.compile(r"# type: ignore(?P<code>\[[a-z-]+\])?(?P<reason>  # \S.*)?")


def test_what_mypy_shall_overlook_says_its_code_and_why():
    found = [
        (path.relative_to(ROOT).as_posix(), match)
        for path in of_the_house()
        if "tests" not in path.parts
        for match in IGNORED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found
    assert not [place for place, match in found if not (match["code"] and match["reason"])]


def test_no_two_files_of_tests_share_a_name():
    """Pytest imports both by that name, and stops where it meets the second."""
    names = [path.name for room in ("tests", "press/tests") for path in (ROOT / room).rglob("test_*.py")]

    assert len(names) > 50
    assert sorted(set(names)) == sorted(names)


def test_no_name_of_a_test_holds_bytes(request):
    """A gzip's hold the second it was packed in, and each worker packs its own."""
    assert [item.nodeid for item in request.session.items if "\\x1f\\x8b" in item.nodeid] == []
