"""What readers take away of a volume: each chapter's notebook, the book as EPUB and PDF, the data."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from tokenbook.errors import BookError
from tokenbook.press.browser import find_chromium
from tokenbook.press.epub import make_epub
from tokenbook.press.head import Imprint
from tokenbook.press.pdf import make_pdf
from tokenbook.press.portable import Portable
from tokenbook.usage import read_usage

NO_PDF = "no PDF: there is no Chromium on this machine to print it (apt install chromium)"


@dataclass(frozen=True)
class Rendered:
    """A volume whose pages are there.

    Attributes
    ----------
    stage : folder with its settings and run notebooks.
    html : folder of its pages, to which what readers take away is added.
    """

    imprint: Imprint
    stage: Path
    html: Path


def take_away(
    volumes: Sequence[Rendered], names: Sequence[str], scratch: Path, tell: Callable[[str], None]
) -> None:
    """Put beside the pages of each volume its notebooks and the book in one file.

    Parameters
    ----------
    names : of the pages in reading order, for instance `chapters/01_volume`.
    scratch : folder for what is made on the way.
    tell : gets a line for each volume.

    Raises
    ------
    BookError
        Where a notebook, the EPUB or the PDF cannot be made.
    """
    if any(volume.imprint.forms and "pdf" not in volume.imprint.forms for volume in volumes):
        tell(NO_PDF)

    def one(volume: Rendered) -> str:
        began = time.monotonic()
        place = scratch / volume.imprint.name / volume.imprint.lang
        write_notebooks(volume, names)
        sizes = [f"{kind} {size / 1000:.0f} kB" for kind, size in _books(volume, names, place).items()]
        what = ", ".join(["notebooks", *sizes])
        seconds = time.monotonic() - began
        return f"to take away, {volume.imprint.name} {volume.imprint.lang}: {what}, in {seconds:.1f} s"

    # the work is done by other processes: Sphinx and Chromium
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for line in pool.map(one, volumes):
            tell(line)


def write_notebooks(volume: Rendered, names: Sequence[str]) -> None:
    """Write the chapters' notebooks in plain Markdown to `notebooks/`."""
    settings = _settings(volume)
    portable = Portable(volume.imprint, [volume.stage / name for name in settings.get("bibtex_bibfiles", [])])
    folder = volume.html / "notebooks"
    folder.mkdir(exist_ok=True)
    for name in names:
        source = volume.stage / f"{name}.ipynb"
        notebook = portable.notebook(nbformat.read(source, as_version=4))
        (folder / source.name).write_text(nbformat.writes(notebook, indent=1) + "\n", encoding="utf-8")


def _books(volume: Rendered, names: Sequence[str], scratch: Path) -> dict[str, int]:
    """Make the book in each of its forms: form -> bytes."""
    imprint, licence = volume.imprint, _settings(volume)["html"]["extra_footer"]
    files = {form: volume.html / imprint.file(form) for form in imprint.forms}
    if "epub" in files:
        make_epub(imprint, volume.stage, scratch / "epub", files["epub"])
    if "pdf" in files:
        chromium = find_chromium()
        if chromium is None:
            raise BookError("PDF: the Chromium that was there at the start is gone")
        make_pdf(imprint, licence, volume.html, names, scratch / "pdf", files["pdf"], chromium)
    return {form: path.stat().st_size for form, path in files.items()}


def _settings(volume: Rendered) -> dict:
    return yaml.safe_load((volume.stage / "_config.yml").read_text(encoding="utf-8"))


def write_parquet(table: Path, target: Path) -> None:
    """Write a weekly table as Parquet; the same rows give the same bytes.

    Parameters
    ----------
    table : the CSV.
    target : week (date), model (string), tokens (int64), days (int8).
    """
    schema = pa.schema({"week": pa.date32(), "model": pa.string(), "tokens": pa.int64(), "days": pa.int8()})
    frame = read_usage(table)
    rows = pa.Table.from_pandas(frame, schema, preserve_index=False)
    # pandas would note its version
    pq.write_table(rows.replace_schema_metadata(None), target, compression="zstd")
