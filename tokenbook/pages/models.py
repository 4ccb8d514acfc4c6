"""The page of models: everyone that reached a week's first places, with its course and its figures."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tokenbook import measures, places
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.charts.colours import for_page
from tokenbook.charts.style import model_hues
from tokenbook.editions import Edition
from tokenbook.explorer import TIER_WORDS, Beside, beside
from tokenbook.naming import base_slug
from tokenbook.notebook import Chapter
from tokenbook.rows.usage import OTHER
from tokenbook.wording import Wording

FIRST_SEEN = "first day in the data"
"""In `released_is`: the day says nothing of a release."""

PLACES = 20
"""A model is on the page if it reached this rank in some complete week."""

CURVE = (300.0, 70.0)
"""Width and height of a card's curve, in the units of its SVG."""


@dataclass(frozen=True)
class Model:
    """A model of the page.

    Attributes
    ----------
    anchor : its place on the page, and in every address that leads there.
    released : the day its maker released it, as far as known.
    tokens : of all complete weeks; `share` of them.
    best, best_week : best weekly rank and the first week of it.
    among, leading : weeks in the first `PLACES`, and weeks in the first place.
    first, last : first and last complete week with a row.
    shares, ranks : by week (missing without a row); all weeks of the edition.
    price : prompt and completion of its last priced week, USD per million tokens; None where unknown.
    free_days : days at no charge; None where unknown.
    events : day and text of what happened to it.
    """

    id: str
    anchor: str
    label: str
    vendor: str
    family: str
    tier: str
    colour: str
    released: pd.Timestamp | None
    tokens: int
    share: float
    best: int
    best_week: pd.Timestamp
    among: int
    leading: int
    first: pd.Timestamp
    last: pd.Timestamp
    shares: pd.Series = field(repr=False)
    ranks: pd.Series = field(repr=False)
    price: tuple[float, float] | None = None
    free_days: int | None = None
    events: tuple[tuple[pd.Timestamp, str], ...] = ()

    @property
    def peak(self) -> float:
        """Its largest share of a week's tokens."""
        return float(self.shares.max())


def anchor(model: str) -> str:
    """A model's anchor: letters, digits and dashes of its name."""
    return "model-" + re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")


def listed(edition: Edition, known: Beside = Beside()) -> list[Model]:  # noqa: B008 frozen
    """The models that reached the first `PLACES` of a complete week, most tokens first."""
    weeks = edition.weeks
    ranks = measures.ranks(weeks, "model")
    shares = measures.shares(weeks, "model").where(measures.tokens_by(weeks, "model") > 0)
    sums = weeks.groupby("model")["tokens"].sum().drop(OTHER, errors="ignore")
    names = weeks.drop_duplicates("model").set_index("model")
    slugs = weeks.groupby("model")["slug"].unique()
    hues = model_hues(edition.rows)
    best = ranks.min()
    taken: set[str] = set()
    found = []
    for model in sums.sort_values(ascending=False, kind="stable").index:
        if not best[model] <= PLACES:
            continue
        place = anchor(model)
        while place in taken:  # two names that differ in their signs alone
            place += "-2"
        taken.add(place)
        here = ranks[model].dropna()
        found.append(
            Model(
                id=model,
                anchor=place,
                label=edition.label(model),
                **{name: names.at[model, name] for name in ("family", "tier")},
                vendor="–"
                if edition.own and names.at[model, "vendor"] == "unknown"
                else names.at[model, "vendor"],
                colour=for_page(hues[model]),
                released=_released(slugs[model], known.releases),
                tokens=int(sums[model]),
                share=float(sums[model] / weeks["tokens"].sum()),
                best=int(best[model]),
                best_week=here.idxmin(),
                among=int((here <= PLACES).sum()),
                leading=int((here == 1).sum()),
                first=here.index[0],
                last=here.index[-1],
                shares=shares[model],
                ranks=ranks[model],
                price=_price(slugs[model], known.prices),
                free_days=_free_days(edition, slugs[model], known.free),
                events=_events(edition, model, known.events),
            )
        )
    return found


def _price(slugs: list[str], prices: pd.DataFrame | None) -> tuple[float, float] | None:
    """The last price above 0 under any of a model's names."""
    if prices is None:
        return None
    own = prices[
        prices["model_permaslug"].isin(list(slugs)) & ((prices["prompt"] > 0) | (prices["completion"] > 0))
    ]
    if own.empty:
        return None
    last = own.sort_values("week", kind="stable").iloc[-1]
    return float(last["prompt"]), float(last["completion"])


