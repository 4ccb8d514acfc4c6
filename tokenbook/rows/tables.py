"""CSV text in, checked frames out: what the readers of `usage` and `sources` share.

Every cell is read as text, so that nothing is guessed; a pandera schema says what each column may
hold; the first cell that breaks it becomes a `DataError` with its row in the file.
"""

import csv
import gzip
import io
import re
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import IO

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from tokenbook.errors import DataError, check_ordinary, nearest
from tokenbook.rows.hidden import without_key

LARGEST = 2**63 - 1
"""The largest count of tokens that 64 bits hold."""


LARGEST_FILE = 1 << 30
"""Bytes of a file, unpacked, and of a server's answer: a hundred times what a year takes."""

MOST_COLUMNS = 1000


def read_bytes(path: Path) -> bytes:
    """The file's content, unpacked where it is gzip.

    Raises
    ------
    DataError
        Where there is no such file, or its gzip is damaged.
    """
    try:
        check_ordinary(path, "a readable file")
        with path.open("rb") as file:
            raw = _bounded(path, file)
    except OSError as error:
        raise DataError(path, error.strerror or str(error), "a readable file") from error
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        with gzip.open(io.BytesIO(raw)) as unpacked:
            return _bounded(path, unpacked)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(path, f"damaged gzip ({error})", "a whole gzip file; fetch it again") from error


def check_name(path: Path) -> None:
    """Refuse a file whose name is no text: it could be told nowhere, not even where rows are from.

    Raises
    ------
    DataError
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise DataError(repr(path.name), "bytes in its name that are no text", "a name in UTF-8") from error


def _bounded(path: Path, file: IO[bytes] | gzip.GzipFile) -> bytes:
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise DataError(
            path, f"more than {LARGEST_FILE >> 20} MB", f"at most {LARGEST_FILE >> 20} MB, unpacked"
        )
    return content


def read_text_table(path: str | Path, raw: bytes, columns: list[str]) -> pd.DataFrame:
    """Parse CSV bytes into a frame of strings that has at least `columns`.

    Returns
    -------
    DataFrame of str columns; its index is the row in the file (2 = first row under the header).

    Raises
    ------
    DataError
        For an empty file, bytes that are not UTF-8 text, a missing or doubled column, rows with too
        many fields, or no rows at all.
    """
    text = _decode(path, raw)
    header = text.split("\n", 1)[0].strip("\r").split(",")
    header = [name.strip().strip('"') for name in header]
    if len(header) > MOST_COLUMNS:
        raise DataError(path, f"{len(header)} columns", f"at most {MOST_COLUMNS}", row=1)
    count = Counter(header)
    for name in dict.fromkeys([*columns, *header]):
        if count[name] != 1:
            state = "no such column" if name not in count else "it twice"
            raise DataError(
                path,
                f"{state} in the header ({', '.join(header)[:200]})",
                f"one each of the columns {', '.join(columns)}, and no name twice"
                f"{_meant(name, header, columns)}",
                row=1,
                column=name,
            )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.StringIO(text),
                dtype=str,
                na_filter=False,
                skip_blank_lines=False,
                index_col=False,
                header=0,
                names=header,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        row, found = _broken_row(text, len(header), error)
        raise DataError(path, found, f"{len(header)} fields, as in the header", row=row) from error
    table.index = pd.RangeIndex(2, len(table) + 2)
    table = table[columns].fillna("")
    table = table[(table != "").any(axis=1)]  # blank lines
    if table.empty:
        raise DataError(path, "a header and no rows", "at least one row of data")
    return table


def _meant(name: str, header: list[str], columns: list[str]) -> str:
    """What of a header may be meant for a column that it lacks."""
    near = [] if name in header else get_close_matches(name, set(header) - set(columns), n=1)
    return f"; is {near[0]} meant for it?" if near else ""


def _broken_row(text: str, fields: int, error: Exception) -> tuple[int | None, str]:
    """Where the parser gave up: it names no row itself when a row is too long."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for row in reader:
            if len(row) > fields:
                return reader.line_num, f"{len(row)} fields"
    except csv.Error as broken:
        return reader.line_num, f"a broken row ({broken})"
    return None, f"a broken row ({error})"


