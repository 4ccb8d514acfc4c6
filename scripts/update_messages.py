#!/usr/bin/env python3
"""Bring the catalogues in locale/ up to the strings that the code says: add the new, drop the old."""

import sys

from press import messages as chrome
from tokenbook import LANGUAGES, ROOT
from tokenbook.languages import read_language
from tokenbook.messages import catalogue_file, updated, write_catalogue


def main() -> int:
    """Run; 0 = every string has its wording, 1 = some are to be worded in the files."""
    without = 0
    for lang in LANGUAGES:
        if read_language(lang).source:
            continue
        catalogue, missing, dropped = updated(lang)
        write_catalogue(lang, catalogue)
        missing += chrome.update(ROOT / "locale", lang)
        without += len(missing)
        print(f"{catalogue_file(lang).parent}: {len(dropped)} dropped, {len(missing)} without wording")
        for message in missing:
            print(f"  {message}")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