def _released(slugs: list[str], releases: pd.DataFrame | None) -> pd.Timestamp | None:
    """The first day on which one of a model's names came out; None where nobody said it."""
    if releases is None:
        return None
    own = releases["slug"].isin([base_slug(slug) for slug in slugs]) & (releases["released_is"] != FIRST_SEEN)
    days = releases.loc[own, "released"].dropna()
    return days.min() if len(days) else None


def _free_days(edition: Edition, slugs: list[str], free: pd.DataFrame | None) -> int | None:
    """On how many days of the edition one of a model's names was used at price 0."""
    if free is None:
        return None
    days: set[pd.Timestamp] = set()
    for row in free[free["model_permaslug"].isin(list(slugs))].to_dict("records"):
        days |= set(pd.date_range(max(row["from"], edition.start), min(row["to"], edition.end)))
    return len(days)


def _events(
    edition: Edition, model: str, events: pd.DataFrame | None
) -> tuple[tuple[pd.Timestamp, str], ...]:
    """What happened to a model within the edition, in the order of the days."""
    if events is None:
        return ()
    own = events[(events["model"] == model) & events["date"].between(edition.start, edition.end)]
    return tuple(own.sort_values("date", kind="stable")[["date", "label"]].itertuples(index=False, name=None))


def curve(values: pd.Series, highest: float, lowest: float = 0.0) -> str:
    """A weekly series as the path of an SVG of the size of `CURVE`; broken where a value is missing."""
    width, height = CURVE
    step = width / max(len(values) - 1, 1)
    parts, pen = [], "M"
    for number, value in enumerate(values):
        if pd.isna(value):
            pen = "M"
            continue
        y = height - (value - lowest) / (highest - lowest or 1) * height
        parts.append(f"{pen}{number * step:.1f} {min(max(y, 0.0), height):.1f}")
        # a week that stands alone would leave no trace
        if pen == "M":
            parts.append("h.1")
        pen = "L"
    return "".join(parts)


def longer(label: str, labels: Iterable[str]) -> list[str]:
    """The names that begin with a name and go on: where they stand, the shorter one is not meant."""
    return sorted(other for other in labels if other.startswith(f"{label} "))


def mentions(found: list[Model], labels: Iterable[str], texts: dict[str, str]) -> dict[str, list[str]]:
    """Which texts speak of which model: id -> keys of `texts`.

    Parameters
    ----------
    labels : every name that may stand in a text, also of models that are not on the page.
    """
    ids = {model.label: model.id for model in found}
    words = sorted({*labels, *ids}, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, words))})(?![\w]|[.-]\w)")
    told: dict[str, list[str]] = {}
    for key, text in texts.items():
        plain = text.replace("\N{NO-BREAK SPACE}", " ")
        for label in dict.fromkeys(pattern.findall(plain)):
            if label in ids:
                told.setdefault(ids[label], []).append(key)
    return told


def show_models(book: Chapter, judgement: Judgement, pages: Mapping[str, str] | None = None) -> None:
    """Show every model that reached a week's first places, each with its card.

    Parameters
    ----------
    pages : slug -> page of each chapter; None: as `_toc.yml` has them.
    """
    names = pages or {slug: place.name for slug, place in places.chapters().items()}
    found = listed(book.edition, beside(book.edition, book.say))
    told, evidence = {}, {}
    # on somebody's own log nothing is judged, and its book has no such chapters
    for entry in () if book.edition.own else STATEMENTS:
        link = f"{names.get(entry.chapter, entry.chapter)}.html#told-{entry.id}"
        told[link] = book.say(entry.text)
        evidence[link] = f"{told[link]} {judgement.findings[entry.id].evidence.to(book.say)}"
    labels = book.edition.labels.values()
    speaks = mentions(found, labels, evidence)
    fields = page(book.say, found, labels, speaks, told)
    book.show("models.html", say=book.say, source=book.source, **fields)


def page(
    say: Wording,
    found: list[Model],
    labels: Iterable[str],
    told: dict[str, list[str]],
    places: dict[str, str],
) -> dict[str, Any]:
    """What the page's template needs.

    Parameters
    ----------
    labels : of all models that a text may name.
    told : model -> keys of `places`, which are links -> what stands there.
    """
    worst = PLACES + 10
    return {
        "models": [
            {
                "model": model,
                "longer": "|".join(longer(model.label, labels)),
                "tier": say(TIER_WORDS[model.tier]),
                "curve": curve(model.shares, model.peak),
                # rank 1 lies on top
                "ranks": curve(-model.ranks.where(model.ranks <= worst), -1.0, -float(worst)),
                "told": {key: places[key] for key in told.get(model.id, [])},
            }
            for model in found
        ],
        "prices": any(model.price for model in found),
        "free": any(model.free_days is not None for model in found),
        "box": f"0 -3 {CURVE[0]:.0f} {CURVE[1] + 6:.0f}",
        "worst": worst,
        "places": PLACES,
    }
