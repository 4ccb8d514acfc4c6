"""The numbers of a chart as the table that stands below it.

The table is the one place where a figure's values are worded: a reader unfolds it, a screen reader
walks it, and the page's script reads from it what it tells of a week at the pointer.
"""

from typing import Any

import pandas as pd

from tokenbook.charts.base import Line, Numbers
from tokenbook.charts.colours import for_page
from tokenbook.wording import N_, Saying, Wording

MISSING = "–"

SHORT = N_("* This week lacks days in the data.")


def as_table(numbers: Numbers, say: Wording) -> dict[str, Any]:
    """A chart's numbers in one language, as `numbers.html` shows them.

    Returns
    -------
    dict with `first` (heading of the rows' names), `heads` (name and key of each column), `lines`
    (name, cells and whether the week is short) and `note` (what the star at a short week means, or "").
    """
    rows = numbers.rows
    columns = [_cells(line, rows, say) for line in numbers.lines]
    return {
        "first": _word(numbers.head, say),
        "heads": [{"text": _word(line.name, say), **_key(line)} for line in numbers.lines],
        "lines": [
            {"name": say.format(row, numbers.kind), "short": row in numbers.short, "cells": cells}
            for row, *cells in zip(rows, *columns, strict=True)
        ],
        "note": say(SHORT) if rows.isin(numbers.short).any() else "",
    }


def _cells(line: Line, rows: pd.Index, say: Wording) -> list[dict[str, Any]]:
    """A column: each cell's text and, where rows differ in what they tell of, its name and colour."""
    names = {} if line.names is None else line.names.to_dict()
    colours = {} if line.colours is None else line.colours.to_dict()
    return [
        {
            "text": MISSING if pd.isna(value) else say.format(value, line.kind),
            "name": names.get(row, ""),
            "colour": for_page(colours.get(row, "")),
        }
        for row, value in line.values.reindex(rows).items()
    ]


def _key(line: Line) -> dict[str, Any]:
    """How the script draws a line's key."""
    return {"colour": for_page(line.colour), "dash": " ".join(map(str, line.dash)), "mark": line.mark}


def _word(name: str | Saying, say: Wording) -> str:
    return name.to(say) if isinstance(name, Saying) else name
