"""What the explorer of the site is given: an edition's complete weeks by model, in one compact file.

What an edition does not know is not in the file, and the page does not offer it: free use, weights,
prices, events.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tokenbook import measures
from tokenbook import prices as costs
from tokenbook.charts.colours import OTHER_HUE, for_page, vendor_hue
from tokenbook.charts.style import model_hues
from tokenbook.editions import Edition
from tokenbook.models import TIERS, UNCLASSED
from tokenbook.naming import base_slug
from tokenbook.rows.usage import OTHER
from tokenbook.side import read_events, read_releases, weights_of
from tokenbook.wording import N_, Wording

FILE = "explorer.json"

MOST = 10
"""How many lines have a colour of their own; what is chosen beyond them is drawn in grey."""

LIMIT = 60
"""How many lines can be chosen at all."""

TIER_WORDS = {
    "flagship": N_("Flagships"),
    "light": N_("Light models"),
    "reasoning": N_("Reasoning models"),
    "code": N_("Coding models"),
    "open_large": N_("Large open models"),
    "open_small": N_("Small open models"),
    "other": N_("Anonymous models"),
    UNCLASSED: N_("Models without a class"),
}

WORDS = {
    "other": N_("nameless rest"),
    "anonymous": N_("anonymous"),
    "rest": N_("all others"),
    "free": N_("free of charge"),
    "paid": N_("paid"),
    "open": N_("open weights"),
    "closed": N_("closed"),
    "unclear": N_("not known"),
    "unknown": N_("Not in the data and left out: {names:text}"),
    "cut": N_("The address asks for more than {limit:count} lines; the first ones are shown."),
    "none": N_("Nothing is called that."),
    "empty": N_("Nothing is chosen. Choose names in the ranking below."),
    "silent": N_("None of the chosen names has a value in these weeks."),
    "remove": N_("Take {name:text} away"),
    "focus": N_("Bring {name:text} to the fore"),
    "copied": N_("The link is copied."),
    "embedded": N_("The lines for embedding are copied."),
    "uncopied": N_("The browser does not allow copying; here it is to copy by hand: {text:text}"),
    "failed": N_("The data could not be loaded; the figure shows the largest models."),
    "partial": N_("The edition {name:text} could not be loaded; its weeks are missing."),
    "alt": N_("{title:text}. {summary:text}."),
    "item": N_("{name:text}: at most {most:text} in the week of {week:text}, at the end {last:text}"),
    "best": N_("{name:text}: at best {most:text} in the week of {week:text}, at the end {last:text}"),
    "week": N_("Week of"),
    "shown": N_("{shown:text} of {all:text}"),
    "titleRange": N_("{what:text}, {first:text} to {last:text}"),
    "base": N_("first value = 100"),
    "unit.share": N_("share of the week's tokens"),
    "unit.tokens": N_("tokens per week, in {unit:text}"),
    "unit.spend": N_("at list price, in millions of US dollars per week"),
    "unit.price": N_("list price, US dollars per million tokens"),
    "unit.rank": N_("rank in the week"),
    "unit.full": N_("share of the week"),
    "band": N_(
        "The band reaches from {low:share:0} to {high:share:0} prompt tokens, because the data do not tell "
        "prompts from answers; the line is its middle. List prices know no discounts, and of an open model "
        "only one host."
    ),
    "gap": N_("Where a line breaks off, the source has no row of that name in that week."),
    "column.name": N_("Name"),
    "column.tokens": N_("Tokens"),
    "column.share": N_("Share"),
    "column.change": N_("Change"),
    "column.best": N_("Best rank"),
    "column.weeks": N_("Weeks"),
    "events": N_("Events in these weeks"),
}
"""What the page's script says, under the names by which it asks."""

FILLED = (
    "names",
    "name",
    "title",
    "summary",
    "most",
    "week",
    "last",
    "shown",
    "all",
    "text",
    "what",
    "first",
)
"""Fields of these messages that the script fills."""


EVENT_WORDS = {
    "event_release": N_("{name:text} comes out"),
    "event_free_from": N_("{name:text}: first day at no charge"),
    "event_free_to": N_("{name:text}: last day at no charge"),
    "event_price_change": N_(
        "{name:text}: list price per million tokens (prompt/answer) from {before:text} to {after:text} USD"
    ),
    "event_outage": N_("The source has no rows of this day"),
}
"""The labels of `data/events.csv`."""


@dataclass(frozen=True)
class Beside:
    """What is known beside an edition's rows; None where it is not.

    Attributes
    ----------
    prices : list prices: week, model_permaslug, prompt, completion (US dollars per million tokens; missing
        where nobody saw one).
    releases : slug (without variant), released (datetime64), released_is, open_weights ("yes" or "no";
        anything else says nothing).
    events : date, label (text for readers), model (id; empty for the source's own).
    free : model_permaslug, from, to: the days on which it was used at price 0.
    """

    prices: pd.DataFrame | None = None
    releases: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    free: pd.DataFrame | None = None


