"""Files of a log, told apart by what is in them: header, encoding, packing, JSON. All of it is made up."""

import gzip
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow
import pytest

from tokenbook.errors import BookError, DataError
from tokenbook.rows.events import files, importing, names, tables
from tokenbook.rows.events.files import File, first_records, is_many, read_files, read_header, unpacked_size

CSV = "day,name,total\n2026-08-03,nova-2,5\n"

MAPPING = {"date": "day", "model": "name", "tokens": "total"}


def test_files_are_found_by_path_and_pattern_in_order_of_name(tmp_path):
    for name in ("b.gz", "a.gz", "deep/c.gz", "other.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.gz").mkdir()
    named = [path.relative_to(tmp_path).as_posix() for path in files.find(f"{tmp_path}/**/*.gz")]
    assert named == ["a.gz", "b.gz", "deep/c.gz"]
    assert files.find(f"{tmp_path}/other.csv") == [tmp_path / "other.csv"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("{}", "{}: found a folder; allowed: a file, or a pattern such as '{}/**/*.gz'"),
        ("{}/gone.csv", "{}/gone.csv: found no file; allowed: a path or a pattern"),
        ("{}/*.json", "{}/*.json: found no file; allowed"),
    ],
)
def test_an_address_of_no_file_is_refused(tmp_path, address, said):
    with pytest.raises(BookError) as caught:
        files.find(address.replace("{}", str(tmp_path)))
    assert str(caught.value).startswith(said.replace("{}", str(tmp_path)))


def opened(tmp_path: Path, content: bytes) -> list[File]:
    path = tmp_path / "log"
    path.write_bytes(content)
    return read_files(str(path), tmp_path / "beside")


@pytest.mark.parametrize(
    ("content", "kind", "packing"),
    [
        (CSV.encode(), "csv", "none"),
        (gzip.compress(CSV.encode()), "csv", "gzip"),
        (pyarrow.compress(CSV.encode(), codec="zstd", asbytes=True), "csv", "zstd"),
        (gzip.compress(CSV.encode("utf-16")), "csv", "none"),
        (b' \n{"day": 1}', "json", "none"),
        (b"[]", "json", "none"),
        (b"PAR1 and more", "parquet", "none"),
    ],
)
def test_a_file_is_what_is_in_it(tmp_path, content, kind, packing):
    (found,) = opened(tmp_path, content)
    assert (found.kind, found.packing, found.name) == (kind, packing, str(tmp_path / "log"))
    if kind == "csv":
        assert (found.columns, found.delimiter, found.head) == (("day", "name", "total"), ",", CSV)


def test_the_tables_of_a_zip_are_read_one_by_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "log", "w") as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("read me.txt", "no table")
        archive.writestr("deep/b.jsonl", '{"a": 1}\n{"a": 2}')
        archive.writestr("c.json", "[1]")
        archive.writestr("D.CSV", CSV)
        archive.writestr("__MACOSX/._a.csv", b"\0")
    found = read_files(str(tmp_path / "log"), tmp_path / "beside")
    assert [(one.name.removeprefix(str(tmp_path)), one.kind) for one in found] == [
        ("/log:a.csv", "csv"),
        ("/log:deep/b.jsonl", "json"),
        ("/log:c.json", "json"),
        ("/log:D.CSV", "csv"),
    ]
    assert [one.path.name for one in found] == ["member-0", "member-1", "member-2", "member-3"]
    assert found[0].path.read_text() == CSV


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b" \n", 1, "found an empty file"),
        (b"\xff\xfea\x00\x00\xdc", None, "found broken UTF-16 (illegal encoding)"),
        (b"\xff\xfea", None, "found broken UTF-16 (truncated data); allowed: a whole file"),
        (b"day,name\n1,\0\n", None, "found a NUL byte (a binary file?)"),
        (b"day,name\n1,2\n3,\xe4\n", 3, "found byte 0xe4, which is not UTF-8 text"),
        (b"day\n1\n", 1, "found one column ('day')"),
        (b"d" * 70, 1, f"found one column ({'d' * 60!r})"),
        (gzip.compress(b"a,b\n")[:-9], None, "found damaged gzip"),
        (b"PK\x03\x04", None, "found a damaged zip"),
        (b"\xd0\xcf\x11\xe0", None, "found an old Excel file (xls)"),
        (b" <html>", None, "found an HTML or XML page"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_row(tmp_path, content, row, said):
    with pytest.raises(DataError) as caught:
        opened(tmp_path, content)
    assert said in str(caught.value)
    assert caught.value.row == row


def test_a_zip_without_tables_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "log", "w") as archive:
        archive.writestr("log.tsv", CSV)
    with pytest.raises(DataError, match="found a zip without such files; allowed: CSV, JSON"):
        read_files(str(tmp_path / "log"), tmp_path / "beside")


