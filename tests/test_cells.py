"""Cells and names of a log, as DuckDB reads them; tables of text, cell by cell. All rows are made up."""

import json
import os
from datetime import date
from decimal import Decimal

import ibis
import pandas as pd
import pandera.pandas as pa
import pyarrow
import pytest

from tokenbook.errors import BookError, DataError
from tokenbook.rows import tables
from tokenbook.rows.events import cells, importing
from tokenbook.rows.events import tables as event_tables
from tokenbook.rows.events.tables import Scope, step_into

MANY = 2**63 - 1


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with event_tables.embedded(tmp_path_factory.mktemp("engine")) as connection:
        yield connection


@pytest.fixture
def read(engine):
    """What an expression of one column makes of values."""

    def do(make, values, kind=None) -> list:
        table = ibis.memtable(pyarrow.table({"x": pyarrow.array(values, kind)}))
        made = make(table.x)
        parts = made if isinstance(made, tuple) else (made,)
        shown = [ibis.literal(False) if part is None else part for part in parts]
        found = engine.to_pyarrow(table.select(**{f"c{n}": part for n, part in enumerate(shown)}))
        rows = [tuple(row.values()) for row in found.to_pylist()]
        return rows if isinstance(made, tuple) else [row[0] for row in rows]

    return do


COUNTS = {
    # text with a point (or a comma) before a fraction: the count, whether it is filled and none
    ".": {
        "5": (5, False),
        "+5": (5, False),
        "-5": (-5, False),
        "59200.0": (59200, False),
        "5.": (5, False),
        "5.5": (None, True),
        "1,234": (1234, False),
        "1,234,567.00": (1234567, False),
        "12,34": (None, True),
        "1234,567": (None, True),
        "1_000": (None, True),
        "1e3": (None, True),
        "1E3": (None, True),
        "many": (None, True),
        str(MANY): (MANY, False),
        str(MANY + 1): (None, True),
        None: (None, False),
    },
    ",": {
        "0.234": (None, True),
        "1.234": (1234, False),
        "1.234,0": (1234, False),
        "5,5": (None, True),
        "1,234": (None, True),
    },
}


@pytest.mark.parametrize("decimal", COUNTS)
def test_a_count_of_text_is_whole_or_none(read, decimal):
    expected = COUNTS[decimal]
    found = read(lambda x: cells.count(x, decimal), list(expected))
    assert dict(zip(expected, found, strict=True)) == expected
    quiet = read(lambda x: cells.quietly(x, decimal), list(expected))
    assert [value for value, _ in expected.values()] == [
        value if value == number else None
        for (value, _), (number, _) in zip(expected.values(), quiet, strict=True)
    ]
    assert not any(odd for _, odd in quiet)


def test_in_a_condition_a_fraction_is_a_number(read):
    for values, kind in (
        (["0.25", "1,000.5", "x", None], None),
        ([0.25, 1000.5, None, None], pyarrow.float64()),
    ):
        assert read(lambda x: cells.quietly(x, ".")[0] > 0.2, values, kind) == [True, True, None, None]


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (pyarrow.int8(), [5, None], [(5, False), (None, False)]),
        (pyarrow.int64(), [MANY], [(MANY, False)]),
        (pyarrow.float64(), [5.0, 5.5, 9.3e18, -9.3e18, None],
         [(5, False), (None, True), (None, True), (None, True), (None, False)]),
        (pyarrow.float64(), [float("nan"), float("inf")], [(None, True), (None, True)]),
        (pyarrow.decimal128(12, 2), [Decimal("5.00"), Decimal("5.50")], [(5, False), (None, True)]),
        (pyarrow.decimal128(38, 0), [Decimal(2**63), Decimal(2**62)], [(None, True), (2**62, False)]),
        (pyarrow.null(), [None], [(None, False)]),
    ],
    ids=str,
)  # fmt: skip
def test_a_count_of_another_type(read, kind, values, expected):
    assert read(lambda x: cells.count(x, "."), values, kind) == expected


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda x: cells.count(x, "."), "whole numbers"),
        (lambda x: cells.fraction(x, "."), "numbers"),
        (lambda x: cells.money(x, "."), "amounts"),
        (cells.text, "text"),
    ],
)
def test_a_type_that_no_such_cell_has_is_named(read, make, wanted):
    with pytest.raises(BookError, match=rf"^column x: found the type array<.*>; allowed: {wanted}\. Map"):
        read(make, [[1]])


