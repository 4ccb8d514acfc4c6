"""Editions: found, read, cut to their period, and refused with a reason."""

import json
import re
import shutil

import pandas as pd
import pytest
from conftest import made_up_daily, write_edition

from tokenbook import editions
from tokenbook.errors import BookError, DataError
from tokenbook.rows.usage import usage_csv


@pytest.fixture
def folder(tmp_path, made_up_edition_folder):
    copy = tmp_path / "copy"
    shutil.copytree(made_up_edition_folder, copy)
    return copy


def test_an_edition_is_found_by_name_folder_or_table(made_up_edition_folder):
    data = made_up_edition_folder.parent
    for name in ("made-up", made_up_edition_folder, made_up_edition_folder / "usage.csv"):
        assert editions.folder(name, data) == made_up_edition_folder
    with pytest.raises(BookError, match=r"edition '1999': no such folder .*; editions here: made-up"):
        editions.folder("1999", data)
    with pytest.raises(BookError, match="editions here: none"):
        editions.folder("1999", made_up_edition_folder)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("2025", True), ("my-log_1.2", True), ("../x", False), (".x", False), ("a/b", False)],
)
def test_names_that_can_be_folders_and_addresses(name, allowed):
    assert bool(editions.NAME.fullmatch(name)) is allowed


def test_the_edition_of_2025():
    edition = editions.load(2025)
    assert edition.name == "2025"
    assert edition.rows["week"].nunique() == 53
    assert edition.weeks["week"].nunique() == 50
    assert set(edition.weeks["days"]) == {7}
    assert edition.first_day == pd.Timestamp("2025-01-01")
    assert edition.last_day == pd.Timestamp("2026-01-04")
    assert edition.label("x-ai/grok-code-fast-1") == "Grok Code Fast 1"
    assert edition.label("never/heard") == "never/heard"
    assert "other" not in edition.labels


def test_rows_outside_the_period_are_left_out(folder):
    settings = folder / "edition.yml"
    settings.write_text("period: {start: 2025-03-05, end: 2025-03-17}\ntop_n: 9\n")
    edition = editions.load(folder)
    assert edition.rows["week"].unique().tolist() == list(
        pd.to_datetime(["2025-03-03", "2025-03-10", "2025-03-17"])
    )
    assert edition.first_day == pd.Timestamp("2025-03-03")
    assert edition.last_day == pd.Timestamp("2025-03-23")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [", "no YAML"),
        ("top_n: 9\n", "key period: found nothing"),
        ("- 1\n", "a list and no mapping"),
        ("period: {start: 2025-01-01}\n", "key period.end: found nothing"),
        ("period: {start: 2025-02-30, end: 2025-03-01}\n", "allowed: days that exist"),
        ("period: {start: 2025-03-02, end: 2025-03-01}\n", "a period from 2025-03-02 to 2025-03-01"),
    ],
)
def test_settings_that_cannot_be_used(folder, text, found):
    (folder / "edition.yml").write_text(text)
    with pytest.raises(DataError, match=r"edition\.yml") as caught:
        editions.load(folder)
    assert found in str(caught.value)


@pytest.mark.parametrize("name", ["edition.yml", "provenance.json", "usage.csv"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(DataError, match=name):
        editions.load(folder)


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe{}", b"\0", b"[" * 100_000], ids=["cut", "UTF-16", "NUL", "deep"]
)
def test_a_broken_provenance_is_named(folder, raw):
    (folder / "provenance.json").write_bytes(raw)
    with pytest.raises(DataError, match=r"provenance\.json: found no JSON"):
        editions.load(folder)


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("first_day", "2025-02-30", "'2025-02-30'"),
        ("first_day", 20250101, "20250101"),
        ("last_day", "<b>", "'<b>'"),
        ("as_of", "soon", "'soon'"),
        ("own", "no", "'no'"),
        ("missing_days", ["2025-01-05", None], "None"),
        ("licence", "CC BY 4.0", "'CC BY 4.0'"),
    ],
)
def test_a_provenance_that_says_something_else_is_named(folder, key, value, found):
    path = folder / "provenance.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(
        DataError, match=rf"provenance\.json, key {key}(\.1)?: found {re.escape(found)}; allowed: what"
    ):
        editions.load(folder)


def test_settings_nested_too_deep_are_named(folder):
    (folder / "edition.yml").write_text("[" * 100_000)
    with pytest.raises(DataError, match=r"edition\.yml: found no YAML"):
        editions.load(folder)


