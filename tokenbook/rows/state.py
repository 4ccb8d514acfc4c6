"""The record of an edition's state: the digests of all its data files, in `provenance.json`.

Whatever reads an edition holds its files against the record. So an edition that was written by half
or changed by hand is not published unnoticed. `edition.yml` is not recorded: it is edited by hand.
"""

import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from tokenbook.errors import DataError, check_ordinary
from tokenbook.rows.hidden import warn

PROVENANCE = "provenance.json"

SETTINGS = ("edition.yml", PROVENANCE)
"""What an edition holds beside its recorded files."""

RECORD = "files"
"""Key of the record in the provenance; version 0.1 wrote none."""

UNFINISHED, MOVING = ".update.part", ".update"
"""Folders in an edition's for the files of an update: not all are there yet, and all are."""

PATTERNS = ("*.csv", "*.csv.gz")
"""Which files of an edition's folder are recorded."""


def remedy(folder: Path) -> str:
    """What to do about an edition that is not as recorded."""
    return (
        "the files as update_data.py wrote them (git restore); or, if what stands there is meant, "
        f"derive and record anew: scripts/update_data.py rows --rebuild --edition {folder.name}"
    )


def digests(contents: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Name of a file -> its SHA-256 and how many rows it has below its header."""
    return {name: _digest(contents[name]) for name in sorted(contents)}


def _digest(content: bytes) -> dict[str, Any]:
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return {"rows": text.count(b"\n") - 1, "sha256": hashlib.sha256(content).hexdigest()}


def data_files(folder: Path) -> dict[str, bytes]:
    """Name -> content of the files in an edition's folder that its record names."""
    found = {path for pattern in PATTERNS for path in folder.glob(pattern)}
    # what stands beside a file while it is written begins with a dot
    found = {path for path in found if not path.name.startswith(".")}
    for path in found:
        check_ordinary(path, "a file")
    return {path.name: path.read_bytes() for path in found}


def copy_edition(folder: Path, target: Path) -> None:
    """Copy an edition into a folder that is not there, without what else may lie beside its files."""
    target.mkdir(parents=True)
    for name, content in data_files(folder).items():
        (target / name).write_bytes(content)
    for name in SETTINGS:
        if (folder / name).exists():
            shutil.copyfile(folder / name, target / name)


def check_state(folder: Path, provenance: dict[str, Any]) -> None:
    """Hold an edition's files against its record; without one (version 0.1) there is nothing to hold.

    Raises
    ------
    DataError
        For the first file that is missing, was changed, or is not in the record; with the remedy.
    """
    if (folder / MOVING).exists():
        raise DataError(folder, "an update that was killed before its end", remedy(folder))
    record = provenance.get(RECORD)
    if record is None:
        return
    path = folder / PROVENANCE
    if not isinstance(record, dict) or not all(
        isinstance(entry, dict) and isinstance(entry.get("sha256"), str) for entry in record.values()
    ):
        raise DataError(path, "no names with their sha256", remedy(folder), column=RECORD)
    there = {name: hashlib.sha256(content).hexdigest() for name, content in data_files(folder).items()}
    for name in sorted({*record, *there}):
        if name not in there:
            raise DataError(folder / name, f"no such file, but it is in {PROVENANCE}", remedy(folder))
        if name not in record:
            raise DataError(folder / name, f"a file that is not in {PROVENANCE}", remedy(folder))
        if there[name] != record[name]["sha256"]:
            raise DataError(
                folder / name,
                f"another content than {PROVENANCE} has recorded (sha256 {there[name][:12]}…)",
                remedy(folder),
            )


def write_files(folder: Path, contents: Mapping[str, bytes], provenance: dict[str, Any]) -> dict[str, Any]:
    """Write files into an edition's folder, with the record of all of them in the provenance.

    A file without content is one that shall not be there any more.

    They are written beside their places, which changes nothing, and moved when all are there. What is
    killed while it moves them leaves an edition that `check_state` refuses and `finish` brings to its end.

    Returns
    -------
    The provenance as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {**data_files(folder), **contents}
    recorded = {name: content for name, content in files.items() if content and not name.endswith(".yml")}
    provenance = provenance | {RECORD: digests(recorded)}
    text = json.dumps(provenance, indent=2, ensure_ascii=False) + "\n"
    part = folder / UNFINISHED
    part.mkdir()
    try:
        for name, content in {**contents, PROVENANCE: text.encode()}.items():
            write_atomically(part / name, content)
        part.rename(folder / MOVING)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _move(folder)
    return provenance


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold an edition: who else wants to write it waits."""
    with FileLock(Path(tempfile.gettempdir()) / f"tokenbook-{_digest_of(folder)}.lock"):
        yield


def _digest_of(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


def finish(folder: Path) -> None:
    """Bring an update that was killed to its end, and say so; remove what one left that wrote nothing."""
    for path in (*folder.glob(f"{UNFINISHED}*"), *folder.glob(".*.csv.*"), *folder.glob(f".{PROVENANCE}.*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if (folder / MOVING).is_dir():
        _move(folder)
        warn(f"{folder}: an update that was killed is brought to its end")


def _move(folder: Path) -> None:
    """Move an update's files to their places, the provenance at the end."""
    moving = folder / MOVING
    for path in sorted(moving.iterdir(), key=lambda path: path.name == PROVENANCE):
        if path.stat().st_size:
            path.replace(folder / path.name)
        else:
            (folder / path.name).unlink(missing_ok=True)
            path.unlink()
    moving.rmdir()


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
