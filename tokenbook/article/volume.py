"""Statements on volume: how much, when most, how much more."""

import math

import numpy as np
import pandas as pd

from tokenbook import measures, rhythm, said
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_deviation, by_halves, graded, stepped
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.coverage import AfterPeak, Given, Span
from tokenbook.limits import EDGE_WEEKS, MONTH_END
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, TRILLION, Saying, passage, saying

told = Statements("volume")

TOTALS = {
    **hangs.ENDS,
    **hangs.TOPS,
    "launch-in": hangs.NO_LAUNCH,
    "mean-of-weeks": hangs.NO_POOL,
    "apart": hangs.NO_MODELS,
    **hangs.TIERS,
}
"""Choices that a total of all tokens does not know."""


def january_of_another_year(scope: Scope) -> Saying | None:
    """How far beyond the article's January another one was; None where it was not, or is not covered."""
    if Span("month", 1).lack(scope.coverage):
        return None
    january = measures.totals(scope.span("month", 1))
    if scope.coverage.year < said.YEAR or january.max() < said.JANUARY * TRILLION:
        return None
    return saying(
        N_("In {month:month_year} the largest week already came to {largest:tokens} tokens."),
        month=pd.Timestamp(scope.coverage.year, 1, 1),
        largest=float(january.max()),
    )


@told.add(
    "vol-jan",
    "figure",
    N_("In January weekly usage was clearly below one trillion tokens."),
    N_("below 1 T"),
    limits=("clearly below",),
    figure="weekly-total",
    needs=(Span("month", 1),),
    dated=Span("month", 1),
    instead=january_of_another_year,
    untouched=TOTALS,
)
def vol_jan(scope: Scope) -> Finding:
    """The largest complete week of January."""
    january = measures.totals(scope.span("month", 1))
    largest = float(january.max())
    return Finding(
        stepped(
            largest <= scope.limit("clearly below") * said.JANUARY * TRILLION,
            largest < said.JANUARY * TRILLION,
        ),
        saying(
            N_("The largest complete week of January, that of {week:date}, came to {largest:tokens} tokens."),
            week=january.idxmax(),
            largest=largest,
        ),
        saying(N_("{value:trillions} T"), value=largest),
        value=largest,
        unit="tokens",
    )


@told.add(
    "vol-peak-time",
    "figure",
    N_("The peak came at the end of November."),
    N_("end of November"),
    figure="weekly-total",
    needs=(Span("year"), Span("month", 11)),
    dated=Span("month", 11),
    untouched=TOTALS,
)
def vol_peak_time(scope: Scope) -> Finding:
    """In which week the peak lies."""
    week, height = measures.peak(scope.weeks)
    days = pd.date_range(week, periods=measures.FULL_WEEK)
    in_november = days.month == 11
    numbers = {"week": week, "height": height}
    evidence = saying(N_("The largest week is that of {week:date}, with {height:tokens} tokens."), **numbers)
    if measures.FREE in scope.weeks and not scope.paid:
        free = float(scope.weeks.loc[scope.weeks["week"] == week, measures.FREE].sum())
        evidence = saying(
            N_(
                "The largest week is that of {week:date}, with {height:tokens} tokens; {free:tokens} of "
                "them were given away."
            ),
            free=free,
            **numbers,
        )
    return Finding(
        stepped(bool((in_november & (days.day > MONTH_END)).any()), bool(in_november.any())),
        evidence,
        saying(N_("week of {week:date}"), week=week),
        value=f"{week:%Y-%m-%d}",
        unit="day",
    )


