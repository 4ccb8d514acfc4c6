"""This book as the press sees it: editions of rows, their tables to take away, what it says of them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape

from press.book import About, Book, Download, Link
from press.config import of_language
from press.order import Order
from tokenbook import ROOT, places
from tokenbook.contact import read_contact
from tokenbook.errors import BookError, DataError
from tokenbook.languages import FACTS
from tokenbook.rows.state import copy_edition
from tokenbook.wording import N_, Wording

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MIT = "https://opensource.org/license/mit"

DESCRIPTION = N_(
    "A review of a year of LLM token usage, checked statement by statement against OpenRouter's "
    "published numbers."
)
OWN_TITLE = N_("Token use · {edition:text}")
OWN_DESCRIPTION = N_("The token use of one log, {source:text}, from {start:date} to {end:date}.")
OWN_FOOTER = N_("Figures: {source:text}, added up to weeks. Text and code: MIT licence.")
"""At the foot of the pages of an edition whose rows are not OpenRouter's."""

DATASET_NAME = N_("Weekly token usage of language models, edition {edition:text}")
DATASET = N_(
    "Tokens per week and model from {start:date} to {end:date}, computed from daily rows. "
    "Source: {source:text}."
)
RERUN = N_(
    "This notebook is a chapter of “{book:text}”, edition {edition:text}, as it was run. It runs again in "
    "any folder, with Python 3.11 or newer, once this is installed:"
)

CORRECTIONS = "chapters/corrections"
"""The page on which errors are reported and who answers for the pages is named."""

FACT_CHECK = "chapters/fact_check"
"""The page whose chapter writes the fact check for download."""

PRELOAD = (
    "matplotlib.backends.backend_svg",
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.string",
    "pyarrow.pandas_compat",
    "pandera.pandas",
    "pandera.accessors.pandas_accessor",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
    "pandera.backends.pandas.components",
    "pandera.backends.pandas.container",
    "pandera.backends.pandas.register",
    "seaborn",
    "arch.bootstrap",
    "num2words",
    "tokenbook.notebook",
)
"""What every kernel finds imported: what the chapters use, also what is imported late, in mid-work."""

EXPLORER = ("explorer-data.js", "explorer-chart.js", "explorer-out.js", "explorer.js")
"""The explorer's scripts, in the order in which they run."""

SHARED = (
    *("data/models.csv", "data/releases.csv", "data/events.csv"),
    *("data/benchmarks/aider.csv", "data/benchmarks/eci.csv"),
)
"""What chapters read besides their edition."""

CONSTRAINTS = "constraints.txt"
"""File beside the wheel: the versions with which the book was built."""


