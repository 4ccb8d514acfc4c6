"""Words of Sphinx and its theme in a language that they do not have: from the book's own catalogue."""

import io
import json
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from press.messages import THEME
from press.wording import Wording, read_wordings

DOMAINS = ("sphinx", "booktheme")
"""Catalogues that Sphinx asks: its own, to which pydata-sphinx-theme adds, and sphinx-book-theme's."""


def sphinx_catalogues(locale: Path, tag: str) -> dict[str, bytes]:
    """What is to lie in Sphinx's `locale_dirs`: path -> content; nothing for a language that Sphinx has.

    Raises
    ------
    MissingWordingError
        For a word on the pages that the book's catalogue does not have: Sphinx would say it in English.
    """
    say = Wording(locale, tag)
    if say.language.source or say.language.sphinx:
        return {}
    for message in THEME:
        say(message)
    words = {
        entry.id: entry.string
        for catalogue in reversed(read_wordings(locale, tag))
        for entry in catalogue
        if isinstance(entry.id, str) and entry.id and isinstance(entry.string, str) and entry.string
    }
    folder = f"locales/{tag}/LC_MESSAGES"
    found = {f"{folder}/{domain}.mo": _compiled(words) for domain in DOMAINS}
    spoken = {"locale": tag, "messages": words, "plural_expr": "(n != 1)"}
    script = f"Documentation.addTranslations({json.dumps(spoken, ensure_ascii=False, sort_keys=True)});\n"
    return found | {f"{folder}/sphinx.js": script.encode()}


def _compiled(words: dict[str, str]) -> bytes:
    catalogue = Catalog()
    for message, wording in words.items():
        catalogue.add(message, wording)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()
