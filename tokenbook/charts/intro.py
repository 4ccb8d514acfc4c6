"""The introduction's chart: the article's own, drawn anew."""

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from tokenbook import beside, measures
from tokenbook.charts.base import (
    AREA,
    COLUMN_MIDDLE,
    EDGED,
    HATCH,
    HATCHED,
    Chart,
    Line,
    Numbers,
    draw_columns,
    mark_value,
    short_weeks,
)
from tokenbook.charts.colours import OTHER_HUE, REST_HUE, VENDOR_HUES
from tokenbook.charts.style import (
    CARD,
    INK,
    LEADER,
    PAPER,
    Layout,
    measure,
    model_hues,
    month_axis,
    number_axis,
    token_axis,
)
from tokenbook.scope import Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, TRILLION, Wording, saying


def weekly_stack(scope: Scope) -> Chart:
    """The article's chart: weekly columns, the week's top models by name, the rest as "Others".

    Above in tokens, below in parts of the week. What was free of charge is hatched.
    """
    rows, top_n = scope.edition.rows, scope.parameter("top_n")
    tokens = measures.tokens_by(rows, "model")
    rank = measures.ranks(rows, "model")
    top = measures.named(tokens).where(rank <= top_n, 0)
    vendor = rows.drop_duplicates("model").set_index("model")["vendor"]
    size = rows.groupby("vendor")["tokens"].sum()
    models = sorted(top.columns[top.sum() > 0], key=lambda m: (-size[vendor[m]], vendor[m], -top[m].sum()))
    top = top[models]
    others = tokens.sum(axis=1) - top.sum(axis=1)
    days = measures.days(rows)
    given = beside.given(scope).reindex_like(top).fillna(0).where(top > 0, 0)
    hues = model_hues(rows)

    data = pd.concat(
        [top.assign(Others=others), given.assign(Others=0)], axis=1, keys=["tokens", "free_tokens"]
    )
    data = data.stack(future_stack=True).fillna(0).astype("int64").reset_index()
    data.columns = ["week", "model", "tokens", "free_tokens"]
    data = data[data["tokens"] > 0].join(days, on="week")
    places = _places(top, hues, scope)
    rest = Line(saying(N_("Others")), others, "tokens", OTHER_HUE, mark=AREA)
    total = Line(saying(N_("all tokens")), tokens.sum(axis=1), "tokens")
    free = bool(given.to_numpy().any())
    # where the article's models are, it is known what was free
    cast = _week_of_the_cast(scope) if free else None
    vendors = list(dict.fromkeys(vendor[m] for m in models))

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        whole = total.values
        # a card has room for one
        both = layout != CARD
        if both:
            figure.set_figheight(layout.height * 1.3)
        every = figure.subplots(1 + both, 1, sharex=True, squeeze=False, height_ratios=(2, 1)[: 1 + both])
        upper, lower = every[0, 0], every[-1, 0]
        alone = pd.Series(1.0, index=whole.index)
        for axes, per in zip(every[:, 0], (alone, whole.where(whole > 0)), strict=False):
            bottom = pd.Series(0.0, index=whole.index)
            for model in models:
                for tokens, style in ((top[model] - given[model], EDGED), (given[model], HATCHED)):
                    part = (tokens / per).fillna(0)
                    draw_columns(axes, part, 6, hues[model], bottom, **style)
                    bottom = bottom + part
            draw_columns(axes, (others / per).fillna(0), 6, OTHER_HUE, bottom, **EDGED)
        upper.set_xlim(whole.index[0] - pd.Timedelta(days=4), whole.index[-1] + pd.Timedelta(days=10))
        upper.set_ylim(0, float(whole.max()) * 1.06)
        for week in short_weeks(days):
            upper.annotate("*", (week + pd.Timedelta(days=3), whole[week]), ha="center", va="bottom")
        handles = _keys(vendors, bool(others.any()), free, say, top_n, layout)
        if layout.narrow:
            # columns would stand behind it
            figure.set_figheight(figure.get_figheight() + 0.1 * len(handles))
            figure.legend(handles=handles, loc="outside lower left", ncols=2, handlelength=1.4)
        else:
            legend = upper.legend(handles=handles, loc="upper left", ncols=2, frameon=True)
            # no grid behind words
            legend.get_frame().set(facecolor=PAPER, edgecolor="none", alpha=1)
        mark_value(
            upper,
            peak + pd.Timedelta(days=COLUMN_MIDDLE),
            height,
            say.tokens(height, 0 if height > 10 * TRILLION else 1),
        )
        if cast is not None:
            _name_cast(upper, whole, cast, layout, say)
        token_axis(upper, say, float(whole.max()))
        if both:
            lower.set_ylim(0, 1)
            number_axis(lower.yaxis, say, "share:0")
            measure(lower, say(N_("share of the week's tokens")))
        month_axis(lower, layout, say)

    complete = measures.totals(scope.weeks)
    peak, height = measures.peak(scope.weeks)
    grown = float(complete.iloc[-1] - complete.iloc[0])
    rest_grew = float(others[complete.index[-1]] - others[complete.index[0]]) / grown if grown > 0 else 0.0
    rest_first, rest_last = scope.ends(others[complete.index] / complete)
    return Chart(
        "weekly-stack",
        saying(
            N_(
                "“Others”, all models outside a week's {top_n:words} largest: {first:share:0} of the tokens "
                "at first, {last:share:0} in the end"
            ),
            top_n=top_n,
            first=rest_first,
            last=rest_last,
        )
        if rest_grew > 0.5
        else saying(
            N_("From {first:tokens} tokens a week to {last:tokens}"),
            first=float(complete.iloc[0]),
            last=float(complete.iloc[-1]),
        ),
        data,
        paint,
        saying(
            N_(
                "Tokens per week, below as parts of the week. Each of a week's {top_n:words} largest models "
                "is a segment in its vendor's colour, hatched as far as it was free of charge; everything "
                "else is “Others”. * marks weeks that lack days in the data. Named: the largest week, and "
                "the one in which all {all:words} of the article's models are among its {top_n:words}."
            )
            if cast is not None
            else N_(
                "Tokens per week, below as parts of the week. Each of a week's {top_n:words} largest models "
                "is a segment in its vendor's colour, hatched as far as it was free of charge; everything "
                "else is “Others”. * marks weeks that lack days in the data."
            )
            if free
            else N_(
                "Tokens per week, below as parts of the week. Each of a week's {top_n:words} largest models "
                "is a segment in its vendor's colour; everything else is “Others”. * marks weeks that lack "
                "days in the data."
            ),
            top_n=top_n,
            all=len(beside.CAST),
        ),
        saying(N_("Not shown: who used the tokens, what for, and at what price.")),
        saying(
            N_(
                "Stacked columns, one per week, in tokens and below in parts of the week. The complete weeks "
                "go from {first:tokens} tokens to a peak of {peak:tokens} in the week of {week:date} and end "
                "at {last:tokens}. “Others” holds {others_first:share} of the first complete week and "
                "{others_last:share} of the last."
            ),
            first=float(complete.iloc[0]),
            peak=height,
            week=peak,
            last=float(complete.iloc[-1]),
            others_first=float(others[complete.index[0]] / complete.iloc[0]),
            others_last=float(others[complete.index[-1]] / complete.iloc[-1]),
        ),
        Numbers([*places, rest, total], shift=COLUMN_MIDDLE, short=short_weeks(days)),
        sources=(Source.ROWS, Source.PRICES) if free else (Source.ROWS,),
        article=cast is not None,
    )


