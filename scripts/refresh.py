#!/usr/bin/env python3
"""Fetch new rows without a key, update the newest edition, and say in words what moved.

Leaves in _build/refresh: outcome.json (new, nothing or broken, and why); where there are new rows also
rows.patch, title, text.md and pictures/. The edition is changed only where the outcome is "new".
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from moved import compare, spoken, text, title
from playwright.sync_api import sync_playwright

from press.browser import ARGUMENTS, find_chromium
from press.serve import served
from tokenbook import ROOT
from tokenbook.errors import BookError

HERE = Path(__file__).resolve().parent
KEPT = "provenance.json"
"""The file of an edition that says when rows were fetched: alone it makes no new rows."""

PICTURES = "PICTURES/"
"""Stands in the text for the address of the pictures, which is known once they are pushed."""


class BrokenError(Exception):
    """The source or the new rows cannot be used; its text is one line."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: `outcome` is new, nothing or broken; `said` is the reason or the update's words."""

    outcome: str
    edition: str
    said: str


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = outcome written, also a broken one, which the guard tells; 2 = cannot be run at all."""
    options = arguments(argv)
    options.root, options.output = options.root.resolve(), options.output.resolve()
    try:
        edition = options.edition or newest(options.root / "data")
        folder = options.root / "data" / edition
        if not folder.is_dir():
            raise BookError(f"edition {edition!r}: no such folder ({folder})")
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    target = options.output / "refresh"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    try:
        with unless_new(folder) as changed:
            outcome = refresh(options, edition, folder, target, changed)
    except BrokenError as error:
        outcome = Outcome("broken", edition, str(error))
    (target / "outcome.json").write_text(json.dumps(asdict(outcome), indent=1) + "\n", encoding="utf-8")
    print(f"{outcome.outcome}: {outcome.said}")
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
            file.write(f"outcome={outcome.outcome}\n")
    return 0


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", help="default: the newest year below data/")
    parser.add_argument("--root", type=Path, default=ROOT, help="where chapters/ and data/ stand")
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="default: _build")
    parser.add_argument("--base-url", help="another server that behaves like OpenRouter")
    parser.add_argument("--days", default="14", help="rows older than this are a fault (default: 14)")
    parser.add_argument("--languages", nargs="+", default=[], help="default: all of the book's")
    return parser.parse_args(argv)


def newest(data: Path) -> str:
    """The newest edition that is named after a year."""
    years = sorted(path.name for path in data.iterdir() if re.fullmatch(r"\d{4}", path.name))
    if not years:
        raise BookError(f"{data}: found no edition named after a year; say --edition")
    return years[-1]


def refresh(
    options: argparse.Namespace, edition: str, folder: Path, target: Path, changed: dict[str, bool]
) -> Outcome:
    """Update, build, compare, tell.

    Raises
    ------
    BrokenError
        Where the source fails, the rows are old, or the book cannot be built from them.
    """
    before = options.output / "before"
    had = contents(folder)
    # from the root, so that what it says names no folder of this machine
    at = options.root
    data = ("--edition", edition, "--data", folder.parent.relative_to(at).as_posix())
    server = ("--base-url", options.base_url) if options.base_url else ()
    update = run("update_data.py", "rows", "--export", *data, *server, at=at)
    run("update_data.py", "rows", "--check-fresh", options.days, *data, at=at)
    update += run("update_data.py", "prices", *data, *server, at=at)
    if not {name for name, _ in had.items() ^ contents(folder).items()} - {KEPT}:
        return Outcome("nothing", edition, "the source has no row and no price that the edition lacks")
    old = folder.parent / ".before" / edition
    try:
        write(old, had)
        build(options, old, before)
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
    build(options, folder, options.output / "after")
    after = options.output / "after" / "site"
    moved = compare(before / "site", after)
    names = draw(after, moved.figures, target / "pictures")
    words = text(edition, moved, update, {name: PICTURES + file for name, file in names.items()})
    (target / "title").write_text(title(edition, moved) + "\n", encoding="utf-8")
    (target / "text.md").write_text(words + "\n", encoding="utf-8")
    (target / "edition").write_text(edition + "\n", encoding="utf-8")
    (target / "rows.patch").write_bytes(patch(options.root, folder))
    changed["new"] = True
    return Outcome("new", edition, title(edition, moved))


@contextmanager
def unless_new(folder: Path) -> Iterator[dict[str, bool]]:
    """Put the edition back as it was, unless the outcome is new rows."""
    had, state = contents(folder), {"new": False}
    try:
        yield state
    finally:
        if not state["new"]:
            for name in contents(folder).keys() - had.keys():
                (folder / name).unlink()
            write(folder, had)


def contents(folder: Path) -> dict[str, bytes]:
    """File -> its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files, those that are not so already."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def run(script: str, *arguments: str, at: Path = ROOT) -> str:
    """Run one of the book's commands in a folder; what it printed.

    Raises
    ------
    BrokenError
        With the last line of what it said, where it fails.
    """
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
        raise BrokenError(f"{script} ({done.returncode}): {last}")
    return done.stdout


def build(options: argparse.Namespace, edition: Path, output: Path) -> None:
    """Build the pages of an edition in a folder of their own."""
    languages = ("--languages", *options.languages) if options.languages else ()
    run(
        *("build_book.py", "--edition", str(edition), "--root", str(options.root), "--output", str(output)),
        *("--pages-only", *languages),
    )


def draw(site: Path, figures: dict[str, list[str]], folder: Path) -> dict[str, str]:
    """Photograph figures; figure's id -> file in the folder, of those that can be seen."""
    folder.mkdir(parents=True, exist_ok=True)
    if not figures:
        return {}
    chromium = find_chromium()
    if chromium is None:
        raise BookError("pictures: no Chromium on this machine: apt install chromium")
    names = {}
    with served(site, zipped=False) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme="light")
        for name, ids in figures.items():
            page.goto(f"{base}{spoken(site)}/chapters/{name}")
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            for figure in ids:
                found = page.locator(f"figure#{figure}")
                if found.is_visible():  # not so: no longer there, or shown on demand only
                    names[figure] = f"{figure}.png"
                    found.screenshot(path=folder / names[figure])
        browser.close()
    return names


def patch(root: Path, folder: Path) -> bytes:
    """The edition's change, for `git apply`."""
    where = folder.relative_to(root).as_posix()
    subprocess.run(["git", "add", "--intent-to-add", where], cwd=root, check=True)
    done = subprocess.run(
        ["git", "diff", "--binary", "HEAD", "--", where], cwd=root, check=True, capture_output=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