def test_money_and_fractions(read):
    texts = ["$1,234.50", "0.000000001", "Included", None]
    amounts = [(Decimal("1234.5"), False), (Decimal("1e-9"), False), (None, False), (None, False)]
    assert read(lambda x: cells.money(x, "."), texts) == amounts
    assert read(lambda x: cells.money(x, ","), ["1.234,5", "0.250", "0.25"]) == [
        (Decimal("1234.5"), False),
        (None, True),
        (None, True),
    ]
    assert read(lambda x: cells.money(x, "."), ["0,250", "1.5e-05", "0.25 EUR", "-"]) == [
        (None, True),
        (Decimal("0.000015"), False),
        (None, True),
        (None, False),
    ]
    assert read(lambda x: cells.money(x, "."), [0.25]) == [(Decimal("0.25"), False)]
    assert read(lambda x: cells.money(x, "."), [None], pyarrow.null()) == [(None, False)]
    assert read(lambda x: cells.fraction(x, "."), ["1.5", "much", None]) == [
        (Decimal("1.5"), False),
        (None, True),
        (None, False),
    ]
    assert read(lambda x: cells.fraction(x, "."), [3]) == [(Decimal(3), False)]


def test_texts_have_no_spaces_around_them_and_an_empty_one_is_none(read):
    found = read(cells.filled, ["a", " a", "a ", "\ta b\t", " ", "", None])
    assert found == ["a", "a", "a", "a b", None, None, None]
    assert read(cells.text, [True, False]) == ["true", "false"]
    assert read(cells.text, [5]) == ["5"]
    assert read(cells.text, ["5"]) == ["5"]


@pytest.mark.parametrize(
    ("unit", "value"), [(1, 1754179199), (1000, 1754179199999), (10**6, 1754179199999999)]
)
def test_stamps_as_numbers_are_read_in_their_unit(read, unit, value):
    (found,) = read(lambda x: cells.since_1970(x, unit), [value])
    assert f"{found:%Y-%m-%d %H:%M:%S}" == "2025-08-02 23:59:59"


def test_the_sum_of_a_map_is_of_its_whole_numbers(read):
    documents = ['{"a": 1, "b": 20, "c": "many"}', '{"a": 3}']
    assert read(lambda x: cells.total(x.cast("json")), documents) == [21, 3]


def days(read, values, wall, zone, kind=None) -> list:
    def make(x):
        day = cells.day_of(x, wall, zone)
        return day.day, day.missing, day.zoneless

    return read(make, values, kind)


def test_a_day_of_a_date_or_a_stamp(read):
    late = pd.Timestamp("2026-08-03 23:30")
    third, fourth = date(2026, 8, 3), date(2026, 8, 4)
    known, none = (third, False, False), (None, True, False)
    assert days(read, [third, None], None, "UTC") == [known, none]
    utc = pyarrow.timestamp("us", "UTC")
    assert days(read, [late, None], None, "UTC", utc) == [known, none]
    assert days(read, [late], None, "Europe/Berlin", utc) == [(fourth, False, False)]
    # whose zone nobody knows has no day; of the zone that is counted it is its own
    assert days(read, [late], None, "UTC", pyarrow.timestamp("us")) == [(None, False, True)]
    assert days(read, [late], "Europe/Berlin", "Europe/Berlin", pyarrow.timestamp("us")) == [known]
    assert days(read, [late], "UTC", "Europe/Berlin", pyarrow.timestamp("us")) == [(fourth, False, False)]


