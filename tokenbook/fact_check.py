"""The fact check as one document for machines, the same in every language's folder.

`build` makes it from plain values; its form is `data/fact_check.schema.json`. ClaimReview, which search
engines read, comes from the same object. `corrections` are the book's own errors (`data/corrections.yml`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping
from tokenbook.places import DATA

SCHEMA_VERSION: Final = "2.0"
"""Of the document's form: the first number changes where a reader of it would break."""

METHOD_VERSION = "2"
"""Of measures, limits and choices: another number means that verdicts may differ for the same rows."""

SCHEMA = ROOT / "data" / "fact_check.schema.json"

CORRECTIONS = DATA / "corrections.yml"

Code = Literal["supported", "partly", "contradicted", "not_testable", "no_data"]

RATINGS: dict[str, int] = {"contradicted": 1, "partly": 2, "supported": 3}
"""Verdicts that rate a statement; the others say nothing of its truth."""


def _every_language(texts: dict[str, str]) -> dict[str, str]:
    # more may be there: a book with a language less keeps its history as it was written
    if set(LANGUAGES) - set(texts) or not all(text.strip() for text in texts.values()):
        raise ValueError(f"a text in each of {', '.join(LANGUAGES)}")
    return texts


Texts = Annotated[dict[str, str], AfterValidator(_every_language)]
"""Language -> text, in every language of the book."""


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Article(_Plain):
    """What is checked, as far as known."""

    title: dict[str, str] = Field(description="Language -> title, where it is known.")
    publisher: str
    url: dict[str, str] = Field(description="Language -> address.")


class Limit(_Plain):
    """A threshold on which a verdict hangs."""

    name: str
    value: float
    lower: float = Field(description="One notch down, where it is moved to see what hangs on it.")
    upper: float = Field(description="One notch up.")
    reason: Texts


class Choice(_Plain):
    """A choice made otherwise, and what the verdict is then."""

    id: str
    text: Texts
    touches: bool = Field(description="Whether it moves the measured value or a limit of this statement.")
    verdict: Code | None = Field(None, description="None where it does not touch the statement.")
    value: float | str | None = None
    reason: Texts | None = Field(None, description="Why it cannot touch the statement.")

    @model_validator(mode="after")
    def _says_one_or_the_other(self) -> Self:
        if self.touches != (self.verdict is not None) or self.touches == (self.reason is not None):
            raise ValueError("a verdict where the choice touches the statement, else a reason")
        return self


class Checked(_Plain):
    """A statement of the article with its verdict."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z0-9]+)+$")
    chapter: str
    text: Texts
    verdict: Code
    word: Texts = Field(description="The verdict in words.")
    value: float | str | None = Field(
        description="What was measured: a number, or a day as YYYY-MM-DD; none where nothing was."
    )
    unit: str | None = Field(description="Of the value: tokens, share, ratio, weeks, rank, day, r, hhi, …")
    limit: list[Limit] = Field(description="Thresholds from which the verdict follows.")
    choices: list[Choice]
    evidence: Texts
    url: Texts

    @property
    def kept(self) -> int:
        """How many of the choices that touch the statement keep its verdict."""
        return sum(choice.verdict == self.verdict for choice in self.tried)

    @property
    def tried(self) -> list[Choice]:
        """The choices that touch the statement."""
        return [choice for choice in self.choices if choice.touches]


class FactCheck(_Plain):
    """The whole fact check of one edition."""

    model_config = ConfigDict(title="The fact check of an edition")

    schema_version: Literal["2.0"] = SCHEMA_VERSION
    article: Article
    edition: str
    as_of: str | None = Field(description="When the rows were taken; none for rows of another source.")
    licence: str | None = Field(description="Of the rows; none where it is not known.")
    method_version: str = METHOD_VERSION
    statements: list[Checked]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [entry.id for entry in self.statements]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"more than once: {', '.join(twice)}")
        return self

    def to_json(self) -> str:
        """The document's text; the same values give the same bytes."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def build(
    head: Mapping[str, Any], statements: Iterable[Mapping[str, Any]], addresses: Mapping[str, str]
) -> FactCheck:
    """The document, from plain values.

    Parameters
    ----------
    head : `article`, `edition`, `as_of`, `licence`.
    statements : the fields of `Checked`, without `url`.
    addresses : language -> address of the edition's folder in that language, with a slash at its end.

    Raises
    ------
    ValueError
        Where a value is missing or not as the schema says.
    """
    checked = [
        Checked(
            **entry,
            url={
                lang: f"{folder}chapters/{entry['chapter']}.html#claim-{entry['id']}"
                for lang, folder in addresses.items()
            },
        )
        for entry in statements
    ]
    return FactCheck(**head, statements=checked)


