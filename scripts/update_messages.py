#!/usr/bin/env python3
"""Bring the catalogues in locale/ up to the strings that the code says: add the new, drop the old."""

import sys
from pathlib import Path

from press import messages as chrome
from press.errors import PressError
from press.wording import read_wordings
from tokenbook import LANGUAGES, ROOT
from tokenbook.errors import BookError
from tokenbook.languages import read_language
from tokenbook.messages import catalogue_file, read_catalogue, updated, write_catalogue


def main(root: Path = ROOT) -> int:
    """Run; 0 = every string has its wording, 1 = some are to be worded in the files, 2 = none is written."""
    try:
        return _update(root)
    except (PressError, BookError) as error:
        print(error, file=sys.stderr)
        return 2


def _update(root: Path) -> int:
    without = 0
    wordless = [lang for lang in LANGUAGES if not read_language(lang).source]
    for lang in wordless:  # all are read before one is written
        read_catalogue(lang, root)
        read_wordings(root / "locale", lang)
    for lang in wordless:
        catalogue, missing, dropped = updated(lang, root)
        write_catalogue(lang, catalogue, root)
        missing += chrome.update(root / "locale", lang)
        without += len(missing)
        print(f"{catalogue_file(lang, root).parent}: {len(dropped)} dropped, {len(missing)} without wording")
        for message in missing:
            print(f"  {message}")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
