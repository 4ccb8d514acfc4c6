"""Daily rows from bytes: CSV, JSON or Parquet, as the upstream writes them or with columns mapped."""

import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pyarrow

from tokenbook.errors import BookError, DataError
from tokenbook.rows.clock import today
from tokenbook.rows.hidden import without_key
from tokenbook.rows.tables import (
    COUNT,
    DATE,
    LARGEST,
    SLUG,
    check,
    check_unique,
    read_bytes,
    read_text_table,
)

UPSTREAM_COLUMNS = {"date": "date", "model": "model_permaslug", "tokens": "total_tokens"}
"""What a column holds -> its name upstream; the export's `rank` and share are not read."""

CHECKS = {"date": DATE, "model": SLUG, "tokens": COUNT}


MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z)?")

LONE = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which JSON can name and no file can hold."""

MOMENTS = "YYYY-MM-DD, or YYYY-MM-DDThh:mmZ (UTC), not in the future"


@dataclass(frozen=True)
class Daily:
    """Checked daily rows and where they are from.

    Attributes
    ----------
    rows : date (datetime64), model (str, the permaslug), tokens (int64); one row per day and model.
    file : name of the file, or the address.
    sha256 : of the unpacked content.
    as_of : when the source gave them out (ISO 8601, UTC), or None.
    """

    rows: pd.DataFrame
    file: str
    sha256: str
    as_of: str | None = None

    def before(self, day: str) -> "Daily":
        """The rows of the days before a day."""
        return replace(self, rows=self.rows[self.rows["date"] < day].reset_index(drop=True))


def read_daily(path: Path, columns: dict[str, str] | None = None) -> Daily:
    """Read daily rows from a file: CSV (LF or CRLF), JSON or Parquet, plain or gzip.

    Parameters
    ----------
    columns : "date", "model", "tokens" -> name of that column in the file; the upstream's by default.

    Raises
    ------
    DataError
        With file, row and column, for whatever is not as it should be.
    """
    raw = read_bytes(path)
    if raw[:4] == b"PAR1":
        return from_parquet(path, raw, columns)
    if raw.lstrip()[:1] in (b"{", b"["):
        answer = load_json(path, raw)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        as_of = meta.get("as_of") if isinstance(meta, dict) else None
        records = answer.get("data") if isinstance(answer, dict) else answer
        if as_of is not None:
            check_as_of(path, as_of)
        return from_records(path, records, raw, as_of, columns)
    return from_csv(path, raw, columns=columns)


def read_mapping(text: str) -> dict[str, str]:
    """Read `date=day,model=model_name,tokens=total`; what is not named keeps the upstream's name.

    Raises
    ------
    BookError
        For anything else.
    """
    pairs = [part.partition("=") for part in text.split(",")]
    given = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    if not all(given.values()) or not given.keys() <= UPSTREAM_COLUMNS.keys() or len(given) != len(pairs):
        raise BookError(
            f"--columns: found {text!r}; allowed: date=…,model=…,tokens=… with the names of your columns"
        )
    return UPSTREAM_COLUMNS | given


def from_csv(
    file: str | Path, raw: bytes, as_of: str | None = None, columns: dict[str, str] | None = None
) -> Daily:
    """Daily rows from the bytes of a CSV file; errors as in `read_daily`."""
    columns = columns or UPSTREAM_COLUMNS
    return _checked(file, read_text_table(file, raw, list(columns.values())), columns, raw, as_of)


def from_records(
    file: str | Path,
    records: object,
    raw: bytes,
    as_of: str | None = None,
    columns: dict[str, str] | None = None,
) -> Daily:
    """Daily rows from the records of a JSON answer; a count is decimal text or a whole number."""
    columns = columns or UPSTREAM_COLUMNS
    if not isinstance(records, list) or not records:
        raise DataError(file, "no list of rows", "a JSON list of rows, or an object with one as data")
    lines = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise DataError(file, _short(record), f"an object with {', '.join(columns.values())}", row=number)
        for name in columns.values():
            value = record.get(name)
            whole = name == columns["tokens"] and type(value) is int
            if not (isinstance(value, str) or whole):
                kind = "a whole number, as text or in digits" if name == columns["tokens"] else "text"
                raise DataError(file, _short(value), kind, row=number, column=name)
            if LONE.search(str(value)):
                raise DataError(file, _short(value), "whole characters", row=number, column=name)
        lines.append({name: str(record[name]) for name in columns.values()})
    table = pd.DataFrame(lines, index=pd.RangeIndex(1, len(lines) + 1), dtype=str)
    return _checked(file, table, columns, raw, as_of)


def from_parquet(file: str | Path, raw: bytes, columns: dict[str, str] | None = None) -> Daily:
    """Daily rows from the bytes of a Parquet file; days as dates, times or text, counts as integers."""
    columns = columns or UPSTREAM_COLUMNS
    try:
        frame = pd.read_parquet(io.BytesIO(raw))
    except (pyarrow.ArrowException, ValueError, OSError) as error:
        raise DataError(file, f"a damaged Parquet file ({error})", "a whole Parquet file") from error
    for name in columns.values():
        if list(frame.columns).count(name) != 1:
            raise DataError(
                file,
                f"the columns {', '.join(map(str, frame.columns))[:200]}",
                f"one each of {', '.join(columns.values())}; map yours with --columns",
                column=name,
            )
    if frame.empty:
        raise DataError(file, "no rows", "at least one row of data")
    table = frame[list(columns.values())].reset_index(drop=True)
    if pd.api.types.is_datetime64_any_dtype(table[columns["date"]]):
        table[columns["date"]] = table[columns["date"]].dt.strftime("%Y-%m-%d")
    table = table.astype(object).where(table.notna(), "").astype(str)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return _checked(file, table, columns, raw, None)


def is_moment(text: object) -> bool:
    """Whether a text is a day or a time in UTC that exists, and not yet to come."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return False
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return False
    # a day's grace: clocks differ
    return day.date() <= date.fromisoformat(today()) + timedelta(days=1)


