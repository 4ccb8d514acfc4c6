"""Where chapters stand: a slug in the notebook, a line in the table of contents, and nothing else."""

import json

import pytest
from books import chapter

from tokenbook import ROOT, places
from tokenbook.errors import DataError

TOC = """\
format: jb-book
root: chapters/intro
parts:
  - numbered: true
    chapters:
      - file: chapters/01_volume
        sections:
          - file: chapters/aside
      - file: chapters/02_others
  - chapters:
      - file: chapters/glossary
"""


@pytest.fixture
def root(tmp_path):
    """A made-up book of five pages."""
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name, slug in (
        ("intro", "intro"),
        ("01_volume", "volume"),
        ("aside", "aside"),
        ("02_others", "others"),
        ("glossary", "glossary"),
    ):
        path = chapter(tmp_path / "chapters" / f"{name}.ipynb")
        named(path, slug)
    return tmp_path


def named(path, slug) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["book"] = {"slug": slug}
    path.write_text(json.dumps(content), encoding="utf-8")


def test_numbers_come_from_the_table_of_contents(root):
    found = {slug: (place.page, place.number) for slug, place in places.chapters(root).items()}
    assert found == {
        "intro": ("chapters/intro", "0"),
        "volume": ("chapters/01_volume", "1"),
        "aside": ("chapters/aside", "A"),
        "others": ("chapters/02_others", "2"),
        "glossary": ("chapters/glossary", "G"),
    }


def test_numbers_of_the_book():
    found = places.chapters()
    counted = [place.number for slug, place in found.items() if place.page[len("chapters/")].isdigit()]
    assert counted == [str(number) for number in range(1, len(counted) + 1)]
    rest = [slug for slug, place in found.items() if not place.number.isdigit()]
    assert [found[slug].number for slug in rest] == [slug[0].upper() for slug in rest]
    assert len(counted) + len(rest) == len(found) - 1
    assert places.chapters()["volume"].page == "chapters/01_volume"


def test_a_chapter_is_renamed_by_its_file_and_its_line(root):
    (root / "chapters" / "01_volume.ipynb").rename(root / "chapters" / "tokens.ipynb")
    (root / "_toc.yml").write_text(TOC.replace("chapters/01_volume", "chapters/tokens"), encoding="utf-8")
    assert places.chapters(root)["volume"] == places.Place("chapters/tokens", "1")


def test_where_there_is_no_book_no_place_is_known(tmp_path):
    assert places.chapters(tmp_path) == {}


def test_a_page_that_is_not_there_is_told_with_those_that_are_not_listed(root):
    (root / "chapters" / "01_volume.ipynb").rename(root / "chapters" / "tokens.ipynb")
    with pytest.raises(
        DataError,
        match=r"_toc\.yml: found the page chapters/01_volume, which is not there; .*"
        r"not listed: chapters/tokens",
    ):
        places.chapters(root)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({}, r"01_volume\.ipynb: found no slug; allowed: metadata with"),
        ({"book": {}}, "found no slug"),
        (
            {"book": {"slug": "others"}},
            "02_others.*: found the slug 'others', which chapters/01_volume has",
        ),
        ({"book": {"slug": "01-Volume"}}, "found the slug '01-Volume'; allowed: small letters"),
        ({"book": {"slug": 1}}, "found the slug 1; allowed"),
    ],
)
def test_a_slug_that_names_no_chapter_is_refused(root, metadata, message):
    path = root / "chapters" / "01_volume.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "metadata": metadata}), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        places.chapters(root)


@pytest.mark.parametrize(
    ("text", "found"), [("[]", "a list; allowed: a notebook"), ("[" * 100_000, "no slug; allowed: metadata")]
)
def test_what_is_no_notebook_is_told_as_such(root, text, found):
    (root / "chapters" / "01_volume.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=rf"01_volume\.ipynb: found {found}"):
        places.chapters(root)


def test_a_table_without_a_root_is_refused(root):
    (root / "_toc.yml").write_text("format: jb-book\n", encoding="utf-8")
    with pytest.raises(DataError, match="found no root"):
        places.chapters(root)


def test_every_notebook_says_what_its_scripts_are_called():
    for path in (ROOT / "chapters").glob("*.ipynb"):
        told = json.loads(path.read_text(encoding="utf-8"))["metadata"]["language_info"]
        assert told == {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
