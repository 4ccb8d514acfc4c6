"""The book's charts: each with its data, caption, text alternative, and what it does not show.

A function here takes a `Case` and returns a `Chart`; it draws nothing yet. `Chart.paint` draws it for
one layout and one language. Shares are of all tokens of the week; weeks that lack days are marked or
left out, as each caption says.
"""

from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.dates as mdates
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from tokenbook import metrics
from tokenbook.case import Case, NoRowsError
from tokenbook.style import (
    INK,
    OTHER_HUE,
    PAPER,
    REST_HUE,
    VENDOR_HUES,
    Layout,
    label_ends,
    model_shades,
    month_axis,
    number_axis,
    shade,
    vendor_hue,
)
from tokenbook.usage import OTHER
from tokenbook.wording import N_, TRILLION, Saying, Wording, saying


@dataclass(frozen=True)
class Chart:
    """A chart before it is drawn.

    Attributes
    ----------
    slug : stable name; anchor `fig-<slug>` and file `<slug>.csv`.
    data : what is drawn, tidy, as offered for download.
    paint : draws into an empty figure.
    caption : what to see.
    limits : what the chart does not show.
    alt : the chart's content in words and numbers.
    """

    slug: str
    data: pd.DataFrame
    paint: Callable[[Figure, Layout, Wording], None]
    caption: Saying
    limits: Saying
    alt: Saying


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
    "flagship": "#ee7733",
    "light": "#4477aa",
    "code": "#ccbb44",
    "reasoning": "#aa3377",
    "open_large": "#228833",
    "open_small": "#66ccee",
    "other": OTHER_HUE,
}


