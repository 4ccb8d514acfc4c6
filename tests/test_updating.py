"""Making an edition from daily rows; and that what is committed is what the code computes."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from conftest import made_up_daily, upstream_csv

from tokenbook import ROOT, editions
from tokenbook.errors import BookError, DataError
from tokenbook.rows import commands, updating
from tokenbook.rows.free import read_free
from tokenbook.rows.sources import days
from tokenbook.rows.sources.files import Daily, read_daily
from tokenbook.rows.state import check_state
from tokenbook.rows.updating import Origin, Update, citation, missing_days, rebuild, update
from tokenbook.rows.usage import FIRST_COLUMNS, read_usage, to_weeks, usage_csv

SHARED = ROOT.parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="../shared/data, the independent daily totals, is not on this machine"
)


def run_script(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "scripts" / "update_data.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Done(NamedTuple):
    """What the script has given back and said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(capsys) -> Callable[..., Done]:
    """The script in this process: to start another takes longer than a small update."""

    def run(*arguments: object) -> Done:
        capsys.readouterr()
        return Done(commands.main([*map(str, arguments)]), *capsys.readouterr())

    return run


def update_from_file(path: Path, edition: str, origin: Origin, data: Path) -> Update:
    return update([read_daily(path)], edition, origin, data)


@pytest.fixture
def rows_file(tmp_path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(upstream_csv(made_up_daily("2025-01-01", "2026-01-10")))
    return path


@pytest.fixture
def few_rows_file(tmp_path) -> Path:
    path = tmp_path / "few.csv"
    path.write_text(upstream_csv(made_up_daily("2025-01-01", "2025-01-26")))
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
    assert provenance["files"]["usage.csv"]["rows"] == len(usage)
    assert provenance["files"]["daily.csv.gz"]["rows"] == len(made_up_daily("2025-01-01", "2026-01-10"))
    assert {path.name: oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == dict.fromkeys(
        ["daily.csv.gz", "edition.yml", "provenance.json", "usage.csv"], "644"
    )
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


def revised(daily: pd.DataFrame, day: str) -> pd.DataFrame:
    """The same rows with one token more per row of a day."""
    return daily.assign(tokens=daily["tokens"] + (daily["date"] == day))


def test_git_passes_over_somebodys_own_log(tmp_path, few_rows_file):
    update_from_file(few_rows_file, "ours", Origin("a made-up log", own=True), tmp_path)
    assert (tmp_path / "ours" / ".gitignore").read_text() == "*\n"
    update_from_file(few_rows_file, "2025", Origin(), tmp_path)
    assert not (tmp_path / "2025" / ".gitignore").exists()


@pytest.mark.parametrize("day", ["2025-03-05", "2026-01-04"], ids=["a whole week", "the last week"])
def test_a_revised_day_reaches_the_weekly_table(tmp_path, rows_file, day):
    data = tmp_path / "data"
    update_from_file(rows_file, "2025", Origin(as_of="2026-01-11"), data)
    before = read_usage(data / "2025" / "usage.csv")
    # an export holds a few days only; what the edition has of the others stays
    part = revised(made_up_daily("2025-01-01", "2026-01-10"), day)
    rows_file.write_text(upstream_csv(part[part["date"].between(pd.Timestamp(day), "2026-01-10")]))
    done = update_from_file(rows_file, "2025", Origin(as_of="2026-01-12"), data)
    assert (done.merge.new, done.merge.revised) == (0, 1)
    after = read_usage(data / "2025" / "usage.csv")
    grown = (after["tokens"] - before["tokens"]).groupby(after["week"]).sum()
    week = pd.Timestamp(day) - pd.Timedelta(days=pd.Timestamp(day).day_of_week)
    assert grown[grown != 0].to_dict() == {week: part["model"].nunique()}


def test_days_join_the_edition_in_any_order(tmp_path):
    daily = made_up_daily("2026-01-05", "2026-02-01")
    whole, halves = tmp_path / "whole.csv", [tmp_path / "early.csv", tmp_path / "late.csv"]
    whole.write_text(upstream_csv(daily))
    early = daily["date"] < "2026-01-15"
    for path, rows in zip(halves, (daily[early], daily[~early]), strict=True):
        path.write_text(upstream_csv(rows))
    update_from_file(whole, "once", Origin(), tmp_path)
    for path in reversed(halves):
        update_from_file(path, "twice", Origin(), tmp_path)
    for name in ("daily.csv.gz", "usage.csv"):
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "twice" / name).read_bytes()


@pytest.mark.parametrize("record", [5, [], {"usage.csv": 3}, {"usage.csv": {"sha256": 3}}])
def test_a_record_of_another_kind_is_refused(tmp_path, record):
    with pytest.raises(DataError, match=r"provenance\.json, column files: found no names with their sha256"):
        check_state(tmp_path, {"files": record})


TAMPERED = {
    "usage.csv": lambda path: path.write_text(path.read_text().replace(",7,", ",6,")),
    "daily.csv.gz": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\1"),
    "free.csv": lambda path: path.write_text("model_permaslug,from,to\n"),
    "prices.csv": lambda path: path.write_text("week\n"),
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("reader", ["load", "update", "fresh"])
def test_what_is_not_as_recorded_is_refused_with_the_remedy(tmp_path, few_rows_file, run, name, reader):
    update_from_file(few_rows_file, "2025", Origin(), tmp_path)
    folder = tmp_path / "2025"
    TAMPERED[name](folder / name)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    options = ("--edition", "2025", "--data", tmp_path)
    if reader == "load":
        with pytest.raises(DataError) as caught:
            editions.load(folder)
        said = f"{caught.value}\n"
    else:
        asked = ("--file", few_rows_file) if reader == "update" else ("--check-fresh", "9999")
        done = run(*asked, *options)
        assert done.returncode == 2
        said = done.stderr
    assert said.count("\n") == 1
    assert str(folder / name) in said
    assert "update_data.py rows --rebuild --edition 2025" in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_that_is_gone_is_refused(tmp_path, few_rows_file):
    update_from_file(few_rows_file, "2025", Origin(), tmp_path)
    (tmp_path / "2025" / days.NAME).unlink()
    with pytest.raises(DataError, match=r"no such file, but it is in provenance\.json"):
        editions.load(tmp_path / "2025")


@pytest.mark.parametrize("files", range(4))
def test_an_update_that_stops_while_it_writes_changes_nothing(tmp_path, few_rows_file, monkeypatch, files):
    update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path)
    folder = tmp_path / "2025"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    written = []

    def stops(path, content):
        if len(written) == files:
            raise KeyboardInterrupt
        written.append(path)
        path.write_bytes(content)

    few_rows_file.write_text(upstream_csv(revised(made_up_daily("2025-01-01", "2025-01-26"), "2025-01-14")))
    with monkeypatch.context() as patch:
        patch.setattr("tokenbook.rows.state.write_atomically", stops)
        if files < 3:
            with pytest.raises(KeyboardInterrupt):
                update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-12"), tmp_path)
            assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        else:
            update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-12"), tmp_path)
            assert editions.load(folder).provenance["as_of"] == "2026-01-12"


@pytest.mark.parametrize(("first", "moved"), [(True, 0), (True, 2), (False, 1), (False, 2)])
def test_an_update_killed_while_it_moves_is_refused_and_finished(
    tmp_path, few_rows_file, monkeypatch, capsys, first, moved
):
    folder = tmp_path / "2025"
    if not first:
        update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path)
    few_rows_file.write_text(upstream_csv(revised(made_up_daily("2025-01-01", "2025-01-26"), "2025-01-14")))
    done, replace = [], Path.replace

    def killed(path, target):
        if path.parent.name == ".update":
            # nothing clears up after it, as after a SIGKILL
            if len(done) == moved:
                raise KeyboardInterrupt
            done.append(path)
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-12"), tmp_path)
    with pytest.raises(DataError):
        editions.load(folder)
    rebuild("2025", tmp_path)
    assert capsys.readouterr().err == f"{folder}: an update that was killed is brought to its end\n"
    assert editions.load(folder).provenance["as_of"] == "2026-01-12"
    assert (folder / "usage.csv").read_text() == usage_csv(to_weeks(days.read_store(folder / days.NAME)))
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_rebuilding_takes_files_along_and_derives_with_the_free_table(tmp_path, few_rows_file):
    update_from_file(few_rows_file, "2025", Origin(), tmp_path)
    free = "model_permaslug,from,to,source\nx-ai/grok-code-fast-1,2025-01-13,2025-01-14,made up\n"
    done = rebuild("2025", tmp_path, {"free.csv": free.encode()})
    assert done["files"].keys() == {"daily.csv.gz", "free.csv", "usage.csv"}
    edition = editions.load(tmp_path / "2025")
    grok = edition.rows[(edition.rows["slug"] == "x-ai/grok-code-fast-1")].set_index("week")
    day = made_up_daily("2025-01-13", "2025-01-14")
    assert (grok["free_tokens"] > 0).sum() == 1
    daily = edition.daily
    free_days = daily[daily["free"] & (daily["slug"] == "x-ai/grok-code-fast-1")]
    assert free_days["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-13", "2025-01-14"]
    assert grok["free_tokens"].sum() == free_days["tokens"].sum()
    assert len(day["date"].unique()) == 2
    assert "free.csv" not in edition.lacks


