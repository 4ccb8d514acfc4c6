"""Rows, servers and files that mean harm: refused in one line, with nothing written and no key shown."""

import gzip
import json
import logging
import os

import pytest
from conftest import made_up_daily
from openrouter import KEY, Answer, Upstream, error, serving

from tokenbook.errors import DataError
from tokenbook.rows import commands, tables
from tokenbook.rows.sources import api, http
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.sources.http import Fault
from tokenbook.rows.state import PROVENANCE
from tokenbook.rows.updating import Origin, check_fresh, update

HEADER = "date,model_permaslug,total_tokens\n"
ROW = "2026-01-05,lab/model,7\n"


@pytest.fixture(autouse=True)
def with_key(monkeypatch):
    monkeypatch.setenv(api.KEY, KEY)


@pytest.fixture
def refused(tmp_path, capsys):
    """Give a file to an update, which refuses it; what it says."""

    def give(content: bytes | str, *more: str, name: str = "rows.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        data = tmp_path / "data"
        code = commands.main(["--file", str(path), "--edition", "2026", "--data", str(data), *more])
        said = capsys.readouterr()
        assert code == 2
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert said.err.rstrip("\n").isprintable()
        assert not data.exists()
        return said.err

    return give


@pytest.mark.parametrize("code", [0x0D, 0x1B, 0x7F, 0x85, 0x2028, 0x202E, 0x2066, 0x200F])
def test_a_slug_with_a_character_that_steers_is_refused(refused, code):
    said = refused(f'{HEADER}{ROW}2026-01-05,"lab/a{chr(code)}b",7\n')
    assert "row 3, column model_permaslug" in said
    assert "no control character" in said


def test_a_lone_surrogate_is_refused(refused):
    record = {"date": "2026-01-05", "model_permaslug": "lab/\ud800", "total_tokens": 7}
    assert "row 1, column model_permaslug" in refused(json.dumps([record]), name="rows.json")


@pytest.mark.parametrize("as_of", ["<b>now</b>", "9999-01-01", "2026-13-01", 7, ["2026-01-01"]])
def test_an_as_of_in_a_file_is_a_time_that_has_been(refused, as_of):
    record = {"date": "2026-01-05", "model_permaslug": "lab/model", "total_tokens": 7}
    said = refused(json.dumps({"meta": {"as_of": as_of}, "data": [record]}), name="rows.json")
    assert "column meta.as_of" in said


def test_the_as_of_of_the_command_wins(tmp_path):
    rows = made_up_daily("2026-01-05", "2026-01-11")
    done = update([Daily(rows, "rows", "0", "2026-02-01")], "2026", Origin(as_of="2026-01-20"), tmp_path)
    assert done.provenance["as_of"] == "2026-01-20"


def test_an_as_of_in_the_future_is_refused(refused):
    assert "not in the future" in refused(HEADER + ROW, "--as-of", "2999-01-01")


@pytest.mark.parametrize("cell", ["2026-01-05,lab/model,{}", "{},lab/model,7", "2026-01-05, {},7"])
def test_a_key_in_a_cell_is_not_shown(refused, cell):
    said = refused(HEADER + cell.format(KEY) + "\n")
    assert KEY not in said
    assert "[OPENROUTER_API_KEY]" in said


def test_a_key_for_a_name_is_refused(refused):
    said = refused(f"{HEADER}2026-01-05,{KEY},7\n")
    assert "column model_permaslug: found '[OPENROUTER_API_KEY]'" in said


def echoed(status: int, **headers: str) -> Answer:
    """What a careless server says: the request's key, in whatever it sends."""
    return error(status, f"who sent Bearer {KEY}?", X_Key=f"Bearer {KEY}", **headers)


ECHOES = {
    "401": echoed(401),
    "403": echoed(403),
    "429": echoed(429),
    "429 with a wait": echoed(429, Retry_After=KEY),
    "503": echoed(503),
    "418 in HTML": Answer(418, f"<p>{KEY}".encode()),
    "a redirect": echoed(302, Location=f"http://127.0.0.1:9/{KEY}"),
    "no JSON": Answer(200, KEY.encode()),
    "cut": Answer(200, f'{{"data": ["{KEY}"]}}'.encode(), cut=20),
    "rows of the key": Answer(200, json.dumps({"data": [KEY], "meta": {"as_of": "2026-01-12"}}).encode()),
    "as of the key": Answer(200, json.dumps({"data": [{}], "meta": {"as_of": KEY}}).encode()),
    "a key of the key": Answer(200, json.dumps({KEY: []}).encode()),
    "a name": Answer(
        200,
        json.dumps(
            {
                "data": [{"date": "2026-01-05", "model_permaslug": KEY, "total_tokens": "7"}],
                "meta": {"as_of": "2026-01-12", "start_date": "2026-01-05", "end_date": "2026-01-05"},
            }
        ).encode(),
    ),
}


@pytest.mark.parametrize("echo", ECHOES)
def test_a_key_that_a_server_sends_back_is_told_nowhere(tmp_path, capfd, caplog, monkeypatch, echo):
    caplog.set_level(logging.DEBUG)
    made = http.session
    monkeypatch.setattr(api, "session", lambda base: made(base, backoff=0.0))
    upstream = Upstream(made_up_daily("2026-01-05", "2026-01-05"))
    upstream.disturb = lambda *_: ECHOES[echo]
    days = ("--from", "2026-01-05", "--to", "2026-01-05")
    with serving(upstream):
        code = commands.main([*days, "--edition", "x", "--data", str(tmp_path), "--base-url", upstream.base])
    assert code > 2
    assert upstream.asked[0][2]["Authorization"] == f"Bearer {KEY}"
    said = capfd.readouterr()
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    for told in (said.out, said.err, caplog.text, written):
        assert KEY not in told


@pytest.mark.parametrize("before", range(150, 200, 7))
def test_a_key_that_a_server_echoes_is_not_shown_not_even_in_part(monkeypatch, before):
    said = http._message(json.dumps({"error": {"message": "x" * before + KEY}}).encode())
    assert KEY[:8] not in said


def test_what_a_server_says_does_not_steer_the_terminal(tmp_path, capsys):
    upstream = Upstream(made_up_daily("2026-01-05", "2026-01-11"))
    upstream.disturb = lambda *_: error(401, f"\x1b]0;title\x07 Bearer {KEY}\r\nnext")
    with serving(upstream):
        code = commands.main(
            ["--from", "2026-01-05", "--edition", "x", "--data", str(tmp_path), "--base-url", upstream.base]
        )
    said = capsys.readouterr().err
    assert code == Fault.UNAUTHORIZED
    assert KEY not in said
    assert said.rstrip("\n").isprintable()


def test_a_header_of_a_hundred_thousand_columns_is_refused_at_once(refused):
    assert "100003 columns" in refused(HEADER.strip() + "".join(f",c{n}" for n in range(100_000)) + "\n")


def test_a_fifo_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "rows.csv")
    with pytest.raises(DataError, match="no ordinary file"):
        tables.read_bytes(tmp_path / "rows.csv")


