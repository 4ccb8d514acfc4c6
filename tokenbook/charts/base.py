"""What every chart is made of: its data, caption, text alternative, and what it does not show.

A function of a chapter's module takes a `Scope` and returns a `Chart`; it draws nothing yet. `Chart.paint`
draws it for one layout and one language. `Chart.numbers` is the same once more as a table for readers, from
which the page's script also reads what it tells at the pointer. Shares are of all tokens of the week; weeks
that lack days are marked or left out, as each caption says.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from tokenbook import measures
from tokenbook.charts.colours import ACCENT
from tokenbook.charts.style import INK, PAPER, Layout, label_ends, measure, month_axis, number_axis
from tokenbook.scope import Scope
from tokenbook.sources import Source
from tokenbook.wording import N_, Saying, Wording, saying

Dash = tuple[Any, ...]
"""Matplotlib's: (offset, (on, off, …)), or nothing."""

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
    dash: Dash = ()
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
    headline : what it tells, in a sentence that these rows bear out; without a full stop.
    data : what is drawn, tidy, as offered for download.
    paint : draws into an empty figure.
    caption : what to see.
    limits : what the chart does not show.
    alt : the chart's content in words and numbers.
    numbers : what is drawn, as a table for readers.
    sources : what is drawn on; see `tokenbook.sources`.
    article : whether the article is spoken of, so that a picture without a page has to name it.
    """

    slug: str
    headline: Saying
    data: pd.DataFrame
    paint: Callable[[Figure, Layout, Wording], None]
    caption: Saying
    limits: Saying
    alt: Saying
    numbers: Numbers
    sources: tuple[Source, ...] = (Source.ROWS,)
    article: bool = False

    @property
    def weeks(self) -> pd.Index | None:
        """The weeks that are drawn, where it is weeks that lie along the horizontal axis."""
        rows = self.numbers.rows
        weekly = self.numbers.along and self.numbers.kind == "date" and Source.ROWS in self.sources
        return rows if weekly and len(rows) else None


COLUMN_MIDDLE = 3
"""Days from a week's Monday, where its column begins, to the middle of the column."""


def short_weeks(days: pd.Series) -> pd.Index:
    """The weeks that lack days."""
    return days.index[days < measures.FULL_WEEK]


OF_WEEK = {
    False: N_("share of the week's tokens; numbers: means of the first and last four weeks"),
    True: N_("share of the week's tokens; headline: means of the first and last four weeks"),
}
"""Whether a picture is narrow -> the subtitle of lines named by `with_ends`."""


def with_ends(name: str, ends: tuple[float, float], layout: Layout, say: Wording) -> str:
    """A line's name with what the headline compares, if there is room."""
    return name if layout.narrow else f"{name}: {say.share(ends[0], 0)} → {say.share(ends[1], 0)}"


def gaps(index: pd.Index) -> int:
    """How many weeks are missing between the first and the last."""
    return round((index[-1] - index[0]) / measures.WEEK) + 1 - len(index) if len(index) else 0


def gaps_said(index: pd.Index, say: Wording) -> str:
    """What is said of gaps behind a chart's subtitle, if there are any."""
    return say(N_("; gaps: weeks that lack days")) if gaps(index) else ""


def from_launch(scope: Scope, values: pd.Series) -> pd.Series:
    """A model's weekly series from its first whole week on; from its only one, if it has no other."""
    whole = scope.since_launch(values)
    return measures.since_first(values) if whole.empty else whole


def mark_value(axes: Axes, x: Any, y: float, text: str) -> None:
    """Print a column's value above it."""
    axes.annotate(text, (x, y), xytext=(0, 3), textcoords="offset points", ha="center", fontweight="bold")


def ribbon(axes: Axes, leader: pd.Series, label: Callable[[str], str], colours: list[str]) -> None:
    """A row for each model that led, in the order in which they came to the front, a block for each week.

    Parameters
    ----------
    leader : the model of each week.
    colours : by weeks.
    """
    order = list(dict.fromkeys(leader))
    axes.barh(leader.map(order.index), 7, left=leader.index, height=0.7, color=colours)
    axes.set_yticks(range(len(order)), [label(model) for model in order])
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.grid(visible=True, axis="both")


RIBBON_ROW = 0.25
"""Inches of height of a row."""


