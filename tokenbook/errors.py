"""Errors for the person who has to act: file, row, column, what was found, what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class BookError(Exception):
    """Something a person can put right; its text is one line that says what and how."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it, also under papermill: the line, without the way there."""
        return [f"{type(self).__name__}: {self}"]


def printable(text: str) -> str:
    """The text in one line, with everything that a terminal would obey written out."""
    return "".join(
        letter if letter.isprintable() else repr(letter)[1:-1] for letter in " ".join(text.split())
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where a known name is near, else nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


@dataclass
class DataError(BookError):
    """A file that cannot be used as it is.

    Attributes
    ----------
    file : the file as the caller named it.
    found : what stands there, in words or as `repr` of the value.
    allowed : what may stand there, or what to do.
    row : line in the file, counted from 1 (the header is row 1); None where no row is at fault.
    column : name of the column; None where no column is at fault.
    key : path of the key in a file of settings, joined by dots; None where no key is at fault.
    """

    file: str | Path
    found: str
    allowed: str
    row: int | None = None
    column: str | None = None
    key: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # exceptions are put together again from what they were given by position
        return type(self), (self.file, self.found, self.allowed, self.row, self.column, self.key)

    def __str__(self) -> str:
        place = [str(self.file)]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        if self.key is not None:
            place.append(f"key {self.key}")
        line = f"{', '.join(place)}: found {self.found}; allowed: {self.allowed}"
        # what was found comes from outside
        return printable(line)


def check_ordinary(path: Path, like: str) -> None:
    """Refuse what is there and no file: to read from a FIFO would be to wait for ever.

    Raises
    ------
    DataError
    """
    if path.exists() and not path.is_file():
        raise DataError(path, "a folder" if path.is_dir() else "no ordinary file", like)
