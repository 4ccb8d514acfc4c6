"""The whole press: every chapter, every edition, every language, one site.

Run, render, put together: each step is done only for what has changed since the last build. To see
that nothing has, nothing is imported; that is `store.up_to_date`.
"""

import base64
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from press import fingerprint, forks, lock, processes, store
from press.addresses import check_names
from press.anchors import gone
from press.config import config
from press.contents import pages
from press.errors import PressError
from press.job import Job
from press.language import check_language
from press.notebooks import check_twins
from press.order import Order, Place
from press.progress import Progress
from press.schedule import Task, work_off
from press.site import Published, assemble
from press.swap import mend
from press.takeaway import make_books, write_notebooks
from press.volume import Volume
from press.wording import read_wordings

GUESS = 1e-6
"""Seconds that a chapter is thought to take per byte of its notebook, before it was ever run."""


WHOLE = "the site that is there is whole: the last one, or this one where it was put in place already"


def build(
    order: Order,
    tell: Callable[[str], None] = print,
    *,
    warm: bool = True,
    workers: int | None = None,
) -> Path:
    """Build the book; `tell` gets a line of progress at each step.

    Parameters
    ----------
    warm : whether kernels are forked, which changes nothing but the time.
    workers : how many chapters and renderings at once; as many as there are processors.

    Returns
    -------
    The site's folder; where some editions only are asked for, it is as it was.

    Raises
    ------
    PressError
        With one readable message; the site that is there is whole.
    """
    check_names([place.name for place in order.places], order.book.languages)
    try:
        with lock.editions(order.locks, [place.name for place in order.own], order.base, tell):
            return _build(order, tell, warm, workers)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise PressError(f"{where}{error.strerror or error}; {WHOLE}") from error
    except MemoryError:
        raise PressError(f"too little memory; {WHOLE}") from None


def _build(order: Order, tell: Callable[[str], None], warm: bool, workers: int | None) -> Path:
    began = time.monotonic()
    with lock.assembling(order.locks):
        if mend(order.site):
            tell("the last build was killed while it swapped the site; the last site is back")
    if store.up_to_date(order):
        tell("nothing has changed, the book is as it was")
        return order.site
    inputs = fingerprint.whole(order)
    plan = Plan(order)
    plan.check_languages()
    summary = plan.summary
    plan.check_twins()
    tell(summary)
    if order.takeaway and "pdf" not in order.forms:
        tell("no PDF: there is no Chromium on this machine to print it (apt install chromium)")
    tasks = plan.tasks(warm)
    progress = Progress(tell, len(tasks))
    try:
        with progress.shown():
            work_off(tasks, workers or os.cpu_count() or 1, progress, _stop)
    except BaseException:
        # no task is left that could begin something
        _allow()
        raise
    changed = fingerprint.difference(inputs, fingerprint.whole(order))
    if changed:
        # what was read before and after cannot be told apart; the next build looks at everything
        tell(f"changed while the book was being built: {', '.join(changed)}; build it again")
    plan.note(whole=not changed)
    if order.only:
        tell(f"made ready in {time.monotonic() - began:.1f} s; to put the site together, build all editions")
        return order.site
    with lock.assembling(order.locks):
        plan.assemble()
        if changed:
            return order.site
        store.write_state(
            order.cache,
            {"inputs": inputs, "listing": store.listing(order.site), "jobs": plan.record()},
        )
    plan.results.prune({fingerprint.of(made) for made in plan.ingredients.values()})
    tell(f"built in {time.monotonic() - began:.1f} s")
    return order.site


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def _bytes(kept: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(text) for name, text in kept.items()}


def _stop() -> None:
    from press import kernels

    processes.stop()
    kernels.kill_all()


def _allow() -> None:
    processes.allow()
    forks.servers.allow()