def check_as_of(file: str | Path, as_of: object) -> None:
    """Refuse an `as_of` that is no time, or one to come, which would hold against every later update.

    Raises
    ------
    DataError
    """
    if not is_moment(as_of):
        raise DataError(file, _short(as_of), MOMENTS, column="meta.as_of")


def load_json(file: str | Path, raw: bytes) -> object:
    """Parse JSON.

    Raises
    ------
    DataError
        For an HTML page, cut-off or otherwise broken JSON.
    """
    if raw.lstrip()[:1] == b"<":
        raise DataError(file, "an HTML page", "JSON; the server may be down or the address wrong")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(file, f"no JSON ({_short(str(error))})", "whole JSON; fetch it again") from error


def _checked(
    file: str | Path, table: pd.DataFrame, columns: dict[str, str], raw: bytes, as_of: str | None
) -> Daily:
    schema = pa.DataFrameSchema({columns[name]: pa.Column(str, found) for name, found in CHECKS.items()})
    check(file, table, schema)
    check_unique(file, table, [columns["date"], columns["model"]])
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(table[columns["date"]], format="%Y-%m-%d"),
            "model": table[columns["model"]],
            "tokens": table[columns["tokens"]].astype("int64"),
        }
    ).reset_index(drop=True)
    if rows["tokens"].astype(float).sum() > LARGEST:
        raise DataError(
            file,
            "tokens that add up to more than 2^63-1",
            "counts whose sum fits in 64 bits; look for a wrong unit",
            column=columns["tokens"],
        )
    name = file.name if isinstance(file, Path) else file
    return Daily(rows, name, hashlib.sha256(raw).hexdigest(), as_of)


def _short(value: object) -> str:
    text = without_key(repr(value))
    return text if len(text) <= 80 else f"{text[:80]}…"
