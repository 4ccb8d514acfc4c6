"""The whole press: every chapter, every language, one site."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from tokenbook import LANGUAGES, ROOT, editions
from tokenbook.errors import BookError
from tokenbook.press.render import config, pages, render
from tokenbook.press.run import Job, run_chapters
from tokenbook.press.site import assemble, landing_page


@dataclass(frozen=True)
class Order:
    """What is to be built.

    Attributes
    ----------
    edition : name of a folder below `data/`, or a path.
    languages : "de", "en".
    root : folder with `_config.yml`, `_toc.yml` and the chapters.
    output : everything is made below it; the site is `output/site`.
    """

    edition: str
    languages: tuple[str, ...] = LANGUAGES
    root: Path = ROOT
    output: Path = ROOT / "_build"


def build(order: Order, tell: Callable[[str], None] = print) -> Path:
    """Build the book; `tell` gets a line of progress at each step.

    Returns
    -------
    The site's folder.

    Raises
    ------
    BookError
        With one readable message; the last good site is as it was.
    """
    for lang in order.languages:
        if lang not in LANGUAGES:
            raise BookError(f"language {lang!r}: allowed are {', '.join(LANGUAGES)}")
    began = time.monotonic()
    edition = editions.folder(order.edition).resolve()
    editions.load(edition)  # refuse bad data before anything is run
    names = pages(order.root / "_toc.yml")
    languages = list(order.languages)
    settings = {lang: config(order.root, lang, languages) for lang in languages}
    stages = {lang: _stage(order, lang, settings[lang]) for lang in languages}
    jobs = [
        Job(order.root / f"{name}.ipynb", stages[lang] / f"{name}.ipynb", lang, str(edition))
        for name in names
        for lang in languages
    ]
    tell(f"{len(names)} chapters, {' and '.join(languages)}, edition {edition.name}")
    count = 0

    def ran(job: Job, seconds: float) -> None:
        nonlocal count
        count += 1
        tell(f"[{count:2}/{len(jobs)}] ran {job.name} ({job.lang}) in {seconds:.1f} s")

    run_chapters(jobs, order.output / "kernels.log", ran)
    rendered = {}
    for lang in languages:
        start = time.monotonic()
        rendered[lang] = render(stages[lang], order.output / "html" / lang)
        tell(f"rendered {lang} in {time.monotonic() - start:.1f} s")
    site = order.output / "site"
    titles = {lang: settings[lang]["title"] for lang in languages}
    data = {lang: stages[lang] / "data" for lang in languages}
    assemble(site, rendered, data, landing_page(titles, f"{names[0]}.html"), edition)
    tell(f"built in {time.monotonic() - began:.0f} s")
    return site


def _stage(order: Order, lang: str, settings: dict) -> Path:
    """An empty folder with nothing but what Jupyter Book needs for one language."""
    stage = order.output / "stage" / lang
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copyfile(order.root / "_toc.yml", stage / "_toc.yml")
    for name in settings.get("bibtex_bibfiles", []):
        if not (order.root / name).is_file():
            raise BookError(f"_config.yml names the references {name}, which is not there")
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(order.root / name, stage / name)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (stage / "_config.yml").write_text(text, encoding="utf-8")
    return stage
