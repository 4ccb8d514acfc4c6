"""What the introduction shows and tells: the findings of the whole book, and its verdicts at a glance."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from tokenbook import beside, measures, places, said
from tokenbook.article.registry import VERDICT_WORDS, Verdict
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.notebook import Chapter
from tokenbook.pages.fact_check import counts
from tokenbook.pages.telling import Numbers, holding, told
from tokenbook.scope import Scope
from tokenbook.wording import N_, Saying, saying


def growth(scope: Scope) -> float:
    """How many times the first complete week's tokens the largest week has."""
    return measures.peak(scope.weeks)[1] / float(measures.totals(scope.weeks).iloc[0])


def first_top(scope: Scope) -> tuple[int, float, float]:
    """What became of the first week's largest models.

    Returns
    -------
    How many of them are among the largest of the last week; their joint share of the first and last week.
    """
    shares, rank = measures.shares(scope.weeks, "model"), measures.ranks(scope.weeks, "model")
    top = rank.iloc[0] <= scope.parameter("top_n")
    joint = measures.joint_share(scope.weeks, top.index[top], "model")
    stayed = int((top & (rank.iloc[-1] <= scope.parameter("top_n"))).sum())
    return stayed, float(joint[shares.index[0]]), float(joint[shares.index[-1]])


def all_new(scope: Scope) -> bool:
    """Ten times the tokens and more, and the first week's largest models lost nine tenths of their share.

    None of them is among the last week's largest; several models led.
    """
    stayed, before, after = first_top(scope)
    led = measures.weeks_at_number_one(scope.weeks, "model").gt(0).sum()
    return growth(scope) >= 10 and stayed == 0 and after <= before / 10 and led > 1


def fourteenfold(scope: Scope) -> bool:
    """The same in the article's year: fourteen times the tokens, and nine models fell from four fifths."""
    _, before, after = first_top(scope)
    story = 14 <= growth(scope) < 14.5 and 0.75 <= before < 0.85 and after < 0.05
    nine = scope.parameter("top_n") == 9
    return story and nine and all_new(scope) and scope.edition.covers.year == said.YEAR


CONDITIONS: dict[str, Callable[[Scope], bool]] = {one.__name__: one for one in (all_new, fourteenfold)}


def conditions(scope: Scope) -> dict[str, bool]:
    """Every condition of the page by name."""
    return holding(CONDITIONS, scope)


def _volume(scope: Scope) -> tuple[Any, ...]:
    week, peak = measures.peak(scope.weeks)
    return float(measures.totals(scope.weeks).iloc[0]), peak, week, growth(scope)


def _leaders(scope: Scope) -> tuple[Any, ...]:
    first = measures.weeks_at_number_one(scope.weeks, "model")
    return int(first.gt(0).sum()), *measures.largest(first)


def _price(scope: Scope) -> tuple[Any, ...]:
    moved = beside.moved(scope)
    return moved.before, moved.after


def _free(scope: Scope) -> tuple[Any, ...]:
    return (beside.free_overall(scope),)


NUMBERS: Numbers = (
    ("first peak peak_week growth", _volume),
    ("leaders longest longest_weeks", _leaders),
    ("stayed top_first top_last", first_top),
    ("price_first price_last", _price),
    ("free", _free),
)
"""Names of the numbers of prose and key figures, and who measures them."""


def numbers(scope: Scope) -> SimpleNamespace:
    """The numbers of the page's prose and of its key figures; None where the edition lacks the rows."""
    return told(NUMBERS, scope)


def keys(scope: Scope, found: SimpleNamespace) -> list[tuple[str, object, Saying, str, str]]:
    """The figures to be read from across a room.

    Parameters
    ----------
    found : the page's `numbers`.

    Returns
    -------
    Kind and value, what they mean, slug of the chapter that tells more, and the anchor in it.
    """
    top_n = scope.parameter("top_n")
    shown: list[tuple[str, object, Saying, str, str]] = [
        (
            "times",
            found.growth,
            saying(N_("as many tokens in the largest week as in the first")),
            "volume",
            "volume",
        ),
        (
            "count",
            found.stayed,
            saying(
                N_("of the first week's {top_n:words} largest models are among the last week's"), top_n=top_n
            ),
            "unseen",
            "unseen-lives",
        ),
    ]
    if found.leaders:
        meaning = saying(
            N_("models led for a week or more; the longest, {model:text}, for {weeks:weeks}"),
            model=scope.edition.label(found.longest),
            weeks=found.longest_weeks,
        )
        shown.insert(1, ("count", found.leaders, meaning, "flash_mini", "told-flash-gemini"))
    if found.free:
        meaning = saying(N_("of the tokens whose model is known cost nothing"))
        shown.append(("share:0", found.free, meaning, "unseen", "unseen-free"))
    if found.price_last:
        meaning = saying(
            N_("mean list price of a million tokens at the end; at the start it was {before:dollars}"),
            before=found.price_first,
        )
        shown.append(("dollars", found.price_last, meaning, "unseen", "unseen-prices"))
    return shown


def show_keys(book: Chapter, found: SimpleNamespace, pages: Mapping[str, str] | None = None) -> None:
    """Show the key figures, each linked to the chapter that tells more; `found` as `numbers` gives it."""
    items = [
        {
            "value": book.say.format(value, kind),
            "text": meaning.to(book.say),
            "link": f"{places.page_of(slug, pages)}.html#{anchor}",
        }
        for kind, value, meaning, slug, anchor in keys(book.scope, found)
    ]
    book.show("keys.html", items=items)


def show_period(book: Chapter) -> None:
    """Say of what period the edition's rows are, where it is not the article's year; the book's other pages
    do not say it again."""
    edition = book.edition
    if {edition.start.year, edition.end.year} != {said.YEAR}:
        text = book.say(
            N_(
                "The article is about {year:text}; what these data cannot say of its statements is marked "
                "“{none:text}”."
            ),
            year=said.YEAR,
            none=book.say(VERDICT_WORDS[Verdict.NO_DATA]),
        )
        book.show("note.html", text=text)


def show_strip(book: Chapter, judgement: Judgement, pages: Mapping[str, str] | None = None) -> None:
    """Show one mark for each statement, in the article's order, each linked to where it is told."""
    items: list[dict[str, Any]] = []
    for entry in STATEMENTS:
        verdict = judgement.findings[entry.id].verdict
        items.append(
            {
                "mark": verdict.name.lower(),
                "text": book.say(entry.text),
                "verdict": book.say(VERDICT_WORDS[verdict]),
                "link": f"{places.page_of(entry.chapter, pages)}.html#told-{entry.id}",
            }
        )
    book.show("strip.html", items=items, counts=counts(judgement.tally, book.say))