@told.add(
    "vol-peak-height",
    "figure",
    N_("The peak reached almost eight trillion tokens a week."),
    N_("almost 8 T"),
    limits=("near", "loose"),
    figure="weekly-total",
    needs=(Span("year"),),
    dated=Span("year"),
    untouched=TOTALS,
)
def vol_peak_height(scope: Scope) -> Finding:
    """How high the peak is, beside the figure that the article has for it."""
    week, height = measures.peak(scope.weeks)
    verdict, leaning = by_deviation(scope, height, said.PEAK * TRILLION)
    off = height / (said.PEAK * TRILLION) - 1
    return Finding(
        verdict,
        saying(
            N_(
                "The peak, in the week of {week:date}, is {height:tokens} tokens, {off:share} less than the "
                "article's figure."
            )
            if off < 0
            else N_(
                "The peak, in the week of {week:date}, is {height:tokens} tokens, {off:share} more than the "
                "article's figure."
            ),
            week=week,
            height=height,
            off=abs(off),
        ),
        saying(N_("{value:trillions} T"), value=height),
        leaning,
        value=height,
        unit="tokens",
    )


def trend(total: pd.Series) -> float:
    """Change per week along the line through the logarithms of weekly totals; missing for fewer than two."""
    if len(total) < 2:
        return math.nan
    weeks = (total.index - total.index[0]) / measures.WEEK
    slope, _ = np.polyfit(weeks.to_numpy(dtype=float), np.log(total.to_numpy(dtype=float)), 1)
    return float(np.expm1(slope))


LEVEL = {
    True: N_(
        "The level is right: the {weeks:words} complete weeks after the peak came to {mean:tokens} tokens on "
        "average, from {low:tokens} to {high:tokens}."
    ),
    False: N_(
        "The level is another: the {weeks:words} complete weeks after the peak came to {mean:tokens} tokens "
        "on average, from {low:tokens} to {high:tokens}."
    ),
}
SETTLED = {
    True: N_("It did settle: the trend was {trend:share} a week."),
    False: N_("It did not settle: the trend was {trend:share} a week."),
}


@told.add(
    "vol-yearend",
    "figure",
    N_("Usage then settled at about six trillion tokens a week until the year's end."),
    N_("about 6 T"),
    limits=("about", "settled"),
    figure="weekly-total",
    needs=(Span("year"), AfterPeak(4)),
    dated=Span("year"),
    untouched=TOTALS,
)
def vol_yearend(scope: Scope) -> Finding:
    """Level and trend of the weeks after the peak."""
    after = measures.after_peak(scope.weeks)
    mean, low, high = float(after.mean()), float(after.min()), float(after.max())
    goal, slope = said.YEAREND * TRILLION, trend(after)
    level = all(abs(value - goal) <= scope.limit("about") * goal for value in (mean, low, high))
    settled = abs(slope) <= scope.limit("settled")
    numbers = {"weeks": len(after), "low": low, "high": high, "mean": mean, "trend": slope}
    return Finding(
        graded(level, settled),
        passage(
            [saying(LEVEL[level], **numbers), saying(SETTLED[settled], **numbers)],
            **numbers,
        ),
        saying(
            N_("mean {value:trillions} T, {trend:share} a week"),
            value=mean,
            trend=slope,
            low=low,
            high=high,
        ),
        value=mean,
        unit="tokens",
    )