def beside(edition: Edition, say: Wording) -> Beside:
    """What an edition, and the book, know beside its rows."""
    return Beside(
        prices=edition.prices,
        releases=read_releases(),
        events=_worded(edition, read_events(), say),
        free=edition.free if len(edition.free) else None,
    )


def _worded(edition: Edition, events: pd.DataFrame, say: Wording) -> pd.DataFrame:
    """The events of an edition's models and of the source, as a reader is told them."""
    models = edition.rows.drop_duplicates("slug").set_index("slug")["model"]
    bases = {base_slug(slug): model for slug, model in models.items()}
    told = []
    for event in events.to_dict("records"):
        subject = event["subject"]
        model = models.get(subject, bases.get(base_slug(subject))) if subject else ""
        if model is None or (edition.own and not subject):
            continue  # of a model that is not here; what a source lacks says nothing of another's rows
        name = edition.label(model) if model else ""
        template = EVENT_WORDS[event["label"]]
        text = say(template, name=name, before=event["from_price"], after=event["to_price"])
        told.append((event["date"], text, model))
    frame = pd.DataFrame(told, columns=["date", "label", "model"])
    # names of one model come out and become free on the same day
    return frame.drop_duplicates().reset_index(drop=True)


def contents(edition: Edition, known: Beside = Beside()) -> dict[str, Any]:
    """An edition as the explorer reads it.

    Returns
    -------
    dict with `edition`, `weeks` (complete ones, as days), `totals` (tokens of all rows), `vendors` (name ->
    colour), `models` and, where known, `events`. A model, largest first, has its names, `at` (number of
    its first week) and from there on, one value a week, `tokens` (None without a row). Where known:
    `free`, tokens that nobody paid for, left out where there are none; `prompt` and `completion`, mean
    list price of the tokens that had one above 0, and their number `paid`, left out where all had.
    """
    rows = edition.weeks
    weeks = sorted(rows["week"].unique())
    # an edition that does not tell free from paid use has no spending either
    prices = known.prices if "free_tokens" in rows else None
    events = known.events
    if prices is not None:
        rows = _with_cost(rows, prices)
    weights = open_weights(rows, known.releases)
    counted = [name for name in ("tokens", "free_tokens", "paid", "prompt", "completion") if name in rows]
    sums = rows.groupby(["model", "week"])[counted].sum(min_count=1)
    if prices is not None:
        # what a million paid tokens cost on average, where a model has several names
        paid = sums["paid"].where(sums["paid"] > 0)
        sums[["prompt", "completion"]] = sums[["prompt", "completion"]].div(paid, axis=0) * costs.MILLION
    hues = {**model_hues(edition.rows), OTHER: OTHER_HUE}
    order = rows.groupby("model")["tokens"].sum().sort_values(ascending=False, kind="stable").index
    firsts = rows.drop_duplicates("model").set_index("model")
    found = {
        "edition": edition.name,
        "weeks": [f"{week:%Y-%m-%d}" for week in weeks],
        "totals": [int(total) for total in measures.totals(rows).loc[weeks]],
        "vendors": {vendor: for_page(vendor_hue(vendor)) for vendor in rows["vendor"].unique()},
        "models": [
            _model(edition, model, firsts.loc[model], for_page(hues[model]), sums.loc[model].reindex(weeks))
            | ({"open": weights[model]} if model in weights else {})
            for model in order
        ],
    }
    if events is not None:
        inside = events[events["date"].between(weeks[0], weeks[-1] + pd.Timedelta(days=6))]
        found["events"] = [[f"{row.date:%Y-%m-%d}", row.label, row.model] for row in inside.itertuples()]
    return found


def _model(
    edition: Edition, model: str, first: pd.Series, colour: str, weeks: pd.DataFrame
) -> dict[str, Any]:
    here = weeks["tokens"].notna().to_numpy().nonzero()[0]
    start, end = here[0], here[-1] + 1
    found = {
        "id": model,
        "label": OTHER if model == OTHER else edition.label(model),
        **{name: first[name] for name in ("vendor", "family", "tier")},
        "colour": colour,
        "at": int(start),
    }
    columns = {name: [_short(value) for value in weeks[name].iloc[start:end]] for name in weeks}
    found["tokens"] = columns.pop("tokens")
    for name, values in columns.items():
        # what is nowhere takes no room, nor do prices that all tokens have
        if any(values) and not (name == "paid" and values == found["tokens"]):
            found[name.removesuffix("_tokens")] = values
    return found


def _short(value: float) -> float | int | None:
    """A value as it stands in the file: whole tokens, dollars to six digits."""
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.6g}")