def test_an_edition_needs_a_complete_week(folder):
    usage = editions.read_usage(folder / "usage.csv").assign(days=6)
    (folder / "usage.csv").write_text(usage_csv(usage))
    with pytest.raises(DataError, match="no complete week between 2025-01-01 and 2025-12-31"):
        editions.load(folder)


def test_two_models_of_one_name_are_told_apart(tmp_path):
    daily = made_up_daily("2026-01-05", "2026-02-01")
    twin = daily[daily["model"] == "made-up-lab/invented-7b"].assign(model="another-lab/invented-7b")
    settings = "period: all\ntop_n: 9\nchapters: {}\n"
    edition = editions.load(write_edition(tmp_path / "twins", pd.concat([daily, twin]), settings))
    labels = [edition.label(slug) for slug in ("another-lab/invented-7b", "made-up-lab/invented-7b")]
    assert labels == ["Invented 7B", "Invented 7B (2)"]


SETTINGS = "period: {start: 2025-01-01, end: 2026-12-31}\ntop_n: 9\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kind: log\n", "'log'; allowed: market, own"),
        ("kind: own\n", "own where provenance.json says own: false; allowed: market for OpenRouter's rows"),
    ],
)
def test_a_kind_that_is_none_or_not_that_of_the_rows(folder, text, found):
    (folder / "edition.yml").write_text(SETTINGS + text)
    with pytest.raises(DataError, match=r"edition\.yml,.* key kind") as caught:
        editions.load(folder)
    assert found in str(caught.value)


def test_kind_and_period_follow_from_the_rows_where_nothing_else_is_said(folder):
    (folder / "edition.yml").write_text(SETTINGS)
    edition = editions.load(folder)
    assert edition.kind == "market"
    assert (edition.start, edition.end) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31"))
    assert edition.covers == editions.Covers(2025, edition.start, edition.end, whole_weeks=51, over=True)


def test_an_edition_that_ends_within_a_year_or_spans_two(tmp_path):
    daily = made_up_daily("2025-12-15", "2026-02-03")
    edition = editions.load(write_edition(tmp_path / "two", daily, "period: all\ntop_n: 9\n"))
    assert (edition.covers.year, edition.covers.over, edition.covers.whole_weeks) == (None, False, 7)
    text = "period: {start: 2026-01-01, end: 2026-12-31}\ntop_n: 9\n"
    edition = editions.load(write_edition(tmp_path / "part", daily, text))
    assert edition.covers == editions.Covers(
        2026, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-03"), whole_weeks=4, over=False
    )


def test_the_edition_that_follows_gives_its_rows(tmp_path):
    for name, days in (("2025", ("2025-12-01", "2026-01-04")), ("2026", ("2025-12-29", "2026-01-20"))):
        text = f"period: {{start: {name}-01-01, end: {name}-12-31}}\ntop_n: 9\nfollowed_by: 2026\n"
        write_edition(tmp_path / name, made_up_daily(*days), text)
    first = editions.load(tmp_path / "2025")
    assert first.later.name == "2026"
    assert "followed_by" not in first.lacks
    shutil.rmtree(tmp_path / "2026")
    alone = editions.load(tmp_path / "2025")
    assert alone.later is None
    assert "followed_by" in alone.lacks


def test_a_week_that_stands_in_two_editions_is_taken_once():
    both = [editions.load("2025"), editions.load("2026")]
    rows = editions.joined(both)
    straddling = pd.Timestamp("2025-12-29")
    assert all((edition.rows["week"] == straddling).any() for edition in both)
    assert not rows.duplicated(["week", "slug"]).any()
    total = rows.groupby("week")["tokens"].sum()
    for edition in both:
        own = edition.rows.groupby("week")["tokens"].sum()
        assert total[own.index].equals(own)
    assert rows["week"].is_monotonic_increasing


def test_of_a_week_in_two_editions_the_fuller_is_taken(tmp_path):
    text = "period: all\ntop_n: 9\n"
    early = write_edition(tmp_path / "early", made_up_daily("2025-12-15", "2025-12-31"), text)
    late = write_edition(tmp_path / "late", made_up_daily("2025-12-29", "2026-01-11"), text)
    rows = editions.joined([editions.load(early), editions.load(late)])
    assert rows.groupby("week")["days"].first().tolist() == [7, 7, 7, 7]