def test_a_day_of_text_without_a_zone(read):
    texts = ["2026-08-03 23:30:00", "2026-08-03", "20260803", "Aug 03, 2026", "nothing", None]
    third = date(2026, 8, 3)
    plain = [(third, False, False)] * 3
    missing = [(None, False, False), (None, True, False)]
    assert days(read, texts, None, "UTC") == [(None, False, True), *plain, *missing]
    assert days(read, texts, "UTC", "UTC") == [(third, False, False), *plain, *missing]


def test_numbers_are_no_days(read):
    with pytest.raises(BookError, match=r"^date: found the type int64; allowed: days, .* as seconds\(…\)"):
        days(read, [1], None, "UTC")


def test_a_zones_changes_of_clock_are_exact():
    found = dict(cells._changes("Europe/Berlin"))
    assert next(iter(found.items())) == ("2018-01-01 00:00:00", 3600)
    assert found["2026-03-29 01:00:00"] == 7200
    assert found["2026-10-25 01:00:00"] == 3600
    assert cells._changes("Asia/Kathmandu") == (("2018-01-01 00:00:00", 20700),)
    assert dict(cells._changes("Australia/Lord_Howe"))["2026-04-04 15:00:00"] == 37800


@pytest.mark.parametrize("name", ["Mars/Base", "../etc", "", "Europe"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(BookError, match=r"--timezone: found .*; allowed: UTC or a name such as"):
        cells.read_zone(name)


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        ("2026-08-03", "2026-08-09", 1),  # a Monday to a Sunday
        ("2026-08-04", "2026-08-16", 1),
        ("2026-08-04", "2026-08-15", 0),
        ("2026-08-09", "2026-08-23", 2),
        ("2026-08-04", "2026-08-08", 0),
    ],
)
def test_complete_weeks_begin_on_mondays(first, last, weeks):
    rows = pd.DataFrame({"date": pd.to_datetime([first, last])})
    found = importing.facts_of(rows)
    assert found.weeks == weeks
    assert len(found.holes) == (found.last - found.first).days - 1


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("", []),
        ("[]", [([], "[]")]),
        ("data[].results[]", [(["data"], "[]"), (["results"], "[]")]),
        ('a."b.c"[].d{}', [(["a", "b.c"], "[]"), (["d"], "{}")]),
        ("a{}[]", [(["a"], "{}"), ([], "[]")]),
    ],
)
def test_steps_of_a_path(path, steps):
    if path == "[]":
        with pytest.raises(BookError, match=r"--rows: found '\[\]'; allowed: data"):
            event_tables.read_steps(path)
    else:
        assert event_tables.read_steps(path) == steps


@pytest.mark.parametrize("path", ["data", "data[", "[].a", "a[]b"])
def test_a_path_that_is_none_is_refused(path):
    with pytest.raises(BookError, match="--rows: found"):
        event_tables.read_steps(path)


def test_nested_json_has_a_row_for_each_entry_and_its_levels_have_names(engine):
    listed = [{"models": {"a": {"n": 1}, "b": {"n": 2}}}, {"models": {"c": {"n": 3}}}]
    documents = pyarrow.table({"document": [json.dumps({"day": "d", "data": listed})]})
    table = ibis.memtable(documents).mutate(document=ibis._.document.cast("json"))
    scope = step_into(table, "data[].models{}", {"document"})
    assert scope.levels == ("document", "data", "models")
    names = {"day": ["document", "day"], "key": ["models_key"], "n": ["n"]}
    made = scope.table.select(**{name: scope.find(parts) for name, parts in names.items()})
    rows = engine.to_pyarrow(made.order_by("n")).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("d", "a", "1"), ("d", "b", "2"), ("d", "c", "3")]
    # whoever is not used is left behind
    assert set(step_into(table, "data[].models{}", set()).table.columns) == {"models_key", "models"}


def test_a_column_is_found_by_its_name_first_and_then_without_case(engine):
    rows = {"Day": ["d"], " name ": ["n"], "deep": [{"a": {"b": 5}}]}
    scope = Scope(ibis.memtable(pyarrow.table(rows)), optional=("cost",))
    names = {"day": ["day"], "name": ["NAME"], "deep": ["deep", "a", "b"], "cost": ["cost"]}
    made = scope.table.select(**{name: scope.find(parts) for name, parts in names.items()})
    assert engine.to_pyarrow(made).to_pylist() == [{"day": "d", "name": "n", "deep": 5, "cost": None}]


