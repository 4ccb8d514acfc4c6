"""The one browser that the press and its tests start: Debian's Chromium, asking nobody else."""

import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Without these it looks for updates, accounts and other sites at every start."""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine, None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def release(chromium: str) -> str:
    """A name for the browser as it is installed; to ask it for its version would take half a second."""
    about = Path(chromium).resolve().stat()
    return f"{chromium} {about.st_size} {about.st_mtime_ns}"
