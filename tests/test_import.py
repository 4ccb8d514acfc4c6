"""The verb `import`: what comes in, what comes out, and the exit code. All rows are made up."""

import gzip
import json
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow
import pyarrow.parquet as pq
import pytest
from update_data import main

from tokenbook import editions
from tokenbook.errors import BookError
from tokenbook.rows.events import spark
from tokenbook.rows.events.expressions import read_mapping
from tokenbook.rows.events.importing import Request, run, spread
from tokenbook.rows.events.names import LOCAL, Names
from tokenbook.rows.sources import days as day_store

WEEK = [f"2026-08-{day:02}" for day in range(3, 10)]
"""Monday to Sunday."""

MAP = "date=day,model=name,tokens=total"


@pytest.fixture(scope="module")
def names():
    return Names()


@pytest.fixture
def importing(tmp_path, capsys):
    """Run the verb on content: (exit code, what is said, the edition's daily rows or None)."""

    def do(content: bytes | str, *options: str, edition: str = "ours", file: str = "log.csv"):
        path = tmp_path / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        given = ["import", str(path), "--edition", edition, "--data", str(tmp_path / "data"), *options]
        code = main([*given, "--own", "a made-up log"])
        store = tmp_path / "data" / edition / day_store.NAME
        said = capsys.readouterr()
        return code, said.out + said.err, day_store.read_store(store) if store.exists() else None

    (tmp_path / "data").mkdir()
    return do


def csv(rows, header="day,name,total", end="\n"):
    return header + end + "".join(",".join(map(str, row)) + end for row in rows)


def a_week(model="nova-2", tokens=5):
    return [(day, model, tokens) for day in WEEK]


FAILED_BEFORE = {
    # name: (content, options, exit code, part of what is said, tokens of the edition)
    "quoted header": ('"day","name","total"\n' + csv(a_week(), "")[1:], ["--map", MAP], 0, "1 complete", 35),
    "quoted newline": (
        csv([(day, '"nova-2"', 5, '"a\nb"') for day in WEEK], "day,name,total,note"),
        ["--map", MAP],
        0,
        "1 complete week,",
        35,
    ),
    "trailing commas": (csv([(*row, "") for row in a_week()]), ["--map", MAP], 0, "1 complete", 35),
    "JSON lines": (
        "\n".join(json.dumps({"day": d, "name": "nova-2", "total": 5}) for d in WEEK),
        ["--map", MAP],
        0,
        "read as mapped",
        35,
    ),
    "missing keys": (
        "\n".join(
            json.dumps({"day": d, "name": "nova-2"} | ({"total": 5} if d != WEEK[3] else {})) for d in WEEK
        ),
        ["--map", MAP],
        2,
        "1 of 7 events bad (1 no count of tokens); nothing was written",
        None,
    ),
    "missing keys, allowed": (
        "\n".join(
            json.dumps({"day": d, "name": "nova-2"} | ({"total": 5} if d != WEEK[3] else {})) for d in WEEK
        ),
        ["--map", MAP, "--most-bad", "0.2"],
        0,
        "1 day without rows (counted as zero)",
        30,
    ),
    "duplicate after case folding": (
        csv(a_week("Nova-2") + a_week("nova-2")),
        ["--map", MAP],
        0,
        "1 model, 70 tokens",
        70,
    ),
    "Others": (csv(a_week() + a_week("Sonstige", 2)), ["--map", MAP], 0, "2 models", 49),
    "weekly as daily": (
        csv([("2026-07-20", "nova-2", 70), ("2026-07-27", "nova-2", 71), ("2026-08-03", "nova-2", 69)]),
        ["--map", MAP],
        2,
        "say --weekly",
        None,
    ),
    "weekly": (
        csv([("2026-07-20", "nova-2", 70), ("2026-07-27", "nova-2", 71), ("2026-08-03", "nova-2", 69)]),
        ["--map", MAP, "--weekly"],
        0,
        "spread evenly",
        210,
    ),
    "New York stamps": (
        csv([(f"{d}T23:30:00-04:00", "nova-2", 5) for d in WEEK]),
        ["--map", MAP, "--timezone", "America/New_York"],
        0,
        "2026-08-03 to 2026-08-09, 1 complete",
        35,
    ),
    "New York stamps, days of UTC": (
        csv([(f"{d}T23:30:00-04:00", "nova-2", 5) for d in WEEK]),
        ["--map", MAP],
        2,
        "days from 2026-08-04 to 2026-08-10; allowed: at least one complete week",
        None,
    ),
    "stamps without a zone": (
        csv([(f"{d} 23:30:00", "nova-2", 5) for d in WEEK]),
        ["--map", MAP],
        2,
        "say the zone of those stamps with --timezone",
        None,
    ),
    "mixed zones": (
        csv([(f"{d} 23:30:00" + "Z" * (d > WEEK[2]), "nova-2", 5) for d in WEEK]),
        ["--map", MAP],
        2,
        "others have one: the zones are mixed",
        None,
    ),
    "weekdays only": (
        csv([row for row in a_week() if row[0] not in WEEK[5:]] + [("2026-08-10", "nova-2", 5)]),
        ["--map", MAP],
        0,
        "2 days without rows (counted as zero)",
        30,
    ),
    "one week": (csv(a_week()), ["--map", MAP], 0, "1 complete week,", 35),
    "less than a week": (csv(a_week()[1:]), ["--map", MAP], 2, "at least one complete week", None),
    "nothing but others": (csv(a_week("others")), ["--map", MAP], 2, "models and counts", None),
}


