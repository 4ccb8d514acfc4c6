"""Check every link, anchor and download of a built site, by LinkChecker, and that elements nest."""

import csv
import posixpath
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from bs4 import BeautifulSoup

from press.errors import PressError
from press.nesting import first_misplaced
from press.serve import served

CONFIG = """\
[checking]
# the server is our own
maxrequestspersecond=1000
[filtering]
# a book that builds offline is checked offline
checkextern=0
"""


@dataclass(frozen=True)
class Broken:
    """A link that leads nowhere: the page it stands on, its target as written, what is wrong."""

    page: str
    target: str
    fault: str

    def __str__(self) -> str:
        return f"{self.page}: {self.target}: {self.fault}"


@dataclass(frozen=True)
class Report:
    """What was checked and what is broken."""

    pages: int
    links: int
    broken: list[Broken]


def check_links(site: Path) -> Report:
    """Follow every link of every page of a site; links to other sites are not asked for.

    The site is served, not read as files: LinkChecker gives up root's rights, and folders behave as
    they will on the web.

    Raises
    ------
    PressError
        Where there is no page to check, or LinkChecker itself fails.
    """
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    if not pages:
        raise PressError(f"{site}: no page to check; build the book first (make book)")
    with served(site) as root, tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "linkcheckerrc"
        config.write_text(CONFIG, encoding="utf-8")
        # every page is a start, so that one which nothing links to is checked as well
        addresses = [root + quote(page) for page in pages]
        command = [
            *(str(Path(sys.executable).with_name("linkchecker")), "--config", str(config)),
            *("--no-status", "--verbose", "--output", "csv/utf_8", *addresses),
        ]
        run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if run.returncode not in (0, 1):
            last = run.stderr.strip().rpartition("\n")[2] or f"ended with {run.returncode}"
            raise PressError(f"LinkChecker: {last}")
        lines = [line for line in run.stdout.splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines, delimiter=";"))
        ours = [row for row in rows if row["url"].startswith(root)]
        if len(ours) < len(pages):
            raise PressError(f"LinkChecker reached {len(ours)} addresses of a site of {len(pages)} pages")
        broken = {
            Broken(urlsplit(row["parentname"]).path.lstrip("/"), row["urlname"], fault)
            for row in ours
            if (fault := _fault(row))
        }
    texts = {page: (site / page).read_text(encoding="utf-8") for page in pages}
    anchors, lost = check_anchors(texts)
    crossed = [
        Broken(page, crossing, "elements cross")
        for page, text in texts.items()
        if (crossing := first_misplaced(text))
    ]
    return Report(len(pages), len(ours) + anchors, sorted({*broken, *lost, *crossed}, key=str))


def check_anchors(texts: Mapping[str, str]) -> tuple[int, list[Broken]]:
    """Check that what stands behind a link's `#` is there: (links with an anchor, the broken ones).

    LinkChecker asks for each address once and overlooks anchors on the page itself

    Parameters
    ----------
    texts : page, seen from the site's root -> its HTML.
    """
    soups = {page: BeautifulSoup(text, "html.parser") for page, text in texts.items()}
    ids = {page: {element["id"] for element in soup.select("[id]")} | {""} for page, soup in soups.items()}
    count, lost = 0, []
    for page, soup in soups.items():
        for link in soup.select("a[href*='#']"):
            target = urlsplit(str(link["href"]))
            if target.scheme or target.netloc:
                continue
            count += 1
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target.path)))
            place = page if not target.path else path
            if place in ids and unquote(target.fragment) not in ids[place]:
                lost.append(Broken(page, str(link["href"]), "no such anchor"))
    return count, lost


def _fault(row: dict[str, str]) -> str:
    if row["valid"] != "True":
        return " ".join(row["result"].split())
    return " ".join(row["warningstring"].split())
