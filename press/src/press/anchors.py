"""Anchors that pages once had: links of others go on to lead to what stands in their place."""

import re
from collections.abc import Mapping
from pathlib import Path

from press.errors import FileError
from press.yaml_file import read_yaml, row_of

FILE = "anchors.yml"
"""In a language's folder: page -> (anchor that is gone -> anchor in whose place it leads)."""


LIKE = "page: {anchor that is gone: anchor}"


def gone(locale: Path, lang: str) -> Mapping[str, Mapping[str, str]]:
    """The anchors that a language's pages no longer have, by page; none where the language keeps no list.

    Raises
    ------
    FileError
        With the row, where the list is no such list.
    """
    path = locale / lang / FILE
    if not path.is_file():
        return {}
    found = read_yaml(path, LIKE)
    for page, moved in found.items():
        if not isinstance(moved, dict):
            raise FileError(path, f"{page}: {moved!r}", LIKE, row=row_of(path, [page]))
        for old, new in moved.items():
            if not (isinstance(old, str) and isinstance(new, str)):
                raise FileError(
                    path, f"{old!r}: {new!r}", "texts", row=row_of(path, [page, old]), column=str(page)
                )
    return found


def keep(body: str, moved: Mapping[str, str]) -> str:
    """The body of a page with the anchors of old, each within the element that has taken its place.

    A place that the page does not have is passed over: another book's page may bear the same name.
    """
    for old, new in moved.items():
        if f'id="{old}"' not in body:
            place = rf'(<[^<>]*\bid="{re.escape(new)}"[^<>]*>)'
            body = re.sub(place, rf'\1<span id="{old}"></span>', body, count=1)
    return body
