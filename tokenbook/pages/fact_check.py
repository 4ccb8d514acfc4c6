"""The fact check: all statements of the book in one table, what each hangs on, and both for machines."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tokenbook import LANGUAGES, fact_check, places, said
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statement, Verdict
from tokenbook.article.sensitivity import CHOICES, Choice, Sensitivity, Trial
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.limits import LIMITS
from tokenbook.notebook import Chapter, verdict_fields
from tokenbook.wording import N_, Saying, Wording

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

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of OpenRouter's rows."""

HEADS = {
    "paid": N_("Paid only"),
    "window-8": N_("Ends of 8 weeks"),
    "window-13": N_("Ends of 13 weeks"),
    "top-10": N_("Top 10"),
    "top-20": N_("Top 20"),
    "launch-in": N_("Launch weeks in"),
    "mean-of-weeks": N_("Mean of weeks"),
    "apart": N_("Variants apart"),
    "named": N_("Named models only"),
    "scaled": N_("Weeks scaled"),
    "fast-light": N_("Fast is light"),
    "closed-flagships": N_("Closed flagships"),
}
"""A choice's id -> heading of its column."""

SIGNS = {Verdict.SUPPORTED: "+", Verdict.PARTLY: "±", Verdict.CONTRADICTED: "−"}
"""What stands beside the mark of a choice that changes a verdict to this one."""


def show_fact_check(
    book: Chapter,
    judgement: Judgement,
    pages: Mapping[str, str] | None = None,
    address: str | None = None,
) -> None:
    """Show all statements of the book in one table, each linked to its chapter.

    Where the chapter offers files, the fact check is written as CSV and as JSON, and a review of each
    statement for the head of its page.

    Parameters
    ----------
    pages : slug -> page of each chapter; None: as `_toc.yml` has them.
    address : of the edition, with a slash at its end; None leaves addresses relative to it.
    """
    heads = [N_("Statement"), N_("Article"), N_("Measured"), N_("Verdict")]
    verdicts = []
    for entry in STATEMENTS:
        page = f"{places.page_of(entry.chapter, pages)}.html"
        fields = verdict_fields(entry, judgement.examined[entry.id], book.say)
        hangs = judgement.examined[entry.id]
        kept = round(hangs.kept / len(hangs.others), 4) if hangs.others else 1
        verdicts.append({**fields, "page": page, "link": f"{page}#told-{entry.id}", "kept": kept})
    book.show(
        "fact_check.html",
        say=book.say,
        heads=[book.say(head) for head in heads],
        verdicts=verdicts,
        counts=counts(judgement.tally, book.say),
        files=_write(book, verdicts, document(judgement, pages, address)),
    )


def counts(tally: Mapping[Verdict, int], say: Wording) -> list[dict[str, Any]]:
    """A tally as the templates show it, without what nothing has."""
    return [
        {"mark": verdict.name.lower(), "count": count, "text": say(VERDICT_WORDS[verdict])}
        for verdict, count in tally.items()
        if count
    ]


# ---------------------------------------------------------------- for machines


def document(
    judgement: Judgement, pages: Mapping[str, str] | None = None, address: str | None = None
) -> fact_check.FactCheck:
    """The fact check as one document, the same whatever language asks for it; parameters as above."""
    edition = judgement.scope.edition
    head = {
        "article": {"title": said.TITLE, "publisher": said.PUBLISHER, "url": said.ADDRESS},
        "edition": edition.name,
        "as_of": edition.provenance.get("as_of"),
        "licence": None if edition.own else LICENCE,
    }
    statements = [_checked(entry, judgement.examined[entry.id], pages) for entry in STATEMENTS]
    return fact_check.build(head, statements, {lang: f"{address or ''}{lang}/" for lang in LANGUAGES})


def _checked(entry: Statement, hangs: Sensitivity, pages: Mapping[str, str] | None) -> dict[str, Any]:
    finding = hangs.finding
    return {
        "id": entry.id,
        "chapter": places.page_of(entry.chapter, pages),
        "text": _texts(entry.text),
        "verdict": _code(finding),
        "word": _texts(VERDICT_WORDS[finding.verdict]),
        "value": _plain(finding.value),
        "unit": finding.unit or None,
        "limit": [_limit(name) for name in entry.limits],
        "choices": [_tried(trial) for trial in hangs.trials],
        "evidence": _texts(finding.evidence),
    }


def _limit(name: str) -> dict[str, Any]:
    limit = LIMITS[name]
    return {
        "name": name,
        **{field: round(float(getattr(limit, field)), 12) for field in ("value", "lower", "upper")},
        "reason": _texts(limit.reason),
    }


def _tried(trial: Trial) -> dict[str, Any]:
    found = trial.finding
    said_of = {"id": trial.choice.id, "text": _texts(trial.choice.text), "touches": found is not None}
    if found is None:
        return {**said_of, "reason": _texts(trial.reason)}
    return {**said_of, "verdict": _code(found), "value": _plain(found.value)}


def _code(finding: Finding) -> str:
    return finding.verdict.name.lower()


def _plain(value: float | str | None) -> float | str | None:
    """A number without what pandas adds to it."""
    return value if value is None or isinstance(value, str) else float(value)


def _texts(message: str | Saying) -> dict[str, str]:
    """A message in every language."""
    says = [Wording(lang) for lang in LANGUAGES]
    return {say.lang: message.to(say) if isinstance(message, Saying) else say(message) for say in says}


