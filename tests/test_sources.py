"""Rows over the wire: the API with a key, the keyless exports, and every way they can fail.

No test asks anybody but a server on this machine.
"""

import json
import time
from argparse import Namespace
from pathlib import Path

import pandas as pd
import pytest
from conftest import made_up_daily
from openrouter import API, EXPORTS, KEY, Answer, Upstream, error, serving

from tokenbook.rows import commands
from tokenbook.rows.commands import rows as rows_command
from tokenbook.rows.sources import api, http
from tokenbook.rows.sources.http import Fault, SourceError
from tokenbook.rows.updating import Origin
from tokenbook.rows.usage import read_usage

YESTERDAY = "2026-11-19"


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    """It is 20 November 2026, and nobody waits between tries."""
    for module in ("sources.files", "sources.api", "commands.rows", "updating"):
        monkeypatch.setattr(f"tokenbook.rows.{module}.today", lambda: "2026-11-20")
    made = http.session
    for module in ("api", "export"):
        monkeypatch.setattr(f"tokenbook.rows.sources.{module}.session", lambda base: made(base, backoff=0.0))
    monkeypatch.setenv(api.KEY, KEY)


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    return made_up_daily("2025-01-01", YESTERDAY)


@pytest.fixture
def upstream(daily):
    server = Upstream(daily)
    for day in ("2026-11-01", "2026-11-20"):
        server.publish(day)
    with serving(server):
        yield server


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(upstream: Upstream, data: Path, *arguments: str) -> int:
    always = ("--data", str(data), "--base-url", upstream.base, "--edition", "made-up", "--timeout", "5")
    return commands.main([*arguments, *always])


# ---------------------------------------------------------------- what works


def test_the_api_is_asked_window_by_window(upstream, tmp_path, capsys, daily):
    assert run(upstream, tmp_path, "--from", "2025-01-01", "--to", "2026-06-30") == 0
    assert [(q["start_date"], q["end_date"]) for _, q, _ in upstream.asked] == [
        ("2025-01-01", "2026-01-01"),
        ("2026-01-02", "2026-06-30"),
    ]
    usage = read_usage(tmp_path / "made-up" / "usage.csv")
    expected = daily[daily["date"] <= "2026-06-30"]["tokens"].sum()
    assert usage["tokens"].sum() == expected
    provenance = json.loads((tmp_path / "made-up" / "provenance.json").read_text())
    assert provenance["as_of"] == "2026-11-20T02:00:00.000Z"
    assert provenance["retrieved"] == "2026-11-20"
    assert provenance["source"] == "OpenRouter Data API, rankings-daily"
    assert "546 days new, 0 revised" in capsys.readouterr().out
    assert not (tmp_path / ".incoming").exists()


def test_the_running_day_is_not_asked_for(upstream, tmp_path):
    assert run(upstream, tmp_path, "--from", "2026-11-01", "--to", "2026-11-25") == 0
    assert upstream.asked[0][1]["end_date"] == YESTERDAY


def test_without_an_end_the_last_completed_day_is_it(upstream, tmp_path):
    assert run(upstream, tmp_path, "--from", "2026-11-01") == 0
    assert upstream.asked[0][1]["end_date"] == YESTERDAY


def test_days_before_the_data_set_are_not_asked_for(upstream, tmp_path):
    assert run(upstream, tmp_path, "--from", "2024-06-01", "--to", "2025-02-28") == 0
    assert upstream.asked[0][1]["start_date"] == "2025-01-01"


def test_days_known_to_be_missing_are_no_fault(upstream, tmp_path):
    upstream.daily = upstream.daily[~upstream.daily["date"].isin(sorted(api.HOLES))]
    assert run(upstream, tmp_path, "--from", "2025-06-01", "--to", "2025-07-31") == 0
    provenance = json.loads((tmp_path / "made-up" / "provenance.json").read_text())
    assert provenance["missing_days"] == ["2025-06-15", "2025-07-15"]


