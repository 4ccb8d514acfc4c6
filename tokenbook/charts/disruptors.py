"""Charts of the challengers: their shares over the period, and in its last weeks."""

from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from tokenbook import measures
from tokenbook.charts.base import Chart, Line, Numbers, share_lines
from tokenbook.charts.colours import REST_HUE, vendor_hue
from tokenbook.charts.style import (
    CARD,
    DASHES,
    INK,
    PAPER,
    Layout,
    label_ends,
    measure,
    model_hues,
    month_axis,
    number_axis,
)
from tokenbook.limits import EDGE_WEEKS
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Wording, saying

LOWEST = 0.2
"""The least height of a panel, in heights of the tallest: else nobody could read it."""

FINE = 0.04
"""Up to which share an axis has decimals."""

STEP = 0.2
"""From line to line of the grid, as part of the tokens."""


def disruptor_shares(scope: Scope) -> Chart:
    """DeepSeek's versions, the second vendor, and the models said to be displaced: weekly shares."""
    versions, displaced = scope.parameter("versions"), scope.parameter("displaced")
    share = measures.shares(scope.weeks, "model")
    vendor_share = measures.shares(scope.weeks, "vendor")
    hues = model_hues(scope.edition.rows)
    maker = scope.weeks.drop_duplicates("model").set_index("model")["vendor"]
    series, colours, dashes, said = {}, {}, {}, {}
    panels: dict[str, list[str]] = {}
    # versions are dashed, whole vendors solid: they have one hue
    for number, model in enumerate(scope.series(versions, share)):
        name = scope.edition.label(model)
        series[name], colours[name] = measures.since_first(share[model]), hues[model]
        dashes[name] = DASHES[1 + number % (len(DASHES) - 1)]
        panels.setdefault(maker[model], []).append(name)
    for vendor in scope.parameter("vendors"):
        if vendor in vendor_share:
            series[vendor], colours[vendor] = vendor_share[vendor], vendor_hue(vendor)
            said[vendor] = saying(N_("{vendor:text}, all models"), vendor=vendor)
            panels.setdefault(vendor, []).append(vendor)
    older = scope.series(displaced, share)
    old = older.sum(axis=1)
    columns = {**series, "displaced models": old}
    data = pd.concat(columns, axis=1, sort=True)
    data = data.stack().dropna().rename("share").rename_axis(["week", "name"]).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        """A panel for the older models and one for each vendor, all on one scale."""
        if layout != CARD:
            figure.set_figheight(layout.height * 1.2)
        high = [
            float(old.max()),
            *(max(float(series[name].max()) for name in names) for names in panels.values()),
        ]
        heights = [max(value, LOWEST * max(high)) * 1.08 or 1 for value in high]
        every = figure.subplots(1 + len(panels), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
        for axes, height in zip(every, heights, strict=True):
            axes.set_ylim(0, height)
            # on each panel one number above the ground at least
            axes.yaxis.set_major_locator(MultipleLocator(STEP if height >= STEP else STEP / 2))
            number_axis(axes.yaxis, say, "share:0")
        every[0].plot(old.index, old, color=REST_HUE)
        measure(
            every[0], say(N_("share of the week's tokens: {count:words} older models"), count=older.shape[1])
        )
        for axes, (vendor, names) in zip(every[1:], panels.items(), strict=True):
            for name in names:
                dash = dashes.get(name)
                axes.plot(
                    series[name].index,
                    series[name],
                    color=colours[name],
                    linestyle=(0, dash) if dash else "-",
                )
            label_ends(
                axes,
                [
                    (
                        say(N_("all models")) if name == vendor else name,
                        series[name].index[-1],
                        float(series[name].iloc[-1]),
                        colours[name],
                    )
                    for name in names
                    if len(names) > 1
                ],
            )
            measure(axes, vendor)
        month_axis(every[-1], layout, say)

    vendors = [vendor for vendor in scope.parameter("vendors") if vendor in vendor_share]
    if not vendors:
        raise NoRowsError(", ".join(scope.parameter("vendors")))
    peak = vendor_share[vendors[0]]
    first, last = scope.ends(old)
    return Chart(
        "disruptor-shares",
        saying(
            N_("The older models fell from {first:share:0} of the tokens to {last:share:0}"),
            first=first,
            last=last,
        )
        if first > 2 * last
        else saying(
            N_("{vendor:text} reached {high:share:0} of the tokens and ended at {end:share:0}"),
            vendor=vendors[0],
            high=float(peak.max()),
            end=float(peak.iloc[-1]),
        ),
        data,
        paint,
        saying(
            N_(
                "Weekly shares on one scale. Above, the older models added up: {older:names}. Below, all "
                "models of {vendors:names}; broken lines, versions that these contain."
            ),
            vendors=vendors,
            older=scope.labels(older.columns),
        ),
        saying(N_("Not shown: why a model lost or won. Lines that cross are no proof of displacement.")),
        saying(
            N_(
                "Lines. {vendor:text} has its largest share, {high:share}, in the week of {week:date} and "
                "{end:share} in the last complete week; the older models go from {first:share} in the "
                "first four weeks to {last:share} in the last four."
            ),
            vendor=vendors[0],
            high=float(peak.max()),
            week=peak.idxmax(),
            end=float(peak.iloc[-1]),
            first=first,
            last=last,
        ),
        Numbers(
            [
                *(
                    replace(line, name=said.get(str(line.name), line.name))
                    for line in share_lines(series, colours, dashes)
                ),
                Line(saying(N_("older models")), old, "share", REST_HUE),
            ]
        ),
    )


HOLLOW: dict[str, Any] = {"markerfacecolor": PAPER, "markersize": 8}
"""The dot of the weeks before: larger, so that it shows around a filled one."""

DOTS = 7
"""How many of the vendors' models are magnified."""


def last_weeks(scope: Scope) -> Chart:
    """The last weeks magnified: shares of the challengers' models, and of the newcomer."""
    window = min(EDGE_WEEKS, scope.weeks["week"].nunique() // 2)
    if window == 0:
        raise NoRowsError("two weeks")
    share = measures.shares(scope.weeks, "model")
    vendor = scope.weeks.drop_duplicates("model").set_index("model")["vendor"]
    late, before = share.iloc[-window:].mean(), share.iloc[-2 * window : -window].mean()
    ours = vendor.index[vendor.isin(scope.parameter("vendors"))]
    if ours.empty:
        raise NoRowsError("vendors")
    newcomer = scope.parameter("newcomer")
    chosen = late[ours].sort_values(ascending=False, kind="stable").head(DOTS).index.tolist()
    if newcomer not in chosen:
        chosen.append(newcomer)
    data = pd.DataFrame(
        {"model": chosen, "before": before.reindex(chosen).fillna(0), "last": late.reindex(chosen).fillna(0)}
    ).reset_index(drop=True)
    told = [newcomer, chosen[0]]
    spans = [
        measures.days_of(share.index[-2 * window : -window]),
        measures.days_of(share.index[-window:]),
    ]
    by_label = data.set_index(data["model"].map(scope.edition.label))

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        hues = model_hues(scope.edition.rows)
        words = [say(N_("{start:date} to {end:date}"), **span) for span in spans]
        for place, line in enumerate(data.itertuples()):
            colour = hues.get(line.model, REST_HUE)
            axes.plot([line.before, line.last], [place, place], color=colour, linewidth=1.5)
            axes.plot([line.before], [place], "o", **HOLLOW, markeredgecolor=colour, clip_on=False)
            axes.plot([line.last], [place], "o", color=colour, markersize=5.5, clip_on=False)
            if line.model in told:
                axes.annotate(
                    say.share(line.last) if line.last else say(N_("not on the list")),
                    (max(line.last, line.before), place),
                    xytext=(7, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=8.5,
                )
        handles = [
            Line2D([], [], marker="o", linestyle="", **HOLLOW, markeredgecolor=INK, label=words[0]),
            Line2D([], [], marker="o", linestyle="", color=INK, markersize=5.5, label=words[1]),
        ]
        figure.legend(
            handles=handles, loc="outside lower right", ncols=1 if layout.narrow else 2, handletextpad=0.2
        )
        axes.set_yticks(range(len(data)), [scope.edition.label(model) for model in data["model"]])
        axes.set_ylim(len(data) - 0.5, -0.5)
        axes.set_xlim(0, float(data[["before", "last"]].to_numpy().max()) * 1.18 or 1)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        measure(axes, say(N_("share of the tokens")))
        axes.locator_params(axis="x", nbins=4)
        number_axis(axes.xaxis, say, "share:0" if float(axes.get_xlim()[1]) > FINE else "share")

    return Chart(
        "last-weeks",
        saying(
            N_(
                "In the last weeks {first:text} had {share:share} of the tokens; {newcomer:text} was not on "
                "the list"
            ),
            first=scope.edition.label(chosen[0]),
            share=float(data["last"].iloc[0]),
            newcomer=scope.edition.label(newcomer),
        )
        if not late.get(newcomer, 0.0)
        else saying(
            N_("{first:text} is the largest of these at the end, with {share:share} of the tokens"),
            first=scope.edition.label(chosen[0]),
            share=float(data["last"].iloc[0]),
        ),
        data,
        paint,
        saying(
            N_(
                "The end of the period magnified: mean shares of the vendors' largest models and, at the "
                "bottom, of {newcomer:text}, in the last complete weeks ({window:weeks}, filled) and in as "
                "many before (hollow)."
            ),
            newcomer=scope.edition.label(newcomer),
            window=window,
        ),
        saying(N_("Not shown: use below the day's fiftieth place. A dot at zero means no row, not no use.")),
        saying(
            N_(
                "Dots, one pair per model. The largest is {first:text} with {share:share} in the last "
                "weeks, after {before:share}; {newcomer:text} stands at {new:share:2} in the last weeks "
                "and {new_before:share:2} before."
            ),
            first=scope.edition.label(chosen[0]),
            share=float(data["last"].iloc[0]),
            before=float(data["before"].iloc[0]),
            newcomer=scope.edition.label(newcomer),
            new=float(late.get(newcomer, 0.0)),
            new_before=float(before.get(newcomer, 0.0)),
        ),
        Numbers(
            [
                Line(saying(N_("the weeks before")), by_label["before"], "share:2"),
                Line(saying(N_("the last weeks")), by_label["last"], "share:2"),
            ],
            saying(N_("Model")),
            "text",
            along=False,
        ),
    )