def draw_lines(
    series: dict[str, pd.Series],
    colours: dict[str, str],
    ylabel: str,
    kind: str,
    dashes: dict[str, Dash] | None = None,
    room: float = 1.0,
) -> Callable[[Figure, Layout, Wording], None]:
    """Paint named weekly series as lines with their names at the right end.

    Parameters
    ----------
    room : height of the axes, in heights of the lines.
    """

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
        axes.set_ylim(0, top * 1.08 * room or 1)
        last = max(values.index[-1] for values in series.values())
        label_ends(
            axes,
            [(name, last, float(values.iloc[-1]), colours[name]) for name, values in series.items()],
        )
        measure(axes, say(ylabel))
        number_axis(axes.yaxis, say, kind)
        month_axis(axes, layout, say)

    return paint


def share_lines(
    series: dict[str, pd.Series], colours: dict[str, str], dashes: dict[str, Dash] | None = None
) -> list[Line]:
    """What `draw_lines` draws, as shares by name."""
    return [
        Line(name, values, "share", colours[name], (dashes or {}).get(name, ()))
        for name, values in series.items()
    ]


def draw_weeks(axes: Axes, total: pd.Series, days: pd.Series) -> None:
    """A column per week, hollow where it lacks days."""
    full = days == measures.FULL_WEEK
    for chosen, fill in ((full, ACCENT), (~full, "none")):
        axes.bar(
            total.index[chosen],
            total[chosen],
            width=5.6,
            align="edge",
            color=fill,
            edgecolor=ACCENT,
            linewidth=0.8,
        )


def of_weeks(total: pd.Series, days: pd.Series, free: pd.Series | None = None) -> Numbers:
    """The same as a table, with what of it cost nothing where that is known."""
    lines = [Line(saying(N_("tokens")), total, "tokens", ACCENT, mark=AREA)]
    if free is not None and free.any():
        lines.append(Line(saying(N_("free of charge")), free, "tokens"))
    lines.append(Line(saying(N_("Days in the data")), days, "count"))
    return Numbers(lines, shift=COLUMN_MIDDLE, short=short_weeks(days))


HATCH = "////"
"""The pattern of what cost nothing."""

EDGED: dict[str, Any] = {"edgecolor": PAPER, "linewidth": 0.3}
"""Columns that lie on each other, set off by a hair."""

HATCHED = EDGED | {"hatch": HATCH}
"""Columns of what cost nothing."""


def draw_columns(
    axes: Axes, heights: pd.Series, width: float, colour: str, below: pd.Series | float = 0.0, **style: Any
) -> None:
    """Upright columns from each date on, as one path: a tenth of the page's weight of single ones.

    Parameters
    ----------
    heights : by the day at which a column begins.
    width : in days.
    below : where they begin, by the same days.
    style : of the path, Matplotlib's.
    """
    axes.xaxis.update_units(heights.index)
    low = (heights * 0 + below).to_numpy()
    paths = [
        Path([(x, y), (x + width, y), (x + width, y + h), (x, y + h), (x, y)], closed=True)
        for x, y, h in zip(mdates.date2num(heights.index), low, heights.to_numpy(), strict=True)
        if h > 0
    ]
    if paths:
        style = {"edgecolor": "none"} | style
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), facecolor=colour, **style))
        # an empty column has its place on the axis too
        begins = mdates.date2num(heights.index)
        axes.dataLim.update_from_data_x([begins[0], begins[-1] + width], ignore=False)
    axes.autoscale_view()


def bars(
    axes: Axes, values: pd.Series, colours: list[str], texts: list[str], width: int | None = None
) -> None:
    """Horizontal bars, the first on top, each with its value written at its end.

    Parameters
    ----------
    width : of the bars' names in letters, where they shall break.
    """
    axes.barh(range(len(values)), values.to_numpy(), color=colours)
    # a narrow picture's bars leave as much as the values' texts take
    room = float(values.abs().max()) * (0.9 if width else 0.28)
    low, high = float(values.min()), float(values.max())
    # no room where no bar goes
    axes.set_xlim(min(0.0, low - room * (low < 0)), max(high, 0.0) + room * (high > 0))
    down = high <= 0
    if down:
        # they begin at their names
        axes.invert_xaxis()
    for place, (value, text) in enumerate(zip(values, texts, strict=True)):
        axes.annotate(
            text,
            (value, place),
            xytext=(3 if value >= 0 or down else -3, 0),
            textcoords="offset points",
            ha="left" if value >= 0 or down else "right",
            va="center",
            fontsize=8.5,
        )
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.set_yticks(range(len(values)), [textwrap.fill(name, width or 99) for name in values.index])
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.set_xticks([0], ["0"])
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