def test_missing_days_can_be_allowed(upstream, tmp_path):
    upstream.daily = upstream.daily[upstream.daily["date"] != "2026-03-03"]
    arguments = ("--from", "2026-03-01", "--to", "2026-03-31")
    assert run(upstream, tmp_path, *arguments) == Fault.DAYS_MISSING
    assert run(upstream, tmp_path, *arguments, "--allow-missing") == 0


def test_an_interrupted_update_resumes(upstream, tmp_path):
    fails = lambda path, query, answer: (  # noqa: E731
        answer if query["start_date"] < "2026" else error(500, "Internal")
    )
    upstream.disturb = fails
    arguments = ("--from", "2025-01-01", "--to", "2026-06-30")
    assert run(upstream, tmp_path, *arguments) == Fault.SERVER_ERROR
    assert not (tmp_path / "made-up").exists()
    upstream.disturb = lambda path, query, answer: answer
    upstream.asked.clear()
    assert run(upstream, tmp_path, *arguments) == 0
    assert [q["start_date"] for _, q, _ in upstream.asked] == ["2026-01-02"]
    assert not (tmp_path / ".incoming").exists()


def test_after_a_pause_the_server_asks_for_it_answers(upstream, tmp_path):
    count = iter([error(429, "Rate limit exceeded", Retry_After="1")])
    upstream.disturb = lambda path, query, answer: next(count, answer)
    began = time.monotonic()
    assert run(upstream, tmp_path, "--from", "2026-11-01") == 0
    assert time.monotonic() - began >= 1
    assert len(upstream.asked) == 2


def test_requests_keep_to_the_limit(monkeypatch):
    """The library spreads them; that it is told the right number is ours to see to."""
    told = {}

    class Recording(http.LimiterAdapter):
        def __init__(self, **options):
            told.update(options)
            super().__init__(**options)

    monkeypatch.setattr(http, "LimiterAdapter", Recording)
    http.session("http://127.0.0.1:1")
    assert told["per_minute"] == 30
    assert told["max_retries"].respect_retry_after_header


def test_the_export_takes_the_dated_file_that_the_manifest_names(upstream, tmp_path):
    assert run(upstream, tmp_path, "--export") == 0
    assert [path for path, _, _ in upstream.asked] == [
        f"{EXPORTS}latest.manifest.json",
        f"{EXPORTS}2026-11-20.csv",
    ]
    assert all("Authorization" not in headers for _, _, headers in upstream.asked)
    provenance = json.loads((tmp_path / "made-up" / "provenance.json").read_text())
    assert provenance["as_of"] == "2026-11-20"
    assert (provenance["first_day"], provenance["last_day"]) == ("2026-10-21", YESTERDAY)


def test_snapshots_merge_each_day_from_the_newest(upstream, tmp_path, capsys):
    assert run(upstream, tmp_path, "--export", "--snapshot", "2026-11-01") == 0
    # the source revises the days that both snapshots hold
    revised = upstream.snapshots["2026-11-20"]["date"] == "2026-10-31"
    upstream.snapshots["2026-11-20"].loc[revised, "tokens"] += 1000
    assert run(upstream, tmp_path, "--export") == 0
    out = capsys.readouterr().out
    assert "19 days new, 1 revised (by 0.0000% of their tokens), 10 unchanged" in out
    before = files(tmp_path)
    # the older snapshot again: what is newer stays
    assert run(upstream, tmp_path, "--export", "--snapshot", "2026-11-01") == 0
    assert "1 older than what is there" in capsys.readouterr().out
    after = files(tmp_path)
    assert after["made-up/usage.csv"] == before["made-up/usage.csv"]
    total = read_usage(tmp_path / "made-up" / "usage.csv")["tokens"].sum()
    days = upstream.daily["date"].between("2026-10-02", YESTERDAY)
    assert total == upstream.daily[days]["tokens"].sum() + 1000 * revised.sum()


