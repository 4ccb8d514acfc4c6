"""Statements on light models: Flash, mini, and who prevailed."""

import math

import pandas as pd

from tokenbook import measures, prices, rhythm, said
from tokenbook.article import sensitivity as hangs
from tokenbook.article.grading import by_readings, graded, stepped
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statements, Verdict
from tokenbook.coverage import Given, Present, Span, Weeks
from tokenbook.limits import LADDER, RECENT_WEEKS
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Saying, passage, saying

told = Statements("flash_mini")

LEADERS = ("google/gemini-2.5-flash", "google/gemini-2.0-flash")
VENDOR = "Google"
FIXTURE = "openai/gpt-4.1-mini"

Readings = dict[str, dict[Verdict, str]]


def _told(readings: Readings, found: dict[str, Verdict], numbers: dict[str, object]) -> Saying:
    """What each reading of a sentence says, one after the other."""
    parts = [saying(readings[name][verdict], **numbers) for name, verdict in found.items()]
    return passage(parts, **numbers)


BY_NAME: dict[Verdict, str] = {
    Verdict.SUPPORTED: N_(
        "By the names that the article lists, “Fast” among them, the sentence holds: light models went from "
        "{wide_first:share} of the tokens in the first quarter to {wide_last:share} in the fourth, when "
        "flagships had {flagship:share}."
    ),
    Verdict.PARTLY: N_(
        "By the names that the article lists, “Fast” among them, it holds in part: light models went from "
        "{wide_first:share} of the tokens in the first quarter to {wide_last:share} in the fourth, when "
        "flagships had {flagship:share}."
    ),
    Verdict.CONTRADICTED: N_(
        "By the names that the article lists, “Fast” among them, it does not hold: light models went from "
        "{wide_first:share} of the tokens in the first quarter to {wide_last:share} in the fourth, when "
        "flagships had {flagship:share}."
    ),
}
BY_CLASS: dict[Verdict, str] = {
    Verdict.SUPPORTED: N_(
        "Without the models for programming it holds: from {first:share} in the first quarter to "
        "{last:share} in the fourth."
    ),
    Verdict.PARTLY: N_(
        "Without the models for programming it holds in part: {first:share} in the first quarter and "
        "{last:share} in the fourth, {edge_first:share} in the first weeks and {edge_last:share} in the last."
    ),
    Verdict.CONTRADICTED: N_(
        "Without the models for programming it does not: {first:share} in the first quarter and "
        "{last:share} in the fourth, {edge_first:share} in the first weeks and {edge_last:share} in the last."
    ),
}


@told.add(
    "flash-efficiency",
    "pattern",
    N_("Efficiency won: light models (Flash, mini, Lite, nano, Haiku, Fast, Small) prevailed."),
    figure="tier-shares",
    needs=(Span("quarter", 1), Span("quarter", 4), Given(("light_tiers",))),
    untouched={
        **hangs.TOPS,
        "launch-in": hangs.NO_LAUNCH,
        "apart": hangs.NO_MODELS,
    },
)
def flash_efficiency(scope: Scope) -> Finding:
    """The share of the light models over time, and beside that of the flagships; by classes and by names."""
    tiers = scope.parameter("light_tiers")
    first, last = (scope.joint(scope.span("quarter", n), tiers, "tier") for n in (1, 4))
    flagship = scope.joint(scope.span("quarter", 4), ["flagship"], "tier")
    # the quarter and the weeks at the edges may disagree: the share swings within the year
    edge_first, edge_last = scope.ends(measures.joint_share(scope.weeks, tiers, "tier"))
    wide = hangs.fast_light(scope) or scope
    wide_first, wide_last = (wide.joint(wide.span("quarter", n), tiers, "tier") for n in (1, 4))
    found = {
        "names": graded(wide_last > wide_first, wide_last > flagship),
        "classes": graded(last > first, edge_last > edge_first, last > flagship),
    }
    numbers: dict[str, object] = {
        "first": first,
        "last": last,
        "flagship": flagship,
        "edge_first": edge_first,
        "edge_last": edge_last,
        "wide_first": wide_first,
        "wide_last": wide_last,
    }
    return Finding(
        by_readings(*found.values()),
        _told({"names": BY_NAME, "classes": BY_CLASS}, found, numbers),
        saying(
            N_("by name {wide_first:share} → {wide_last:share}, by class {first:share} → {last:share}"),
            **numbers,
        ),
        value=last,
        unit="share",
    )