@pytest.mark.parametrize("name", FAILED_BEFORE)
def test_inputs_that_failed_before(importing, name):
    content, options, code, said, tokens = FAILED_BEFORE[name]
    found, out, rows = importing(content, *options)
    assert said in out
    assert (found, None if rows is None else rows["tokens"].sum()) == (code, tokens)


def test_what_loads_can_be_built(importing, tmp_path):
    importing(csv(row for row in a_week() if row[0] not in WEEK[2:5]), "--map", MAP)
    edition = editions.load("ours", tmp_path / "data")
    assert edition.own
    assert edition.weeks["tokens"].sum() == 20


def test_a_check_says_everything_and_writes_nothing(importing, tmp_path):
    content = csv([*a_week("gpt-4o"), *a_week("my-own")], "day,name,total")
    code, said, rows = importing(content, "--map", MAP, "--check")
    assert (code, rows) == (0, None)
    assert list((tmp_path / "data").iterdir()) == []
    for part in (
        "14 events",
        "2 models",
        "OpenAI 50.0%",
        "my-own",
        "top_n:",
        "not judged",
        "nothing was written",
    ):
        assert part in said, part


def test_names_that_are_open_are_listed_and_taken_when_filled_in(importing, tmp_path):
    content = csv(a_week("our-alias"))
    _, said, rows = importing(content, "--map", MAP)
    local = tmp_path / "data" / LOCAL
    assert local.read_text() == "name,slug\nour-alias,\n"
    assert set(rows["model"]) == {"our-alias"}
    local.write_text("name,slug\nour-alias,openai/gpt-4o\n")
    _, said, rows = importing(content, "--map", MAP, "--replace")
    assert set(rows["model"]) == {"openai/gpt-4o"}
    assert "not in the catalogue" not in said


def test_cost_of_the_log_is_kept_beside_the_rows(importing, tmp_path):
    content = csv([(*row, "0.25") for row in a_week()] * 2, "day,name,total,usd")
    importing(content, "--map", MAP + ",cost=usd")
    costs = pd.read_csv(tmp_path / "data" / "ours" / "costs.csv")
    assert costs["cost_usd"].tolist() == [0.5] * 7


def test_whose_rows_they_are_must_be_said(tmp_path, capsys):
    path = tmp_path / "log.csv"
    path.write_text(csv(a_week()))
    assert main(["import", str(path), "--edition", "ours", "--data", str(tmp_path), "--map", MAP]) == 2
    assert "--own" in capsys.readouterr().err


# -- files

GERMAN = csv([(f'"{d}"', "Nova-2", '"1.234,0"') for d in WEEK], "day,name,total").replace(",", ";").replace(
    "1.234;0", "1.234,0"
)  # fmt: skip


