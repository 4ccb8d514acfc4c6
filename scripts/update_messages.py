#!/usr/bin/env python3
"""Bring locale/de up to the strings that the code says: add the new, drop the old."""

import sys

from tokenbook import LANGUAGES
from tokenbook.messages import catalogue_file, updated, write_catalogue


def main() -> int:
    """Run; 0 = every string has its wording, 1 = some are to be worded in the file."""
    without = 0
    for lang in LANGUAGES:
        if lang == "en":  # English is the key
            continue
        catalogue, missing, dropped = updated(lang)
        write_catalogue(lang, catalogue)
        without += len(missing)
        print(f"{catalogue_file(lang)}: {len(dropped)} dropped, {len(missing)} without wording")
        for message in missing:
            print(f"  {message}")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
