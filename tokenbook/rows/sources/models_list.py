"""OpenRouter's keyless list of models: what a token costs on the day somebody looks.

Under `data` a record per model: `id`, `canonical_slug` (the permaslug, without variant) and
`pricing.prompt`, `pricing.completion`, decimal text in dollars a token; "-1" marks a price that varies.
"""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import requests

from tokenbook.errors import DataError
from tokenbook.rows.sources.files import load_json
from tokenbook.rows.sources.http import OPENROUTER, TIMEOUT, Fault, blaming, get, session
from tokenbook.rows.tables import read_bytes

PATH = "/api/v1/models"

VARIES = Decimal(-1)

PER_MILLION = 10**6

Price = tuple[str, str]
"""Prompt and completion, decimal text in dollars per million tokens."""


@dataclass(frozen=True)
class Reading:
    """One look at the list.

    Attributes
    ----------
    prices : permaslug with variant -> its price.
    varying : ids whose price varies, and so is none.
    disputed : permaslugs that the list gives two prices for, and so none.
    sha256 : of the list.
    """

    prices: dict[str, Price]
    varying: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    sha256: str = ""


def fetch(
    base: str = OPENROUTER, client: requests.Session | None = None, timeout: tuple[float, float] = TIMEOUT
) -> Reading:
    """Ask for the list of this day.

    Raises
    ------
    SourceError
        For no answer, or a wrong one.
    """
    url = base + PATH
    body = get(client or session(base), url, timeout, headers={"Accept": "application/json"})
    with blaming(Fault.NOT_JSON):
        content = load_json(url, body)
    with blaming(Fault.WRONG_SHAPE):
        return from_list(url, content, body)


def read_list(path: Path) -> Reading:
    """A saved list, plain or gzip; raises `DataError` with record and field."""
    raw = read_bytes(path)
    return from_list(path, load_json(path, raw), raw)


def from_list(file: str | Path, content: object, raw: bytes) -> Reading:
    """Check the whole list; rows of an error count the records from 1.

    Raises
    ------
    DataError
        For a record without what is needed, an id that stands twice, or a price that is none.
    """
    records = content.get("data") if isinstance(content, dict) else None
    if not isinstance(records, list) or not records:
        raise DataError(file, "no list of models", "an object with a list of models as data")
    seen: dict[str, int] = {}
    prices: dict[str, Price] = {}
    varying, disputed = [], []
    for row, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise DataError(file, repr(record)[:80], "an object with id, canonical_slug, pricing", row=row)
        name, slug = _text(file, row, record, "id"), _slug(file, row, record)
        if name in seen:
            raise DataError(file, f"{name!r} a second time (first {seen[name]})", "each id once", row, "id")
        seen[name] = row
        pricing = record.get("pricing")
        if not isinstance(pricing, dict):
            raise DataError(file, repr(pricing)[:80], "an object with prompt and completion", row, "pricing")
        prompt, completion = (_price(file, row, pricing, kind) for kind in ("prompt", "completion"))
        if prompt is None or completion is None:
            varying.append(name)
        elif prices.setdefault(slug, (prompt, completion)) != (prompt, completion):
            disputed.append(slug)
    for slug in disputed:
        prices.pop(slug, None)
    return Reading(prices, varying, sorted(set(disputed)), hashlib.sha256(raw).hexdigest())


def _text(file: str | Path, row: int, record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 200 or value != value.strip():
        found = "nothing" if value is None else repr(value)[:80]
        raise DataError(file, found, "a text of 1 to 200 characters, no space at either end", row, name)
    return value


def _slug(file: str | Path, row: int, record: dict[str, Any]) -> str:
    """The permaslug with the variant that the id bears."""
    slug = _text(file, row, record, "canonical_slug")
    _, colon, variant = record["id"].partition(":")
    return slug if ":" in slug else slug + colon + variant


def _price(file: str | Path, row: int, pricing: dict[str, Any], kind: str) -> str | None:
    value = pricing.get(kind)
    try:
        price = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        price = None
    if price is None or not price.is_finite() or (price < 0 and price != VARIES):
        found = "nothing" if value is None else repr(value)[:80]
        allowed = 'dollars a token as decimal text, 0 or more; "-1" where it varies'
        raise DataError(file, found, allowed, row, f"pricing.{kind}")
    if price == VARIES:
        return None
    text = f"{price * PER_MILLION:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