def test_a_workbook_that_is_none_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "log", "w") as archive:
        archive.writestr("xl/workbook.xml", "nothing")
    with pytest.raises(DataError, match=r"found a damaged workbook .*allowed: a whole xlsx file"):
        read_files(str(tmp_path / "log"), tmp_path / "beside")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-3.0, "-3"),
        (5.5, "5.5"),
        (2.0**53 - 1, "9007199254740991"),
        (2.0**53, "9007199254740992.0"),
        (datetime(2026, 8, 3), "2026-08-03"),
        (datetime(2026, 8, 3, 0, 0, 1), "2026-08-03 00:00:01"),
        (date(2026, 8, 3), "2026-08-03"),
        ("a", "a"),
        (True, "True"),
    ],
)
def test_a_cell_of_a_sheet_as_text(value, text):
    assert files._cell(value) == text


@pytest.mark.parametrize(
    ("head", "delimiter", "header"),
    [
        ("a,b\n1,2\n", ",", ["a", "b"]),
        ("a;b;c\n1,5;2;3\n", ";", ["a", "b", "c"]),
        ("a|b\n", "|", ["a", "b"]),
        ("a\tb, c\td\n", "\t", ["a", "b, c", "d"]),
        (" a , b \n1,2", ",", ["a", "b"]),
        ("\n\na,b\n", ",", ["a", "b"]),
        ("a,b", ",", ["a", "b"]),
        # commas at the ends of rows are columns without a name, but a filled cell is none of them
        ("a,b\n1,2,,\n3,4,\n", ",", ["a", "b", "", ""]),
        ("a,b\n1,2,3\n3,4,\n", ",", ["a", "b"]),
        # the last row may have been cut within a quoted cell
        ('a,b\n1,2\n3,"4\n', ",", ["a", "b"]),
    ],
)
def test_a_header_is_parted_where_it_has_most_names(head, delimiter, header):
    assert read_header("log", head) == (delimiter, header)


def test_fifty_rows_are_looked_at():
    rows = ["a,b", *["1,2"] * 48]
    assert read_header("log", "\n".join([*rows, "1,2,", ""])) == (",", ["a", "b", ""])
    assert read_header("log", "\n".join([*rows, "1,2", "1,2,", ""])) == (",", ["a", "b"])


def test_no_two_columns_have_one_name():
    assert files._unique(["a", "", "a", "", "a", "b"]) == ("a", "column#1", "a#2", "column#2", "a#3", "b")


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"\xff\xfea\x00", "utf-16"),
        (b"\xfe\xff\x00a", "utf-16"),
        (("a" * 51).encode("utf-16-le"), "utf-16-le"),
        (("a" * 51).encode("utf-16-be"), "utf-16-be"),
        (("a" * 50).encode("utf-16-le"), "utf-8"),
        (("a" * 50).encode("utf-16-be"), "utf-8"),
        (b"a" * 200, "utf-8"),
    ],
)
def test_utf_16_has_a_mark_or_many_zeros(raw, encoding):
    assert files._encoding(raw) == encoding


# ---------------------------------------------------------------- JSON


