"""Charts of what the article's chart does not show: free use, lives, weekends, prices, spread."""

import math
import textwrap
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from tokenbook import beside, measures
from tokenbook.charts.base import (
    AREA,
    COLUMN_MIDDLE,
    HATCHED,
    Chart,
    Line,
    Numbers,
    bars,
    draw_columns,
    gaps_said,
    mark_value,
)
from tokenbook.charts.colours import ACCENT, OTHER_HUE, SECOND
from tokenbook.charts.costs import ability_price, price_moves, spend_shares
from tokenbook.charts.style import (
    INK,
    Layout,
    measure,
    month_axis,
    name_points,
    number_axis,
)
from tokenbook.scope import NoRowsError, Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Saying, Wording, saying

__all__ = [
    "ability_price",
    "after_free",
    "cast_by_week",
    "free_share",
    "lives",
    "price_moves",
    "spend_shares",
    "spread_months",
    "weekends",
]

Paint = Callable[[Figure, Layout, Wording], None]

ROW = 0.27
"""Inches of height of a horizontal bar."""


def _columns(
    series: pd.Series, title: Saying, kind: str, high: float = 0.0, peak: bool = False, **style: Any
) -> Paint:
    """Weekly columns, on an axis that reaches to `high` at least; `peak`: the highest with its value."""

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        draw_columns(axes, series, 5.6, ACCENT, **style)
        axes.set_ylim(0, max(float(series.max()), high) * 1.1)
        if peak:
            middle = series.idxmax() + pd.Timedelta(days=COLUMN_MIDDLE)
            mark_value(axes, middle, float(series.max()), say.format(float(series.max()), kind))
        measure(axes, title.to(say) + gaps_said(series.index, say))
        number_axis(axes.yaxis, say, kind)
        month_axis(axes, layout, say)

    return paint


