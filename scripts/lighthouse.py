#!/usr/bin/env python3
"""Ask Lighthouse about pages of the built site, next to the same pages without the finishing step.

Needs Node.js (npx fetches the npm package lighthouse) and Chromium. Mobile preset, gzip, this machine.
Speed is simulated from what the page did here, so a busy machine lowers it: a page that is too slow
is asked twice more, and the median of its three answers counts.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

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
GOALS = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
SLOWEST = 2.5
"""Seconds until the largest thing on the first screen is painted."""
SHIFT = 0.1
"""How far things may move while a page loads; must stay below."""
CHAPTER, PROGRAM = (120, 12), (200, 20)
"""What a first visit may bring, in KB, compressed, and in how many requests: of a text, of the explorer."""
PAGES = {
    "chapters/intro": CHAPTER,
    "chapters/01_volume": CHAPTER,
    "chapters/07_unseen": CHAPTER,
    "chapters/fact_check": CHAPTER,
    "chapters/explorer": PROGRAM,
    "chapters/models": CHAPTER,
    "chapters/data_and_methods": CHAPTER,
}
# no language of the book's, so that the front page stays where it is
ELSEWHERE = "fr"


@dataclass(frozen=True)
class Answer:
    """What Lighthouse says of one page."""

    scores: dict[str, int]
    """0 to 100 by category."""
    paint: float
    """Seconds to the largest contentful paint."""
    shift: float
    size: int
    """Bytes transferred."""
    requests: int
    failed: list[str]
    """The audits that failed."""

    @classmethod
    def of(cls, report: dict[str, Any]) -> "Answer":
        """From Lighthouse's own report."""
        audits = report["audits"]
        items = audits["network-requests"]["details"]["items"]
        requests = [item for item in items if not item["url"].startswith("data:")]
        return cls(
            scores={name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES},
            paint=audits["largest-contentful-paint"]["numericValue"] / 1000,
            shift=audits["cumulative-layout-shift"]["numericValue"],
            size=sum(item["transferSize"] for item in requests),
            requests=len(requests),
            failed=[
                name
                for name, audit in audits.items()
                if audit["score"] is not None
                and audit["score"] < 0.9
                and audit["scoreDisplayMode"] == "binary"
            ],
        )

    @property
    def slow(self) -> bool:
        """Whether it misses a goal that another try may reach."""
        return self.scores["performance"] < GOALS["performance"] or self.paint > SLOWEST

    def short(self, most: tuple[int, int]) -> list[str]:
        """Which goals it misses; `most` is what the page may bring, in KB and in requests."""
        kilobytes, requests = most
        found = [
            f"{name} {self.scores[name]}, wanted {goal}"
            for name, goal in GOALS.items()
            if self.scores[name] < goal
        ]
        if self.paint > SLOWEST:
            found.append(f"painted after {self.paint:.1f} s, wanted {SLOWEST}")
        if self.shift >= SHIFT:
            found.append(f"shifts by {self.shift:.3f}, wanted less than {SHIFT}")
        if self.size > kilobytes * 1024:
            found.append(f"{self.size / 1024:.0f} KB, wanted {kilobytes}")
        if self.requests > requests:
            found.append(f"{self.requests} requests, wanted {requests}")
        return found


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = every page of the site reaches the goals, 1 = some do not, 2 = cannot be asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument("--edition", default="2025", help="the one at the site's root (default: 2025)")
    parser.add_argument("--port", type=int, default=8000, help="the port that the pages name as theirs")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), help="default: all seven")
    parser.add_argument("--once", action="store_true", help="ask no page again that was too slow")
    parser.add_argument("--site-only", action="store_true", help="ask nothing of the stock build")
    options = parser.parse_args(argv)
    chromium = find_chromium()
    if chromium is None or shutil.which("npx") is None:
        print("lighthouse: needs Chromium and npx (Node.js) on this machine", file=sys.stderr)
        return 2
    rows: list[tuple[str, str, Answer]] = []
    short: list[str] = []
    with served(options.build / "site", options.port, zipped=True) as base:
        rows.append(("front page", "site", ask(base, chromium)))
        for lang in LANGUAGES:
            for page in options.pages:
                answer = (ask if options.once else ask_fairly)(f"{base}{lang}/{page}.html", chromium)
                rows.append((f"{lang}/{page}", "site", answer))
                short += [f"{lang}/{page}: {what}" for what in answer.short(PAGES[page])]
                print(line(*rows[-1]), file=sys.stderr, flush=True)
    for lang in () if options.site_only else LANGUAGES:
        stock = options.build / "html" / options.edition / lang / "_build" / "html"
        with served(stock, options.port, zipped=True) as base:
            rows += [
                (f"{lang}/{page}", "stock", ask(f"{base}{page}.html", chromium)) for page in options.pages
            ]
    print(table(rows))
    (options.build / "lighthouse.json").write_text(
        json.dumps([(page, build, asdict(answer)) for page, build, answer in rows], indent=1),
        encoding="utf-8",
    )
    for what in short:
        print(what, file=sys.stderr)
    return 1 if short else 0


def ask_fairly(address: str, chromium: str) -> Answer:
    """The answer, or the median of three where the first is too slow."""
    answer = ask(address, chromium)
    if not answer.slow:
        return answer
    three = [answer, ask(address, chromium), ask(address, chromium)]
    return sorted(three, key=lambda one: (one.scores["performance"], -one.paint))[1]


def ask(address: str, chromium: str) -> Answer:
    """Ask once.

    Raises
    ------
    SystemExit
        With what Lighthouse says, where it cannot ask.
    """
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "answer.json"
        flags = " ".join(
            [*ARGUMENTS, "--headless", f"--accept-lang={ELSEWHERE}", f"--user-data-dir={scratch}/profile"]
        )
        command = [
            *("npx", "--yes", PACKAGE, address, "--quiet", "--output=json", f"--output-path={report}"),
            *(f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"),
        ]
        environment = {**os.environ, "CHROME_PATH": chromium}
        run = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if run.returncode != 0:
            raise SystemExit(f"lighthouse: {address}: {run.stderr.decode().strip()}")
        return Answer.of(json.loads(report.read_text(encoding="utf-8")))


def line(page: str, build: str, answer: Answer) -> str:
    """A row of the table."""
    points = " | ".join(str(answer.scores[name]) for name in CATEGORIES)
    load = f"{answer.paint:.1f} | {answer.shift:.3f} | {answer.size / 1024:.0f} | {answer.requests}"
    return f"| {page} | {build} | {points} | {load} | {', '.join(answer.failed)} |"


def table(rows: list[tuple[str, str, Answer]]) -> str:
    """The answers as a Markdown table."""
    heads = ["page", "build", *CATEGORIES.values(), "LCP, s", "CLS", "KB", "requests", "failed audits"]
    return "\n".join(
        [
            f"| {' | '.join(heads)} |",
            f"|---|---|{'--:|' * (len(heads) - 3)}---|",
            *(line(*row) for row in rows),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
