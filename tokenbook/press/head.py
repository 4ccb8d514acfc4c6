"""What a page says of itself to machines: its twins, what it is, how it is cited."""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from tokenbook import shelf
from tokenbook.wording import N_, Wording

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MIT = "https://opensource.org/license/mit"

DATASET_NAME = N_("Weekly token usage of language models, edition {edition:text}")
DATASET = N_(
    "Tokens per week and model from {start:date} to {end:date}, computed from daily rows. "
    "Source: {source:text}."
)
CITATION = N_(
    "{author:text} ({year:text}): “{page:text}”. In: {book:text}, edition {edition:text}. {address:text}"
)
CITATION_AS_OF = N_(
    "{author:text} ({year:text}): “{page:text}”. In: {book:text}, edition {edition:text}, "
    "data as of {as_of:moment}. {address:text}"
)

LANDING = "chapters/intro"
"""The page that the site's front page stands for."""


@dataclass(frozen=True)
class Imprint:
    """What all pages of one volume share.

    Attributes
    ----------
    base : address of the site, with a slash at its end.
    names, name : the site's editions, the one at its root first; this volume's.
    lang, languages : this volume's, and those of the site.
    title, author, year : of the book in this language.
    as_of, first_day, last_day, source : of the edition's rows; as in its provenance.
    forms : in which the whole book can be had, as endings of file names: "pdf", "epub".
    """

    base: str
    names: Sequence[str]
    name: str
    lang: str
    languages: Sequence[str]
    title: str
    author: str
    year: str
    as_of: str | None
    first_day: str
    last_day: str
    source: str
    own: bool
    forms: Sequence[str] = ()

    @property
    def folder(self) -> str:
        """Address of the edition."""
        return urljoin(self.base, shelf.folder(self.names, self.name))

    def address(self, page: str, lang: str | None = None) -> str:
        """Address of a page, in this language or another."""
        return f"{self.folder}{lang or self.lang}/{page}.html"

    def file(self, form: str) -> str:
        """Name of the file that holds the whole book; readers keep it beside other editions."""
        return f"token-year-{self.name}-{self.lang}.{form}"

    def alternates(self, page: str) -> dict[str, str]:
        """Language (and `x-default`) -> address of the page's twin."""
        if len(self.languages) < 2:
            return {}
        twins = {lang: self.address(page, lang) for lang in self.languages}
        # readers of a third language: the front page offers both; elsewhere the English twin
        rest = self.folder if page == LANDING else self.address(page, "en")
        return {**twins, "x-default": rest}


CITED = re.compile(r"\s?\[\s?\d+(?:,\s?\d+)*\]")
"""A citation's mark as it stands in a page's plain text: where its link is gone, it says nothing."""


def shortened(text: str, most: int = 220) -> str:
    """The first whole sentences of a text; where the first alone is too long, its first words.

    Citation marks are left out.
    """
    text = CITED.sub("", text)
    sentences = re.match(rf"(?s).{{1,{most}}}[.!?](?=\s|$)", text)
    return sentences[0] if sentences else textwrap.shorten(text, most, placeholder=" …")


def citation(imprint: Imprint, page: str, title: str) -> dict[str, str]:
    """How the page is cited: `text` in the page's language, and `bibtex`."""
    say = Wording(imprint.lang)
    values = {
        "author": imprint.author,
        "year": imprint.year,
        "page": title,
        "book": imprint.title,
        "edition": imprint.name,
        "address": imprint.address(page),
    }
    if imprint.as_of and not imprint.own:
        text = say(CITATION_AS_OF, as_of=imprint.as_of, **values)
    else:
        text = say(CITATION, **values)
    key = f"token-year-{imprint.name}-{page.rpartition('/')[2]}-{imprint.lang}".replace("_", "-")
    fields = {
        "author": f"{{{imprint.author}}}",
        "title": title,
        "booktitle": imprint.title,
        "year": imprint.year,
        "url": imprint.address(page),
        "langid": {"de": "ngerman", "en": "british"}[imprint.lang],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return {"text": text, "bibtex": "\n".join([f"@incollection{{{key},", *lines, "}"])}


def json_ld(imprint: Imprint, page: str, title: str, description: str, card: str) -> str:
    """The page as schema.org's Article and the edition's rows as Dataset, in JSON-LD.

    Parameters
    ----------
    card : address of the page's picture, seen from the root of its language.
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
        "license": MIT,
        "isPartOf": book,
        "image": urljoin(f"{imprint.folder}{imprint.lang}/", card),
        "isBasedOn": {"@id": f"{imprint.folder}data/usage.csv"},
    }
    if imprint.as_of:
        article["dateModified"] = imprint.as_of
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": [article, _dataset(imprint)]},
        ensure_ascii=False,
        indent=0,
    )
    # a slug or a title must not end the script
    return text.replace("<", "\\u003c").replace("\n", "")


def _dataset(imprint: Imprint) -> dict:
    say = Wording(imprint.lang)
    data = {
        "@type": "Dataset",
        "@id": f"{imprint.folder}data/usage.csv",
        "name": say(DATASET_NAME, edition=imprint.name),
        "description": say(
            DATASET,
            start=imprint.first_day,
            end=imprint.last_day,
            source=imprint.source,
        ),
        "inLanguage": imprint.lang,
        "url": imprint.folder,
        "temporalCoverage": f"{imprint.first_day}/{imprint.last_day}",
        "variableMeasured": "tokens",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": imprint.source if imprint.own else "OpenRouter"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": f"{imprint.folder}data/usage.csv",
            }
        ],
    }
    if not imprint.own:
        data["license"] = CC_BY
    return data
