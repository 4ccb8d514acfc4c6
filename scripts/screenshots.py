#!/usr/bin/env python3
"""Photograph every page of the built site at a desk's width and a phone's, in every language."""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from press.browser import ARGUMENTS, find_chromium
from press.serve import served
from tokenbook import ROOT

WIDTHS = {"desk": 1280, "phone": 390}


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = done, 2 = no site or no browser, with one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "site")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "screenshots")
    options = parser.parse_args(argv)
    pages = [path.relative_to(options.site) for path in sorted(options.site.glob("*/chapters/*.html"))]
    chromium = find_chromium()
    if not pages or chromium is None:
        lacking = "no pages; make book" if not pages else "no Chromium on this machine; apt install chromium"
        print(f"screenshots: {options.site}: {lacking}", file=sys.stderr)
        return 2
    with served(options.site, zipped=False) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for name, width in WIDTHS.items():
            sheet = browser.new_page(viewport={"width": width, "height": 900})
            for page in pages:
                target = options.output / page.parts[0] / f"{page.stem}-{name}.png"
                sheet.goto(f"{base}{page.as_posix()}")
                sheet.screenshot(path=target, full_page=True)
        browser.close()
    print(f"{len(pages) * len(WIDTHS)} pictures in {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