def _decode(path: str | Path, raw: bytes) -> str:
    if not raw.strip():
        raise DataError(path, "an empty file", "CSV text with a header and rows", row=1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8 text (a binary file?)"
        raise DataError(path, found, "CSV text in UTF-8, or gzip of it", row=row) from error
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise DataError(path, "a NUL byte (a binary file?)", "CSV text in UTF-8, or gzip of it", row=row)
    return text


def check(path: str | Path, table: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    """Hold a table against a schema; the first row that breaks it is the error.

    Raises
    ------
    DataError
        With the row, the column, the value found, and the check's own words for what is allowed.
    """
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as error:
        failures = error.failure_cases.dropna(subset=["index"]).sort_values("index", kind="stable")
        if failures.empty:
            raise
        first = failures.iloc[0]
        raise DataError(
            path,
            repr(first["failure_case"]) if first["failure_case"] != "" else "an empty cell",
            f"{first['check']}{_near(schema, str(first['column']), first['failure_case'])}",
            row=int(first["index"]),
            column=str(first["column"]),
        ) from error


def _near(schema: pa.DataFrameSchema, column: str, found: object) -> str:
    """The nearest of the values that a column may have, where they are listed."""
    known = [check.statistics.get("allowed_values", ()) for check in schema.columns[column].checks]
    return nearest(str(found), [str(value) for values in known for value in values])


def check_sum(path: str | Path, tokens: pd.Series, column: str = "tokens") -> None:
    """Refuse counts whose sum does not fit in 64 bits: it would be another number, without a word.

    Raises
    ------
    DataError
    """
    # exactly, in numbers without end
    if sum(tokens.tolist()) > LARGEST:
        raise DataError(
            path,
            "tokens that add up to more than 2^63-1",
            "counts whose sum fits in 64 bits; look for a wrong unit",
            column=column,
        )


def check_unique(path: str | Path, table: pd.DataFrame, key: list[str]) -> None:
    """Refuse a table in which two rows have the same key.

    Raises
    ------
    DataError
        With the second row and the key's values.
    """
    doubled = table.index[table.duplicated(key)]
    if len(doubled) == 0:
        return
    row = doubled[0]
    values = table.loc[row, key]
    same = table.index[(table[key] == values).all(axis=1)][0]
    raise DataError(
        path,
        f"{', '.join(map(repr, values))} a second time (first in row {same})",
        "one row each; remove one or add them up",
        row=int(row),
        column=" and ".join(key),
    )


def each_once(matches: Callable[[pd.Series], pd.Series]) -> Callable[[pd.Series], pd.Series]:
    """A check that looks at each different text once: days and names stand in thousands of rows."""

    @wraps(matches)
    def checked(values: pd.Series) -> pd.Series:
        places, different = pd.factorize(values, use_na_sentinel=False)
        found = matches(pd.Series(different, dtype=values.dtype)).to_numpy(dtype=bool)
        return pd.Series(found[places], index=values.index, dtype=bool)

    return checked


@each_once
def matches_date(values: pd.Series) -> pd.Series:
    """True where a text is a day that exists, written YYYY-MM-DD."""
    shaped = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    exists = pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").notna()
    return shaped & exists


def matches_count(values: pd.Series) -> pd.Series:
    """True where a text is a whole number from 0 to 2^63-1, in plain digits."""
    digits = values.str.fullmatch(r"[0-9]{1,19}")
    small = values.str.len() < 19
    return digits & (small | (values.str.rjust(19, "0") <= str(LARGEST)))


COUNT = pa.Check(matches_count, error="a whole number from 0 to 2^63-1, digits only")
DATE = pa.Check(matches_date, error="a day that exists, as YYYY-MM-DD")
UNSEEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Characters that break lines, steer terminals, turn the direction of text, or are halves of one."""


@each_once
def matches_slug(values: pd.Series) -> pd.Series:
    """True where a text is a model's name as it may stand in a table."""
    # Python's own: Arrow's regular expressions know no lone surrogates
    return values.astype(object).map(is_slug).astype(bool)


def is_slug(text: str) -> bool:
    """Whether a text is a model's name as it may stand in a table."""
    # a key among the names would stand in the tables, and on the pages
    return NAME_OF_MODEL.fullmatch(text) is not None and without_key(text) == text


NAME_OF_MODEL = re.compile(rf"(?!.*[{UNSEEN}])\S(.{{0,198}}\S)?", re.DOTALL)

SLUG = pa.Check(
    matches_slug,
    error="a model's slug of 1 to 200 characters, no space at either end, no control character",
)
