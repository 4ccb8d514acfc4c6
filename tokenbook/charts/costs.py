"""Charts of what tokens cost, for the chapter `unseen`: the mean price, the price of an ability, spending."""

import textwrap

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tokenbook import beside, measures, prices
from tokenbook.charts.base import Chart, Line, Numbers, bars
from tokenbook.charts.colours import ACCENT, REST_HUE, SECOND
from tokenbook.charts.style import (
    POINTS,
    Layout,
    apart,
    label_ends,
    log_ticks,
    measure,
    month_axis,
    name_points,
    number_axis,
)
from tokenbook.limits import EDGE_WEEKS
from tokenbook.scope import Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Saying, Wording, saying

PARTS = {
    "turnover": N_("models that came and went"),
    "mix": N_("use moved between models that stayed"),
    "free": N_("less of it free"),
    "same": N_("price changes of models that stayed"),
}
MORE_FREE = N_("more of it free")

SAME = {True: N_("same models, closed: {change:share:0}"), False: N_("same models: {change:share:0}")}


OWN = 0.05
"""By what part the prices of the same models may have fallen that "did not" is said of them."""

CHEAPER = {
    True: N_(
        "The mean price fell from {before:dollars} to {after:dollars}; closed models themselves became "
        "{cheaper:share:0} cheaper"
    ),
    False: N_(
        "The mean price fell from {before:dollars} to {after:dollars}; the same models became "
        "{cheaper:share:0} cheaper"
    ),
}

HARDLY = N_("The mean price fell from {before:dollars} to {after:dollars}; the models' own prices hardly did")
WENT = N_("The mean price went from {before:dollars} to {after:dollars}")


def fell_or_went(before: float, after: float, same: float, own: float, closed: bool) -> Saying:
    """What the mean price did, and whether the models' own prices did it.

    Parameters
    ----------
    before, after : mean price of a million tokens, in dollars.
    same : dollars by which price changes of models that stayed moved it.
    own : part by which the prices of the same models changed, of closed ones alone where `closed`.
    """
    fell = after < before
    if fell and own <= -OWN:
        return saying(CHEAPER[closed], before=before, after=after, cheaper=abs(own))
    message = HARDLY if fell and own > -OWN and same >= 0 else WENT
    return saying(message, before=before, after=after)