def test_another_source_is_not_cited_as_openrouter(monkeypatch):
    """As CONTRIBUTING.md has a source added: an option, and what provenance calls it."""
    monkeypatch.setitem(rows_command.SAID, "board", "The Board")
    asked = dict.fromkeys(("file", "start", "export", "source", "as_of", "retrieved"))
    origin = rows_command.origin(Namespace(**asked, board="https://board.example/daily.csv"))
    assert origin == Origin("The Board", None, "2026-11-20", own=True)


def test_another_server_has_advice_of_its_own(upstream):
    advice = {404: (Fault.NOT_FOUND, "look at board.example")}
    with pytest.raises(SourceError, match=r"status 404.*: look at board\.example$") as caught:
        http.get(http.session(upstream.base), f"{upstream.base}/daily.csv", advice=advice)
    assert caught.value.fault == Fault.NOT_FOUND


def test_twice_is_once(upstream, tmp_path):
    assert run(upstream, tmp_path, "--export") == 0
    before = files(tmp_path)
    assert run(upstream, tmp_path, "--export") == 0
    assert files(tmp_path) == before


# ---------------------------------------------------------------- what fails


def changed(change) -> object:
    """Change the parsed answer before it is sent."""

    def disturb(path: str, query: dict, answer: Answer) -> Answer:
        if answer.status != 200 or not answer.body.startswith(b"{"):
            return answer
        content = json.loads(answer.body)
        change(content)
        return Answer(body=json.dumps(content).encode())

    return disturb


def on(ending: str, sent) -> object:
    """Send something else for addresses with an ending."""
    return lambda path, query, answer: (
        (sent(answer) if callable(sent) else sent) if path.endswith(ending) else answer
    )


def first_row(**cells) -> object:
    return changed(lambda content: content["data"][0].update(cells))


def in_manifest(**entries) -> object:
    return changed(lambda content: content.update(entries) if "files" in content else None)


def in_file_entry(**entries) -> object:
    return changed(lambda content: content["files"]["csv"].update(entries) if "files" in content else None)


HTML = Answer(body=b"<!DOCTYPE html><title>Just a moment</title>")
WEEK = ("--from", "2026-11-02", "--to", "2026-11-15")
EXPORT = ("--export",)
CSV = "2026-11-20.csv"

