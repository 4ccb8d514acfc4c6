"""Files and engines' tables as Ibis tables, and where an expression's names are looked up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import ibis

from tokenbook.errors import BookError, DataError
from tokenbook.rows.events import spark
from tokenbook.rows.events.cells import extract, extract_text, filled
from tokenbook.rows.events.files import File, is_many, unpacked_size

MEMORY = "1200MB"
"""Of DuckDB; beyond it, it writes to disk."""

LARGEST_DOCUMENT = 2**28
"""Bytes of one JSON document: an answer of an interface is one, a line of a log is one."""

USUAL_DOCUMENT = 2**24
"""Bytes for which DuckDB makes room in any case, twice for each thread."""

LONGEST_LINE = 2**24
"""Bytes of a row of CSV; DuckDB reads pieces of many such."""

MOST_ROWS = 2**62
"""More than any table has."""

STEP = re.compile(r'((?:(?:[^.\[\]{}"]+|"[^"]*")(?:\.(?:[^.\[\]{}"]+|"[^"]*"))*)?)(\[\]|\{\})')


class Scope:
    """Where names are looked up: a table's columns, or levels of nested JSON.

    Attributes
    ----------
    table : of plain columns; or of one JSON column for each level, the innermost the last.
    levels : names of the JSON columns, outermost first; empty for a table of plain columns.
    optional : names that may be missing.
    """

    def __init__(self, table: Any, levels: tuple[str, ...] = (), optional: tuple[str, ...] = ()):
        self.table, self.levels, self.optional = table, levels, optional

    def find(self, parts: list[str], as_json: bool = False) -> Any:
        """The column or the part of a column that `a.b.c` names.

        Raises
        ------
        BookError
            Where there is no such column, with those that are there.
        """
        if not parts:
            raise BookError("found no name where a column should stand")
        if self.levels:
            return self._in_json(parts, as_json)
        column = self._column(parts)
        return self._below(column, parts[1:], as_json)

    def _in_json(self, parts: list[str], as_json: bool) -> Any:
        if parts[0] in self.table.columns:
            level, rest = self.table[parts[0]], parts[1:]
        else:
            level, rest = self.table[self.levels[-1]], parts
        return self._below(level, rest, as_json)

    def _below(self, value: Any, rest: list[str], as_json: bool) -> Any:
        kind = value.type()
        for number, name in enumerate(rest):
            if kind.is_struct() and name in kind.names:
                value = value[name]
                kind = value.type()
            elif kind.is_json() or kind.is_string():
                return _part(value, rest[number:], as_json)
            elif kind.is_null():
                return value
            else:
                raise BookError(f"column {value.get_name()}: found the type {kind}; it has no part {name!r}")
        if as_json and kind.is_string():
            return value.cast("json")
        return value

    def _column(self, parts: list[str]) -> Any:
        names = list(self.table.columns)
        same = [name for name in names if name == parts[0]]
        # a name that a header has twice is numbered there (files._unique)
        same += [name for name in names if same and name == f"{parts[0]}#2"]
        same = same or [name for name in names if name.strip().casefold() == parts[0].casefold()]
        if len(same) > 1:
            raise BookError(f"column {parts[0]}: found it {len(same)} times; allowed: once")
        if same:
            return self.table[same[0]]
        if parts[0] in self.optional:
            return ibis.null("string")
        raise BookError(f"column {parts[0]}: found no such column; there are {', '.join(names)[:300]}")


def apart(table: Any) -> Any:
    """A table that is computed before what is made of it, on engines that would not do so.

    PostgreSQL writes an inner select into each place that names one of its columns: where texts are trimmed
    and reasons found, a thousand times over. A bound that no table reaches keeps it from that.
    """
    return table.limit(MOST_ROWS) if table.get_backend().name == "postgres" else table


class Leaves(Scope):
    """A scope that remembers what is looked up in it, to be read once for however many uses."""

    def __init__(self, scope: Scope):
        super().__init__(scope.table, scope.levels, scope.optional)
        self.seen: dict[tuple[tuple[str, ...], bool], Any] = {}

    def find(self, parts: list[str], as_json: bool = False) -> Any:
        """As in the scope; text without spaces around it, null where nothing is left."""
        value = super().find(parts, as_json)
        self.seen[tuple(parts), as_json] = filled(value) if value.type().is_string() else value
        return self.seen[tuple(parts), as_json]

    def settled(self) -> "Settled":
        """A scope over a table that has what was looked up, and nothing else."""
        names = {key: f"leaf_{number}" for number, key in enumerate(self.seen)}
        table = self.table.select(**{names[key]: value for key, value in self.seen.items()})
        return Settled(apart(table), names)


class Settled(Scope):
    """A scope over a table of leaves."""

    def __init__(self, table: Any, names: dict[tuple[tuple[str, ...], bool], str]):
        super().__init__(table)
        self.names = names

    def find(self, parts: list[str], as_json: bool = False) -> Any:
        """The leaf."""
        return self.table[self.names[tuple(parts), as_json]]


def _part(value: Any, names: list[str], as_json: bool) -> Any:
    document = value if value.type().is_json() else value.cast("json")
    path = "$" + "".join(f'."{name}"' for name in names)
    return extract(document, path) if as_json else extract_text(document, path)


def attribute(value: Any, key: str) -> Any:
    """An attribute of OpenTelemetry's list of keys and values, or of a plain map."""
    listed = value.cast("json").array.filter(lambda one: extract_text(one, "$.key") == key)[0]
    return ibis.coalesce(
        extract_text(listed, "$.value.intValue"),
        extract_text(listed, "$.value.stringValue"),
        extract_text(listed, "$.value.doubleValue"),
        extract_text(value, f'$."{key}"'),
    )


