"""Whom readers may tell of an error, and who answers for the pages; `_config.yml` says it, or not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tokenbook import ROOT
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping

FORM = "verdict.yml"
"""The repository's form for verdicts that seem wrong, in `.github/ISSUE_TEMPLATE`."""

WEB = re.compile(r"https?://[^\s<>\"{}]+")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Contact:
    """How those who publish the book can be reached; "" where nothing is said.

    Attributes
    ----------
    repository : address of the project, which takes reports as issues.
    contact : a mail address, or that of a page.
    imprint : address of a page, or the imprint's own text.
    """

    repository: str = ""
    contact: str = ""
    imprint: str = ""

    @property
    def report(self) -> str:
        """Where an error is reported, with `{address}` and `{title}` for those of the page."""
        if self.repository:
            return f"{self.repository.rstrip('/')}/issues/new?template={FORM}&statement={{address}}"
        if MAIL.fullmatch(self.contact):
            return f"mailto:{quote(self.contact, safe='@')}?subject={{title}}&body={{address}}"
        return self.contact

    @property
    def links(self) -> dict[str, str]:
        """`contact` and `imprint` -> address, of those that are one."""
        found = {}
        for name in ("contact", "imprint"):
            value = getattr(self, name)
            if WEB.fullmatch(value):
                found[name] = value
            elif MAIL.fullmatch(value):
                found[name] = f"mailto:{value}"
        return found


def read_contact(path: Path = ROOT / "_config.yml", content: Mapping[str, Any] | None = None) -> Contact:
    """The contact that Jupyter Book's settings name; none where there is no such file.

    Parameters
    ----------
    content : the settings, where they are read already.

    Raises
    ------
    DataError
        With the key, where an address is none.
    """
    if content is None:
        content = read_mapping(path, "Jupyter Book's settings") if path.is_file() else {}
    found = {
        "repository": _text(path, content, "repository", "url"),
        "contact": _text(path, content, "tokenbook", "contact"),
        "imprint": _text(path, content, "tokenbook", "imprint"),
    }
    if found["repository"] and not WEB.fullmatch(found["repository"]):
        raise DataError(path, repr(found["repository"]), "an address, https://…", key="repository.url")
    if found["contact"] and not (WEB.fullmatch(found["contact"]) or MAIL.fullmatch(found["contact"])):
        raise DataError(
            path,
            repr(found["contact"]),
            "a mail address, or that of a page, https://…",
            key="tokenbook.contact",
        )
    return Contact(**found)


def _text(path: Path, content: Mapping[str, Any], part: str, key: str) -> str:
    section = content.get(part) or {}
    if not isinstance(section, Mapping):
        raise DataError(path, repr(section), "a mapping of keys and values", key=part)
    value = section.get(key)
    if value is not None and not isinstance(value, str):
        raise DataError(path, repr(value), "a text", key=f"{part}.{key}")
    return (value or "").strip()
