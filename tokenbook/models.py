"""Model names: slug -> model, label, vendor, family, tier.

The catalogue `data/models.csv` names what is known; a slug it does not hold gets a decent label by
rule, so that data of any period can be told.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook import ROOT
from tokenbook.rows.tables import SLUG, check, check_unique, read_bytes, read_text_table
from tokenbook.rows.usage import OTHER

CATALOGUE = ROOT / "data" / "models.csv"

TIERS = ("flagship", "light", "reasoning", "code", "open_large", "open_small", "other")

COLUMNS = ["slug", "model", "label", "vendor", "family", "tier", "rule"]

_FILLED = pa.Check(lambda values: values.str.strip() != "", error="a text that is not empty")

SCHEMA = pa.DataFrameSchema(
    {
        "slug": pa.Column(
            str, [SLUG, pa.Check(lambda values: ~values.str.contains(":"), error="no :variant")]
        ),
        "model": pa.Column(str, SLUG),
        "label": pa.Column(str, _FILLED),
        "vendor": pa.Column(str, _FILLED),
        "family": pa.Column(str, _FILLED),
        "tier": pa.Column(str, pa.Check.isin(TIERS, error=f"one of {', '.join(TIERS)}")),
        "rule": pa.Column(str, _FILLED),
    }
)

# For slugs that the catalogue does not hold; the same order of decision as in data/README.md.
_CODE = re.compile(r"(^|[-_])(code|coder|codex|codestral|devstral)([-_.]|$)")
_LIGHT = re.compile(r"(^|[-_])(flash|mini|lite|nano|micro|haiku|fast|small|tiny|air)([-_.]|$)")
_REASONING = re.compile(r"(^|[-_])(thinking|reasoning|reasoner|r1|qwq|o\d)([-_.]|$)")
_SIZE = re.compile(r"(^|[-_])(\d+(?:\.\d+)?)b([-_.]|$)")
_SNAPSHOT = re.compile(r"-(20\d{6}|20\d\d-\d\d-\d\d)$")
_ANONYMOUS = re.compile(r"^(stealth/|openrouter/.*-(alpha|beta)$)")


def read_catalogue(path: Path = CATALOGUE) -> pd.DataFrame:
    """Read and check the catalogue of names.

    Returns
    -------
    DataFrame indexed by slug, with the str columns model, label, vendor, family, tier, rule.

    Raises
    ------
    DataError
        With file, row and column.
    """
    table = read_text_table(path, read_bytes(path), COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["slug"])
    return table.set_index("slug")


def base_slug(slug: str) -> str:
    """The slug without its `:variant`."""
    return slug.split(":", 1)[0]


def release_day(slugs: Iterable[str]) -> pd.Timestamp | None:
    """The earliest day that published names bear as their ending (`-20250522`); None without one."""
    found = [_SNAPSHOT.search(base_slug(slug)) for slug in slugs]
    days = [pd.to_datetime(match.group(1), errors="coerce") for match in found if match]
    return min((day for day in days if not pd.isna(day)), default=None)


LONGEST_LABEL = 40
"""Characters of a name made by rule; a longer one would leave no room for the lines of a chart."""


def describe_unknown(slug: str, vendors: dict[str, str]) -> dict[str, str]:
    """Name a slug that the catalogue does not hold, by rule.

    Parameters
    ----------
    slug : without variant.
    vendors : author part of a slug -> vendor, as far as the catalogue knows.
    """
    author, _, name = slug.rpartition("/")
    model = _SNAPSHOT.sub("", slug)
    words = [word for word in re.split(r"[-_\s]+", _SNAPSHOT.sub("", name)) if word]
    label = " ".join(word if any(map(str.isupper, word)) else _capital(word) for word in words)
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rstrip() + "…"
    vendor = vendors.get(author) or _capital(author)[:LONGEST_LABEL] or "unknown"
    tier, rule = _tier_by_name(slug, name.lower())
    if tier == "other":
        vendor = "anonymous"
    return {
        "model": model,
        "label": label or slug[:LONGEST_LABEL],
        "vendor": vendor,
        "family": label.split(" ")[0] if label else slug[:LONGEST_LABEL],
        "tier": tier,
        "rule": rule,
    }


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _tier_by_name(slug: str, name: str) -> tuple[str, str]:
    if _ANONYMOUS.match(slug):
        return "other", "kind:anonymous"
    for tier, pattern in (("code", _CODE), ("light", _LIGHT), ("reasoning", _REASONING)):
        if match := pattern.search(name):
            return tier, f"name:{match.group(2)}"
    if match := _SIZE.search(name):
        billions = float(match.group(2))
        return ("open_small" if billions <= 40 else "open_large"), f"size:{match.group(2)}b"
    return "flagship", "unknown"


def annotate(usage: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """Add the names to a usage frame.

    Returns
    -------
    DataFrame with `slug` (as published, with variant) and `model`, `label`, `vendor`, `family`,
    `tier`; on the `other` row all of them are `other`. Adding up by `model` joins variants and dated
    snapshots of one model; by `slug` keeps the rows as published.
    """
    vendors = {
        slug.rpartition("/")[0]: vendor
        for slug, vendor in catalogue["vendor"].items()
        if vendor != "anonymous"
    }
    known = catalogue.to_dict("index")
    names = {}
    for slug in usage["model"].unique():
        base = base_slug(slug)
        if slug == OTHER:
            names[slug] = dict.fromkeys(COLUMNS[1:-1], OTHER)
        else:
            names[slug] = known.get(base) or describe_unknown(base, vendors)
    named = pd.DataFrame.from_dict(names, orient="index")[COLUMNS[1:-1]]
    return usage.rename(columns={"model": "slug"}).join(named, on="slug")
