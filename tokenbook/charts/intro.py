"""The introduction's chart: the article's own, drawn anew."""

import textwrap

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from tokenbook import measures
from tokenbook.charts.base import (
    AREA,
    COLUMN_MIDDLE,
    Chart,
    Line,
    Numbers,
    draw_columns,
    mark_value,
    short_weeks,
)
from tokenbook.charts.colours import OTHER_HUE, REST_HUE, VENDOR_HUES
from tokenbook.charts.style import PAPER, Layout, model_hues, month_axis, token_axis
from tokenbook.scope import Scope
from tokenbook.wording import N_, TRILLION, Wording, saying

HATCH = "////"
"""The pattern of models whose maker hides behind a code name."""


def weekly_stack(scope: Scope) -> Chart:
    """The article's chart: weekly columns, the week's top models by name, the rest as "Others"."""
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
    hidden = [model for model in models if vendor[model] == measures.CODE_NAMED]
    hues = model_hues(rows)

    data = top.assign(**{"Others": others}).stack().rename("tokens").reset_index()
    data.columns = ["week", "model", "tokens"]
    data = data[data["tokens"] > 0].join(days, on="week")
    places = _places(top, hues, scope)
    rest = Line(saying(N_("Others")), others, "tokens", OTHER_HUE, mark=AREA)
    total = Line(saying(N_("all tokens")), tokens.sum(axis=1), "tokens")

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        weeks = pd.DatetimeIndex(top.index)
        bottom = pd.Series(0.0, index=weeks)
        columns = [*((top[m], hues[m]) for m in models), (others, OTHER_HUE)]
        # an edition of few models may have no others
        for series, colour in columns if others.any() else columns[:-1]:
            hatch = HATCH if series.name in hidden else None
            draw_columns(axes, series, 6, colour, bottom, edgecolor=PAPER, linewidth=0.3, hatch=hatch)
            bottom = bottom + series
        axes.set_xlim(weeks[0] - pd.Timedelta(days=4), weeks[-1] + pd.Timedelta(days=10))
        axes.set_ylim(0, bottom.max() * 1.06)
        for week in weeks[days[weeks] < measures.FULL_WEEK]:
            axes.annotate("*", (week + pd.Timedelta(days=3), bottom[week]), ha="center", va="bottom")
        vendors = list(dict.fromkeys(vendor[m] for m in models))
        known = [v for v in vendors if v in VENDOR_HUES]
        words = say(N_("“Others”: rank {place:count} and below"), place=top_n + 1)
        if layout.narrow:
            words = textwrap.fill(words, 20)
        handles = [Patch(color=OTHER_HUE, label=words)] if others.any() else []
        if hidden:
            handles.append(
                Patch(facecolor=REST_HUE, edgecolor=PAPER, hatch=HATCH, label=say(N_("code names")))
            )
        if set(vendors) - set(known) - {measures.CODE_NAMED}:
            handles.append(Patch(color=REST_HUE, label=say(N_("other vendors"))))
        handles += [Patch(color=VENDOR_HUES[v], label=v) for v in reversed(known)]
        if layout.narrow:
            # columns would stand behind it
            figure.set_figheight(layout.height + 0.1 * len(handles))
            figure.legend(handles=handles, loc="outside lower left", ncols=2, handlelength=1.4)
        else:
            legend = axes.legend(handles=handles, loc="upper left", ncols=2, frameon=True)
            # no grid behind words
            legend.get_frame().set(facecolor=PAPER, edgecolor="none", alpha=1)
        mark_value(
            axes,
            peak + pd.Timedelta(days=COLUMN_MIDDLE),
            height,
            say.tokens(height, 0 if height > 10 * TRILLION else 1),
        )
        token_axis(axes, say, float(bottom.max()))
        month_axis(axes, layout, say)

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
                "Tokens per week. Each of a week's {top_n:words} largest models is a segment in its "
                "vendor's colour, hatched on trial under a code name; everything else is “Others”. * marks "
                "weeks that lack days in the data."
            )
            if hidden
            else N_(
                "Tokens per week. Each of a week's {top_n:words} largest models is a segment in its "
                "vendor's colour; everything else is “Others”. * marks weeks that lack days in the data."
            ),
            top_n=top_n,
        ),
        saying(N_("Not shown: who used the tokens, what for, and at what price.")),
        saying(
            N_(
                "Stacked columns, one per week. The complete weeks go from {first:tokens} tokens to a "
                "peak of {peak:tokens} in the week of {week:date} and end at {last:tokens}. “Others” "
                "holds {others_first:share} of the first complete week and {others_last:share} of the last."
            ),
            first=float(complete.iloc[0]),
            peak=height,
            week=peak,
            last=float(complete.iloc[-1]),
            others_first=float(others[complete.index[0]] / complete.iloc[0]),
            others_last=float(others[complete.index[-1]] / complete.iloc[-1]),
        ),
        Numbers([*places, rest, total], shift=COLUMN_MIDDLE, short=short_weeks(days)),
    )


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
