"""The verb `prices`: lists read, kept where they changed, and every way they can be wrong."""

import json
from pathlib import Path

import pytest
from conftest import made_up_daily, upstream_csv
from openrouter import Answer, Upstream, error, serving

from tokenbook.rows import readings
from tokenbook.rows.commands import main, prices
from tokenbook.rows.sources import http, models_list
from tokenbook.rows.sources.http import Fault

TODAY = "2026-11-20"


def record(number: int, prompt: str = "0.000001", **other: object) -> dict:
    """A made-up model of the list."""
    name = f"made-up/model-{number}"
    pricing = {"prompt": prompt, "completion": "0.0000025"}
    return {"id": name, "canonical_slug": f"{name}-2026", "pricing": pricing, **other}


def listed(count: int = 20) -> list[dict]:
    return [record(number) for number in range(count)]


def body(records: object) -> bytes:
    return json.dumps({"data": records}).encode()


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr(prices, "today", lambda: TODAY)
    made = http.session
    monkeypatch.setattr(models_list, "session", lambda base: made(base, backoff=0.0))


@pytest.fixture
def upstream():
    server = Upstream(made_up_daily("2026-11-01", "2026-11-02"))
    server.disturb = lambda path, query, answer: Answer(body=body(listed()))
    with serving(server):
        yield server


@pytest.fixture
def data(tmp_path) -> Path:
    """A made-up edition to read prices for."""
    rows = tmp_path / "rows.csv"
    rows.write_text(upstream_csv(made_up_daily("2026-01-05", "2026-02-01")))
    folder = tmp_path / "data"
    assert main(["rows", "--file", str(rows), "--edition", "made-up", "--data", str(folder)]) == 0
    return folder


def read(upstream: Upstream, data: Path, *more: str) -> int:
    base = ("--data", str(data), "--base-url", upstream.base, "--edition", "made-up", "--timeout", "5")
    return main(["prices", *more, *base])


def saved(data: Path, path: Path, day: str, *more: str) -> int:
    base = ("--data", str(data), "--edition", "made-up")
    return main(["prices", "--file", str(path), "--observed", day, *more, *base])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def table(data: Path):
    return readings.read(data / "made-up" / readings.NAME).set_index("model_permaslug")


def test_a_reading_is_kept_in_dollars_per_million(upstream, data, capsys):
    assert read(upstream, data) == 0
    assert upstream.asked[0][0] == "/api/v1/models"
    row = table(data).loc["made-up/model-3-2026"]
    assert (row["prompt"], row["completion"]) == ("1", "2.5")
    assert (row["first_seen"], row["last_seen"], row["readings"]) == (TODAY, TODAY, "1")
    assert "20 prices of 2026-11-20: 20 new, 0 changed" in capsys.readouterr().out


def test_only_changes_add_rows_and_no_day_is_invented(data, tmp_path, capsys):
    path = tmp_path / "list.json"
    for day, prompt in (("2026-11-01", "0.000001"), ("2026-11-08", "0.000001"), ("2026-11-15", "0.000002")):
        path.write_bytes(body([record(0, prompt), record(1)]))
        assert saved(data, path, day) == 0
    found = readings.read(data / "made-up" / readings.NAME)
    assert found.drop(columns="completion").to_numpy().tolist() == [
        ["made-up/model-0-2026", "1", "2026-11-01", "2026-11-08", "2"],
        ["made-up/model-0-2026", "2", "2026-11-15", "2026-11-15", "1"],
        ["made-up/model-1-2026", "1", "2026-11-01", "2026-11-15", "3"],
    ]
    assert "made-up/model-0-2026: 1/2.5 to 2/2.5 dollars" in capsys.readouterr().out


def test_the_same_list_again_changes_nothing(upstream, data):
    assert read(upstream, data) == 0
    before = files(data)
    assert read(upstream, data) == 0
    assert files(data) == before


def test_a_variant_of_the_id_belongs_to_the_slug(data, tmp_path):
    path = tmp_path / "list.json"
    path.write_bytes(body([record(0), record(0, "0") | {"id": "made-up/model-0:free"}]))
    assert saved(data, path, TODAY) == 0
    assert list(table(data)["prompt"]) == ["1", "0"]
    assert list(table(data).index) == ["made-up/model-0-2026", "made-up/model-0-2026:free"]