@dataclass(frozen=True)
class TokenBook(Book):
    """The token year: an edition is a folder of rows."""

    root: Path = ROOT
    code: Path | None = ROOT
    packages: tuple[str, ...] = ("tokenbook",)
    apart: tuple[str, ...] = ("rows",)
    shared: tuple[str, ...] = SHARED
    locked: tuple[str, ...] = ("requirements.lock",)
    once: tuple[str, ...] = (
        *("CITATION.cff", "pyproject.toml", "setup.py", "README.md", "LICENSE"),
        *("data/README.md", "data/models.csv"),
    )
    preload: tuple[str, ...] = PRELOAD
    scripts: Mapping[str, str] = field(
        default_factory=lambda: {
            "figure.js": "data-numbers=",
            **dict.fromkeys(EXPLORER, 'class="tb-explorer"'),
            "models.js": 'class="tb-models"',
            "facts.js": 'id="tb-facts-choose"',
        }
    )
    name: str = "token-year"
    facts: tuple[str, ...] = tuple(FACTS)
    home: str = places.ARTICLE
    errors: tuple[type[Exception], ...] = (BookError,)

    def find(self, edition: str) -> Path:
        """The edition's folder: a name below `data/`, or a path."""
        folder = places.folder(edition)
        # seen before all that lies there is read: it may be the root of this machine
        settings = folder / "edition.yml"
        if not settings.is_file():
            raise DataError(settings, "no such file", "an edition.yml like data/2025/edition.yml")
        return folder

    def read_too(self, folder: Path) -> tuple[Path, ...]:
        """The editions that follow and precede it, where there are any."""
        return tuple(path for path in (places.later(folder), places.earlier(folder)) if path)

    def called(self, folder: Path) -> str:
        """The folder's name."""
        return folder.name

    def describe(self, folder: Path) -> dict[str, Any]:
        """What a list of editions tells of one, see `published.entry`."""
        # pandas and all; only for rows that were never seen
        from tokenbook import editions
        from tokenbook.published import entry

        return entry(editions.load(folder))

    def contents(self, entry: Mapping[str, Any]) -> str:
        """Of somebody's own log there is another, shorter book."""
        there = (self.root / places.OWN_CONTENTS).is_file()
        return places.OWN_CONTENTS if entry["own"] and there else places.CONTENTS

    def parameters(self, page: str) -> dict[str, Any]:
        """Where the page's chapter stands, and where all of them do."""
        chapters = places.chapters(self.root)
        (place,) = (place for place in chapters.values() if place.page == page)
        told: dict[str, Any] = {
            "place": asdict(place),
            "pages": {slug: place.name for slug, place in chapters.items()},
        }
        if page == CORRECTIONS:
            from tokenbook.fact_check import read_corrections

            told["contact"] = asdict(read_contact(self.root / "_config.yml"))
            told["history"] = [entry.model_dump(mode="json") for entry in read_corrections()]
        return told

    def _links(self, say: Wording) -> tuple[Link, ...]:
        """Whom a reader may tell of an error, and who answers for the pages; each leads somewhere."""
        found = read_contact(self.root / "_config.yml", of_language(self.root, say.lang))
        text = say(N_("Report an error"))
        report = Link(text, found.report) if found.report else Link(text, "#corrections-report", CORRECTIONS)
        return report, Link(say(N_("Imprint and contact")), "#corrections-contact", CORRECTIONS)

    def about(self, entry: Mapping[str, Any], lang: str, folder: str, title: str) -> About:
        """What the title page, lists, citations and machines are told."""
        say = Wording(lang)
        name, as_of, own = entry["name"], entry["as_of"], entry["own"]
        period = {"start": entry["first_day"], "end": entry["last_day"]}
        lines = [
            say(N_("Edition {edition:text}"), edition=name),
            say(N_("{start:date} to {end:date}"), **period),
        ]
        cited = say(N_("edition {edition:text}"), edition=name)
        if as_of:
            lines.append(say(N_("Data as of {as_of:moment}"), as_of=as_of))
            if not own:
                cited = say(
                    N_("edition {edition:text}, data as of {as_of:moment}"), edition=name, as_of=as_of
                )
        about = About(
            date=as_of or entry["last_day"],
            modified=as_of,
            description=say(DESCRIPTION),
            lines=tuple(lines),
            edition=say(N_("edition {edition:text}: {start:date} to {end:date}"), edition=name, **period),
            cited=cited,
            licence=MIT,
            rerun=rerun(say, folder, name, title),
            links=self._links(say),
            dataset=dataset(entry, say, folder),
            downloads=(
                Download("../data/usage.csv", say(N_("The weekly table (CSV)"))),
                Download("../data/usage.parquet", say(N_("The weekly table (Parquet)"))),
                Download("../data/models.csv", say(N_("The catalogue of models (CSV)"))),
                Download("../data/datapackage.json", say(N_("The tables described (Data Package)"))),
                Download("../data/croissant.json", say(N_("The tables described (Croissant)"))),
                Download("data/fact_check.csv", say(N_("The fact check (CSV)")), FACT_CHECK),
                Download("data/fact_check.json", say(N_("The fact check (JSON)")), FACT_CHECK),
            ),
        )
        return _own(about, entry, say) if own else about

    def publish(self, folder: Path, takeaway: bool, address: str) -> dict[str, bytes]:
        """The weekly table, the catalogue of names, both described, and what a notebook needs elsewhere."""
        from tokenbook.data_package import described
        from tokenbook.parquet import parquet
        from tokenbook.spreadsheets import harmless_csv

        files = {name: (folder / name).read_bytes() for name in ("usage.csv", "provenance.json")}
        raw = {"usage.csv": files["usage.csv"], "models.csv": (ROOT / "data" / "models.csv").read_bytes()}
        tables = {name: harmless_csv(content) for name, content in raw.items()}
        provenance = json.loads(files["provenance.json"])
        files |= tables | described(folder.name, provenance, tables, address, version(), self.name)
        files["usage.parquet"] = parquet(folder / "usage.csv")
        if takeaway:
            files |= {wheel_name(): wheel(folder), CONSTRAINTS: constraints().encode()}
        return files

    def publish_once(self, address: str) -> dict[str, bytes]:
        """How to cite the book, with the addresses that it has."""
        text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
        repository = read_contact(self.root / "_config.yml").repository
        return {"CITATION.cff": cited(text, address, repository).encode()}


