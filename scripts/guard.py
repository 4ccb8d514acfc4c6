#!/usr/bin/env python3
"""One issue while the weekly refresh does not work: opened, added to, closed when it works again.

Needs Python and gh. Usage: NEEDS='{"update": {"result": …}, …}' RUN=https://… scripts/guard.py FOLDER
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

LABEL = "refresh"
TITLE = "The weekly refresh does not work"


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = the refresh works, 1 = it does not, and the issue says so, 2 = nothing can be said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the refresh left outcome.json")
    options = parser.parse_args(argv)
    try:
        needs = json.loads(os.environ["NEEDS"])
        run = os.environ["RUN"]
        found = trouble(needs, read_outcome(options.folder / "outcome.json"))
    except (KeyError, ValueError) as error:
        print(f"guard: NEEDS, RUN or outcome.json cannot be read: {error!r}", file=sys.stderr)
        return 2
    number = open_issue()
    if found is None:
        if number:
            gh("issue", "close", number, "--comment", f"The refresh works again: {run}")
        print("the refresh works")
        return 0
    text = f"{found}\n\nRun: {run}"
    if number:
        gh("issue", "comment", number, "--body", text)
    else:
        gh("label", "create", LABEL, "--force", "--description", "The weekly refresh of rows")
        gh("issue", "create", "--title", TITLE, "--label", LABEL, "--body", text)
    print(found)
    return 1


def read_outcome(path: Path) -> dict:
    """What the refresh said of itself; nothing where it did not get so far."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def trouble(needs: dict[str, dict], outcome: dict) -> str | None:
    """What does not work, in words; None where all is well.

    Parameters
    ----------
    needs : job -> its result, as GitHub's `needs` context has them.
    outcome : the refresh's own word, {} where there is none.
    """
    if outcome.get("outcome") == "broken":
        return f"Edition {outcome['edition']}: {outcome['said']}"
    failed = sorted(name for name, job in needs.items() if job["result"] not in ("success", "skipped"))
    if failed:
        return f"Failed: {', '.join(failed)}. The run's log says why."
    return None if outcome else "The refresh left no word of what it did."


def open_issue() -> str:
    """The number of the guard's open issue, "" where there is none."""
    found = gh("issue", "list", "--label", LABEL, "--state", "open", "--limit", "1", "--json", "number")
    return next((str(issue["number"]) for issue in json.loads(found)), "")


def gh(*arguments: str) -> str:
    """Run GitHub's command line; what it printed."""
    return subprocess.run(["gh", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