@told.add(
    "vol-8x",
    "figure",
    N_("Growth was eight-fold."),
    N_("8-fold"),
    limits=("near", "loose"),
    figure="weekly-log",
    needs=(Span("year"), AfterPeak(4)),
    dated=Span("year"),
    untouched={name: reason for name, reason in TOTALS.items() if name not in hangs.ENDS},
)
def vol_8x(scope: Scope) -> Finding:
    """The peak, and the weeks after it, as multiples of the first complete week.

    Where more weeks make the start and the end, the end's mean as a multiple of the start's.
    """
    total = measures.totals(scope.weeks)
    first = float(total.iloc[0])
    at_peak = float(total.max()) / first
    at_end = float(measures.after_peak(scope.weeks).mean()) / first
    start, end = scope.ends(total)
    between = scope.window != EDGE_WEEKS
    judged = [
        by_deviation(scope, value, said.GROWTH)
        for value in ((end / start,) if between else (at_peak, at_end))
    ]
    verdicts = {verdict for verdict, _ in judged}
    leanings = {leaning for _, leaning in judged}
    narrow, middle, wide = (last / first for first, last in (measures.ends(total, n) for n in WINDOWS))
    return Finding(
        verdicts.pop() if len(verdicts) == 1 else Verdict.PARTLY,
        saying(
            N_(
                "The peak is {at_peak:number} times the first complete week ({first:tokens} tokens), the "
                "weeks after the peak on average {at_end:number} times. Between means of weeks it depends on "
                "how many there are at either end: {narrow:number}-fold for four, {middle:number}-fold for "
                "eight, {wide:number}-fold for thirteen."
            ),
            at_peak=at_peak,
            at_end=at_end,
            first=first,
            narrow=narrow,
            middle=middle,
            wide=wide,
        ),
        saying(N_("{grown:number}-fold"), grown=end / start)
        if between
        else saying(N_("{at_peak:number}-fold; {at_end:number}-fold"), at_peak=at_peak, at_end=at_end),
        leanings.pop() if len(leanings) == 1 else "",
        value=end / start if between else at_peak,
        unit="ratio",
    )


WINDOWS = (4, 8, 13)
"""Weeks at start and end between which growth is told besides."""


WORK = {
    True: N_(
        "Past the stage of tests, yes: in the first quarter a weekend day had {early:share:0} of a "
        "weekday's tokens, in the fourth {late:share:0}, and that is the rhythm of work."
    ),
    False: N_(
        "The week does not show people at work: in the first quarter a weekend day had {early:share:0} of a "
        "weekday's tokens, in the fourth {late:share:0}."
    ),
}
ALONE = {
    True: N_("The weekends have filled up, as they would with systems that run by themselves."),
    False: N_(
        "Whole infrastructures, no sign: systems that run without a break would fill the weekends as well, "
        "and these fell behind. That does not rule such systems out."
    ),
}
PURPOSE = N_("What the tokens were for, only the requests themselves could tell.")


@told.add(
    "vol-integration",
    "cause",
    N_("Language models moved from tests to running whole infrastructures."),
    limits=("work week",),
    figure="weekly-total",
    needs=(Given(("daily",)), Span("quarter", 1), Span("quarter", 4)),
    untouched={**TOTALS, "scaled": hangs.WHOLE},
)
def vol_integration(scope: Scope) -> Finding:
    """Tokens of a weekend day over those of a weekday: in the first quarter, and in the fourth."""
    ratio = rhythm.weekend_ratio(scope.daily)
    year = scope.coverage.year
    early, late = (float(ratio.get(pd.Period(f"{year}Q{n}"), math.nan)) for n in (1, 4))
    if math.isnan(early) or math.isnan(late):
        raise NoRowsError("daily rows of both quarters")
    work, alone = late < scope.limit("work week"), late > early
    numbers = {"early": early, "late": late}
    return Finding(
        by_halves(graded(work), graded(alone)),
        passage(
            [saying(WORK[work], **numbers), saying(ALONE[alone]), saying(PURPOSE)],
            **numbers,
        ),
        saying(N_("weekend over weekday {early:number:2} → {late:number:2}"), early=early, late=late),
        value=late,
        unit="ratio",
    )


def fourteenfold(scope: Scope) -> bool:
    """In the article's year the peak is fourteen times the first week, which has half a trillion tokens.

    The peak lies at the end of November.
    """
    first = float(measures.totals(scope.weeks).iloc[0])
    week, height = measures.peak(scope.weeks)
    story = 14 <= height / first < 14.5 and 0.45 <= first / TRILLION <= 0.55
    return story and week.month == 11 and week.day >= MONTH_END and scope.coverage.year == said.YEAR


def doubled_early(scope: Scope) -> bool:
    """Volume doubled three times: twice by the first week of April, and again only in September or later."""
    weeks = measures.doublings(measures.growth(scope.weeks))
    return len(weeks) == 3 and weeks[1] < pd.Timestamp(weeks[1].year, 4, 7) and weeks[2].month >= 9
