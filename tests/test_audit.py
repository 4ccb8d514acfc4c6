"""Known weaknesses that are accepted: each with a reason and a last day."""

import datetime
import subprocess
from pathlib import Path

import audit
import pytest

from tokenbook.errors import BookError

TODAY = datetime.date(2026, 11, 26)

ENTRY = "- {id: MADE-UP-1, package: six, why: made up, until: %s}\n"


@pytest.mark.parametrize(
    ("text", "ids"),
    [("", []), ("[]", []), (ENTRY % "2026-11-26", ["MADE-UP-1"]), (ENTRY % "2027-01-01", ["MADE-UP-1"])],
)
def test_what_is_accepted(tmp_path, text, ids):
    path = tmp_path / "audit.yml"
    path.write_text(text)
    assert audit.read_accepted(path, TODAY) == ids


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (ENTRY % "2026-11-25", "was accepted until 2026-11-25; look again"),
        (ENTRY % "soon", "found until 'soon'; allowed: YYYY-MM-DD"),
        ("- {id: MADE-UP-1}\n", "entry 1: found {'id': 'MADE-UP-1'}; allowed: id, package, until, why"),
        ("- MADE-UP-1\n", "entry 1: found 'MADE-UP-1'"),
    ],
)
def test_what_is_not(tmp_path, capsys, text, word):
    path = tmp_path / "audit.yml"
    path.write_text(text)
    with pytest.raises(BookError, match=r"audit\.yml") as caught:
        audit.read_accepted(path, TODAY)
    assert word in str(caught.value)


def test_the_committed_list_holds_today():
    audit.read_accepted(audit.ACCEPTED, datetime.datetime.now(datetime.UTC).date())


def test_each_accepted_one_is_left_out():
    command = audit.command(Path("some.lock"), ["A-1", "B-2"])
    assert command[1:3] == ["--requirement", "some.lock"]
    assert command[-4:] == ["--ignore-vuln", "A-1", "--ignore-vuln", "B-2"]
    assert "--strict" in command


@pytest.mark.parametrize("found", [0, 1])
def test_what_pip_audit_finds_is_what_is_returned(tmp_path, monkeypatch, found):
    path = tmp_path / "audit.yml"
    path.write_text(ENTRY % "2999-01-01")
    asked: list[list[str]] = []

    def run(command, check):
        asked.append(command)
        return subprocess.CompletedProcess(command, found)

    monkeypatch.setattr(audit.subprocess, "run", run)
    assert audit.main(["--accepted", str(path), "--lock", "some.lock"]) == found
    assert asked == [audit.command(Path("some.lock"), ["MADE-UP-1"])]


def test_a_list_that_is_not_as_it_should_be_asks_nobody(tmp_path, monkeypatch, capsys):
    path = tmp_path / "audit.yml"
    path.write_text(ENTRY % "2020-01-01")
    monkeypatch.setattr(audit.subprocess, "run", None)
    assert audit.main(["--accepted", str(path)]) == 2
    assert "MADE-UP-1 (six): was accepted until 2020-01-01" in capsys.readouterr().err
