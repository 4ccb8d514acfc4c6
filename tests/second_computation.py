"""The measured values of 2025 once more, another way: csv and plain Python, nothing of the book.

Each function of `VALUES` yields what the statement's finding says it measured, by the same names. Where a
measure changes, its function here is written anew from the description in the methods page, not from
the measure.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from statistics import fmean, median, pstdev

DATA = Path(__file__).resolve().parent.parent / "data"
TRILLION = 10**12
OTHER = "other"
TOP = 9

FLASHES = ("google/gemini-2.5-flash", "google/gemini-2.0-flash")
MINI, FLAGSHIPS = "openai/gpt-4.1-mini", ("openai/gpt-4.1", "openai/gpt-5")
DEEPSEEKS = ("deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1")
OLDER = (
    "anthropic/claude-3.5-sonnet",
    "openai/gpt-4o-mini",
    "google/gemini-flash-1.5",
    "google/gemini-flash-1.5-8b",
    "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-3.1-70b-instruct",
    "mistralai/mistral-nemo",
    "gryphe/mythomax-l2-13b",
)
QWEN, GROK = "qwen/qwen3-30b-a3b", "x-ai/grok-code-fast-1"
SONNET, SONNETS = "anthropic/claude-sonnet-4", ("anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.5")

Weekly = dict[date, dict[str, int]]
"""Monday -> name -> tokens."""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CATALOGUE = {row["slug"]: row for row in read(DATA / "models.csv")}


def table(by: str) -> Weekly:
    """Tokens of the complete weeks of 2025 by model, vendor or tier."""
    weeks: Weekly = defaultdict(lambda: defaultdict(int))
    for row in read(DATA / "2025" / "usage.csv"):
        if row["days"] == "7":
            base = row["model"].split(":")[0]
            name = OTHER if base == OTHER else CATALOGUE[base][by]
            weeks[date.fromisoformat(row["week"])][name] += int(row["tokens"])
    return {week: dict(names) for week, names in sorted(weeks.items())}


MODELS, VENDORS, TIERS = (table(by) for by in ("model", "vendor", "tier"))
WEEKS = list(MODELS)
TOTAL = {week: sum(names.values()) for week, names in MODELS.items()}
PEAK = max(WEEKS, key=TOTAL.__getitem__)
AFTER = [TOTAL[week] for week in WEEKS if week > PEAK]


def share(weeks: Weekly, names: Iterable[str]) -> dict[date, float]:
    """Joint share of the week's tokens."""
    names = list(names)
    return {week: sum(weeks[week].get(name, 0) for name in names) / TOTAL[week] for week in weeks}


def month(week: date) -> int:
    """The month of 2025 in which a week's Thursday lies; that of 29 December stays in it."""
    thursday = min(week + timedelta(days=3), date(2025, 12, 31))
    return thursday.month


