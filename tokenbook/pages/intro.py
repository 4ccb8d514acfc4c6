"""What the introduction shows and tells: the findings of the whole book, and its verdicts at a glance."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from tokenbook import beside, measures, places, said
from tokenbook.article.registry import VERDICT_WORDS
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.notebook import Chapter
from tokenbook.pages.fact_check import counts
from tokenbook.pages.unseen import look
from tokenbook.scope import NoRowsError, Scope
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
    return {name: bool(holds(scope)) for name, holds in CONDITIONS.items()}


def numbers(scope: Scope) -> SimpleNamespace:
    """The numbers of the page's prose and of its key figures; None where the edition lacks the rows."""
    total, first = measures.totals(scope.weeks), measures.weeks_at_number_one(scope.weeks, "model")
    week, peak = measures.peak(scope.weeks)
    stayed, before, after = first_top(scope)
    longest, longest_weeks = measures.largest(first)
    price, free = look(beside.moved, scope), look(_free, scope)
    return SimpleNamespace(
        first=float(total.iloc[0]),
        peak=peak,
        peak_week=week,
        growth=peak / float(total.iloc[0]),
        leaders=int(first.gt(0).sum()),
        longest=longest,
        longest_weeks=longest_weeks,
        stayed=stayed,
        top_first=before,
        top_last=after,
        price_first=price and price.before,
        price_last=price and price.after,
        free=free,
    )


def _free(scope: Scope) -> float:
    """What of the tokens that bear a name was free of charge, 0 to 1."""
    rows = measures.known(scope.weeks)
    if rows.empty or measures.FREE not in rows:
        raise NoRowsError("tokens at price 0")
    return float(rows[measures.FREE].sum() / rows["tokens"].sum())


def keys(scope: Scope) -> list[tuple[str, object, Saying, str, str]]:
    """The figures to be read from across a room.

    Returns
    -------
    Kind and value, what they mean, slug of the chapter that tells more, and the anchor in it.
    """
    found, top_n = numbers(scope), scope.parameter("top_n")
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
            N_("models led in one week at least; the longest, {model:text}, for {weeks:weeks}"),
            model=scope.edition.label(found.longest),
            weeks=found.longest_weeks,
        )
        shown.insert(1, ("count", found.leaders, meaning, "specialists", "specialists"))
    if found.free:
        meaning = saying(N_("of the tokens that bear a name cost nothing"))
        shown.append(("share:0", found.free, meaning, "unseen", "unseen-free"))
    if found.price_last:
        meaning = saying(
            N_("list price of a million tokens, at the end; at the start it was {before:dollars}"),
            before=found.price_first,
        )
        shown.append(("dollars", found.price_last, meaning, "unseen", "unseen-prices"))
    return shown


def show_keys(book: Chapter, pages: Mapping[str, str] | None = None) -> None:
    """Show the key figures, each linked to the chapter that tells more."""
    items = [
        {
            "value": book.say.format(value, kind),
            "text": meaning.to(book.say),
            "link": f"{places.page_of(slug, pages)}.html#{anchor}",
        }
        for kind, value, meaning, slug, anchor in keys(book.scope)
    ]
    book.show("keys.html", items=items)


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