def _own(about: About, entry: Mapping[str, Any], say: Wording) -> About:
    """The same of somebody's own log: it is nobody else's business, and says nothing of the article."""
    return replace(
        about,
        title=say(OWN_TITLE, edition=entry["name"]),
        description=say(
            OWN_DESCRIPTION, source=entry["source"][say.lang], start=entry["first_day"], end=entry["last_day"]
        ),
        footer=str(escape(say(OWN_FOOTER, source=entry["source"][say.lang]))),
        links=(),
        dataset={},
        private=True,
    )


def cited(text: str, address: str, repository: str) -> str:
    """`CITATION.cff` with the addresses of the site and of the project, where others can reach them."""
    here = urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")
    found = {"url": "" if here else address, "repository-code": repository}
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in found.items() if value)
    return re.sub(r"(?m)^(?=version:)", lambda _: lines, text, count=1)


def rerun(say: Wording, folder: str, edition: str, book: str) -> str:
    """The first cell of a notebook to take away: what it is, and how to get what it needs, in Markdown."""
    # a kernel alone runs no notebook: Jupyter is what opens it, or executes it from the command line
    needed = f'"tokenbook @ {folder}data/{wheel_name()}" jupyterlab'
    command = f"pip install -c {folder}data/{CONSTRAINTS} {needed}"
    return f"*{say(RERUN, book=book, edition=edition)}*\n\n```sh\n{command}\n```"


def dataset(entry: Mapping[str, Any], say: Wording, folder: str) -> dict[str, Any]:
    """schema.org's record of an edition's rows.

    Parameters
    ----------
    folder : address of the edition.
    """
    name, own, source = entry["name"], entry["own"], entry["source"][say.lang]
    first, last = entry["first_day"], entry["last_day"]
    table = f"{folder}data/usage.csv"
    record = {
        "@type": "Dataset",
        "@id": table,
        "name": say(DATASET_NAME, edition=name),
        "description": say(DATASET, start=first, end=last, source=source),
        "inLanguage": say.lang,
        "url": folder,
        "temporalCoverage": f"{first}/{last}",
        "variableMeasured": "tokens",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": source if own else "OpenRouter"},
        "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": table}],
    }
    return record if own else record | {"license": CC_BY}


def constraints() -> str:
    """The locked versions as pip's constraints."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = (line for line in lines if re.match(r"[a-z0-9-]+==", line))
    return "".join(line.rstrip("\\ ") + "\n" for line in pinned)


def wheel_name() -> str:
    """The file name of this version's wheel."""
    return f"tokenbook-{version()}-py3-none-any.whl"


def version() -> str:
    """The book's."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def wheel(edition: Path) -> bytes:
    """The package with an edition, as `pip` builds it; the same files give the same bytes.

    Raises
    ------
    BookError
        With pip's last words.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-") as scratch:
        # a build leaves folders behind, so it gets a copy
        source = Path(scratch) / "source"
        lay_out(edition, source)
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation"]
        done = subprocess.run(
            [*command, "--wheel-dir", scratch, str(source)],
            capture_output=True,
            text=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "315532800", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            check=False,
        )
        if done.returncode:
            raise BookError(f"the wheel cannot be built: {done.stderr.strip().rpartition(chr(10))[2]}")
        return (Path(scratch) / wheel_name()).read_bytes()


def lay_out(edition: Path, source: Path) -> None:
    """Copy what the wheel is built from: the package, and of the data what chapters read.

    Of an edition that is what its record names, and of the rest what is named here: other files beside
    may hold anything.
    """
    leave = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("tokenbook", "locale"):
        shutil.copytree(ROOT / name, source / name, ignore=leave)
    copy_edition(edition, source / "data" / edition.name)
    (source / "data" / "benchmarks").mkdir()
    for name in (*SHARED, "data/corrections.yml"):
        shutil.copyfile(ROOT / name, source / name)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)


def order_of(
    editions: Sequence[str],
    languages: Sequence[str] = (),
    *,
    root: Path = ROOT,
    output: Path = ROOT / "_build",
    **more: Any,
) -> Order:
    """What is to be built of this book; `more` as of `press.order.Order`.

    Parameters
    ----------
    root : where `_config.yml` and `chapters/` stand.
    """
    return Order(TokenBook(root), output, tuple(editions), tuple(languages), **more)
