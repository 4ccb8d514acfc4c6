#!/usr/bin/env python3
"""Put together what a release consists of, in _build/release, from the built site and the committed files.

The same tag gives the same bytes, wherever and whenever it is built: sources come from git, dates from the
commit, and archives hold nothing of the machine. (The PDF is the printing browser's: the same Chromium
is needed for the same bytes; environment.json says which one it was.)
"""

import argparse
import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from press.browser import find_chromium
from tokenbook import ROOT
from tokenbook.errors import BookError
from tokenbook.site import TokenBook

NAME = TokenBook.name

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Release:
    """What is released.

    Attributes
    ----------
    tag, version : `v0.2.0` and `0.2.0`.
    date : the day of the changelog's heading.
    notes : the changelog's section.
    stamp : the commit's time, in seconds since 1970, which all files bear.
    """

    tag: str
    version: str
    date: str
    notes: str
    stamp: int


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = written, 2 = what would be released does not agree with itself, with one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tag", required=True, help="v and the version, for instance v0.2.0")
    parser.add_argument("--root", type=Path, default=ROOT, help="a clone of the book (default: this one)")
    parser.add_argument("--site", type=Path, help="default: _build/site below the root")
    parser.add_argument("--output", type=Path, help="default: _build/release below the root")
    options = parser.parse_args(argv)
    root = options.root.resolve()
    site = (options.site or root / "_build" / "site").resolve()
    output = (options.output or root / "_build" / "release").resolve()
    try:
        release = check(root, options.tag)
        if not (site / "index.html").exists():
            raise BookError(f"{site}: found no site; make book BASE_URL=https://…")
        collect(root, site, output, release)
    except BookError as error:
        print(f"release: {error}", file=sys.stderr)
        return 2
    print((output / SUMS).read_text(encoding="utf-8"), end="")
    return 0


def check(root: Path, tag: str) -> Release:
    """Hold the tag against everything that names a version.

    Raises
    ------
    BookError
        Where one of them names another, or the changelog has no such dated section.
    """
    version = tomllib.loads(read(root, "pyproject.toml"))["project"]["version"]
    if tag != f"v{version}":
        raise BookError(f"tag {tag!r}: pyproject.toml says version {version}, so the tag is v{version}")
    citation = yaml.safe_load(read(root, "CITATION.cff"))
    zenodo = json.loads(read(root, ".zenodo.json"))["version"]
    for file, found in (("CITATION.cff", str(citation["version"])), (".zenodo.json", zenodo)):
        if found != version:
            raise BookError(f"{file}: found version {found!r}; allowed: {version}, as in pyproject.toml")
    date, notes = section(read(root, "CHANGELOG.md"), version)
    if str(citation.get("date-released")) != date:
        raise BookError(
            f"CITATION.cff: found date-released {citation.get('date-released')}; "
            f"allowed: {date}, as in CHANGELOG.md"
        )
    if git(root, "status", "--porcelain"):
        raise BookError(f"{root}: found changes that are not committed; a release is made of a commit")
    return Release(tag, version, date, notes, int(git(root, "log", "-1", "--format=%ct")))


def section(changelog: str, version: str) -> tuple[str, str]:
    """Date and text of a version's section of the changelog."""
    found = re.search(
        rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d\d-\d\d)\n(.*?)(?=^## |\Z)", changelog, re.M | re.S
    )
    if not found:
        raise BookError(
            f"CHANGELOG.md: found no section of {version} with a date; allowed: ## [{version}] - YYYY-MM-DD"
        )
    return found[1], found[2].strip()


