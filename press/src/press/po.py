"""Reading a catalogue of wordings, checked: what stands in it can be said."""

import re
import string
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, denormalize, read_po

from press.errors import FileError, check_ordinary, nearest

LIKE = 'a catalogue as gettext has it: msgid "…", msgstr "…", in UTF-8'

_LINE = re.compile(r'((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s*)?"([^"\\]|\\.)*"')
_ID = re.compile(r'^msgid\s+((?:"(?:[^"\\\n]|\\.)*"\s*)+)', re.MULTILINE)


def read_checked(path: Path) -> Catalog:
    """The catalogue in a file.

    Raises
    ------
    FileError
        With the row, where the file is no catalogue, words a message twice, or where a wording has other
        fields than its message: they would fail, or leave a number out, on the page that says them.
    """
    check_ordinary(path, LIKE)
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise FileError(path, error.strerror or str(error), LIKE) from error
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise FileError(path, f"byte 0x{raw[error.start]:02x}", LIKE, row=row) from error
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line and line[0] != "#" and not _LINE.fullmatch(line):  # Babel would take a letter for the mark
            raise FileError(path, repr(line), LIKE, row=number)
    try:
        catalogue = read_po(text.splitlines(), abort_invalid=True)
    except PoFileError as error:
        raise FileError(path, repr(error.line), LIKE, row=error.lineno + 1) from error
    except (ValueError, LookupError, AttributeError, TypeError) as error:  # a header that says nonsense
        raise FileError(path, f"no catalogue ({error})", LIKE) from error
    _check_once(path, text)
    for entry in catalogue:
        if entry.id and entry.string and not entry.fuzzy:
            _check_fields(path, str(entry.id), str(entry.string), entry.lineno)
    return catalogue


def _check_once(path: Path, text: str) -> None:
    first: dict[str, int] = {}
    row, at = 1, 0
    for found in _ID.finditer(text):
        row, at = row + text.count("\n", at, found.start()), found.start()
        message = denormalize(found[1])
        if message in first:
            raise FileError(
                path,
                f"{message!r} a second time (first in row {first[message]})",
                "one wording each",
                row=row,
            )
        first[message] = row


def _check_fields(path: Path, message: str, wording: str, row: int | None) -> None:
    try:
        wanted, found = _fields(message), _fields(wording)
    except ValueError as error:
        raise FileError(path, f"{wording!r} ({error})", "fields as in the message", row=row) from error
    if wanted == found:
        return
    for field in found:
        if field not in wanted:
            allowed = f"{', '.join(wanted) or 'no field'}{nearest(field, wanted)}"
            raise FileError(path, f"the field {field}", f"the message's own: {allowed}", row=row)
    lost = next(field for field in wanted if found.count(field) != wanted.count(field))
    raise FileError(
        path,
        f"the field {lost} {found.count(lost)} times",
        f"as often as in the message, {wanted.count(lost)}",
        row=row,
    )


def _fields(message: str) -> list[str]:
    """The fields of a message as they stand in it, in alphabetical order."""
    parsed = string.Formatter().parse(message)
    return sorted(f"{{{name}:{kind}}}" if kind else f"{{{name}}}" for _, name, kind, _ in parsed if name)