@told.add(
    "flash-gemini",
    "pattern",
    N_("Gemini 2.5 Flash and Gemini 2.0 Flash dominated from the middle to the end of the year."),
    cast=LEADERS,
    limits=("majority", "leading"),
    figure="leading-ranks",
    needs=(Span("half", 2), Present(LEADERS, 1, "any")),
    dated=Span("half", 2),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "launch-in": hangs.COUNT,
        "mean-of-weeks": hangs.NO_POOL,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def flash_gemini(scope: Scope) -> Finding:
    """In how many weeks of the second half one of the two was the largest model, or among the first."""
    half = scope.span("half", 2)
    rank = scope.series(LEADERS, measures.ranks(half, "model")).min(axis=1)
    joint = scope.series(LEADERS, measures.shares(half, "model")).sum(axis=1)
    weeks = half["week"].nunique()
    first, leading = int((rank == 1).sum()), int((rank <= scope.limit("leading")).sum())
    top = measures.weeks_at_number_one(half, "model")
    dominated = first > scope.limit("majority") * weeks
    return Finding(
        stepped(dominated, leading > scope.limit("majority") * weeks),
        saying(
            N_(
                "From the week of {start:date} to that of {end:date} one of {names:names} was the largest "
                "model in {first:words} of {weeks:count} weeks and among the first three in "
                "{leading:count}; together they had {share:share} of the tokens in an average week. Most "
                "often in front: {top:text}, in {top_weeks:weeks}."
            ),
            start=half["week"].min(),
            end=half["week"].max(),
            names=scope.labels(LEADERS),
            share=float(joint.mean()),
            first=first,
            leading=leading,
            weeks=weeks,
            top=scope.edition.label(str(top.index[0])),
            top_weeks=int(top.iloc[0]),
        ),
        saying(
            N_("first in {first:count}, leading in {leading:count} of {weeks:count} weeks"),
            first=first,
            leading=leading,
            weeks=weeks,
        ),
        "" if dominated else "over",
        value=float(first),
        unit="weeks",
    )


OF_ALL: dict[Verdict, str] = {
    Verdict.SUPPORTED: N_(
        "Of all tokens from the week of {start:date} to that of {end:date} {vendor:text} had more than half: "
        "{share:share}."
    ),
    Verdict.PARTLY: N_(
        "Of all tokens from the week of {start:date} to that of {end:date} {vendor:text} had the largest "
        "part, {share:share}, but no half."
    ),
    Verdict.CONTRADICTED: N_(
        "Of all tokens from the week of {start:date} to that of {end:date} {vendor:text} had {share:share}; "
        "{top:text} had more, {top_share:share}."
    ),
}
OF_LIGHT: dict[Verdict, str] = {
    Verdict.SUPPORTED: N_(
        "If “high-volume” means the light models, the sentence holds: of their tokens {vendor:text} had "
        "{light:share}."
    ),
    Verdict.PARTLY: N_(
        "If “high-volume” means the light models, {vendor:text} leads without a half: {light:share} of their "
        "tokens."
    ),
    Verdict.CONTRADICTED: N_(
        "If “high-volume” means the light models, the sentence does not hold: of their tokens {vendor:text} "
        "had {light:share}."
    ),
}


@told.add(
    "flash-google-share",
    "figure",
    N_("Google won the lion's share of the high-volume traffic."),
    N_("the lion's share"),
    cast=(VENDOR,),
    limits=("majority",),
    needs=(Span("half", 2), Present((VENDOR,)), Given(("light_tiers",))),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "launch-in": hangs.NO_LAUNCH,
        "apart": hangs.NO_MODELS,
        "closed-flagships": hangs.NO_TIERS,
    },
)
def flash_google_share(scope: Scope) -> Finding:
    """The vendor's share of the second half: of all tokens, and of those of the light models."""
    half = scope.span("half", 2)
    light = half[half["tier"].isin(scope.parameter("light_tiers"))]
    of_all, of_light = _vendors(scope, half), _vendors(scope, light)
    half_of = scope.limit("majority")
    found = {name: _lions(share, half_of) for name, share in (("all", of_all), ("light", of_light))}
    share, top = float(of_all[VENDOR]), str(of_all.idxmax())
    numbers: dict[str, object] = {
        "start": half["week"].min(),
        "end": half["week"].max(),
        "vendor": VENDOR,
        "share": share,
        "light": float(of_light[VENDOR]),
        "top": top,
        "top_share": float(of_all.max()),
    }
    return Finding(
        by_readings(*found.values()),
        _told({"all": OF_ALL, "light": OF_LIGHT}, found, numbers),
        saying(
            N_("{value:share} of all, {light:share} of light models' tokens"),
            value=share,
            light=numbers["light"],
            top=top,
        ),
        "over" if found["all"] == found["light"] == Verdict.CONTRADICTED else "",
        value=share,
        unit="share",
    )


