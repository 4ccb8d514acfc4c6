"""Logs that mean harm, by way of the import: refused in one line, with nothing written, told or left."""

import gzip
import zipfile

import pyarrow
import pytest
from openrouter import KEY

from tokenbook.errors import BookError, DataError
from tokenbook.rows import commands
from tokenbook.rows.events import files, names, tables
from tokenbook.rows.hidden import shown
from tokenbook.rows.sources.api import KEY as VARIABLE

HEADER = "day,name,total,maker\n"

MAP = "date=day,model=name,tokens=total,vendor=maker"


def rows(name: str = "nova-2", total: int = 5, maker: str = "", many: int = 1) -> str:
    """Two whole weeks of one model."""
    quoted = name.replace('"', '""')
    return "".join(f'2026-08-{3 + day:02d},"{quoted}",{total},{maker}\n' for day in range(14)) * many


@pytest.fixture
def give(tmp_path, capsys, monkeypatch):
    """Give a log to an import; its exit code, what it says, and whether anything was written."""
    monkeypatch.setenv(VARIABLE, KEY)

    def given(content: bytes | str, *more: str, name: str = "log", mapping: str = MAP) -> tuple[int, str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        arguments = ["import", str(path), "--edition", "ours", "--own", "our log"]
        arguments += ["--map", mapping] if mapping else []
        code = commands.main([*arguments, "--data", str(tmp_path / "data"), *more])
        said = capsys.readouterr()
        for text in (said.out, said.err):
            assert KEY not in text
            assert all(line.isprintable() for line in text.split("\n"))
        if code:
            assert code == 2
            assert said.err.count("\n") == 1
            assert not (tmp_path / "data").exists()
        return code, said.out + said.err

    return given


@pytest.mark.parametrize("check", [(), ("--check",)])
@pytest.mark.parametrize(
    "name", [*(f"nova{chr(code)}x" for code in (0x1B, 0x07, 0x7F, 0x9B, 0x202E)), KEY, KEY.upper(), "\u00a0"]
)
def test_a_name_that_steers_or_is_the_key_is_counted_and_not_told(give, name, check):
    code, said = give(HEADER + rows(name), *check)
    assert code == 2
    assert "found 14 of 14 events bad (14 a model's name with control characters" in said


def test_a_vendor_is_part_of_the_name(give):
    assert "14 of 14 events bad" in give(HEADER + rows(maker="lab\x1b[31m"))[1]
    assert "14 of 14 events bad" in give(HEADER + rows("m" * 150, maker="l" * 150))[1]
    assert give(HEADER + rows("m" * 100, maker="l" * 99))[0] == 0


def test_few_such_names_are_left_out_like_other_bad_events(give):
    code, said = give(HEADER + rows(many=20) + '2026-08-03,"a\x1bb",5,\n')
    assert code == 0
    assert "281 events; not counted: 1 a model's name with control characters" in said


@pytest.mark.parametrize("slug", ["lab/a\x1bb", "x" * 201, KEY])
def test_a_slug_that_a_person_fills_in_is_one(tmp_path, monkeypatch, slug):
    monkeypatch.setenv(VARIABLE, KEY)
    path = tmp_path / "models.local.csv"
    path.write_text(f"name,slug\nours,lab/model\ntheirs,{slug}\n")
    with pytest.raises(DataError, match=r"row 3, column slug: found .*allowed: a model's slug") as caught:
        names.read_local(path)
    assert KEY not in shown(caught.value)


def test_the_name_of_a_file_is_no_way_to_the_terminal_nor_into_the_record(give, tmp_path):
    assert give(HEADER + rows(), name=f"log\x1b[31m{KEY}")[0] == 0
    assert KEY not in (tmp_path / "data" / "ours" / "provenance.json").read_text()


@pytest.mark.parametrize("verb", ["import", "rows"])
def test_a_file_whose_name_is_no_text_is_refused(tmp_path, capsys, verb):
    path = tmp_path / "log\udcff"
    path.write_text(HEADER + rows())
    ask = ["import", f"{tmp_path}/log*"] if verb == "import" else ["rows", "--file", str(path)]
    own = ["--own", "our log"] if verb == "import" else []
    assert commands.main([*ask, *own, "--edition", "ours", "--data", str(tmp_path / "data")]) == 2
    said = capsys.readouterr().err
    assert said == "'log\\udcff': found bytes in its name that are no text; allowed: a name in UTF-8\n"


LONG = (
    HEADER + rows(many=3) + "".join(f"2026-08-03,nova-{n % 7},{n * n},\n" for n in range(90_000))
).encode()

LINES = b"".join(b'{"day": "2026-08-03", "name": "n", "total": %d}\n' % (n * n) for n in range(40_000))


def cut(content: bytes, packing: str) -> bytes:
    """Nine tenths of what is packed."""
    packed = pyarrow.compress(content, codec=packing, asbytes=True)
    return packed[: len(packed) * 9 // 10]


@pytest.mark.parametrize(
    "content", [LONG, LINES, LONG.decode().encode("utf-16")], ids=["CSV", "JSON", "UTF-16"]
)
@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_packed_file_that_is_cut_far_behind_is_not_taken_for_a_whole_one(give, content, packing):
    code, said = give(cut(content, packing), mapping=MAP.removesuffix(",vendor=maker"))
    assert code == 2
    assert f"damaged {packing}" in said or "cannot be read" in said or "ompressed" in said


def test_a_packed_file_that_is_cut_in_its_last_bytes_is_refused(give):
    assert "found damaged gzip" in give(gzip.compress(LONG)[:-9])[1]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_packed_document_that_is_cut_is_refused_before_it_is_recognised(give, packing):
    document = b'{"a": [' + LINES.replace(b"\n", b",\n") + b"0]}"
    assert f"found damaged {packing}" in give(cut(document, packing), mapping="")[1]


def test_packed_bytes_that_are_others_are_told(give, tmp_path):
    packed = bytearray(gzip.compress((HEADER + rows()).encode()))
    packed[30] ^= 255
    assert "found damaged gzip" in give(bytes(packed))[1]
    with zipfile.ZipFile(tmp_path / "whole", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", HEADER + rows())
    packed = bytearray((tmp_path / "whole").read_bytes())
    packed[60] ^= 255
    packed[61] ^= 255
    assert "found a damaged zip" in give(bytes(packed))[1]


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1"])
def test_a_parquet_file_that_is_none_is_told(give, content):
    assert "/log: found no whole Parquet files of one kind" in give(content)[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a":' * 100_000, "row 1: found no JSON (maximum recursion depth"),
        ('{"a": 1}\n{"total": ' + "9" * 5000 + "}\n", "row 2: found no JSON (Exceeds the limit"),
    ],
)
def test_json_that_python_does_not_read_is_told_with_its_row(give, content, said):
    assert said in give(content, mapping="")[1]


def test_a_condition_nested_without_end_is_refused(give):
    said = give(HEADER + rows(), "--where", "(" * 5000 + "1=1" + ")" * 5000)[1]
    assert said.startswith("found something nested too deep")


def test_tokens_that_add_up_to_too_many_are_told_of_the_log(give):
    said = give(HEADER + rows(total=2**62))[1]
    assert "\nlog, column tokens: found tokens that add up to more than 2^63-1" in said


def test_columns_without_end_are_refused_at_once(give):
    header = ",".join(f"c{n}" for n in range(1001)) + "\n"
    assert "row 1: found 1001 columns; allowed: at most 1000" in give(header)[1]


def test_a_row_that_cannot_be_read_names_its_log(give):
    assert "/log: the rows cannot be read: " in give(f'{HEADER}{rows()}2026-08-20,"x,5,\n')[1]


@pytest.mark.parametrize(
    ("member", "times", "refused"),
    [("a.csv", 201, True), ("a.csv", 199, False), ("xl/worksheets/sheet1.xml", 201, True)],
)
def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch, member, times, refused):
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, HEADER + rows(many=300))
    with zipfile.ZipFile(path) as archive:
        found = archive.infolist()[0]
    monkeypatch.setattr(files, "LARGEST_MEMBER", 1000)
    monkeypatch.setattr(files, "MOST_TIMES", found.file_size / found.compress_size * 200 / times)
    if not refused:
        assert len(files.read_files(str(path), tmp_path / "beside")) == 1
        return
    with pytest.raises(DataError, match=rf"log\.zip:{member}: found 0 MB packed .* times smaller"):
        files.read_files(str(path), tmp_path / "beside")
    assert not [path for path in (tmp_path / "beside").rglob("*") if path.is_file()]


@pytest.mark.parametrize("address", ["postgres://[x", "postgres://u:xyz/xyz@h/x", "pyspark://h:99999/xyz"])
def test_an_address_of_no_engine_is_refused_without_what_is_in_it(address):
    with pytest.raises(BookError, match=r"^\w+://…: found no address") as caught:
        tables.named(address)
    assert "xyz" not in str(caught.value)