def reviews(found: fact_check.FactCheck, lang: str) -> dict[str, list[dict[str, Any]]]:
    """Page -> reviews of the statements that are rated there, for the page's head."""
    days = {entry.statement: entry.corrected for entry in reversed(fact_check.read_corrections())}
    pages: dict[str, list[dict[str, Any]]] = {}
    for entry in found.statements:
        review = fact_check.claim_review(entry, found.article, lang, days.get(entry.id))
        if review is not None:
            pages.setdefault(f"chapters/{entry.chapter}", []).append(review)
    return pages


def _write(book: Chapter, verdicts: list[dict[str, Any]], found: fact_check.FactCheck) -> dict[str, str]:
    """Write the fact check as CSV and JSON: file -> name of its link."""
    if book.downloads is None:
        return {}
    table = pd.DataFrame(verdicts).rename(columns={"mark": "verdict_code", "text": "statement"})
    book.write("fact_check", table[list(COLUMNS)])
    (book.downloads / "fact_check.json").write_text(found.to_json(), encoding="utf-8")
    records: Path = book.downloads.parent / "records"
    records.mkdir(parents=True, exist_ok=True)
    text = json.dumps(reviews(found, book.say.lang), ensure_ascii=False, indent=1)
    (records / "reviews.json").write_text(text, encoding="utf-8")
    return {
        "fact_check.csv": book.say(N_("The fact check (CSV)")),
        "fact_check.json": book.say(N_("The fact check (JSON)")),
    }


# ---------------------------------------------------------------- the grid


def show_grid(book: Chapter, judgement: Judgement, pages: Mapping[str, str] | None = None) -> None:
    """Show every choice as tried on every statement: whether it keeps the verdict, changes it, or cannot."""
    say = book.say
    rows = []
    for entry in STATEMENTS:
        hangs = judgement.examined[entry.id]
        cells = [_cell(trial, hangs.finding, say) for trial in hangs.trials]
        rows.append(
            {
                "text": say(entry.text),
                "link": f"{places.page_of(entry.chapter, pages)}.html#told-{entry.id}",
                "verdict": say(VERDICT_WORDS[hangs.finding.verdict]),
                "mark": _code(hangs.finding),
                "choices": cells[: len(CHOICES)],
                "limits": cells[len(CHOICES) :],
                "kept": _kept(hangs, say),
            }
        )
    book.show(
        "grid.html",
        name=say(N_("What each verdict hangs on")),
        heads=[(say(HEADS[choice.id]), _whole(choice, say)) for choice in CHOICES],
        statement=say(N_("Statement and verdict")),
        limits=say(N_("Limits a notch lower and higher")),
        kept=say(N_("Kept")),
        rows=rows,
        key=[
            ("kept", "", say(N_("keeps the verdict"))),
            *[
                ("flipped", sign, say(N_("makes it “{verdict:text}”"), verdict=say(VERDICT_WORDS[verdict])))
                for verdict, sign in SIGNS.items()
            ],
            ("none", "", say(N_("cannot move what is measured"))),
        ],
        file=book.write("fact_check_grid", grid(judgement, say)),
        download=say(N_("The grid (CSV)")),
    )


def _cell(trial: Trial, finding: Finding, say: Wording) -> dict[str, str]:
    """A choice as tried on a statement: mark, sign, what a screen reader says, and the whole of it."""
    found, choice = trial.finding, _whole(trial.choice, say)
    if found is None:
        return {"mark": "none", "sign": "", "said": say(N_("cannot")), "title": say(trial.reason)}
    word = say(VERDICT_WORDS[found.verdict])
    kept = found.verdict == finding.verdict
    return {
        "mark": "kept" if kept else "flipped",
        "sign": "" if kept else SIGNS[found.verdict],
        "said": say(N_("keeps")) if kept else word,
        "title": f"{choice}: {word} ({found.short(say)})",
    }


def _whole(choice: Choice, say: Wording) -> str:
    return say(N_("if you {choice:said}"), choice=choice.text)


def _kept(hangs: Sensitivity, say: Wording) -> str:
    tried = len(hangs.others)
    return say(N_("{kept:count} of {tried:count}"), kept=hangs.kept, tried=tried) if tried else "–"


def grid(judgement: Judgement, say: Wording) -> pd.DataFrame:
    """Every choice as tried on every statement, a row each: whether it counts, and what follows.

    Returns
    -------
    DataFrame with `id`, `verdict_code`, `choice`, `choice_text`, `touches`, `keeps`, `then_code`,
    `then_measured`, `reason`; what does not apply is missing.
    """
    rows = []
    for entry in STATEMENTS:
        hangs = judgement.examined[entry.id]
        for trial in hangs.trials:
            found = trial.finding
            rows.append(
                {
                    "id": entry.id,
                    "verdict_code": _code(hangs.finding),
                    "choice": trial.choice.id,
                    "choice_text": trial.choice.text.to(say),
                    "touches": found is not None,
                    "keeps": None if found is None else found.verdict == hangs.finding.verdict,
                    "then_code": None if found is None else _code(found),
                    "then_measured": found.measured.to(say) if found and found.measured else None,
                    "reason": None if found else say(trial.reason),
                }
            )
    return pd.DataFrame(rows)
