"""Making an edition from daily rows; and that what is committed is what the code computes."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import made_up_daily, upstream_csv

from tokenbook import ROOT, editions
from tokenbook.errors import BookError
from tokenbook.rows.sources.files import read_daily
from tokenbook.rows.updating import Origin, Update, citation, missing_days, update
from tokenbook.rows.usage import read_usage, to_weeks

SHARED = ROOT.parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="../shared/data, the daily rows of 2025, is not on this machine"
)


def run_script(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "scripts" / "update_data.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def update_from_file(path: Path, edition: str, origin: Origin, data: Path) -> Update:
    return update([read_daily(path)], edition, origin, data)


@pytest.fixture
def rows_file(tmp_path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(upstream_csv(made_up_daily("2025-01-01", "2026-01-10")))
    return path


def test_writes_table_provenance_and_settings(tmp_path, rows_file):
    done = run_script(
        *("--file", rows_file, "--edition", "2025", "--data", tmp_path / "data"),
        *("--as-of", "2026-01-11T00:00Z", "--retrieved", "2026-01-11"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "data" / "2025"
    usage = read_usage(folder / "usage.csv")
    assert usage["week"].min() == pd.Timestamp("2024-12-30")
    assert usage["week"].max() == pd.Timestamp("2025-12-29")  # the week of 2026-01-05 is outside
    provenance = json.loads((folder / "provenance.json").read_text())
    assert provenance["citation"].endswith("as of 2026-01-11T00:00Z.")
    assert provenance["input"]["sha256"] == hashlib.sha256(rows_file.read_bytes()).hexdigest()
    assert provenance["usage"]["rows"] == len(usage)
    assert editions.load(folder).start == pd.Timestamp("2025-01-01")


def test_twice_is_once_and_settings_are_left_alone(tmp_path, rows_file):
    data = tmp_path / "data"
    update_from_file(rows_file, "2025", Origin(as_of="2026-01-11"), data)
    settings = data / "2025" / "edition.yml"
    settings.write_text(settings.read_text() + "# by hand\n")
    before = {path.name: path.read_bytes() for path in (data / "2025").iterdir()}
    update_from_file(rows_file, "2025", Origin(), data)
    assert {path.name: path.read_bytes() for path in (data / "2025").iterdir()} == before


def test_other_rows_do_not_inherit_the_as_of(tmp_path, rows_file):
    update_from_file(rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path / "data")
    rows_file.write_text(upstream_csv(made_up_daily("2025-01-01", "2026-01-11")))
    assert update_from_file(rows_file, "2025", Origin(), tmp_path / "data").provenance["as_of"] is None


@pytest.mark.parametrize(
    "text", ["", "date,model_permaslug\n", "date,model_permaslug,total_tokens\n2025,a,1\n"]
)
def test_bad_rows_change_nothing_and_say_one_line(tmp_path, rows_file, text):
    data = tmp_path / "data"
    update_from_file(rows_file, "2025", Origin(), data)
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    bad = tmp_path / "BAD.csv"
    bad.write_text(text)
    done = run_script("--file", bad, "--edition", "2025", "--data", data)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "BAD.csv" in done.stderr
    assert {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()} == before


def test_bad_rows_make_no_folder(tmp_path):
    bad = tmp_path / "BAD.csv"
    bad.write_text("")
    assert run_script("--file", bad, "--edition", "x", "--data", tmp_path / "data").returncode == 2
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("as_of", ["last Tuesday", "2026-02-30", "2026-01-01 02:00", "01/02/2026"])
def test_an_as_of_that_is_no_time_is_refused(tmp_path, rows_file, as_of):
    done = run_script("--file", rows_file, "--edition", "2025", "--data", tmp_path, "--as-of", as_of)
    assert done.returncode == 2
    assert done.stderr == f"--as-of: found {as_of!r}; allowed: YYYY-MM-DD, or YYYY-MM-DDThh:mmZ (UTC)\n"
    assert not (tmp_path / "2025").exists()


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden"])
def test_an_edition_is_a_plain_name(tmp_path, rows_file, name):
    with pytest.raises(BookError, match="edition"):
        update_from_file(rows_file, name, Origin(), tmp_path / "data")


def test_rows_outside_the_period_are_refused(tmp_path, rows_file):
    with pytest.raises(BookError, match="days in the edition's period"):
        update_from_file(rows_file, "1999", Origin(), tmp_path / "data")


def test_missing_days_are_those_between():
    days = pd.Series(pd.to_datetime(["2025-06-14", "2025-06-16", "2025-06-16", "2025-06-18"]))
    assert missing_days(days) == ["2025-06-15", "2025-06-17"]


def test_citation_carries_the_as_of_or_none():
    assert citation(Origin(), "2026") == "Source: OpenRouter (openrouter.ai/rankings), as of 2026."
    assert citation(Origin(), None) == "Source: OpenRouter (openrouter.ai/rankings)."
    assert citation(Origin("our gateway's log", own=True), None) == "Source: our gateway's log."


def test_committed_table_has_the_committed_hash():
    folder = editions.DATA / "2025"
    provenance = json.loads((folder / "provenance.json").read_text())
    raw = (folder / "usage.csv").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == provenance["usage"]["sha256"]
    assert provenance["missing_days"] == ["2025-06-15", "2025-07-15"]


def test_known_anchors_of_2025():
    usage = read_usage(editions.DATA / "2025" / "usage.csv")
    total = usage[usage["days"] == 7].groupby("week")["tokens"].sum()
    assert total.idxmax() == pd.Timestamp("2025-11-24")
    assert round(total.max() / 1e12, 2) == 7.18  # 7.1849 T
    assert total.index[0] == pd.Timestamp("2025-01-06")
    assert round(total.iloc[0] / 1e12, 2) == 0.50


@needs_shared
def test_committed_table_is_what_the_daily_rows_add_up_to():
    daily = read_daily(SHARED / "openrouter-daily-2025.csv.gz")
    committed = read_usage(editions.DATA / "2025" / "usage.csv")
    pd.testing.assert_frame_equal(to_weeks(daily.rows), committed, check_dtype=False)


@needs_shared
def test_weekly_totals_equal_independent_daily_totals():
    totals = pd.read_csv(SHARED / "daily-totals-2025.csv", parse_dates=["date"])
    monday = totals["date"] - pd.to_timedelta(totals["date"].dt.day_of_week, unit="D")
    expected = totals.groupby(monday)[["total_tokens", "other_tokens"]].sum()
    usage = read_usage(editions.DATA / "2025" / "usage.csv")
    assert usage.groupby("week")["tokens"].sum().tolist() == expected["total_tokens"].tolist()
    other = usage[usage["model"] == "other"].set_index("week")["tokens"]
    assert other.tolist() == expected["other_tokens"].tolist()
