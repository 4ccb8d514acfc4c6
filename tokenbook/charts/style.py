"""The house style of the charts: one theme, one palette, and SVG that suits page and phone.

A vendor keeps its hue through the whole book (`colours.py`). Lines and letters are drawn in two stand-in
colours that become the page's own text and background colours, as each hue becomes the page's light or dark
one, so that one picture serves both themes.
"""

import io
import math
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

import matplotlib as mpl
import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import Formatter, MaxNLocator
from matplotlib.transforms import Bbox

from tokenbook.charts import colours
from tokenbook.wording import N_, Wording

INK = "#010203"
"""Stands in for the page's text colour (CSS currentColor)."""

PAPER = "#fdfcfb"
"""Stands in for the page's background colour."""

DASHES = ((), (4, 1.5), (1, 1.2), (6, 1.5, 1, 1.5))
"""Dashes of a vendor's first, second, … line in a chart: all have its one hue."""

MARKERS = "osD^vPX*<>hd"
"""Marks of the lines of a chart in which many cross: a second sign beside the hue."""


@dataclass(frozen=True)
class Layout:
    """A picture's room: `wide` for a desktop's text column, `narrow` for a phone."""

    name: str
    width: float
    height: float

    @property
    def narrow(self) -> bool:
        """Whether labels have to be few."""
        return self.name == "narrow"


POINTS = 72
"""Units of an SVG's `viewBox` in an inch of the figure."""

LAYOUTS = (Layout("wide", 7.2, 4.0), Layout("narrow", 3.7, 3.9))

CARD = Layout("card", 7.2, 2.9)
"""A figure in the picture that goes with a link to its page."""

