"""The benchmark of the import: made-up events, one sum in each way, and nothing told where sums differ."""

import json
import subprocess
from zoneinfo import ZoneInfo

import bench_import
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

EVENTS = 1000


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("events")
    for ending in ("parquet", "csv.gz"):
        bench_import.make(folder / f"made-up.{ending}", EVENTS)
    return folder


def test_the_events_are_the_same_each_time_and_in_both_kinds_of_file(files, tmp_path):
    table = pq.read_table(files / "made-up.parquet")
    assert table.num_rows == EVENTS
    assert table.equals(pyarrow.csv.read_csv(files / "made-up.csv.gz").cast(table.schema))
    assert pc.min(table["at"]).as_py().year == pc.max(table["at"]).as_py().year == 2025
    assert set(table["model"].to_pylist()) <= set(bench_import.MODELS)
    again = tmp_path / "again.parquet"
    bench_import.make(again, EVENTS)
    assert pq.read_table(again).equals(table)
    before = again.read_bytes()
    bench_import.make(again, 3)
    assert again.read_bytes() == before, "what is there stays"


def test_more_events_than_a_batch_holds_are_made_batch_by_batch(monkeypatch):
    monkeypatch.setattr(bench_import, "BATCH", 4)
    assert [batch.num_rows for batch in bench_import.batches(10)] == [4, 4, 2]


@pytest.mark.parametrize("way", bench_import.WAYS)
def test_each_way_counts_the_same_tokens_and_days_of_models(files, way):
    table = pq.read_table(files / "made-up.parquet")
    zone = ZoneInfo("Europe/Berlin" if way.endswith("zone") else "UTC")
    days = {
        (at.astimezone(zone).date(), model)
        for at, model in zip(table["at"].to_pylist(), table["model"].to_pylist(), strict=True)
    }
    found = bench_import.once(way, files / "made-up.parquet")
    tokens = pc.sum(table["prompt_tokens"]).as_py() + pc.sum(table["completion_tokens"]).as_py()
    assert found["tokens"] == tokens
    assert found["rows"] == len(days)
    assert found["megabytes"] > 1


def test_the_middle_of_several_processes_is_told(monkeypatch, tmp_path):
    seconds = iter([3, 1, 2])
    asked = []

    def run(command, **_):
        asked.append(command[1:])
        return subprocess.CompletedProcess(command, 0, json.dumps({"seconds": next(seconds)}))

    monkeypatch.setattr(bench_import.subprocess, "run", run)
    assert bench_import.measure("pandas", tmp_path, 3) == {"seconds": 2}
    assert asked == [[bench_import.__file__, "--once", "pandas", "--path", str(tmp_path)]] * 3


def measuring(monkeypatch, folder, tokens):
    """Run the benchmark; each way is said to count so many tokens."""
    monkeypatch.setattr(bench_import, "measure", lambda way, path, times: {"tokens": tokens[way], "n": times})
    given = ["1", "--kinds", "parquet", "--ways", *tokens, "--times", "5", "--folder", str(folder)]
    return bench_import.main(given)


def test_what_was_measured_is_printed_and_written(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "new"
    assert measuring(monkeypatch, folder, {"pandas": 7, "import": 7}) == 0
    size = (folder / "made-up-1e1.parquet").stat().st_size
    expected = [
        {"events": 10, "kind": "parquet", "bytes": size, "way": way, "tokens": 7, "n": 5}
        for way in ("pandas", "import")
    ]
    assert json.loads((folder / "results.json").read_text()) == expected
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == expected


def test_sums_that_differ_are_no_result(tmp_path, monkeypatch, capsys):
    assert measuring(monkeypatch, tmp_path, {"pandas": 7, "import": 8}) == 1
    said = capsys.readouterr()
    assert "made-up-1e1.parquet: the sums differ: {'pandas': 7, 'import': 8}" in said.err
    assert said.out == ""
    assert not (tmp_path / "results.json").exists()


def test_one_run_says_what_it_measured(files, capsys):
    assert bench_import.main(["--once", "bare DuckDB", "--path", str(files / "made-up.parquet")]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"seconds", "cpu", "megabytes", "rows", "tokens"}
