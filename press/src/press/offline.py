"""Make what a chapter shows fit to be read away from the site: in a notebook, an e-book, on paper.

What needs the site's scripts goes, figures become pictures of their own, and links lead to the
published site or nowhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from lxml import etree

from press.head import Imprint

SVG = "http://www.w3.org/2000/svg"

INK, PAPER = "#1a1a1a", "#ffffff"
"""What text and ground of a figure are where no page lends it its own."""

MARGIN = 14
"""Units around a figure: in a page, long labels reach over its edge; a picture of its own would cut them."""

FONT = "DejaVu Sans"
"""The typeface with which matplotlib measures; where it is missing, labels are as wide as they may be."""

WIDE = re.compile(
    r'<div class="tb-wide" role="img" aria-label="(?P<alt>[^"]*)"[^>]*>(?P<svg><svg.*?</svg>)</div>',
    re.DOTALL,
)
"""A figure as a desktop shows it, with its text alternative."""

NARROW = re.compile(r'<div class="tb-narrow".*?</svg></div>', re.DOTALL)
"""The same figure as a phone shows it: away from the site one is enough."""

LENT = re.compile(r"var\(--[\w-]+, ?(#[0-9a-f]+)\)")
"""A colour that a page lends, with the one that stands without a page."""

FIGURE = re.compile(r'id="fig-([^"]+)"')

PAGE = re.compile(r"[^/]+\.x?html")
"""A page of the same volume, as a chapter's page names it."""

ON_THE_SITE_ONLY = "script, style, form, button, noscript, [hidden], a.headerlink, .pst-js-only, .tb-narrow"
"""Selectors of what works in the site's pages only."""

FOLDED = "details.tb-numbers, details.tb-measure, details.tb-take"
"""Selector of what a page folds away: on paper and in an e-reader it would stand open, page after page."""

FOR_SCREENS = ("download", "tabindex", "target", "rel")
"""Attributes that mean nothing away from the site; nor do the scripts' own, `data-…`."""


@dataclass(frozen=True)
class Picture:
    """A figure away from its page: its name, its text alternative (HTML-escaped), its SVG."""

    slug: str
    alt: str
    svg: str


def standalone(svg: str) -> str:
    """A figure's SVG as a file of its own: with colours, ground, typeface and size."""
    text = svg.replace("var(--pst-color-background, #fff)", PAPER).replace("currentColor", INK)
    text = LENT.sub(r"\1", text)
    root = etree.fromstring(text.encode())
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            # for readers of a page and its scripts; a picture is one thing
            if name.startswith(("data-", "aria-")) or name in ("focusable", "tabindex", "role", "class"):
                del element.attrib[name]
    left, top, width, height = (float(part) for part in root.get("viewBox").split())
    place = {
        "x": f"{left - MARGIN:g}",
        "y": f"{top - MARGIN:g}",
        "width": f"{width + 2 * MARGIN:g}",
        "height": f"{height + 2 * MARGIN:g}",
    }
    root.set("viewBox", " ".join(place.values()))
    root.set("width", place["width"])
    root.set("height", place["height"])
    root.set("font-family", f"'{FONT}', Verdana, sans-serif")
    root.set("stroke-linejoin", "round")
    root.insert(0, etree.Element(f"{{{SVG}}}rect", fill=PAPER, **place))
    found: str = etree.tostring(root, encoding="unicode")
    return found


def with_pictures(html: str, show: Callable[[Picture], str]) -> str:
    """HTML in which each figure stands once, as `show` puts it.

    Parameters
    ----------
    show : Picture -> HTML.
    """

    def shown(found: re.Match[str]) -> str:
        names = FIGURE.findall(html, 0, found.start())
        return show(Picture(names[-1], found["alt"], found["svg"]))

    return NARROW.sub("", WIDE.sub(shown, html))


def published(imprint: Imprint) -> bool:
    """Whether the site is to stand where others can reach it."""
    return urlsplit(imprint.base).hostname not in ("127.0.0.1", "localhost", "::1")


def take_offline(soup: BeautifulSoup, imprint: Imprint, inside: Callable[[str], str | None]) -> None:
    """Take from HTML what works on the site only, and turn its links outward; in place.

    Parameters
    ----------
    imprint : of the volume; its address is that of links to files.
    inside : link to a page (`01_volume.html#anchor`, `#anchor`) -> where it leads here, None for nowhere.
    """
    for element in soup.select(ON_THE_SITE_ONLY):
        element.decompose()
    for code in soup.select("code[data-file]"):
        _load_line(code, imprint)
    for link in soup.select("a[href]"):
        _turn(link, imprint, inside)
    for element in soup.find_all(True):
        for name in list(element.attrs):
            if name in FOR_SCREENS or name.startswith("data-"):
                del element[name]


def address(file: str, imprint: Imprint) -> str | None:
    """Address of a file as a chapter's page names it (`../data/x.csv`); None where it has none."""
    return urljoin(imprint.address(imprint.landing), file) if published(imprint) else None


def _load_line(code: Tag, imprint: Imprint) -> None:
    """The line that loads a figure's data: with the full address, or not at all."""
    where = address(str(code["data-file"]), imprint)
    if where is not None:
        code.string = re.sub(r'"[^"]*"', lambda _: f'"{where}"', code.get_text())
        return
    for before in list(code.previous_siblings)[:2]:  # the link to the file, and a colon
        before.extract()
    code.decompose()


def _turn(link: Tag, imprint: Imprint, inside: Callable[[str], str | None]) -> None:
    target = str(link["href"])
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return
    own = not {"tb-anchor", "tb-number"}.isdisjoint(link.get("class") or ())
    page = not parts.path or PAGE.fullmatch(parts.path)
    goal = None if own else inside(target) if page else address(target, imprint)
    if goal is None:
        link.name = "span"
        del link["href"]
    else:
        link["href"] = goal
