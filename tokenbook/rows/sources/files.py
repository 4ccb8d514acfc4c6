"""Daily rows from bytes, CSV or JSON as the upstream writes them; whatever else there is, `events` reads."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook.errors import DataError
from tokenbook.rows.clock import today
from tokenbook.rows.hidden import without_key
from tokenbook.rows.tables import (
    COUNT,
    DATE,
    SLUG,
    check,
    check_name,
    check_sum,
    check_unique,
    read_bytes,
    read_text_table,
)

DAY, MODEL, TOKENS = "date", "model_permaslug", "total_tokens"
"""The upstream's columns; the export's `rank` and share are not read."""

COLUMNS = [DAY, MODEL, TOKENS]

SCHEMA = pa.DataFrameSchema(
    {DAY: pa.Column(str, DATE), MODEL: pa.Column(str, SLUG), TOKENS: pa.Column(str, COUNT)}
)

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


def read_daily(path: Path) -> Daily:
    """Read daily rows from a file: CSV (LF or CRLF) or JSON, plain or gzip.

    Raises
    ------
    DataError
        With file, row and column, for whatever is not as it should be.
    """
    check_name(path)
    raw = read_bytes(path)
    if raw[:4] == b"PAR1":
        raise DataError(
            path,
            "a Parquet file",
            "CSV or JSON as OpenRouter gives it out; here: update_data.py import",
        )
    if raw.lstrip()[:1] in (b"{", b"["):
        answer = load_json(path, raw)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        as_of = meta.get("as_of") if isinstance(meta, dict) else None
        records = answer.get("data") if isinstance(answer, dict) else answer
        if as_of is not None:
            check_as_of(path, as_of)
        return from_records(path, records, raw, as_of)
    return from_csv(path, raw)


def from_csv(file: str | Path, raw: bytes, as_of: str | None = None) -> Daily:
    """Daily rows from the bytes of a CSV file; errors as in `read_daily`."""
    return _checked(file, read_text_table(file, raw, COLUMNS), raw, as_of)


def from_records(file: str | Path, records: object, raw: bytes, as_of: str | None = None) -> Daily:
    """Daily rows from the records of a JSON answer; a count is decimal text or a whole number."""
    if not isinstance(records, list) or not records:
        raise DataError(file, "no list of rows", "a JSON list of rows, or an object with one as data")
    lines = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise DataError(file, _short(record), f"an object with {', '.join(COLUMNS)}", row=number)
        for name in COLUMNS:
            value = record.get(name)
            whole = name == TOKENS and type(value) is int
            if not (isinstance(value, str) or whole):
                kind = "a whole number, as text or in digits" if name == TOKENS else "text"
                raise DataError(file, _short(value), kind, row=number, column=name)
            if LONE.search(str(value)):
                raise DataError(file, _short(value), "whole characters", row=number, column=name)
        lines.append({name: str(record[name]) for name in COLUMNS})
    table = pd.DataFrame(lines, index=pd.RangeIndex(1, len(lines) + 1), dtype=str)
    return _checked(file, table, raw, as_of)


def is_time(text: object) -> bool:
    """Whether a text is a day or a time in UTC that exists, whatever this machine's clock says."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_moment(text: object) -> bool:
    """Whether a text is a day or a time in UTC that exists, and not yet to come."""
    # a day's grace: clocks differ
    return is_time(text) and str(text)[:10] <= f"{date.fromisoformat(today()) + timedelta(days=1)}"


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


def _checked(file: str | Path, table: pd.DataFrame, raw: bytes, as_of: str | None) -> Daily:
    check(file, table, SCHEMA)
    check_unique(file, table, [DAY, MODEL])
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(table[DAY], format="%Y-%m-%d"),
            "model": table[MODEL],
            "tokens": table[TOKENS].astype("int64"),
        }
    ).reset_index(drop=True)
    check_sum(file, rows["tokens"], TOKENS)
    name = file.name if isinstance(file, Path) else file
    return Daily(rows, name, hashlib.sha256(raw).hexdigest(), as_of)


def _short(value: object) -> str:
    text = without_key(repr(value))
    return text if len(text) <= 80 else f"{text[:80]}…"