def price_moves(scope: Scope) -> Chart:
    """The mean list price per week, and what moved it from the first to the last weeks."""
    frame = beside.priced(scope)
    mean = prices.mean_price(frame, prices.EARLY)
    index = beside.index(scope)
    paid = prices.mean_price(frame, prices.EARLY, paid=True).reindex(mean.index)
    same = (index * float(mean.dropna().iloc[0])).reindex(mean.index)
    moved = beside.moved(scope)
    own = float(index.dropna().iloc[-1]) - 1
    closed = beside.closed_only(scope)
    lines = {
        "mean": (mean, saying(N_("all tokens")), ACCENT, ()),
        "same": (same, saying(SAME[closed], change=own), SECOND, (4, 1.5)),
    }
    words = PARTS | ({"free": MORE_FREE} if moved.parts["free"] < 0 else {})
    data = pd.DataFrame({"mean": mean, "paid": paid, "index": index}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        # narrow: the bars' names break into as many as three lines
        figure.set_figheight(layout.height * (2 if layout.narrow else 1.35))
        width = 16 if layout.narrow else 40
        top, bottom = figure.subplots(2, 1, height_ratios=(1, 1) if layout.narrow else (3, 2))
        for values, _, colour, dash in lines.values():
            top.plot(values.index, values.to_numpy(), color=colour, linestyle=(0, dash) if dash else "-")
        top.set_ylim(0, float(max(mean.max(), same.max())) * 1.1)
        label_ends(
            top,
            [
                (textwrap.fill(name.to(say), width), mean.index[-1], float(v.dropna().iloc[-1]), c)
                for v, name, c, _ in lines.values()
            ],
            gap=34 if layout.narrow else 11.5,
        )
        measure(top, say(N_("US dollars a million tokens")))
        number_axis(top.yaxis, say, "decimal")
        month_axis(top, layout, say)
        values = pd.Series({say(word): moved.parts[name] for name, word in words.items()})
        values[say(N_("altogether"))] = moved.after - moved.before
        bars(
            bottom,
            values,
            [*[REST_HUE] * len(words), ACCENT],
            [say.number(value, 2) for value in values],
            width=16 if layout.narrow else 22,
        )
        measure(bottom, say(N_("what moved the mean, in dollars, rounded")))

    return Chart(
        "price-moves",
        fell_or_went(moved.before, moved.after, moved.parts["same"], own, closed),
        data,
        paint,
        saying(
            N_(
                "Above: mean list price of a million tokens, weighted by use; dashed, what it would be if "
                "nothing but prices had moved, counted from week to week over {models:messages} used in "
                "both. Below: what moved the mean of all from {before:dollars} in the first {weeks:words} "
                "weeks to {after:dollars} in the last; “stayed”: used at both ends."
            ),
            models=[N_("closed models") if closed else N_("all models")],
            before=moved.before,
            after=moved.after,
            weeks=EDGE_WEEKS,
        ),
        LIST_PRICES,
        saying(
            N_(
                "A line from {first:dollars} to {last:dollars}. Bars: models that came and went "
                "{turnover:dollars}, use moved between models that stayed {mix:dollars}, another part free "
                "{free:dollars}, price changes of models that stayed {same:dollars}."
            ),
            first=float(mean.iloc[0]),
            last=float(mean.iloc[-1]),
            **moved.parts,
        ),
        Numbers(
            [
                Line(saying(N_("all tokens, dollars a million")), mean, "number:2", ACCENT),
                Line(saying(N_("paid tokens, dollars a million")), paid, "number:2"),
                Line(saying(N_("same models, dollars a million")), same, "number:2", SECOND, (4, 1.5)),
            ]
        ),
        # whose models are closed, the releases say
        (Source.ROWS, Source.PRICES, *([Source.RELEASES] if closed else [])),
    )


LIST_PRICES: Saying = saying(
    N_(
        "List prices at nine prompt tokens to one of completion. Not shown: discounts for cached prompts, "
        "other hosts of an open model, what anybody paid."
    )
)


def ability_price(scope: Scope) -> Chart:
    """The cheapest list price of a given score in Aider's polyglot benchmark, by week."""
    series = {score: beside.ability(scope, score)["price"] for score in beside.SCORES}
    colours = dict(zip(beside.SCORES, (REST_HUE, ACCENT, SECOND), strict=True))
    main = series[beside.ABLE].dropna()
    ends = {"first": float(main.iloc[0]), "last": float(main.iloc[-1])}

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.set_yscale("log")
        for score, values in series.items():
            able = score == beside.ABLE
            axes.plot(
                *_corners(values.dropna()),
                color=colours[score],
                linewidth=2.4 if able else 1.3,
                zorder=3 if able else 2,
            )
        low = min(float(values.min()) for values in series.values())
        high = max(float(values.max()) for values in series.values())
        axes.set_ylim(low * 0.75, high * 1.4)
        axes.set_yticks(log_ticks(*axes.get_ylim()))
        axes.minorticks_off()
        measure(
            axes,
            say(
                N_(
                    "cheapest price of a model that passes {scores:alternatives}% of Aider's coding test, "
                    "dollars a million tokens, log scale"
                ),
                scores=[say.count(score) for score in beside.SCORES],
            ),
        )
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)
        _price_ends(figure, axes, series, layout, say)
        first = next(iter(series.values())).index[0]
        starts: dict[tuple[pd.Timestamp, float], list[int]] = {}
        for score, values in series.items():
            begun = values.dropna()
            starts.setdefault((begun.index[0], float(begun.iloc[0])), []).append(score)
        name_points(
            axes,
            [
                # what goes on from the year before is named at its end
                (
                    say.number(price, 2) if day == first else _price_label(say, scores, price, layout),
                    day,
                    price,
                )
                for (day, price), scores in starts.items()
            ],
            7.5 if layout.narrow else 8.5,
        )

    return Chart(
        "ability-price",
        saying(
            N_(
                "The same ability for a fraction: {first:dollars} a million tokens, in the end {last:dollars}"
            ),
            **ends,
        )
        if ends["last"] < ends["first"] / 2
        else saying(
            N_("The price of this ability: {first:dollars} a million tokens, in the end {last:dollars}"),
            **ends,
        ),
        pd.DataFrame(series).rename(columns="score_{}".format).reset_index(),
        paint,
        saying(
            N_(
                "The cheapest list price at which a model with at least so many percent in Aider's polyglot "
                "benchmark was used. For {able:count} percent: at first {first:dollars}, at the end "
                "{last:dollars}."
            ),
            able=beside.ABLE,
            **ends,
        ),
        saying(
            N_(
                "Not shown: prices of models outside the daily top fifty, for which the last one seen "
                "stands; abilities other than editing code in six languages."
            )
        ),
        saying(
            N_(
                "Steps. {able:count} percent: {first:dollars} in the week of {week:date}, "
                "{last:dollars} at the end."
            ),
            able=beside.ABLE,
            week=main.index[0],
            **ends,
        ),
        Numbers(
            [
                Line(
                    saying(N_("{score:count} percent, dollars a million"), score=score),
                    values,
                    "number:2",
                    colours[score],
                )
                for score, values in series.items()
            ]
        ),
        (Source.ROWS, Source.PRICES, Source.AIDER),
    )


