"""The specialists' chart: their shares, and when they came."""

import itertools
from dataclasses import dataclass

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tokenbook import measures
from tokenbook.charts.base import Chart, Numbers, draw_lines, from_launch, share_lines
from tokenbook.charts.style import DASHES, Layout, model_hues, name_points, tie
from tokenbook.models import release_day
from tokenbook.scope import Scope
from tokenbook.wording import N_, Wording, saying

MOST = 5
"""For how many names all orders are tried."""


@dataclass(frozen=True)
class Span:
    """An event's line and how far its name reaches; all as parts of the axes' width."""

    at: float
    width: float

    def reach(self, late: bool) -> tuple[float, float]:
        """From where to where the name stands, before its line or after it."""
        return (self.at - self.width, self.at) if late else (self.at, self.at + self.width)


def _spans(axes: Axes, texts: dict[str, str], starts: dict[str, pd.Timestamp]) -> list[Span]:
    room = axes.get_window_extent()
    spans = []
    for label, words in texts.items():
        text = axes.text(starts[label], 0, words, fontsize=8)
        text.set_in_layout(False)
        box = text.get_window_extent()
        at = float(axes.transData.transform((mdates.date2num(starts[label]), 0))[0])
        spans.append(Span((at - room.x0) / room.width, (box.width + 6) / room.width))
        text.remove()
    return spans


def _spots(spans: list[Span], end: float) -> list[tuple[bool, int]]:
    """For each name whether it stands before its line, and on which level, the lowest 0.

    A line goes up to its own name, so it runs through a lower name that reaches over it: of all sides
    and orders those are taken in which that happens least. No name reaches beyond `end`.
    """
    places = range(len(spans))
    # by the time alone, where there are too many to try
    orders = itertools.permutations(reversed(places)) if len(spans) <= MOST else [tuple(reversed(places))]

    def cost(found: tuple[tuple[bool, ...], tuple[int, ...]]) -> tuple[int, float]:
        sides, levels = found
        reaches = [span.reach(late) for span, late in zip(spans, sides, strict=True)]
        through = sum(
            low < spans[other].at < high
            for place, (low, high) in enumerate(reaches)
            for other in places
            if levels[other] > levels[place]
        )
        outside = sum(max(0.0, -low) + max(0.0, high - end) for low, high in reaches)
        return through + 10 * (outside > 0.01), outside

    sides, levels = min(
        itertools.product(itertools.product((False, True), repeat=len(spans)), orders), key=cost
    )
    return list(zip(sides, levels, strict=True))


def _start(scope: Scope, model: str) -> pd.Timestamp:
    """The day that a model's published name bears, else its first week with a row."""
    rows = scope.edition.rows[scope.edition.rows["model"] == model]
    return release_day(rows["slug"].unique()) or rows["week"].min()


def specialist_shares(scope: Scope) -> Chart:
    """The coding specialist and the family said to be stable: weekly shares."""
    coder, family = scope.parameter("coder"), scope.parameter("stable_family")
    share = measures.shares(scope.weeks, "model")
    hues = model_hues(scope.edition.rows)
    models = scope.series([coder, *family], share)
    series = {scope.edition.label(model): from_launch(scope, share[model]) for model in models}
    colours = {scope.edition.label(model): hues[model] for model in models}
    vendor = scope.weeks.drop_duplicates("model").set_index("model")["vendor"]
    dashes = {
        scope.edition.label(model): DASHES[number % len(DASHES)]
        for _, group in vendor[list(models)].groupby(vendor, sort=False)
        for number, model in enumerate(group.index)
    }
    starts = {scope.edition.label(model): _start(scope, model) for model in models}
    data = pd.concat(series, axis=1, sort=True).stack().dropna().rename("share")
    data = data.rename_axis(["week", "name"]).reset_index()
    data["start"] = data["name"].map(starts)
    peaks = {name: (values.idxmax(), float(values.max())) for name, values in series.items()}
    name = next(iter(series))
    kin = [scope.edition.label(model) for model in models if model in family]
    # with the weeks of their release, in which they hand over
    together = from_launch(scope, share[[model for model in models if model in family]].sum(axis=1))

    def paint(figure: Figure, layout: Layout, say: Wording) -> None:
        # the headline's second number stands where its line ends, if there is room
        ends = {label: label for label in series}
        if not layout.narrow:
            ends[name] = f"{name}: {say.share(float(series[name].iloc[-1]), 0)}"
        # a step of its own for each name above the lines, so that none stands on another
        step = 0.15 if layout.narrow else 0.08
        higher = 1 + step * len(starts)
        draw_lines(
            {ends[label]: values for label, values in series.items()},
            {ends[label]: hue for label, hue in colours.items()},
            N_("share of the week's tokens"),
            "share:0",
            {ends[label]: dash for label, dash in dashes.items()},
            higher,
        )(figure, layout, say)
        (axes,) = figure.axes
        room = axes.get_ylim()[1] / higher
        if len(kin) > 1:
            hue = colours[kin[0]]
            axes.fill_between(together.index, together.to_numpy(), color=hue, alpha=0.15, linewidth=0)
        between = "\n" if layout.narrow else ", "
        came = dict(sorted(starts.items(), key=lambda entry: entry[1]))
        texts = {label: f"{label}{between}{say.day(day)}" for label, day in came.items()}
        name_points(
            axes,
            [(say.share(peaks[name][1], 0), *peaks[name])],
            9,
        )
        spans = _spans(axes, texts, came)
        room_of = axes.get_window_extent()
        end = (figure.bbox.x1 - room_of.x0) / room_of.width
        for label, (late, level) in zip(came, _spots(spans, end), strict=True):
            day, height = starts[label], room * (1 + step * (0.5 + level))
            line = axes.plot(
                [day, day], [0, height], color=colours[label], linewidth=1, linestyle=(0, (1, 2))
            )
            text = axes.annotate(
                texts[label],
                (day, height),
                xytext=(-3 if late else 3, 0),
                textcoords="offset points",
                ha="right" if late else "left",
                va="center",
                fontsize=8,
            )
            tie(text, *line)

    return Chart(
        "specialist-shares",
        saying(
            N_("{name:text} reached {high:share:0} of the tokens and kept {last:share:0}"),
            name=name,
            high=peaks[name][1],
            last=float(series[name].iloc[-1]),
        )
        if float(series[name].iloc[-1]) < peaks[name][1] / 2
        else saying(
            N_("{name:text} ends with {last:share:0} of the tokens, after at most {high:share:0}"),
            name=name,
            high=peaks[name][1],
            last=float(series[name].iloc[-1]),
        ),
        data,
        paint,
        saying(
            N_(
                "Weekly shares of {names:names}, each from its first complete week on; shaded, {kin:names} "
                "together. Dotted upright lines: the day of release as the published name dates it or, "
                "where it bears no date, the first week with a row ({starts:days})."
            )
            if len(kin) > 1
            else N_(
                "Weekly shares of {names:names}, each from its first complete week on. Dotted upright "
                "lines: the day of release as the published name dates it or, where it bears no date, "
                "the first week with a row ({starts:days})."
            ),
            names=list(series),
            starts=starts,
            kin=kin,
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
        Numbers(share_lines(series, colours, dashes)),
    )
