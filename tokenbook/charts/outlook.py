"""The closing charts: what a good result cost, and the period in three lines."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tokenbook import measures, prices
from tokenbook.charts.base import Chart, Line, Numbers
from tokenbook.charts.colours import ACCENT
from tokenbook.charts.style import Layout, measure, month_axis, name_points, number_axis, token_axis
from tokenbook.scope import NoRowsError, Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Wording, saying


def good_runs(scope: Scope) -> Chart:
    """What the cheapest good run of Aider's benchmark had cost by each day; a step for each that undercut."""
    score = scope.limit("score")
    steps = prices.cheapest_runs(scope.aider, score)
    if steps.empty or "aider" not in scope.coverage.given:
        raise NoRowsError("runs")
    # two on one day: the cheaper one counts
    cost = steps.groupby("date")["cost_usd"].min()
    names = steps.groupby("date")["model"].last().map(scope.edition.label)
    ends = [*cost.index[1:], max(scope.edition.end, cost.index[-1])]
    # corners as points of their own: names keep off the line that is drawn
    corners = [
        (day, value) for (start, value), end in zip(cost.items(), ends, strict=True) for day in (start, end)
    ]

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.set_yscale("log")
        axes.plot(*zip(*corners, strict=True), color=ACCENT, linewidth=2)
        axes.plot(cost.index, cost.to_numpy(), "o", color=ACCENT)
        low, high = float(cost.min()) / 3, float(cost.max()) * 3
        axes.set_ylim(low, high)
        axes.set_yticks([tick for tick in (0.1, 1, 10, 100, 1000) if low < tick < high])
        axes.minorticks_off()
        measure(axes, say(N_("US dollars for a run of the benchmark, log scale")))
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)
        texts = {day: names[day] for day in cost.index}
        for day in (cost.index[0], cost.index[-1]):
            texts[day] = say(N_("{name:text}: {cost:dollars}"), name=names[day], cost=float(cost[day]))
        name_points(axes, [(texts[day], day, float(value)) for day, value in cost.items()], 8.5)

    numbers = {"score": score, "first": float(cost.iloc[0]), "last": float(cost.iloc[-1])}
    return Chart(
        "good-runs",
        saying(N_("A good result at coding: from {first:dollars} to {last:dollars}"), **numbers),
        pd.DataFrame({"model": names, "cost_usd": cost}).rename_axis("date").reset_index(),
        paint,
        saying(
            N_(
                "What the cheapest run of Aider's coding benchmark with at least {score:count} points had "
                "cost by then; each point undercut all before it."
            ),
            **numbers,
        ),
        saying(N_("Not shown: other abilities, and models that nobody ran through this benchmark.")),
        saying(
            N_("A line that falls in {steps:words} steps, from {first:dollars} to {last:dollars}."),
            steps=len(cost) - 1,
            **numbers,
        ),
        Numbers(
            [Line(saying(N_("US dollars")), cost, "number:2", ACCENT, names=names)],
            head=saying(N_("Tested on")),
        ),
        (Source.AIDER,),
    )


TURNS = {
    (True, True): N_(
        "{factor:number:0} times the tokens, more of them for light models, spread over more models"
    ),
    (True, False): N_(
        "{factor:number:0} times the tokens, more of them for light models, spread over fewer models"
    ),
    (False, True): N_(
        "{factor:number:0} times the tokens, a smaller part of them for light models, spread over more models"
    ),
    (False, False): N_(
        "{factor:number:0} times the tokens, a smaller part of them for light models, spread over fewer "
        "models"
    ),
}
"""Whether light models' share and the number of models grew -> the headline of what grew a good deal."""


def year_at_a_glance(scope: Scope) -> Chart:
    """Three panels: weekly total, share of light models, effective number of models."""
    total = measures.totals(scope.weeks)
    light = measures.joint_share(scope.weeks, scope.parameter("light_tiers"), "tier")
    number = measures.effective_number(scope.weeks, "model")
    data = pd.concat([total, light, number], axis=1, keys=["tokens", "light_share", "models"])
    data = data.reset_index()
    panels = (
        (total, "", "", ACCENT),
        (light, N_("share of light models"), "share:0", ACCENT),
        (number, N_("effective number of models, at most"), "count", ACCENT),
    )

    before, after = float(total.iloc[0]), float(total.iloc[-1])
    turns = tuple(last > first for first, last in (scope.ends(light), scope.ends(number)) if last != first)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(layout.height * (1.35 if layout.narrow else 1.25))
        every: list[Axes] = list(figure.subplots(3, 1, sharex=True))
        for axes, (series, title, kind, colour) in zip(every, panels, strict=True):
            sns.lineplot(x=series.index, y=series.to_numpy(), ax=axes, color=colour)
            axes.set_ylim(0, float(series.max()) * 1.15 or 1)
            if not title:
                token_axis(axes, say, float(series.max()))
                continue
            measure(axes, say(title))
            number_axis(axes.yaxis, say, kind)
        month_axis(every[-1], layout, say)

    return Chart(
        "year-at-a-glance",
        saying(TURNS[turns], factor=after / before)
        if turns in TURNS and after >= 2 * before
        else saying(N_("From {first:tokens} tokens a week to {last:tokens}"), first=before, last=after),
        data,
        paint,
        saying(N_("The period in three lines: volume, share of light models, effective number of models.")),
        saying(N_("Not shown: prices, quality, purposes. No line explains another.")),
        saying(
            N_(
                "Three lines over the same weeks. First and last four complete weeks: {total_first:tokens} "
                "and {total_last:tokens} tokens a week; light models {light_first:share} and "
                "{light_last:share}; effective number of models {number_first:number} and "
                "{number_last:number}."
            ),
            total_first=scope.ends(total)[0],
            total_last=scope.ends(total)[1],
            light_first=scope.ends(light)[0],
            light_last=scope.ends(light)[1],
            number_first=scope.ends(number)[0],
            number_last=scope.ends(number)[1],
        ),
        Numbers(
            [
                Line(saying(N_("tokens")), total, "tokens", ACCENT),
                Line(saying(N_("share of light models")), light, "share", ACCENT),
                Line(saying(N_("effective number of models")), number, "number", ACCENT),
            ]
        ),
    )
