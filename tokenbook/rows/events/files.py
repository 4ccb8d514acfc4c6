"""Files as they come: packed or not, in whatever encoding, told apart by what is in them.

CSV, JSON, JSON lines and Parquet are read by the engine as they lie there. Only what it cannot read
is written out beside it first: UTF-16 (while streaming), the sheets of xlsx, the members of a zip.
"""

import codecs
import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import python_calamine

from tokenbook.errors import BookError, DataError
from tokenbook.rows.tables import MOST_COLUMNS, check_name

HEAD = 2**20
"""Bytes of a file, unpacked, that are looked at to tell what it is."""

CHUNK = 2**20

PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd"}

LARGEST_MEMBER, MOST_TIMES = 2**28, 200
"""A member of a zip of more bytes, packed more times smaller, is a bomb: it would fill disk or memory."""

DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class File:
    """One file that the engine can read.

    Attributes
    ----------
    path : where it lies.
    name : what the caller called it.
    kind : "csv", "json" or "parquet".
    packing : "none", "gzip" or "zstd".
    delimiter : of CSV.
    columns : of CSV, as in the header, made unique.
    blank : columns without a name at the end of every row, which the header may lack.
    """

    path: Path
    name: str
    kind: str
    packing: str = "none"
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    head: str = field(default="", repr=False)


def find(address: str) -> list[Path]:
    """The files that a path or a pattern (`logs/**/*.json.gz`) names, in order of name.

    Raises
    ------
    BookError
        Where there is none, or one whose name is no text.
    """
    path = Path(address)
    if path.is_dir():
        raise BookError(
            f"{address}: found a folder; allowed: a file, or a pattern such as '{address}/**/*.gz'"
        )
    found = [path]
    if not path.exists():
        root = Path(path.anchor)
        found = sorted(root.glob(str(path.relative_to(root))))
    files = [one for one in found if one.is_file()]
    for file in files:
        check_name(file)
    if not files:
        raise BookError(f"{address}: found no file; allowed: a path or a pattern of files that are there")
    return files


def read_files(address: str, beside: Path) -> list[File]:
    """Tell what each file of an address is; `beside` is a folder for what must be written out.

    Raises
    ------
    BookError, DataError
        For a file that is empty, damaged or of no kind that is read here.
    """
    return [file for number, path in enumerate(find(address)) for file in _open(path, beside / str(number))]