THEME = {
    "svg.fonttype": "none",
    # a dollar in a slug is a dollar
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "grid.linewidth": 0.6,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.left": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "lines.linewidth": 1.9,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}


def model_hues(rows: pd.DataFrame) -> dict[str, str]:
    """A colour per model, its vendor's; where several of one vendor are lines, `DASHES` tell them apart.

    Parameters
    ----------
    rows : usage frame with names.
    """
    vendors = rows.drop_duplicates("model").set_index("model")["vendor"]
    return {model: colours.vendor_hue(vendor) for model, vendor in vendors.items()}


Paint = Callable[[Figure, Layout, Wording], None]
"""Draws into an empty figure."""


def draw(paint: Paint, layout: Layout, say: Wording, slug: str, places: pd.Index | None = None) -> str:
    """Let `paint(figure, layout, say)` draw, and return the picture as SVG to put into a page.

    Parameters
    ----------
    places : days or numbers on the horizontal axis. The SVG says where in it they lie (`data-x`) and
        from where to where the chart reaches upright (`data-y`), in the units of its `viewBox`.
    """
    buffer = io.StringIO()
    figure = _draw(paint, layout, say, slug, buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = _for_page(buffer.getvalue(), f"{slug}-{layout.name}")
    return svg if places is None else svg.replace("<svg ", f"<svg {_where(figure, places)} ", 1)


def draw_card(paint: Paint, say: Wording, slug: str) -> bytes:
    """Let `paint(figure, layout, say)` draw, and return the picture as PNG."""
    buffer = io.BytesIO()
    # what the picture says of its making differs from machine to machine
    plain = {"dpi": 160, "facecolor": "white", "metadata": {"Software": None}}
    _draw(paint, CARD, say, slug, buffer, format="png", **plain)
    return buffer.getvalue()


def _draw(paint: Paint, layout: Layout, say: Wording, slug: str, buffer: IO[Any], **options: Any) -> Figure:
    rc = sns.axes_style("ticks") | THEME | {"svg.hashsalt": slug}
    with mpl.rc_context():
        # not the reader's own settings
        mpl.rcdefaults()
        mpl.rcParams.update(rc)
        figure = Figure(figsize=(layout.width, layout.height))
        with warnings.catch_warnings():
            # the picture holds text, not glyphs: the reader's browser draws it with fonts of its own
            warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
            paint(figure, layout, say)
            figure.savefig(buffer, **options)
    return figure


def _where(figure: Figure, places: pd.Index) -> str:
    """Attributes that say where in the finished picture places of the horizontal axis lie."""
    along = mdates.date2num(places) if isinstance(places, pd.DatetimeIndex) else places.to_numpy(float)
    to_figure = figure.axes[0].get_xaxis_transform() - figure.transFigure
    points = to_figure.transform(np.column_stack([along, np.zeros(len(along))]))
    width, height = figure.get_size_inches() * POINTS
    boxes = [axes.get_position() for axes in figure.axes]
    top, bottom = max(box.y1 for box in boxes), min(box.y0 for box in boxes)
    x = " ".join(f"{part * width:.1f}" for part in points[:, 0])
    return f'data-x="{x}" data-y="{(1 - top) * height:.1f} {(1 - bottom) * height:.1f}"'


def _for_page(svg: str, prefix: str) -> str:
    """Matplotlib's SVG made fit for the inside of a page: no prologue, no size, own ids."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    # a style for every element would reach the whole page; custom.css holds it for our figures
    svg = re.sub(r'<style type="text/css">.*?</style>\s*', "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>\s*</defs>\s*", "", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    # of Matplotlib's own names only those stay that something refers to; they weigh a tenth of the page
    used = set(re.findall(r"#([\w.]+)", svg))
    svg = re.sub(r' id="([\w.]+_\d+)"', lambda name: name[0] if name[1] in used else "", svg)
    svg = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", svg)
    svg = re.sub(r'\bid="([^"]*)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#", f"url(#{prefix}-", svg)
    svg = re.sub(r'xlink:href="#', f'xlink:href="#{prefix}-', svg)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    svg = re.sub(r"(font: [\d.]+px) [^;\"]*", r"\1 sans-serif", svg)
    # what stands between the tags is for readers and stays as it is
    svg = re.sub(r"<[^>]*>", lambda tag: _shortened(tag[0]), svg)
    svg = re.sub(r'(?<= d=")[^"]*', lambda path: _tighter(path[0]), svg)
    svg = colours.for_page(svg.replace(INK, "currentColor"))
    # seaborn sets marks and bars off from each other in white
    for paper in (PAPER, "#ffffff"):
        svg = svg.replace(paper, "var(--pst-color-background, #fff)")
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return re.sub(r"\n\s*", "\n", svg).strip()


def _shortened(tag: str) -> str:
    """A tag with its numbers cut to a hundredth of a point, which is finer than any screen."""
    return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), tag)


_NUMBER = r"(-?[\d.]+)"
_COLUMN = re.compile(rf"M {_NUMBER} {_NUMBER} L {_NUMBER} \2 L \3 {_NUMBER} L \1 \4 z")


def _tighter(path: str) -> str:
    """A path without the blanks that it can spare; upright rectangles by their sides, to a tenth of a point.

    Columns are most of what a page with many of them weighs; each begins from where the one before it did.
    Those that touch still do: the height on which one ends and the next begins is cut before its side is
    taken.
    """
    came = (-2, 0.0, 0.0)

    def column(found: re.Match[str]) -> str:
        nonlocal came
        left, bottom, right, top = map(float, found.groups())
        end, x, y = came
        move = "M" if found.start() > end + 1 else "m"
        came = (found.end(), round(left, 1), round(bottom, 1))
        at = came[1:] if move == "M" else (came[1] - x, came[2] - y)
        sides = f"h{right - left:.1f}v{round(top, 1) - came[2]:.1f}h{left - right:.1f}z"
        return f"{move}{at[0]:.1f} {at[1]:.1f}{sides}".replace(".0", "").replace(" -", "-")

    path = _COLUMN.sub(column, " ".join(path.split()))
    return re.sub(r" ?([A-Za-z]) ?", r"\1", path)


def month_axis(axes: Axes, layout: Layout, say: Wording) -> None:
    """Months in the language of the book, the year below each January (and below the first)."""
    locator = mdates.AutoDateLocator(minticks=2, maxticks=5 if layout.narrow else 13)
    # several years on a narrow picture: one tick a year
    locator.intervald[mdates.MONTHLY] = [1, 2, 3, 4, 6, 12]
    axes.xaxis.set_major_locator(locator)
    seen: set[int] = set()

    def tick(position: float, index: int | None = None) -> str:
        day = mdates.num2date(position)
        if index == 0:
            seen.clear()
        text = say.month(pd.Timestamp(day.date()))
        if day.day != 1:
            text = say.day(pd.Timestamp(day.date())).removesuffix(str(day.year)).rstrip("/\N{NO-BREAK SPACE}")
        if day.year in seen:
            return text
        seen.add(day.year)
        return f"{text}\n{day.year}"

    axes.xaxis.set_major_formatter(cast(Callable[[float, float], str], tick))
    axes.set_xlabel("")


class _Numbers(Formatter):
    """Numbers at ticks, with as many digits as their steps need: no two ticks bear the same label."""

    def __init__(self, say: Wording, kind: str):
        self.say = say
        self.name, _, self.digits = kind.partition(":")
        self.kind = kind

    def set_locs(self, locs: Any) -> None:
        """Take the ticks; see `Formatter`."""
        if self.name in DIGITS:
            scale, fewest = DIGITS[self.name]
            values, count = np.asarray(locs, float) * scale, int(self.digits or fewest)
            while count < MOST_DIGITS and not np.allclose(values, values.round(count), rtol=0, atol=1e-6):
                count += 1
            self.kind = f"{self.name}:{count}"

    def __call__(self, value: float, pos: int | None = None) -> str:
        """The label of a tick; see `Formatter`."""
        return self.say.format(float(value), self.kind)


DIGITS = {"share": (100, 1), "number": (1, 1)}
"""Kinds of numbers with a fixed count of digits -> what they are told in, and how many without a word."""

MOST_DIGITS = 3


def number_axis(axis: Any, say: Wording, kind: str) -> None:
    """Numbers on an axis in the language's format; `kind` as in `Wording.format`.

    What is counted has whole numbers at its ticks; what has fixed digits gets more where its steps need them.
    """
    if kind == "count" and isinstance(axis.get_major_locator(), MaxNLocator):
        axis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    axis.set_major_formatter(_Numbers(say, kind))


def log_ticks(low: float, high: float) -> list[float]:
    """At least three round numbers between two, where there are any: for an axis in equal ratios."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in LOG_STEPS:
        # a product would be 0.30000000000000004
        ticks = (float(f"{step}e{power}") for power in powers for step in steps)
        found = [tick for tick in ticks if low <= tick <= high]
        if len(found) >= LOG_TICKS:
            break
    return found


LOG_STEPS = ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9))
"""Ticks of a power of ten, the fewest first."""

