"""Daily rows from OpenRouter's keyless exports: dated, immutable files with a manifest.

The `latest.*` files may mix two snapshots right after one is published. So the manifest is read
first, then the dated file that it names, and that one is held against the manifest.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import requests

from tokenbook.errors import BookError
from tokenbook.rows.sources.files import Daily, from_csv, load_json
from tokenbook.rows.sources.http import (
    OPENROUTER,
    TIMEOUT,
    Fault,
    SourceError,
    blaming,
    get,
    same_origin,
    session,
)

PATH = "/api/v1/datasets/exports/rankings-daily/"


@dataclass(frozen=True)
class Manifest:
    """What a manifest says of its snapshot's CSV file."""

    snapshot: str
    url: str
    size: int
    sha256: str
    rows: int


def fetch(
    snapshot: str | None = None,
    base: str = OPENROUTER,
    client: requests.Session | None = None,
    timeout: tuple[float, float] = TIMEOUT,
) -> Daily:
    """The rows of a snapshot: of the newest, or of the one published on a day (YYYY-MM-DD).

    Raises
    ------
    SourceError
        Where a file is missing, is not what the manifest says, or belongs to another snapshot.
    """
    if snapshot is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", snapshot):
        raise BookError(f"--snapshot: found {snapshot!r}; allowed: a day as YYYY-MM-DD")
    client = client or session(base)
    address = f"{base}{PATH}{snapshot or 'latest'}.manifest.json"
    manifest = read_manifest(address, get(client, address, timeout), base)
    if snapshot is not None and manifest.snapshot != snapshot:
        raise SourceError(
            Fault.MIXED_SNAPSHOTS,
            f"{address}: speaks of the snapshot {manifest.snapshot}; try again in a minute",
        )
    body = get(client, manifest.url, timeout)
    if len(body) != manifest.size:
        raise SourceError(
            Fault.TRUNCATED,
            f"{manifest.url}: {len(body)} bytes, the manifest says {manifest.size}; try again",
        )
    if hashlib.sha256(body).hexdigest() != manifest.sha256:
        raise SourceError(Fault.WRONG_HASH, f"{manifest.url}: its sha256 is not the manifest's; try again")
    with blaming(Fault.WRONG_SHAPE):
        daily = from_csv(manifest.url, body, as_of=manifest.snapshot)
    newest = f"{daily.rows['date'].max():%Y-%m-%d}"
    if newest > manifest.snapshot:
        raise SourceError(
            Fault.MIXED_SNAPSHOTS,
            f"{manifest.url}: holds {newest}, a day after its snapshot {manifest.snapshot}; try again",
        )
    if len(daily.rows) != manifest.rows:
        raise SourceError(
            Fault.WRONG_SHAPE,
            f"{manifest.url}: {len(daily.rows)} rows, the manifest says {manifest.rows}; try again",
        )
    # the day of the snapshot is still running when it is published
    return daily.before(manifest.snapshot)


def _shapeless(address: str) -> SourceError:
    return SourceError(
        Fault.WRONG_SHAPE,
        f"{address}: no manifest with snapshot_date, row_count and files.csv (url, bytes, sha256)",
    )


def read_manifest(address: str, body: bytes, base: str) -> Manifest:
    """Check a manifest.

    Raises
    ------
    SourceError
        Where it lacks what is needed, names a file elsewhere, or one of another snapshot.
    """
    with blaming(Fault.NOT_JSON):
        content: Any = load_json(address, body)
    try:
        file = content["files"]["csv"]
        manifest = Manifest(
            content["snapshot_date"], file["url"], file["bytes"], file["sha256"], content["row_count"]
        )
    except (KeyError, TypeError):
        raise _shapeless(address) from None
    shaped = (
        isinstance(manifest.snapshot, str)
        and re.fullmatch(r"\d{4}-\d\d-\d\d", manifest.snapshot)
        and type(manifest.size) is int
        and type(manifest.rows) is int
        and isinstance(manifest.sha256, str)
    )
    if not shaped:
        raise _shapeless(address)
    if not same_origin(manifest.url, base):
        raise SourceError(Fault.WRONG_SHAPE, f"{address}: names a file on another server; not fetched")
    if manifest.snapshot not in manifest.url:
        raise SourceError(
            Fault.MIXED_SNAPSHOTS,
            f"{address}: speaks of the snapshot {manifest.snapshot} and names {manifest.url}; "
            "a new one is just being published, try again in a minute",
        )
    return manifest