FAULTS = {
    # name: (arguments, disturbance, exit code, part of the message)
    "400": (WEEK, on(API, error(400, "Invalid range")), Fault.BAD_REQUEST, "Invalid range"),
    "401": (WEEK, on(API, error(401, "No auth credentials found")), Fault.UNAUTHORIZED, "OPENROUTER_API_KEY"),
    "403": (WEEK, on(API, error(403, "Forbidden")), Fault.FORBIDDEN, "rights"),
    "404": (WEEK, on(API, error(404, "Not found")), Fault.NOT_FOUND, "status 404"),
    "418": (WEEK, on(API, Answer(418, b"teapot")), Fault.OTHER_STATUS, "status 418"),
    "429 again and again": (WEEK, on(API, error(429, "Slow down")), Fault.TOO_MANY, "wait a minute"),
    "500 again and again": (WEEK, on(API, error(500, "Oops")), Fault.SERVER_ERROR, "Oops"),
    "502 with HTML": (WEEK, on(API, Answer(502, HTML.body)), Fault.BAD_GATEWAY, "gateway"),
    "a redirect elsewhere": (
        WEEK,
        on(API, Answer(302, b"", {"Location": "https://evil.example/"})),
        Fault.OTHER_STATUS,
        "status 302",
    ),
    "no answer in time": (
        (*WEEK, "--timeout", "0.3"),
        on(API, lambda answer: Answer(body=answer.body, wait=1.0)),
        Fault.TIMEOUT,
        "within 0.3 s",
    ),
    "a byte at a time": (
        (*WEEK, "--timeout", "0.3"),
        on(API, lambda answer: Answer(body=answer.body, drip=0.05)),
        Fault.TIMEOUT,
        "no whole answer within 0.3 s",
    ),
    "the answer breaks off": (
        WEEK,
        on(API, lambda answer: Answer(body=answer.body, cut=200)),
        Fault.TRUNCATED,
        "broke off",
    ),
    "JSON cut short": (
        WEEK,
        on(API, lambda answer: Answer(body=answer.body[:-40])),
        Fault.NOT_JSON,
        "no JSON",
    ),
    "HTML for JSON": (WEEK, on(API, HTML), Fault.NOT_JSON, "an HTML page"),
    "an empty body": (WEEK, on(API, Answer()), Fault.NOT_JSON, "no JSON"),
    "a list for an object": (WEEK, on(API, Answer(body=b"[]")), Fault.WRONG_SHAPE, "without data"),
    "no as_of": (WEEK, changed(lambda c: c["meta"].pop("as_of")), Fault.WRONG_SHAPE, "meta.as_of"),
    "no rows": (WEEK, changed(lambda c: c.update(data=[])), Fault.WRONG_SHAPE, "no list of rows"),
    "rows of text": (WEEK, changed(lambda c: c.update(data=["x"])), Fault.WRONG_SHAPE, "row 1"),
    "tokens as a float": (WEEK, first_row(total_tokens=1.5), Fault.WRONG_SHAPE, "found 1.5"),
    "tokens as a float in text": (WEEK, first_row(total_tokens="1.5e9"), Fault.WRONG_SHAPE, "'1.5e9'"),
    "negative tokens": (WEEK, first_row(total_tokens="-5"), Fault.WRONG_SHAPE, "'-5'"),
    "no tokens": (WEEK, first_row(total_tokens=None), Fault.WRONG_SHAPE, "column total_tokens"),
    "an impossible day": (WEEK, first_row(date="2026-02-30"), Fault.WRONG_SHAPE, "'2026-02-30'"),
    "a row twice": (
        WEEK,
        changed(lambda c: c["data"].append(c["data"][0])),
        Fault.WRONG_SHAPE,
        "a second time",
    ),
    "days not asked for": (WEEK, first_row(date="2026-11-01"), Fault.WRONG_SHAPE, "asked for"),
    "fewer days than asked": (
        WEEK,
        changed(lambda c: c.update(data=[r for r in c["data"] if r["date"] != "2026-11-09"])),
        Fault.DAYS_MISSING,
        "2026-11-09",
    ),
    "no manifest": (EXPORT, on("manifest.json", error(404, "Not found")), Fault.NOT_FOUND, "status 404"),
    "no such snapshot": (("--export", "--snapshot", "2026-01-01"), None, Fault.NOT_FOUND, "2026-09-19"),
    "a manifest of HTML": (EXPORT, on("manifest.json", HTML), Fault.NOT_JSON, "an HTML page"),
    "a manifest without files": (EXPORT, in_manifest(files={}), Fault.WRONG_SHAPE, "no manifest with"),
    "a manifest of another day": (
        EXPORT,
        in_manifest(snapshot_date="2026-11-19"),
        Fault.MIXED_SNAPSHOTS,
        "just being published",
    ),
    "a snapshot asked for, another sent": (
        ("--export", "--snapshot", "2026-11-20"),
        in_manifest(snapshot_date="2026-11-01"),
        Fault.MIXED_SNAPSHOTS,
        "2026-11-01",
    ),
    "a file on another server": (
        EXPORT,
        in_file_entry(url="https://evil.example/2026-11-20.csv"),
        Fault.WRONG_SHAPE,
        "another server",
    ),
    "a wrong hash": (EXPORT, in_file_entry(sha256="0" * 64), Fault.WRONG_HASH, "sha256"),
    "a wrong size": (EXPORT, in_file_entry(bytes=5), Fault.TRUNCATED, "the manifest says 5"),
    "a wrong count of rows": (EXPORT, in_manifest(row_count=5), Fault.WRONG_SHAPE, "manifest says 5"),
    "a file that breaks off": (
        EXPORT,
        on(CSV, lambda answer: Answer(body=answer.body, cut=500)),
        Fault.TRUNCATED,
        "broke off",
    ),
    "a file that is HTML": (EXPORT, on(CSV, HTML), Fault.TRUNCATED, "the manifest says"),
    "a file that is gone": (EXPORT, on(CSV, error(404, "Not found")), Fault.NOT_FOUND, "status 404"),
}


