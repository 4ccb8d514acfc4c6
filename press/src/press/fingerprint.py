"""Fingerprints: a name for all that can change a result, made of the bytes themselves.

Ingredients are a mapping: what it is (a file, in words a person can act on) -> digest. The fingerprint
of a result is the digest of its ingredients; the difference of two mappings says why something is made anew.
Only the standard library is imported here: to see that nothing has changed must take no time.
"""

import ast
import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.book import Book
from press.cells import read_cells
from press.language import FACTS

if TYPE_CHECKING:
    from press.order import Order

Ingredients = dict[str, str]

PRESS = Path(__file__).parent
"""The press itself."""

RUNNERS = ("job", "run", "notebooks", "kernels", "forks", "preloaded", "warm")
"""Modules of the press that decide how a notebook is run, and what is kept of it."""

GONE = "gone"
"""Stands for the digest of a file that is not there."""


def digest(*parts: bytes | str) -> str:
    """A name for some bytes; the borders between the parts count."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()[:32]


def of_file(path: Path) -> str:
    """A name for a file's content."""
    return digest(path.read_bytes()) if path.is_file() else GONE


def of(ingredients: Ingredients) -> str:
    """The fingerprint that ingredients make."""
    return digest(json.dumps(ingredients, sort_keys=True))


def difference(before: Ingredients, after: Ingredients) -> list[str]:
    """What has changed, come or gone."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def of_files(paths: Iterable[Path], root: Path) -> Ingredients:
    """Files, each under its name as seen from a folder."""
    return {path.relative_to(root).as_posix(): of_file(path) for path in sorted(paths)}


def files_below(*folders: Path) -> Iterator[Path]:
    """Every file in and below folders, without what tools leave there for themselves."""
    for folder in folders:
        for path in folder.rglob("*"):
            own = not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
            if own and path.is_file() and path.suffix != ".pyc":
                yield path


def environment(book: Book | None = None) -> Ingredients:
    """What everything depends on: the locked and the installed versions, and the interpreter."""
    locked = {name: of_file(book.base / name) for name in book.locked} if book else {}
    installed = {
        found.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for found in folder.glob("*.dist-info")
    }
    return {
        **locked,
        "the installed packages": digest(*sorted(installed)),
        "the Python version": f"{platform.python_implementation()} {sys.version}",
        "the kind of machine": f"{sys.platform} {platform.machine()}",
    }


def whole(order: "Order") -> Ingredients:
    """All that can change the site: every file that any step may read, and what was ordered."""
    book, root, places = order.book, order.root, order.places
    return {
        **environment(book),
        "the order": digest(*(place.name for place in places), *order.languages, order.base, *order.forms),
        "the browser that prints": digest(order.printer),
        **of_files(files_below(PRESS), PRESS.parent),
        **of_files(files_below(*(book.base / name for name in book.packages)), book.base),
        **shared(book),
        **of_files(map(book.base.joinpath, book.once), book.base),
        # the book may lie elsewhere than the package; then a file is known by where it lies in it
        **{
            f"book/{name}": value
            for name, value in of_files(
                [
                    *(root / "_config.yml", *sorted(root.glob("_toc*.yml"))),
                    *files_below(root / "chapters", book.locale, root / "_static"),
                ],
                root,
            ).items()
        },
        **{
            f"data/{book.called(folder)}/{name}": value
            for place in places
            for folder in (place.folder, *book.read_too(place.folder))
            for name, value in of_files(files_below(folder), folder).items()
        },
    }


def shared(book: Book) -> Ingredients:
    """The files on which each chapter's result depends."""
    paths = [book.base / name for name in book.shared]
    return of_files([path for path in paths if not path.is_dir()], book.base) | of_files(
        files_below(*(path for path in paths if path.is_dir())), book.base
    )


def edition(book: Book, folder: Path) -> Ingredients:
    """The files of an edition and of those that it reads too, and what all editions share."""
    # two that read each other hold the same files
    named: Ingredients = {"the edition": digest(book.called(folder))}
    for part in (folder, *book.read_too(folder)):
        files = of_files(files_below(part), part)
        named |= {f"data/{book.called(part)}/{name}": value for name, value in files.items()}
    return {**named, **shared(book)}


