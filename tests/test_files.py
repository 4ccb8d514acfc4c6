"""Reading daily rows: what the upstream sends, and what nobody should."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import made_up_daily, upstream_csv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tokenbook.errors import DataError
from tokenbook.rows.sources.files import read_daily

HEADER = "date,model_permaslug,total_tokens\n"

GOOD = {
    "three columns": HEADER + "2025-01-06,a/b,5\n2025-01-06,other,7\n",
    "crlf": "date,model_permaslug,total_tokens\r\n2025-01-06,a/b,5\r\n2025-01-06,other,7\r\n",
    "export's five columns": "date,model_permaslug,rank,total_tokens,share_of_daily_tokens\r\n"
    "2025-01-06,a/b,1,5,0.41\r\n2025-01-06,other,,7,0.59\r\n",
    "byte order mark": "\ufeff" + HEADER + "2025-01-06,a/b,5\n2025-01-06,other,7\n",
    "blank lines": HEADER + "\n2025-01-06,a/b,5\n\n2025-01-06,other,7\n\n",
    "no newline at the end": HEADER + "2025-01-06,a/b,5\n2025-01-06,other,7",
    "quoted": '"date","model_permaslug","total_tokens"\n"2025-01-06","a/b","5"\n"2025-01-06",other,7\n',
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_reads_what_the_upstream_sends(tmp_path, text, packed):
    path = tmp_path / "rows.csv"
    raw = text.encode()
    path.write_bytes(gzip.compress(raw) if packed else raw)
    rows = read_daily(path).rows
    assert rows.to_dict("list") == {
        "date": [pd.Timestamp("2025-01-06")] * 2,
        "model": ["a/b", "other"],
        "tokens": [5, 7],
    }


BAD = {
    # name: (content, row, column, part of what is said)
    "missing column": (b"date,model_permaslug\n2025-01-01,a\n", 1, "total_tokens", "no such column"),
    "doubled column": (b"date,date,model_permaslug,total_tokens\n", 1, "date", "twice"),
    "negative": ((HEADER + "2025-01-01,a,1\n2025-01-01,b,-5\n").encode(), 3, "total_tokens", "'-5'"),
    "a terminal's command": (b"\x1b[31mdate\n1\n", 1, "date", r"(\x1b[31mdate)"),
    "text for a number": ((HEADER + "2025-01-01,a,many\n").encode(), 2, "total_tokens", "'many'"),
    "a fraction": ((HEADER + "2025-01-01,a,1.5\n").encode(), 2, "total_tokens", "'1.5'"),
    "other digits": ((HEADER + "2025-01-01,a,٣\n").encode(), 2, "total_tokens", "whole number"),
    "too large": ((HEADER + "2025-01-01,a,9223372036854775808\n").encode(), 2, "total_tokens", "2^63-1"),
    "empty cell": ((HEADER + "2025-01-01,a,\n").encode(), 2, "total_tokens", "an empty cell"),
    "short row": ((HEADER + "2025-01-01,a\n").encode(), 2, "total_tokens", "an empty cell"),
    "long row": ((HEADER + "2025-01-01,a,1\n2025-01-01,b,1,2\n").encode(), 3, None, "4 fields"),
    "open quote": ((HEADER + '2025-01-01,"a,1\n').encode(), None, None, "broken row"),
    "no model": ((HEADER + "2025-01-01,,1\n").encode(), 2, "model_permaslug", "an empty cell"),
    "doubled row": (
        (HEADER + "2025-01-01,a,1\n2025-01-02,a,1\n2025-01-01,a,2\n").encode(),
        4,
        "date and model_permaslug",
        "first in row 2",
    ),
    "impossible date": ((HEADER + "2025-02-30,a,1\n").encode(), 2, "date", "'2025-02-30'"),
    "other date": ((HEADER + "1.2.2025,a,1\n").encode(), 2, "date", "YYYY-MM-DD"),
    "row after blank lines": ((HEADER + "\n\n2025-01-01,a,x\n").encode(), 4, "total_tokens", "'x'"),
    "empty": (b"", 1, None, "empty file"),
    "only white space": (b" \n\n", 1, None, "empty file"),
    "header only": (HEADER.encode(), None, None, "no rows"),
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xfe", 1, None, "not UTF-8"),
    "nul bytes": (HEADER.encode() + b"2025-01-01,\0,1\n", 2, None, "NUL"),
    "damaged gzip": (gzip.compress(HEADER.encode() * 99)[:-20], None, None, "damaged gzip"),
    "sum over 64 bits": (
        (HEADER + "2025-01-01,a,9000000000000000000\n2025-01-01,b,9000000000000000000\n").encode(),
        None,
        "total_tokens",
        "add up",
    ),
}


@pytest.mark.parametrize(("raw", "row", "column", "said"), BAD.values(), ids=BAD.keys())
def test_refuses_with_row_and_column(tmp_path, raw, row, column, said):
    path = tmp_path / "BAD.csv"
    path.write_bytes(raw)
    with pytest.raises(DataError) as caught:
        read_daily(path)
    error = caught.value
    assert (error.row, error.column) == (row, column) or (row is None and error.column == column)
    assert said in str(error)
    assert "BAD.csv" in str(error)
    assert "\n" not in str(error)


def test_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"none\.csv: found No such file"):
        read_daily(tmp_path / "none.csv")


def test_made_up_year_survives_the_round_trip(tmp_path):
    daily = made_up_daily()
    path = tmp_path / "rows.csv"
    path.write_text(upstream_csv(daily))
    pd.testing.assert_frame_equal(read_daily(path).rows, daily, check_dtype=False)


ROWS = [
    {"day": "2025-01-06", "name": "a/b", "total": 5},
    {"day": "2025-01-06", "name": "other", "total": 7},
]


def expected(rows: pd.DataFrame) -> bool:
    return rows.to_dict("list") == {
        "date": [pd.Timestamp("2025-01-06")] * 2,
        "model": ["a/b", "other"],
        "tokens": [5, 7],
    }


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_reads_the_upstreams_json(tmp_path, packed):
    rows = [{"date": r["day"], "model_permaslug": r["name"], "total_tokens": str(r["total"])} for r in ROWS]
    raw = json.dumps({"data": rows, "meta": {"as_of": "2026-01-02T03:04:05Z"}}).encode()
    path = tmp_path / "rows.json"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    daily = read_daily(path)
    assert expected(daily.rows)
    assert daily.as_of == "2026-01-02T03:04:05Z"


def test_an_own_table_is_for_the_import(tmp_path):
    path = tmp_path / "log.parquet"
    pd.DataFrame(ROWS).to_parquet(path)
    with pytest.raises(DataError, match=r"found a Parquet file; allowed: .*; here: update_data\.py import"):
        read_daily(path)


BAD_RECORDS = {
    "a fraction": ([{"date": "2025-01-01", "model_permaslug": "a", "total_tokens": 5.0}], 1, "total_tokens"),
    "true": ([{"date": "2025-01-01", "model_permaslug": "a", "total_tokens": True}], 1, "total_tokens"),
    "no model": ([{"date": "2025-01-01", "total_tokens": 5}], 1, "model_permaslug"),
    "a number as day": ([{"date": 20250101, "model_permaslug": "a", "total_tokens": 5}], 1, "date"),
    "a list as row": ([["2025-01-01", "a", 5]], 1, None),
    "no rows": ([], None, None),
}


@pytest.mark.parametrize(("records", "row", "column"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_refuses_records_with_row_and_column(tmp_path, records, row, column):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({"data": records}))
    with pytest.raises(DataError) as caught:
        read_daily(path)
    assert (caught.value.row, caught.value.column) == (row, column)


SLUGS = st.sampled_from(["a/b", "other", "", "通义/千问", '"', "x,y", "\x00", "=1+1", " "])
CELLS = st.one_of(
    st.sampled_from(["2025-01-06", "2025-13-01", "5", "-5", "1e9", "9223372036854775807", "NaN", "𝟓"]),
    st.text(max_size=8),
    SLUGS,
)
LINES = st.lists(st.lists(CELLS, max_size=4).map(",".join), max_size=6)
ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    LINES.map(lambda lines: (HEADER + "\n".join(lines)).encode("utf-8", "surrogatepass")),
    st.binary(max_size=60).map(lambda tail: b"PAR1" + tail),
    st.binary(max_size=60).map(lambda tail: gzip.compress(HEADER.encode())[:-3] + tail),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), CELLS),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["data", "meta", "date", "model_permaslug", "total_tokens"]), inner
            ),
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
    st.integers(1, 3000).map(lambda depth: b"[" * depth),
)


def read_or_error(path: Path) -> tuple[pd.DataFrame | None, DataError | None]:
    try:
        return read_daily(path).rows, None
    except DataError as error:
        return None, error


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=ANY_BYTES)
def test_any_bytes_are_a_frame_or_the_documented_error(tmp_path, raw):
    path = tmp_path / "rows"
    path.write_bytes(raw)
    rows, error = read_or_error(path)
    if error is not None:
        text = str(error)
        assert text.startswith(str(path))
        # one line, and nothing in it that a terminal would take for a command
        assert text.isprintable()
        return
    assert list(rows.columns) == ["date", "model", "tokens"]
    assert len(rows)
    assert rows["tokens"].dtype == "int64"
    assert (rows["tokens"] >= 0).all()
    assert not rows.duplicated(["date", "model"]).any()