def half(number: int) -> list[date]:
    return [week for week in WEEKS if (month(week) - 1) // 6 + 1 == number]


def quarter(number: int) -> list[date]:
    return [week for week in WEEKS if (month(week) - 1) // 3 + 1 == number]


def pooled(weeks: Weekly, part: list[date], names: Iterable[str]) -> float:
    """Joint share of all tokens of some weeks."""
    names = list(names)
    return sum(weeks[week].get(name, 0) for week in part for name in names) / sum(TOTAL[w] for w in part)


def ordered(week: dict[str, int]) -> list[str]:
    """The week's names, most tokens first, without the nameless rest."""
    return sorted((name for name in week if name != OTHER), key=lambda name: -week[name])


def rank(week: dict[str, int], name: str) -> int | None:
    """1 = most tokens; None without a row."""
    if name not in week:
        return None
    return 1 + sum(tokens > week[name] for other, tokens in week.items() if other != OTHER)


def ends(values: Iterable[float]) -> tuple[float, float]:
    """Means of the first and the last four weeks."""
    values = list(values)
    return fmean(values[:4]), fmean(values[-4:])


def hhi(weeks: Weekly) -> list[float]:
    return [
        sum((tokens / TOTAL[week]) ** 2 for name, tokens in names.items() if name != OTHER)
        for week, names in weeks.items()
    ]


def since_start(values: Iterable[float]) -> list[float]:
    values = list(values)
    start = next(number for number, value in enumerate(values) if value > 0)
    return values[start:]


def pearson(left: list[float], right: list[float]) -> float:
    x, y = ([value - fmean(side) for value in side] for side in (left, right))
    products = sum(a * b for a, b in zip(x, y, strict=True))
    return products / sqrt(sum(a * a for a in x) * sum(b * b for b in y))


def intro_shift() -> dict:
    first, last = ends(hhi(VENDORS))
    return {"first": first, "last": last}


def vol_jan() -> dict:
    return {"value": max(tokens for week, tokens in TOTAL.items() if week.month == 1)}


def vol_peak_time() -> dict:
    return {"week": PEAK}


def vol_peak_height() -> dict:
    return {"value": TOTAL[PEAK]}


def vol_yearend() -> dict:
    return {"value": fmean(AFTER)}


def vol_8x() -> dict:
    first = TOTAL[WEEKS[0]]
    return {"at_peak": TOTAL[PEAK] / first, "at_end": fmean(AFTER) / first}


def flash_efficiency() -> dict:
    return {"first": pooled(TIERS, quarter(1), ["light"]), "last": pooled(TIERS, quarter(4), ["light"])}


def flash_gemini() -> dict:
    first = [week for week in half(2) if ordered(MODELS[week])[0] in FLASHES]
    return {"first": len(first), "weeks": len(half(2))}


def flash_google_share() -> dict:
    return {"value": pooled(VENDORS, half(2), ["Google"])}


def flash_gpt41mini() -> dict:
    start = next(week for week in WEEKS if MINI in MODELS[week])
    places = [rank(MODELS[week], MINI) for week in WEEKS if week >= start]
    return {"value": sum(place is not None and place <= 20 for place in places) / len(places)}


def flash_midprice() -> dict:
    start = next(week for week in WEEKS if MINI in MODELS[week])
    own, others = (
        sum(MODELS[week].get(name, 0) for week in WEEKS if week >= start for name in names)
        for names in ([MINI], FLAGSHIPS)
    )
    return {"value": own / others}


def dis_deepseek_h2() -> dict:
    return {"first": pooled(MODELS, half(1), DEEPSEEKS), "last": pooled(MODELS, half(2), DEEPSEEKS)}


def dis_displacement() -> dict:
    rising, falling = (list(share(MODELS, names).values()) for names in (DEEPSEEKS, OLDER))
    pairs = [n for n in range(1, len(WEEKS)) if WEEKS[n] - WEEKS[n - 1] == timedelta(days=7)]
    steps = [[side[n] - side[n - 1] for n in pairs] for side in (rising, falling)]
    return {"levels": pearson(rising, falling), "steps": pearson(*steps)}


def dis_qwen30b() -> dict:
    december = max(week for week in WEEKS if week.month == 12)
    place = rank(MODELS[december], QWEN)
    return {} if place is None else {"value": place}


def spec_grok() -> dict:
    tokens = {week: MODELS[week][GROK] for week in WEEKS if GROK in MODELS[week]}
    week = max(tokens, key=tokens.__getitem__)
    return {"value": tokens[week] / median(tokens.values()), "week": week}


def spec_sonnet4() -> dict:
    one, both = (since_start(share(MODELS, names).values()) for names in ([SONNET], SONNETS))
    return {"one": pstdev(one) / fmean(one), "both": pstdev(both) / fmean(both)}


def oth_huge() -> dict:
    outside = sum(
        TOTAL[week] - sum(sorted((t for n, t in MODELS[week].items() if n != OTHER), reverse=True)[:TOP])
        for week in WEEKS
    )
    return {"value": outside / sum(TOTAL.values())}


def oth_tail() -> dict:
    family_of = {row["model"]: row["family"] for row in CATALOGUE.values()}
    tail: dict[str, int] = defaultdict(int)
    for names in MODELS.values():
        for name in ordered(names)[TOP:]:
            tail[family_of[name]] += names[name]
    return {"value": tail["Llama"] / sum(tail.values()), "family": "Llama"}


def oth_multi() -> dict:
    first, last = ends(1 / value for value in hhi(MODELS))
    return {"first": first, "last": last}


VALUES: dict[str, Callable[[], dict]] = {
    "intro-shift": intro_shift,
    "vol-jan": vol_jan,
    "vol-peak-time": vol_peak_time,
    "vol-peak-height": vol_peak_height,
    "vol-yearend": vol_yearend,
    "vol-8x": vol_8x,
    "flash-efficiency": flash_efficiency,
    "flash-gemini": flash_gemini,
    "flash-google-share": flash_google_share,
    "flash-gpt41mini": flash_gpt41mini,
    "flash-midprice": flash_midprice,
    "dis-deepseek-h2": dis_deepseek_h2,
    "dis-displacement": dis_displacement,
    "dis-qwen30b": dis_qwen30b,
    "spec-grok": spec_grok,
    "spec-sonnet4": spec_sonnet4,
    "oth-huge": oth_huge,
    "oth-tail": oth_tail,
    "oth-multi": oth_multi,
}
"""Statement -> its measured values; those that are not testable have none."""
