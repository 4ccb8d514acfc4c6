"""The refresh's dealings with GitHub; `gh` is a stand-in that keeps what it was asked in a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import guard
import pytest

from tokenbook import ROOT

STAND_IN = """\
#!{python}
import json, pathlib, sys
store = pathlib.Path({store!r})
state = json.loads(store.read_text()) if store.exists() else {{"asked": [], "open": []}}
kind, verb, *rest = sys.argv[1:]
state["asked"].append([kind, verb, *rest])
if verb == "list":
    numbers = [{{"number": number}} for number in state["open"]]
    print("\\n".join(str(n["number"]) for n in numbers) if "--jq" in rest else json.dumps(numbers))
if verb == "create" and kind != "label":
    state["open"].append(7)
if verb == "close":
    state["open"].remove(int(rest[0]))
store.write_text(json.dumps(state))
"""


@pytest.fixture
def hub(tmp_path, monkeypatch) -> Path:
    """The file in which the stand-in for GitHub keeps what it was asked."""
    store = tmp_path / "hub.json"
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, store=str(store)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return store


def asked(hub: Path) -> list[list[str]]:
    found = json.loads(hub.read_text())["asked"]
    hub.write_text(json.dumps(json.loads(hub.read_text()) | {"asked": []}))
    return found


WELL = {"update": {"result": "success"}, "branch": {"result": "skipped"}}
NOTHING = {"outcome": "nothing", "edition": "2026", "said": "no row"}
BROKEN = {"outcome": "broken", "edition": "2026", "said": "update_data.py (30): cut off"}


def run(folder: Path, outcome: dict | None, monkeypatch, needs: dict = WELL) -> int:
    folder.mkdir(exist_ok=True)
    file = folder / "outcome.json"
    file.unlink(missing_ok=True)
    if outcome is not None:
        file.write_text(json.dumps(outcome))
    monkeypatch.setenv("NEEDS", json.dumps(needs))
    monkeypatch.setenv("RUN", "https://example.org/run/1")
    return guard.main([str(folder)])


def test_one_issue_is_opened_added_to_and_closed(hub, tmp_path, monkeypatch):
    steps = [
        (NOTHING, 0, ["list"]),
        (BROKEN, 1, ["list", "create", "create"]),  # the label, the issue
        (BROKEN, 1, ["list", "comment"]),
        (NOTHING, 0, ["list", "close"]),
        (NOTHING, 0, ["list"]),
        (BROKEN, 1, ["list", "create", "create"]),
    ]
    for outcome, code, verbs in steps:
        assert run(tmp_path / "refresh", outcome, monkeypatch) == code
        calls = asked(hub)
        assert [verb for _, verb, *_ in calls] == verbs
        if code:
            assert calls[-1][-1].startswith("Edition 2026: update_data.py (30): cut off\n\nRun: https://")


@pytest.mark.parametrize(
    ("needs", "outcome", "word"),
    [
        (WELL, NOTHING, None),
        (WELL | {"ci": {"result": "success"}}, NOTHING | {"outcome": "new"}, None),
        (WELL | {"ci": {"result": "failure"}}, NOTHING | {"outcome": "new"}, "Failed: ci."),
        (WELL | {"update": {"result": "cancelled"}}, {}, "Failed: update."),
        (WELL, {}, "left no word"),
        (WELL, BROKEN, "cut off"),
    ],
)
def test_what_is_trouble(needs, outcome, word):
    found = guard.trouble(needs, outcome)
    assert found is None if word is None else word in found


@pytest.mark.parametrize(("needs", "run_at"), [(None, "x"), ("no json", "x"), ("{}", None)])
def test_without_its_settings_it_says_so(tmp_path, monkeypatch, capsys, needs, run_at):
    for name, value in (("NEEDS", needs), ("RUN", run_at)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert guard.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("guard: NEEDS, RUN or outcome.json cannot be read")


# ---------------------------------------------------------------- the pull request


def git(root: Path, *arguments: str) -> str:
    name = ("-c", "user.name=Made Up", "-c", "user.email=made.up@example.org")
    return subprocess.run(
        ["git", *name, *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def clone(tmp_path) -> Path:
    """A made-up clone whose origin is another folder; a refresh has left its files."""
    origin, work = tmp_path / "origin.git", tmp_path / "work"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(work))
    rows = work / "data" / "2026" / "usage.csv"
    rows.parent.mkdir(parents=True)
    rows.write_text("week\n1\n")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "--message", "Made up")
    git(work, "push", "--quiet", "origin", "HEAD:main")
    rows.write_text("week\n1\n2\n")
    left = work / "_build" / "refresh"
    (left / "pictures").mkdir(parents=True)
    (left / "pictures" / "fig.png").write_bytes(b"\x89PNG made up")
    for name, text in (
        ("edition", "2026"),
        ("title", "Edition 2026: 1 new week"),
        ("text.md", "![f](PICTURES/fig.png)"),
    ):
        (left / name).write_text(text + "\n")
    (left / "rows.patch").write_text(git(work, "diff", "HEAD", "--", "data"))
    git(work, "checkout", "--", "data")
    return work


def propose(work: Path, verb: str, **more: str) -> subprocess.CompletedProcess:
    where = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "you/book", **more}
    return subprocess.run(
        [str(ROOT / "scripts" / "propose.sh"), verb],
        cwd=work,
        env=os.environ | where,
        capture_output=True,
        text=True,
        check=False,
    )


def test_rows_go_on_a_branch_and_into_one_pull_request(hub, clone, tmp_path):
    out = tmp_path / "github"
    main = git(clone, "ls-remote", "origin", "refs/heads/main")
    for verbs in (["list", "create"], ["list", "edit"]):
        done = propose(clone, "branch", GITHUB_OUTPUT=str(out))
        assert (done.returncode, done.stderr) == (0, "")
        commit = out.read_text().split("=")[-1].strip()
        assert git(clone, "ls-remote", "origin", "refs/heads/refresh/2026").split()[0] == commit
        assert git(clone, "show", "--format=%an %s", "--name-only", commit).split("\n") == [
            "github-actions[bot] Rows of 2026, refreshed",
            "",
            "data/2026/usage.csv",
            "",
        ]
        assert asked(hub) == [["auth", "setup-git"]]
        done = propose(clone, "open")
        assert (done.returncode, done.stderr) == (0, "")
        calls = asked(hub)
        assert [call[1] for call in calls] == verbs
        assert "Edition 2026: 1 new week" in calls[-1]
        git(clone, "reset", "--quiet", "--hard", "HEAD~1")
    pictures = git(clone, "ls-remote", "origin", "refs/heads/refresh-pictures").split()[0]
    body = (clone / "_build" / "refresh" / "body.md").read_text()
    assert body == f"![f](https://github.com/you/book/raw/{pictures}/fig.png)\n"
    git(clone, "fetch", "--quiet", "origin", "refresh-pictures")
    assert git(clone, "ls-tree", "--name-only", "FETCH_HEAD") == "fig.png\n"
    assert git(clone, "log", "--format=%s", "FETCH_HEAD").count("Pictures for refresh/2026") == 2
    assert git(clone, "ls-remote", "origin", "refs/heads/main") == main


def test_a_patch_of_more_than_rows_is_refused(hub, clone):
    (clone / "Makefile").write_text("all:\n")
    git(clone, "add", "--intent-to-add", "Makefile")
    (clone / "_build" / "refresh" / "rows.patch").write_text(git(clone, "diff", "HEAD"))
    done = propose(clone, "branch")
    assert (done.returncode, done.stderr) == (1, "propose: the patch touches more than data/2026: Makefile\n")
    assert git(clone, "ls-remote", "origin").count("refs/heads/") == 1