def _vendors(scope: Scope, rows: pd.DataFrame) -> pd.Series:
    """Shares of the vendors that have a name; `NoRowsError` where the one in question is not among them."""
    share = measures.named(scope.shares(rows, "vendor").to_frame().T.rename_axis(columns="vendor")).iloc[0]
    if VENDOR not in share:
        raise NoRowsError(VENDOR, [VENDOR])
    return share


def _lions(share: pd.Series, majority: float) -> Verdict:
    return stepped(share[VENDOR] > majority, share.idxmax() == VENDOR)


STOOD = N_(
    "From {start:date} to {end:date} {model:text} was among the first {top:count} in {there:count} of "
    "{weeks:weeks}, and in {late:words} of the last {recent:count}; among the first {inner:words} it was in "
    "{within:words}, among the first {outer:count} in {without:count}."
)
KEPT: dict[tuple[Verdict, bool], str] = {
    (Verdict.SUPPORTED, True): N_("That is a fixture, and to the end."),
    (Verdict.SUPPORTED, False): N_("That is a fixture, but not to the end."),
    (Verdict.PARTLY, True): N_(
        "It was there most of the time and a fixture at the end, but not over all these weeks."
    ),
    (Verdict.PARTLY, False): N_(
        "It was there most of the time, but a fixture neither over all these weeks nor at the end."
    ),
    (Verdict.CONTRADICTED, True): N_(
        "It was a fixture at the end, but over all these weeks it was there no more than half of the time."
    ),
    (Verdict.CONTRADICTED, False): N_("It was there no more than half of the time."),
}
"""By what holds over all weeks, and whether it does at the end."""


