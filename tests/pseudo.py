"""A made-up language as data only: English with accents, each message in `[!! … !!]`.

What a person would add by hand (README, "A language"): facts, wording, titles, twin cells. Its tag and its
numbers are Esperanto's, for which Babel and num2words have rules and Sphinx has wording of its own.
"""

import re
import shutil
from pathlib import Path

import nbformat
import yaml
from babel.messages.pofile import read_po, write_po

from press import messages as chrome
from tokenbook import ROOT
from tokenbook.messages import updated

TAG = "eo"

ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñöšûýžÁÇÉÍÑÖŠÛÝŽ")

KEPT = re.compile(r"(\{[^}]*\}(?:`[^`]*`)?|`[^`]*`|<[^>]*>|&\w+;|%\(?\w*\)?[sd]|\]\([^)]*\)|https?://\S+)")
"""What is no wording: placeholders, roles, code, HTML, addresses."""

FACTS = {
    "name": "Ésþerantö",
    "locale": "eo",
    "percent": " %",
    "date": "d MMMM y",
    "day": "dd-MM-y",
    "numerals": "eo",
    "conjunction": " käj ",
    "apostrophe": "’",
}

BESIDE = ("data", "tokenbook", "chapters", "locale", "_static", "press", "scripts", "docs")
FILES = (
    *("_config.yml", "_toc.yml", "pyproject.toml", "setup.py", "requirements.lock"),
    *("README.md", "LICENSE", "CITATION.cff"),
)


def accented(text: str) -> str:
    """The text with accents wherever it is wording."""
    return "".join(
        part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(KEPT.split(text))
    )


def worded(message: str) -> str:
    """A message in the made-up language."""
    return f"[!! {accented(message)} !!]"


def prose(source: str) -> str:
    """A cell of prose; anchors, tables' rulers and fences stay."""
    lines, fenced, terms = [], False, False
    for line in source.split("\n"):
        fence = line.lstrip().startswith(("```", ":::"))
        fenced ^= fence
        terms = fenced and (terms or "{glossary}" in line)
        syntax = fence or re.fullmatch(r"\([\w-]+\)=|:[\w-]+:.*|[|:\- ]+|% .*", line)
        # roles in other chapters call a term by its name
        lines.append(line if syntax or (terms and not line.startswith(" ")) else accented(line))
    return "\n".join(lines)


def add_language(root: Path) -> None:
    """Add the language to a copy of the book; no Python and no JavaScript is touched."""
    folder = root / "locale" / TAG
    words = folder / "LC_MESSAGES"
    words.mkdir(parents=True)
    (folder / "language.yml").write_text(yaml.safe_dump(FACTS, allow_unicode=True), encoding="utf-8")
    config = yaml.safe_load((root / "locale" / "en" / "_config.yml").read_text(encoding="utf-8"))
    config["title"], config["author"] = accented(config["title"]), accented(config["author"])
    config["html"]["extra_footer"] = accented(config["html"]["extra_footer"])
    settings = config["sphinx"]["config"]
    settings["language"] = TAG
    settings["html_theme_options"]["search_bar_text"] = worded("Search…")
    (folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    catalogue, _, _ = updated("de", root)
    for entry in catalogue:
        if entry.id:
            entry.string = worded(str(entry.id))
    with (words / "tokenbook.po").open("wb") as file:
        write_po(file, catalogue)
    chrome.update(root / "locale", TAG)
    with (words / "press.po").open("rb") as file:
        catalogue = read_po(file)
    for entry in catalogue:
        if entry.id:
            entry.string = worded(str(entry.id))
    with (words / "press.po").open("wb") as file:
        write_po(file, catalogue)
    for path in (root / "chapters").glob("*.ipynb"):
        add_twins(path)
    history = root / "data" / "corrections.yml"
    content = yaml.safe_load(history.read_text(encoding="utf-8"))
    for entry in content["corrections"]:
        for texts in (entry["wrong"], entry["right"]):
            texts[TAG] = accented(texts["en"])
    history.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def add_twins(path: Path) -> None:
    """Give each English cell of a notebook a twin."""
    notebook = nbformat.read(path, as_version=4)
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if "en" in cell.metadata.get("tags", []):
            twin = nbformat.from_dict({**cell, "id": f"{cell.id[:50]}-{TAG}", "source": prose(cell.source)})
            tags = [TAG if tag == "en" else tag for tag in cell.metadata["tags"]]
            twin.metadata = nbformat.from_dict({**cell.metadata, "tags": tags})
            cells.append(twin)
    notebook.cells = cells
    names = notebook.metadata.get("book", {}).get("name")
    if names:
        names[TAG] = accented(names["en"])
    nbformat.write(notebook, path)


def copy_book(root: Path) -> Path:
    """A copy of what the book is made of."""
    leave = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "_build")
    for name in BESIDE:
        shutil.copytree(ROOT / name, root / name, ignore=leave)
    for name in FILES:
        shutil.copyfile(ROOT / name, root / name)
    return root
