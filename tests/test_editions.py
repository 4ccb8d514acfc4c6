"""Editions: found, read, cut to their period, and refused with a reason."""

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
        ("top_n: 9\n", "no period"),
        ("- 1\n", "a list and no mapping"),
        ("period: {start: 2025-01-01}\n", "no period"),
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


def test_a_broken_provenance_is_named(folder):
    (folder / "provenance.json").write_text("{")
    with pytest.raises(DataError, match=r"provenance\.json: found no JSON"):
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
    assert labels == ["Invented 7b", "Invented 7b (2)"]
