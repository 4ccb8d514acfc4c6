"""A chapter's notebook to take away: as run, in one language, in what any Jupyter understands."""

import ast
import base64
import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell
from pybtex.database import BibliographyData, Entry, parse_file
from pybtex.exceptions import PybtexError
from pybtex.plugin import find_plugin

from press.conditions import tags_of
from press.errors import FileError, PressError
from press.head import Imprint
from press.language import read_language, read_languages
from press.notebooks import GLUED
from press.offline import Picture, standalone, take_offline, with_pictures
from press.references import style_of

ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
"""A role of MyST: `{name}` and its text in backticks."""

NAMED_TARGET = re.compile(r"(.*?)\s*<[^>]+>", re.DOTALL)
"""A role's text that names its target: `Tokens <Token>`."""

TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
DIRECTIVE = re.compile(r"^```\{([a-z]+)\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class UnknownSyntaxError(PressError):
    """Syntax of MyST for which nobody has said how it reads in plain Markdown, or a name nobody knows."""


class Portable:
    """Turns the run notebooks of one volume into plain ones.

    Parameters
    ----------
    imprint : of the volume.
    references : the book's BibTeX files.
    """

    def __init__(self, imprint: Imprint, references: list[Path]):
        self.imprint = imprint
        self.language = read_language(Path(imprint.locale), imprint.lang)
        self._references = references

    @cached_property
    def _entries(self) -> BibliographyData:
        found = BibliographyData()
        for path in self._references:
            try:
                found.add_entries(parse_file(str(path), bib_format="bibtex").entries.items())
            except PybtexError as error:
                raise FileError(path, str(error), "references in BibTeX") from error
        return found

    def notebook(
        self, run: nbformat.NotebookNode, told: Mapping[str, object] = MappingProxyType({})
    ) -> nbformat.NotebookNode:
        """The plain notebook.

        Parameters
        ----------
        told : what the book tells the chapter, see `Book.parameters`.

        Raises
        ------
        UnknownSyntaxError
            For a role or a directive that is new to the chapters.
        """
        glued = _glued(run)
        own = run.metadata.get("book", {})
        settings = {"lang": self.imprint.lang, "edition": self.imprint.name, **told}
        cells = []
        for cell in run.cells:
            tags = set(tags_of(cell))
            if tags & {"injected-parameters", "check"}:
                continue
            if cell.cell_type == "code":
                self._code(cell, tags, settings)
            else:
                cell.source = self.plain(cell.source, glued)
            cell.metadata = nbformat.from_dict({"tags": ["parameters"]} if "parameters" in tags else {})
            cells.append(cell)
        if self.imprint.about.rerun:
            cells.insert(0, new_markdown_cell(self.imprint.about.rerun, id="rerun"))
        run.cells = cells
        run.metadata = nbformat.from_dict(
            {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
                **({"book": own} if own else {}),
            }
        )
        return run

    def plain(self, text: str, glued: dict[str, str]) -> str:
        """Prose of MyST in plain Markdown, its glued numbers in place."""
        text = TARGET.sub("", text)
        # numbers first: a directive's text holds some
        text = ROLE.sub(lambda found: self._role(found[1], found[2], glued), text)
        text = DIRECTIVE.sub(lambda found: self._directive(found[1], found[2]), text)
        if "```{" in text or ":::" in text:
            raise UnknownSyntaxError(f"a directive without its plain form: {text[:80]!r}")
        return text

    def _role(self, name: str, text: str, glued: dict[str, str]) -> str:
        if name == "glue:text":
            if text not in glued:
                raise UnknownSyntaxError(f"{{glue:text}}`{text}` names nothing that the chapter's code tells")
            return _escaped(glued[text])
        if name == "term":
            named = NAMED_TARGET.fullmatch(text)
            return named[1] if named else text
        if name == "cite":
            return f"({', '.join(self._cited(key.strip()) for key in text.split(','))})"
        raise UnknownSyntaxError(f"the role {{{name}}} has no plain form in press/portable.py")

    def _directive(self, name: str, text: str) -> str:
        if name == "glossary":
            items = re.split(r"\n\s*\n", text.strip())
            return "\n\n".join(_defined(item) for item in items)
        if name == "bibliography":
            return "\n".join(f"- {line}" for line in self._listed())
        raise UnknownSyntaxError(f"the directive {{{name}}} has no plain form in press/portable.py")

    def _cited(self, key: str) -> str:
        """An entry as running text names it: who and when, linked where it has an address."""
        if key not in self._entries.entries:
            raise UnknownSyntaxError(f"{{cite}}`{key}` is not in the references")
        entry = self._entries.entries[key]
        names = [" ".join(person.last_names) for person in entry.persons["author"]]
        who = (
            names[0]
            if len(names) == 1
            else self.language.conjunction.join(names)
            if len(names) == 2
            else f"{names[0]} et al."
        )
        text = re.sub(r"[{}]", "", f"{who} {entry.fields['year']}")
        link = _link(entry)
        return f"[{text}]({link})" if link else text

    def _listed(self) -> list[str]:
        style = style_of(self.language, read_languages(Path(self.imprint.locale)))()
        backend = find_plugin("pybtex.backends", "markdown")()
        return [entry.text.render(backend) for entry in style.format_bibliography(self._entries)]

    def _code(self, cell: nbformat.NotebookNode, tags: set[str], settings: dict[str, object]) -> None:
        if "parameters" in tags:
            cell.source = _set(cell.source, settings)
        outputs = []
        for output in cell.outputs:
            output.metadata = nbformat.from_dict({})
            if GLUED in output.get("data", {}):
                continue  # numbers for the prose, which has them now
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = self._html(output.data["text/html"])
            outputs.append(output)
        cell.outputs = outputs

    def _html(self, html: str) -> str:
        soup = BeautifulSoup(with_pictures(html, _image), "html.parser")
        take_offline(soup, self.imprint, _other_notebook)
        return str(soup)


def _glued(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Glued name -> its text."""
    return {
        output.metadata["scrapbook"]["name"]: str(ast.literal_eval(output.data[GLUED]))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if GLUED in output.get("data", {})
    }


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _defined(item: str) -> str:
    term, _, meaning = item.partition("\n")
    return f"**{term}**  \n" + "\n".join(line.strip() for line in meaning.splitlines())


def _link(entry: Entry) -> str | None:
    if "doi" in entry.fields:
        return f"https://doi.org/{entry.fields['doi']}"
    found: str | None = entry.fields.get("url")
    return found


def _set(source: str, values: dict[str, object]) -> str:
    for name, value in values.items():
        line = f"{name} = {json.dumps(value)}"
        source = re.sub(rf"(?m)^{name} = .*$", line.replace("\\", r"\\"), source)
    return source


def _image(picture: Picture) -> str:
    # as a picture, not as markup: Jupyter shows no SVG of a notebook that it does not trust yet
    data = base64.b64encode(standalone(picture.svg).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{picture.alt}" width="720">'


def _other_notebook(target: str) -> str | None:
    page, _, _ = target.partition("#")
    return page.removesuffix(".html") + ".ipynb" if page else None
