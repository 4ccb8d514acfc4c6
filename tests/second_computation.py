"""The measured values of 2025 once more, another way: csv and plain Python, nothing of the book.

Each function of `VALUES` yields what the statement's finding says it measured, by the same names. Where a
measure changes, its function here is written anew from the description in the methods page, not from
the measure.
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from math import exp, log, sqrt
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
VENDOR_OF = {row["model"]: row["vendor"] for row in CATALOGUE.values() if row["vendor"] != "anonymous"}
AIDER = [row for row in read(DATA / "benchmarks" / "aider.csv") if row["date"] <= "2025-12-31"]


def table(by: str, edition: str = "2025") -> Weekly:
    """Tokens of an edition's complete weeks by model, vendor or tier."""
    weeks: Weekly = defaultdict(lambda: defaultdict(int))
    for row in read(DATA / edition / "usage.csv"):
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
    return {"value": max(tokens for week, tokens in TOTAL.items() if month(week) == 1)}


def vol_peak_time() -> dict:
    return {"week": PEAK}


def vol_peak_height() -> dict:
    return {"value": TOTAL[PEAK]}


def vol_yearend() -> dict:
    weeks = [(week - PEAK).days / 7 for week in WEEKS if week > PEAK]
    logs = [log(tokens) for tokens in AFTER]
    x, y = fmean(weeks), fmean(logs)
    slope = sum((w - x) * (t - y) for w, t in zip(weeks, logs, strict=True)) / sum(
        (w - x) ** 2 for w in weeks
    )
    return {"value": fmean(AFTER), "trend": exp(slope) - 1, "low": min(AFTER), "high": max(AFTER)}


def vol_8x() -> dict:
    first = TOTAL[WEEKS[0]]
    return {"at_peak": TOTAL[PEAK] / first, "at_end": fmean(AFTER) / first}


