"""The book's charts: each with its data, caption, text alternative, and what it does not show.

A function here takes a `Case` and returns a `Chart`; it draws nothing yet. `Chart.paint` draws it for
one layout and one language. `Chart.numbers` is the same once more as a table for readers, from which
the page's script also reads what it tells at the pointer. Shares are of all tokens of the week; weeks
that lack days are marked or left out, as each caption says.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import matplotlib.dates as mdates
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from tokenbook import measures
from tokenbook.case import Case, NoRowsError
from tokenbook.models import release_day
from tokenbook.rows.usage import OTHER
from tokenbook.style import (
    DASHES,
    HALO,
    INK,
    MARKERS,
    OTHER_HUE,
    PAPER,
    REST_HUE,
    VENDOR_HUES,
    Layout,
    label_ends,
    model_shades,
    month_axis,
    name_points,
    number_axis,
    vendor_hue,
)
from tokenbook.wording import N_, TRILLION, Saying, Wording, saying

AREA = "area"
"""The mark of what is filled rather than drawn as a line."""

WEEK_OF = N_("Week of")


@dataclass(frozen=True)
class Line:
    """One line, area or kind of bar of a chart: a column of its table.

    Attributes
    ----------
    name : a proper name as it is, or words to be said in the language.
    values : by the table's rows; what is missing stands as a dash.
    kind : of quantity, as in `Wording.format`.
    colour, dash, mark : how it is drawn; `mark` is one of Matplotlib's, or `AREA`.
    names, colours : by the table's rows, where each row's value is something else's.
    """

    name: str | Saying
    values: pd.Series
    kind: str
    colour: str = ""
    dash: tuple = ()
    mark: str = ""
    names: pd.Series | None = None
    colours: pd.Series | None = None


@dataclass(frozen=True)
class Numbers:
    """The numbers of a chart as a table for readers; the rows are those of the lines' values.

    Attributes
    ----------
    head : heading of the rows' names.
    kind : of quantity of the rows' names.
    lines : the columns; all values have the same kind of index.
    along : whether the rows lie along the horizontal axis, so that a place of it belongs to a row.
    shift : days from a row's place to the middle of what is drawn there.
    short : the rows that stand for weeks which lack days.
    """

    lines: list[Line]
    head: str | Saying = field(default_factory=lambda: saying(WEEK_OF))
    kind: str = "date"
    along: bool = True
    shift: int = 0
    short: pd.Index = field(default_factory=lambda: pd.Index([]))

    @property
    def rows(self) -> pd.Index:
        """What the rows stand for, in the order of the chart."""
        rows = self.lines[0].values.index
        for line in self.lines[1:]:
            missing = line.values.index.difference(rows)
            rows = rows if missing.empty else rows.union(missing)
        return rows

    @property
    def places(self) -> pd.Index | None:
        """Where the rows lie on the horizontal axis, if they do."""
        if not self.along:
            return None
        return self.rows + pd.Timedelta(days=self.shift) if self.kind == "date" else self.rows


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
    numbers : what is drawn, as a table for readers.
    """

    slug: str
    data: pd.DataFrame
    paint: Callable[[Figure, Layout, Wording], None]
    caption: Saying
    limits: Saying
    alt: Saying
    numbers: Numbers


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


