"""The record of an edition's state: the digests of all its data files, in `provenance.json`.

Whatever reads an edition holds its files against the record. So an edition that was written by half
or changed by hand is not published unnoticed. `edition.yml` is not recorded: it is edited by hand.
"""

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenbook.errors import DataError

PROVENANCE = "provenance.json"

RECORD = "files"
"""Key of the record in the provenance; version 0.1 wrote none."""

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
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".")}


def check_state(folder: Path, provenance: dict[str, Any]) -> None:
    """Hold an edition's files against its record; without one (version 0.1) there is nothing to hold.

    Raises
    ------
    DataError
        For the first file that is missing, was changed, or is not in the record; with the remedy.
    """
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
    """Write files into an edition's folder, the provenance with the record of all of them at the end.

    What stops in between leaves an edition that is not as recorded, and so is refused.

    Returns
    -------
    The provenance as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    recorded = {name: content for name, content in contents.items() if not name.endswith(".yml")}
    provenance = provenance | {RECORD: digests(data_files(folder) | recorded)}
    for name, content in contents.items():
        write_atomically(folder / name, content)
    text = json.dumps(provenance, indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / PROVENANCE, text.encode())
    return provenance


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