def schema_json() -> str:
    """The text of `data/fact_check.schema.json` (JSON Schema 2020-12)."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FactCheck.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def claim_review(
    entry: Checked, article: Article, lang: str, published: date | None = None
) -> dict[str, object] | None:
    """A statement's review as schema.org's ClaimReview; None where its verdict rates nothing.

    Who reviews is said by whoever publishes it.

    Parameters
    ----------
    published : the day on which this verdict was published, where it is known.
    """
    rating = RATINGS.get(entry.verdict)
    if rating is None:
        return None
    appearance = {"@type": "Article", "url": article.url.get(lang) or next(iter(article.url.values()))}
    if lang in article.title:
        appearance["headline"] = article.title[lang]
    return {
        "@type": "ClaimReview",
        "url": entry.url[lang],
        "inLanguage": lang,
        **({"datePublished": published.isoformat()} if published else {}),
        "claimReviewed": entry.text[lang],
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": article.publisher},
            "appearance": appearance,
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating,
            "worstRating": min(RATINGS.values()),
            "bestRating": max(RATINGS.values()),
            "alternateName": entry.word[lang],
            "ratingExplanation": entry.evidence[lang],
        },
    }


class Correction(_Plain):
    """One error of the book: what was wrong, since when, what it says now."""

    corrected: date
    wrong_since: date
    statement: str | None = Field(None, description="Which statement's verdict or evidence was wrong.")
    page: str | None = Field(None, description="Which page was wrong, where it was no statement.")
    was: Code | None = Field(None, description="The verdict before.")
    now: Code | None = Field(None, description="The verdict since.")
    wrong: Texts = Field(description="What was wrong, and why.")
    right: Texts = Field(description="What the book says now.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.statement is None) == (self.page is None):
            raise ValueError("either a statement or a page")
        if (self.was is None) != (self.now is None) or (self.now and self.statement is None):
            raise ValueError("was and now together, and only for a statement")
        if self.wrong_since > self.corrected:
            raise ValueError("wrong_since not after corrected")
        return self


class _History(_Plain):
    corrections: list[Correction]


def read_corrections(path: Path = CORRECTIONS) -> list[Correction]:
    """The book's corrections, the newest first.

    Raises
    ------
    DataError
        Where the file is not as described, with the entry and the key.
    """
    content = read_mapping(path, "corrections: a list of entries")
    try:
        history = _History.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = [str(part + 1) if isinstance(part, int) else part for part in first["loc"]]
        said = first["msg"].removeprefix("Value error, ")
        raise DataError(path, repr(first["input"]), said, key=".".join(place) or None) from error
    return sorted(history.corrections, key=lambda entry: entry.corrected, reverse=True)


def outdated(corrections: Sequence[Correction], verdicts: Mapping[str, str]) -> list[str]:
    """Statements whose newest correction names another verdict than they have today, or which do not exist.

    Parameters
    ----------
    corrections : the newest first.
    verdicts : statement -> code of its verdict in the article's edition.
    """
    newest: dict[str, Correction] = {}
    for entry in corrections:
        if entry.statement is not None and (entry.now or entry.statement not in verdicts):
            newest.setdefault(entry.statement, entry)
    return [id for id, entry in newest.items() if verdicts.get(id) != entry.now]


if __name__ == "__main__":
    SCHEMA.write_text(schema_json(), encoding="utf-8")