def test_prices_that_vary_or_disagree_are_kept_out_and_said(data, tmp_path, capsys):
    path = tmp_path / "list.json"
    twin = record(1, "0.000007") | {"id": "made-up/twin"}
    path.write_bytes(body([record(0, "-1"), record(1), twin, record(2)]))
    assert saved(data, path, TODAY) == 0
    assert list(table(data).index) == ["made-up/model-2-2026"]
    said = capsys.readouterr().out
    assert "kept out, price varies: 1 (made-up/model-0)" in said
    assert "kept out, two prices: 1 (made-up/model-1-2026)" in said


def broken(**change: object) -> bytes:
    records = listed()
    records[4] = {name: value for name, value in {**records[4], **change}.items() if value is not None}
    return body(records)


FAULTS = {
    "html": (Answer(body=b"<!doctype html><p>Down"), Fault.NOT_JSON, "an HTML page"),
    "cut": (Answer(body=body(listed()), cut=100), Fault.TRUNCATED, "broke off"),
    "429": (error(429, "Rate limit"), Fault.TOO_MANY, "too many requests"),
    "no slug": (Answer(body=broken(canonical_slug=None)), Fault.WRONG_SHAPE, "row 5, column canonical_slug"),
    "twice": (
        Answer(body=broken(id="made-up/model-1")),
        Fault.WRONG_SHAPE,
        "'made-up/model-1' a second time",
    ),
    "price": (
        Answer(body=broken(pricing={"prompt": "cheap", "completion": "0"})),
        Fault.WRONG_SHAPE,
        "row 5, column pricing.prompt: found 'cheap'",
    ),
    "below 0": (
        Answer(body=broken(pricing={"prompt": "-0.5", "completion": "0"})),
        Fault.WRONG_SHAPE,
        "pricing.prompt: found '-0.5'",
    ),
    "no list": (Answer(body=b'{"models": []}'), Fault.WRONG_SHAPE, "no list of models"),
    "short": (Answer(body=body(listed(2))), 2, "found 2 prices where the last one (2026-11-20) had 20"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_say_one_line_and_change_nothing(upstream, data, capsys, name):
    assert read(upstream, data) == 0
    before = files(data)
    capsys.readouterr()
    answer, code, text = FAULTS[name]
    upstream.disturb = lambda path, query, right: answer
    assert read(upstream, data) == code
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert text in said.err
    assert files(data) == before


def test_a_short_list_can_be_accepted(upstream, data, capsys):
    assert read(upstream, data) == 0
    upstream.disturb = lambda path, query, right: Answer(body=body(listed(2)))
    assert read(upstream, data, "--accept") == 0
    assert "18 no longer listed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--file", "list.json"), "give both or neither"),
        (("--file", "list.json", "--observed", "2026-02-30"), "a day that exists"),
        (("--file", "list.json", "--observed", "2027-01-01"), "up to today"),
    ],
)
def test_a_saved_list_needs_its_day(data, capsys, arguments, text):
    before = files(data)
    assert main(["prices", *arguments, "--edition", "made-up", "--data", str(data)]) == 2
    assert text in capsys.readouterr().err
    assert files(data) == before


def test_lists_are_read_in_order(data, tmp_path, capsys):
    path = tmp_path / "list.json"
    path.write_bytes(body(listed()))
    assert saved(data, path, "2026-11-10") == 0
    before = files(data)
    assert saved(data, path, "2026-11-09") == 2
    assert "the newest reading is of 2026-11-10" in capsys.readouterr().err
    path.write_bytes(body([record(number, "0.5") for number in range(20)]))
    assert saved(data, path, "2026-11-10") == 2
    assert "two prices on 2026-11-10" in capsys.readouterr().err
    assert files(data) == before


def test_an_edition_changed_by_hand_is_refused(upstream, data, capsys):
    usage = data / "made-up" / "usage.csv"
    usage.write_bytes(usage.read_bytes() + b"\n")
    before = files(data)
    assert read(upstream, data) == 2
    assert "usage.csv" in capsys.readouterr().err
    assert files(data) == before
