"""What a chart says and what a drawing of it holds, line by line; numbers to five digits.

Places are in the chart's own units; artists that look alike and follow each other share a line.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from tokenbook.charts.base import Chart
from tokenbook.charts.numbers import as_table
from tokenbook.wording import Wording


def told(chart: Chart, say: Wording) -> Iterator[str]:
    """What it says: its words, the file to download, the table below it."""
    for name in ("headline", "caption", "limits", "alt"):
        yield _line(name, getattr(chart, name).to(say))
    yield _line(
        "of", chart.slug, *(source.name for source in chart.sources), "article" if chart.article else ""
    )
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
    """The lines: of the figure's own texts and legends, then of each axes."""
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
    x, y = ("|".join(filter(None, ticks(axis))) for axis in (axes.xaxis, axes.yaxis))
    view = f"{axes.get_xscale()} {_numbers(axes.get_xlim())}, {axes.get_yscale()} {_numbers(axes.get_ylim())}"
    grid = "".join(axis.axis_name for axis in (axes.xaxis, axes.yaxis) if axis._major_tick_kw.get("gridOn"))
    spines = " ".join(side for side, spine in axes.spines.items() if spine.get_visible())
    return _line("axes", view, f"x {x}", f"y {y}", f"grid {grid}", spines)


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
        return _line("legend", artist._get_loc(), artist._ncols, *parts), None
    if isinstance(artist, Line2D):
        marks = f"{artist.get_marker()} {artist.get_markersize():g}"
        dash = artist._unscaled_dash_pattern[1]
        how = _line("line", artist.get_color(), f"{artist.get_linewidth():g}", dash, marks)
        return how, np.asarray(artist.get_xydata())
    if isinstance(artist, Patch):
        return _filled("patch", artist), artist.get_path().transformed(artist.get_patch_transform()).vertices
    if isinstance(artist, Collection):
        points = [np.asarray(artist.get_offsets()), *(path.vertices for path in artist.get_paths())]
        return _filled("collection", artist), np.concatenate(points)
    return None


def _filled(kind: str, artist: Patch | Collection) -> str:
    colours = (np.atleast_2d(found) for found in (artist.get_facecolor(), artist.get_edgecolor()))
    named = [" ".join(dict.fromkeys(to_hex(one, keep_alpha=True) for one in found)) for found in colours]
    return _line(kind, *named, _numbers(np.atleast_1d(artist.get_linewidth())), artist.get_hatch())


def _text(text: Text) -> str:
    if isinstance(text, Annotation):
        # the offset comes from the room that letters take
        offset = " ".join(f"{value:.0f}" for value in text.get_position())
        where = f"{_numbers(text.xy)} + {offset}{' led' * (text.arrow_patch is not None)}"
    else:
        where = _numbers(text.get_position())
    how = (
        f"{text.get_ha()} {text.get_va()} {text.get_fontsize():g} {text.get_fontweight()} {text.get_color()}"
    )
    return _line("text", "|".join(text.get_text().split("\n")), where, how)


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