def _corners(values: pd.Series) -> tuple[list[pd.Timestamp], list[float]]:
    """Days and values of a line in steps, with its corners as points of their own: names keep off it."""
    days = list(values.index)
    pairs = [
        (day, value) for (start, value), end in zip(values.items(), [*days[1:], days[-1]], strict=True)
        for day in (start, end)
    ]  # fmt: skip
    return [day for day, _ in pairs], [float(value) for _, value in pairs]


def _price_ends(
    figure: Figure, axes: Axes, series: dict[int, pd.Series], layout: Layout, say: Wording
) -> None:
    """What each score costs in the end, beside the lines' ends; once where scores cost the same."""
    ends: dict[float, list[int]] = {}
    for score, values in series.items():
        ends.setdefault(round(float(values.iloc[-1]), 3), []).append(score)
    last = next(iter(series.values())).index[-1]
    figure.draw_without_rendering()
    found = sorted(ends.items())
    # the scale is not even: places on the picture, not prices, are kept apart
    points = [float(axes.transData.transform((mdates.date2num(last), price))[1]) for price, _ in found]
    per = figure.dpi / POINTS
    room = axes.get_window_extent()
    places = apart(points, (23 if layout.narrow else 12) * per, room.y0, room.y1)
    for (price, scores), point, place in zip(found, points, places, strict=True):
        text = say(
            N_("{scores:alternatives}%: {price:dollars}"),
            scores=[say.count(score) for score in scores],
            price=price,
        )
        axes.annotate(
            text.replace(": ", ":\n") if layout.narrow else text,
            (last, price),
            xytext=(4, (place - point) / per),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            annotation_clip=False,
        )


def _price_label(say: Wording, scores: list[int], price: float, layout: Layout) -> str:
    """What stands where lines begin: the scores, and the price that the headline tells."""
    texts = [say.count(score) for score in scores]
    if beside.ABLE not in scores:
        return say(N_("{scores:alternatives}%"), scores=texts)
    if layout.narrow:
        # of what, the subtitle says
        return say(N_("{scores:alternatives}%"), scores=texts) + f":\n{say.number(price, 2)}"
    return say(N_("{scores:alternatives}%: {price:dollars}"), scores=texts, price=price)


VENDORS = 6


