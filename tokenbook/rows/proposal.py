"""An edition's settings, proposed from its rows by stated rules; a person may change every one."""

from collections.abc import Callable

import pandas as pd
import yaml

from tokenbook import measures
from tokenbook.rows.usage import OTHER

TOP_N = 9
"""As in the article's chart."""

HEAD = """\
# yaml-language-server: $schema=../edition.schema.json
# Written by update_data.py from the rows, by the rule that stands above each entry. Edit by hand:
# the file is left alone from now on. Names are those of data/models.csv or of the rows' slugs.

# market: OpenRouter's rankings; own: rows of your own
kind: {kind}

# the first and the last day, or "all" for whatever the rows cover
period: {period}

# how many models of a week stand by name; the rest is "Others" (nine, as in the article's chart)
top_n: {top_n}

chapters:
"""


class _Rows:
    """The rows of an edition as the rules look at them."""

    def __init__(self, rows: pd.DataFrame):
        # too little data for complete weeks: what there is must do
        weeks = measures.complete(rows)
        self.rows = (weeks if len(weeks) else rows).query("slug != @OTHER", local_dict={"OTHER": OTHER})
        every = pd.Index(self.rows["week"].unique())
        self.early, self.late = every[: len(every) // 2 or 1], every[len(every) // 2 :]
        self.edge = every[:4]

    def largest(self, by: str = "model", weeks: pd.Index | None = None, **only: object) -> list[str]:
        """Values of `by`, most tokens first; `only` column = value, or one of a list of values."""
        rows = self.rows if weeks is None else self.rows[self.rows["week"].isin(weeks)]
        for column, value in only.items():
            rows = rows[rows[column].isin(value if isinstance(value, list | tuple) else [value])]
        rows = rows[~rows[by].isin(measures.NAMELESS.get(by, []))]
        tokens = rows.groupby(by)["tokens"].sum().sort_values(ascending=False, kind="stable")
        return list(tokens[tokens > 0].index)

    def of(self, model: str | None, column: str) -> str | None:
        """What the names say of a model."""
        found = self.rows.loc[self.rows["model"] == model, column]
        return found.iloc[0] if len(found) else None


def _flash(rows: _Rows) -> list[tuple[str, str, object]]:
    leading = (rows.largest(weeks=rows.late, tier="light") or rows.largest())[0]
    both = [
        vendor
        for vendor in rows.largest("vendor", tier="light")
        if rows.largest(vendor=vendor, tier="flagship")
    ]
    vendors = [vendor for vendor in both if vendor != rows.of(leading, "vendor")] or both
    middle = rows.largest(vendor=vendors[0], tier="light")[0] if vendors else None
    return [
        ("light_tiers", "the classes that count as light, by name", ["light"]),
        (
            "mid_priced",
            "the largest light model of the largest vendor that has flagships too, beside the leading one "
            "where there is another",
            middle,
        ),
        (
            "flagships",
            "the two largest flagships of that vendor",
            rows.largest(vendor=vendors[0], tier="flagship")[:2] if vendors else [],
        ),
    ]


def _disruptors(rows: _Rows) -> list[tuple[str, str, object]]:
    at_first = rows.largest("vendor", weeks=rows.edge)[:3]
    share = measures.named(measures.shares(rows.rows, "vendor"))
    growth = share.reindex(rows.late).mean() - share.reindex(rows.early).mean()
    growth = growth.drop(at_first, errors="ignore").sort_values(ascending=False, kind="stable")
    vendors = list(growth.index[:2])
    versions = rows.largest(vendor=vendors[0])[:2] if vendors else []
    first_week = rows.rows.groupby("model")["week"].min()
    ranks = measures.ranks(rows.rows, "model")
    seen = ranks.columns[(ranks <= 20).any()]
    came = first_week[seen].sort_values(kind="stable")
    latest = came.index[-1] if came.iloc[-1] > came.iloc[0] else None
    old = [model for model in rows.largest(weeks=rows.edge)[:8] if rows.of(model, "vendor") not in vendors]
    return [
        (
            "vendors",
            "the two vendors that gained most between the halves, without the three largest at the start",
            vendors,
        ),
        ("versions", "the two largest models of the first of them", versions),
        ("displaced", "the eight largest models of the first four weeks, without those vendors", old),
        ("newcomer", "the model that was the last to enter a week's top 20", latest),
    ]


def _specialists(rows: _Rows) -> list[tuple[str, str, object]]:
    coder, stable = (next(iter(rows.largest(tier=tier)), None) for tier in ("code", "flagship"))
    kin = rows.largest(family=rows.of(stable, "family"), vendor=rows.of(stable, "vendor"))
    first = rows.rows.groupby("model")["week"].min()
    family = [stable, *[model for model in kin if first[model] > first[stable]][:1]] if stable else []
    return [
        ("coder", "the largest model for code", coder),
        ("stable", "the largest flagship", stable),
        ("stable_family", "it and the largest model of its family that came later", family),
    ]


CHAPTERS: dict[str, Callable[[_Rows], list[tuple[str, str, object]]]] = {
    "flash_mini": _flash,
    "disruptors": _disruptors,
    "specialists": _specialists,
}


def propose(rows: pd.DataFrame, period: object, kind: str = "market") -> str:
    """The text of an `edition.yml`.

    Parameters
    ----------
    rows : usage frame with names, of the period's weeks.
    period : {"start": …, "end": …} or "all".
    kind : "market" or "own".
    """
    seen = _Rows(rows)
    named = len(seen.largest())
    top_n = min(TOP_N, max(2, named - 1))
    text = HEAD.format(kind=kind, period=_flow(period).replace("'", ""), top_n=top_n)
    if not named:
        return text.replace("chapters:\n", "# no model has a name in these rows\nchapters: {}\n")
    for chapter, rules in CHAPTERS.items():
        text += f"  {chapter}:\n"
        for name, rule, value in rules(seen):
            text += f"    # {rule}\n    {name}: {_flow(value)}\n"
    return text


def _flow(value: object) -> str:
    """A value as YAML in one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return text.strip().removesuffix("...").strip()