def make_first_version(folder: Path) -> None:
    """Make an edition what version 0.1 committed: a weekly table of four columns, no days, no record."""
    (folder / days.NAME).unlink()
    table = pd.read_csv(folder / "usage.csv", dtype=str)[FIRST_COLUMNS]
    (folder / "usage.csv").write_text(table.to_csv(index=False, lineterminator="\n"))
    provenance = json.loads((folder / "provenance.json").read_text())
    digest = hashlib.sha256((folder / "usage.csv").read_bytes()).hexdigest()
    provenance["usage"] = {"rows": len(table), "sha256": digest}
    del provenance["files"]
    (folder / "provenance.json").write_text(json.dumps(provenance))


def test_an_edition_of_version_0_1_loads_and_says_what_it_lacks(tmp_path, few_rows_file):
    update_from_file(few_rows_file, "2025", Origin(), tmp_path)
    make_first_version(tmp_path / "2025")
    edition = editions.load(tmp_path / "2025")
    assert edition.lacks == ("daily.csv.gz", "free.csv", "free_tokens", "weekend_tokens", "files")
    assert edition.weeks["tokens"].sum() > 0
    with pytest.raises(DataError, match=r"daily\.csv\.gz: found no such file; allowed: daily rows"):
        _ = edition.daily
    with pytest.raises(DataError, match=r"version 0\.1 gets them by an update"):
        rebuild("2025", tmp_path)