@pytest.mark.parametrize(("size", "taken"), [(100, True), (101, False)])
def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, size, taken):
    monkeypatch.setattr(tables, "LARGEST_FILE", 100)
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"x" * size))
    if taken:
        assert len(tables.read_bytes(path)) == size
        return
    with pytest.raises(DataError, match="found more than"):
        tables.read_bytes(path)


@pytest.mark.parametrize("wait", ["soon", "-5", "1e99", ""])
def test_a_strange_retry_after_is_no_network_fault(tmp_path, capsys, monkeypatch, wait):
    made = http.session
    monkeypatch.setattr(api, "session", lambda base: made(base, backoff=0.0))
    upstream = Upstream(made_up_daily("2026-01-05", "2026-01-11"))
    upstream.disturb = lambda *_: error(429, "slowly", **{"Retry-After": wait})
    with serving(upstream):
        code = commands.main(
            ["--from", "2026-01-05", "--edition", "x", "--data", str(tmp_path), "--base-url", upstream.base]
        )
    assert code == Fault.TOO_MANY


def test_rows_of_days_to_come_are_not_fresh(tmp_path, monkeypatch):
    update([Daily(made_up_daily("2026-01-05", "2026-01-11"), "rows", "0")], "2026", Origin(), tmp_path)
    monkeypatch.setattr("tokenbook.rows.updating.today", lambda: "2026-01-11")
    assert "0 days ago" in check_fresh("2026", 0, tmp_path)
    monkeypatch.setattr("tokenbook.rows.updating.today", lambda: "2026-01-10")
    with pytest.raises(http.SourceError, match="a day to come"):
        check_fresh("2026", 7, tmp_path)


FULL = [(28, "No space left on device"), (30, "Read-only file system")]


@pytest.mark.parametrize(("number", "words"), FULL)
def test_a_disk_that_takes_nothing_is_told_in_a_line(tmp_path, capsys, monkeypatch, number, words):
    def full(*_):
        raise OSError(number, os.strerror(number), "usage.csv")

    monkeypatch.setattr("tokenbook.rows.state.write_atomically", full)
    path = tmp_path / "rows.csv"
    path.write_text(HEADER + ROW)
    assert commands.main(["--file", str(path), "--edition", "2026", "--data", str(tmp_path / "data")]) == 2
    assert capsys.readouterr().err == f"usage.csv: {words}; {commands.UNDONE}\n"
    assert not (tmp_path / "data" / "2026" / PROVENANCE).exists()