def excel(tmp_path: Path) -> bytes:
    """A workbook as Excel writes it, with days as dates and counts as numbers."""
    openpyxl_less = tmp_path / "book.xlsx"
    write_xlsx(openpyxl_less, [["day", "name", "total"], *[[d, "nova-2", 5] for d in WEEK]])
    return openpyxl_less.read_bytes()


def write_xlsx(path: Path, rows: list[list]) -> None:
    import zipfile

    cells = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(64 + c)}{r}"><v>{value}</v></c>'
            if isinstance(value, int)
            else f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{value}</t></is></c>'
            for c, value in enumerate(row, 1)
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main_ns}" xmlns:r="{rel}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main_ns}"><sheetData>{cells}</sheetData></worksheet>',
        )


def zstd(raw: bytes) -> bytes:
    return pyarrow.compress(raw, codec="zstd", asbytes=True)


def parquet(**columns: object) -> bytes:
    sink = pyarrow.BufferOutputStream()
    pq.write_table(pyarrow.table(columns), sink)
    return sink.getvalue().to_pybytes()


PLAIN = csv(a_week())

ENCODED = {
    "byte order mark": ("\ufeff" + PLAIN).encode(),
    "UTF-16 with a mark": PLAIN.encode("utf-16"),
    "UTF-16 big-endian without": PLAIN.encode("utf-16-be"),
    "UTF-16 in gzip": gzip.compress(PLAIN.encode("utf-16")),
    "gzip": gzip.compress(PLAIN.encode()),
    "zstd": zstd(PLAIN.encode()),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs, CRLF": PLAIN.replace(",", "\t").replace("\n", "\r\n").encode(),
    "a fraction of zero": PLAIN.replace(",5\n", ",5.0\n").encode(),
    "JSON lines in zstd": zstd(
        "\n".join(json.dumps({"day": d, "name": "nova-2", "total": "5"}) for d in WEEK).encode()
    ),
    "list of JSON": json.dumps([{"day": d, "name": "nova-2", "total": 5} for d in WEEK]).encode(),
    "Parquet": parquet(day=WEEK, name=["nova-2"] * 7, total=[5] * 7),
    "Parquet, floats": parquet(day=WEEK, name=["nova-2"] * 7, total=[5.0] * 7),
    "Parquet, small integers": parquet(
        day=WEEK, name=["nova-2"] * 7, total=pyarrow.array([5] * 7, pyarrow.int8())
    ),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_whatever_it_is_packed_and_written_in(tmp_path, names, kind):
    path = tmp_path / "log"
    path.write_bytes(ENCODED[kind])
    new = run(Request(str(path), mapping=read_mapping([MAP])), names)
    assert new.rows["tokens"].tolist() == [5] * 7
    assert [f"{day:%Y-%m-%d}" for day in new.rows["date"]] == WEEK


def test_german_numbers_and_a_workbook(tmp_path, names):
    for content, tokens in ((GERMAN.encode(), 1234), (excel(tmp_path), 5)):
        path = tmp_path / "log"
        path.write_bytes(content)
        new = run(Request(str(path), mapping=read_mapping([MAP])), names)
        assert new.rows["tokens"].tolist() == [tokens] * 7


def test_files_of_a_pattern_are_added_up(tmp_path, names):
    for number, columns in enumerate(("day,name,total", "name,day,total")):
        rows = [(d, "nova-2", 5) if number == 0 else ("nova-2", d, 5) for d in WEEK]
        (tmp_path / f"part-{number}.csv").write_text(csv(rows, columns))
    new = run(Request(str(tmp_path / "part-*.csv"), mapping=read_mapping([MAP])), names)
    assert new.rows["tokens"].tolist() == [10] * 7


BROKEN = {
    "empty": (b"", "an empty file"),
    "HTML": (b"<html></html>", "an HTML or XML page"),
    "one column": (b"day\n2026-08-03\n", "one column"),
    "damaged gzip": (gzip.compress(PLAIN.encode() * 99)[:-40], "damaged gzip"),
    "damaged zip": (b"PK\x03\x04 nothing", "damaged zip"),
    "old Excel": (b"\xd0\xcf\x11\xe0 and more", "xls"),
    "Latin-1": ("day,name,total\n2026-08-03,Übrige,5\n".encode("latin-1"), "not UTF-8"),
    "a long row": ((PLAIN + "2026-08-03,a,5,6,7\n" * 2).encode(), "cannot be read"),
    "cut JSON": (b'[{"day": "2026-08-03", "name": "a", "total": 5}, {"day": "20', "Malformed JSON"),
    "no such column": (b"day,model,total\n2026-08-03,a,5\n", "column name: found no such column"),
    "a column twice": (b"day,name,total,total\n2026-08-03,a,5,6\n", "column total: found it 2 times"),
    "a type that is none": (parquet(day=WEEK, name=["a"] * 7, total=[True] * 7), "found the type boolean"),
    "days as numbers": (parquet(day=[1] * 7, name=["a"] * 7, total=[5] * 7), "seconds(…)"),
    "a sum over 64 bits": (csv([(d, "a", 2**63 - 1) for d in [WEEK[0]] * 2]).encode(), "2^63-1"),
    "fractions": (PLAIN.replace(",5\n", ",5.5\n").encode(), "7 a count that is no whole number"),
    "negative": (PLAIN.replace(",5\n", ",-5\n").encode(), "7 a negative count"),
    "text": (PLAIN.replace(",5\n", ",many\n").encode(), "7 a count that is no whole number"),
    "future": (PLAIN.replace("2026", "2096").encode(), "7 a day in the future"),
    "1970": (PLAIN.replace("2026", "1970").encode(), "7 a day before 2018"),
    "no stamp": (PLAIN.replace("2026-08-0", "").replace("\n3,", "\n,").encode(), "1 no stamp"),
    "a stamp that is none": (PLAIN.replace("2026", "year").encode(), "allowed: 2026-08-03, 20260803"),
    "JSON inside": (json.dumps({"data": [{"day": WEEK[0]}]}).encode(), "to records inside JSON --rows leads"),
    "no model": (PLAIN.replace("nova-2", "").encode(), "7 no model"),
    "a long name": (PLAIN.replace("nova-2", "n" * 201).encode(), "more than 200 characters"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(tmp_path, names, name):
    content, said = BROKEN[name]
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(BookError) as error:
        run(Request(str(path), mapping=read_mapping([MAP])), names)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


# -- stamps and expressions

STAMPS = [
    # stamp, zone asked for, day
    ("2026-03-28T23:30:00Z", "Europe/Berlin", "2026-03-29"),
    ("2026-03-29T21:59:59Z", "Europe/Berlin", "2026-03-29"),
    ("2026-03-29T22:00:00Z", "Europe/Berlin", "2026-03-30"),
    ("2025-10-25T21:59:59Z", "Europe/Berlin", "2025-10-25"),
    ("2025-10-26T22:59:59Z", "Europe/Berlin", "2025-10-26"),
    ("2025-10-26T23:00:00Z", "Europe/Berlin", "2025-10-27"),
    ("2026-08-03T00:10:00+05:45", "Asia/Kathmandu", "2026-08-03"),
    ("2026-08-03T00:10:00+05:45", None, "2026-08-02"),
    ("2026-08-03 00:10:00.123456+0200", None, "2026-08-02"),
    ("2026-08-03 08:00:00 UTC", None, "2026-08-03"),
    ("2026-08-03 23:59:59", "America/New_York", "2026-08-03"),
    ("2026-08-03", "America/New_York", "2026-08-03"),
    ("20260803", None, "2026-08-03"),
    ("Aug 03, 2026", None, "2026-08-03"),
]


@pytest.mark.parametrize(("stamp", "zone", "day"), STAMPS)
def test_the_day_of_a_stamp(tmp_path, names, stamp, zone, day):
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({"day": stamp, "name": "a", "total": 5}))
    new = run(Request(str(path), mapping=read_mapping([MAP]), zone=zone), names)
    assert f"{new.rows['date'].iloc[0]:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
def test_days_of_a_zone_are_those_of_the_standard_library(tmp_path, names, zone):
    stamps = pd.date_range("2024-12-30", "2026-08-30", freq="37min", tz="UTC")
    path = tmp_path / "log.parquet"
    path.write_bytes(parquet(day=stamps, name=["a"] * len(stamps), total=[1] * len(stamps)))
    new = run(Request(str(path), mapping=read_mapping([MAP]), zone=zone), names)
    expected = stamps.tz_convert(zone).date
    found = dict(zip(new.rows["date"].dt.date, new.rows["tokens"], strict=True))
    assert found == pd.Series(expected).value_counts().to_dict()


EXPRESSIONS = {
    # tokens: expression: what a row of a = 2, b = "3", c missing, "a b" = 4, m = {"x": {"y": 6}} gives
    "a + b": 5,
    "a + coalesce(c, 0)": 2,
    '"a b" * 1000': 4000,
    "greatest(a, b) - least(a, b)": 1,
    "m.x.y + (a + 1)": 9,
    "case when a < b and not name = 'z' then 7 else 8 end": 7,
    "case when name like 'nov%' or a in ('5') then 7 end": 7,
    "case when c is null then 7 end": 7,
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expressions(tmp_path, names, expression):
    row = {"day": WEEK[0], "name": "nova-2", "a": 2, "b": "3", "a b": 4, "m": {"x": {"y": 6}}}
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(row))
    new = run(Request(str(path), mapping={"date": "day", "model": "name", "tokens": expression}), names)
    assert new.rows["tokens"].tolist() == [EXPRESSIONS[expression]]


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "(select 1)",
        "read_text('x')",
        "a; drop table a",
        "a / 2",
        "exists(select 1)",
        "a +",
    ],
)
def test_what_is_no_expression_of_columns_is_refused(tmp_path, names, expression):
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({"day": WEEK[0], "name": "a", "a": 2}))
    with pytest.raises(BookError, match="allowed"):
        run(Request(str(path), mapping={"date": "day", "model": "name", "tokens": expression}), names)


