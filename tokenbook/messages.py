"""Which messages the book's code says, and the catalogues that hold their wording.

English templates are the keys. They stand in `N_(…)` and `say(…)` in the package, in `say(…)` in its
templates, and as headings and captions of tables in the chapters' code.
"""

import ast
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from tokenbook import ROOT
from tokenbook.catalogues import read_checked
from tokenbook.wording import KINDS

HEADER = """\
# The wording of the strings that stand in code, in one language. The English one is the key.
# `make messages` adds new strings and drops old ones; a string without its wording fails the build.
msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""No dates and no names in it, so that only a changed wording changes the file."""


def said(root: Path = ROOT) -> dict[str, list[str]]:
    """Every message -> the files that say it, in the order of the files."""
    places: dict[str, list[str]] = {}
    package = extract_from_dir(
        str(root / "tokenbook"),
        [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")],
        keywords={"N_": None, "say": None},
    )
    found = [(f"tokenbook/{file}", message) for file, _, message, _, _ in package]
    for path in sorted((root / "chapters").glob("*.ipynb")):
        found += [(f"chapters/{path.name}", message) for message in in_notebook(path)]
    for file, text in found:
        message = str(text)
        files = places.setdefault(message, [])
        if file not in files:
            files.append(file)
    return places


def in_notebook(path: Path) -> Iterator[str]:
    """The messages in a chapter's code: `("Heading", "kind")` pairs, captions, and `N_(…)`."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            match node:
                case ast.Tuple(elts=[ast.Constant(value=str(text)), ast.Constant(value=str(kind))]):
                    if kind.partition(":")[0] in KINDS:
                        yield text
                case ast.Call(
                    func=ast.Attribute(attr="table"), args=[_, _, _, ast.Constant(value=str(text))]
                ):
                    yield text
                case ast.Call(func=ast.Name(id="N_"), args=[ast.Constant(value=str(text))]):
                    yield text


def catalogue_file(lang: str, root: Path = ROOT) -> Path:
    """Where the wording of a language stands."""
    return root / "locale" / lang / "LC_MESSAGES" / "tokenbook.po"


def read_catalogue(lang: str, root: Path = ROOT) -> Catalog:
    """The catalogue of a language."""
    path = catalogue_file(lang, root)
    if not path.is_file():
        return Catalog(fuzzy=False)  # a new language has none yet
    return read_checked(path)


def updated(lang: str, root: Path = ROOT) -> tuple[Catalog, list[str], list[str]]:
    """The catalogue brought up to what is said: (catalogue, messages without wording, dropped ones)."""
    old = read_catalogue(lang, root)
    fresh = Catalog(project="tokenbook", fuzzy=False)
    places = said(root)
    for message, files in places.items():
        entry = old.get(message)
        wording = entry.string if entry is not None and not entry.fuzzy else ""
        fresh.add(message, wording, locations=[(file, cast(int, None)) for file in files])
    missing = [message for message in places if not fresh[message].string]
    dropped = [str(entry.id) for entry in old if entry.id and entry.id not in places]
    return fresh, missing, dropped


def write_catalogue(lang: str, catalogue: Catalog, root: Path = ROOT) -> None:
    """Write a catalogue as it is committed: sorted as the code says it, without line numbers."""
    text = io.BytesIO()
    write_po(text, catalogue, width=100, include_lineno=False, omit_header=True)
    body = text.getvalue().decode("utf-8")
    path = catalogue_file(lang, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(lang=lang) + body, encoding="utf-8")