def weekend_ratio(number: int) -> float:
    """Median of weekend over weekday tokens a day, of the whole weeks that begin in a quarter of 2025."""
    days: dict[date, int] = defaultdict(int)
    with gzip.open(DATA / "2025" / "daily.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            days[date.fromisoformat(row["date"])] += int(row["tokens"])
    ratios = []
    for monday in days:
        week = [days.get(monday + timedelta(days=n), 0) for n in range(7)]
        in_quarter = monday.year == 2025 and (monday.month - 1) // 3 + 1 == number
        if monday.weekday() == 0 and in_quarter and all(week):
            ratios.append(fmean(week[5:]) / fmean(week[:5]))
    return median(ratios)


def vol_integration() -> dict:
    return {"early": weekend_ratio(1), "late": weekend_ratio(4)}


def flash_efficiency() -> dict:
    first, last = (pooled(TIERS, quarter(n), ["light"]) for n in (1, 4))
    named = [row["model"] for row in CATALOGUE.values() if "Fast" in row["label"] and row["tier"] != "light"]
    wide = [pooled(MODELS, quarter(n), set(named)) for n in (1, 4)]
    edges = ends(share(TIERS, ["light"]).values())
    return {
        "first": first,
        "last": last,
        "flagship": pooled(TIERS, quarter(4), ["flagship"]),
        "edge_first": edges[0],
        "edge_last": edges[1],
        "wide_first": first + wide[0],
        "wide_last": last + wide[1],
    }


def flash_gemini() -> dict:
    ranked = [ordered(MODELS[week]) for week in half(2)]
    leading = sum(any(name in FLASHES for name in names[:3]) for names in ranked)
    return {"first": sum(names[0] in FLASHES for names in ranked), "leading": leading, "weeks": len(ranked)}


def flash_google_share() -> dict:
    light: dict[str, int] = defaultdict(int)
    made = {row["model"]: row for row in CATALOGUE.values()}
    for week in half(2):
        for name, tokens in MODELS[week].items():
            if name != OTHER and made[name]["tier"] == "light":
                light[made[name]["vendor"]] += tokens
    names = {name for week in half(2) for name in VENDORS[week]} - {OTHER, "anonymous", "unknown"}
    return {
        "value": pooled(VENDORS, half(2), ["Google"]),
        "light": light["Google"] / sum(light.values()),
        "top": max(names, key=lambda name: pooled(VENDORS, half(2), [name])),
    }


def flash_gpt41mini() -> dict:
    places = [rank(MODELS[week], MINI) for week in whole(MINI)]
    seen = [place is not None and place <= 20 for place in places]
    return {"top": 20, "value": fmean(seen), "late": fmean(seen[-13:])}


def list_price(row: dict[str, str]) -> float | None:
    """Of a million tokens, nine of ten of them prompt."""
    return 0.9 * float(row["prompt"]) + 0.1 * float(row["completion"]) if row["prompt"] else None


def flash_midprice() -> dict:
    mine, made = whole(MINI), {row["model"]: row for row in CATALOGUE.values()}
    ratios = []
    for name in FLAGSHIPS:
        rival = whole(name)
        ratios.append(
            sum(tokens for week, tokens in mine.items() if week >= min(rival))
            / sum(tokens for week, tokens in rival.items() if week >= min(mine))
        )
    sums: dict[str, int] = defaultdict(int)
    for week in WEEKS:
        for name, tokens in MODELS[week].items():
            if week >= min(mine) and name != OTHER and made[name]["vendor"] == "OpenAI":
                sums[made[name]["tier"]] += tokens
    prices = {
        (row["week"], row["model_permaslug"]): list_price(row) for row in read(DATA / "2025" / "prices.csv")
    }
    known = middle = dear = 0
    for row in read(DATA / "2025" / "usage.csv"):
        if row["days"] != "7" or row["week"] < min(mine).isoformat() or row["model"] == OTHER:
            continue
        price, free = prices.get((row["week"], row["model"])), int(row["free_tokens"])
        tokens = free if price is None else int(row["tokens"])
        known += tokens
        middle += tokens if price is not None and 0.2 <= price < 2 else 0
        dear += tokens if price is not None and price >= 2 else 0
    return {
        "value": min(ratios),
        "light": sums["light"],
        "heavy": sums["flagship"],
        "middle": middle / known,
        "dear": dear / known,
    }


def end_tax() -> dict:
    good = [
        (row["date"], float(row["cost_usd"]))
        for row in AIDER
        if row["model"] and float(row["pass_rate_2"]) >= 60 and float(row["cost_usd"] or 0) > 0
    ]
    return {"first": min(good)[1], "last": min(cost for _, cost in good)}


def cheapest_and_best(runs: list[dict[str, str]]) -> tuple[float, str]:
    """Lowest price of a run with at least 60 points, and the vendor of the best run."""
    good = [row for row in runs if float(row["pass_rate_2"]) >= 60 and float(row["cost_usd"] or 0) > 0]
    best = max(runs, key=lambda row: float(row["pass_rate_2"]))
    return min(float(row["cost_usd"]) for row in good), VENDOR_OF[best["model"]]


def dis_value() -> dict:
    cost, best = cheapest_and_best([row for row in AIDER if VENDOR_OF.get(row["model"])])
    return {"cost": cost, "best": best}


def dis_deepseek_h2() -> dict:
    older, newer = (next(week for week in WEEKS if name in MODELS[week]) for name in DEEPSEEKS)
    return {"older": older, "newer": newer}


def change_correlation(names: Iterable[str]) -> float:
    """Of two log-ratios from week to week: names to all else, the older models to what is neither."""
    names, pairs = list(names), []
    there = [week for week in WEEKS if any(name in MODELS[week] for name in names)]
    for week in there[1:]:
        own, old = (sum(MODELS[week].get(name, 0) for name in group) for group in (names, OLDER))
        rest = TOTAL[week] - own - old
        if own and old and rest:
            pairs.append((week, log(own / (old + rest)), log(old / rest)))
    steps = [
        (now[1] - before[1], now[2] - before[2])
        for before, now in pairwise(pairs)
        if now[0] - before[0] == timedelta(days=7)
    ]
    return pearson(*([step[side] for step in steps] for side in (0, 1)))


def dis_displacement() -> dict:
    names = {name for week in MODELS.values() for name in week} - {OTHER, *OLDER, *DEEPSEEKS}
    newcomers = [
        name
        for name in names - set(MODELS[WEEKS[0]])
        if sum(name in week for week in MODELS.values()) >= 12
        and max(MODELS[week].get(name, 0) / TOTAL[week] for week in WEEKS) >= 0.02
    ]
    own = change_correlation(DEEPSEEKS)
    others = [change_correlation([name]) for name in newcomers]
    return {"steps": own, "rank": 1 + sum(other <= own for other in others), "of": 1 + len(others)}


def vendors_by_points(day: str) -> list[str]:
    """Vendors by their best run until a day."""
    best: dict[str, float] = defaultdict(float)
    for row in AIDER:
        if row["date"] <= day and VENDOR_OF.get(row["model"]):
            best[VENDOR_OF[row["model"]]] = max(best[VENDOR_OF[row["model"]]], float(row["pass_rate_2"]))
    return sorted(best, key=lambda vendor: -best[vendor])


def dis_deepseek_coding() -> dict:
    came = min(row["date"] for row in AIDER if row["model"] == DEEPSEEKS[0])
    first, last = (vendors_by_points(day).index("DeepSeek") + 1 for day in (came, "2025-12-31"))
    return {"first": first, "last": last}


def dis_qwen30b() -> dict:
    december = max(week for week in WEEKS if week.month == 12)
    place = rank(MODELS[december], QWEN)
    return {} if place is None else {"value": place}


def dis_qwen_2026() -> dict:
    places = [rank(week, QWEN) for week in table("model", "2026").values()]
    return {"value": min(place for place in places if place)}


def whole(model: str) -> dict[date, int]:
    """Tokens of a newcomer's weeks, without the one on some day of which it came."""
    weeks = [week for week in WEEKS if model in MODELS[week]]
    return {week: MODELS[week][model] for week in weeks[weeks[0] != WEEKS[0] :]}


def spec_grok() -> dict:
    tokens = whole(GROK)
    fourth, days = quarter(4), timedelta(days=28)
    spikes = 0
    for week in fourth:
        beside = [tokens[w] for w in tokens if w != week and abs(w - week) <= days]
        spikes += len(beside) >= 4 and tokens.get(week, 0) >= 2 * median(beside)
    return {
        "spikes": spikes,
        "fourth": fmean(tokens[week] for week in tokens if week in fourth),
        "before": fmean(tokens[week] for week in tokens if week < fourth[0]),
    }


def spec_grok_speed() -> dict:
    week, tokens = next(iter(whole(GROK).items()))
    return {"value": tokens / TOTAL[week]}


def spec_sonnet4() -> dict:
    one, both = (since_start(share(MODELS, names).values())[1:] for names in ([SONNET], SONNETS))
    weeks = WEEKS[-len(both) :]
    first = 0
    for week in weeks:
        joint = sum(MODELS[week].get(name, 0) for name in SONNETS)
        names = MODELS[week].items()
        first += sum(tokens > joint for name, tokens in names if name not in (*SONNETS, OTHER)) < 3
    return {
        "one": pstdev(one) / fmean(one),
        "both": pstdev(both) / fmean(both),
        "leading": first / len(weeks),
        "mean": pooled(MODELS, weeks, SONNETS),
        "light": pooled(TIERS, weeks, ["light"]),
    }


def oth_huge() -> dict:
    outside = sum(
        TOTAL[week] - sum(sorted((t for n, t in MODELS[week].items() if n != OTHER), reverse=True)[:TOP])
        for week in WEEKS
    )
    return {"value": outside / sum(TOTAL.values())}


def oth_tail() -> dict:
    tops = {week: set(ordered(names)[:TOP]) for week, names in MODELS.items()}
    led = set().union(*tops.values())
    whole = tuned = joint = 0
    for row in read(DATA / "2025" / "usage.csv"):
        made = CATALOGUE.get(row["model"].split(":")[0])
        if row["days"] != "7" or made is None or made["model"] in tops[date.fromisoformat(row["week"])]:
            continue
        tokens = int(row["tokens"])
        of_others = made["family"] == "Llama" and made["vendor"] != "Meta"
        words = re.split("[-_/]", row["model"].split(":")[0])
        experimental = {"exp", "experimental", "preview", "beta", "alpha"} & set(words[1:])
        whole += tokens
        tuned += tokens if of_others else 0
        joint += tokens if of_others or experimental or made["model"] not in led else 0
    return {"family": "Llama", "tuned": tuned / whole, "joint": joint / whole}


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
    "vol-integration": vol_integration,
    "flash-efficiency": flash_efficiency,
    "flash-gemini": flash_gemini,
    "flash-google-share": flash_google_share,
    "flash-gpt41mini": flash_gpt41mini,
    "flash-midprice": flash_midprice,
    "dis-value": dis_value,
    "dis-deepseek-h2": dis_deepseek_h2,
    "dis-displacement": dis_displacement,
    "dis-deepseek-coding": dis_deepseek_coding,
    "dis-qwen30b": dis_qwen30b,
    "dis-qwen-2026": dis_qwen_2026,
    "spec-grok": spec_grok,
    "spec-grok-speed": spec_grok_speed,
    "spec-sonnet4": spec_sonnet4,
    "oth-huge": oth_huge,
    "oth-tail": oth_tail,
    "oth-multi": oth_multi,
    "end-tax": end_tax,
}
"""Statement -> its measured values; those that are not testable have none."""
