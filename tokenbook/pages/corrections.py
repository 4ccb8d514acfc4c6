"""The book's own errors with their history, how to report one, and who answers for the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from tokenbook import fact_check, places
from tokenbook.article.registry import VERDICT_WORDS, Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.contact import Contact, read_contact
from tokenbook.fact_check import Correction
from tokenbook.notebook import Chapter
from tokenbook.wording import N_


def show_corrections(
    book: Chapter,
    history: Sequence[Mapping[str, Any]] | None = None,
    pages: Mapping[str, str] | None = None,
) -> None:
    """Show the corrections, the newest first; where there are none, that is said.

    Parameters
    ----------
    history : entries of `data/corrections.yml`, as the press has them; None: as the file has them.
    pages : slug -> page of each chapter; None: as `_toc.yml` has them.
    """
    entries = (
        fact_check.read_corrections()
        if history is None
        else [Correction.model_validate(entry) for entry in history]
    )
    names = pages or {slug: place.name for slug, place in places.chapters().items()}
    book.show(
        "corrections.html",
        nothing=book.say(N_("So far no error of this book has been corrected.")),
        items=[_item(entry, book, names) for entry in entries],
    )


def _item(entry: Correction, book: Chapter, names: Mapping[str, str]) -> dict[str, Any]:
    say, statements = book.say, {statement.id: statement for statement in STATEMENTS}
    told = statements.get(entry.statement or "")
    page = names.get(told.chapter, told.chapter) if told else entry.page
    return {
        "when": say(
            N_("Corrected on {corrected:date}; it had stood there since {since:date}."),
            corrected=entry.corrected,
            since=entry.wrong_since,
        ),
        "text": say(told.text) if told else entry.statement or entry.page,
        "link": f"{page}.html" + (f"#told-{told.id}" if told else "") if page else "",
        "was": _verdict(entry.was, book),
        "now": _verdict(entry.now, book),
        # typed by hand, as the chapters' prose is: with the typewriter's apostrophe
        "wrong": entry.wrong[say.lang].replace("'", say.language.apostrophe),
        "right": entry.right[say.lang].replace("'", say.language.apostrophe),
    }


def _verdict(code: str | None, book: Chapter) -> dict[str, str] | None:
    if code is None:
        return None
    return {"mark": code, "text": book.say(VERDICT_WORDS[Verdict[code.upper()]])}


def show_contact(book: Chapter, contact: Mapping[str, str] | None = None) -> None:
    """Say how an error is reported and who answers for the pages; what is not set is said to be so.

    Parameters
    ----------
    contact : the fields of `contact.Contact`, as the press has them; None: as `_config.yml` has them.
    """
    found = read_contact() if contact is None else Contact(**contact)
    say = book.say
    book.show(
        "contact.html",
        report=found.repository and f"{found.repository.rstrip('/')}/issues",
        report_text=say(N_("Errors are collected as issues of the project:")),
        no_report=say(N_("This copy names no address for reports.")),
        contact=found.contact,
        contact_text=say(N_("Contact:")),
        imprint=found.imprint,
        imprint_text=say(N_("Imprint:")),
        no_imprint=say(N_("This copy names neither contact nor imprint.")),
        nothing=say(N_("This copy names no address for reports, no contact and no imprint.")),
        links=found.links,
    )