@pytest.mark.parametrize("text", ["date", "date=", "day=x", "date=a,date=b", ""])
def test_a_mapping_that_is_none_is_refused(text):
    with pytest.raises(BookError, match="--map"):
        read_mapping([text])


def test_commas_inside_belong_to_the_expression():
    assert read_mapping(["date=d,tokens=coalesce(a, 0)", "model=\"x, y\""]) == {
        "date": "d",
        "tokens": "coalesce(a, 0)",
        "model": '"x, y"',
    }  # fmt: skip


def test_weeks_are_spread_exactly():
    rows = pd.DataFrame(
        {"date": [pd.Timestamp(WEEK[0])], "model": ["a"], "tokens": [2**53 + 4], "cost": [7.0]}
    )
    days, _ = spread(rows, "log")
    assert (days["tokens"].sum(), len(days), days["tokens"].max() - days["tokens"].min()) == (2**53 + 4, 7, 1)


NAMES = {
    # name in a log: slug in a made-up catalogue, None where the rules do not settle it
    "GPT-4o": "openai/gpt-4o",
    "azure/gpt-4o": "openai/gpt-4o",
    "gpt-4o-2024-05-13": "openai/gpt-4o-2024-05-13",
    "gpt-4o-latest": "openai/gpt-4o",
    "openai/gpt-4o:free": "openai/gpt-4o:free",
    "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0": "anthropic/claude-4.5-sonnet-20250929",
    "claude-sonnet-4-5@20250929": "anthropic/claude-4.5-sonnet-20250929",
    "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0": (
        "anthropic/claude-4.5-sonnet-20250929"
    ),
    "arn:aws:bedrock:eu-west-1:1:application-inference-profile/x1": None,
    "claude-sonnet-5-4": None,
    "fireworks/models/shared-7b": None,
    "one/shared-7b": "one/shared-7b",
    "publishers/one/models/shared-7b": "one/shared-7b",
    "bedrock/eu-west-1/anthropic.claude-sonnet-4-5-20250929-v1:0": "anthropic/claude-4.5-sonnet-20250929",
    "gpt-4o:online": "openai/gpt-4o:online",
    "gpt-4o:8b": None,
    "openai/gpt-4o:8b": None,
    "ft:gpt-4o-2024-05-13:us::x": None,
    "somebody/gpt-4o": None,
    "Andere": "other",
    "auto": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_resolve_by_rule_and_are_never_guessed(name):
    slugs = [
        "openai/gpt-4o", "openai/gpt-4o-2024-05-13", "anthropic/claude-4.5-sonnet-20250929",
        "one/shared-7b", "two/shared-7b",
    ]  # fmt: skip
    models = [
        "openai/gpt-4o",
        "openai/gpt-4o",
        "anthropic/claude-sonnet-4.5",
        "one/shared-7b",
        "two/shared-7b",
    ]
    catalogue = pd.DataFrame({"model": models}, index=slugs)
    assert Names(catalogue).find(name) == NAMES[name]


def test_names_that_are_open_stay_apart_and_have_no_vendor_that_only_leads_to_them(importing, tmp_path):
    names = ("llama9:8b", "llama9:70b", "azure/ours", "lab/ours")
    importing(csv(row for name in names for row in a_week(name)), "--map", MAP)
    rows = editions.load("ours", tmp_path / "data").rows
    assert dict(zip(rows["model"], rows["vendor"], strict=True)) == {
        "llama9-8b": "unknown",
        "llama9-70b": "unknown",
        "azure/ours": "unknown",
        "lab/ours": "Lab",
    }
    (tmp_path / "data" / LOCAL).write_text("name,slug\nllama9:8b,openai/gpt-4o\n")
    importing(csv(a_week("llama9:8b")), "--map", MAP, "--replace")
    assert set(editions.load("ours", tmp_path / "data").rows["slug"]) == {"openai/gpt-4o"}


# -- engines, by address


@pytest.fixture
def engine(tmp_path) -> str:
    """The address of an engine that has a table of made-up events: DuckDB's own file."""
    path = tmp_path / "store.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            "CREATE TABLE events AS SELECT day::TIMESTAMPTZ AS at, 'nova-2' AS name, 5::INTEGER AS total "
            f"FROM unnest({WEEK}) AS days(day)"
        )
        connection.execute('CREATE TABLE odd AS SELECT "at", name, [total] AS total FROM events')
    return f"duckdb://{path}"


