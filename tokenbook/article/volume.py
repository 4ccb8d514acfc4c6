"""Statements on volume: how much, when most, how much more."""

import pandas as pd

from tokenbook import measures, said
from tokenbook.article.grading import by_deviation, graded, stepped
from tokenbook.article.registry import Finding, Statements, Verdict
from tokenbook.limits import MONTH_END
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, TRILLION, saying

told = Statements("volume")


@told.add(
    "vol-jan",
    "figure",
    N_("In January weekly usage was clearly below one trillion tokens."),
    N_("below 1 T"),
    limits=("clearly below",),
    figure="weekly-total",
)
def vol_jan(scope: Scope) -> Finding:
    """The largest complete week that starts in January."""
    total = measures.totals(scope.weeks)
    january = total[total.index.month == 1]
    january = january[january.index.year == january.index.year.min()]
    if january.empty:
        raise NoRowsError("January")
    largest = float(january.max())
    return Finding(
        stepped(
            largest <= scope.limit("clearly below") * said.JANUARY * TRILLION,
            largest < said.JANUARY * TRILLION,
        ),
        saying(
            N_(
                "The largest complete week that starts in January, that of {week:date}, "
                "holds {largest:tokens} tokens."
            ),
            week=january.idxmax(),
            largest=largest,
        ),
        saying(N_("{value:trillions} T"), value=largest),
    )


@told.add(
    "vol-peak-time",
    "figure",
    N_("The peak came at the end of November."),
    N_("end of November"),
    figure="weekly-total",
)
def vol_peak_time(scope: Scope) -> Finding:
    """In which week the peak lies."""
    week, height = measures.peak(scope.weeks)
    days = pd.date_range(week, periods=measures.FULL_WEEK)
    if not any((measures.totals(scope.weeks).index + pd.Timedelta(days=6)).month == 11):
        raise NoRowsError("November")
    in_november = days.month == 11
    return Finding(
        stepped(bool((in_november & (days.day > MONTH_END)).any()), bool(in_november.any())),
        saying(
            N_("The largest week starts on {week:date} and holds {height:tokens} tokens."),
            week=week,
            height=height,
        ),
        saying(N_("week of {week:date}"), week=week),
    )


@told.add(
    "vol-peak-height",
    "figure",
    N_("The peak reached almost eight trillion tokens a week."),
    N_("almost 8 T"),
    limits=("near", "loose"),
    figure="weekly-total",
)
def vol_peak_height(scope: Scope) -> Finding:
    """How high the peak is, beside the figure that the article has for it."""
    week, height = measures.peak(scope.weeks)
    verdict, leaning = by_deviation(scope, height, said.PEAK * TRILLION)
    return Finding(
        verdict,
        saying(
            N_("The peak, in the week of {week:date}, is {height:tokens} tokens."),
            week=week,
            height=height,
        ),
        saying(N_("{value:trillions} T"), value=height),
        leaning,
    )


def _after_peak(scope: Scope) -> pd.Series:
    after = measures.after_peak(scope.weeks)
    if after.empty:
        raise NoRowsError("no complete week after the peak")
    return after


@told.add(
    "vol-yearend",
    "figure",
    N_("Usage then settled at about six trillion tokens a week until the year's end."),
    N_("about 6 T"),
    limits=("about",),
    figure="weekly-total",
)
def vol_yearend(scope: Scope) -> Finding:
    """Mean, smallest and largest of the weeks after the peak."""
    after = _after_peak(scope)
    mean, low, high = float(after.mean()), float(after.min()), float(after.max())
    band = scope.limit("about") * said.YEAREND * TRILLION
    return Finding(
        graded(
            abs(mean - said.YEAREND * TRILLION) <= band,
            all(abs(value - said.YEAREND * TRILLION) <= band for value in (low, high)),
        ),
        saying(
            N_(
                "Complete weeks after the peak: {weeks:count}. The smallest holds {low:tokens} tokens, the "
                "largest {high:tokens}; the mean is {mean:tokens}."
            ),
            weeks=len(after),
            low=low,
            high=high,
            mean=mean,
        ),
        saying(N_("mean {value:trillions} T"), value=mean),
    )


@told.add(
    "vol-8x",
    "figure",
    N_("Growth was eight-fold."),
    N_("8-fold"),
    limits=("near", "loose"),
    figure="weekly-log",
)
def vol_8x(scope: Scope) -> Finding:
    """The peak, and the weeks after it, as multiples of the first complete week."""
    total = measures.totals(scope.weeks)
    first, height = float(total.iloc[0]), float(total.max())
    at_peak, at_end = height / first, float(_after_peak(scope).mean()) / first
    edge_first, edge_last = scope.ends(total)
    near = [by_deviation(scope, value, said.GROWTH)[0] == Verdict.SUPPORTED for value in (at_peak, at_end)]
    leaning = (
        "under"
        if min(at_peak, at_end) > said.GROWTH
        else "over"
        if max(at_peak, at_end) < said.GROWTH
        else ""
    )
    return Finding(
        # a growth of 14 contains one of 8: the direction holds, the figure does not
        stepped(any(near), min(at_peak, at_end) > said.GROWTH),
        saying(
            N_(
                "The peak is {at_peak:number} times the first complete week ({first:tokens} tokens); "
                "the weeks after the peak are on average {at_end:number} times as large. From the mean of "
                "the first four weeks to that of the last four it is a factor of {edges:number}."
            ),
            at_peak=at_peak,
            at_end=at_end,
            first=first,
            edges=edge_last / edge_first,
        ),
        saying(N_("{at_peak:number}-fold; {at_end:number}-fold"), at_peak=at_peak, at_end=at_end),
        "" if any(near) else leaning,
    )


@told.add(
    "vol-integration",
    "cause",
    N_("Language models moved from tests to running whole infrastructures."),
    figure="weekly-total",
)
def vol_integration(scope: Scope) -> Finding:
    """What rows that count tokens tell of purposes: nothing."""
    first, last = scope.ends(measures.totals(scope.weeks))
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "The rows count tokens, not purposes. They show that a week held {first:tokens} tokens "
                "on average at the start and {last:tokens} at the end, and nothing of what they were used "
                "for."
            ),
            first=first,
            last=last,
        ),
    )