def _open(path: Path, beside: Path) -> Iterator[File]:
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise DataError(path, error.strerror or str(error), "a readable file") from error
    if start[:4] == b"PAR1":
        yield File(path, str(path), "parquet")
    elif start[:4] == b"PK\x03\x04":
        yield from _unzipped(path, beside)
    elif start[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(path, "an old Excel file (xls)", "xlsx or CSV; save it anew")
    else:
        yield _text(path, str(path), beside)


def _unzipped(path: Path, beside: Path) -> Iterator[File]:
    beside.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size > LARGEST_MEMBER and member.file_size > MOST_TIMES * member.compress_size:
                    raise DataError(
                        f"{path}:{member.filename}",
                        f"{member.file_size >> 20} MB packed {MOST_TIMES} times smaller, which no log is",
                        "a zip of tables",
                    )
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                yield _text(_sheet(path, beside / "sheet.csv"), str(path), beside)
                return
            # macOS adds a shadow of each file
            members = [
                name
                for name in names
                if name.lower().endswith((".csv", ".json", ".jsonl")) and not name.startswith("__MACOSX/")
            ]
            if not members:
                raise DataError(path, "a zip without such files", "CSV, JSON or JSON lines in it")
            for number, name in enumerate(members):
                target = beside / f"member-{number}"
                with archive.open(name) as source, target.open("wb") as sink:
                    while chunk := source.read(CHUNK):
                        sink.write(chunk)
                yield _text(target, f"{path}:{name}", beside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise DataError(path, f"a damaged zip ({error})", "a whole zip file; fetch it again") from error


def _sheet(path: Path, target: Path) -> Path:
    """The sheet of a workbook that has rows, as CSV."""
    try:
        # by what is in it: of a path, its ending would decide
        with path.open("rb") as file, python_calamine.CalamineWorkbook.from_filelike(file) as book:
            full = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
            if len(full) > 1:
                raise DataError(
                    path, f"several sheets with rows ({', '.join(full)})", "one; save each by itself"
                )
            sheet = book.get_sheet_by_name(full[0]) if full else book.get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=True)
    except python_calamine.CalamineError as error:
        raise DataError(path, f"a damaged workbook ({error})", "a whole xlsx file") from error
    with target.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([_cell(value) for value in row] for row in rows)
    return target


def _cell(value: object) -> str:
    """A sheet's value as text: whole numbers without a fraction, days and stamps as ISO 8601."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(path: Path, name: str, beside: Path) -> File:
    packing = PACKED.get(_bytes(path, "none", 2, name), "none")
    raw = _bytes(path, packing, HEAD, name)
    encoding = _encoding(raw)
    if encoding.startswith("utf-16"):
        beside.mkdir(parents=True, exist_ok=True)
        path, packing = _transcoded(path, packing, encoding, beside / f"utf-8-{path.name}"), "none"
        raw = _bytes(path, "none", HEAD, name)
    head = _decoded(name, raw)
    first = head.lstrip()[:1]
    if first in ("{", "["):
        return File(path, name, "json", packing, head=head)
    if first == "<":
        raise DataError(name, "an HTML or XML page", "CSV, JSON, JSON lines, xlsx or Parquet")
    delimiter, header = read_header(name, head)
    return File(path, name, "csv", packing, delimiter, _unique(header), head)


def _bytes(path: Path, packing: str, most: int, name: str) -> bytes:
    """The first bytes of a file, unpacked."""
    with _stream(path, packing, name) as stream:
        return bytes(stream.read(most))


@contextmanager
def _stream(path: Path, packing: str, name: str) -> Iterator[Any]:
    """A file's bytes, unpacked.

    Raises
    ------
    DataError
        Where what is read of it is cut off or damaged.
    """
    try:
        if packing == "zstd":
            with pyarrow.input_stream(str(path), compression="zstd") as stream:
                yield stream
        else:
            with gzip.open(path) if packing == "gzip" else path.open("rb") as stream:
                yield stream
    except (OSError, EOFError, zlib.error) as error:
        # the system's own errors, such as a full disk, have a number
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DataError(name, f"damaged {packing} ({error})", "a whole file; fetch it again") from error


def _encoding(raw: bytes) -> str:
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    # without a mark, every second byte of Western text is zero
    if raw[1:200:2].count(0) > 50:
        return "utf-16-le"
    return "utf-16-be" if raw[0:200:2].count(0) > 50 else "utf-8"


def _transcoded(path: Path, packing: str, encoding: str, target: Path) -> Path:
    """Write UTF-16 out as UTF-8, a piece at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with (
            _stream(path, packing, str(path)) as source,
            target.open("w", encoding="utf-8", newline="") as sink,
        ):
            while chunk := source.read(CHUNK):
                sink.write(decoder.decode(chunk))
            sink.write(decoder.decode(b"", final=True))
    except UnicodeDecodeError as error:
        raise DataError(path, f"broken UTF-16 ({error.reason})", "a whole file; fetch it again") from error
    return target


def _decoded(name: str, raw: bytes) -> str:
    if not raw.strip():
        raise DataError(name, "an empty file", "a header and rows, or JSON", row=1)
    try:
        # the last bytes may be the first of a longer letter
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(raw)
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8 text"
        raise DataError(name, found, "UTF-8 or UTF-16", row=row) from error
    if "\0" in text:
        raise DataError(name, "a NUL byte (a binary file?)", "CSV, JSON, xlsx or Parquet")
    return text


def read_header(name: str, head: str) -> tuple[str, list[str]]:
    """The delimiter and the names of a CSV file's columns.

    The delimiter is the one that parts the header into most names. Columns without a name, as commas
    at the ends of rows make them, get one that nobody can ask for.

    Raises
    ------
    DataError
        Where there is a single column, or there are too many.
    """
    whole = head[: head.rfind("\n") + 1] or head
    tables = {mark: _rows(whole, mark) for mark in DELIMITERS}
    delimiter = max(tables, key=lambda mark: len(tables[mark][0]) if tables[mark] else 0)
    rows = tables[delimiter]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if len(header) < 2:
        raise DataError(
            name, f"one column ({head.splitlines()[0][:60]!r})", "columns parted by , ; | or tab", row=1
        )
    longest = max(map(len, rows))
    if longest > MOST_COLUMNS:
        raise DataError(name, f"{longest} columns", f"at most {MOST_COLUMNS}", row=1)
    if len(header) < longest and all(not any(row[len(header) :]) for row in rows):
        header += [""] * (longest - len(header))
    return delimiter, header


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows; the last one, which the head may have cut, is left out where it is not alone."""
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == 50:
                break
    except csv.Error:
        return rows
    return rows


def _unique(names: list[str]) -> tuple[str, ...]:
    """Names of which none stands twice: a later one gets a number, a blank one too."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if name and seen[name] == 1 else f"{name or 'column'}#{seen[name]}")
    return tuple(unique)


def first_records(file: File, most: int = 100) -> list[Any]:
    """The first objects of a JSON file, or of JSON lines; a document that the head cuts is read whole.

    Raises
    ------
    DataError
        Where it is no JSON, with the row.
    """
    found: list[Any] = []
    text, decoder, place = file.head, json.JSONDecoder(), 0
    inside = text.lstrip()[:1] == "["
    place = text.index("[") + 1 if inside else 0
    while len(found) < most:
        while place < len(text) and text[place] in " \t\r\n" + ("," if inside else ""):
            place += 1
        if place >= len(text) or (inside and text[place] == "]"):
            break
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            if len(text) >= HEAD - 4 and not found:
                return _whole(file)
            if len(text) >= HEAD - 4:
                break
            # what is nested or has digits without end names no place of its own
            row = text.count("\n", 0, getattr(error, "pos", place)) + 1
            said = getattr(error, "msg", error)
            raise DataError(file.name, f"no JSON ({said})", "whole JSON; fetch it again", row=row) from error
        found.append(value)
    return found


def is_many(file: File) -> bool:
    """Whether a JSON file holds a list or lines, which are read one by one, not a single document."""
    return file.head.lstrip()[:1] == "[" or len(file.head) < HEAD - 4 or len(first_records(file, 2)) > 1


def unpacked_size(file: File) -> int:
    """Bytes of a file's content.

    Raises
    ------
    DataError
        Where the file is cut off or damaged.
    """
    if file.packing == "none":
        return file.path.stat().st_size
    size = 0
    with _stream(file.path, file.packing, file.name) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
    return size


def check_whole(files: list[File]) -> None:
    """Refuse packed files that are cut off: an engine takes the rows before the cut for all of them.

    Raises
    ------
    DataError
    """
    for file in files:
        unpacked_size(file)


def _whole(file: File) -> list[Any]:
    with _stream(file.path, file.packing, file.name) as stream:
        try:
            value = json.loads(stream.read())
        except (ValueError, RecursionError) as error:
            raise DataError(file.name, f"no JSON ({error})", "whole JSON; fetch it again") from error
    return value if isinstance(value, list) else [value]