LOG_TICKS = 3


def measure(axes: Axes, text: str) -> None:
    """Say above the axes what their height measures: level, so that the lines keep a phone's width."""
    figure = cast(Figure, axes.get_figure())
    axes.set_ylabel("")
    if len(figure.axes) > 1:
        axes.set_title(_level(text, int(figure.get_figwidth() * 7)), loc="left", fontsize=9)
    else:
        # flush with the picture's edge, as the headline is
        figure.suptitle(_level(text, int(figure.get_figwidth() * 11)), x=0, ha="left", fontsize=9)


def _level(text: str, width: int) -> str:
    """A text in as few lines of `width` letters as hold it, equally long: no word stands alone at last."""
    lines = textwrap.wrap(text, width)
    while width > 1 and len(tighter := textwrap.wrap(text, width - 1)) == len(lines):
        lines, width = tighter, width - 1
    return "\n".join(lines)


def token_axis(axes: Axes, say: Wording, highest: float, more: str = "") -> None:
    """Tokens a week up to `highest`, in the unit that fits them; `more` is said besides."""
    unit, name = say.unit(highest)
    axes.yaxis.set_major_formatter(lambda value, _: say.decimal(value / unit))
    measure(axes, say(N_("tokens per week, in {unit:text}"), unit=name) + more)


def tie(text: Text, *lines: Artist) -> None:
    """Name a label and what it names alike in the SVG, `…-label-N` and `…-line-N`: tests compare places."""
    figure = cast(Figure, text.get_figure())
    number = sum((other.get_gid() or "").startswith("label-") for other in figure.findobj(Text))
    for kind, artist in (("label", text), *(("line", line) for line in lines)):
        artist.set_gid(f"{kind}-{number}")


def label_ends(axes: Axes, ends: Iterable[tuple[str, pd.Timestamp, float, str]], gap: float = 11.5) -> None:
    """Write names beside the ends of lines, `gap` points apart; one that had to move is led to its end.

    Parameters
    ----------
    ends : (name, x, y, colour) of each line's last point; all at the same x.
    """
    ends = sorted(ends, key=lambda end: end[2])
    low, high = sorted(axes.get_ylim())
    upward = -1 if axes.yaxis_inverted() else 1
    points = _height_in_points(axes)
    step = (high - low) * gap / points
    # none stands on the axis itself
    heights = apart([end[2] for end in ends], step, low + step / 2, high)
    moved = [abs(height - end[2]) > step / 4 for height, end in zip(heights, ends, strict=True)]
    for (name, x, y, colour), height, away in zip(ends, heights, moved, strict=True):
        text = axes.annotate(
            name,
            xy=(x, y),
            xytext=(16 if any(moved) else 7, upward * (height - y) / (high - low) * points),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            annotation_clip=False,
            arrowprops=LEADER | {"color": colour} if away else None,
        )
        tie(text, *axes.plot([x], [y], "o", color=colour, markersize=4, clip_on=False))


def apart(wanted: list[float], step: float, low: float, high: float) -> list[float]:
    """Places at least `step` apart between two bounds, each as near as can be to the one it wants.

    Parameters
    ----------
    wanted : in rising order.
    """
    # those that are too near to each other stand as one group around their middle
    groups: list[tuple[float, int]] = []
    for number, place in enumerate(wanted):
        middle, count = place - number * step, 1
        while groups and groups[-1][0] > middle:
            other, more = groups.pop()
            middle, count = (middle * count + other * more) / (count + more), count + more
        groups.append((middle, count))
    middles = [middle for middle, count in groups for _ in range(count)]
    last = len(wanted) - 1
    return [
        number * step + min(max(middle, low), high - last * step) for number, middle in enumerate(middles)
    ]