def weekly_stack(case: Case) -> Chart:
    """The article's chart: weekly columns, the week's top models by name, the rest as "Others"."""
    rows, top_n = case.edition.rows, case.parameter("top_n")
    tokens = metrics.tokens_by(rows, "model")
    rank = metrics.ranks(rows, "model")
    top = metrics.named(tokens).where(rank <= top_n, 0)
    vendor = rows.drop_duplicates("model").set_index("model")["vendor"]
    size = rows.groupby("vendor")["tokens"].sum()
    models = sorted(top.columns[top.sum() > 0], key=lambda m: (-size[vendor[m]], vendor[m], -top[m].sum()))
    top = top[models]
    others = tokens.sum(axis=1) - top.sum(axis=1)
    days = metrics.days(rows)
    shades = model_shades(rows)

    data = top.assign(**{"Others": others}).stack().rename("tokens").reset_index()
    data.columns = ["week", "model", "tokens"]
    data = data[data["tokens"] > 0].join(days, on="week")

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        weeks = pd.DatetimeIndex(top.index)
        bottom = pd.Series(0.0, index=weeks)
        columns = [*((top[m], shades[m]) for m in models), (others, OTHER_HUE)]
        for series, colour in columns:
            top_edge = bottom + series / TRILLION
            # one path for all columns of a model: a tenth of the page weight of single bars
            bars = [
                Path([(x, low), (x + 6, low), (x + 6, high), (x, high), (x, low)], closed=True)
                for x, low, high in zip(mdates.date2num(weeks), bottom, top_edge, strict=True)
                if high > low
            ]
            axes.add_patch(
                PathPatch(Path.make_compound_path(*bars), facecolor=colour, edgecolor=PAPER, linewidth=0.3)
            )
            bottom = top_edge
        axes.set_xlim(weeks[0] - pd.Timedelta(days=4), weeks[-1] + pd.Timedelta(days=10))
        axes.set_ylim(0, bottom.max() * 1.06)
        for week in weeks[days[weeks] < metrics.FULL_WEEK]:
            axes.annotate("*", (week + pd.Timedelta(days=3), bottom[week]), ha="center", va="bottom")
        vendors = list(dict.fromkeys(vendor[m] for m in models))
        known = [v for v in vendors if v in VENDOR_HUES]
        handles = [Patch(color=OTHER_HUE, label=say(N_("Others")))]
        if len(known) < len(vendors):
            handles.append(Patch(color=REST_HUE, label=say(N_("other vendors"))))
        handles += [Patch(color=VENDOR_HUES[v], label=v) for v in reversed(known)]
        axes.legend(handles=handles, loc="upper left", ncols=1 if layout.narrow else 2)
        axes.set_ylabel(say(N_("tokens per week, in T (10¹²)")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    complete = metrics.totals(case.weeks)
    return Chart(
        "weekly-stack",
        data,
        paint,
        saying(
            N_(
                "Tokens per week. Each week's {top_n:words} largest models stand by name, coloured by "
                "vendor; everything else is “Others”. * marks weeks that lack days in the source."
            ),
            top_n=top_n,
        ),
        saying(
            N_(
                "Not shown: who used the tokens, what for, and at what price. Public traffic of one "
                "router only."
            )
        ),
        saying(
            N_(
                "Stacked columns, one per week. The complete weeks go from {first:tokens} tokens to a "
                "peak of {peak:tokens} in the week of {week:date} and end at {last:tokens}. “Others” "
                "holds {others_first:share} of the first complete week and {others_last:share} of the last."
            ),
            first=float(complete.iloc[0]),
            peak=float(complete.max()),
            week=complete.idxmax(),
            last=float(complete.iloc[-1]),
            others_first=float(others[complete.index[0]] / complete.iloc[0]),
            others_last=float(others[complete.index[-1]] / complete.iloc[-1]),
        ),
    )


def weekly_total(case: Case) -> Chart:
    """Weekly totals with the article's marks: below 1 T, almost 8 T, about 6 T."""
    rows = case.edition.rows
    total, days = metrics.totals(rows), metrics.days(rows)
    data = pd.DataFrame({"tokens": total, "days": days}).reset_index()
    complete = metrics.totals(case.weeks)
    peak = complete.idxmax()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        full = days == metrics.FULL_WEEK
        for chosen, fill in ((full, vendor_hue("Google")), (~full, "none")):
            axes.bar(
                total.index[chosen],
                total[chosen] / TRILLION,
                width=5.6,
                align="edge",
                color=fill,
                edgecolor=vendor_hue("Google"),
                linewidth=0.8,
            )
        for mark in (1, 6, 8):
            axes.axhline(mark, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), alpha=0.75)
            axes.annotate(
                say(N_("{mark:count} T") if layout.narrow else N_("article: {mark:count} T"), mark=mark),
                (total.index[0], mark),
                xytext=(0, 3),
                textcoords="offset points",
                fontsize=8.5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
            )
        axes.annotate(
            say(N_("{value:trillions} T"), value=float(complete.max())),
            (peak + pd.Timedelta(days=3), complete.max() / TRILLION),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
        )
        axes.set_ylim(0, max(8.6, complete.max() / TRILLION * 1.1))
        axes.set_ylabel(say(N_("tokens per week, in T (10¹²)")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    return Chart(
        "weekly-total",
        data,
        paint,
        saying(
            N_(
                "Tokens per week and the article's three marks. Hollow columns are weeks that lack days in "
                "the source: {weeks:count} of {all:count}."
            ),
            weeks=int((days < metrics.FULL_WEEK).sum()),
            all=len(days),
        ),
        saying(N_("Not shown: requests, users, prices. A token counts as its provider's tokenizer counts.")),
        saying(
            N_(
                "Columns, one per week, from {first:tokens} tokens in the first complete week to "
                "{peak:tokens} in the week of {week:date}; the last complete week holds {last:tokens}. "
                "Dashed lines at 1, 6 and 8 trillion."
            ),
            first=float(complete.iloc[0]),
            peak=float(complete.max()),
            week=peak,
            last=float(complete.iloc[-1]),
        ),
    )


def tier_shares(case: Case) -> Chart:
    """Shares of the tiers per week, as stacked areas."""
    light = case.parameter("light_tiers")
    share = metrics.shares(case.weeks, "tier")
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

    joint = share[[tier for tier in light if tier in share]].sum(axis=1)
    first, last = case.ends(joint)
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
    )


def _lines(
    series: dict[str, pd.Series], colours: dict[str, str], ylabel: str, kind: str
) -> Callable[[Figure, Layout, Wording], None]:
    """Paint named weekly series as lines with their names at the right end."""

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        for name, values in series.items():
            sns.lineplot(x=values.index, y=values.to_numpy(), ax=axes, color=colours[name])
        top = max(float(values.max()) for values in series.values())
        axes.set_ylim(0, top * 1.08)
        last = max(values.index[-1] for values in series.values())
        label_ends(
            axes,
            [(name, last, float(values.iloc[-1]), colours[name]) for name, values in series.items()],
        )
        axes.set_ylabel(say(ylabel))
        number_axis(axes.yaxis, say, kind)
        month_axis(axes, layout, say)

    return paint


def _since_first_row(share: pd.Series) -> pd.Series:
    """A share from the first week it is above 0 on; before, a model did not exist here."""
    return share[share.gt(0).idxmax() :]


def disruptor_shares(case: Case) -> Chart:
    """DeepSeek's versions, the second vendor, and the models said to be displaced: weekly shares."""
    versions, displaced = case.parameter("versions"), case.parameter("displaced")
    share = metrics.shares(case.weeks, "model")
    vendor_share = metrics.shares(case.weeks, "vendor")
    shades = model_shades(case.edition.rows)
    series, colours = {}, {}
    for model in case.series(versions, share):
        name = case.edition.label(model)
        series[name], colours[name] = _since_first_row(share[model]), shades[model]
    for vendor in case.parameter("vendors"):
        if vendor in vendor_share:
            series[vendor], colours[vendor] = vendor_share[vendor], shade(vendor_hue(vendor), -0.3)
    old = case.series(displaced, share).sum(axis=1)
    columns = {**series, "displaced models": old}
    data = pd.concat(columns, axis=1, sort=True)
    data = data.stack().rename("share").rename_axis(["week", "name"]).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        name = say(N_("older models"))
        _lines(
            {**series, name: old},
            {**colours, name: REST_HUE},
            N_("share of the week's tokens"),
            "share:0",
        )(figure, layout, say)

    vendors = [vendor for vendor in case.parameter("vendors") if vendor in vendor_share]
    if not vendors:
        raise NoRowsError(", ".join(case.parameter("vendors")))
    peak = vendor_share[vendors[0]]
    first, last = case.ends(old)
    return Chart(
        "disruptor-shares",
        data,
        paint,
        saying(
            N_("Weekly shares of {names:names}, and of {count:count} older models added up."),
            names=list(series),
            count=len(displaced),
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
    )


def specialist_shares(case: Case) -> Chart:
    """The coding specialist and the family said to be stable: weekly shares."""
    coder, family = case.parameter("coder"), case.parameter("stable_family")
    share = metrics.shares(case.weeks, "model")
    shades = model_shades(case.edition.rows)
    models = case.series([coder, *family], share)
    series = {case.edition.label(model): _since_first_row(share[model]) for model in models}
    colours = {case.edition.label(model): shades[model] for model in models}
    data = pd.concat(series, axis=1, sort=True).stack().rename("share")
    data = data.rename_axis(["week", "name"]).reset_index()
    peaks = {name: (values.idxmax(), float(values.max())) for name, values in series.items()}
    name = next(iter(series))
    return Chart(
        "specialist-shares",
        data,
        _lines(series, colours, N_("share of the week's tokens"), "share:0"),
        saying(
            N_("Weekly shares of {names:names}, each from its first complete week on."),
            names=list(series),
        ),
        saying(N_("Not shown: what the tokens were for. Code and prose look the same in these rows.")),
        saying(
            N_(
                "Lines. The largest share of {name:text} is {high:share}, in the week of {week:date}; in "
                "the last complete week it holds {last:share}. All shares of the last complete week: "
                "{all:shares}."
            ),
            name=name,
            high=peaks[name][1],
            week=peaks[name][0],
            last=float(series[name].iloc[-1]),
            all={key: float(values.iloc[-1]) for key, values in series.items()},
        ),
    )


def tail_share(case: Case) -> Chart:
    """The share outside the weekly top N, and the source's own nameless `other` row."""
    top_n = case.parameter("top_n")
    tail = metrics.tail_share(case.weeks, "model", top_n)
    share = metrics.shares(case.weeks, "model")
    nameless = share[OTHER] if OTHER in share else tail * 0
    data = pd.DataFrame({"outside_top_n": tail, "nameless": nameless}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.fill_between(tail.index, nameless, tail, color=vendor_hue("Google"), alpha=0.55)
        axes.fill_between(tail.index, 0, nameless, color=REST_HUE, alpha=0.8)
        axes.set_ylim(0, max(0.05, float(tail.max()) * 1.08))
        axes.set_xlim(tail.index[0], tail.index[-1])
        label_ends(
            axes,
            [
                (
                    say(N_("outside the top {top_n:count}"), top_n=top_n),
                    tail.index[-1],
                    float(tail.iloc[-1]),
                    vendor_hue("Google"),
                ),
                (say(N_("without a name")), tail.index[-1], float(nameless.iloc[-1]), REST_HUE),
            ],
        )
        axes.set_ylabel(say(N_("share of the week's tokens")))
        number_axis(axes.yaxis, say, "share:0")
        month_axis(axes, layout, say)

    first, last = case.ends(tail)
    return Chart(
        "tail-share",
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
    )


def year_at_a_glance(case: Case) -> Chart:
    """Three panels: weekly total, share of light models, effective number of models."""
    total = metrics.totals(case.weeks) / TRILLION
    tiers = metrics.shares(case.weeks, "tier")
    light = tiers[[t for t in case.parameter("light_tiers") if t in tiers]].sum(axis=1)
    number = metrics.effective_number(case.weeks, "model")
    data = pd.concat([total, light, number], axis=1, keys=["trillions", "light_share", "models"])
    data = data.reset_index()
    panels = (
        (total, N_("tokens per week, in T (10¹²)"), "count", vendor_hue("Google")),
        (light, N_("share of light models"), "share:0", vendor_hue("Anthropic")),
        (number, N_("effective number of models"), "count", vendor_hue("OpenAI")),
    )

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        figure.set_figheight(layout.height * (1.35 if layout.narrow else 1.25))
        every: list[Axes] = list(figure.subplots(3, 1, sharex=True))
        for axes, (series, title, kind, colour) in zip(every, panels, strict=True):
            sns.lineplot(x=series.index, y=series.to_numpy(), ax=axes, color=colour)
            axes.set_ylim(0, float(series.max()) * 1.15)
            axes.set_title(say(title), loc="left")
            axes.set_ylabel("")
            number_axis(axes.yaxis, say, kind)
        month_axis(every[-1], layout, say)

    return Chart(
        "year-at-a-glance",
        data,
        paint,
        saying(N_("The period in three lines: volume, share of light models, effective number of models.")),
        saying(N_("Not shown: prices, quality, purposes. No line explains another.")),
        saying(
            N_(
                "Three lines over the same weeks. First and last four complete weeks: {total_first:number} "
                "and {total_last:number} trillion tokens a week; light models {light_first:share} and "
                "{light_last:share}; effective number of models {number_first:number} and "
                "{number_last:number}."
            ),
            total_first=case.ends(total)[0],
            total_last=case.ends(total)[1],
            light_first=case.ends(light)[0],
            light_last=case.ends(light)[1],
            number_first=case.ends(number)[0],
            number_last=case.ends(number)[1],
        ),
    )