def test_an_edition_of_version_0_1_is_brought_up_by_all_of_its_days_and_loses_none(tmp_path, few_rows_file):
    update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path)
    folder = tmp_path / "2025"
    new = {path.name: path.read_bytes() for path in folder.iterdir()}
    make_first_version(folder)
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    few_rows_file.write_text(upstream_csv(made_up_daily("2025-01-08", "2025-01-26")))
    with pytest.raises(DataError, match="5 days of the week of 2024-12-30 where the daily rows have 0"):
        update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == old
    few_rows_file.write_text(upstream_csv(made_up_daily("2025-01-01", "2025-01-26")))
    update_from_file(few_rows_file, "2025", Origin(as_of="2026-01-11"), tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == new


@pytest.mark.parametrize(
    "text", ["", "date,model_permaslug\n", "date,model_permaslug,total_tokens\n2025,a,1\n"]
)
def test_bad_rows_change_nothing_and_say_one_line(tmp_path, rows_file, run, text):
    data = tmp_path / "data"
    update_from_file(rows_file, "2025", Origin(), data)
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    bad = tmp_path / "BAD.csv"
    bad.write_text(text)
    done = run("--file", bad, "--edition", "2025", "--data", data)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "BAD.csv" in done.stderr
    assert {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()} == before


def test_bad_rows_make_no_folder(tmp_path, run):
    bad = tmp_path / "BAD.csv"
    bad.write_text("")
    assert run("--file", bad, "--edition", "x", "--data", tmp_path / "data").returncode == 2
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("as_of", ["last Tuesday", "2026-02-30", "2026-01-01 02:00", "01/02/2026"])
def test_an_as_of_that_is_no_time_is_refused(tmp_path, rows_file, run, as_of):
    done = run("--file", rows_file, "--edition", "2025", "--data", tmp_path, "--as-of", as_of)
    assert done.returncode == 2
    allowed = "YYYY-MM-DD, or YYYY-MM-DDThh:mmZ (UTC), not in the future"
    assert done.stderr == f"--as-of: found {as_of!r}; allowed: {allowed}\n"
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


EDITIONS = ["2025", "2026"]


@pytest.mark.parametrize("name", EDITIONS)
def test_the_committed_table_is_what_the_committed_days_add_up_to(name):
    folder = editions.DATA / name
    provenance = editions.read_provenance(folder / "provenance.json")
    check_state(folder, provenance)
    assert provenance["files"].keys() >= {"daily.csv.gz", "usage.csv"}
    store = days.read_store(folder / days.NAME)
    weekly = to_weeks(store, read_free(folder / "free.csv"))
    settings = editions.read_settings(folder / "edition.yml")
    period = editions.period_of(settings, provenance["first_day"], provenance["last_day"])
    assert (folder / "usage.csv").read_text() == usage_csv(editions.in_period(weekly, *period))
    assert days.store_bytes(store) == (folder / days.NAME).read_bytes()


def test_the_weekly_table_of_2025_is_that_of_version_0_1_but_for_new_columns():
    table = pd.read_csv(editions.DATA / "2025" / "usage.csv", dtype=str)
    text = table[FIRST_COLUMNS].to_csv(index=False, lineterminator="\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest == "8461f5de1401cc4f87e40ad4bc86000498f366c84e496aa80112e58c4b218df7"
    provenance = editions.read_provenance(editions.DATA / "2025" / "provenance.json")
    assert provenance["missing_days"] == ["2025-06-15", "2025-07-15"]


def test_known_anchors_of_2026():
    edition = editions.load("2026")
    total = edition.weeks.groupby("week")["tokens"].sum()
    assert total.idxmax() == pd.Timestamp("2026-09-28")
    assert round(total.max() / 1e12, 1) == 165.9
    assert edition.covers == editions.Covers(
        2026, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-10-09"), whole_weeks=39, over=False
    )


def test_known_anchors_of_2025():
    usage = read_usage(editions.DATA / "2025" / "usage.csv")
    total = usage[usage["days"] == 7].groupby("week")["tokens"].sum()
    assert total.idxmax() == pd.Timestamp("2025-11-24")
    assert round(total.max() / 1e12, 2) == 7.18  # 7.1849 T
    assert total.index[0] == pd.Timestamp("2025-01-06")
    assert round(total.iloc[0] / 1e12, 2) == 0.50


@needs_shared
@pytest.mark.parametrize("name", EDITIONS)
def test_committed_days_are_the_shared_ones(name):
    daily = read_daily(SHARED / f"openrouter-daily-{name}.csv.gz").rows
    order = ["date", "model"]
    committed = days.read_store(editions.DATA / name / days.NAME)[[*order, "tokens"]]
    expected = daily.sort_values(order)[[*order, "tokens"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(committed, expected, check_dtype=False)


@needs_shared
@pytest.mark.parametrize("name", EDITIONS)
def test_weekly_totals_equal_independent_daily_totals(name):
    totals = pd.read_csv(SHARED / f"daily-totals-{name}.csv", parse_dates=["date"])
    monday = totals["date"] - pd.to_timedelta(totals["date"].dt.day_of_week, unit="D")
    expected = totals.groupby(monday)[["total_tokens", "other_tokens"]].sum()
    weekend = totals[totals["date"].dt.day_of_week >= 5].groupby(monday)["total_tokens"].sum()
    usage = read_usage(editions.DATA / name / "usage.csv")
    by_week = usage.groupby("week")[["tokens", "weekend_tokens"]].sum()
    assert by_week["tokens"].tolist() == expected["total_tokens"].tolist()
    assert by_week["weekend_tokens"].tolist() == weekend.reindex(by_week.index, fill_value=0).tolist()
    other = usage[usage["model"] == "other"].set_index("week")["tokens"]
    assert other.tolist() == expected["other_tokens"].tolist()


def test_days_whose_sum_does_not_fit_are_refused_though_each_file_fits(tmp_path):
    one, two = (
        Daily(made_up_daily(day, day).head(1).assign(tokens=2**62), "rows", "0")
        for day in ("2026-01-05", "2026-02-05")
    )
    update([one], "2026", Origin(), tmp_path)
    with pytest.raises(DataError, match=r"found tokens that add up to more than 2\^63-1"):
        update([two], "2026", Origin(), tmp_path)


def test_revisions_of_several_parts_are_weighed_by_their_days():
    both = updating._added(days.Merge(revised=1, revision=0.5), days.Merge(revised=3, revision=0.1))
    assert (both.revised, both.revision) == (4, pytest.approx(0.2))
