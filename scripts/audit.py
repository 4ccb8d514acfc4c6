#!/usr/bin/env python3
"""Ask PyPI for known weaknesses of the locked versions; the accepted ones stand in .github/audit.yml."""

import argparse
import datetime
import subprocess
import sys
from pathlib import Path

import yaml

from tokenbook import ROOT
from tokenbook.errors import BookError

ACCEPTED = ROOT / ".github" / "audit.yml"

PARTS = {"id", "package", "why", "until"}


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = nothing known that is not accepted, 1 = something is, 2 = the list is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accepted", type=Path, default=ACCEPTED)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    options = parser.parse_args(argv)
    try:
        accepted = read_accepted(options.accepted, datetime.datetime.now(datetime.UTC).date())
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    return subprocess.run(command(options.lock, accepted), check=False).returncode


def read_accepted(path: Path, today: datetime.date) -> list[str]:
    """The findings that are accepted today.

    Raises
    ------
    BookError
        Where one lacks a part, or its day has passed: then it is looked at again.
    """
    found = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    for number, entry in enumerate(found, 1):
        if not isinstance(entry, dict) or set(entry) != PARTS:
            raise BookError(f"{path}, entry {number}: found {entry!r}; allowed: {', '.join(sorted(PARTS))}")
        if not isinstance(entry["until"], datetime.date):
            raise BookError(f"{path}, {entry['id']}: found until {entry['until']!r}; allowed: YYYY-MM-DD")
        if entry["until"] < today:
            raise BookError(
                f"{path}, {entry['id']} ({entry['package']}): was accepted until {entry['until']}; "
                "look again: raise the version, or say why it may stay and until when"
            )
    return [entry["id"] for entry in found]


def command(lock: Path, accepted: list[str]) -> list[str]:
    """What is run: the lock file alone is asked about, nothing is resolved or installed."""
    program = str(Path(sys.executable).with_name("pip-audit"))
    ignored = [part for name in accepted for part in ("--ignore-vuln", name)]
    return [program, "--requirement", str(lock), "--disable-pip", "--require-hashes", "--strict", *ignored]


if __name__ == "__main__":
    sys.exit(main())