def _week_of_the_cast(scope: Scope) -> pd.Timestamp | None:
    """The first complete week in which all of the article's models are among the largest, if there is one."""
    if scope.edition.own:
        return None
    return measures.first_week(beside.cast(scope) == len(beside.CAST))


def _name_cast(axes: Axes, whole: pd.Series, week: pd.Timestamp, layout: Layout, say: Wording) -> None:
    """Write above a week's column that all of the article's models are among its largest."""
    middle = week + pd.Timedelta(days=COLUMN_MIDDLE)
    early = week - whole.index[0] > (whole.index[-1] - whole.index[0]) / 2 if layout.narrow else False
    reach = pd.Timedelta(weeks=9)
    over = whole[week - reach : week] if early else whole[week : week + reach]
    axes.annotate(
        textwrap.fill(say(N_("all {all:words} of the article's models"), all=len(beside.CAST)), 16),
        (middle, whole[week]),
        (middle, float(over.max()) + 0.05 * axes.get_ylim()[1]),
        ha="right" if early else "left",
        va="bottom",
        fontsize=8,
        arrowprops=LEADER | {"color": INK, "relpos": (1 if early else 0, 0)},
    )


def _keys(
    vendors: list[str], others: bool, free: bool, say: Wording, top_n: int, layout: Layout
) -> list[Patch]:
    """What the colours and the hatches of the columns mean."""
    known = [v for v in vendors if v in VENDOR_HUES]
    hidden, small = measures.CODE_NAMED in vendors, set(vendors) - {*known, measures.CODE_NAMED}
    handles = []

    def key(words: str, **style: Any) -> None:
        handles.append(Patch(**style, label=textwrap.fill(words, 20) if layout.narrow else words))

    if others:
        key(say(N_("“Others”: rank {place:count} and below"), place=top_n + 1), color=OTHER_HUE)
    if free:
        key(say(N_("free of charge")), facecolor=REST_HUE, edgecolor=PAPER, hatch=HATCH)
    if small:
        rest = N_("other vendors, code names") if hidden else N_("other vendors")
        key(say(rest), color=REST_HUE)
    elif hidden:
        key(say(N_("code names")), color=REST_HUE)
    return handles + [Patch(color=VENDOR_HUES[v], label=v) for v in reversed(known)]


def _places(top: pd.DataFrame, hues: dict[str, str], scope: Scope) -> list[Line]:
    """The week's largest models by place: a line for the first of each week, one for the second, …"""
    ranked = top.where(top > 0).rank(axis=1, ascending=False, method="first").stack().rename("place")
    ranked = ranked.dropna().astype(int).rename_axis(["week", "model"]).reset_index()
    ranked["tokens"] = [
        top.at[week, model] for week, model in zip(ranked["week"], ranked["model"], strict=True)
    ]
    lines = []
    for place, rows in ranked.groupby("place"):
        rows = rows.set_index("week")
        lines.append(
            Line(
                saying(N_("Rank {place:count}"), place=place),
                rows["tokens"].reindex(top.index),
                "tokens",
                mark=AREA,
                names=rows["model"].map(scope.edition.label),
                colours=rows["model"].map(hues),
            )
        )
    return lines
