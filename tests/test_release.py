"""What a release consists of, of a made-up project: the same bytes twice, and what does not agree."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest
import release
import yaml

from tokenbook import ROOT

PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "made-up"
version = "1.2.3"

[tool.setuptools]
packages = ["made_up"]
"""

PRESS = PROJECT.replace("made-up", "made-up-press").replace("made_up", "made_up_press")

CHANGES = "# Changes\n\n## [1.2.3] - 2026-05-06\n\n- One.\n\n## [1.2.2] - 2026-01-01\n\n- Old.\n"

TREE = {
    "pyproject.toml": PROJECT,
    "made_up/__init__.py": "",
    "press/pyproject.toml": PRESS,
    "press/made_up_press/__init__.py": "",
    "CITATION.cff": "version: 1.2.3\ndate-released: 2026-05-06\n",
    ".zenodo.json": '{"version": "1.2.3"}',
    "CHANGELOG.md": CHANGES,
    "requirements.lock": f"six==1.17.0 --hash=sha256:{'0' * 64}\n",
    "data/2026/usage.csv": "week\n2026-01-05\n",
    "run": "#!/bin/sh\n",
    ".gitignore": "_build/\n",
}

SITE = {
    "index.html": "<html>",
    "sitemap.xml": "<urlset><url><loc>https://example.org/book/</loc></url></urlset>",
    "de/book-de.pdf": "%PDF",
    "en/book-en.epub": "PK",
}


def git(root: Path, *arguments: str) -> None:
    name = ("-c", "user.name=Made Up", "-c", "user.email=made.up@example.org")
    when = {"GIT_AUTHOR_DATE": "2026-05-06T07:08:09Z", "GIT_COMMITTER_DATE": "2026-05-06T07:08:09Z"}
    subprocess.run(["git", *name, *arguments], cwd=root, check=True, env=os.environ | when)


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def clone(root: Path, **more: str) -> Path:
    """A made-up project, committed, with a built site."""
    write(root, {**TREE, **more})
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Made up")
    write(root / "_build" / "site", SITE)
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_tag_gives_the_same_bytes(tmp_path, capsys):
    one = clone(tmp_path / "one")
    assert release.main(["--tag", "v1.2.3", "--root", str(one)]) == 0, capsys.readouterr()
    before = os.umask(0o077)
    try:
        two = clone(tmp_path / "another" / "folder")
        for path in (two / "_build" / "site").rglob("*"):
            os.utime(path, (1, 1))
        write(two, {"not-in-git.py": "", "_build/lib/made_up/stray.py": ""})
        (two / ".git" / "info" / "exclude").write_text("not-in-git.py\n")
        assert release.main(["--tag", "v1.2.3", "--root", str(two)]) == 0, capsys.readouterr()
    finally:
        os.umask(before)
    released = contents(one / "_build" / "release")
    assert released == contents(two / "_build" / "release")
    assert sorted(released) == sorted(
        [
            "SHA256SUMS",
            "book-de.pdf",
            "book-en.epub",
            "environment.json",
            "made_up-1.2.3-py3-none-any.whl",
            "made_up_press-1.2.3-py3-none-any.whl",
            "notes.md",
            f"{release.NAME}-1.2.3-data.tar.xz",
            f"{release.NAME}-1.2.3-site.tar.xz",
            f"{release.NAME}-1.2.3.cdx.json",
        ]
    )
    for line in released["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(released[name]).hexdigest() == digest
    assert released["SHA256SUMS"].count(b"\n") == len(released) - 2  # all but itself and the notes
    assert released["notes.md"].decode().startswith("- One.\n\n## Checking")
    about = json.loads(released["environment.json"])
    assert about["base_url"] == "https://example.org/book/"
    assert about["source_date_epoch"] == "1778051289"
    bill = json.loads(released[f"{release.NAME}-1.2.3.cdx.json"])
    assert (bill["bomFormat"], [c["name"] for c in bill["components"]]) == ("CycloneDX", ["six"])
    with tarfile.open(one / "_build" / "release" / f"{release.NAME}-1.2.3-data.tar.xz") as tar:
        assert tar.getnames() == [
            f"{release.NAME}-1.2.3-data/{name}" for name in ("2026/usage.csv", "SHA256SUMS")
        ]
        assert {(entry.mtime, entry.mode, entry.uname) for entry in tar} == {(1778051289, 0o644, "")}


@pytest.mark.parametrize(
    ("more", "tag", "word"),
    [
        ({}, "v1.2.4", "tag 'v1.2.4': pyproject.toml says version 1.2.3, so the tag is v1.2.3"),
        ({}, "1.2.3", "so the tag is v1.2.3"),
        ({"CITATION.cff": "version: 1.2.2\n"}, "v1.2.3", "CITATION.cff: found version '1.2.2'"),
        ({"CITATION.cff": "version: 1.2.3\n"}, "v1.2.3", "date-released None; allowed: 2026-05-06"),
        ({".zenodo.json": '{"version": "1"}'}, "v1.2.3", ".zenodo.json: found version '1'"),
        ({"CHANGELOG.md": "## [1.2.3] - unreleased\n"}, "v1.2.3", "found no section of 1.2.3 with a date"),
    ],
)
def test_what_does_not_agree_is_not_released(tmp_path, capsys, more, tag, word):
    root = clone(tmp_path, **more)
    assert release.main(["--tag", tag, "--root", str(root)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("release: ")
    assert said.count("\n") == 1
    assert word in said
    assert not (root / "_build" / "release").exists()


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda root: (root / "run").write_text("changed"), "changes that are not committed"),
        (lambda root: shutil.rmtree(root / "_build"), "found no site"),
        (lambda root: write(root, {"_build/site/en/book-de.pdf": "%"}), "book-de.pdf: found twice"),
    ],
)
def test_what_is_not_there_is_not_released(tmp_path, capsys, spoil, word):
    root = clone(tmp_path)
    spoil(root)
    assert release.main(["--tag", "v1.2.3", "--root", str(root)]) == 2
    assert word in capsys.readouterr().err


def test_this_project_names_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    zenodo = json.loads((ROOT / ".zenodo.json").read_text())
    versions = {
        project["version"],
        str(cited["version"]),
        str(cited["preferred-citation"]["version"]),
        zenodo["version"],
    }
    assert len(versions) == 1
    assert {project["license"], cited["license"], zenodo["license"]} == {"MIT"}
    assert cited["title"] == zenodo["title"]
    # the changelog begins with that version, dated or still open
    version, date = re.search(r"^## \[(.+?)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M).groups()
    assert version == project["version"]
    assert date == str(cited.get("date-released", "unreleased"))


NAMED = {"tokenbook/site.py"}
"""Where, beside the settings, a fork says its own name (docs/how-to.md)."""


def test_the_books_name_stands_in_its_settings_alone():
    """What a fork has to change is what docs/how-to.md names, and nothing else reaches a page."""
    settings = [ROOT / "_config.yml", *ROOT.glob("locale/*/_config.yml")]
    titles = [yaml.safe_load(path.read_text(encoding="utf-8"))["title"] for path in settings]
    folders = ("_static", "chapters", "locale", "press/src", "tokenbook")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    kinds = {".bib", ".css", ".html", ".ipynb", ".js", ".po", ".py", ".yml"}
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
             for path in paths if path.suffix in kinds and path not in settings}  # fmt: skip
    assert len(texts) > 100
    names = [*titles, release.NAME]
    assert {path for path, text in texts.items() if any(name in text for name in names)} == NAMED
