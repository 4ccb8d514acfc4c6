"""Model names: slug -> model, label, vendor, family, tier.

The catalogue `data/models.csv` names what is known; a slug it does not hold is named by rule (see
`naming`), so that data of any period can be told.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from tokenbook import ROOT
from tokenbook.errors import DataError
from tokenbook.naming import (
    LONGEST_LABEL,
    ROUTE,
    base_slug,
    family_of,
    is_anonymous,
    label_of,
    model_of,
    snapshot_day,
    tier_of,
)
from tokenbook.rows.tables import SLUG, check, check_unique, read_bytes, read_text_table
from tokenbook.rows.usage import OTHER

ANONYMOUS = "anonymous"
"""In place of a vendor: offered under a code name."""

CATALOGUE = ROOT / "data" / "models.csv"

TIERS = ("flagship", "light", "reasoning", "code", "open_large", "open_small", "other")

NAMES = ["model", "label", "vendor", "family", "tier"]
"""What annotating adds to rows."""

REVEALED = ["revealed_as", "revealed_by"]
"""What is evidenced of an anonymous model's maker, and by whom it was said; empty where nothing is."""

COLUMNS = ["slug", *NAMES, "rule", *REVEALED]

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
        **{name: pa.Column(str) for name in REVEALED},
    }
)


def read_catalogue(path: Path = CATALOGUE) -> pd.DataFrame:
    """Read and check the catalogue of names.

    Returns
    -------
    DataFrame indexed by slug, with the str columns model, label, vendor, family, tier, rule,
    revealed_as, revealed_by.

    Raises
    ------
    DataError
        With file, row and column.
    """
    table = read_text_table(path, read_bytes(path), COLUMNS)
    check(path, table, SCHEMA)
    check_unique(path, table, ["slug"])
    half = (table["revealed_as"] == "") != (table["revealed_by"] == "")
    named = (table["revealed_as"] != "") & (table["vendor"] != ANONYMOUS)
    for row in table.index[half | named][:1]:
        raise DataError(
            path,
            f"{table.at[row, 'revealed_as']!r}, said by {table.at[row, 'revealed_by']!r}",
            f"both or neither, and only where the vendor is {ANONYMOUS}",
            row=int(row),
            column="revealed_as and revealed_by",
        )
    _check_alike(path, table)
    return table.set_index("slug")


def _check_alike(path: Path, table: pd.DataFrame) -> None:
    """Refuse a model that two rows name differently, and a label that two models share.

    A chart would draw the one twice, and the other two as one.
    """
    for key, same in (("model", NAMES[1:]), ("label", ["model"])):
        usual = table.groupby(key, sort=False)[same].transform("first")
        differs = (table[same] != usual).any(axis=1)
        for row in table.index[differs][:1]:
            column = next(name for name in same if table.at[row, name] != usual.at[row, name])
            first = table.index[table[key] == table.at[row, key]][0]
            raise DataError(
                path,
                repr(table.at[row, column]),
                f"{usual.at[row, column]!r}, as the {key} {table.at[row, key]!r} has it in row {first}",
                row=int(row),
                column=column,
            )


def release_day(slugs: Iterable[str]) -> pd.Timestamp | None:
    """The earliest day that published names bear as their ending (`-20250522`); None without one.

    It is the day of a snapshot, and need not be the day of release.
    """
    days = [pd.to_datetime(day, errors="coerce") for day in map(snapshot_day, slugs) if day]
    return min((day for day in days if not pd.isna(day)), default=None)


def describe_unknown(slug: str, vendors: dict[str, str]) -> dict[str, str]:
    """Name a slug that the catalogue does not hold, by rule (see `naming`).

    Parameters
    ----------
    slug : without variant.
    vendors : author part of a slug -> vendor, as far as the catalogue knows.
    """
    author = slug.rpartition("/")[0]
    tier, rule = tier_of(slug)
    vendor = vendors.get(author) or (author[:1].upper() + author[1:])[:LONGEST_LABEL] or "unknown"
    return {
        "model": model_of(slug),
        "label": label_of(slug),
        "vendor": ANONYMOUS if is_anonymous(slug) else vendor,
        "family": family_of(slug),
        "tier": tier,
        "rule": rule,
    }


UNCLASSED = "unclassed"
"""Tier of a model whose name does not tell it, where that is not taken for a flagship."""


def annotate(usage: pd.DataFrame, catalogue: pd.DataFrame, own: bool = False) -> pd.DataFrame:
    """Add the names to a usage frame.

    Parameters
    ----------
    own : the rows are somebody's own log: names in it may mean anything, and what tells no tier has none.

    Returns
    -------
    DataFrame with `slug` (as published, with variant) and `model`, `label`, `vendor`, `family`,
    `tier`; on the `other` row all of them are `other`. Adding up by `model` joins variants and dated
    snapshots of one model; by `slug` keeps the rows as published.
    """
    vendors = {
        slug.rpartition("/")[0]: vendor for slug, vendor in catalogue["vendor"].items() if vendor != ANONYMOUS
    }
    known = catalogue.to_dict("index")
    names = {}
    for slug in usage["model"].unique():
        base = base_slug(slug)
        if slug == OTHER:
            names[slug] = dict.fromkeys(NAMES, OTHER)
        else:
            names[slug] = known.get(base) or describe_unknown(base, vendors)
            if own and names[slug]["rule"] == "unknown":
                names[slug] = names[slug] | {"tier": UNCLASSED}
            if own and base not in known and ROUTE.match(base):
                # whoever reaches a model has not made it
                names[slug] = names[slug] | {"vendor": "unknown"}
    named = pd.DataFrame.from_dict(names, orient="index")[NAMES]
    return usage.rename(columns={"model": "slug"}).join(named, on="slug")
