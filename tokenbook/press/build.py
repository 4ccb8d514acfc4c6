"""The whole press: every chapter, every edition, every language, one site."""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from tokenbook import LANGUAGES, ROOT, editions, shelf
from tokenbook.editions import Edition
from tokenbook.errors import BookError
from tokenbook.press.head import Imprint
from tokenbook.press.render import LOCAL, config, pages, render
from tokenbook.press.run import Job, Kernels, run_chapters
from tokenbook.press.site import Book, assemble
from tokenbook.press.takeaway import Rendered, forms, take_away


@dataclass(frozen=True)
class Order:
    """What is to be built.

    Attributes
    ----------
    editions : names of folders below `data/`, or paths; the first stands at the site's root.
    languages : "de", "en".
    root : folder with `_config.yml`, `_toc.yml` and the chapters.
    output : everything is made below it; the site is `output/site`.
    base : address at which the site is to stand.
    """

    editions: tuple[str, ...]
    languages: tuple[str, ...] = LANGUAGES
    root: Path = ROOT
    output: Path = ROOT / "_build"
    base: str = LOCAL

    def __post_init__(self):
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", self.base):
            raise BookError(f"base address {self.base!r}: allowed is https://host/path/")
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", f"{self.base}/")


@dataclass(frozen=True)
class Volume:
    """One edition in one language on its way through the press.

    Attributes
    ----------
    data : the edition's folder.
    settings : Jupyter Book's, for this volume.
    stage, html : where it lies before and after rendering.
    """

    edition: Edition
    data: Path
    lang: str
    settings: dict
    stage: Path
    html: Path

    @property
    def imprint(self) -> Imprint:
        """What its pages share."""
        return Imprint(**self.settings["sphinx"]["config"]["tokenbook_imprint"])


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
    folders = [editions.folder(edition).resolve() for edition in order.editions]
    names = [folder.name for folder in folders]
    shelf.check_names(names)
    shelved = [editions.load(folder) for folder in folders]  # refuse bad data before anything is run
    entries = [shelf.entry(edition) for edition in shelved]
    chapters = pages(order.root / "_toc.yml")
    volumes = [
        _volume(order, edition, folder, lang, names)
        for edition, folder in zip(shelved, folders, strict=True)
        for lang in order.languages
    ]
    for volume in volumes:
        _stage(order.root, volume)
    jobs = [
        Job(
            order.root / f"{name}.ipynb",
            volume.stage / f"{name}.ipynb",
            {"lang": volume.lang, "edition": str(volume.data), "entries": entries},
        )
        for name in chapters
        for volume in volumes
    ]
    tell(f"{len(chapters)} chapters, {' and '.join(order.languages)}, edition {' and '.join(names)}")
    count = 0

    def ran(job: Job, seconds: float) -> None:
        nonlocal count
        count += 1
        edition = f", {Path(job.parameters['edition']).name}" if len(names) > 1 else ""
        tell(f"[{count:2}/{len(jobs)}] ran {job.name} ({job.lang}{edition}) in {seconds:.1f} s")

    # without known durations, much text is taken for much to do
    jobs.sort(key=lambda job: job.source.stat().st_size, reverse=True)
    run_chapters(jobs, ran, Kernels(log=order.output / "kernels.log"))
    rendered = {}
    for volume in volumes:
        start = time.monotonic()
        rendered[volume.edition.name, volume.lang] = render(volume.stage, volume.html)
        tell(f"rendered {volume.edition.name} {volume.lang} in {time.monotonic() - start:.1f} s")
    ready = [Rendered(v.imprint, v.stage, rendered[v.edition.name, v.lang]) for v in volumes]
    take_away(ready, chapters, order.output / "takeaway", tell)
    site = order.output / "site"
    assemble(site, [_book(edition, volumes, rendered) for edition in shelved])
    tell(f"built in {time.monotonic() - began:.0f} s")
    return site


def _volume(order: Order, edition: Edition, folder: Path, lang: str, names: list[str]) -> Volume:
    settings = config(order.root, lang, order.languages, edition, names, order.base, forms())
    place = Path(edition.name) / lang
    return Volume(
        edition, folder, lang, settings, order.output / "stage" / place, order.output / "html" / place
    )


def _stage(root: Path, volume: Volume) -> None:
    """Make an empty folder with nothing but what Jupyter Book needs for one volume."""
    stage, settings = volume.stage, volume.settings
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copyfile(root / "_toc.yml", stage / "_toc.yml")
    for name in settings.get("bibtex_bibfiles", []):
        if not (root / name).is_file():
            raise BookError(f"_config.yml names the references {name}, which is not there")
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, stage / name)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (stage / "_config.yml").write_text(text, encoding="utf-8")


def _book(edition: Edition, volumes: list[Volume], rendered: dict) -> Book:
    """One edition as the site takes it."""
    own = [volume for volume in volumes if volume.edition is edition]
    return Book(
        imprints={volume.lang: volume.imprint for volume in own},
        pages={volume.lang: rendered[edition.name, volume.lang] for volume in own},
        data={volume.lang: volume.stage / "data" for volume in own},
        edition=own[0].data,
    )