@pytest.mark.parametrize("there", [False, True], ids=["new", "update"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_says_what_it_is_and_changes_nothing(upstream, tmp_path, capsys, fault, there):
    arguments, disturb, code, part = FAULTS[fault]
    if there:
        assert run(upstream, tmp_path, "--from", "2026-10-01", "--to", "2026-10-31") == 0
    before = files(tmp_path)
    capsys.readouterr()
    if disturb is not None:
        upstream.disturb = disturb
    if "--timeout" in arguments:
        arguments = [*arguments, "--data", str(tmp_path), "--base-url", upstream.base, "--edition", "made-up"]
        assert commands.main(arguments) == code
    else:
        assert run(upstream, tmp_path, *arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert part in captured.err
    assert KEY not in captured.err
    assert files(tmp_path) == before


def test_every_fault_has_an_exit_code_of_its_own_and_a_test():
    seen = {code for _, _, code, _ in FAULTS.values()}
    elsewhere = {Fault.NO_KEY, Fault.UNREACHABLE, Fault.STALE}
    assert seen | elsewhere == set(Fault)
    assert len(FAULTS) >= 25


@pytest.mark.parametrize("value", [None, "", "   ", "sk with spaces", "sk-\x07bell", "schlüssel"])
def test_a_key_that_is_none_is_not_repeated(upstream, tmp_path, capsys, monkeypatch, value):
    if value is None:
        monkeypatch.delenv(api.KEY)
    else:
        monkeypatch.setenv(api.KEY, value)
    assert run(upstream, tmp_path, *WEEK) == Fault.NO_KEY
    err = capsys.readouterr().err
    assert "OPENROUTER_API_KEY" in err
    assert not (value or "").strip() or value.strip() not in err
    assert upstream.asked == []


def test_nobody_there(upstream, tmp_path, capsys):
    arguments = [*WEEK, "--data", str(tmp_path), "--base-url", "http://127.0.0.1:9", "--edition", "x"]
    assert commands.main(arguments) == Fault.UNREACHABLE
    err = capsys.readouterr().err
    assert "cannot be reached" in err
    assert KEY not in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--from", "2026-02-30"), "--from: found '2026-02-30'"),
        (("--from", "2026-11-01", "--to", "soon"), "--to: found 'soon'"),
        (("--from", "2026-11-10", "--to", "2026-11-01"), "no days to ask for"),
        (("--from", "2026-11-20"), "no days to ask for"),
        (("--export", "--snapshot", "../up"), "--snapshot"),
    ],
)
def test_days_that_cannot_be_asked_for(upstream, tmp_path, capsys, arguments, part):
    assert run(upstream, tmp_path, *arguments) == 2
    assert part in capsys.readouterr().err
    assert upstream.asked == []


def test_old_rows_are_called_stale(upstream, tmp_path, capsys):
    assert run(upstream, tmp_path, "--from", "2026-10-01", "--to", "2026-11-10") == 0
    check = ["--edition", "made-up", "--data", str(tmp_path), "--check-fresh"]
    assert commands.main([*check, "10"]) == 0
    assert "10 days ago" in capsys.readouterr().out
    assert commands.main([*check, "9"]) == Fault.STALE
    assert "2026-11-10, 10 days ago" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://[x", "http://here@there/x", "//here/x", "https://here/x", 7, None])
def test_an_address_that_is_none_or_anothers_is_not_that_of_the_server(url):
    assert http.same_origin("http://here/x", "http://here")
    assert not http.same_origin(url, "http://here")
