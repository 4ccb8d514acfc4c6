"""What a chart says and what a drawing of it holds, line by line; numbers to five digits.

Places are in the chart's own units, those of axes in points of the figure; artists that look alike and
follow each other share a line. What Matplotlib does by itself is left out.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from tokenbook.charts.base import Chart
from tokenbook.charts.numbers import as_table
from tokenbook.charts.style import POINTS
from tokenbook.wording import Wording


def told(chart: Chart, say: Wording) -> Iterator[str]:
    """What it says: its words, the file to download, the table below it."""
    for name in ("headline", "caption", "limits", "alt"):
        yield _line(name, getattr(chart, name).to(say))
    yield _line(
        "of", chart.slug, *(source.name for source in chart.sources), "article" if chart.article else ""
    )
    if chart.weeks is not None:
        yield _line("weeks", _column(chart.weeks.to_series()))
    for name, column in chart.data.items():
        yield _line("data", name, _column(column))
    for line in chart.numbers.lines:
        drawn_as = (line.kind, line.colour, line.dash, line.mark)
        name = line.name if isinstance(line.name, str) else line.name.to(say)
        more = [_column(found) for found in (line.names, line.colours) if found is not None]
        yield _line("column", name, *drawn_as, _column(line.values), *more)
    if chart.numbers.places is not None:
        yield _line("places", _column(chart.numbers.places.to_series()))
    table = as_table(chart.numbers, say)
    yield _line("table", table["first"], table["lines"][0]["name"], table["lines"][-1]["name"], table["note"])


def _column(values: pd.Series) -> str:
    """How many are known of how many; the first, the last and the middle or how many differ."""
    known = values.dropna()
    numeric = pd.api.types.is_numeric_dtype(known)
    ends = (known.iloc[0], known.iloc[-1], known.mean()) if numeric else (known.iloc[0], known.iloc[-1])
    parts = [_numbers([end]) if numeric or hasattr(end, "toordinal") else str(end) for end in ends]
    return f"{len(known)} of {len(values)}: {'; '.join(parts)}, {known.nunique()} different"


def drawn(figure: Figure) -> Iterator[str]:
    """The lines: of the figure, its own texts and legends, then of each axes."""
    yield _line("figure", _numbers(figure.get_size_inches()))
    yield from _artists([*figure.texts, *figure.legends])
    for axes in figure.axes:
        yield _axes(axes)
        empty = (axes.patch, *axes.spines.values())
        yield from _artists(artist for artist in axes.get_children() if artist not in empty)


def ticks(axis: Axis) -> list[str]:
    """The labels that are seen."""
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
    return [label.get_text() for place, label in places if low <= place <= high]


def _axes(axes: Axes) -> str:
    view = f"{axes.get_xscale()} {_numbers(axes.get_xlim())}, {axes.get_yscale()} {_numbers(axes.get_ylim())}"
    spines = [f"{side} {_stroke(spine)}" for side, spine in axes.spines.items() if spine.get_visible()]
    width, height = axes.get_figure().get_size_inches() * POINTS
    # to the point, since the letters beside them take a little more or less on another machine
    x, y, *size = (f"{part:.0f}" for part in axes.get_position().bounds * np.tile((width, height), 2))
    return _line(
        "axes", view, *map(_axis, (axes.xaxis, axes.yaxis)), *spines, f"at {x} {y}, {' '.join(size)}"
    )


def _axis(axis: Axis) -> str:
    label = axis.get_label()
    told = [axis.axis_name, "|".join(filter(None, ticks(axis))), label.get_text() * label.get_visible()]
    tick = axis.get_major_ticks()[0]
    if any(told[1:]):
        told += [f"{tick.label1.get_fontsize():g}", tick.label1.get_color()]
    if tick.tick1line.get_visible():
        told.append(f"{tick.tick1line.get_markersize():g}")
    if axis._major_tick_kw.get("gridOn"):
        told.append(f"grid {_stroke(tick.gridline)} {tick.gridline.get_alpha()}")
    if low := [label for label in axis.get_minorticklabels() if label.get_text()]:
        told.append(f"{len(low)} minor")
    return " ".join(filter(None, told))


def _stroke(artist: Line2D | Patch) -> str:
    colour = artist.get_color() if isinstance(artist, Line2D) else artist.get_edgecolor()
    return f"{to_hex(colour)} {artist.get_linewidth():g}"


def _artists(artists: Iterable[Artist]) -> Iterator[str]:
    known = (found for found in map(_artist, artists) if found)
    for how, alike in groupby(known, key=lambda found: found[0]):
        points = [part for _, part in alike]
        yield how if points[0] is None else f"{how}: {_points(points)}"


def _artist(artist: Artist) -> tuple[str, np.ndarray | None] | None:
    """What it looks like, and its points."""
    if isinstance(artist, Text):
        return (_text(artist), None) if artist.get_text() else None
    if isinstance(artist, Legend):
        parts = [*map(_text, artist.get_texts()), *_artists(artist.legend_handles)]
        return _line("legend", _legend(artist), *parts), None
    if isinstance(artist, Line2D):
        marks = f"{artist.get_marker()} {artist.get_markersize():g}"
        if artist.get_markerfacecolor() != artist.get_color():
            marks += f" {artist.get_markerfacecolor()} {artist.get_markeredgecolor()}"
        dash = artist._unscaled_dash_pattern[1]
        how = _line(
            "line", artist.get_color(), f"{artist.get_linewidth():g}", dash, marks, artist.get_alpha()
        )
        return _line(how, _standing(artist, 2)), np.asarray(artist.get_xydata())
    if isinstance(artist, Patch):
        points = artist.get_path().transformed(artist.get_patch_transform()).vertices
        return _line(_filled("patch", artist), _standing(artist, 1)), points
    if isinstance(artist, Collection):
        points = [np.asarray(artist.get_offsets()), *(path.vertices for path in artist.get_paths())]
        above = 2 if isinstance(artist, LineCollection) else 1
        return _line(_filled("collection", artist), _standing(artist, above)), np.concatenate(points)
    return None


def _standing(artist: Artist, usual: int) -> str:
    """On which level it lies, whether it is cut off at the axes, what it is named in the picture."""
    level = "" if artist.get_zorder() == usual else f"level {artist.get_zorder():g}"
    return " ".join(filter(None, [level, "" if artist.get_clip_on() else "whole", artist.get_gid()]))


def _legend(legend: Legend) -> str:
    parent = legend.axes.transAxes if legend.axes else legend.get_figure().transFigure
    anchor = legend.get_bbox_to_anchor().transformed(parent.inverted())
    rooms = (legend.borderaxespad, legend.columnspacing, legend.handlelength, legend.handletextpad)
    ground = _filled("on", legend.get_frame()) if legend.get_frame_on() else ""
    outside = getattr(legend, "_outside_loc", None)
    return _line(legend._get_loc(), outside, legend._ncols, _numbers(anchor.bounds), _numbers(rooms), ground)


def _filled(kind: str, artist: Patch | Collection) -> str:
    colours = (np.atleast_2d(found) for found in (artist.get_facecolor(), artist.get_edgecolor()))
    named = [" ".join(dict.fromkeys(to_hex(one, keep_alpha=True) for one in found)) for found in colours]
    return _line(kind, *named, _numbers(np.atleast_1d(artist.get_linewidth())), artist.get_hatch())


def _text(text: Text) -> str:
    where, more = _numbers(text.get_position()), ""
    if isinstance(text, Annotation):
        if text.anncoords == "offset points":
            # to a tenth of a point: it comes from the room that letters take
            where = " ".join(f"{round(value, 1) + 0:g}" for value in text.get_position())
        where = f"{_numbers(text.xy)} + {where}"
        if (led := text.arrow_patch) is not None:
            ends = _numbers((led.shrinkA, led.shrinkB, *text._arrow_relpos))
            where += f" led {_stroke(led)} {ends}{' around' * (led.patchA is not None)}"
        more = "whole" * (text.get_annotation_clip() is False)
    if (ground := text.get_bbox_patch()) is not None:
        more += f" {_filled('on', ground)} {ground.get_boxstyle().pad:g}"
    how = (
        f"{text.get_ha()} {text.get_va()} {text.get_fontsize():g} {text.get_fontweight()} {text.get_color()}"
    )
    return _line("text", "|".join(text.get_text().split("\n")), where, how, more.strip(), text.get_gid())


def _points(parts: list[np.ndarray]) -> str:
    """How many there are of how many artists; the first and the last, the lowest, highest and middle."""
    points = np.concatenate([np.ma.filled(np.ma.masked_invalid(part), np.nan) for part in parts])
    known = points[~np.isnan(points).any(axis=1)]
    if len(known) < 2:
        return "; ".join(map(_numbers, known))
    places = (known[0], known[-1], known.min(axis=0), known.max(axis=0), known.mean(axis=0))
    return f"{len(parts)}, {len(known)} of {len(points)}: " + "; ".join(map(_numbers, places))


def _numbers(found: Iterable) -> str:
    values = (date2num(value) if hasattr(value, "toordinal") else value for value in found)
    return " ".join(f"{float(value) + 0:.5g}" for value in values)


def _line(*parts: object) -> str:
    return ", ".join(str(part).replace("\n", "/") for part in parts if part not in (None, ""))
