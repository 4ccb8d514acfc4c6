"""A volume as EPUB, by Sphinx's own builder, from the same staged notebooks as the site."""

import json
import shutil
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from jupyter_book.config import get_final_config

from press import processes
from press.cover import draw_cover
from press.front_matter import front_matter, moment
from press.head import Imprint

EXTENSIONS = (
    "myst_nb",
    "sphinx_external_toc",
    "sphinx_multitoc_numbering",
    "sphinxcontrib.bibtex",
    "press.extension",
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
    picture = stage / "cards" / f"{Path(imprint.landing).name}.png"
    words = front_matter(imprint, settings["press_licence"])
    draw_cover(imprint, words.lines, picture if picture.exists() else None, scratch / "cover.png")
    settings["press_cover"] = str(scratch / "cover.png")
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (scratch / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = [
        *("-q", "-b", "epub", "--fail-on-warning", "--keep-going"),
        *("-c", str(scratch), "-d", str(scratch / "doctrees"), str(stage), str(scratch / "epub")),
    ]
    environment = {"SOURCE_DATE_EPOCH": str(int(moment(imprint).timestamp()))}
    processes.call("press.sphinx_worker:sphinx", arguments, environment, "EPUB")
    shutil.copyfile(scratch / "epub" / "book.epub", target)


def _settings(imprint: Imprint, stage: Path) -> dict[str, Any]:
    """Sphinx's settings: those of the pages, and what an e-book needs."""
    staged = yaml.safe_load((stage / "_config.yml").read_text(encoding="utf-8"))
    settings, _ = get_final_config(
        user_yaml=staged, cli_config={"latex_individualpages": False}, validate=False
    )
    # the extension takes the imprint for the head of web pages
    del settings["press_imprint"]
    settings["press_locale"] = imprint.locale
    description = front_matter(imprint, "").lines
    # without references it would ask for some
    cited = bool(settings.get("bibtex_bibfiles"))
    extensions = [name for name in EXTENSIONS if cited or name != "sphinxcontrib.bibtex"]
    found: dict[str, Any] = settings | {
        "project": imprint.title,
        "version": imprint.name,
        "extensions": [*extensions, "press.epub_builder"],
        "external_toc_path": "_toc.yml",
        # seen from the folder of the settings, which is not that of the text
        "bibtex_bibfiles": [str(stage / name) for name in settings.get("bibtex_bibfiles", [])],
        "external_toc_exclude_missing": True,
        "press_volume": json.loads(json.dumps(asdict(imprint))),
        "press_licence": staged["html"]["extra_footer"],
        "epub_basename": "book",
        "epub_title": imprint.title,
        "epub_author": imprint.author,
        "epub_contributor": imprint.author,
        "epub_publisher": imprint.author,
        "epub_copyright": f"{imprint.year}, {imprint.author}",
        "epub_description": ". ".join(description) or imprint.title,
        # of the volume, wherever the site stands
        "epub_identifier": uuid.uuid5(uuid.NAMESPACE_URL, "/".join(imprint.stem)).urn,
        "epub_uid": "volume",
        "epub_scheme": "UUID",
        "epub_show_urls": "no",
        "epub_tocdepth": 3,
        "epub_tocdup": False,
        "epub_tocscope": "includehidden",
        "epub_use_index": False,
    }
    return found
