"""Statements that close the article: prices, and what comes next."""

from collections.abc import Mapping

import pandas as pd

from tokenbook import measures, prices, rhythm
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_halves, graded
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.coverage import Given, Span
from tokenbook.limits import LIMITS
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, passage, saying

told = Statements("outlook")

AFFORDABLE = ("deepseek/deepseek-chat-v3.1", "google/gemini-2.5-flash")

FELL = {
    True: N_(
        "The price of good results did fall: the cheapest run of Aider's coding benchmark with at least "
        "{score:count} points cost {first:dollars} on {first_day:date} and {last:dollars} on "
        "{last_day:date}, with {cheapest:text}."
    ),
    False: N_(
        "The price of good results did not fall: the cheapest run of Aider's coding benchmark with at least "
        "{score:count} points cost {first:dollars} on {first_day:date}, and no later one less than "
        "{last:dollars}."
    ),
}
BY_THESE = {
    True: N_("Among the cheapest that reached {levels:alternatives} points were {names:names}."),
    False: N_("But {names:names} never were the cheapest to reach {levels:alternatives} points."),
}


@told.add(
    "end-tax",
    "cause",
    N_("The “intelligence tax” fell; DeepSeek V3.1 and Gemini 2.5 Flash made good reasoning affordable."),
    cast=AFFORDABLE,
    limits=("score", "halved"),
    figure="good-runs",
    needs=(Span("year"), Given(("aider",))),
    dated=Span("year"),
    untouched=dict.fromkeys(hangs.IDS, hangs.NOT_USAGE),
)
def end_tax(scope: Scope) -> Finding:
    """What a good run of Aider's benchmark cost at first and at last, and whose was the cheapest."""
    score, notch = scope.limit("score"), LIMITS["score"].notch
    steps = prices.cheapest_runs(scope.aider, score)
    if steps.empty:
        raise NoRowsError("runs")
    first, last = steps.iloc[0], steps.iloc[-1]
    levels = [score - notch, score, score + notch]
    ones = pd.concat([prices.cheapest_runs(scope.aider, level) for level in levels])["model"]
    fell = bool(first["cost_usd"] >= scope.limit("halved") * last["cost_usd"])
    these = bool(ones.isin(AFFORDABLE).any())
    numbers = {
        "score": score,
        "first": float(first["cost_usd"]),
        "first_day": first["date"],
        "last": float(last["cost_usd"]),
        "last_day": last["date"],
        "cheapest": scope.edition.label(last["model"]),
        "levels": [f"{level:.0f}" for level in levels],
        "names": scope.labels(AFFORDABLE),
    }
    return Finding(
        by_halves(graded(fell), graded(these)),
        passage(
            [saying(FELL[fell], **numbers), saying(BY_THESE[these], **numbers)],
            **numbers,
        ),
        saying(
            N_("a good run: {first:dollars} → {last:dollars}"),
            first=numbers["first"],
            last=numbers["last"],
        ),
        value=numbers["last"],
        unit="usd",
    )


@told.add(
    "end-agency",
    "forecast",
    N_("2026 shifts to agency: autonomous agents are present reality."),
)
def end_agency(scope: Scope) -> Finding:
    """Who asks is not in the data; the rhythm of the week stands beside, as a hint."""
    unknown = N_(
        "Whether a person or a program asked, these numbers do not tell; requests by client and calls of "
        "tools would."
    )
    try:
        ratios = [_rhythm(one) for one in (scope, scope.later) if one is not None]
    except NoRowsError:
        return Finding(Verdict.NOT_TESTABLE, saying(unknown))
    ratio = pd.concat(ratios)
    if len(ratio) < 2:
        return Finding(Verdict.NOT_TESTABLE, saying(unknown))
    return Finding(
        Verdict.NOT_TESTABLE,
        passage(
            [
                saying(unknown),
                saying(
                    N_(
                        "Programs that never rest would make weekends like weekdays. A weekend day had "
                        "{early:share:0} of a weekday's tokens in the {first:quarter}, {low:share:0} at the "
                        "lowest, in the {lowest:quarter}, and {late:share:0} in the {last:quarter}."
                    ),
                    first=ratio.index[0].start_time,
                    last=ratio.index[-1].start_time,
                    early=float(ratio.iloc[0]),
                    low=float(ratio.min()),
                    lowest=ratio.idxmin().start_time,
                    late=float(ratio.iloc[-1]),
                ),
            ],
        ),
    )


def _rhythm(scope: Scope) -> pd.Series:
    """Weekend over weekday tokens in the quarters of the edition's year (see `rhythm.weekend_ratio`)."""
    ratio = rhythm.weekend_ratio(scope.daily)
    return ratio[ratio.index.year == scope.coverage.year]


def cheap_by_others(tax: Finding) -> bool:
    """A good run cost a hundredth or less in the end, and none of the cheapest was of the two models.

    Parameters
    ----------
    tax : what `end_tax` found.
    """
    first, last = tax.number("first"), tax.number("last")
    if not isinstance(first, float) or not isinstance(last, float):
        return False
    return tax.verdict == Verdict.PARTLY and last <= first / 100


def mostly_new(scope: Scope) -> bool:
    """From January to December more than half of the names became others, and had more than half of it all.

    Of the last week's models, and of its tokens: those that the first week lacks.
    """
    tokens = measures.named(measures.tokens_by(scope.weeks, "model"))
    new, names = measures.newcomers(tokens), int((tokens.iloc[-1] > 0).sum())
    share = new.sum() / float(measures.totals(scope.weeks).iloc[-1])
    whole = scope.edition.covers.over and 1 in scope.quarters
    return bool(whole and share > 0.5 and len(new) > names / 2)


def runs_known(scope: Scope) -> bool:
    """Aider's benchmark was run within the edition's time, and well by some model."""
    good = prices.cheapest_runs(scope.aider, scope.limit("score"))
    return "aider" in scope.coverage.given and not good.empty


def all_judged(findings: Mapping[str, Finding]) -> bool:
    """No statement lacks its data."""
    return all(finding.verdict != Verdict.NO_DATA for finding in findings.values())