@told.add(
    "flash-gpt41mini",
    "pattern",
    N_("GPT-4.1 mini stayed a fixture through the year."),
    cast=(FIXTURE,),
    limits=("fixture", "majority", "visible"),
    needs=(Span("half", 2), Present((FIXTURE,), RECENT_WEEKS)),
    dated=Span("year"),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "mean-of-weeks": hangs.NO_POOL,
        "named": hangs.NO_REST,
        **hangs.TIERS,
    },
)
def flash_gpt41mini(scope: Scope) -> Finding:
    """In how many weeks since its first whole one the model stood out, and in how many of the last ones."""
    rank = scope.series([FIXTURE], measures.ranks(scope.weeks, "model"))[FIXTURE]
    rank = scope.since_launch(rank)
    recent = rank.iloc[-RECENT_WEEKS:]
    share, late = (float((weeks <= scope.limit("visible")).mean()) for weeks in (rank, recent))
    fixture, top = scope.limit("fixture"), int(scope.limit("visible"))
    whole = stepped(share >= fixture, share > scope.limit("majority"))
    to_the_end = late >= fixture
    numbers: dict[str, object] = {
        **measures.days_of(rank.index),
        "model": scope.edition.label(FIXTURE),
        "weeks": len(rank),
        "top": top,
        "share": share,
        "recent": len(recent),
        "late": int((recent <= top).sum()),
        "there": int((rank <= top).sum()),
        "inner": LADDER[0],
        "within": int((rank <= LADDER[0]).sum()),
        "outer": LADDER[-1],
        "without": int((rank <= LADDER[-1]).sum()),
    }
    return Finding(
        whole if to_the_end or whole != Verdict.SUPPORTED else Verdict.PARTLY,
        passage(
            [saying(words, **numbers) for words in (STOOD, KEPT[whole, to_the_end])],
            **numbers,
        ),
        saying(N_("top {top:count} in {value:share:0} of the weeks"), top=top, value=share, late=late),
        value=share,
        unit="share",
    )


EACH = N_(
    "Model against model: {verdict:messages}. {model:text} came to {ratios:numbers} times the tokens of "
    "{rivals:names}, each counted from the first whole week that both had."
)
ALL_OF = N_(
    "All models of {vendor:text}: {verdict:messages}. The light ones came to {light:tokens} tokens, the "
    "flagships to {heavy:tokens}."
)
BY_PRICE = N_(
    "By price: {verdict:messages}. Models listed at {low:dollars} to {high:dollars} a million had "
    "{middle:share} of the tokens with a known price, dearer ones {dear:share}."
)
WITHOUT = N_("What counts as daily work, the data do not show.")
SHORT = {
    True: N_("at least {value:number:2} to 1; by price {middle:share:0} to {dear:share:0}"),
    False: N_("at least {value:number:2} to 1"),
}
"""Whether prices are known -> what was measured in short."""


@told.add(
    "flash-midprice",
    "pattern",
    N_("For daily work developers prefer a mid-priced model to a flagship."),
    limits=("mid price from", "mid price to"),
    needs=(Given(("mid_priced", "flagships", "light_tiers")), Weeks(13)),
    untouched={
        **hangs.ENDS,
        **hangs.TOPS,
        "named": hangs.NO_REST,
    },
)
def flash_midprice(scope: Scope) -> Finding:
    """A mid-priced model beside its maker's flagships; all light ones beside these; tokens by list price."""
    model, rivals = scope.parameter("mid_priced"), scope.parameter("flagships")
    tokens = measures.tokens_by(scope.weeks, "model")
    mine = scope.since_launch(scope.series([model], tokens)[model])
    others = scope.series(rivals, tokens)
    # of two models, one of which came in the last week, nothing can be compared
    found_of = {rival: _ratio(mine, scope.since_launch(others[rival])) for rival in others}
    ratios = {rival: ratio for rival, ratio in found_of.items() if not math.isnan(ratio)}
    if not ratios:
        raise NoRowsError("no whole week of both")
    rows = scope.weeks[scope.weeks["week"] >= mine.index[0]]
    vendor = str(measures.attribute(scope.weeks, "vendor")[model])
    sums = rows[rows["vendor"] == vendor].groupby("tier")["tokens"].sum()
    light = float(sums.reindex(scope.parameter("light_tiers")).fillna(0).sum())
    heavy = float(sums.get("flagship", 0))
    found = {
        "each": graded(*(ratio > 1 for ratio in ratios.values())),
        "maker": graded(light > heavy),
    }
    numbers: dict[str, object] = {
        **measures.days_of(mine.index),
        "model": scope.edition.label(model),
        "rivals": scope.labels(ratios),
        "ratios": list(ratios.values()),
        "vendor": vendor,
        "light": light,
        "heavy": heavy,
    }
    by_price = _by_price(scope, rows)
    if by_price:
        found["price"] = graded(by_price["middle"] > by_price["dear"])
        numbers |= by_price
        numbers |= {"low": scope.limit("mid price from"), "high": scope.limit("mid price to")}
    readings = {"each": EACH, "maker": ALL_OF, "price": BY_PRICE}
    parts = [
        saying(readings[name], verdict=[VERDICT_WORDS[verdict]], **numbers) for name, verdict in found.items()
    ]
    least = min(ratios.values())
    return Finding(
        by_readings(*found.values()),
        passage([*parts, saying(WITHOUT)], **numbers),
        saying(SHORT[bool(by_price)], value=least, light=light, heavy=heavy, **by_price),
        value=least,
        unit="ratio",
    )


