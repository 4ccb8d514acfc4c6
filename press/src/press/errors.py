"""Errors for the person who has to act: file, row, column, what was found, what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class PressError(Exception):
    """Something a person can put right; its text is one line that says what and how."""


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where a known name is near, else nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


@dataclass
class FileError(PressError):
    """A file that cannot be used as it is.

    Attributes
    ----------
    file : the file as the caller named it.
    found : what stands there, in words or as `repr` of the value.
    allowed : what may stand there, or what to do.
    row : line in the file, counted from 1 (the header is row 1); None where no row is at fault.
    column : name of the column; None where no column is at fault.
    """

    file: str | Path
    found: str
    allowed: str
    row: int | None = None
    column: str | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # exceptions are put together again from what they were given by position
        return type(self), (self.file, self.found, self.allowed, self.row, self.column)

    def __str__(self) -> str:
        place = [str(self.file)]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        line = f"{', '.join(place)}: found {self.found}; allowed: {self.allowed}"
        # what was found comes from outside: no line breaks, nothing that a terminal would obey
        return "".join(
            letter if letter.isprintable() else repr(letter)[1:-1] for letter in " ".join(line.split())
        )


def check_ordinary(path: Path, like: str) -> None:
    """Refuse what is there and no file: to read from a FIFO would be to wait for ever.

    Raises
    ------
    FileError
    """
    if path.exists() and not path.is_file():
        raise FileError(path, "a folder" if path.is_dir() else "no ordinary file", like)