TWICE = ibis.table(
    {"Day": "string", "twice": "int64", "Twice": "int64", "deep": "struct<a: int64>", "no": "null"}
)
"""Columns of no engine: nothing is computed."""


def test_of_two_columns_the_one_that_is_written_alike_is_meant():
    assert Scope(TWICE).find(["Twice"]).get_name() == "Twice"
    assert Scope(TWICE).find(["no", "part"]).type().is_null()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], "found no name where a column should stand"),
        (["TWICE"], "column TWICE: found it 2 times; allowed: once"),
        (["gone"], "column gone: found no such column; there are Day, twice, Twice, deep, no"),
        (["twice", "part"], "column twice: found the type int64; it has no part 'part'"),
        (["deep", "z"], "it has no part 'z'"),
    ],
)
def test_a_column_that_is_not_there_is_named(parts, said):
    with pytest.raises(BookError) as caught:
        Scope(TWICE).find(parts)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("address", "is_one", "shown"),
    [
        ("postgres://me:secret@host:5432/store?sslmode=x", True, "postgres://host/store"),
        ("duckdb:///a/b.duckdb", True, "duckdb:///a/b.duckdb"),
        ("a/b.csv", False, None),
        ("c:/b.csv", False, None),
    ],
)
def test_an_engines_address_is_shown_without_its_secrets(address, is_one, shown):
    assert event_tables.is_engine(address) == is_one
    if is_one:
        assert event_tables.named(address) == shown


# ---------------------------------------------------------------- tables of text


def test_a_folder_or_a_pipe_is_no_file(tmp_path):
    with pytest.raises(DataError, match="found a folder; allowed: a readable file"):
        tables.read_bytes(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="found no ordinary file; allowed: a readable file"):
        tables.read_bytes(tmp_path / "pipe")
    with pytest.raises(DataError, match="found No such file or directory"):
        tables.read_bytes(tmp_path / "gone")


