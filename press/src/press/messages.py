"""Which messages the press says, the words of Sphinx and its theme on its pages, and catalogues of both."""

import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from press.language import read_language
from press.po import read_checked
from press.wording import OWN, catalogue_files

HEADER = """\
# Wording of messages in one language; the English one is the key. A message without its wording
# fails the build.
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

THEME = (
    "#",
    "Color mode",
    "Skip to main content",
    "System Settings",
    "Version warning",
    "next page",
    "previous page",
)
"""Words of Sphinx and the theme that stand in the pages; they have most languages, but not all."""


def chrome() -> dict[str, list[str]]:
    """The press's own messages -> the files that say them."""
    found = extract_from_dir(
        str(Path(__file__).parent),
        [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")],
        keywords={"N_": None, "say": None},
    )
    places: dict[str, list[str]] = {}
    for file, _, message, _, _ in found:
        files = places.setdefault(str(message), [])
        if f"press/{file}" not in files:
            files.append(f"press/{file}")
    return places


def wanted(locale: Path, tag: str) -> dict[str, list[str]]:
    """What a book's catalogue of a language has to hold for the press: message -> where it is from."""
    language = read_language(locale, tag)
    if language.source:
        return {}
    own = {} if (OWN / f"{tag}.po").is_file() else chrome()
    theme = {} if language.sphinx else {message: ["Sphinx and its theme"] for message in THEME}
    return {**own, **{message: where for message, where in theme.items() if message not in own}}


def write_catalogue(path: Path, tag: str, messages: Iterable[str], old: Iterable[Path]) -> list[str]:
    """Write a catalogue of messages with the wording that older ones have; gives those without."""
    known: dict[str, str] = {}
    for file in old:
        known |= {
            str(entry.id): str(entry.string or "")
            for entry in read_checked(file)
            if entry.id and not entry.fuzzy
        }
    fresh = Catalog(fuzzy=False)
    for message in messages:
        fresh.add(message, known.get(message, ""))
    text = io.BytesIO()
    write_po(text, fresh, width=100, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(tag=tag) + text.getvalue().decode("utf-8"), encoding="utf-8")
    return [message for message in messages if not known.get(message)]


def update(locale: Path, tag: str) -> list[str]:
    """Bring `press.po` of a book's language up to what the press says; gives the messages without wording."""
    messages = wanted(locale, tag)
    if not messages:
        return []
    path = locale / tag / "LC_MESSAGES" / "press.po"
    return write_catalogue(path, tag, messages, catalogue_files(locale, tag))
