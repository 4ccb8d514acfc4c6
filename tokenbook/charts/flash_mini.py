"""Charts of the light models: shares of the classes, and who was the largest when."""

import itertools

from matplotlib.figure import Figure

from tokenbook import measures
from tokenbook.charts.base import AREA, Chart, Line, Numbers
from tokenbook.charts.style import (
    MARKERS,
    OTHER_HUE,
    PAPER,
    Layout,
    label_ends,
    model_shades,
    month_axis,
    name_points,
    number_axis,
)
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Wording, saying

TIER_WORDS = {
    "flagship": N_("flagship"),
    "light": N_("light"),
    "reasoning": N_("reasoning"),
    "code": N_("code"),
    "open_large": N_("open, large"),
    "open_small": N_("open, small"),
    "other": N_("other, unnamed"),
}


TIER_HUES = {
    "flagship": "#e36917",
    "light": "#4664bd",
    "code": "#ddbb33",
    "reasoning": "#882266",
    "open_large": "#338855",
    "open_small": "#66ccee",
    "other": OTHER_HUE,
}


def tier_shares(scope: Scope) -> Chart:
    """Shares of the tiers per week, as stacked areas."""
    light = scope.parameter("light_tiers")
    share = measures.shares(scope.weeks, "tier")
    order = [*light, *[tier for tier in TIER_WORDS if tier not in light]]
    share = share.reindex(columns=[tier for tier in order if tier in share])
    data = share.stack().rename("share").reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.stackplot(
            share.index,
            share.T.to_numpy(),
            colors=[TIER_HUES[tier] for tier in share],
            edgecolor=PAPER,
            linewidth=0.6,
        )
        middles = (share.cumsum(axis=1) - share / 2).iloc[-1]
        axes.set_ylim(0, 1)
        label_ends(
            axes,
            [(say(TIER_WORDS[tier]), share.index[-1], middles[tier], TIER_HUES[tier]) for tier in share],
        )
        axes.set_xlim(share.index[0], share.index[-1])
        axes.set_ylabel(say(N_("share of the week's tokens")))
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    joint = measures.joint_share(scope.weeks, light, "tier")
    first, last = scope.ends(joint)
    return Chart(
        "tier-shares",
        data,
        paint,
        saying(
            N_(
                "Shares of the model classes per complete week, light models at the bottom. The class "
                "follows from the name by stated rules (see data and methods)."
            )
        ),
        saying(N_("Not shown: prices and speed. “Light” is what the maker's name says, not a measurement.")),
        saying(
            N_(
                "Stacked areas. Light models held {first:share} in the first four complete weeks and "
                "{last:share} in the last four; their largest share, {high:share}, falls in the week of "
                "{week:date}."
            ),
            first=first,
            last=last,
            high=float(joint.max()),
            week=joint.idxmax(),
        ),
        Numbers(
            [
                Line(saying(TIER_WORDS[tier]), share[tier], "share", TIER_HUES[tier], mark=AREA)
                for tier in share
            ]
        ),
    )


BUMP_RANKS = 10
"""Down to which rank the bump chart shows a model."""


def leading_ranks(scope: Scope) -> Chart:
    """Ranks, week by week, of every model that was ever the largest."""
    rank = measures.ranks(scope.weeks, "model")
    first = rank.eq(1).sum().sort_values(ascending=False, kind="stable")
    models = list(first[first > 0].index)
    if not models:
        raise NoRowsError("named models")
    rank = rank[models]
    shades = model_shades(scope.edition.rows)
    data = rank.stack().dropna().astype(int).rename("rank").rename_axis(["week", "model"]).reset_index()
    names = {model: scope.edition.label(model) for model in models}

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.set_ylim(BUMP_RANKS + 0.6, 0.4)
        ends, stopped = [], []
        for model, mark in zip(models, itertools.cycle(MARKERS), strict=False):
            seen = rank[model].where(rank[model] <= BUMP_RANKS)
            axes.plot(seen.index, seen, color=shades[model], marker=mark, markersize=3, linewidth=1.5)
            if seen.notna().iloc[-1]:
                ends.append((names[model], seen.index[-1], float(seen.iloc[-1]), shades[model]))
                continue
            # where the line stops; a lone point later on is no line
            runs = seen[seen.notna() & seen.shift().notna()]
            week = runs.index[-1] if len(runs) else seen.last_valid_index()
            stopped.append((names[model], week, float(seen[week])))
        if ends:
            label_ends(axes, ends)
        axes.set_yticks(range(1, BUMP_RANKS + 1))
        axes.set_ylabel(say(N_("rank of the week")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)
        # now that the axes have their place
        name_points(axes, stopped, fontsize=7 if layout.narrow else 8)

    return Chart(
        "leading-ranks",
        data,
        paint,
        saying(
            N_(
                "Ranks, week by week, of every model that was the largest in at least one complete week: "
                "{count:models}. Below rank {ranks:count} a line stops."
            ),
            count=len(models),
            ranks=BUMP_RANKS,
        ),
        saying(N_("Not shown: how large the gaps between ranks are, and models that never came first.")),
        saying(
            N_(
                "Lines that cross. Weeks in first place: {places:counts}. In the last complete week "
                "{last:text} is first."
            ),
            places={names[model]: int(first[model]) for model in models},
            last=scope.edition.label(measures.ranks(scope.weeks, "model").iloc[-1].idxmin()),
        ),
        Numbers(
            [
                Line(names[model], rank[model], "count", shades[model], mark=mark)
                for model, mark in zip(models, itertools.cycle(MARKERS), strict=False)
            ]
        ),
    )
