#!/usr/bin/env python3
"""Read a published site: a page with a figure, a download and the search index of each language.

Needs Python alone. Usage: scripts/smoke.py ADDRESS
"""

import argparse
import http.client
import sys
import time
import urllib.error
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SCRIPT = "searchindex"


class FaultError(Exception):
    """What is not as it should be, in one line."""


class Page(HTMLParser):
    """What a page says of itself, and what it leads to."""

    def __init__(self, text: str):
        super().__init__()
        self.lang = self.canonical = ""
        self.figures = self.inside = 0
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what the checks ask for."""
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = found.get("lang", "")
        elif tag == "link" and found.get("rel") == "canonical":
            self.canonical = found.get("href", "")
        elif tag == "figure":
            self.inside += 1
        elif tag == "svg" and self.inside:
            self.figures += 1
        elif tag == "a" and "download" in found:
            self.links.append(found.get("href", ""))
        elif tag == "script" and "src" in found:
            self.scripts.append(found["src"])

    def handle_endtag(self, tag: str) -> None:
        """Take note of where a figure ends."""
        self.inside -= tag == "figure"


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = the site answers as it should, 1 = it does not, with one line per language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="where the site stands, for instance https://you.github.io/book/")
    parser.add_argument("--tries", type=int, default=6, help="a fresh site may take a moment (default: 6)")
    parser.add_argument("--wait", type=float, default=15, help="seconds between tries (default: 15)")
    options = parser.parse_args(argv)
    address = options.address.rstrip("/") + "/"
    for left in reversed(range(options.tries)):
        try:
            lines = read_site(address)
        except FaultError as fault:
            if not left:
                print(f"smoke: {fault}", file=sys.stderr)
                return 1
            time.sleep(options.wait)
        else:
            print("\n".join(lines))
            return 0
    return 1


def read_site(address: str) -> list[str]:
    """Read the front page, the map, and each language; a line on each.

    Raises
    ------
    FaultError
        At the first thing that is not as it should be.
    """
    if not Page(get(address)).lang:
        raise FaultError(f"{address}: is no front page of the book")
    pages = read_map(get(urljoin(address, "sitemap.xml")), address)
    return [read_language(lang, pages[lang], address) for lang in sorted(pages)]


def read_map(text: str, address: str) -> dict[str, list[str]]:
    """Language -> addresses of its pages, all of them below the site's."""
    try:
        tree = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise FaultError(f"sitemap.xml: {error}") from error
    pages: dict[str, list[str]] = {}
    for link in tree.iterfind("s:url/x:link", MAP):
        href, lang = link.get("href", ""), link.get("hreflang", "")
        if not href.startswith(address):
            raise FaultError(f"sitemap.xml names {href}, which is not below {address}")
        if lang != "x-default" and href not in pages.setdefault(lang, []):
            pages[lang].append(href)
    if not pages:
        raise FaultError("sitemap.xml names no page in any language")
    # where there is one language, pages have no twins; the front page alone says which one it is
    for entry in tree.iterfind("s:url/s:loc", MAP):
        place = entry.text or ""
        for lang, known in pages.items():
            if place.startswith(f"{address}{lang}/") and place not in known:
                known.append(place)
    return pages


def read_language(lang: str, pages: list[str], address: str) -> str:
    """Read pages until one has a figure and a download; then those, and the search."""
    for place in pages:
        page = Page(get(place))
        if page.lang != lang:
            raise FaultError(f"{place}: its language is {page.lang!r}, not {lang!r}")
        if page.canonical != place:
            raise FaultError(f"{place}: calls itself {page.canonical!r}")
        data = [link for link in page.links if urlsplit(link).path.endswith(".csv")]
        if page.figures and data:
            break
    else:
        raise FaultError(f"{lang}: no page of {len(pages)} has a figure and its data")
    download = urljoin(place, data[0])
    rows = get(download).splitlines()
    if len(rows) < 2 or "," not in rows[0]:
        raise FaultError(f"{download}: is no table")
    search = urljoin(address, f"{lang}/search.html")
    scripts = [src for src in Page(get(search)).scripts if SCRIPT in src]
    if not scripts:
        raise FaultError(f"{search}: loads no {SCRIPT}")
    index = urljoin(search, scripts[0])
    if not get(index).startswith("Search.setIndex("):
        raise FaultError(f"{index}: is no search index")
    return f"{lang}: {place} with {page.figures} drawings, {download} with {len(rows)} lines, {index}"


def get(address: str) -> str:
    """A file's text."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.read().decode("utf-8")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FaultError(f"{address}: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