def _bar_chart(
    values: pd.Series,
    colours: list[str],
    texts: Callable[[Wording], list[str]],
    title: str,
    mark: tuple[float, int, Saying] | None = None,
) -> Paint:
    """Horizontal bars; `mark` is a place along them, how many bars it is of, and what stands there."""

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(max(1.6, ROW * len(values) + (0.9 if layout.narrow else 0.7)))
        axes = figure.subplots()
        bars(axes, values, colours, texts(say))
        measure(axes, say(title))
        if mark is None:
            return
        place, many, text = mark
        axes.vlines(place, -0.6, many - 0.5, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        axes.annotate(
            textwrap.fill(text.to(say), 16) if layout.narrow else text.to(say),
            (place, -0.35),
            xytext=(4, 0),
            textcoords="offset points",
            va="top",
            fontsize=8.5,
        )

    return paint


def _table(name: str, label: str, values: pd.Series, kind: str, colour: str = ACCENT) -> Numbers:
    return Numbers([Line(saying(label), values, kind, colour)], saying(name), "text", along=False)


def cast_by_week(scope: Scope) -> Chart:
    """How many of the article's models stand among the week's largest."""
    count = beside.cast(scope)
    most = int(count.max())
    if not most:
        raise NoRowsError("the article's models", beside.CAST)
    title = saying(
        N_("how many of the article's {all:words} models are among the {top_n:words} largest"),
        all=len(beside.CAST),
        top_n=scope.parameter("top_n"),
    )
    columns = _columns(count, title, "count", len(beside.CAST))

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        columns(figure, layout, say)
        (axes,) = figure.axes
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.axhline(len(beside.CAST), color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        axes.annotate(
            say(N_("all {all:words}"), all=len(beside.CAST)),
            (count.index[0], len(beside.CAST)),
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=8.5,
        )

    return Chart(
        "cast-by-week",
        saying(
            N_("The article's models stand at the top together once, in the week of {week:date}"),
            week=count.idxmax(),
        )
        if most == len(beside.CAST) and count.eq(most).sum() == 1
        else saying(
            N_("At most {most:words} of the article's {all:words} models stand at the top together"),
            most=most,
            all=len(beside.CAST),
        ),
        count.rename("models").reset_index(),
        paint,
        saying(
            N_(
                "How many of the article's {all:words} models stand among the week's {top_n:words} largest. "
                "At most it is {most:words}, in {weeks:weeks}. The article's models are {names:names}."
            ),
            names=scope.labels(beside.CAST),
            all=len(beside.CAST),
            top_n=scope.parameter("top_n"),
            most=most,
            weeks=int(count.eq(most).sum()),
        ),
        saying(N_("Not shown: how the article was made. What it names may have come from elsewhere.")),
        saying(
            N_("Columns, {low:count} to {high:count} a week, the most first in the week of {week:date}."),
            low=int(count.min()),
            high=most,
            week=count.idxmax(),
        ),
        Numbers(
            [Line(saying(N_("of the article's models")), count, "count", ACCENT, mark=AREA)],
            shift=COLUMN_MIDDLE,
        ),
        article=True,
    )


def free_share(scope: Scope) -> Chart:
    """Share of the named tokens that cost nothing, per week."""
    share = beside.free(scope)
    if not share.any():
        raise NoRowsError("nothing was free")
    return Chart(
        "free-share",
        saying(N_("Up to {high:share:0} of a week's named tokens cost nothing"), high=float(share.max())),
        share.rename("free_share").reset_index(),
        _columns(
            share,
            saying(N_("share of the named tokens used at price 0")),
            "share:0",
            peak=True,
            **HATCHED,
        ),
        saying(
            N_(
                "Share of the named tokens that were used at price 0, per week: free variants, free periods, "
                "models on trial under a code name. The most was {high:share}, in the week of {week:date}."
            ),
            high=float(share.max()),
            week=share.idxmax(),
        ),
        saying(
            N_("Not shown: what was free in other programs while OpenRouter had a price; the nameless rest.")
        ),
        saying(
            N_("Columns per week between {low:share} and {high:share}; the last stands at {last:share}."),
            low=float(share.min()),
            high=float(share.max()),
            last=float(share.iloc[-1]),
        ),
        Numbers(
            [Line(saying(N_("used at price 0")), share, "share", ACCENT, mark=AREA)], shift=COLUMN_MIDDLE
        ),
        # which days were free, price lists say
        (Source.ROWS, Source.PRICES),
    )


def after_free(scope: Scope) -> Chart:
    """What is left of a model's use in the week after its free time."""
    found = beside.free_ends(scope)
    change = found["change"].rename(index=scope.edition.label)
    data = found.rename_axis("model").reset_index()
    return Chart(
        "after-free",
        saying(N_("Once they cost something, each of these models lost more than half of its use"))
        if change.max() < -0.5
        else saying(
            N_("After the free time use changed by {low:share:0} to {high:share:0}"),
            low=float(change.min()),
            high=float(change.max()),
        ),
        data,
        _bar_chart(
            change,
            [SECOND if value < 0 else ACCENT for value in change],
            lambda say: [say.share(value, 0) for value in change],
            N_("tokens a day, first paid week against the last free one"),
        ),
        saying(
            N_(
                "Change of the tokens a day from the last free week to the first paid one. Models that were "
                "mostly used at price 0, at {least:tokens:0} a day or more, and stayed under their name."
            ),
            least=beside.LARGE,
        ),
        saying(N_("Not shown: models on trial, whose code name ends with the free time.")),
        saying(
            N_("Bars for {count:models}: {changes:shares}."),
            count=len(change),
            changes={name: float(value) for name, value in change.items()},
        ),
        _table(N_("Model"), N_("change"), change, "share:0", SECOND),
        (Source.ROWS, Source.PRICES),
    )


def lives(scope: Scope) -> Chart:
    """How many weeks the large models took from their peak to half of it."""
    # the shortest first, and last those of which nobody knows yet how long it takes
    found = beside.lives(scope).sort_values(["seen", "weeks"], ascending=[False, True], kind="stable")
    weeks = found["weeks"].rename(index=scope.edition.label).astype(int)
    seen = found["seen"].to_numpy()
    data = found.rename_axis("model").reset_index()
    ended = sorted(weeks[seen])
    middle = (len(weeks) - 1) // 2
    half = ended[middle] if middle < len(ended) else None
    return Chart(
        "half-lives",
        saying(N_("Half of the large models were at half their share within a week"))
        if half == 1
        else saying(
            N_("Half of the large models were at half their share within {weeks:words} weeks"), weeks=half
        )
        if half is not None
        else saying(
            N_("{ended:count} of {all:models} are at half of their largest share when the data end"),
            ended=int(seen.sum()),
            all=len(weeks),
        ),
        data,
        _bar_chart(
            weeks,
            [ACCENT if ended else OTHER_HUE for ended in seen],
            lambda say: [
                say.count(count)
                if ended
                else say(N_("{count:count} and more"), count=count)
                if count
                else say(N_("peak in the last week"))
                for count, ended in zip(weeks, seen, strict=True)
            ],
            N_("weeks from the peak to half of it"),
            None
            if half is None
            else (half, len(ended), saying(N_("half of the models: within {weeks:weeks}"), weeks=half)),
        ),
        saying(
            N_(
                "Weeks from a model's largest share to half of it, for the {count:models} that reached a "
                "tenth of a week's tokens, the shortest first; last and grey, a dash in the table: not at "
                "half when the data end."
            ),
            count=len(weeks),
        ),
        saying(N_("Not shown: tokens. A share may halve while its tokens grow.")),
        saying(
            N_("Bars for {count:models}, weeks in brackets: {weeks:counts}."),
            count=len(weeks),
            weeks={name: int(value) for name, value in weeks.items()},
        ),
        _table(N_("Model"), N_("weeks from peak to half"), weeks.where(seen), "count"),
    )


def weekends(scope: Scope) -> Chart:
    """Tokens of a weekend day over those of a weekday, per month."""
    ratio, quarters = beside.weekends(scope), beside.weekends(scope, "Q")
    ratio.index = ratio.index.to_timestamp()
    ratio.index.name = "month"

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.plot(ratio.index, ratio.to_numpy(), color=ACCENT, marker="o")
        axes.axhline(1, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        low = min(0.7, math.floor(float(ratio.min()) * 20 - 1) / 20)
        axes.set_ylim(low, max(1.08, float(ratio.max()) + 0.05))
        measure(
            axes,
            say(
                N_("tokens of a weekend day as percent of a weekday's; the axis begins at {low:share:0}"),
                low=low,
            ),
        )
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)
        ends = dict.fromkeys([ratio.idxmax(), ratio.idxmin()])
        name_points(
            axes, [(say.share(float(ratio[month]), 0), month, float(ratio[month])) for month in ends], 8.5
        )

    return Chart(
        "weekends",
        saying(
            N_(
                "Weekends fell behind: {first:share:0} of a weekday in the first quarter, {last:share:0} in "
                "the last"
            ),
            first=float(quarters.iloc[0]),
            last=float(quarters.iloc[-1]),
        )
        if quarters.iloc[-1] < quarters.iloc[0] - 0.03
        else saying(
            N_(
                "A weekend day had {first:share:0} of a weekday's tokens in the first quarter, "
                "{last:share:0} in the latest"
            ),
            first=float(quarters.iloc[0]),
            last=float(quarters.iloc[-1]),
        ),
        ratio.rename("ratio").reset_index(),
        paint,
        saying(
            N_(
                "Tokens of a weekend day as part of those of a weekday: the median of the whole weeks that "
                "begin in each month, in the headline in each quarter. At the dashed line a weekend day has "
                "as many tokens as a weekday."
            )
        ),
        saying(N_("Not shown: time zones. Days are days of UTC, and holidays fall where they fall.")),
        saying(
            N_("A line from {first:share} to {last:share}, between {low:share} and {high:share}."),
            first=float(ratio.iloc[0]),
            last=float(ratio.iloc[-1]),
            low=float(ratio.min()),
            high=float(ratio.max()),
        ),
        Numbers(
            [Line(saying(N_("weekend day to weekday")), ratio, "share", ACCENT, mark="o")],
            saying(N_("Month")),
            "month_year",
            along=False,
        ),
    )


def spread_months(scope: Scope) -> Chart:
    """The effective number of models, month by month."""
    months = beside.spread(scope)
    months.index = months.index.to_timestamp()
    months.index.name = "month"

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.bar(months.index, months.to_numpy(), width=24, align="edge", color=ACCENT)
        axes.set_ylim(0, float(months.max()) * 1.1)
        axes.set_xlim(months.index[0] - measures.WEEK / 2, months.index[-1] + measures.WEEK * 4)
        middle = months.idxmax() + pd.Timedelta(days=12)
        mark_value(axes, middle, float(months.max()), say.number(float(months.max()), 0))
        measure(
            axes, say(N_("effective number of models, at most: how many equal ones would be as spread out"))
        )
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    return Chart(
        "spread-months",
        saying(
            N_("Nowhere as spread out as in {month:month_year}: {high:number:0} equal models' worth"),
            month=months.idxmax(),
            high=float(months.max()),
        ),
        months.rename("models").reset_index(),
        paint,
        saying(
            N_(
                "Effective number of models (how many of equal size would be as spread out, the nameless "
                "rest counted as many), the mean of the weeks that begin in each month."
            )
        ),
        saying(N_("Not shown: how many models one developer uses.")),
        saying(
            N_("Columns from {first:number} to {last:number}; the most, {high:number}, {month:month_year}."),
            first=float(months.iloc[0]),
            last=float(months.iloc[-1]),
            high=float(months.max()),
            month=months.idxmax(),
        ),
        Numbers(
            [Line(saying(N_("effective number of models")), months, "number", ACCENT, mark=AREA)],
            saying(N_("Month")),
            "month_year",
            along=False,
        ),
    )