# -- files, by DuckDB


@contextmanager
def embedded(beside: Path, memory: str = MEMORY) -> Iterator[Any]:
    """DuckDB inside this process: streaming, with bounded memory, spilling into `beside`."""
    connection = ibis.duckdb.connect(
        memory_limit=memory, temp_directory=str(beside / "spill"), preserve_insertion_order=False
    )
    try:
        connection.raw_sql("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.disconnect()


class LineBreaksError(BookError):
    """CSV with line breaks inside quotes, which cannot be read in several pieces at once."""


NO_PIECES = "in conjunction with quoted new lines"
"""How DuckDB says that it meets them (1.4)."""


def read_table(connection: Any, files: list[File], pieces: bool = True) -> Any:
    """The rows of files of one kind and, for CSV, of one header: CSV all text, JSON one document a row.

    Parameters
    ----------
    pieces : whether each processor reads a piece of a CSV file; see `LineBreaksError`.
    """
    paths = [str(file.path) for file in files]
    first = files[0]
    if first.kind == "parquet":
        try:
            return connection.read_parquet(paths, union_by_name=True)
        except duckdb.Error as error:
            found = f"no whole Parquet files of one kind ({str(error).splitlines()[0]})"
            raise DataError(first.name, found, "whole files; fetch them again") from error
    if first.kind == "csv":
        return connection.read_csv(
            paths,
            columns=dict.fromkeys(first.columns, "VARCHAR"),
            auto_detect=False,
            header=True,
            delim=first.delimiter,
            quote='"',
            escape='"',
            compression=first.packing,
            max_line_size=LONGEST_LINE,
            # short rows are told by their missing cells
            null_padding=True,
            parallel=pieces,
        )
    size = _document_size(files)
    if size > USUAL_DOCUMENT:
        connection.raw_sql("SET threads = 1")
    packing = "uncompressed" if first.packing == "none" else first.packing
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return connection.sql(
        f"SELECT json AS document FROM read_json_objects([{listed}], format = 'auto', "
        f"compression = '{packing}', maximum_object_size = {size})"
    )


def _document_size(files: list[File]) -> int:
    """Room for the largest document: the usual one, or that of the largest file that is a single one."""
    size = USUAL_DOCUMENT
    for file in files:
        if file.path.stat().st_size * (1 if file.packing == "none" else 20) <= size or is_many(file):
            continue
        size = max(size, unpacked_size(file))
        if size > LARGEST_DOCUMENT:
            raise BookError(
                f"{file.name}: found one JSON document of more than {LARGEST_DOCUMENT >> 20} MB; allowed: "
                "JSON lines or a list of any size, or the document in parts"
            )
    return size


def step_into(table: Any, path: str, used: set[str]) -> Scope:
    """Nested JSON by path: `data[].results[]` has a row for each result, `models{}` for each entry.

    Each step is a level that can be named: `results.model`, `data.starting_at`; the entry's key of
    the step `models{}` is `models_key`. A name that is no level is looked up in the innermost.
    Levels that are not `used` are left behind: a row would carry its whole document with it.

    Raises
    ------
    BookError
        For a path that is none.
    """
    levels = ["document"]
    for names, step in read_steps(path):
        keep = [name for name in table.columns if name in used]
        inner = extract(table[levels[-1]], "$" + "".join(f'."{name}"' for name in names))
        label = names[-1] if names else "entry"
        if step == "[]":
            table = table.select(*keep, inner.array.unnest().name(label))
        else:
            entries = inner.map
            pairs = {f"{label}_key": entries.keys().unnest(), label: entries.values().unnest()}
            table = table.select(*keep, **pairs)
        levels.append(label)
    return Scope(table, tuple(levels))


def read_steps(path: str) -> list[tuple[list[str], str]]:
    """`a.b[].c{}` -> [(["a", "b"], "[]"), (["c"], "{}")]."""
    steps: list[tuple[list[str], str]] = []
    place = 0
    while place < len(path):
        match = STEP.match(path, place)
        if not match or (not match.group(1) and not steps):
            raise BookError(
                f"--rows: found {path!r}; allowed: data[].results[] for lists, models{{}} for maps"
            )
        names = [name.strip('"') for name in re.findall(r'"[^"]*"|[^."]+', match.group(1))]
        steps.append((names, match.group(2)))
        place = match.end()
        place += path[place : place + 1] == "."
    return steps


# -- engines, by address


def is_engine(address: str) -> bool:
    """Whether an address is that of an engine, `postgres://…` or `pyspark://…`, not of files."""
    return re.match(r"[a-z][a-z0-9+]+://", address) is not None


def named(address: str) -> str:
    """An address as it may be shown: no password, no options.

    Raises
    ------
    BookError
        Where it is none.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        # its words may hold a part of the password
        raise BookError(
            f"{address.partition(':')[0]}://…: found no address; allowed: host, port and path as in a URL, "
            "in user and password %2F for a slash"
        ) from None
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}{parts.path}"


@contextmanager
def engine(address: str) -> Iterator[Any]:
    """A connection to an engine by its address; days are those of UTC in it.

    Raises
    ------
    BookError
        Where it cannot be reached or refuses; its own words may hold the password and are not passed on.
    """
    shown = named(address)
    try:
        connection = spark.connect(address) if _is_spark(address) else ibis.connect(address)
    except BookError:
        raise
    except ModuleNotFoundError as error:
        raise BookError(f"{shown}: found no {error.name}; install it: see docs/scaling.md") from None
    except (ImportError, ValueError, AttributeError) as error:
        raise BookError(
            f"{shown}: found an engine that Ibis does not connect to ({type(error).__name__})"
        ) from None
    except Exception as error:  # noqa: BLE001 each driver has errors of its own
        raise BookError(
            f"{shown}: cannot be reached or refuses ({type(error).__name__}); "
            "check server, name, user and password"
        ) from None
    try:
        if connection.name == "postgres":
            connection.raw_sql("SET TIME ZONE 'UTC'").close()
        yield connection
    finally:
        connection.disconnect()


def _is_spark(address: str) -> bool:
    return urlsplit(address).scheme == "pyspark"


def faults(connection: Any) -> tuple[type[Exception], ...]:
    """What the errors of a connection's driver are."""
    if connection.name == "pyspark":
        return spark.faults()
    if connection.name == "postgres":
        import psycopg

        return (psycopg.Error,)
    return (duckdb.Error,)


def arrow(connection: Any, expression: Any) -> Any:
    """An expression's result, as a table of Arrow."""
    read = spark.arrow if connection.name == "pyspark" else type(connection).to_pyarrow
    return read(connection, expression)


def engine_table(connection: Any, name: str, shown: str) -> Scope:
    """A table of an engine, by its name or as `database.table` (`schema.table`).

    Raises
    ------
    BookError
        Where there is none of that name.
    """
    database, _, bare = name.rpartition(".")
    try:
        if connection.name == "pyspark":
            return Scope(spark.table(connection, bare, database or None))
        return Scope(connection.table(bare, database=database or None))
    except (ibis.common.exceptions.TableNotFound, duckdb.CatalogException):
        raise BookError(
            f"{shown}: found no table {name!r}; allowed: a table or view that this user may read"
        ) from None
    except faults(connection) as error:
        raise BookError(f"{shown}: the table {name!r} cannot be read ({type(error).__name__})") from None