def collect(root: Path, site: Path, output: Path, release: Release) -> None:
    """Write every file of the release, then their checksums and the notes."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    stem = f"{NAME}-{release.version}"
    archive(files_below(site), f"{stem}-site", output / f"{stem}-site.tar.xz", release.stamp)
    for path in sorted([*site.rglob("*.pdf"), *site.rglob("*.epub")]):
        write(output / path.name, path.read_bytes())
    tracked = git(root, "ls-files", "-z", "data").split("\0")
    data = {name.removeprefix("data/"): (root / name).read_bytes() for name in tracked if name}
    data[SUMS] = sums(data).encode()
    archive(data, f"{stem}-data", output / f"{stem}-data.tar.xz", release.stamp)
    wheels(root, output, release.stamp)
    bill(root, output / f"{stem}.cdx.json", release.stamp)
    about = json.dumps(environment(site, release), indent=1) + "\n"
    write(output / "environment.json", about.encode())
    released = {path.name: path.read_bytes() for path in sorted(output.iterdir())}
    write(output / SUMS, sums(released).encode())
    write(output / "notes.md", (release.notes + "\n\n" + verifying(release.tag)).encode())


def files_below(folder: Path) -> dict[str, bytes]:
    """File -> bytes, of everything below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def archive(files: dict[str, bytes], top: str, target: Path, stamp: int) -> None:
    """A tar archive of nothing but names and bytes: sorted, one date, nobody's files."""
    with tarfile.open(target, "w:xz", preset=6, format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = len(files[name]), stamp, 0o644
            tar.addfile(entry, io.BytesIO(files[name]))


def sums(files: dict[str, bytes]) -> str:
    """Checksums as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def wheels(root: Path, output: Path, stamp: int) -> None:
    """A wheel of each package that git holds, built in a folder that has nothing else."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        source.mkdir()
        packed = subprocess.run(["git", "archive", "HEAD"], cwd=root, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and later
            tar.extractall(source)
        for path in source.rglob("*"):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        projects = sorted(path.parent for path in source.rglob("pyproject.toml") if "tests" not in path.parts)
        for project in projects:
            command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
            run([*command, "--wheel-dir", str(output), str(project)], stamp)


def bill(root: Path, target: Path, stamp: int) -> None:
    """The software bill of materials: every locked version with its hashes."""
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements"]
    project = ("--pyproject", str(root / "pyproject.toml"))
    run(
        [*command, *project, "--output-reproducible", "-o", str(target), str(root / "requirements.lock")],
        stamp,
    )


def environment(site: Path, release: Release) -> dict[str, str]:
    """What else the bytes depend on, for whoever builds the tag again."""
    base = re.search(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    chromium = find_chromium()
    printed = [chromium, "--version"] if chromium else ["true"]
    return {
        "tag": release.tag,
        "base_url": base[1] if base else "",
        "python": platform.python_version(),
        "chromium": subprocess.run(printed, check=True, capture_output=True, text=True).stdout.strip(),
        "source_date_epoch": str(release.stamp),
    }


def verifying(tag: str) -> str:
    """How a reader can check the files."""
    return (
        "## Checking these files\n\n"
        f"`sha256sum --check {SUMS}` checks them against each other, "
        "`gh attestation verify FILE --repo OWNER/NAME` says from which commit they were built. "
        f"Building them again: check out {tag}, `make book` with the BASE_URL of environment.json, "
        f"`make release TAG={tag}`.\n"
    )


def read(root: Path, name: str) -> str:
    """A file of the project."""
    path = root / name
    if not path.exists():
        raise BookError(f"{path}: no such file")
    return path.read_text(encoding="utf-8")


def write(path: Path, content: bytes) -> None:
    """Write a file that nothing of the same name stands in the way of."""
    if path.exists():
        raise BookError(f"{path.name}: found twice in the site; allowed: one file of a name")
    path.write_bytes(content)


def git(root: Path, *arguments: str) -> str:
    """What git says."""
    return subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


def run(command: list[str], stamp: int) -> None:
    """Run a tool that takes its dates from us.

    Raises
    ------
    BookError
        With the line of what it said that names the error.
    """
    done = subprocess.run(
        command,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(stamp)},
        umask=0o022,  # a wheel keeps the modes of what is written on the way
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()
        said = next((line.strip() for line in lines if "error" in line.lower()), lines[-1])
        raise BookError(f"{Path(command[0]).name}: {said}")


if __name__ == "__main__":
    sys.exit(main())