def code(book: Book, *sources: str) -> Ingredients:
    """The files of the book's packages that some Python source imports, directly or by way of others.

    With them the packages' data, their templates, whoever of them uses them.
    """
    modules = _modules(book)
    found: set[Path] = set()
    todo = [module for source in sources for module in _imported(source, book)]
    while todo:
        path = modules.get(todo.pop())
        if path is not None and path not in found:
            found.add(path)
            todo += _imported_by(path, of_file(path), book.packages)
    data = {
        path
        for path in files_below(*(book.base / name for name in book.packages))
        if path.suffix != ".py" and not set(path.relative_to(book.base).parts) & set(book.apart)
    }
    return of_files(found | data if found else found, book.base)


def cells(notebook: Path) -> dict[str, Any]:
    """A chapter's code as a run sees it: sources and tags of its code cells, and its parameters.

    Returns
    -------
    dict with `sources` (list of str), `digest` and `parameters` (names that its settings cell assigns).

    Raises
    ------
    FileError
        Where the file is no notebook.
    """
    of_code = [cell for cell in read_cells(notebook) if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in of_code]
    tags = [sorted(cell["metadata"].get("tags", [])) for cell in of_code]
    settings = (text for text, tag in zip(sources, tags, strict=True) if "parameters" in tag)
    names = {
        target.id
        for text in settings
        for node in _statements(text)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {"sources": sources, "digest": digest(json.dumps([sources, tags])), "parameters": names}


def _statements(source: str) -> list[ast.stmt]:
    """A cell's statements; none where it has a mistake, which its run will tell."""
    try:
        return ast.parse(source).body
    except (SyntaxError, RecursionError):
        return []


def chapter(book: Book, notebook: Path, parameters: dict[str, Any], edition_folder: Path) -> Ingredients:
    """All that can change what a chapter's code yields. Prose is not among it.

    Parameters
    ----------
    notebook : the committed notebook.
    parameters : what is on offer; those that the notebook declares count.
    edition_folder : whose rows it reads.
    """
    seen = cells(notebook)
    given = {name: value for name, value in parameters.items() if name in seen["parameters"]}
    # where the edition lies is not what it holds
    if "edition" in given:
        given["edition"] = book.called(edition_folder)
    return {
        **environment(book),
        **edition(book, edition_folder),
        **code(book, *(importable(source) for source in seen["sources"])),
        **runners(),
        **wording(book, parameters["lang"]),
        code_cells(notebook): seen["digest"],
        **{f"parameter {name}": digest(json.dumps(value)) for name, value in given.items()},
    }


def code_cells(notebook: Path) -> str:
    """How a chapter's code cells are called among the ingredients."""
    return f"code cells of {notebook.name}"


def importable(source: str) -> str:
    """A cell's source as Python reads it: lines that only IPython understands are left out."""
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + "pass" if line.lstrip().startswith(("%", "!", "?")) else line
        for line in source.splitlines()
    )


def runners() -> Ingredients:
    """The press's own part in a run."""
    return of_files([PRESS / f"{name}.py" for name in RUNNERS], PRESS.parent)


def wording(book: Book, lang: str) -> Ingredients:
    """The facts of a language and what the code's messages are called in it.

    What `_config.yml` says otherwise in it is no matter of the chapters.
    """
    folder = book.locale / lang
    return of_files([folder / FACTS, *files_below(folder / "LC_MESSAGES")], book.root)


@cache
def _imported_by(path: Path, content: str, packages: tuple[str, ...]) -> tuple[str, ...]:
    """What a file imports; `content` is its digest, so that an edited file is read again."""
    return tuple(_named(path.read_text(encoding="utf-8"), packages))


def _imported(source: str, book: Book) -> Iterator[str]:
    """Modules of the packages that a source names in an import, wherever it stands; with their parents.

    What is no Python (a cell with IPython's own syntax, or with a mistake) may import all of them.
    """
    try:
        yield from _named(source, book.packages)
    except (SyntaxError, RecursionError):
        yield from _modules(book)


def _named(source: str, packages: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # what is imported from a package may be a module of it
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] in packages:
                yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _modules(book: Book) -> dict[str, Path]:
    """Every module of the book's packages and its file."""
    folders = [book.base / name for name in book.packages]
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    files = {path.relative_to(book.base).with_suffix("").parts: path for path in paths}
    return {".".join(parts).removesuffix(".__init__"): path for parts, path in files.items()}