EVENTS = "date=at,model=name,tokens=total"


def test_a_table_of_an_engine(engine, names):
    new = run(Request(engine, table="events", mapping=read_mapping([EVENTS])), names)
    assert new.rows["tokens"].tolist() == [5] * 7


ENGINE_FAULTS = {
    # name: (address, table, part of what is said)
    "no table named": ("{engine}", None, "--table is missing"),
    "no such table": ("{engine}", "evnts", "found no table 'evnts'"),
    "a column of the wrong type": ("{engine}", "odd", "column total: found the type array"),
    "an engine that is none": ("gopher://somebody:secret@host/x", "events", "gopher://host/x"),
    "a driver that is not there": ("mysql://somebody:secret@host/x", "events", "mysql://host/x"),
    "a file that is not there": ("duckdb:///not/there/x.duckdb", "events", "cannot be reached"),
}


@pytest.mark.parametrize("name", ENGINE_FAULTS)
def test_faults_of_an_engine_are_told_without_the_password(engine, names, name):
    address, table, said = ENGINE_FAULTS[name]
    with pytest.raises(BookError) as error:
        run(Request(address.format(engine=engine), table=table, mapping=read_mapping([EVENTS])), names)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


def test_an_address_of_spark_gives_its_options():
    address = (
        "pyspark://reader:secret@host:7078/store?spark.master=local-cluster[2,1,1024]&spark.ui.enabled=x"
    )
    assert spark.options_of("pyspark://host/")["spark.master"] == "spark://host:7077"
    found = spark.options_of(address)
    assert found["spark.master"] == "local-cluster[2,1,1024]"
    assert found["spark.ui.enabled"] == "x"
    assert found["spark.sql.warehouse.dir"] == str(Path("store").absolute())
    assert "secret" not in str(found)


def test_a_table_may_be_named_with_its_schema(engine, names):
    with duckdb.connect(engine.removeprefix("duckdb://")) as connection:
        connection.execute("CREATE SCHEMA calls; CREATE TABLE calls.all_of_them AS FROM events")
    new = run(Request(engine, table="calls.all_of_them", mapping=read_mapping([EVENTS])), names)
    assert new.rows["tokens"].tolist() == [5] * 7