def test_a_file_may_be_as_large_as_the_largest_and_no_byte_larger(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_FILE", 2 << 20)
    path = tmp_path / "large"
    path.write_bytes(b"x" * (2 << 20))
    assert len(tables.read_bytes(path)) == 2 << 20
    path.write_bytes(b"x" * ((2 << 20) + 1))
    with pytest.raises(DataError, match="found more than 2 MB; allowed: at most 2 MB, unpacked"):
        tables.read_bytes(path)


@pytest.mark.parametrize(
    ("text", "row", "column", "said"),
    [
        ("a,b\n1,2\n1,2,3\n", 3, None, "found 3 fields; allowed: 2 fields, as in the header"),
        ('a,b\n1,2\n"1"x,2\n', 3, None, "found a broken row"),
        ("a,c\n1,2\n", 1, "b", r"found no such column in the header \(a, c\)"),
        ("a,b,a\n1,2,3\n", 1, "a", r"found it twice in the header \(a, b, a\)"),
        ("a,bb\n1,2\n", 1, "b", "; is bb meant for it\\?"),
        ("a,b\n\n,\n", None, None, "found a header and no rows"),
        ("a,b\n1,\x002\n", 2, None, "found a NUL byte"),
        (",".join(["a", "b", *map(str, range(999))]), 1, None, "found 1001 columns; allowed: at most 1000"),
    ],
)  # fmt: skip
def test_a_table_of_text_that_is_broken_is_told_with_its_row(text, row, column, said):
    if said == "found a broken row":
        assert tables.read_text_table("log.csv", text.encode(), ["a", "b"]).loc[3].tolist() == ["1x", "2"]
        return
    with pytest.raises(DataError, match=said) as caught:
        tables.read_text_table("log.csv", text.encode(), ["a", "b"])
    assert (caught.value.row, caught.value.column) == (row, column)


def test_blank_lines_are_no_rows_and_short_ones_have_empty_cells():
    raw = '\ufeff"a",b ,c\r\n1,NA,3\r\n\r\n2\r\n'.encode()
    table = tables.read_text_table("log.csv", raw, ["b", "a"])
    assert table.to_dict("index") == {2: {"b": "NA", "a": "1"}, 4: {"b": "", "a": "2"}}


def test_the_first_cell_that_breaks_a_schema_is_told():
    def refused(**cells: list[str]) -> tuple:
        table = pd.DataFrame(cells, index=[2, 3], dtype=str)
        with pytest.raises(DataError) as caught:
            tables.check("log.csv", table, schema)
        return caught.value.row, caught.value.column, caught.value.found, caught.value.allowed

    tiers = pa.Check.isin(["light", "heavy"], error="one of light, heavy")
    schema = pa.DataFrameSchema({"n": pa.Column(str, tables.COUNT), "tier": pa.Column(str, tiers)})
    assert refused(n=["1", "x"], tier=["light", "heavy"])[:3] == (3, "n", "'x'")
    assert refused(n=["", "x"], tier=["light", "heavy"])[:3] == (2, "n", "an empty cell")
    assert refused(n=["1", "2"], tier=["light", "hevy"])[3].startswith("one of light, heavy")
    assert "heavy" in refused(n=["1", "2"], tier=["light", "hevy"])[3].removeprefix("one of light, heavy")


def test_a_key_that_comes_again_is_told_with_both_rows():
    table = pd.DataFrame({"a": ["x", "y", "x"], "b": ["1", "1", "1"]}, index=[2, 3, 4])
    with pytest.raises(DataError, match=r"found 'x', '1' a second time \(first in row 2\)") as caught:
        tables.check_unique("log.csv", table, ["a", "b"])
    assert (caught.value.row, caught.value.column) == (4, "a and b")
    tables.check_unique("log.csv", table.iloc[:2], ["a", "b"])


@pytest.mark.parametrize(
    ("text", "is_date"),
    [("2024-02-29", True), ("2025-02-29", False), ("2025-2-9", False), ("20250209", False), ("", False)],
)
def test_a_day_that_exists(text, is_date):
    assert tables.matches_date(pd.Series([text], dtype=str)).tolist() == [is_date]


@pytest.mark.parametrize(
    ("text", "is_count"),
    [
        ("0", True),
        (str(MANY), True),
        (str(MANY + 1), False),
        ("9" * 18, True),
        ("1" + "0" * 19, False),
        ("-1", False),
        ("1.0", False),
        ("٣", False),
        ("", False),
    ],
)
def test_a_count_that_64_bits_hold(text, is_count):
    assert tables.matches_count(pd.Series([text], dtype=str)).tolist() == [is_count]


WEEKS = {
    # days of a made-up log, whether they are said to be weeks: what is said
    "two weeks, not called so": (["2026-08-03", "2026-08-10"], False, "allowed: days; or say --weekly"),
    "days, called weeks": (["2026-08-03", "2026-08-04"], True, "dates that are not seven days apart"),
    "a week that is not over": (
        ["2026-08-03", "2026-08-10"],
        True,
        "the week from 2026-08-10, which is not over",
    ),
    "weeks": (["2026-08-03", "2026-08-10"], True, None),
    "days": (["2026-08-03", "2026-08-04"], False, None),
}


@pytest.mark.parametrize("name", WEEKS)
def test_weeks_are_told_from_days(monkeypatch, name):
    days, weekly, said = WEEKS[name]
    today = date(2026, 8, 16 if "not over" in name else 17)
    monkeypatch.setattr(importing, "today_in", lambda zone: today)
    rows, request = pd.DataFrame({"date": pd.to_datetime(days)}), importing.Request("", weekly=weekly)
    if said is None:
        importing._refuse_weeks(rows, request, "log.csv")
        return
    with pytest.raises(DataError, match=said):
        importing._refuse_weeks(rows, request, "log.csv")
