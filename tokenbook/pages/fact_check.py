"""The fact check: all statements of the book in one table."""

from collections.abc import Mapping

import pandas as pd

from tokenbook import places
from tokenbook.article.registry import VERDICT_WORDS, Verdict
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.notebook import Chapter, verdict_fields
from tokenbook.wording import N_, Wording

COLUMNS = (
    "id",
    "page",
    "statement",
    "article",
    "measured",
    "verdict_code",
    "verdict",
    "leaning",
    "evidence",
    "sensitivity",
    "link",
)
"""Columns of the fact check that is offered for download; codes are the same in every language."""


def show_fact_check(book: Chapter, judgement: Judgement, pages: Mapping[str, str] | None = None) -> None:
    """Show all statements of the book in one table, each linked to its chapter.

    Parameters
    ----------
    pages : slug -> page of each chapter; None: as `_toc.yml` has them.
    """
    names = pages or {slug: place.name for slug, place in places.chapters().items()}
    heads = [N_("Statement"), N_("Article"), N_("Measured"), N_("Verdict")]
    verdicts = []
    for entry in STATEMENTS:
        # without the book around it, a page is called like its chapter
        page = f"{names.get(entry.chapter, entry.chapter)}.html"
        fields = verdict_fields(entry, judgement.examined[entry.id], book.say)
        verdicts.append({**fields, "page": page, "link": f"{page}#told-{entry.id}"})
    book.show(
        "fact_check.html",
        heads=[book.say(head) for head in heads],
        verdicts=verdicts,
        counts=counts(judgement.tally, book.say),
        files=_write(book, verdicts),
    )


def counts(tally: Mapping[Verdict, int], say: Wording) -> list[dict]:
    """A tally as the templates show it, without what nothing has."""
    return [
        {"mark": verdict.name.lower(), "count": count, "text": say(VERDICT_WORDS[verdict])}
        for verdict, count in tally.items()
        if count
    ]


def _write(book: Chapter, verdicts: list[dict]) -> dict[str, str]:
    """Write the fact check as CSV and JSON: file -> name of its link."""
    if book.downloads is None:
        return {}
    table = pd.DataFrame(verdicts).rename(columns={"mark": "verdict_code", "text": "statement"})
    table = table[list(COLUMNS)]
    book.write("fact_check", table)
    path = book.downloads / "fact_check.json"
    path.write_text(table.to_json(orient="records", indent=1, force_ascii=False) + "\n", encoding="utf-8")
    return {
        "fact_check.csv": book.say(N_("The fact check (CSV)")),
        "fact_check.json": book.say(N_("The fact check (JSON)")),
    }
