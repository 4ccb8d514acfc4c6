"""Keys: a name for all that can change a result, made of the bytes themselves.

Ingredients are a mapping: what it is (a file, in words a person can act on) -> digest. The key of a
result is the digest of its ingredients; the difference of two mappings says why something is made anew.
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

from tokenbook import ROOT
from tokenbook.errors import DataError
from tokenbook.places import later

Ingredients = dict[str, str]

PACKAGE = ROOT / "tokenbook"

CATALOGUE = ROOT / "data" / "models.csv"

RUNNERS = ("job", "run", "notebooks", "kernels", "forks", "forkserver", "warm")
"""Modules of the press that decide how a notebook is run, and what is kept of it."""

NOT_FOR_CHAPTERS = ("press", "rows", "__pycache__")
"""Folders of the package in which nothing lies that a chapter reads."""

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
    """The key that ingredients make."""
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


def environment() -> Ingredients:
    """What everything depends on: the locked and the installed versions, and the interpreter."""
    installed = {
        found.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for found in folder.glob("*.dist-info")
    }
    return {
        "requirements.lock": of_file(ROOT / "requirements.lock"),
        "the installed packages": digest(*sorted(installed)),
        "the Python version": f"{platform.python_implementation()} {sys.version}",
        "the kind of machine": f"{sys.platform} {platform.machine()}",
    }


def whole(order) -> Ingredients:
    """All that can change the site: every file that any step may read, and what was ordered."""
    root = order.root
    folders = order.folders
    return {
        **environment(),
        "the order": digest(*(path.name for path in folders), *order.languages, order.base, *order.forms),
        "the browser that prints": digest(order.printer),
        **of_files(files_below(PACKAGE, ROOT / "locale"), ROOT),
        **of_files([CATALOGUE, ROOT / "CITATION.cff"], ROOT),
        # the book may lie elsewhere than the package; then a file is known by where it lies in it
        **{
            f"book/{name}": value
            for name, value in of_files(
                [root / "_config.yml", root / "_toc.yml", *files_below(root / "chapters", root / "locale")],
                root,
            ).items()
        },
        **{
            f"data/{folder.name}/{name}": value
            for folder in (*folders, *filter(None, map(later, folders)))
            for name, value in of_files(files_below(folder), folder).items()
        },
    }


def edition(folder: Path) -> Ingredients:
    """The files of an edition and of the one that follows it, and the names of the models in them."""
    named = {}
    for part in filter(None, (folder, later(folder))):
        files = of_files(files_below(part), part)
        named |= {f"data/{part.name}/{name}": value for name, value in files.items()}
    return {**named, "data/models.csv": of_file(CATALOGUE)}


def code(*sources: str) -> Ingredients:
    """The files of the package that some Python source imports, directly or by way of others.

    With them the package's data, its templates, whoever of them uses them.
    """
    modules = _modules()
    found: set[Path] = set()
    todo = [module for source in sources for module in _imported(source)]
    while todo:
        path = modules.get(todo.pop())
        if path is not None and path not in found:
            found.add(path)
            todo += _imported_by(path, of_file(path))
    templates = {
        path
        for path in files_below(PACKAGE)
        if path.suffix != ".py" and path.relative_to(PACKAGE).parts[0] not in NOT_FOR_CHAPTERS
    }
    return of_files(found | templates if found else found, ROOT)


def cells(notebook: Path) -> dict:
    """A chapter's code as a run sees it: sources and tags of its code cells, and its parameters.

    Returns
    -------
    dict with `sources` (list of str), `digest` and `parameters` (names that its settings cell assigns).

    Raises
    ------
    DataError
        Where the file is no notebook.
    """
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        of_code = [cell for cell in found if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in of_code]
        tags = [sorted(cell["metadata"].get("tags", [])) for cell in of_code]
    except json.JSONDecodeError as error:
        # a merge leaves such files behind
        raise DataError(notebook, f"no JSON ({error.msg})", "a notebook", row=error.lineno) from error
    except (UnicodeDecodeError, LookupError, TypeError, AttributeError) as error:
        raise DataError(notebook, f"{type(error).__name__} {error}", "a notebook (nbformat 4)") from error
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
    except SyntaxError:
        return []


def chapter(notebook: Path, parameters: dict, edition_folder: Path) -> Ingredients:
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
        given["edition"] = edition_folder.name
    return {
        **environment(),
        **edition(edition_folder),
        **code(*(importable(source) for source in seen["sources"])),
        **runners(),
        **wording(parameters["lang"]),
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
    return of_files([PACKAGE / "press" / f"{name}.py" for name in RUNNERS], ROOT)


def wording(lang: str) -> Ingredients:
    """What the code's messages are called in a language; English stands in the code."""
    return of_files(files_below(ROOT / "locale" / lang / "LC_MESSAGES"), ROOT)


@cache
def _imported_by(path: Path, content: str) -> tuple[str, ...]:
    """What a file imports; `content` is its digest, so that an edited file is read again."""
    return tuple(_imported(path.read_text(encoding="utf-8")))


def _imported(source: str) -> Iterator[str]:
    """Modules of the package that a source names in an import, wherever it stands; with their parents.

    What is no Python (a cell with IPython's own syntax, or with a mistake) may import all of them.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield from _modules()
        return
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # what is imported from a package may be a module of it
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == PACKAGE.name:
                yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _modules() -> dict[str, Path]:
    """Every module of the package and its file."""
    files = {path.relative_to(ROOT).with_suffix("").parts: path for path in PACKAGE.rglob("*.py")}
    return {".".join(parts).removesuffix(".__init__"): path for parts, path in files.items()}