def _ratio(mine: pd.Series, other: pd.Series) -> float:
    """Tokens of a model over those of another, both from their first whole weeks on; NaN without one."""
    weeks = mine.index.intersection(other.index)
    whole = float(other[weeks].sum())
    return float(mine[weeks].sum()) / whole if whole else math.nan


def _by_price(scope: Scope, rows: pd.DataFrame) -> dict[str, float]:
    """Shares of the tokens with a known price: at a middle one, at a higher one; empty without prices."""
    known = scope.edition.prices
    if known is None or measures.FREE not in rows:
        return {}
    frame = prices.priced(rows, known)
    if not frame["known"].sum():
        return {}
    price = prices.blended(frame["prompt"], frame["completion"], prices.EARLY)
    low, high = scope.limit("mid price from"), scope.limit("mid price to")
    band = (price >= low).astype(int).where(price < high, 2).where(price.notna(), 0)
    share = scope.shares(frame.assign(tokens=frame["known"], band=band), "band")
    return {"middle": float(share.get(1, 0.0)), "dear": float(share.get(2, 0.0))}


def rose_and_fell(scope: Scope) -> bool:
    """In the article's year light models had almost half in May, a quarter in August, a third at last."""
    share = measures.joint_share(scope.weeks, scope.parameters.get("light_tiers") or [], "tier")
    august = rhythm.monthly(share).get(pd.Period(f"{said.YEAR}-08"), 0.0)
    last = scope.ends(share)[1]
    return bool(
        scope.coverage.year == said.YEAR
        and share.idxmax().month == 5
        and 0.45 <= share.max() < 0.5
        and 0.23 <= august <= 0.28
        and 0.3 <= last <= 0.37
    )


def fast_decides(efficiency: Finding) -> bool:
    """With Fast models among the light ones their share grew by a third and more, else it hardly moved.

    Parameters
    ----------
    efficiency : what `flash_efficiency` found.
    """
    first, last, wide_first, wide_last = map(efficiency.number, ("first", "last", "wide_first", "wide_last"))
    if not (isinstance(first, float) and isinstance(last, float)):
        return False
    if not (isinstance(wide_first, float) and isinstance(wide_last, float)):
        return False
    return abs(last - first) < 0.02 and wide_last >= 4 / 3 * wide_first


def summer(scope: Scope) -> tuple[str | None, float, int]:
    """The model most often in front from June to August, in how many weeks, and of how many."""
    weeks = scope.weeks[scope.weeks["week"].dt.month.isin([6, 7, 8])]
    name, count = measures.largest(measures.weeks_at_number_one(weeks, "model"))
    return None if name is None else str(name), count, int(weeks["week"].nunique())


def summer_elsewhere(scope: Scope) -> bool:
    """Another model than the two led in more than half of the summer's weeks, and they never led after it."""
    name, count, weeks = summer(scope)
    later = scope.weeks[scope.weeks["week"].dt.month >= 9]
    firsts = measures.weeks_at_number_one(later, "model").reindex(list(LEADERS)).fillna(0)
    covered = scope.coverage.year == said.YEAR and not later.empty
    return bool(covered and name not in LEADERS and count > weeks / 2 and firsts.sum() == 0)
