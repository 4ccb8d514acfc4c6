#!/usr/bin/env python3
"""Ask Lighthouse about pages of the built site, next to the same pages without the finishing step.

Needs Node.js (npx fetches the npm package lighthouse) and Chromium. Mobile preset, gzip, this machine.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from press.browser import ARGUMENTS, find_chromium
from press.serve import served
from tokenbook import LANGUAGES, ROOT

PACKAGE = "lighthouse@12.8.2"
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = ("chapters/01_volume", "chapters/02_flash_mini", "chapters/fact_check")
# no language of the book's, so that the front page stays where it is
ELSEWHERE = "fr"


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = every page of the site reaches the goals, 1 = some do not, 2 = cannot be asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument("--edition", default="2025", help="the one at the site's root (default: 2025)")
    parser.add_argument("--port", type=int, default=8000, help="the port that the pages name as theirs")
    options = parser.parse_args(argv)
    chromium = find_chromium()
    if chromium is None or shutil.which("npx") is None:
        print("lighthouse: needs Chromium and npx (Node.js) on this machine", file=sys.stderr)
        return 2
    rows = []
    with served(options.build / "site", options.port, zipped=True) as base:
        rows.append(("front page", "site", *ask(base, chromium)))
        for lang in LANGUAGES:
            rows += [
                (f"{lang}/{page}", "site", *ask(f"{base}{lang}/{page}.html", chromium)) for page in PAGES
            ]
    for lang in LANGUAGES:
        stock = options.build / "html" / options.edition / lang / "_build" / "html"
        with served(stock, options.port, zipped=True) as base:
            rows += [(f"{lang}/{page}.html", "stock", *ask(f"{base}{page}.html", chromium)) for page in PAGES]
    print(table(rows))
    (options.build / "lighthouse.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    short = [row for row in rows if row[1] == "site" and any(row[2][k] < goal for k, goal in GOALS.items())]
    for page, _, scores, *_ in short:
        print(f"{page}: {scores}, wanted {GOALS}", file=sys.stderr)
    return 1 if short else 0


def ask(address: str, chromium: str) -> tuple[dict[str, int], int, int, list[str]]:
    """Scores (0 to 100) by category, bytes transferred, requests, and the audits that failed."""
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch) / "answer.json"
        flags = " ".join(
            [*ARGUMENTS, "--headless", f"--accept-lang={ELSEWHERE}", f"--user-data-dir={scratch}/profile"]
        )
        command = [
            *("npx", "--yes", PACKAGE, address, "--quiet", "--output=json", f"--output-path={answer}"),
            *(f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"),
        ]
        environment = {**os.environ, "CHROME_PATH": chromium}
        run = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if run.returncode != 0:
            raise SystemExit(f"lighthouse: {address}: {run.stderr.decode().strip()}")
        report = json.loads(answer.read_text(encoding="utf-8"))
    scores = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
    requests = report["audits"]["network-requests"]["details"]["items"]
    failed = [
        name
        for name, audit in report["audits"].items()
        if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] == "binary"
    ]
    return scores, sum(item["transferSize"] for item in requests), len(requests), failed


def table(rows: list[tuple]) -> str:
    """The answers as a Markdown table."""
    lines = [
        f"| page | build | {' | '.join(CATEGORIES.values())} | KB | requests | failed audits |",
        f"|---|---|{'--:|' * (len(CATEGORIES) + 2)}---|",
    ]
    for page, build, scores, size, count, failed in rows:
        points = " | ".join(str(scores[name]) for name in CATEGORIES)
        lines.append(f"| {page} | {build} | {points} | {size / 1024:.0f} | {count} | {', '.join(failed)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
