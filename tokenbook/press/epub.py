"""A volume as EPUB, by Sphinx's own builder, from the same staged notebooks as the site."""

import shutil
import uuid
from dataclasses import asdict
from pathlib import Path

import yaml
from jupyter_book.config import get_final_config

from tokenbook.press import cover, processes
from tokenbook.press.head import Imprint
from tokenbook.press.preliminaries import moment, preliminaries

EXTENSIONS = (
    "myst_nb",
    "sphinx_external_toc",
    "sphinx_multitoc_numbering",
    "sphinxcontrib.bibtex",
    "tokenbook.press.extension",
)
"""Of Jupyter Book's and the book's extensions those that make text; the others serve web pages."""


def make_epub(imprint: Imprint, stage: Path, scratch: Path, target: Path) -> None:
    """Make the EPUB; the same notebooks give the same bytes.

    Parameters
    ----------
    stage : folder with `_config.yml`, `_toc.yml` and the run notebooks.
    scratch : folder for what is made on the way; emptied first.
    target : the file.

    Raises
    ------
    RenderError
        With Sphinx's warnings and errors.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    settings = _settings(imprint, stage)
    picture = stage / "cards" / "intro.png"
    words = preliminaries(imprint, settings["tokenbook_licence"])
    cover.compose(imprint, words.lines, picture if picture.exists() else None, scratch / "cover.png")
    settings["tokenbook_cover"] = str(scratch / "cover.png")
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (scratch / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = [
        *("-q", "-b", "epub", "--fail-on-warning", "--keep-going"),
        *("-c", str(scratch), "-d", str(scratch / "doctrees"), str(stage), str(scratch / "epub")),
    ]
    environment = {"SOURCE_DATE_EPOCH": str(int(moment(imprint).timestamp()))}
    processes.call("tokenbook.press.rendering:sphinx", arguments, environment, "EPUB")
    shutil.copyfile(scratch / "epub" / "book.epub", target)


def _settings(imprint: Imprint, stage: Path) -> dict:
    """Sphinx's settings: those of the pages, and what an e-book needs."""
    staged = yaml.safe_load((stage / "_config.yml").read_text(encoding="utf-8"))
    settings, _ = get_final_config(
        user_yaml=staged, cli_config={"latex_individualpages": False}, validate=False
    )
    # the extension takes the imprint for the head of web pages
    del settings["tokenbook_imprint"]
    description = preliminaries(imprint, "").lines
    return settings | {
        "project": imprint.title,
        "version": imprint.name,
        "extensions": [*EXTENSIONS, "tokenbook.press.epub_builder"],
        "external_toc_path": "_toc.yml",
        # seen from the folder of the settings, which is not that of the text
        "bibtex_bibfiles": [str(stage / name) for name in settings.get("bibtex_bibfiles", [])],
        "external_toc_exclude_missing": True,
        "tokenbook_volume": asdict(imprint),
        "tokenbook_licence": staged["html"]["extra_footer"],
        "epub_basename": "book",
        "epub_title": imprint.title,
        "epub_author": imprint.author,
        "epub_contributor": imprint.author,
        "epub_publisher": imprint.author,
        "epub_copyright": f"{imprint.year}, {imprint.author}",
        "epub_description": ". ".join(description),
        # of the volume, wherever the site stands
        "epub_identifier": uuid.uuid5(uuid.NAMESPACE_URL, f"token-year/{imprint.name}/{imprint.lang}").urn,
        "epub_uid": "volume",
        "epub_scheme": "UUID",
        "epub_show_urls": "no",
        "epub_tocdepth": 3,
        "epub_tocdup": False,
        "epub_tocscope": "includehidden",
        "epub_use_index": False,
    }