def spend_shares(scope: Scope) -> Chart:
    """Each vendor's share of the tokens beside the bounds of its share of list spend."""
    found = beside.spend(scope)
    names = (
        found["last"]["tokens"]
        .nlargest(VENDORS)
        .index.union(found["first"]["tokens"].nlargest(VENDORS // 2).index, sort=False)
    )
    tables = {when: table.reindex(names).fillna(0.0) for when, table in found.items()}
    titles = {"first": N_("four weeks from {day:date}"), "last": N_("four weeks to {day:date}")}
    spans = dict(zip(titles, beside.windows(beside.priced(scope)), strict=True))
    days = {
        "first": spans["first"]["week"].min(),
        "last": measures.days_of(spans["last"]["week"])["end"],
    }
    last = tables["last"]
    dear = (last["floor"] - last["tokens"]).idxmax()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(max(layout.height, 0.42 * len(names) + 1.2) * (1.5 if layout.narrow else 0.9))
        shape = (2, 1) if layout.narrow else (1, 2)
        if isinstance(engine := figure.get_layout_engine(), ConstrainedLayoutEngine):
            engine.set(wspace=0.08)
        for axes, (when, table) in zip(
            figure.subplots(*shape, sharey=True, sharex=True), tables.items(), strict=True
        ):
            # the edge keeps in sight what is hardly wide
            axes.barh(
                range(len(names)),
                table["ceiling"] - table["floor"],
                left=table["floor"],
                height=0.5,
                color=SECOND,
                edgecolor=SECOND,
                linewidth=1.2,
            )
            axes.plot(table["tokens"], range(len(names)), "o", color=ACCENT, markersize=6)
            # in the end the largest spender besides
            for name in dict.fromkeys([dear, last["floor"].idxmax()] if table is last else [dear]):
                _values(axes, table.loc[name], names.get_loc(name), say)
            axes.set_yticks(range(len(names)), list(names))
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.set_xlim(-0.02, 1)
            measure(axes, say(titles[when], day=days[when]))
            axes.grid(visible=True, axis="x")
            number_axis(axes.xaxis, say, "share:0")
            axes.locator_params(axis="x", nbins=4)
        figure.legend(
            handles=[
                Line2D([], [], marker="o", linestyle="", color=ACCENT, label=say(N_("share of the tokens"))),
                Patch(color=SECOND, label=say(N_("share of the spending, least to most"))),
            ],
            loc="outside upper left",
            ncols=1 if layout.narrow else 2,
            borderaxespad=0.2,
            columnspacing=1.4,
            handlelength=1.2,
        )

    return Chart(
        "spend-shares",
        saying(
            N_("{name:text}: {tokens:share:0} of the tokens, at least {floor:share:0} of the spending"),
            name=dear,
            tokens=float(last["tokens"][dear]),
            floor=beside.outwards(*last.loc[dear, ["floor", "ceiling"]])[0],
        ),
        pd.concat(tables, names=["weeks", "vendor"]).reset_index(),
        paint,
        saying(
            N_(
                "Points: share of the named tokens. Bars: from the least to the most that the vendor's share "
                "of the spending at list price can have been, depending on how many tokens were prompts. The "
                "last weeks' tokens give the order."
            )
        ),
        saying(
            N_("Not shown: discounts for cached prompts, other hosts of an open model, what anybody paid.")
        ),
        saying(
            N_("For {names:names}. Tokens in the last weeks: {tokens:shares}."),
            names=list(names),
            tokens={name: float(value) for name, value in last["tokens"].items()},
        ),
        Numbers(
            [
                Line(saying(N_("tokens, first weeks")), tables["first"]["tokens"], "share", ACCENT),
                Line(saying(N_("spend at least, first weeks")), tables["first"]["floor"], "share", SECOND),
                Line(saying(N_("spend at most, first weeks")), tables["first"]["ceiling"], "share", SECOND),
                Line(saying(N_("tokens, last weeks")), last["tokens"], "share", ACCENT),
                Line(saying(N_("spend at least, last weeks")), last["floor"], "share", SECOND),
                Line(saying(N_("spend at most, last weeks")), last["ceiling"], "share", SECOND),
            ],
            saying(N_("Vendor")),
            "text",
            along=False,
        ),
        (Source.ROWS, Source.PRICES),
    )


def _values(axes: Axes, row: pd.Series, place: int, say: Wording) -> None:
    """Print what dot and bar of one vendor stand for."""
    least, most = beside.outwards(row["floor"], row["ceiling"])
    high = say.share(most, 0)
    texts = (
        (say.share(float(row["tokens"]), 0), float(row["tokens"])),
        (high if least == most else f"{say.count(least * 100)}–{high}",
         float(row["floor"] + row["ceiling"]) / 2),
    )  # fmt: skip
    for text, at in texts:
        axes.annotate(
            text, (at, place), xytext=(0, 7), textcoords="offset points", ha="center", va="bottom", fontsize=8
        )
