"""Charts of “Others”: how much it is, what it is made of, how widely the tokens are spread."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tokenbook import measures, said
from tokenbook.charts.base import AREA, OF_WEEK, Chart, Line, Numbers, with_ends
from tokenbook.charts.colours import ACCENT, OTHER_HUE, REST_HUE, SECOND
from tokenbook.charts.style import (
    DASHES,
    INK,
    LEADER,
    Layout,
    label_ends,
    measure,
    month_axis,
    number_axis,
    tie,
)
from tokenbook.rows.usage import OTHER
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Wording, saying


def outside_top(scope: Scope) -> Chart:
    """The share outside the weekly top N, and the source's own nameless `other` row."""
    top_n = scope.parameter("top_n")
    tail = measures.tail_share(scope.weeks, "model", top_n)
    if not tail.any():
        raise NoRowsError("tail")
    share = measures.shares(scope.weeks, "model")
    nameless = share[OTHER] if OTHER in share else tail * 0
    data = pd.DataFrame({"outside_top_n": tail, "nameless": nameless}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.fill_between(tail.index, nameless, tail, color=ACCENT, alpha=0.55)
        axes.fill_between(tail.index, 0, nameless, color=OTHER_HUE, alpha=0.8)
        axes.set_ylim(0, max(0.05, float(tail.max()) * 1.08))
        axes.set_xlim(tail.index[0], tail.index[-1])
        words = (say(N_("outside the top {top_n:count}"), top_n=top_n), say(N_("of it without a name")))
        areas = list(zip(words, (tail, nameless), (ACCENT, OTHER_HUE), strict=True))
        label_ends(
            axes,
            [
                (
                    with_ends(name, scope.ends(values), layout, say),
                    tail.index[-1],
                    float(values.iloc[-1]),
                    colour,
                )
                for name, values, colour in areas
            ],
        )
        measure(axes, say(OF_WEEK[layout.narrow]))
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    first, last = scope.ends(tail)
    return Chart(
        "tail-share",
        saying(
            N_(
                "In the end more than half of the tokens went to models outside a week's {top_n:words} "
                "largest"
            ),
            top_n=top_n,
        )
        if last > 0.5
        else saying(
            N_(
                "Outside the largest models: {first:share:0} of the tokens at first, {last:share:0} at the "
                "end"
            ),
            first=first,
            last=last,
        ),
        data,
        paint,
        saying(
            N_(
                "Share of the tokens outside each complete week's {top_n:words} largest models; below it the "
                "part that the source itself gives no names for (outside the day's top 50)."
            ),
            top_n=top_n,
        ),
        saying(N_("Not shown: how many models the nameless part holds, and who uses how many at once.")),
        saying(
            N_(
                "Two areas. The share outside the top {top_n:count} goes from {first:share} in the first "
                "four complete weeks to {last:share} in the last four, with a maximum of {high:share} in "
                "the week of {week:date}; the nameless part ends at {nameless:share}."
            ),
            top_n=top_n,
            first=first,
            last=last,
            high=float(tail.max()),
            week=tail.idxmax(),
            nameless=float(nameless.iloc[-1]),
        ),
        Numbers(
            [
                Line(
                    saying(N_("outside the top {top_n:count}"), top_n=top_n),
                    tail,
                    "share",
                    ACCENT,
                    mark=AREA,
                ),
                Line(saying(N_("of it without a name")), nameless, "share", OTHER_HUE, mark=AREA),
            ]
        ),
    )


BARS = 12
"""How many families have a bar of their own."""


MINOR = 0.15
"""Below which part of the tail a family is not what the tail is made of."""


def tail_families(scope: Scope) -> Chart:
    """What the named part of the tail is made of, by family of models."""
    tail = measures.tail(scope.weeks, "model", scope.parameter("top_n"))
    if tail.empty:
        raise NoRowsError("no named tail")
    share = measures.overall_shares(tail, "family")
    shown = share.head(BARS)
    data = share.rename("share").rename_axis("family").reset_index()
    minor = said.TAIL_FAMILY in shown and share[said.TAIL_FAMILY] < MINOR
    told = said.TAIL_FAMILY if minor else share.index[0]

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        colours = [ACCENT if family == told else REST_HUE for family in shown.index]
        axes.barh(range(len(shown)), shown, color=colours)
        for place, value in enumerate(shown):
            axes.annotate(
                say.share(float(value)),
                (value, place),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.set_yticks(range(len(shown)), shown.index)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(0, float(shown.max()) * 1.15)
        axes.grid(visible=False)
        measure(axes, say(N_("share of what has a name in “Others”")))
        axes.locator_params(axis="x", nbins=4)
        number_axis(axes.xaxis, say, "share:0")

    return Chart(
        "tail-families",
        saying(
            N_("{family:text}, named by the article, is {part:share:0} of what has a name in “Others”"),
            family=said.TAIL_FAMILY,
            part=float(share[said.TAIL_FAMILY]),
        )
        if minor
        else saying(
            N_("{family:text} is the largest family in “Others”, with {part:share:0} of what has a name"),
            family=share.index[0],
            part=float(share.iloc[0]),
        ),
        data,
        paint,
        saying(
            N_(
                "The largest families in the named part of “Others”: all models outside a week's top "
                "{top_n:count}, fine-tuned variants with the family they come from. In colour: the family "
                "that the article names."
            )
            if minor
            else N_(
                "The largest families in the named part of “Others”: all models outside a week's top "
                "{top_n:count}, fine-tuned variants with the family they come from."
            ),
            top_n=scope.parameter("top_n"),
        ),
        saying(N_("Not shown: what the source gives no name, and the smaller families.")),
        saying(
            N_(
                "Bars for {count:families}. The largest in the named tail: {names:shares}. All bars together "
                "hold {joint:share} of it."
            ),
            names={family: float(value) for family, value in shown.head(5).items()},
            count=len(shown),
            joint=float(shown.sum()),
        ),
        Numbers(
            [Line(saying(N_("share of the named tail")), shown, "share:2")],
            saying(N_("Family")),
            "text",
            along=False,
        ),
        article=minor,
    )


JUMP = 1.5
"""How many times the month before a month is that spread the tokens all at once."""


def _jump(monthly: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The month that rose most above the one before, if it is a jump, after that one."""
    rise = (monthly / monthly.shift()).dropna()
    if rise.empty or rise.max() < JUMP:
        return None
    place = monthly.index.get_loc(rise.idxmax())
    return monthly.index[place - 1], monthly.index[place]


def _mark_jump(
    axes: Axes, monthly: pd.Series, jump: tuple[pd.Timestamp, pd.Timestamp], below: float, say: Wording
) -> None:
    """Draw the means of a month and of the one before as steps, and say both.

    Parameters
    ----------
    below : under this nothing is drawn near the month before.
    """
    middle = jump[0] + pd.Timedelta(days=15)
    spots: tuple[dict[str, Any], ...] = (
        # the month before lies within the line's run; below it there is room
        {
            "xy": (middle, float(monthly[jump[0]])),
            "xytext": (middle, below * 0.8),
            "ha": "center",
            "va": "top",
            "arrowprops": LEADER | {"relpos": (0.5, 1), "color": INK},
        },
        {
            "xy": (jump[1], float(monthly[jump[1]])),
            "xytext": (-4, 0),
            "textcoords": "offset points",
            "ha": "right",
            "va": "center",
        },
    )
    for month, spot in zip(jump, spots, strict=True):
        value = float(monthly[month])
        line = axes.plot([month, month + pd.offsets.MonthEnd(1)], [value, value], color=INK, linewidth=1.2)
        words = say(N_("{month:month_year}: {value:number:0}"), month=month, value=value)
        tie(axes.annotate(words, **spot, fontsize=8.5), *line)


def effective_models(scope: Scope) -> Chart:
    """The effective number of models, between its two bounds."""
    upper = measures.effective_number(scope.weeks, "model")
    lower = measures.effective_number(scope.weeks, "model", other="one")[upper.index]
    if upper.empty:
        raise NoRowsError("named models")
    data = pd.DataFrame({"other_as_one": lower, "other_as_many": upper}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        colour = ACCENT
        axes.fill_between(upper.index, lower, upper, color=colour, alpha=0.35, linewidth=0)
        for series, style in ((upper, "-"), (lower, "--")):
            axes.plot(series.index, series, color=colour, linestyle=style)
        axes.set_ylim(0, float(upper.max()) * 1.1)
        # what the headline compares, where it is no month's mean
        means = jump is None
        told = f": {say.count(first)} → {say.count(last)}" if means and not layout.narrow else ""
        label_ends(
            axes,
            [
                (say(N_("at most")) + told, upper.index[-1], float(upper.iloc[-1]), colour),
                (say(N_("at least")), lower.index[-1], float(lower.iloc[-1]), colour),
            ],
        )
        if jump is not None:
            near = lower.index.to_series().between(jump[0] - pd.DateOffset(months=3), jump[1] + measures.WEEK)
            _mark_jump(axes, monthly, jump, float(lower[near].min()), say)
        more = say(N_("; headline: means of the first and last four weeks, at most")) if means else ""
        measure(
            axes, say(N_("effective number of models: how many equal ones would be as spread out")) + more
        )
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    first, last = scope.ends(upper)
    monthly = upper.groupby(upper.index.to_period("M").to_timestamp()).mean()
    jump = _jump(monthly)
    return Chart(
        "effective-models",
        saying(
            N_(
                "In {month:month_year} the tokens were spread as over {after:number:0} equal models, the "
                "month before as over {before:number:0}"
            ),
            month=jump[1],
            before=float(monthly[jump[0]]),
            after=float(monthly[jump[1]]),
        )
        if jump is not None
        else saying(
            N_("Spread as over {first:number:0} equal models at first, over {last:number:0} in the end"),
            first=first,
            last=last,
        ),
        data,
        paint,
        saying(
            N_(
                "Effective number of models (1/HHI) per complete week. The true value lies in the band: "
                "the nameless rest counts as infinitely many models above, as a single one below. Single "
                "numbers, here and elsewhere, are of its upper edge."
            )
        ),
        saying(N_("Not shown: how many models one user has. The number speaks of all traffic together.")),
        saying(
            N_(
                "A band. Its upper edge goes from {first:number} in the first four complete weeks to "
                "{last:number} in the last four, its lower edge ends at {lower:number}."
            ),
            first=first,
            last=last,
            lower=scope.ends(lower)[1],
        ),
        Numbers(
            [
                Line(saying(N_("at most")), upper, "number", ACCENT),
                Line(saying(N_("at least")), lower, "number", ACCENT, DASHES[1]),
            ]
        ),
    )


CURVE = 40
"""How many models the curves of the largest reach to."""

OF_MONTHS = {
    "headline": N_(
        "The {top:words} largest held {first:share:0} of the tokens in {start:month_year} and "
        "{last:share:0} in {end:month_year}"
    ),
    "caption": N_(
        "What the largest models hold together, in the complete weeks of two months. "
        "The lower the curve, the more widely the tokens are spread; the dot is at {top:words} "
        "models. Models are ranked by the month's sum, so that values differ a little from those "
        "of weekly ranking."
    ),
    "line": N_("{month:month_year}"),
    "shares": N_("Curves. Together the {top:words} largest models hold: {held:month_shares}."),
}
OF_WEEKS = {
    "headline": N_(
        "The {top:words} largest had {first:share:0} of the tokens in the week of {start:date} and "
        "{last:share:0} in that of {end:date}"
    ),
    "caption": N_(
        "What the largest models hold together, in the first and in the last complete week. "
        "The lower the curve, the more widely the tokens are spread; the dot is at {top:words} models."
    ),
    "line": N_("week of {month:date}"),
    "shares": N_("Curves. Together the {top:words} largest models hold: {held:week_shares}."),
}
ONE_WEEK = N_("The {top:words} largest had {first:share:0} of the tokens in the week of {start:date}")


def cumulative_shares(scope: Scope) -> Chart:
    """How much the largest models hold together: at the start and at the end."""
    ends, monthly = measures.spans(scope.weeks["week"])
    words = OF_MONTHS if monthly else OF_WEEKS
    curves = {}
    for end in dict.fromkeys([ends.min(), ends.max()]):
        share = measures.overall_shares(scope.weeks[ends == end], "model").drop(OTHER, errors="ignore")
        if share.empty:
            raise NoRowsError("named models")
        curves[end] = share.cumsum().reset_index(drop=True)
    data = pd.concat(
        [
            pd.DataFrame({"month": month, "models": curve.index + 1, "share": curve.to_numpy()})
            for month, curve in curves.items()
        ],
        ignore_index=True,
    )
    hues, of = (SECOND, ACCENT), words["line"]
    top = scope.parameter("top_n")
    widest = max(CURVE, top)
    held = {month: float(curve.iloc[min(top, len(curve)) - 1]) for month, curve in curves.items()}

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        ends = []
        upper = max(held, key=lambda month: held[month])
        for (month, curve), colour in zip(curves.items(), hues, strict=False):
            shown = curve.iloc[:widest]
            axes.plot(shown.index + 1, shown, color=colour)
            at = min(len(shown), top)
            # away from the other curve
            above = month == upper
            axes.annotate(
                say.share(held[month], 0),
                (at, float(shown.iloc[at - 1])),
                xytext=(-3, 4) if above else (4, -4),
                ha="right" if above else "left",
                va="bottom" if above else "top",
                textcoords="offset points",
                fontweight="bold",
            )
            axes.plot([at], [float(shown.iloc[at - 1])], "o", color=colour, markersize=4)
            name = say(of, month=month)
            if layout.narrow:
                name = name.replace("\N{NO-BREAK SPACE}", "\n")
            ends.append((name, shown.index[-1] + 1, float(shown.iloc[-1]), colour))
        axes.set_ylim(0, 1)
        axes.set_xlim(0, widest)
        label_ends(axes, ends, gap=24 if layout.narrow else 11.5)
        axes.set_xlabel(say(N_("number of models, largest first")))
        measure(axes, say(N_("share of all tokens they hold")))
        number_axis(axes.yaxis, say, "share:0")
        number_axis(axes.xaxis, say, "count")

    return Chart(
        "cumulative-shares",
        saying(
            words["headline"] if len(held) > 1 else ONE_WEEK,
            top=top,
            first=next(iter(held.values())),
            start=next(iter(held)),
            last=list(held.values())[-1],
            end=list(held)[-1],
        ),
        data,
        paint,
        saying(words["caption"], top=top),
        saying(N_("Not shown: the nameless rest, which is why no curve reaches 100%.")),
        saying(
            words["shares"],
            top=top,
            held=held,
        ),
        Numbers(
            [
                Line(
                    saying(words["line"], month=month),
                    curve.iloc[:widest].set_axis(curve.index[:widest] + 1),
                    "share",
                    colour,
                )
                for (month, curve), colour in zip(curves.items(), hues, strict=False)
            ],
            saying(N_("The largest")),
            "models",
        ),
    )
