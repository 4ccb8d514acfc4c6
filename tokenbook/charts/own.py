"""Charts of somebody's own log: the weeks, the models, whose they are, what they cost."""

import pandas as pd
from matplotlib.figure import Figure

from tokenbook import measures, own
from tokenbook.charts.base import (
    AREA,
    COLUMN_MIDDLE,
    Chart,
    Line,
    Numbers,
    bars,
    draw_lines,
    draw_weeks,
    of_weeks,
    share_lines,
)
from tokenbook.charts.colours import ACCENT, vendor_hue
from tokenbook.charts.style import DASHES, Layout, measure, model_hues, month_axis, number_axis, token_axis
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Wording, saying

MODELS = 5
"""How many models have a line."""

VENDORS = 10
"""How many vendors have a bar."""

ROW = 0.3
"""Inches of height of a bar."""

ONE_LOG = saying(N_("Not shown: what the tokens were used for, and what other logs hold."))


HOLLOW = N_("Tokens per week; hollow columns are weeks at the edges, which lack days.")


def own_weeks(scope: Scope) -> Chart:
    """Tokens per week."""
    rows = scope.edition.rows
    total, days = measures.totals(rows), measures.days(rows)
    whole = measures.totals(scope.weeks)
    peak, height = measures.peak(scope.weeks)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        draw_weeks(axes, total, days)
        axes.set_ylim(0, float(total.max()) * 1.1 or 1)
        token_axis(axes, say, axes.get_ylim()[1])
        month_axis(axes, layout, say)

    return Chart(
        "own-weeks",
        saying(N_("At most {peak:tokens} tokens a week, at least {low:tokens}"), peak=height, low=whole.min())
        if len(whole) > 1
        else saying(N_("One complete week with {peak:tokens} tokens"), peak=height),
        pd.DataFrame({"tokens": total, "days": days}).reset_index(),
        paint,
        saying(HOLLOW if (days < measures.FULL_WEEK).any() else N_("Tokens per week.")),
        ONE_LOG,
        saying(
            N_(
                "Columns per week: {first:tokens} first, {last:tokens} last, the most {peak:tokens}, "
                "{week:date}."
            ),
            first=float(whole.iloc[0]),
            last=float(whole.iloc[-1]),
            peak=height,
            week=peak,
        ),
        of_weeks(total, days),
    )


def own_models(scope: Scope) -> Chart:
    """Weekly shares of the largest models."""
    overall = own.models(scope).head(MODELS)
    share = measures.shares(scope.weeks, "model")
    if len(share) < 2:
        raise NoRowsError("two weeks")
    hues = model_hues(scope.edition.rows)
    vendor = measures.attribute(scope.weeks, "vendor")
    lead = scope.edition.label(own.leaders(scope).iloc[-1])
    series, colours, dashes = {}, {}, {}
    for place, model in enumerate(overall.index):
        name = scope.edition.label(model)
        series[name], colours[name] = measures.since_first(share[model]), hues[model]
        # the same colour's lines differ in their dashes
        alike = sum(vendor_hue(vendor[m]) == vendor_hue(vendor[model]) for m in overall.index[:place])
        dashes[name] = DASHES[alike % len(DASHES)]
    data = pd.concat(series, axis=1, sort=True).stack().dropna().rename("share")

    return Chart(
        "own-models",
        saying(N_("{name:text} is in front at the end"), name=lead),
        data.rename_axis(["week", "name"]).reset_index(),
        draw_lines(series, colours, N_("share of the week's tokens"), "share:0", dashes),
        saying(
            N_("Weekly shares of the largest models, {count:models}, each from its first week on."),
            count=len(series),
        ),
        ONE_LOG,
        saying(
            N_("Lines. Of all tokens: {overall:shares}."),
            overall={scope.edition.label(model): float(value) for model, value in overall.items()},
        ),
        Numbers(share_lines(series, colours, dashes)),
    )


def own_vendors(scope: Scope) -> Chart:
    """Shares of the vendors."""
    share = own.vendors(scope).head(VENDORS)
    texts = share.astype(float)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(max(1.6, ROW * len(share) + 0.7))
        axes = figure.subplots()
        bars(axes, texts, [vendor_hue(name) for name in share.index], [say.share(value) for value in texts])
        measure(axes, say(N_("share of all tokens")))

    return Chart(
        "own-vendors",
        saying(
            N_("{name:text} made the models of {part:share:0} of the tokens"),
            name=share.index[0],
            part=float(share.iloc[0]),
        ),
        share.rename("share").rename_axis("vendor").reset_index(),
        paint,
        saying(N_("Shares of all tokens by the models' vendors, {count:vendors}."), count=len(share)),
        ONE_LOG,
        saying(N_("Bars: {shares:shares}."), shares={name: float(value) for name, value in share.items()}),
        Numbers(
            [Line(saying(N_("share of all tokens")), texts, "share", ACCENT)],
            saying(N_("Vendor")),
            "text",
            along=False,
        ),
    )


def own_cost(scope: Scope) -> Chart:
    """Cost per week, as the log says it."""
    spent = own.cost(scope).groupby("week")["cost_usd"].sum()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.bar(spent.index, spent, width=5.6, align="edge", color=ACCENT)
        axes.set_ylim(min(0.0, float(spent.min()) * 1.1), max(0.0, float(spent.max()) * 1.1) or 1)
        measure(axes, say(N_("US dollars per week")))
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)

    return Chart(
        "own-cost",
        saying(N_("At most {high:dollars} a week"), high=float(spent.max())),
        spent.reset_index(),
        paint,
        saying(N_("US dollars per complete week, as the log gives them.")),
        saying(N_("Not shown: what the log names no cost for.")),
        saying(
            N_("Columns per week, {first:dollars} at first and {last:dollars} in the end."),
            first=float(spent.iloc[0]),
            last=float(spent.iloc[-1]),
        ),
        Numbers(
            [Line(saying(N_("US dollars per week")), spent, "number:2", ACCENT, mark=AREA)],
            shift=COLUMN_MIDDLE,
        ),
    )