LEADER = {
    **{"arrowstyle": "-", "linewidth": 0.8, "shrinkA": 1, "shrinkB": 1, "relpos": (0, 0.5)},
    # without it a steep line begins below its name, beside the next one
    "patchA": None,
}
"""The line from a name to what it names."""

SPOTS = [
    (across * away, upright * away, side, height)
    for away in (5, 12, 20)
    for across, upright, side, height in (
        *((1, 0, "left", "center"), (-1, 0, "right", "center"), (0, -1, "center", "top")),
        *((0, 1, "center", "bottom"), (0.6, -0.6, "left", "top"), (0.6, 0.6, "left", "bottom")),
        *((-0.6, -0.6, "right", "top"), (-0.6, 0.6, "right", "bottom")),
    )
]
"""Where a name may stand beside its point, the best first: points to the right and upward, alignment."""

OUTSIDE, ON_A_NAME, ON_A_MARK, ON_A_LINE, BY_A_MARK = 10000, 1000, 40, 1, 35
"""How bad it is for a name to leave the chart, to stand on another, on a mark, on a pixel of a line, and
beside another line's mark, whose name it seems to be.

A spot costs its place in the list besides."""


def name_points(
    axes: Axes,
    names: Iterable[tuple[str, pd.Timestamp, float]],
    fontsize: float,
    lines: Mapping[str, Artist] | None = None,
) -> list[Text]:
    """Write names beside points of lines, each where it covers least of names, marks and lines.

    Parameters
    ----------
    names : (name, x, y) of each point; the first has the choice.
    lines : by name, to be tied to it.
    """
    figure = cast(Figure, axes.get_figure())
    figure.draw_without_rendering()
    marks = np.concatenate([axes.transData.transform(line.get_xydata()) for line in axes.lines])
    between = np.concatenate([_along(axes, line) for line in axes.lines])
    lone = np.concatenate([axes.transData.transform(_lone(line)) for line in axes.lines])
    room = axes.get_window_extent()
    written: list[Text] = []
    taken = [text.get_window_extent() for text in axes.texts if text.get_text()]
    for name, x, y in names:
        text = axes.annotate(
            name,
            (x, y),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=fontsize,
            annotation_clip=False,
        )
        # the axes stay where they are
        text.set_in_layout(False)
        if lines:
            tie(text, lines[name])
        costs = []
        for number, spot in enumerate(SPOTS):
            _put(text, spot)
            box = text.get_window_extent()
            costs.append(
                number
                + OUTSIDE * (not (room.contains(*box.min) and room.contains(*box.max)))
                + ON_A_NAME * box.count_overlaps(taken)
                + ON_A_MARK * _inside(marks, box.padded(2))
                + ON_A_LINE * _inside(between, box)
                + BY_A_MARK * (lines is not None and _inside(lone, box.padded(22)) > 0)
            )
        _put(text, SPOTS[int(np.argmin(costs))])
        written.append(text)
        taken.append(text.get_window_extent())
    return written


def _lone(line: Line2D) -> np.ndarray:
    """The marks of a line that no line leads to or from."""
    points = np.asarray(line.get_xydata(), dtype=float)
    there = np.concatenate([[False], ~np.isnan(points[:, 1]), [False]])
    found: np.ndarray = points[there[1:-1] & ~there[:-2] & ~there[2:]]
    return found


def _put(text: Text, spot: tuple[float, float, str, str]) -> None:
    across, upright, side, height = spot
    text.set(position=(across, upright), horizontalalignment=side, verticalalignment=height)


def _inside(points: np.ndarray, box: Bbox) -> int:
    """How many points lie in a box."""
    return int(((points > box.min) & (points < box.max)).all(axis=1).sum())


def _along(axes: Axes, line: Line2D) -> np.ndarray:
    """Points on the way from each mark of a line to the next, one for each pixel of its length."""
    marks = axes.transData.transform(line.get_xydata())
    length = np.hypot(*np.diff(marks, axis=0).T)
    # where a line breaks there is no way
    whole = np.flatnonzero(length > 0)
    ways = [np.linspace(marks[at], marks[at + 1], int(length[at]) + 1)[1:-1] for at in whole]
    return np.concatenate([*ways, np.empty((0, 2))])


def _height_in_points(axes: Axes) -> float:
    figure = cast(Figure, axes.get_figure())
    figure.draw_without_rendering()
    return axes.get_window_extent().height * 72 / figure.dpi