def weekly_stack(case: Case) -> Chart:
    """The article's chart: weekly columns, the week's top models by name, the rest as "Others"."""
    rows, top_n = case.edition.rows, case.parameter("top_n")
    tokens = measures.tokens_by(rows, "model")
    rank = measures.ranks(rows, "model")
    top = measures.named(tokens).where(rank <= top_n, 0)
    vendor = rows.drop_duplicates("model").set_index("model")["vendor"]
    size = rows.groupby("vendor")["tokens"].sum()
    models = sorted(top.columns[top.sum() > 0], key=lambda m: (-size[vendor[m]], vendor[m], -top[m].sum()))
    top = top[models]
    others = tokens.sum(axis=1) - top.sum(axis=1)
    days = measures.days(rows)
    shades = model_shades(rows)

    data = top.assign(**{"Others": others}).stack().rename("tokens").reset_index()
    data.columns = ["week", "model", "tokens"]
    data = data[data["tokens"] > 0].join(days, on="week")
    places = _places(top, shades, case)
    rest = Line(saying(N_("Others")), others, "tokens", OTHER_HUE, mark=AREA)
    total = Line(saying(N_("all tokens")), tokens.sum(axis=1), "tokens")

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        weeks = pd.DatetimeIndex(top.index)
        bottom = pd.Series(0.0, index=weeks)
        columns = [*((top[m], shades[m]) for m in models), (others, OTHER_HUE)]
        # an edition of few models may have no others
        for series, colour in columns if others.any() else columns[:-1]:
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
        for week in weeks[days[weeks] < measures.FULL_WEEK]:
            axes.annotate("*", (week + pd.Timedelta(days=3), bottom[week]), ha="center", va="bottom")
        vendors = list(dict.fromkeys(vendor[m] for m in models))
        known = [v for v in vendors if v in VENDOR_HUES]
        handles = [Patch(color=OTHER_HUE, label=say(N_("Others")))] if others.any() else []
        if len(known) < len(vendors):
            handles.append(Patch(color=REST_HUE, label=say(N_("other vendors"))))
        handles += [Patch(color=VENDOR_HUES[v], label=v) for v in reversed(known)]
        axes.legend(handles=handles, loc="upper left", ncols=1 if layout.narrow else 2)
        axes.set_ylabel(say(N_("tokens per week, in T (10¹²)")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    complete = measures.totals(case.weeks)
    return Chart(
        "weekly-stack",
        data,
        paint,
        saying(
            N_(
                "Tokens per week. Each of a week's {top_n:words} largest models is a segment in its "
                "vendor's colour; everything else is “Others”. * marks weeks that lack days in the data."
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
        Numbers([*places, rest, total], shift=COLUMN_MIDDLE, short=_short(days)),
    )


COLUMN_MIDDLE = 3
"""Days from a week's Monday, where its column begins, to the middle of the column."""


def _short(days: pd.Series) -> pd.Index:
    """The weeks that lack days."""
    return days.index[days < measures.FULL_WEEK]


def _places(top: pd.DataFrame, shades: dict[str, str], case: Case) -> list[Line]:
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
                names=rows["model"].map(case.edition.label),
                colours=rows["model"].map(shades),
            )
        )
    return lines


def weekly_total(case: Case) -> Chart:
    """Weekly totals with the article's marks: below 1 T, almost 8 T, about 6 T."""
    rows = case.edition.rows
    total, days = measures.totals(rows), measures.days(rows)
    data = pd.DataFrame({"tokens": total, "days": days}).reset_index()
    complete = measures.totals(case.weeks)
    peak = complete.idxmax()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        full = days == measures.FULL_WEEK
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
                "the data: {weeks:count} of {all:count}."
            ),
            weeks=int((days < measures.FULL_WEEK).sum()),
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
        Numbers(
            [
                Line(saying(N_("tokens")), total, "tokens", vendor_hue("Google"), mark=AREA),
                Line(saying(N_("Days in the data")), days, "count"),
            ],
            shift=COLUMN_MIDDLE,
            short=_short(days),
        ),
    )


def tier_shares(case: Case) -> Chart:
    """Shares of the tiers per week, as stacked areas."""
    light = case.parameter("light_tiers")
    share = measures.shares(case.weeks, "tier")
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
        Numbers(
            [
                Line(saying(TIER_WORDS[tier]), share[tier], "share", TIER_HUES[tier], mark=AREA)
                for tier in share
            ]
        ),
    )


