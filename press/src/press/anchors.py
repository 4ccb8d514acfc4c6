"""Anchors that pages once had: links of others go on to lead to what stands in their place."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from press.yaml_file import read_yaml

FILE = "anchors.yml"
"""In a language's folder: page -> (anchor that is gone -> anchor in whose place it leads)."""


def gone(locale: Path, lang: str) -> Mapping[str, Mapping[str, str]]:
    """The anchors that a language's pages no longer have, by page; none where the language keeps no list."""
    path = locale / lang / FILE
    found: Any = read_yaml(path, "page: {anchor that is gone: anchor}") if path.is_file() else {}
    return found or {}


def keep(body: str, moved: Mapping[str, str]) -> str:
    """The body of a page with the anchors of old, each within the element that has taken its place.

    A place that the page does not have is passed over: another book's page may bear the same name.
    """
    for old, new in moved.items():
        if f'id="{old}"' not in body:
            place = rf'(<[^<>]*\bid="{re.escape(new)}"[^<>]*>)'
            body = re.sub(place, rf'\1<span id="{old}"></span>', body, count=1)
    return body
