"""Charts of the volume: the weekly totals, on two scales."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from tokenbook import beside, measures, said
from tokenbook.charts.base import (
    COLUMN_MIDDLE,
    HATCHED,
    Chart,
    Line,
    Numbers,
    draw_columns,
    draw_weeks,
    mark_value,
    of_weeks,
)
from tokenbook.charts.colours import ACCENT
from tokenbook.charts.style import (
    INK,
    PAPER,
    Layout,
    measure,
    month_axis,
    name_points,
    number_axis,
    token_axis,
)
from tokenbook.scope import Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, TRILLION, Wording, saying

MARKS = (said.JANUARY, said.YEAREND, said.PEAK)
"""The article's figures, in trillions of tokens a week."""


COMPARABLE = (0.1, 3)
"""Between how many times the article's largest figure the largest week lies for its figures to be drawn."""


def weekly_total(scope: Scope) -> Chart:
    """Weekly totals with the article's marks: below 1 T, almost 8 T, about 6 T."""
    rows = scope.edition.rows
    total, days = measures.totals(rows), measures.days(rows)
    given = beside.given(scope).sum(axis=1)
    data = pd.DataFrame({"tokens": total, "free_tokens": given, "days": days}).reset_index()
    complete = measures.totals(scope.weeks)
    peak, height = measures.peak(scope.weeks)
    # far below the columns they would stand on each other, far above they would flatten them
    low, high = COMPARABLE
    marks = MARKS if low <= height / (max(MARKS) * TRILLION) <= high else ()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        draw_weeks(axes, total, days)
        free = given[days == measures.FULL_WEEK]
        paid = (total - given)[free.index]
        draw_columns(axes, free, 5.6, ACCENT, paid, **HATCHED)
        for mark in marks:
            axes.axhline(mark * TRILLION, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), alpha=0.75)
            # on a narrow picture more words would lie on the columns; the axis says of what
            words = N_("article: {mark:count}") if layout.narrow else N_("article: {trillions:tokens:0}")
            axes.annotate(
                say(words, mark=int(mark), trillions=mark * TRILLION),
                (total.index[0], mark * TRILLION),
                xytext=(0, 3),
                textcoords="offset points",
                fontsize=7.5 if layout.narrow else 8.5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
            )
        mark_value(axes, peak + pd.Timedelta(days=COLUMN_MIDDLE), height, say.tokens(height))
        axes.set_ylim(0, max(*((mark + 0.8) * TRILLION for mark in marks), height * 1.1, 1))
        base = say(N_("; in the first complete week {first:tokens:2}"), first=float(complete.iloc[0]))
        key = say(N_("; hatched: free of charge")) if given.any() else ""
        token_axis(axes, say, axes.get_ylim()[1], base + key)
        month_axis(axes, layout, say)

    return Chart(
        "weekly-total",
        saying(
            N_("{factor:number:0} times as many tokens in the largest week as in the first"),
            factor=height / float(complete.iloc[0]),
        )
        if height >= 2 * float(complete.iloc[0])
        else saying(
            N_("Between {low:tokens} and {high:tokens} tokens a week"),
            low=float(complete.min()),
            high=height,
        ),
        data,
        paint,
        saying(
            N_(
                "Tokens per week and the article's three marks. Hollow columns are weeks that lack days in "
                "the data: {weeks:count} of {all:count}."
            )
            if marks
            else N_(
                "Tokens per week. Hollow columns are weeks that lack days in "
                "the data: {weeks:count} of {all:count}."
            ),
            weeks=int((days < measures.FULL_WEEK).sum()),
            all=len(days),
        ),
        saying(N_("Not shown: requests, users, prices. A token counts as its provider's tokenizer counts.")),
        saying(
            N_(
                "Columns, one per week, from {first:tokens} tokens in the first complete week to "
                "{peak:tokens} in the week of {week:date}; the last complete week holds {last:tokens}. "
                "Of the largest week {free:tokens} were free of charge. Dashed lines at 1, 6 and 8 trillion."
            )
            if marks
            else N_(
                "Columns, one per week, from {first:tokens} tokens in the first complete week to "
                "{peak:tokens} in the week of {week:date}; the last complete week holds {last:tokens}. "
                "Of the largest week {free:tokens} were free of charge."
            )
            if given.any()
            else N_(
                "Columns, one per week, from {first:tokens} tokens in the first complete week to "
                "{peak:tokens} in the week of {week:date}; the last complete week holds {last:tokens}."
            ),
            first=float(complete.iloc[0]),
            peak=height,
            week=peak,
            last=float(complete.iloc[-1]),
            free=float(given[peak]),
        ),
        of_weeks(total, days, given),
        sources=(Source.ROWS, Source.PRICES) if given.any() else (Source.ROWS,),
        article=bool(marks),
    )


def weekly_log(scope: Scope) -> Chart:
    """The weekly totals on a logarithmic scale, where equal growth is an equal step."""
    total = measures.totals(scope.weeks)
    total = total[total > 0]
    data = total.rename("tokens").reset_index()
    factor = float(total.iloc[-1] / total.iloc[0])
    doubled = [total.index.get_loc(week) + 1 for week in measures.doublings(total / total.iloc[0])]

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.set_yscale("log", base=2)
        unit, name = say.unit(float(total.max()))
        sns.lineplot(x=total.index, y=total.to_numpy() / unit, ax=axes, color=ACCENT, marker="o")
        measure(axes, say(N_("tokens per week, in {unit:text}, log scale: each step a doubling"), unit=name))
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)
        ends = dict.fromkeys([total.index[0], total.index[-1]])
        name_points(
            axes, [(say.number(total[week] / unit), week, float(total[week] / unit)) for week in ends], 8.5
        )

    return Chart(
        "weekly-log",
        saying(
            N_("Two of {all:words} doublings came in the first {early:count} of {weeks:count} weeks"),
            all=len(doubled),
            early=doubled[1],
            weeks=len(total),
        )
        if len(doubled) > 2 and doubled[1] < 0.4 * len(total)
        else saying(
            N_("Step by step: the last week has {factor:number} times the tokens of the first"), factor=factor
        ),
        data,
        paint,
        saying(
            N_(
                "The complete weeks on a logarithmic scale: equal steps upward are equal growth. "
                "A straight line would be growth at an even rate."
            )
        ),
        saying(N_("Not shown: weeks that lack days. A logarithmic scale makes large numbers look alike.")),
        saying(
            N_(
                "A line from {first:tokens} tokens to {last:tokens}, {factor:number} times as many. "
                "Half of the {weeks:count} weeks lie above {median:tokens}."
            ),
            first=float(total.iloc[0]),
            last=float(total.iloc[-1]),
            factor=factor,
            weeks=len(total),
            median=float(total.median()),
        ),
        Numbers([Line(saying(N_("tokens")), total, "tokens", ACCENT, mark="o")]),
    )
