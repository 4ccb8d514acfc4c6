"""Charts of what the article's chart does not show: free use, lives, weekends, prices, spread."""

import math
import textwrap
from collections.abc import Callable
from typing import cast

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from tokenbook import beside, prices
from tokenbook.charts.base import AREA, COLUMN_MIDDLE, Chart, Line, Numbers, bars
from tokenbook.charts.colours import ACCENT, OTHER_HUE, REST_HUE, SECOND
from tokenbook.charts.style import (
    INK,
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
from tokenbook.scope import NoRowsError, Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Saying, Wording, saying

Paint = Callable[[Figure, Layout, Wording], None]

ROW = 0.27
"""Inches of height of a horizontal bar."""


def _columns(series: pd.Series, title: Saying, kind: str, high: float = 0.0) -> Paint:
    """Weekly columns, on an axis that reaches to `high` at least."""

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.bar(series.index, series.to_numpy(), width=5.6, align="edge", color=ACCENT)
        axes.set_ylim(0, max(float(series.max()), high) * 1.1 or 1)
        measure(axes, title.to(say))
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
                "At most it is {most:words}, in {weeks:weeks}."
            ),
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
        _columns(share, saying(N_("share used at price 0")), "share:0"),
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
        saying(
            N_("Once they cost something, each of these models lost more than {least:share:0} of its use"),
            least=math.floor(float(-change.max()) * 100) / 100,
        )
        if change.max() < 0
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
                "mostly used at price 0, at {least:tokens} a day or more, and stayed under their name."
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
                say.count(count) if ended else say(N_("{count:count} and more"), count=count)
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
                "tenth of a week's tokens, the shortest first; last and grey: not at half when the data end."
            ),
            count=len(weeks),
        ),
        saying(N_("Not shown: tokens. A share may halve while its tokens grow.")),
        saying(
            N_("Bars for {count:models}, weeks in brackets: {weeks:counts}."),
            count=len(weeks),
            weeks={name: int(value) for name, value in weeks.items()},
        ),
        _table(N_("Model"), N_("weeks from peak to half"), weeks, "count"),
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
        axes.set_ylim(min(0.7, float(ratio.min()) - 0.05), max(1.08, float(ratio.max()) + 0.05))
        measure(axes, say(N_("a weekend day, as part of a weekday")))
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    return Chart(
        "weekends",
        saying(
            N_(
                "The weekend grew quieter: {first:share:0} of a weekday in the first quarter, {last:share:0} "
                "in the last"
            ),
            first=float(quarters.iloc[0]),
            last=float(quarters.iloc[-1]),
        )
        if quarters.iloc[-1] < quarters.iloc[0] - 0.03
        else saying(
            N_(
                "A weekend day had {first:share:0} of a weekday's tokens in the first quarter, "
                "{last:share:0} in the last"
            ),
            first=float(quarters.iloc[0]),
            last=float(quarters.iloc[-1]),
        ),
        ratio.rename("ratio").reset_index(),
        paint,
        saying(
            N_(
                "Tokens of a weekend day as part of those of a weekday: the median of the whole weeks that "
                "begin in each month. At the dashed line there is no weekend."
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


PARTS = {
    "turnover": N_("models came and went"),
    "mix": N_("other models of those there"),
    "free": N_("used at price 0"),
    "same": N_("their own prices"),
}


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


def price_moves(scope: Scope) -> Chart:
    """The mean list price per week, and what moved it from the first to the last weeks."""
    frame = beside.priced(scope)
    mean = prices.mean_price(frame, prices.EARLY)
    index = beside.index(scope)
    paid = prices.mean_price(frame, prices.EARLY, paid=True).reindex(mean.index)
    same = (index * float(paid.dropna().iloc[0])).reindex(mean.index)
    lines = {
        "mean": (mean, N_("all tokens"), ACCENT, ()),
        "same": (same, N_("same models"), SECOND, (4, 1.5)),
    }
    moved = beside.moved(scope)
    own = float(index.dropna().iloc[-1]) - 1
    data = pd.DataFrame({"mean": mean, "paid": paid, "index": index}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(layout.height * (1.5 if layout.narrow else 1.35))
        top, bottom = figure.subplots(2, 1, height_ratios=(3, 2))
        for values, _, colour, dash in lines.values():
            top.plot(values.index, values.to_numpy(), color=colour, linestyle=(0, dash) if dash else "-")
        top.set_ylim(0, float(max(mean.max(), same.max())) * 1.1)
        label_ends(
            top,
            [(say(name), mean.index[-1], float(v.dropna().iloc[-1]), c) for v, name, c, _ in lines.values()],
        )
        measure(top, say(N_("US dollars a million tokens")))
        number_axis(top.yaxis, say, "decimal")
        month_axis(top, layout, say)
        values = pd.Series({say(PARTS[name]): moved.parts[name] for name in PARTS})
        bars(
            bottom,
            values,
            [SECOND if value < 0 else ACCENT for value in values],
            [say.number(value, 2) for value in values],
            width=16 if layout.narrow else None,
        )
        measure(bottom, say(N_("what moved it, in dollars")))

    return Chart(
        "price-moves",
        saying(
            N_(
                "The mean price fell from {before:dollars} to {after:dollars}; the models' own prices did not"
            ),
            before=moved.before,
            after=moved.after,
        )
        if moved.after < moved.before and moved.parts["same"] >= 0 and own > -OWN
        else saying(
            CHEAPER[beside.closed_only(scope)], before=moved.before, after=moved.after, cheaper=abs(own)
        )
        if moved.after < moved.before and own <= -OWN
        else saying(
            N_("The mean price went from {before:dollars} to {after:dollars}"),
            before=moved.before,
            after=moved.after,
        ),
        data,
        paint,
        saying(
            N_(
                "Above: mean list price of a million tokens, weighted by use, and what it would be had only "
                "the prices of the same models moved ({models:messages}). Below: what moved the mean from "
                "{before:dollars} in the first {weeks:words} weeks to {after:dollars} in the last."
            ),
            models=[N_("closed models") if beside.closed_only(scope) else N_("all models")],
            before=moved.before,
            after=moved.after,
            weeks=EDGE_WEEKS,
        ),
        LIST_PRICES,
        saying(
            N_(
                "A line from {first:dollars} to {last:dollars}. Bars: models came and went "
                "{turnover:dollars}, other models {mix:dollars}, used at price 0 {free:dollars}, own prices "
                "{same:dollars}."
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
        (Source.ROWS, Source.PRICES, *([Source.RELEASES] if beside.closed_only(scope) else [])),
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
            say(N_("cheapest price, dollars a million tokens, by percent in Aider's coding test")),
        )
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)
        _price_ends(axes, series, layout, say)
        starts: dict[tuple[pd.Timestamp, float], list[int]] = {}
        for score, values in series.items():
            begun = values.dropna()
            starts.setdefault((begun.index[0], float(begun.iloc[0])), []).append(score)
        name_points(
            axes,
            [(_price_label(say, scores, price), day, price) for (day, price), scores in starts.items()],
            8.5,
        )

    return Chart(
        "ability-price",
        saying(
            N_(
                "The same ability for a fraction: {first:dollars} a million tokens, in the end {last:dollars}"
            ),
            first=float(main.iloc[0]),
            last=float(main.iloc[-1]),
        )
        if main.iloc[-1] < main.iloc[0] / 2
        else saying(
            N_("The price of this ability: {first:dollars} a million tokens, in the end {last:dollars}"),
            first=float(main.iloc[0]),
            last=float(main.iloc[-1]),
        ),
        pd.DataFrame(series).rename(columns="score_{}".format).reset_index(),
        paint,
        saying(
            N_(
                "The cheapest list price at which a model with at least so many percent in Aider's polyglot "
                "benchmark was used. For {able:count} percent: first {first:dollars}, at last {last:dollars}."
            ),
            able=beside.ABLE,
            first=float(main.iloc[0]),
            last=float(main.iloc[-1]),
        ),
        saying(
            N_(
                "Not shown: models outside the daily top fifty, which have no price here; abilities other "
                "than editing code in six languages."
            )
        ),
        saying(
            N_(
                "Steps. {able:count} percent: {first:dollars} in the week of {week:date}, "
                "{last:dollars} at last."
            ),
            able=beside.ABLE,
            first=float(main.iloc[0]),
            week=main.index[0],
            last=float(main.iloc[-1]),
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


def _price_ends(axes: Axes, series: dict[int, pd.Series], layout: Layout, say: Wording) -> None:
    """What each score costs in the end, beside the lines' ends; once where scores cost the same."""
    ends: dict[float, list[int]] = {}
    for score, values in series.items():
        ends.setdefault(round(float(values.iloc[-1]), 3), []).append(score)
    last = next(iter(series.values())).index[-1]
    cast(Figure, axes.get_figure()).draw_without_rendering()
    found = sorted(ends.items())
    # the scale is not even: places on the picture, not prices, are kept apart
    points = [float(axes.transData.transform((mdates.date2num(last), price))[1]) for price, _ in found]
    per = axes.get_figure().dpi / POINTS  # type: ignore[union-attr]
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


def _price_label(say: Wording, scores: list[int], price: float) -> str:
    """What stands where lines begin: the scores, and the price where the headline tells it."""
    texts = [say.count(score) for score in scores]
    if beside.ABLE not in scores:
        return say(N_("{scores:alternatives}%"), scores=texts)
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
    titles = {"first": N_("first four weeks"), "last": N_("last four weeks")}
    last = tables["last"]
    dear = (last["floor"] - last["tokens"]).idxmax()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(max(layout.height, 0.42 * len(names) + 1.2) * (1.5 if layout.narrow else 0.9))
        shape = (2, 1) if layout.narrow else (1, 2)
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
            _values(axes, table.loc[dear], names.get_loc(dear), say)
            axes.set_yticks(range(len(names)), list(names))
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.set_xlim(-0.02, 1)
            measure(axes, say(titles[when]))
            axes.grid(visible=True, axis="x")
            number_axis(axes.xaxis, say, "share:0")
            axes.locator_params(axis="x", nbins=4)
        figure.legend(
            handles=[
                Line2D([], [], marker="o", linestyle="", color=ACCENT, label=say(N_("share of the tokens"))),
                Patch(color=SECOND, label=say(N_("share of the spending: at least to at most"))),
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
            floor=float(last["floor"][dear]),
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
        LIST_PRICES,
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
    low, high = (say.share(float(row[name]), 0) for name in ("floor", "ceiling"))
    texts = (
        (say.share(float(row["tokens"]), 0), float(row["tokens"])),
        (low if low == high else f"{say.count(row['floor'] * 100)}–{high}",
         float(row["floor"] + row["ceiling"]) / 2),
    )  # fmt: skip
    for text, at in texts:
        axes.annotate(
            text, (at, place), xytext=(0, 7), textcoords="offset points", ha="center", va="bottom", fontsize=8
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
        measure(axes, say(N_("effective number of models")))
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
                "Effective number of models (how many of equal size would be as spread out), the mean of the "
                "weeks that begin in each month."
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