def _lines(
    series: dict[str, pd.Series],
    colours: dict[str, str],
    ylabel: str,
    kind: str,
    dashes: dict[str, tuple] | None = None,
) -> Callable[[Figure, Layout, Wording], None]:
    """Paint named weekly series as lines with their names at the right end."""

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        for name, values in series.items():
            dash = (dashes or {}).get(name, ())
            sns.lineplot(
                x=values.index,
                y=values.to_numpy(),
                ax=axes,
                color=colours[name],
                linestyle=(0, dash) if dash else "-",
            )
        top = max(float(values.max()) for values in series.values())
        axes.set_ylim(0, top * 1.08 or 1)
        last = max(values.index[-1] for values in series.values())
        label_ends(
            axes,
            [(name, last, float(values.iloc[-1]), colours[name]) for name, values in series.items()],
        )
        axes.set_ylabel(say(ylabel))
        number_axis(axes.yaxis, say, kind)
        month_axis(axes, layout, say)

    return paint


def _as_lines(
    series: dict[str, pd.Series], colours: dict[str, str], dashes: dict[str, tuple] | None = None
) -> list[Line]:
    """What `_lines` draws, as shares by name."""
    return [
        Line(name, values, "share", colours[name], (dashes or {}).get(name, ()))
        for name, values in series.items()
    ]


def _since_first_row(share: pd.Series) -> pd.Series:
    """A share from the first week it is above 0 on; before, a model did not exist here."""
    return share[share.gt(0).idxmax() :]


def disruptor_shares(case: Case) -> Chart:
    """DeepSeek's versions, the second vendor, and the models said to be displaced: weekly shares."""
    versions, displaced = case.parameter("versions"), case.parameter("displaced")
    share = measures.shares(case.weeks, "model")
    vendor_share = measures.shares(case.weeks, "vendor")
    shades = model_shades(case.edition.rows)
    series, colours, dashes = {}, {}, {}
    # versions are dashed, whole vendors solid: the shades of one hue alone would be too alike
    for number, model in enumerate(case.series(versions, share)):
        name = case.edition.label(model)
        series[name], colours[name] = _since_first_row(share[model]), shades[model]
        dashes[name] = DASHES[1 + number % (len(DASHES) - 1)]
    for vendor in case.parameter("vendors"):
        if vendor in vendor_share:
            series[vendor], colours[vendor] = vendor_share[vendor], vendor_hue(vendor)
    old = case.series(displaced, share).sum(axis=1)
    columns = {**series, "displaced models": old}
    data = pd.concat(columns, axis=1, sort=True)
    data = data.stack().dropna().rename("share").rename_axis(["week", "name"]).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        name = say(N_("older models"))
        _lines(
            {**series, name: old},
            {**colours, name: REST_HUE},
            N_("share of the week's tokens"),
            "share:0",
            dashes,
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
            N_("Weekly shares of {names:names}, and of the older models ({count:models}) added up."),
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
        Numbers(
            [
                *_as_lines(series, colours, dashes),
                Line(saying(N_("older models")), old, "share", REST_HUE),
            ]
        ),
    )


def _start(case: Case, model: str) -> pd.Timestamp:
    """The day that a model's published name bears, else its first week with a row."""
    rows = case.edition.rows[case.edition.rows["model"] == model]
    return release_day(rows["slug"].unique()) or rows["week"].min()