def _with_cost(rows: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """The rows with what they cost as prompts and as answers, in dollars; missing without a price.

    Of `paid` there are the tokens that had a price above 0; `other` has neither.
    """
    frame = costs.priced(rows, prices)
    seen = frame["prompt"].notna()
    above = (frame["prompt"] > 0) | (frame["completion"] > 0)
    paid = frame["paid_tokens"].where(above, 0).where(seen)
    spent = {name: paid * frame[name] / costs.MILLION for name in ("prompt", "completion")}
    nameless = rows[rows["slug"] == OTHER]
    return pd.concat([frame.assign(paid=paid, **spent), nameless], ignore_index=True)


def open_weights(rows: pd.DataFrame, releases: pd.DataFrame | None) -> dict[str, bool]:
    """Whether a model's weights are open, for those of which it is known: under any of its names."""
    if releases is None:
        return {}
    names = rows.drop_duplicates("slug")
    told = weights_of(names["slug"], releases).set_axis(names["model"])
    told = told[told.isin(["yes", "no"])]
    found: dict[str, bool] = told.eq("yes").groupby(level=0).any().to_dict()
    return found


def as_json(found: dict[str, Any]) -> str:
    """The contents as text; never with what JSON does not know."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


CONTROLS = {
    "show": (
        N_("Compare"),
        {
            "models": N_("Models"),
            "vendors": N_("Vendors"),
            "families": N_("Families"),
            "tiers": N_("Kinds of models"),
            "free": N_("Free and paid use"),
            "open": N_("Open and closed models"),
        },
    ),
    "unit": (
        N_("Measure"),
        {
            "share": N_("Shares of all tokens"),
            "tokens": N_("Tokens"),
            "spend": N_("Spending at list price"),
            "price": N_("List price"),
        },
    ),
    "form": (
        N_("Drawn as"),
        {
            "lines": N_("Lines"),
            "stacked": N_("Stacked areas"),
            "full": N_("Areas of 100 %"),
            "ranks": N_("Ranks"),
        },
    ),
    "scale": (
        N_("Axis"),
        {"linear": N_("From zero"), "log": N_("Logarithmic"), "index": N_("Start = 100")},
    ),
}
"""What can be chosen, by the names that stand in the address; `explorer.js` knows the same."""

PRESETS = {
    "": N_("The five largest models"),
    "weeks=all": N_("All years together"),
    "form=ranks&top=10": N_("The ranks of the ten largest"),
    "scale=log&top=30": N_("Thirty models at once"),
    "sort=-change&form=ranks&top=20": N_("Who rose, who fell"),
    "show=vendors&form=full": N_("The vendors' shares"),
    "show=vendors&scale=index": N_("The vendors' growth"),
    "show=tiers&form=full": N_("Large, light, coding models"),
    "show=free&form=full": N_("Free and paid"),
    "show=open&form=full": N_("Open and closed"),
    "show=vendors&unit=spend": N_("What it would have cost"),
    "unit=price&scale=log&top=10": N_("List prices of the ten largest"),
}
"""Addresses worth a look in any edition -> what they show."""


def page(say: Wording, edition: Edition, names: list[str], private: Collection[str] = ()) -> dict[str, Any]:
    """What the page's template needs, beside its source line.

    Parameters
    ----------
    names : of the editions of the site, the one at its root first; empty where only this one is known.
    private : those of them that are somebody's own log: their weeks are joined to no others.
    """
    others = [name for name in names if name != edition.name and name not in private and not edition.own]
    here = f"{say.lang}/data/{FILE}"
    up = "../" * (2 if not names or edition.name == names[0] else 3)
    # the first edition stands at the site's root, see `published.href`
    roots = [up if name == names[0] else f"{up}{name}/" for name in others]
    weeks = edition.rows["week"].nunique() - edition.weeks["week"].nunique()
    unit, unit_name = say.unit(float(measures.totals(edition.weeks).max()))
    return {
        "sources": [f"../data/{FILE}", *(f"{root}{here}" for root in roots)],
        "editions": [edition.name, *others],
        "file": FILE,
        "short": weeks,
        "most": MOST,
        "limit": LIMIT,
        "prompts": costs.BLENDS,
        "unit": unit,
        "words": words(say, unit_name),
        "controls": [
            {"name": name, "text": say(text), "options": {key: say(word) for key, word in options.items()}}
            for name, (text, options) in CONTROLS.items()
        ],
        "presets": {asked: say(text) for asked, text in PRESETS.items()},
    }


def words(say: Wording, unit: str) -> dict[str, str]:
    """What the page's script says in one language; the values that it fills in stay fields.

    Parameters
    ----------
    unit : in what tokens are counted.
    """
    fields = {name: f"{{{name}}}" for name in FILLED}
    low, high = costs.BLENDS
    values = {**fields, "limit": LIMIT, "low": low, "high": high, "unit": unit}
    return {
        **{key: say(message, **values) for key, message in WORDS.items()},
        **{f"tier.{tier}": say(TIER_WORDS[tier]) for tier in (*TIERS, UNCLASSED)},
        "locale": say.locale.replace("_", "-"),
        "percent": say.language.percent,
    }
