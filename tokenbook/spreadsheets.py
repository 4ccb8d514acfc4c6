"""Tables for who opens them in a spreadsheet: text is text there too, never a formula."""

import csv
import io

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet computes (OWASP, "CSV Injection")."""


def as_text(cell: object) -> object:
    """A text that a spreadsheet would compute gets an apostrophe before it; all else is as it was."""
    if not isinstance(cell, str) or _is_number(cell):
        return cell
    # a writer of lines that end in \n leaves a carriage return unquoted, and a reader ends the line there
    text = cell.replace("\r", " ")
    return f"'{text}" if cell.startswith(FORMULA) else text


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """The table with names and cells that are text in a spreadsheet too."""
    made = table.rename(columns=as_text)
    for place, kind in enumerate(made.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            made.isetitem(place, made.iloc[:, place].map(as_text))
    return made


def harmless_csv(content: bytes) -> bytes:
    """A CSV file's content, likewise; the same bytes where nothing had to be changed."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    safe = [[as_text(cell) for cell in row] for row in rows]
    if safe == rows:
        return content
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(safe)
    return sink.getvalue().encode()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
