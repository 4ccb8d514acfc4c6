"""What a page says of itself to machines: its twins, what it is, how it is cited."""

import json
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from press.addresses import subfolder
from press.book import About, Download, Link
from press.language import read_language
from press.wording import N_, Wording

CITATION = N_("{author} ({year}): “{page}”. In: {book}. {address}")


@dataclass(frozen=True)
class Imprint:
    """What all pages of one volume share.

    Attributes
    ----------
    base : address of the site, with a slash at its end.
    book : its name in names of files.
    landing : the page that the site's front page stands for.
    locale : folder of the book's languages.
    names, name : the site's editions, the one at its root first; this volume's.
    lang, languages : this volume's, and those of the site.
    title, author, year : of the book in this language.
    about : what the book says of the edition in this language.
    forms : in which the whole book can be had, as endings of file names: "pdf", "epub".
    elsewhere : of the site's other editions, those that have other pages: name -> the page to begin with.
    """

    base: str
    book: str
    landing: str
    locale: str
    names: Sequence[str]
    name: str
    lang: str
    languages: Sequence[str]
    title: str
    author: str
    year: str
    about: About
    forms: Sequence[str] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Imprint":
        """The imprint of plain values, as settings hold them."""
        about = dict(values["about"])
        about["downloads"] = tuple(Download(**one) for one in about["downloads"])
        about["links"] = tuple(Link(**one) for one in about["links"])
        return cls(**{**values, "about": About(**{**about, "lines": tuple(about["lines"])})})

    @property
    def say(self) -> Wording:
        """Says the press's messages in the volume's language."""
        return Wording(Path(self.locale), self.lang)

    def native(self, lang: str) -> str:
        """A language's name as its speakers write it."""
        return read_language(Path(self.locale), lang).name

    @property
    def folder(self) -> str:
        """Address of the edition."""
        return urljoin(self.base, subfolder(self.names, self.name))

    def address(self, page: str, lang: str | None = None) -> str:
        """Address of a page, in this language or another."""
        return f"{self.folder}{lang or self.lang}/{page}.html"

    def file(self, form: str) -> str:
        """Name of the file that holds the whole book; readers keep it beside other editions."""
        return f"{'-'.join(self.stem)}.{form}"

    @property
    def stem(self) -> list[str]:
        """What names of files begin with: book, edition where there are some, language."""
        return [self.book, *([self.name] if self.about.edition else []), self.lang]

    def alternates(self, page: str) -> dict[str, str]:
        """Language (and `x-default`) -> address of the page's twin."""
        if len(self.languages) < 2:
            return {}
        twins = {lang: self.address(page, lang) for lang in self.languages}
        # readers of another language: the front page offers all; elsewhere the twin in that of the code
        folder = Path(self.locale)
        source = [lang for lang in self.languages if read_language(folder, lang).source]
        rest = self.folder if page == self.landing else self.address(page, [*source, self.lang][0])
        return {**twins, "x-default": rest}


CITED = re.compile(r"\s?\[\s?\d+(?:,\s?\d+)*\]")
"""A citation's mark as it stands in a page's plain text: where its link is gone, it says nothing."""


def locales(imprint: Imprint) -> list[str]:
    """In which language a page is, and in which others it is to be had, for who shows a link to it."""
    known = {lang: read_language(Path(imprint.locale), lang).locale for lang in imprint.languages}
    return [
        f'<meta property="og:locale{"" if lang == imprint.lang else ":alternate"}" content="{locale}">'
        for lang, locale in sorted(known.items(), key=lambda item: item[0] != imprint.lang)
        if locale
    ]


def shortened(text: str, most: int = 220) -> str:
    """The first whole sentences of a text; where the first alone is too long, its first words.

    Citation marks are left out.
    """
    text = CITED.sub("", text)
    sentences = re.match(rf"(?s).{{1,{most}}}[.!?](?=\s|$)", text)
    return sentences[0] if sentences else textwrap.shorten(text, most, placeholder=" …")


def citation(imprint: Imprint, page: str, title: str) -> dict[str, str]:
    """How the page is cited: `text` in the page's language, and `bibtex`."""
    text = imprint.say(
        CITATION,
        author=imprint.author,
        year=imprint.year,
        page=title,
        book=", ".join(filter(None, [imprint.title, imprint.about.cited])),
        address=imprint.address(page),
    )
    *stem, lang = imprint.stem
    key = "-".join([*stem, page.rpartition("/")[2], lang]).replace("_", "-")
    fields = {
        "author": f"{{{imprint.author}}}",
        "title": title,
        "booktitle": imprint.title,
        "year": imprint.year,
        "url": imprint.address(page),
    }
    if langid := read_language(Path(imprint.locale), imprint.lang).bibliography:
        fields["langid"] = langid.split()[0]
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return {"text": text, "bibtex": "\n".join([f"@incollection{{{key},", *lines, "}"])}


def foot(imprint: Imprint, page: str, title: str, pages: Collection[str]) -> list[dict[str, str]]:
    """The links at the foot of a page: `href` as seen from the page, and `text`.

    Parameters
    ----------
    pages : names of all pages of the volume.
    """
    up = "../" * page.count("/")
    facts = {"address": quote(imprint.address(page), safe=""), "title": quote(title, safe="")}
    return [
        {"href": f"{up}{one.page}.html{one.href}" if one.page else one.href.format(**facts), "text": one.text}
        for one in imprint.about.links
        if one.page in ("", *pages)
    ]


def records(folder: Path, page: str) -> list[dict[str, Any]]:
    """What the book's chapters have written for the head of a page: records of schema.org.

    Parameters
    ----------
    folder : with JSON files, in each a mapping from page to a list of records; need not be there.
    """
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [record for found in files for record in found.get(page, [])]


def json_ld(
    imprint: Imprint,
    page: str,
    title: str,
    description: str,
    card: str,
    more: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The page as schema.org's Article, with the edition's data, in JSON-LD.

    Parameters
    ----------
    card : address of the page's picture, seen from the root of its language.
    more : records of what else stands on the page; by the book's author, where they name none.
    """
    book = {"@type": "Book", "name": imprint.title, "inLanguage": imprint.lang, "url": imprint.folder}
    author = {"@type": "Organization", "name": imprint.author}
    article = {
        "@type": "Article",
        "@id": imprint.address(page),
        "headline": title,
        "description": description,
        "inLanguage": imprint.lang,
        "url": imprint.address(page),
        "author": author,
        "publisher": author,
        "license": imprint.about.licence,
        "isPartOf": book,
        "image": urljoin(f"{imprint.folder}{imprint.lang}/", card),
    }
    if not imprint.about.licence:
        del article["license"]
    graph: list[Mapping[str, Any]] = [article]
    if dataset := imprint.about.dataset:
        article["isBasedOn"] = {"@id": dataset["@id"]}
        graph.append(dataset)
    if imprint.about.modified:
        article["dateModified"] = imprint.about.modified
    graph += [{"author": author, **record} for record in more]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=0)
    # a slug or a title must not end the script
    return text.replace("<", "\\u003c").replace("\n", "")