def specialist_shares(case: Case) -> Chart:
    """The coding specialist and the family said to be stable: weekly shares."""
    coder, family = case.parameter("coder"), case.parameter("stable_family")
    share = measures.shares(case.weeks, "model")
    shades = model_shades(case.edition.rows)
    models = case.series([coder, *family], share)
    series = {case.edition.label(model): _since_first_row(share[model]) for model in models}
    colours = {case.edition.label(model): shades[model] for model in models}
    vendor = case.weeks.drop_duplicates("model").set_index("model")["vendor"]
    dashes = {
        case.edition.label(model): DASHES[number % len(DASHES)]
        for _, group in vendor[list(models)].groupby(vendor, sort=False)
        for number, model in enumerate(group.index)
    }
    starts = {case.edition.label(model): _start(case, model) for model in models}
    data = pd.concat(series, axis=1, sort=True).stack().dropna().rename("share")
    data = data.rename_axis(["week", "name"]).reset_index()
    data["start"] = data["name"].map(starts)
    peaks = {name: (values.idxmax(), float(values.max())) for name, values in series.items()}
    name = next(iter(series))
    lines = _lines(series, colours, N_("share of the week's tokens"), "share:0", dashes)

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        lines(figure, layout, say)
        (axes,) = figure.axes
        for label, day in starts.items():
            axes.axvline(day, color=colours[label], linewidth=1, linestyle=(0, (1, 2)))
            axes.annotate(
                say.day(day),
                (day, axes.get_ylim()[1]),
                xytext=(2, -2),
                textcoords="offset points",
                rotation=90,
                va="top",
                fontsize=7.5,
                path_effects=HALO,
            )

    return Chart(
        "specialist-shares",
        data,
        paint,
        saying(
            N_(
                "Weekly shares of {names:names}, each from its first complete week on. Dotted upright "
                "lines: the day of release as the published name dates it or, where it bears no date, "
                "the first week with a row ({starts:days})."
            ),
            names=list(series),
            starts=starts,
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
        Numbers(_as_lines(series, colours, dashes)),
    )


def tail_share(case: Case) -> Chart:
    """The share outside the weekly top N, and the source's own nameless `other` row."""
    top_n = case.parameter("top_n")
    tail = measures.tail_share(case.weeks, "model", top_n)
    if not tail.any():
        raise NoRowsError("tail")
    share = measures.shares(case.weeks, "model")
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
        Numbers(
            [
                Line(
                    saying(N_("outside the top {top_n:count}"), top_n=top_n),
                    tail,
                    "share",
                    vendor_hue("Google"),
                    mark=AREA,
                ),
                Line(saying(N_("without a name")), nameless, "share", REST_HUE, mark=AREA),
            ]
        ),
    )


def year_at_a_glance(case: Case) -> Chart:
    """Three panels: weekly total, share of light models, effective number of models."""
    total = measures.totals(case.weeks) / TRILLION
    tiers = measures.shares(case.weeks, "tier")
    light = tiers[[t for t in case.parameter("light_tiers") if t in tiers]].sum(axis=1)
    number = measures.effective_number(case.weeks, "model")
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
            axes.set_ylim(0, float(series.max()) * 1.15 or 1)
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
        Numbers(
            [
                Line(saying(N_("tokens")), total * TRILLION, "tokens", vendor_hue("Google")),
                Line(saying(N_("share of light models")), light, "share", vendor_hue("Anthropic")),
                Line(saying(N_("effective number of models")), number, "number", vendor_hue("OpenAI")),
            ]
        ),
    )


def weekly_log(case: Case) -> Chart:
    """The weekly totals on a logarithmic scale, where equal growth is an equal step."""
    total = measures.totals(case.weeks)
    total = total[total > 0]
    data = total.rename("tokens").reset_index()
    factor = float(total.iloc[-1] / total.iloc[0])

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        axes.set_yscale("log", base=2)
        sns.lineplot(
            x=total.index, y=total.to_numpy() / TRILLION, ax=axes, color=vendor_hue("Google"), marker="o"
        )
        axes.set_ylabel(say(N_("T per week (10¹²), each step a doubling")))
        number_axis(axes.yaxis, say, "decimal")
        month_axis(axes, layout, say)

    return Chart(
        "weekly-log",
        data,
        paint,
        saying(
            N_(
                "The same complete weeks on a logarithmic scale: equal steps upward are equal growth. "
                "A straight line would be growth at an even rate."
            )
        ),
        saying(N_("Not shown: weeks that lack days. A logarithmic scale makes large numbers look alike.")),
        saying(
            N_(
                "A line from {first:tokens} tokens to {last:tokens}, {factor:number} times as many. "
                "Half of the {weeks:count} weeks lie above {median:tokens}."
            ),
            first=float(total.iloc[0]),
            last=float(total.iloc[-1]),
            factor=factor,
            weeks=len(total),
            median=float(total.median()),
        ),
        Numbers([Line(saying(N_("tokens")), total, "tokens", vendor_hue("Google"), mark="o")]),
    )


