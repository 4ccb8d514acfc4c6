"""What readers take away of a volume: each chapter's notebook, and the book as EPUB and PDF."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml

from press import processes
from press.browser import find_chromium
from press.errors import PressError
from press.head import Imprint
from press.portable import Portable, UnknownSyntaxError
from press.store import write_if_new


def write_notebooks(
    imprint: Imprint, stage: Path, told: Mapping[str, Mapping[str, object]], folder: Path
) -> None:
    """Write the chapters' notebooks in plain Markdown.

    Parameters
    ----------
    stage : folder with the volume's settings and run notebooks.
    told : name of each page, for instance `chapters/01_volume` -> what the book tells its chapter.
    folder : where they are written, without folders of their own.
    """
    references = [stage / name for name in _settings(stage).get("bibtex_bibfiles", [])]
    portable = Portable(imprint, references)
    written = {folder / f"{Path(name).name}.ipynb" for name in told}
    for path in set(folder.glob("*.ipynb")) - written:
        path.unlink()
    for name, values in told.items():
        source = stage / f"{name}.ipynb"
        try:
            notebook = portable.notebook(nbformat.read(source, as_version=4), values)
        except UnknownSyntaxError as error:
            raise PressError(f"chapter {source.stem} ({imprint.lang}): {error}") from error
        write_if_new(folder / source.name, (nbformat.writes(notebook, indent=1) + "\n").encode())


def make_books(imprint: Imprint, stage: Path, html: Path, names: Sequence[str], scratch: Path) -> None:
    """Make the book in each of its forms and put it beside its pages.

    Parameters
    ----------
    stage : folder with the volume's settings and run notebooks.
    html : folder of its rendered pages.
    names : of the pages in reading order, for instance `chapters/01_volume`.
    scratch : folder for what is made on the way.

    Raises
    ------
    PressError
        Where one of them cannot be made.
    """
    # imported late: most builds while somebody writes make pages only
    if "epub" in imprint.forms:
        from press.epub import make_epub

        make_epub(imprint, stage, scratch / "epub", html / imprint.file("epub"))
    if "pdf" in imprint.forms:
        chromium = find_chromium()
        if chromium is None:
            raise PressError("PDF: the Chromium that was there at the start is gone")
        licence = _settings(stage)["html"]["extra_footer"]
        target = html / imprint.file("pdf")
        # in a process of its own, which can be stopped, and Chromium with it
        processes.call(
            *("press.pdf:make_pdf", imprint, licence, html),
            *(names, scratch / "pdf", target, chromium),
        )


def _settings(stage: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((stage / "_config.yml").read_text(encoding="utf-8"))
    return found
