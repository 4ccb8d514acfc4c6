"""The German catalogue says everything the code says, and nothing else."""

import ast
import json
import string

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tokenbook import ROOT

CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "tokenbook.po"


def german() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id}


def in_code() -> set[str]:
    found = extract_from_dir(
        str(ROOT / "tokenbook"), [("**.py", "python")], keywords={"N_": None, "say": None}
    )
    return {message for _, _, message, _, _ in found}


def in_chapters() -> set[str]:
    """Every string constant of the chapters' code; headings and captions are among them."""
    found = set()
    for path in (ROOT / "chapters").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                tree = ast.parse("".join(cell["source"]))
                found |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return found


def fields(message: str) -> list[tuple[str, str]]:
    return sorted((name, kind) for _, name, kind, _ in string.Formatter().parse(message) if name)


def test_every_message_of_the_code_has_its_german():
    assert in_code() - german().keys() == set()


def test_no_german_is_left_over():
    assert german().keys() - in_code() - in_chapters() == set()


@pytest.mark.parametrize(("english", "wording"), german().items())
def test_both_wordings_name_the_same_quantities(english, wording):
    assert wording
    assert fields(english) == fields(wording)