def made_up(tmp_path: Path, text: str, packing: str = "none", head: str | None = None) -> File:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(text.encode()) if packing == "gzip" else text.encode())
    return File(path, "log", "json", packing, head=text if head is None else head)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ('{"a": 1}\n{"a": 2}\r\n\t {"a": 3}', [{"a": 1}, {"a": 2}, {"a": 3}]),
        (' [ {"a": 1} , {"a": 2} ] ', [{"a": 1}, {"a": 2}]),
        ("[]", []),
        ("[[1], [2]]", [[1], [2]]),
        ('{"a": [1,\n2]}', [{"a": [1, 2]}]),
    ],
)
def test_the_first_records_of_lists_lines_and_documents(tmp_path, text, records):
    file = made_up(tmp_path, text)
    assert first_records(file) == records
    assert first_records(file, 1) == records[:1]
    assert is_many(file)


@pytest.mark.parametrize(("text", "row"), [('{"a": 1}\n{"a": }', 2), ("[1,\n2,\nx]", 3), ("{1}", 1)])
def test_what_is_no_json_is_told_with_its_row(tmp_path, text, row):
    with pytest.raises(DataError, match=r"found no JSON \(.*allowed: whole JSON") as caught:
        first_records(made_up(tmp_path, text))
    assert caught.value.row == row


@pytest.fixture
def small_head(monkeypatch) -> int:
    """A head of so few bytes that made-up files are longer."""
    monkeypatch.setattr(files, "HEAD", 20)
    return 20


@pytest.mark.parametrize("packing", ["none", "gzip"])
def test_a_document_that_the_head_cuts_is_read_whole(tmp_path, small_head, packing):
    text = json.dumps({"data": [1, 2, 3, 4, 5, 6, 7]})
    file = made_up(tmp_path, text, packing, text[:small_head])
    assert first_records(file) == [json.loads(text)]
    assert not is_many(file)
    assert first_records(made_up(tmp_path, f"[{text}]", packing, f"[{text}"[:small_head])) == [
        json.loads(text)
    ]


def test_lines_that_the_head_cuts_are_read_as_far_as_it_goes(tmp_path, small_head):
    text = '{"a": 1}\n{"a": 2}\n{"a": 3}\n'
    file = made_up(tmp_path, text, head=text[:small_head])
    assert first_records(file) == [{"a": 1}, {"a": 2}]
    assert is_many(file)


def test_a_long_document_that_is_broken_is_told(tmp_path, small_head):
    text = '{"data": [1, 2, 3, 4, 5, 6, 7'
    with pytest.raises(DataError, match=r"log: found no JSON \(.*fetch it again"):
        first_records(made_up(tmp_path, text, head=text[:small_head]))


@pytest.mark.parametrize("packing", ["none", "gzip"])
def test_the_size_is_of_what_is_unpacked(tmp_path, packing, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 7)
    file = made_up(tmp_path, "x" * 100, packing)
    assert unpacked_size(file) == 100
    assert unpacked_size(replace(file, packing="none")) == file.path.stat().st_size


def test_line_breaks_in_quotes_are_read_in_one_piece_where_several_cannot(tmp_path, monkeypatch):
    """Of a file that DuckDB would share among the processors; short rows stay allowed."""
    tried = []
    summed = importing.summed
    monkeypatch.setattr(importing, "summed", lambda *how: tried.append(how[1:]) or summed(*how))
    monkeypatch.setattr(tables, "LONGEST_LINE", 2**12)
    path = tmp_path / "log.csv"
    rows = [
        f'2026-08-{3 + number % 7:02},nova-2,{number},"said\n2026-08-03,nova-2,7,no\n"'
        if number % 2
        else f"2026-08-{3 + number % 7:02},nova-2,{number}"
        for number in range(50_000)
    ]
    path.write_text("\n".join(["day,name,total,note", *rows]))
    found = importing.run(importing.Request(str(path), mapping=MAPPING), names.Names())
    assert tried == [(), (False,)]
    assert (found.events, found.rows["tokens"].sum(), found.reasons) == (50_000, sum(range(50_000)), {})
    assert found.said == ["log.csv: read as mapped"]
