"""Where editions lie; nothing but names and folders, so that asking is quick."""

import re
from pathlib import Path

from tokenbook import ROOT
from tokenbook.errors import BookError
from tokenbook.mapping import read_mapping

DATA = ROOT / "data"

ARTICLE = "2025"
"""The edition of the year that the article speaks of."""

FOLLOWED_BY = "followed_by"
"""In `edition.yml`: the edition whose rows judge what this one forecasts."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What an edition may be called: it becomes a folder and part of addresses."""


def folder(edition: str | int | Path, data: Path = DATA) -> Path:
    """The edition's folder: a name below `data/`, or a path to a folder or its `usage.csv`.

    Raises
    ------
    BookError
        Where there is no such folder.
    """
    text = str(edition)
    path = data / text if NAME.fullmatch(text) else Path(text)
    if path.name == "usage.csv":
        path = path.parent
    if not path.is_dir():
        known = ", ".join(sorted(p.parent.name for p in data.glob("*/usage.csv"))) or "none"
        raise BookError(f"edition {text!r}: no such folder ({path}); editions here: {known}")
    return path


def later(edition: Path) -> Path | None:
    """The folder of the edition that follows one, as `followed_by` in its settings names it.

    None where no such key is, or no such folder beside it.
    """
    settings = edition / "edition.yml"
    name = read_mapping(settings, "an edition.yml").get(FOLLOWED_BY) if settings.exists() else None
    if name is None or not NAME.fullmatch(str(name)):
        return None
    beside = edition.parent / str(name)
    return beside if beside.is_dir() else None