BUMP_RANKS = 10
"""Down to which rank the bump chart shows a model."""


def leading_ranks(case: Case) -> Chart:
    """Ranks, week by week, of every model that was ever the largest."""
    rank = measures.ranks(case.weeks, "model")
    first = rank.eq(1).sum().sort_values(ascending=False, kind="stable")
    models = list(first[first > 0].index)
    if not models:
        raise NoRowsError("named models")
    rank = rank[models]
    shades = model_shades(case.edition.rows)
    data = rank.stack().dropna().astype(int).rename("rank").rename_axis(["week", "model"]).reset_index()
    names = {model: case.edition.label(model) for model in models}

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
            last=case.edition.label(measures.ranks(case.weeks, "model").iloc[-1].idxmin()),
        ),
        Numbers(
            [
                Line(names[model], rank[model], "count", shades[model], mark=mark)
                for model, mark in zip(models, itertools.cycle(MARKERS), strict=False)
            ]
        ),
    )


def last_weeks(case: Case) -> Chart:
    """The last weeks magnified: shares of the challengers' models, and of the newcomer."""
    window = min(4, case.weeks["week"].nunique() // 2)
    if window == 0:
        raise NoRowsError("two weeks")
    share = measures.shares(case.weeks, "model")
    vendor = case.weeks.drop_duplicates("model").set_index("model")["vendor"]
    late, before = share.iloc[-window:].mean(), share.iloc[-2 * window : -window].mean()
    ours = vendor.index[vendor.isin(case.parameter("vendors"))]
    if ours.empty:
        raise NoRowsError("vendors")
    newcomer = case.parameter("newcomer")
    chosen = late[ours].sort_values(ascending=False, kind="stable").head(7).index.tolist()
    if newcomer not in chosen:
        chosen.append(newcomer)
    data = pd.DataFrame(
        {"model": chosen, "before": before.reindex(chosen).fillna(0), "last": late.reindex(chosen).fillna(0)}
    ).reset_index(drop=True)
    by_label = data.set_index(data["model"].map(case.edition.label))

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        shades = model_shades(case.edition.rows)
        for place, line in enumerate(data.itertuples()):
            colour = shades.get(line.model, REST_HUE)
            axes.plot([line.before, line.last], [place, place], color=colour, linewidth=1.5)
            axes.plot([line.before], [place], "o", markerfacecolor=PAPER, markeredgecolor=colour)
            axes.plot([line.last], [place], "o", color=colour)
        axes.set_yticks(range(len(data)), [case.edition.label(model) for model in data["model"]])
        axes.set_ylim(len(data) - 0.5, -0.5)
        axes.set_xlim(left=-0.0005)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(say(N_("share of the tokens")))
        axes.locator_params(axis="x", nbins=4)
        number_axis(axes.xaxis, say, "share")

    return Chart(
        "last-weeks",
        data,
        paint,
        saying(
            N_(
                "The end of the period magnified: mean shares of the vendors' largest models, and of "
                "{newcomer:text}, in the last complete weeks ({window:weeks}, filled) and in as many before "
                "(hollow)."
            ),
            newcomer=case.edition.label(newcomer),
            window=window,
        ),
        saying(N_("Not shown: use below the day's fiftieth place. A dot at zero means no row, not no use.")),
        saying(
            N_(
                "Dots, one pair per model. The largest is {first:text} with {share:share} in the last "
                "weeks, after {before:share}; {newcomer:text} stands at {new:share:2} in the last weeks "
                "and {new_before:share:2} before."
            ),
            first=case.edition.label(chosen[0]),
            share=float(data["last"].iloc[0]),
            before=float(data["before"].iloc[0]),
            newcomer=case.edition.label(newcomer),
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


def effective_models(case: Case) -> Chart:
    """The effective number of models, between its two bounds."""
    upper = measures.effective_number(case.weeks, "model")
    lower = measures.effective_number(case.weeks, "model", other="one")[upper.index]
    if upper.empty:
        raise NoRowsError("named models")
    data = pd.DataFrame({"other_as_one": lower, "other_as_many": upper}).reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        colour = vendor_hue("OpenAI")
        axes.fill_between(upper.index, lower, upper, color=colour, alpha=0.35, linewidth=0)
        for series, style in ((upper, "-"), (lower, "--")):
            axes.plot(series.index, series, color=colour, linestyle=style)
        axes.set_ylim(0, float(upper.max()) * 1.1)
        label_ends(
            axes,
            [
                (say(N_("rest as many")), upper.index[-1], float(upper.iloc[-1]), colour),
                (say(N_("rest as one")), lower.index[-1], float(lower.iloc[-1]), colour),
            ],
        )
        axes.set_ylabel(say(N_("effective number of models")))
        number_axis(axes.yaxis, say, "count")
        month_axis(axes, layout, say)

    first, last = case.ends(upper)
    return Chart(
        "effective-models",
        data,
        paint,
        saying(
            N_(
                "Effective number of models (1/HHI) per complete week. The true value lies in the band: "
                "the nameless rest counts as infinitely many models above, as a single one below."
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
            lower=case.ends(lower)[1],
        ),
        Numbers(
            [
                Line(saying(N_("rest as many")), upper, "number", vendor_hue("OpenAI")),
                Line(saying(N_("rest as one")), lower, "number", vendor_hue("OpenAI"), DASHES[1]),
            ]
        ),
    )


def cumulative_shares(case: Case) -> Chart:
    """How much the largest models hold together: at the start, in the middle, at the end."""
    months = case.weeks["week"].dt.to_period("M")
    present = sorted(months.unique())
    chosen = list(dict.fromkeys([present[0], present[(len(present) - 1) // 2], present[-1]]))
    # a month that only begins in the period's last week is none
    if len(present) > 2 and case.weeks[months == present[-1]]["week"].nunique() < 2:
        chosen[-1] = present[-2]
    curves = {}
    for month in chosen:
        share = measures.overall_shares(case.weeks[months == month], "model").drop(OTHER, errors="ignore")
        if share.empty:
            raise NoRowsError("named models")
        curves[month.to_timestamp()] = share.cumsum().reset_index(drop=True)
    data = pd.concat(
        [
            pd.DataFrame({"month": month, "models": curve.index + 1, "share": curve.to_numpy()})
            for month, curve in curves.items()
        ],
        ignore_index=True,
    )
    hues = (vendor_hue("Google"), vendor_hue("Anthropic"), vendor_hue("OpenAI"))
    widest = 40

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        highest = max(curves, key=lambda month: held[month])
        for (month, curve), colour in zip(curves.items(), hues, strict=False):
            shown = curve.iloc[:widest]
            axes.plot(shown.index + 1, shown, color=colour)
            at = min(len(shown), 9)
            axes.annotate(
                say.month_year(month),
                (at, float(shown.iloc[at - 1])),
                xytext=(0, 7) if month == highest else (5, -11),
                ha="center" if month == highest else "left",
                textcoords="offset points",
                fontsize=8.5,
            )
            axes.plot([at], [float(shown.iloc[at - 1])], "o", color=colour, markersize=4)
        axes.set_ylim(0, 1)
        axes.set_xlim(0, widest)
        axes.set_xlabel(say(N_("number of models, largest first")))
        axes.set_ylabel(say(N_("share of all tokens they hold")))
        number_axis(axes.yaxis, say, "share:0")
        number_axis(axes.xaxis, say, "count")

    top = 9
    held = {month: float(curve.iloc[min(top, len(curve)) - 1]) for month, curve in curves.items()}
    return Chart(
        "cumulative-shares",
        data,
        paint,
        saying(
            N_(
                "What the largest models hold together, in the complete weeks of three months. "
                "The flatter the curve, the more widely the tokens are spread; the dot is at {top:words} "
                "models. Models are ranked by the month's sum, so that values differ a little from those "
                "of weekly ranking."
            ),
            top=top,
        ),
        saying(N_("Not shown: the nameless rest, which is why no curve reaches 100%.")),
        saying(
            N_("Curves. Together the {top:words} largest models hold: {held:month_shares}."),
            top=top,
            held=held,
        ),
        Numbers(
            [
                Line(
                    saying(N_("{month:month_year}"), month=month),
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


def tail_families(case: Case) -> Chart:
    """What the named part of the tail is made of, by family of models."""
    tail = measures.tail(case.weeks, "model", case.parameter("top_n"))
    if tail.empty:
        raise NoRowsError("no named tail")
    share = measures.overall_shares(tail, "family")
    by_vendor = case.weeks.groupby(["family", "vendor"])["tokens"].sum().sort_values(kind="stable")
    vendor = by_vendor.reset_index("vendor")["vendor"].groupby(level="family").last()
    shown = share.head(12)
    data = share.rename("share").rename_axis("family").reset_index()

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        axes = figure.subplots()
        colours = [vendor_hue(vendor[family]) for family in shown.index]
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
        axes.set_xlabel(say(N_("share of the named tail")))
        axes.locator_params(axis="x", nbins=4)
        number_axis(axes.xaxis, say, "share:0")

    return Chart(
        "tail-families",
        data,
        paint,
        saying(
            N_(
                "The largest families in the named part of “Others”: all models outside a week's top "
                "{top_n:count}, fine-tuned variants with the family they come from."
            ),
            top_n=case.parameter("top_n"),
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
    )


LEADERS = 5
"""How many models the explorer begins with."""


def leading_models(case: Case) -> Chart:
    """Weekly shares of the largest models of the whole period: where the explorer begins."""
    order = measures.named(measures.tokens_by(case.weeks, "model")).sum()
    models = list(order.sort_values(ascending=False, kind="stable").head(LEADERS).index)
    if not models:
        raise NoRowsError("named models")
    share = measures.shares(case.weeks, "model")
    shades = model_shades(case.edition.rows)
    vendor = case.weeks.drop_duplicates("model").set_index("model")["vendor"]
    series, colours, dashes = {}, {}, {}
    for place, model in enumerate(models):
        name = case.edition.label(model)
        series[name], colours[name] = _since_first_row(share[model]), shades[model]
        # the same vendor's lines differ in their dashes too, not by their shades alone
        dashes[name] = DASHES[sum(vendor[m] == vendor[model] for m in models[:place]) % len(DASHES)]
    data = pd.concat(series, axis=1, sort=True).stack().dropna().rename("share")
    data = data.rename_axis(["week", "name"]).reset_index()
    overall = measures.overall_shares(case.weeks, "model")

    return Chart(
        "leading-models",
        data,
        _lines(series, colours, N_("share of the week's tokens"), "share:0", dashes),
        saying(
            N_(
                "Weekly shares of the period's largest models, {count:models}, each from its first "
                "complete week on."
            ),
            count=len(models),
        ),
        saying(N_("Not shown: all other models, and the weeks that lack days.")),
        saying(
            N_(
                "Lines. Over all complete weeks the models hold: {overall:shares}. In the last complete "
                "week, that of {week:date}: {last:shares}."
            ),
            overall={case.edition.label(model): float(overall[model]) for model in models},
            week=share.index[-1],
            last={case.edition.label(model): float(share[model].iloc[-1]) for model in models},
        ),
        Numbers(_as_lines(series, colours, dashes)),
    )