@dataclass(frozen=True)
class Plan:
    """What is to be done for an order: volumes, and the chapters in them.

    Attributes
    ----------
    seconds : chapter -> how long it ran in this build.
    worked_on : the volumes that this build makes anew.
    """

    order: Order
    seconds: dict[str, float] = field(default_factory=dict)
    worked_on: list[Volume] = field(default_factory=list)

    @cached_property
    def results(self) -> store.Store:
        """What is kept from build to build: what chapters have yielded, entries, Parquet, styles."""
        return store.Store(self.order.results or self.order.cache / "results")

    @cached_property
    def last(self) -> dict[str, Any]:
        """The last build's record of each chapter."""
        found: dict[str, Any] = store.read_state(self.order.cache)["jobs"]
        return found

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """What a list of editions tells of each; bad data are refused here, before anything is run."""
        return [self._entry(place.folder) for place in self.order.places]

    def _entry(self, folder: Path) -> dict[str, Any]:
        book = self.order.book
        made = {**fingerprint.environment(book), **fingerprint.edition(book, folder), **self._hooks}
        return self.results.once(made, lambda: book.describe(folder))

    @cached_property
    def _hooks(self) -> fingerprint.Ingredients:
        """The code of the book's own methods."""
        book = self.order.book
        return fingerprint.code(book, f"import {type(book).__module__}")

    @cached_property
    def volumes(self) -> list[Volume]:
        """Every edition that this build makes, in every language."""
        names, own = [place.name for place in self.order.places], self.order.own
        check_names(names, self.order.book.languages)
        return [
            self._volume(place, entry, lang, names)
            for place, entry in zip(self.order.places, self.entries, strict=True)
            if place in own
            for lang in self.order.languages
        ]

    def _volume(self, place: Place, entry: dict[str, Any], lang: str, names: list[str]) -> Volume:
        order, name = self.order, f"{place.name}/{lang}"
        contents = order.book.contents(entry)
        others = {other["name"]: order.book.contents(other) for other in self.entries}
        elsewhere = {name: self._listed(file)[0] for name, file in others.items() if file != contents}
        settings = config(order.book, lang, order.languages, entry, names, order.base, order.forms, elsewhere)
        return Volume(
            *(order.book, name, place.name, place.folder, lang, settings),
            contents=contents,
            stage=order.output / "stage" / name,
            html=order.output / "html" / name,
            printer=order.printer,
        )

    def _listed(self, contents: str) -> list[str]:
        """The pages of a table of contents, in reading order."""
        return pages(self.order.root / contents)

    @cached_property
    def pages(self) -> list[str]:
        """All pages that some volume has."""
        files = dict.fromkeys(volume.contents for volume in self.volumes)
        return list(dict.fromkeys(page for file in files for page in self._listed(file)))

    @cached_property
    def told(self) -> dict[str, dict[str, Any]]:
        """What the book tells each page's chapter of its place."""
        return {page: self.order.book.parameters(page) for page in self.pages}

    @cached_property
    def jobs(self) -> dict[str, Job]:
        """Every chapter of the volumes that are made, under its name: `2025/de/01_volume`."""
        root = self.order.root
        return {
            f"{volume.name}/{Path(page).name}": Job(
                self.order.book,
                root / f"{page}.ipynb",
                volume.stage / f"{page}.ipynb",
                {
                    "lang": volume.lang,
                    "edition": str(volume.data),
                    "entries": self.entries,
                    "address": volume.imprint.folder,
                    **self.told[page],
                },
            )
            for volume in self.volumes
            for page in self._listed(volume.contents)
        }

    @cached_property
    def ingredients(self) -> dict[str, fingerprint.Ingredients]:
        """All that can change what each chapter yields."""
        return {name: job.ingredients for name, job in self.jobs.items()}

    @cached_property
    def runs(self) -> list[str]:
        """The chapters whose code has to run."""
        return [name for name, made in self.ingredients.items() if not self.results.has(fingerprint.of(made))]

    def check_languages(self) -> None:
        """Refuse what is configured of a language where it is not as it should be."""
        book = self.order.book
        for tag in book.languages:
            check_language(book.locale, tag, book.facts)
            read_wordings(book.locale, tag)
            gone(book.locale, tag)

    def check_twins(self) -> None:
        """Refuse a chapter in which a cell lacks its twin in one of the languages."""
        for page in self.pages:
            path = self.order.root / f"{page}.ipynb"
            check_twins(path, self.order.book.languages, f"{page}.ipynb", self.order.languages)

    @property
    def summary(self) -> str:
        """What is to be done, in a line."""
        languages = " and ".join(self.order.languages)
        names = " and ".join(place.name for place in self.order.own)
        chapters = len(self.pages)
        kept = len(self.jobs) - len(self.runs)
        return f"{chapters} chapters, {languages}, edition {names}" + (f"; {kept} are kept" if kept else "")

    def tasks(self, warm: bool = True) -> list[Task]:
        """Chapters to run and volumes to render; of a few volumes at a time, the longest chapters first."""
        if warm and self.runs:
            forks.servers.preload(self.order.book.preload)
            forks.servers.start()
        tasks = [
            Task(f"make files of edition {place.name}", partial(self._files, place))
            for place in self.order.own
            if not self.results.has(fingerprint.of(self._published(place)))
        ]
        for number, volume in enumerate(self.volumes):
            chapters = [
                Task(
                    f"run {job.name} ({self._called(volume)})",
                    partial(self._run, volume, name, job, warm),
                    rank=1 + number // (os.cpu_count() or 1),
                    cost=self._cost(name, job),
                )
                for name, job in self._of(volume).items()
                if name in self.runs
            ]
            self._stage(volume)
            if chapters or volume.changed():
                self.worked_on.append(volume)
                tasks += [*chapters, *self._after(volume, chapters)]
        return tasks

    def _stage(self, volume: Volume) -> None:
        """Put into a volume's folder what is known before any chapter runs."""
        volume.prepare()
        jobs = self._of(volume)
        for name in jobs.keys() - set(self.runs):
            kept = self.results.get(fingerprint.of(self.ingredients[name]))
            if kept is None:
                raise PressError(f"{name}: its result has gone meanwhile; build the book again")
            volume.place(jobs[name], kept)
        # where no chapter runs, that is all there is to be
        if not jobs.keys() & set(self.runs):
            volume.sweep()

    def _after(self, volume: Volume, chapters: list[Task]) -> list[Task]:
        """What follows when a volume's chapters are in place."""
        called, names = self._called(volume), self._listed(volume.contents)
        told = {page: self.told[page] for page in names}
        scratch = self.order.output / "takeaway" / volume.name
        written = Task(
            f"write notebooks to take away ({called})",
            lambda: write_notebooks(volume.imprint, volume.stage, told, volume.notebooks),
            needs=tuple(chapters),
        )
        rendered = Task(f"render {called}", volume.render, needs=tuple(chapters))
        books = Task(
            f"make {' and '.join(form.upper() for form in self.order.forms)} ({called})",
            lambda: make_books(volume.imprint, volume.stage, volume.pages, names, scratch),
            needs=(rendered,),
        )
        return [rendered, written, books] if self.order.forms else [rendered, written]

    def _of(self, volume: Volume) -> dict[str, Job]:
        return {name: job for name, job in self.jobs.items() if name.startswith(f"{volume.name}/")}

    def _called(self, volume: Volume) -> str:
        several = len(self.order.editions) > 1
        return f"{volume.lang}, {volume.edition}" if several else volume.lang

    def _cost(self, name: str, job: Job) -> float:
        return self.last.get(name, {}).get("seconds") or job.source.stat().st_size * GUESS

    def _run(self, volume: Volume, name: str, job: Job, warm: bool) -> None:
        # Jupyter's client and all, only where a chapter runs
        from press.run import Kernels, run_chapter

        # now there is a processor for the imports of what comes after the chapters
        processes.warm_up()
        result = run_chapter(job, Kernels(warm, self.order.output / "kernels.log"))
        if changed := fingerprint.difference(self.ingredients[name], job.ingredients):
            raise PressError(f"{job.where}: changed while it ran: {', '.join(changed)}; build the book again")
        self.seconds[name] = result["seconds"]
        self.results.put(fingerprint.of(self.ingredients[name]), result)
        volume.place(job, result)

    def note(self, whole: bool) -> None:
        """Note what was made.

        Parameters
        ----------
        whole : whether all that was read is as it was at the start; else no volume counts as made.
        """
        for volume in self.worked_on:
            volume.done() if whole else volume.undone()

    def assemble(self) -> None:
        """Put the volumes together as the site."""
        editions = []
        for place in self.order.places:
            own = [volume for volume in self.volumes if volume.edition == place.name]
            editions.append(
                Published(
                    imprints={volume.lang: volume.imprint for volume in own},
                    pages={volume.lang: volume.pages for volume in own},
                    notebooks={volume.lang: volume.notebooks for volume in own},
                    data={volume.lang: volume.stage / "data" for volume in own},
                    files=self._files(place),
                )
            )
        book = self.order.book
        assemble(self.order.site, editions, self.results, book)

    def _files(self, place: Place) -> dict[str, bytes]:
        """What the book publishes of an edition."""
        book, takeaway = self.order.book, self.order.takeaway
        made = self._published(place)
        address = made["address"]
        return _bytes(self.results.once(made, lambda: _texts(book.publish(place.folder, takeaway, address))))

    def _published(self, place: Place) -> fingerprint.Ingredients:
        """All that can change an edition's files."""
        book = self.order.book
        folders = [book.base / name for name in book.packages]
        return {
            "what": f"files of an edition, {self.order.takeaway}",
            "address": next(one.imprint.folder for one in self.volumes if one.edition == place.name),
            **fingerprint.environment(book),
            **fingerprint.edition(book, place.folder),
            **fingerprint.of_files(fingerprint.files_below(*folders), book.base),
            **fingerprint.of_files(fingerprint.files_below(book.locale), book.root),
            **fingerprint.of_files(map(book.base.joinpath, book.once), book.base),
        }

    def record(self) -> dict[str, Any]:
        """What the next build wants to know of each chapter."""
        return {
            name: {
                "ingredients": made,
                "seconds": self.seconds.get(name) or self.last.get(name, {}).get("seconds"),
            }
            for name, made in self.ingredients.items()
        }

    def why(self) -> dict[str, list[str]]:
        """Chapter -> what has changed since it was run, empty where it is kept."""
        reasons = {}
        for name, made in self.ingredients.items():
            before = self.last.get(name)
            changed = fingerprint.difference(before["ingredients"], made) if before else ["it was never run"]
            reasons[name] = (changed or ["its result is gone"]) if name in self.runs else []
        return reasons

    def why_rendered(self) -> dict[str, list[str]]:
        """Volume -> what has changed since it was rendered, empty where it is kept."""
        reasons = {}
        for volume in self.volumes:
            self._stage(volume)
            runs = self._of(volume).keys() & set(self.runs)
            reasons[volume.name] = ["chapters that run"] if runs else volume.changed()
        return reasons
