"""The pages and files in front of the books: front page, 404, sitemap, robots.txt, feed of editions."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import jinja2
from feedgen.feed import FeedGenerator
from lxml import html

from press.finish import policy
from press.front_matter import moment
from press.head import CITED, Imprint
from press.wording import N_

_THEME = Path(__file__).parent / "theme"

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_THEME), autoescape=True, trim_blocks=True, lstrip_blocks=True
)

INVITATION = N_("Read in English")
OTHERS = N_("Other editions:")
NOT_FOUND = N_("There is no such page here")
NOT_FOUND_HINT = N_("The address may be mistyped, or the page has moved. The book begins here:")

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

BREAKABLE = re.compile(r"[ \t\r\n]+")

Editions = list[dict[str, Imprint]]
"""Per edition, the one at the site's root first: language -> imprint."""


def promise(page: Path) -> tuple[str, str]:
    """A built page's headline and first paragraph, as text; "" for what is not there."""
    if not page.is_file():
        return "", ""
    body = html.parse(page, html.HTMLParser(encoding="utf-8")).getroot()
    titles, texts = (
        body.xpath("//article//h1"),
        body.xpath("//article//h1/following::p[not(ancestor::details)]"),
    )
    for mark in body.xpath("//article//a[contains(@class, 'headerlink')]"):
        mark.drop_tree()
    found = (CITED.sub("", part[0].text_content()) if part else "" for part in (titles, texts))
    # not split(): a space that does not break stays one
    title, text = (BREAKABLE.sub(" ", part).strip() for part in found)
    return title, text


def front_page(
    imprints: dict[str, Imprint],
    editions: Editions,
    promises: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """The page at an edition's root: sends the reader to a language and offers all.

    Parameters
    ----------
    imprints : language -> imprint of this edition.
    editions : of the site.
    promises : language -> headline and first paragraph of the page to which it leads.
    """
    here = next(iter(imprints.values()))
    base = {other["name"]: other for other in _folders(here, editions)}
    books = [
        {
            "lang": lang,
            "title": imprint.title,
            "href": f"{lang}/{imprint.landing}.html",
            "description": imprint.about.description,
            "promise": (promises or {}).get(lang, ("", "")),
            "invitation": imprint.say(INVITATION),
            "others": imprint.say(OTHERS) if base else "",
        }
        for lang, imprint in imprints.items()
    ]
    twins = {**{lang: i.address(i.landing) for lang, i in imprints.items()}, "x-default": here.folder}
    choose = _ENVIRONMENT.get_template("choose.js").render(
        languages=list(imprints), page=f"{here.landing}.html"
    )
    return _ENVIRONMENT.get_template("front.html").render(
        books=books,
        others=base,
        twins=twins,
        here=here.folder,
        choose=choose,
        policy=policy(choose),
        feed=f"{here.base}feed.xml",
        private=here.about.private,
    )


def _folders(here: Imprint, editions: Editions) -> list[dict[str, str]]:
    up = "../" if here.folder != here.base else ""
    found = (next(iter(imprints.values())) for imprints in editions)
    return [
        {
            "name": other.name,
            "folder": up + other.folder.removeprefix(here.base),
            "landing": other.landing,
        }
        for other in found
        if other.name != here.name
    ]


def not_found_page(editions: Editions) -> str:
    """The page that a server shows for an address that leads nowhere, at whatever depth it lies."""
    imprints = editions[0]
    path = urlsplit(next(iter(imprints.values())).base).path
    books = [
        {
            "lang": lang,
            "title": imprint.title,
            "heading": imprint.say(NOT_FOUND),
            "hint": imprint.say(NOT_FOUND_HINT),
            "href": f"{path}{lang}/{imprint.landing}.html",
        }
        for lang, imprint in imprints.items()
    ]
    return _ENVIRONMENT.get_template("404.html").render(books=books, policy=policy())


def public(editions: Editions) -> Editions:
    """The editions of which maps, feeds and lists tell."""
    return [imprints for imprints in editions if not next(iter(imprints.values())).about.private]


def robots(editions: Editions) -> str:
    """Everything may be read, the map is at hand; what is private may not, it also says so on its pages."""
    base = next(iter(editions[0].values())).base
    if not public(editions):
        return "User-agent: *\nDisallow: /\n"
    path = urlsplit(base).path
    closed = [
        f"Disallow: {path}{imprint.folder.removeprefix(base)}{lang}/\n"
        for imprints in editions
        for lang, imprint in imprints.items()
        if imprint.about.private
    ]
    return f"User-agent: *\nAllow: /\n{''.join(closed)}\nSitemap: {base}sitemap.xml\n"


def sitemap(editions: Editions, site: Path) -> str:
    """Every page of every edition and language with its twins, and the front pages.

    sphinx-sitemap makes one map per Sphinx run, and of the pages written in it only: it knows neither
    the site's other volumes nor pages that did not have to be written anew.

    Parameters
    ----------
    site : folder with the finished pages.
    """
    ElementTree.register_namespace("", SITEMAP)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for imprints in editions:
        here = next(iter(imprints.values()))
        folder = site / here.folder.removeprefix(here.base)
        twins = {**{lang: i.address(i.landing) for lang, i in imprints.items()}, "x-default": here.folder}
        _entry(root, here.folder, twins)
        for imprint in imprints.values():
            own = folder / imprint.lang
            pages = [path.relative_to(own).with_suffix("").as_posix() for path in own.glob("*/*.html")]
            for page in sorted(pages):
                _entry(root, imprint.address(page), imprint.alternates(page))
    ElementTree.indent(root, "")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entry(root: ElementTree.Element, address: str, alternates: dict[str, str]) -> None:
    entry = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
    ElementTree.SubElement(entry, f"{{{SITEMAP}}}loc").text = address
    for lang, twin in alternates.items():
        ElementTree.SubElement(entry, f"{{{XHTML}}}link", rel="alternate", hreflang=lang, href=twin)


def feed(editions: Editions) -> str:
    """An Atom feed with an entry for each edition and language; dated by its rows, not by the build."""
    first = next(iter(editions[0].values()))
    generator = FeedGenerator()
    generator.id(first.base)
    generator.title(" · ".join(imprint.title for imprint in editions[0].values()))
    generator.link(href=f"{first.base}feed.xml", rel="self")
    generator.link(href=first.base, rel="alternate")
    generator.author(name=first.author)
    generator.updated(max(moment(imprint) for imprints in editions for imprint in imprints.values()))
    generator.generator("")
    for imprints in editions:
        for lang, imprint in imprints.items():
            entry = generator.add_entry(order="append")
            entry.id(imprint.address(imprint.landing))
            entry.link(href=imprint.address(imprint.landing), hreflang=lang)
            entry.title(", ".join(filter(None, [imprint.title, imprint.about.edition])))
            entry.updated(moment(imprint))
    found: str = generator.atom_str(pretty=True).decode()
    return found
