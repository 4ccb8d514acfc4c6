"""The article's statements -> verdicts.

Each statement has a measure: a function of the edition's rows and parameters that yields a
`Finding`. The verdict follows from the measured value and the limits in `LIMITS`; no verdict is
written by hand. Sentences are stored as English templates (`wording.N_`) and said by a `Wording`.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from tokenbook import measures
from tokenbook.case import EDGE_WEEKS, Case, NoRowsError
from tokenbook.rows.usage import OTHER
from tokenbook.wording import N_, TRILLION, Saying, Wording, saying


class Verdict(StrEnum):
    """What the rows say to a statement."""

    SUPPORTED = "supported"
    PARTLY = "partly supported"
    CONTRADICTED = "contradicted"
    NOT_TESTABLE = "not testable with these data"
    NO_DATA = "no data in this period"


VERDICT_WORDS = {
    Verdict.SUPPORTED: N_("supported"),
    Verdict.PARTLY: N_("partly supported"),
    Verdict.CONTRADICTED: N_("contradicted"),
    Verdict.NOT_TESTABLE: N_("not testable with these data"),
    Verdict.NO_DATA: N_("no data in this period"),
}

LEANING_WORDS = {
    "under": N_("the article understates"),
    "over": N_("the article overstates"),
}


@dataclass(frozen=True)
class Finding:
    """What a measure found.

    Attributes
    ----------
    verdict : from the measured value and `LIMITS`.
    evidence : the sentence that a reader can quote.
    measured : the value in short, for the table; None where there is nothing to measure.
    leaning : "under" or "over" where the article's figure is too small or too large, else "".
    """

    verdict: Verdict
    evidence: Saying
    measured: Saying | None = None
    leaning: str = ""


@dataclass(frozen=True)
class Limit:
    """A threshold and why it is where it is."""

    value: float
    reason: str


LIMITS = {
    "near": Limit(
        0.0625,
        N_("A figure is right when it is off by at most a sixteenth: “almost 8” then means at least 7.5."),
    ),
    "loose": Limit(
        0.15,
        N_(
            "A figure is partly right when it is off by at most 15%: the order of magnitude is right, the "
            "digits are not."
        ),
    ),
    "about": Limit(0.10, N_("“About” allows a tenth more or less.")),
    "clearly below": Limit(0.8, N_("“Clearly below” a figure means at most four fifths of it.")),
    "concentrated": Limit(
        0.18,
        N_("Above an HHI of 0.18 the US Merger Guidelines of 2023 call a market highly concentrated."),
    ),
    "unconcentrated": Limit(
        0.10,
        N_("Below an HHI of 0.10 the US authorities do not call a market even moderately concentrated."),
    ),
    "majority": Limit(0.5, N_("“Dominated” and “lion's share” mean more than half.")),
    "leading": Limit(3, N_("A leading model is among the week's first three.")),
    "fixture": Limit(
        0.9, N_("A fixture stands in the top 20 in at least nine of ten weeks since its start.")
    ),
    "visible": Limit(20, N_("A model stands out when it is among the week's first twenty.")),
    "correlated": Limit(
        -0.3,
        N_(
            "Correlations weaker than −0.3 are commonly called negligible; full support also requires that "
            "their interval lies below zero."
        ),
    ),
    "spike": Limit(2, N_("A spike is a week with at least twice the model's median week.")),
    "stable": Limit(
        0.25, N_("A share is stable when its standard deviation is at most a quarter of its mean.")
    ),
    "huge": Limit(1 / 3, N_("“Huge” means at least a third of all tokens over the period.")),
    "large": Limit(1 / 5, N_("From a fifth of all tokens on the category is large, though not huge.")),
    "doubled": Limit(2, N_("A move to many models shows as a doubled effective number.")),
    "window": Limit(
        EDGE_WEEKS, N_("Start and end of a period are the means of its first and last four weeks.")
    ),
}


def limit(name: str) -> float:
    """The value of a limit."""
    return LIMITS[name].value


CAST = {
    "leading_models": ["google/gemini-2.5-flash", "google/gemini-2.0-flash"],
    "leading_vendor": "Google",
    "fixture": "openai/gpt-4.1-mini",
    "versions": ["deepseek/deepseek-chat-v3-0324", "deepseek/deepseek-chat-v3.1"],
    "newcomer": "qwen/qwen3-30b-a3b",
    "coder": "x-ai/grok-code-fast-1",
    "stable": "anthropic/claude-sonnet-4",
    "stable_family": ["anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.5"],
    "tail_family": "Llama",
    "affordable": ["deepseek/deepseek-chat-v3.1", "google/gemini-2.5-flash"],
}
"""Whom the article's statements name, as in `data/models.csv`; the same in every edition.

A statement on Grok Code Fast 1 is judged on Grok Code Fast 1, whoever writes code in that period. Whom
an edition looks at besides is said by its `edition.yml`.
"""

YEAR = 2025
"""The year of which the article speaks."""

FORECAST_YEAR = YEAR + 1
"""The year of which its forecasts speak."""

Measure = Callable[[Case], Finding]


@dataclass(frozen=True)
class Statement:
    """One statement of the article.

    Attributes
    ----------
    id : as in the list of statements; also the anchor of its verdict (`claim-…`).
    chapter : file name of the chapter that tells it, without ending.
    kind : figure, pattern, cause or forecast.
    text : the statement in neutral words (English; German in the catalogue).
    measure : judges it.
    article : the article's own figure, where there is one.
    """

    id: str
    chapter: str
    kind: str
    text: str
    measure: Measure
    article: str = ""

    def judge(self, case: Case) -> Finding:
        """The finding; "no data in this period" where the edition lacks what it needs."""
        try:
            return self.measure(case)
        except NoRowsError as lacking:
            if lacking.names:
                text = saying(
                    N_("The complete weeks of this edition hold no row of {names:names}."),
                    names=[case.edition.label(name) for name in lacking.names],
                )
            else:
                text = saying(
                    N_("This edition holds no rows with which the statement could be measured."),
                )
            return Finding(Verdict.NO_DATA, text)


STATEMENTS: list[Statement] = []


def statement(id: str, chapter: str, kind: str, text: str, article: str = ""):
    """Register the measure below it as the judge of a statement."""

    def register(measure: Measure) -> Measure:
        STATEMENTS.append(Statement(id, chapter, kind, text, measure, article))
        return measure

    return register


def of_chapter(chapter: str) -> list[Statement]:
    """The statements that a chapter tells."""
    return [entry for entry in STATEMENTS if entry.chapter == chapter]


def by_deviation(measured: float, said: float) -> tuple[Verdict, str]:
    """Judge a figure by how far off it is, relative to what was said; with the leaning."""
    off = measured / said - 1
    leaning = "under" if off > 0 else "over"
    # a quotient of floats may lie a hair beside the limit that it is
    distance = abs(off) - 1e-12
    if distance <= limit("near"):
        return Verdict.SUPPORTED, ""
    if distance <= limit("loose"):
        return Verdict.PARTLY, leaning
    return Verdict.CONTRADICTED, leaning


def graded(*conditions: bool) -> Verdict:
    """Supported if all conditions hold, partly supported if some do, else contradicted."""
    if all(conditions):
        return Verdict.SUPPORTED
    return Verdict.PARTLY if any(conditions) else Verdict.CONTRADICTED


def stepped(supported: bool, partly: bool) -> Verdict:
    """Supported, else partly supported, else contradicted."""
    if supported:
        return Verdict.SUPPORTED
    return Verdict.PARTLY if partly else Verdict.CONTRADICTED


# ---------------------------------------------------------------- intro


def _shown(values: Iterable[float]) -> list[str]:
    """Values as a reader sees them, to two digits; they look alike in both languages or in neither."""
    return [Wording("en").number(value, 2) for value in values]


@statement(
    "intro-shift",
    "intro",
    "pattern",
    N_("The year began with a market held by a few giants and ended hyper-competitive."),
)
def _intro_shift(case: Case) -> Finding:
    first, last = case.ends(measures.hhi(case.weeks, "vendor"))
    top3 = measures.named(measures.shares(case.weeks, "vendor")).apply(
        lambda week: week.nlargest(3).sum(), axis=1
    )
    top3_first, top3_last = case.ends(top3)
    one = case.ends(measures.hhi(case.weeks, "vendor", other="one"))
    common = {
        "top3_first": top3_first,
        "top3_last": top3_last,
        "hhi_first": first,
        "hhi_last": last,
    }
    if _shown(one) == _shown((first, last)):
        evidence = saying(
            N_(
                "The three largest vendors held {top3_first:share} of the tokens in the first weeks "
                "and {top3_last:share} in the last; the HHI of the vendors went from "
                "{hhi_first:number:2} to {hhi_last:number:2}. Counting the nameless rest as one more "
                "vendor changes neither value as shown."
            ),
            **common,
        )
    else:
        evidence = saying(
            N_(
                "The three largest vendors held {top3_first:share} of the tokens in the first weeks "
                "and {top3_last:share} in the last; the HHI of the vendors went from "
                "{hhi_first:number:2} to {hhi_last:number:2}. Counting the nameless rest as one more "
                "vendor makes it {one_first:number:2} and {one_last:number:2}."
            ),
            one_first=one[0],
            one_last=one[1],
            **common,
        )
    return Finding(
        graded(first > limit("concentrated"), last < limit("unconcentrated")),
        evidence,
        saying(N_("HHI {first:number:2} → {last:number:2}"), first=first, last=last),
    )


# ---------------------------------------------------------------- 1 volume


@statement(
    "vol-jan",
    "01_volume",
    "figure",
    N_("In January weekly usage was clearly below one trillion tokens."),
    N_("below 1 T"),
)
def _vol_jan(case: Case) -> Finding:
    total = measures.totals(case.weeks)
    january = total[total.index.month == 1]
    january = january[january.index.year == january.index.year.min()]
    if january.empty:
        raise NoRowsError("January")
    largest = float(january.max())
    return Finding(
        stepped(largest <= limit("clearly below") * TRILLION, largest < TRILLION),
        saying(
            N_(
                "The largest complete week that starts in January, that of {week:date}, "
                "holds {largest:tokens} tokens."
            ),
            week=january.idxmax(),
            largest=largest,
        ),
        saying(N_("{value:trillions} T"), value=largest),
    )


def _peak(case: Case) -> tuple[pd.Timestamp, float, pd.Series]:
    total = measures.totals(case.weeks)
    return total.idxmax(), float(total.max()), total


@statement(
    "vol-peak-time",
    "01_volume",
    "figure",
    N_("The peak came at the end of November."),
    N_("end of November"),
)
def _vol_peak_time(case: Case) -> Finding:
    week, height, total = _peak(case)
    days = pd.date_range(week, periods=measures.FULL_WEEK)
    if not any((total.index + pd.Timedelta(days=6)).month == 11):
        raise NoRowsError("November")
    in_november = days.month == 11
    return Finding(
        stepped(bool((in_november & (days.day > 20)).any()), bool(in_november.any())),
        saying(
            N_("The largest week starts on {week:date} and holds {height:tokens} tokens."),
            week=week,
            height=height,
        ),
        saying(N_("week of {week:date}"), week=week),
    )


@statement(
    "vol-peak-height",
    "01_volume",
    "figure",
    N_("The peak reached almost eight trillion tokens a week."),
    N_("almost 8 T"),
)
def _vol_peak_height(case: Case) -> Finding:
    week, height, _ = _peak(case)
    verdict, leaning = by_deviation(height, 8 * TRILLION)
    return Finding(
        verdict,
        saying(
            N_("The peak, in the week of {week:date}, is {height:tokens} tokens."),
            week=week,
            height=height,
        ),
        saying(N_("{value:trillions} T"), value=height),
        leaning,
    )


def _after_peak(case: Case) -> pd.Series:
    week, _, total = _peak(case)
    after = total[total.index > week]
    if after.empty:
        raise NoRowsError("no complete week after the peak")
    return after


@statement(
    "vol-yearend",
    "01_volume",
    "figure",
    N_("Usage then settled at about six trillion tokens a week until the year's end."),
    N_("about 6 T"),
)
def _vol_yearend(case: Case) -> Finding:
    after = _after_peak(case)
    mean, low, high = float(after.mean()), float(after.min()), float(after.max())
    band = limit("about") * 6 * TRILLION
    return Finding(
        graded(
            abs(mean - 6 * TRILLION) <= band,
            abs(low - 6 * TRILLION) <= band and abs(high - 6 * TRILLION) <= band,
        ),
        saying(
            N_(
                "Complete weeks after the peak: {weeks:count}. The smallest holds {low:tokens} tokens, the "
                "largest {high:tokens}; the mean is {mean:tokens}."
            ),
            weeks=len(after),
            low=low,
            high=high,
            mean=mean,
        ),
        saying(N_("mean {value:trillions} T"), value=mean),
    )


@statement("vol-8x", "01_volume", "figure", N_("Growth was eight-fold."), N_("8-fold"))
def _vol_8x(case: Case) -> Finding:
    _, height, total = _peak(case)
    first = float(total.iloc[0])
    at_peak, at_end = height / first, float(_after_peak(case).mean()) / first
    edge_first, edge_last = case.ends(total)
    near = [by_deviation(value, 8)[0] == Verdict.SUPPORTED for value in (at_peak, at_end)]
    leaning = "under" if min(at_peak, at_end) > 8 else "over" if max(at_peak, at_end) < 8 else ""
    return Finding(
        # a growth of 14 contains one of 8: the direction holds, the figure does not
        stepped(any(near), min(at_peak, at_end) > 8),
        saying(
            N_(
                "The peak is {at_peak:number} times the first complete week ({first:tokens} tokens); "
                "the weeks after the peak are on average {at_end:number} times as large. From the mean of "
                "the first four weeks to that of the last four it is a factor of {edges:number}."
            ),
            at_peak=at_peak,
            at_end=at_end,
            first=first,
            edges=edge_last / edge_first,
        ),
        saying(N_("{at_peak:number}-fold; {at_end:number}-fold"), at_peak=at_peak, at_end=at_end),
        "" if any(near) else leaning,
    )


@statement(
    "vol-integration",
    "01_volume",
    "cause",
    N_("Language models moved from tests to running whole infrastructures."),
)
def _vol_integration(case: Case) -> Finding:
    first, last = case.ends(measures.totals(case.weeks))
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "The rows count tokens, not purposes. They show that a week held {first:tokens} tokens "
                "on average at the start and {last:tokens} at the end, and nothing of what they were used "
                "for."
            ),
            first=first,
            last=last,
        ),
    )


# ---------------------------------------------------------------- 2 flash and mini


@statement(
    "flash-efficiency",
    "02_flash_mini",
    "pattern",
    N_("Efficiency won: light models (Flash, mini, Lite, nano, Haiku, Fast, Small) prevailed."),
)
def _flash_efficiency(case: Case) -> Finding:
    tiers = case.parameter("light_tiers")

    def light_and_flagship(rows: pd.DataFrame) -> tuple[float, float]:
        share = measures.overall_shares(rows, "tier")
        return float(share.reindex(tiers).fillna(0).sum()), float(share.get("flagship", 0.0))

    first, _ = light_and_flagship(case.part(1, 4))
    last, flagship = light_and_flagship(case.part(4, 4))
    # the quarter and the four weeks may disagree: the share swings within the year
    weekly = measures.shares(case.weeks, "tier").reindex(columns=tiers, fill_value=0.0).sum(axis=1)
    edge_first, edge_last = case.ends(weekly)
    return Finding(
        graded(last > first, edge_last > edge_first, last > flagship),
        saying(
            N_(
                "Light models held {first:share} of the tokens in the first quarter of the period and "
                "{last:share} in the last; flagships held {flagship:share} in the last. Measured by the "
                "first and the last four weeks alone, light models went from {edge_first:share} to "
                "{edge_last:share}."
            ),
            first=first,
            last=last,
            flagship=flagship,
            edge_first=edge_first,
            edge_last=edge_last,
        ),
        saying(N_("{first:share} → {last:share}"), first=first, last=last),
    )


@statement(
    "flash-gemini",
    "02_flash_mini",
    "pattern",
    N_("Gemini 2.5 Flash and Gemini 2.0 Flash dominated from the middle to the end of the year."),
)
def _flash_gemini(case: Case) -> Finding:
    leaders = CAST["leading_models"]
    half = case.part(2, 2)
    rank = case.series(leaders, measures.ranks(half, "model")).min(axis=1)
    joint = case.series(leaders, measures.shares(half, "model")).sum(axis=1)
    weeks = half["week"].nunique()
    first, leading = int((rank == 1).sum()), int((rank <= limit("leading")).sum())
    top = measures.weeks_at_number_one(half, "model")
    return Finding(
        stepped(
            first > limit("majority") * weeks,
            leading > limit("majority") * weeks,
        ),
        saying(
            N_(
                "In the second half of the period {names:names} together held {share:share} of the "
                "tokens on average; one of them was the largest model in {first:count} of {weeks:count} "
                "weeks and among the first three in {leading:count}. Most often in front: {top:text}, "
                "in {top_weeks:weeks}."
            ),
            names=case.labels(leaders),
            share=float(joint.mean()),
            first=first,
            leading=leading,
            weeks=weeks,
            top=case.edition.label(top.index[0]),
            top_weeks=int(top.iloc[0]),
        ),
        saying(N_("first in {first:count} of {weeks:count} weeks"), first=first, weeks=weeks),
        "over" if first <= limit("majority") * weeks else "",
    )


@statement(
    "flash-google-share",
    "02_flash_mini",
    "figure",
    N_("Google won the lion's share of the high-volume traffic."),
    N_("the lion's share"),
)
def _flash_google_share(case: Case) -> Finding:
    vendor = CAST["leading_vendor"]
    half = case.part(2, 2)
    share = measures.named(measures.overall_shares(half, "vendor").to_frame().T).iloc[0]
    if vendor not in share:
        raise NoRowsError(vendor, [vendor])
    first = int(measures.weeks_at_number_one(half, "vendor").get(vendor, 0))
    return Finding(
        stepped(share[vendor] > limit("majority"), share.idxmax() == vendor),
        saying(
            N_(
                "In the second half of the period {vendor:text} had {share:share} of the tokens and was "
                "the largest vendor in {first:count} of {weeks:count} weeks; the largest over the "
                "half was {top:text} with {top_share:share}."
            ),
            vendor=vendor,
            share=float(share[vendor]),
            first=first,
            weeks=half["week"].nunique(),
            top=share.idxmax(),
            top_share=float(share.max()),
        ),
        saying(N_("{value:share}"), value=float(share[vendor])),
        "over" if share[vendor] <= limit("majority") else "",
    )


@statement(
    "flash-gpt41mini",
    "02_flash_mini",
    "pattern",
    N_("GPT-4.1 mini stayed a fixture through the year."),
)
def _flash_gpt41mini(case: Case) -> Finding:
    model = CAST["fixture"]
    rank = case.series([model], measures.ranks(case.weeks, "model"))[model]
    rank = rank[rank.first_valid_index() :]
    share = measures.shares(case.weeks, "model")[model][rank.index]
    top20, top10 = float((rank <= limit("visible")).mean()), float((rank <= 10).mean())
    return Finding(
        stepped(top20 >= limit("fixture"), top20 > limit("majority")),
        saying(
            N_(
                "From its first week on, that of {start:date}, {model:text} was in the top 20 in "
                "{top20:share:0} and in the top 10 in {top10:share:0} of {weeks:weeks}; its median share "
                "was {share:share}."
            ),
            start=rank.index[0],
            model=case.edition.label(model),
            top20=top20,
            top10=top10,
            weeks=len(rank),
            share=float(share.median()),
        ),
        saying(N_("top 20 in {value:share:0} of the weeks"), value=top20),
    )


@statement(
    "flash-midprice",
    "02_flash_mini",
    "pattern",
    N_("For daily work developers prefer a mid-priced model to a flagship."),
)
def _flash_midprice(case: Case) -> Finding:
    model, flagships = case.parameter("mid_priced"), case.parameter("flagships")
    tokens = measures.tokens_by(case.weeks, "model")
    mine = case.series([model], tokens)[model]
    since = mine[mine > 0].index[0]
    sums = tokens[tokens.index >= since].sum()
    rivals = {name: float(sums.get(name, 0)) for name in flagships}
    own, joint = float(sums[model]), sum(rivals.values())
    if joint == 0:
        raise NoRowsError(", ".join(flagships), flagships)
    return Finding(
        stepped(own > joint, all(own > value for value in rivals.values())),
        saying(
            N_(
                "From the week of {start:date} on {model:text} came to {own:tokens} tokens, {names:names} "
                "together to {joint:tokens}: a ratio of {ratio:number:2}. Prices are not in the data."
            ),
            start=since,
            model=case.edition.label(model),
            names=case.labels(flagships),
            own=own,
            joint=joint,
            ratio=own / joint,
        ),
        saying(N_("ratio {value:number:2}"), value=own / joint),
    )


# ---------------------------------------------------------------- 3 disruptors


def _forecast_weeks(case: Case) -> pd.DataFrame:
    """The complete weeks that start in the year of the forecasts; `NoRowsError` if they are too few."""
    weeks = case.weeks[case.weeks["week"].dt.year == FORECAST_YEAR]
    if weeks["week"].nunique() < limit("window"):
        raise NoRowsError(str(FORECAST_YEAR))
    return weeks


@statement(
    "dis-value",
    "03_disruptors",
    "cause",
    N_("Value models became performance leaders."),
)
def _dis_value(case: Case) -> Finding:
    vendors = case.parameter("vendors")
    share = measures.shares(case.weeks, "vendor")
    first, last = case.ends(case.series(vendors, share).sum(axis=1))
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Quality is not in the data. By volume {names:names} together held {first:share} in the "
                "first weeks and {last:share} in the last."
            ),
            names=vendors,
            first=first,
            last=last,
        ),
    )


@statement(
    "dis-deepseek-h2",
    "03_disruptors",
    "figure",
    N_("DeepSeek V3 (0324 and V3.1) emerged in the second half of the year."),
    N_("second half"),
)
def _dis_deepseek_h2(case: Case) -> Finding:
    versions = CAST["versions"]
    tokens = case.series(versions, measures.tokens_by(case.weeks, "model"))
    first_weeks = {name: tokens.index[tokens[name] > 0][0] for name in tokens}
    second = set(case.part(2, 2)["week"])
    halves = [
        float(measures.overall_shares(case.part(n, 2), "model").reindex(versions).sum()) for n in (1, 2)
    ]
    return Finding(
        graded(*(week in second for week in first_weeks.values())),
        saying(
            N_(
                "First complete weeks of {names:names}: {weeks:dates}. Together they held "
                "{first:share} of the tokens in the first half and {last:share} in the second."
            ),
            names=case.labels(first_weeks),
            weeks=list(first_weeks.values()),
            first=halves[0],
            last=halves[1],
        ),
        saying(N_("{first:share} → {last:share}"), first=halves[0], last=halves[1]),
    )


DISPLACED = (
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). Neither interval contains zero. A correlation "
        "is no cause."
    ),
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). One of the two intervals contains zero, so "
        "chance cannot be ruled out there. A correlation is no cause."
    ),
    N_(
        "Over {weeks:count} weeks the shares of {names:names} and those of the older models have a "
        "correlation of {levels:number:2} (95% interval {levels_low:number:2} to {levels_high:number:2}); "
        "their changes over {pairs:count} pairs of neighbouring weeks have one of {steps:number:2} "
        "({steps_low:number:2} to {steps_high:number:2}). Both intervals contain zero, so chance cannot "
        "be ruled out. A correlation is no cause."
    ),
)
"""By how many of the two intervals contain zero."""


@statement(
    "dis-displacement",
    "03_disruptors",
    "pattern",
    N_("The rise of DeepSeek goes with the displacement of older models."),
)
def _dis_displacement(case: Case) -> Finding:
    share = measures.shares(case.weeks, "model")
    risen = case.series(CAST["versions"], share)
    rising = risen.sum(axis=1)
    falling = case.series(case.parameter("displaced"), share).sum(axis=1)
    levels, steps = measures.correlations(rising, falling)
    if any(math.isnan(end) for found in (levels, steps) for end in (found.value, found.low)):
        raise NoRowsError("too few weeks, or a share that never changes")
    return Finding(
        # one that is large enough is something; for all of it chance has to be ruled out as well
        graded(
            min(levels.value, steps.value) <= limit("correlated"),
            *(found.value <= limit("correlated") and found.high < 0 for found in (levels, steps)),
        ),
        saying(
            DISPLACED[sum(found.low <= 0 <= found.high for found in (levels, steps))],
            weeks=levels.weeks,
            names=case.labels(risen),
            levels=levels.value,
            levels_low=levels.low,
            levels_high=levels.high,
            pairs=steps.weeks,
            steps=steps.value,
            steps_low=steps.low,
            steps_high=steps.high,
        ),
        saying(N_("r = {levels:number:2}; {steps:number:2}"), levels=levels.value, steps=steps.value),
    )


@statement(
    "dis-deepseek-coding",
    "03_disruptors",
    "cause",
    N_("DeepSeek competed on intelligence too, above all in coding and logic."),
)
def _dis_deepseek_coding(case: Case) -> Finding:
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(N_("The rows hold neither tasks nor results; nothing in them measures intelligence.")),
    )


@statement(
    "dis-qwen30b",
    "03_disruptors",
    "figure",
    N_("Qwen3 30B A3B appears notably in the last week of December."),
    N_("last week of December"),
)
def _dis_qwen30b(case: Case) -> Finding:
    model = CAST["newcomer"]
    rank = case.series([model], measures.ranks(case.weeks, "model"))[model]
    december = rank[rank.index.month == 12]
    if december.empty:
        raise NoRowsError("December")
    present = rank.dropna()
    last = december.iloc[-1]
    tokens = measures.tokens_by(case.weeks, "model")[model]
    common = {
        "model": case.edition.label(model),
        "week": december.index[-1],
        "seen": present.index[-1],
        "best": int(present.min()),
        "best_week": present.idxmin(),
        "tokens": float(tokens[present.idxmin()]),
    }
    if last != last:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_(
                    "{model:text} has no row in the week of {week:date}: on none of its days was it "
                    "among the fifty largest. It was last seen in the week of {seen:date}; its best "
                    "week was that of {best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
                ),
                **common,
            ),
            saying(N_("no row")),
        )
    return Finding(
        stepped(last <= limit("visible"), True),
        saying(
            N_(
                "In the week of {week:date} {model:text} had rank {rank:count}; its best week was that "
                "of {best_week:date} (rank {best:count}, {tokens:tokens} tokens)."
            ),
            rank=int(last),
            **common,
        ),
        saying(N_("rank {value:count}"), value=int(last)),
    )


@statement(
    "dis-qwen-2026",
    "03_disruptors",
    "forecast",
    N_("The adoption of Qwen3 30B A3B hints that it will be a titan in 2026."),
)
def _dis_qwen_2026(case: Case) -> Finding:
    model = CAST["newcomer"]
    weeks = _forecast_weeks(case)
    rank = measures.ranks(weeks, "model")
    common = {
        "weeks": weeks["week"].nunique(),
        "year": FORECAST_YEAR,
        "model": case.edition.label(model),
    }
    if model not in rank:
        return Finding(
            Verdict.CONTRADICTED,
            saying(
                N_("In the {weeks:count} complete weeks of {year:text} {model:text} has no row."), **common
            ),
            saying(N_("no row")),
        )
    share = float(measures.overall_shares(weeks, "model")[model])
    best = rank[model].min()
    return Finding(
        stepped(best <= limit("leading"), best <= limit("visible")),
        saying(
            N_(
                "In the {weeks:count} complete weeks of {year:text} {model:text} held {share:share} of the "
                "tokens; its best rank was {best:count}, in the week of {week:date}."
            ),
            share=share,
            best=int(best),
            week=rank[model].idxmin(),
            **common,
        ),
        saying(N_("rank {value:count}"), value=int(best)),
    )


# ---------------------------------------------------------------- 4 specialists


@statement(
    "spec-grok",
    "04_specialists",
    "pattern",
    N_("Grok Code Fast 1 spiked in the fourth quarter."),
    N_("fourth quarter"),
)
def _spec_grok(case: Case) -> Finding:
    model = CAST["coder"]
    tokens = case.series([model], measures.tokens_by(case.weeks, "model"))[model]
    tokens = tokens[tokens > 0]
    fourth = set(case.part(4, 4)["week"])
    spikes = tokens[tokens >= limit("spike") * tokens.median()].index
    first = int(measures.weeks_at_number_one(case.weeks, "model").get(model, 0))
    return Finding(
        graded(tokens.idxmax() in fourth, any(week in fourth for week in spikes)),
        saying(
            N_(
                "{model:text} peaked in the week of {week:date} with {peak:tokens} tokens, "
                "{ratio:number} times its median week. Weeks with at least twice the median: "
                "{spikes:count} of {weeks:count}. It was the largest model in {first:weeks}."
            ),
            model=case.edition.label(model),
            week=tokens.idxmax(),
            peak=float(tokens.max()),
            ratio=float(tokens.max() / tokens.median()),
            spikes=len(spikes),
            weeks=len(tokens),
            first=first,
        ),
        saying(
            N_("peak {value:number} × median, week of {week:date}"),
            value=float(tokens.max() / tokens.median()),
            week=tokens.idxmax(),
        ),
    )


@statement(
    "spec-grok-speed",
    "04_specialists",
    "cause",
    N_("Grok Code Fast 1 was adopted en masse when generation speed became the priority."),
)
def _spec_grok_speed(case: Case) -> Finding:
    model = CAST["coder"]
    tokens = case.series([model], measures.tokens_by(case.weeks, "model"))[model]
    tokens = tokens[tokens > 0]
    large = tokens[tokens >= TRILLION]
    if large.empty:
        return Finding(
            Verdict.NOT_TESTABLE,
            saying(
                N_("Why users chose {model:text} is not in the data; it never reached one trillion a week."),
                model=case.edition.label(model),
            ),
        )
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Why users chose {model:text} is not in the data. How fast is: its first complete week "
                "is that of {start:date}, its first with a trillion tokens that of {large:date}."
            ),
            model=case.edition.label(model),
            start=tokens.index[0],
            large=large.index[0],
        ),
    )


def _since_start(share: pd.Series) -> pd.Series:
    present = share[share > 0]
    if present.empty:
        raise NoRowsError("no share above 0")
    return share[share.index >= present.index[0]]


@statement(
    "spec-sonnet4",
    "04_specialists",
    "pattern",
    N_("Claude Sonnet 4 held a stable slice of the ranking while Flash models took the volume."),
)
def _spec_sonnet4(case: Case) -> Finding:
    model, family = CAST["stable"], CAST["stable_family"]
    share = measures.shares(case.weeks, "model")
    own = _since_start(case.series([model], share)[model])
    joint = _since_start(case.series(family, share).sum(axis=1))
    one, both = measures.variation(own), measures.variation(joint)
    return Finding(
        graded(one <= limit("stable"), both <= limit("stable")),
        saying(
            N_(
                "From the week of {start:date} on {model:text} held {mean:share} of the tokens on average, "
                "with a coefficient of variation of {one:number:2}: {early:share} in its first four "
                "weeks, {late:share} in the last four. For {names:names} together the mean is "
                "{joint:share} and the coefficient {both:number:2}."
            ),
            start=own.index[0],
            model=case.edition.label(model),
            mean=float(own.mean()),
            one=one,
            early=case.ends(own)[0],
            late=case.ends(own)[1],
            names=case.labels(family),
            joint=float(joint.mean()),
            both=both,
        ),
        saying(N_("coefficient of variation {one:number:2}; family {both:number:2}"), one=one, both=both),
    )


@statement(
    "spec-sonnet-quality",
    "04_specialists",
    "cause",
    N_("Claude Sonnet 4 remained the gold standard for reasoning and creative work."),
)
def _spec_sonnet_quality(case: Case) -> Finding:
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(N_("The rows hold neither quality nor purpose; only how much a model was used.")),
    )


# ---------------------------------------------------------------- 5 others


@statement("oth-huge", "05_others", "figure", N_("“Others” is a huge category."), N_("huge"))
def _oth_huge(case: Case) -> Finding:
    top_n = case.parameter("top_n")
    tail = measures.tail_share(case.weeks, "model", top_n)
    total = measures.totals(case.weeks)
    overall = float((tail * total).sum() / total.sum())
    return Finding(
        stepped(overall >= limit("huge"), overall >= limit("large")),
        saying(
            N_(
                "Outside the week's {top_n:words} largest models lay {overall:share} of all tokens; the "
                "smallest week has {low:share}, the largest, that of {week:date}, {high:share}."
            ),
            top_n=top_n,
            overall=overall,
            low=float(tail.min()),
            high=float(tail.max()),
            week=tail.idxmax(),
        ),
        saying(N_("{value:share}"), value=overall),
    )


@statement(
    "oth-tail",
    "05_others",
    "pattern",
    N_("The tail is made of fine-tuned Llama variants, niche and experimental models."),
)
def _oth_tail(case: Case) -> Finding:
    family = CAST["tail_family"]
    tail = measures.tail(case.weeks, "model", case.parameter("top_n"))
    if tail.empty:
        raise NoRowsError("no named tail")
    share = measures.overall_shares(tail, "family")
    nameless = float(measures.overall_shares(case.weeks, "family").get(OTHER, 0.0))
    order = list(share.index)
    place = order.index(family) + 1 if family in share else None
    return Finding(
        stepped(place == 1, place is not None and place <= limit("leading")),
        saying(
            N_(
                "In the named part of the tail the {family:text} family, fine-tuned variants included, "
                "holds {share:share} of the tokens; the largest families there are {names:names}. Not "
                "counted are the {nameless:share} of all tokens that have no name in the source."
            ),
            family=family,
            share=float(share.get(family, 0.0)),
            names=order[:3],
            nameless=nameless,
        ),
        saying(
            N_("{family:text}: {value:share} of the named tail"),
            family=family,
            value=float(share.get(family, 0.0)),
        ),
    )


@statement(
    "oth-multi",
    "05_others",
    "pattern",
    N_("The world moves from one model for everything to a multi-model strategy."),
)
def _oth_multi(case: Case) -> Finding:
    first, last = case.ends(measures.effective_number(case.weeks, "model"))
    one_first, one_last = case.ends(measures.effective_number(case.weeks, "model", other="one"))
    needed_first, needed_last = case.ends(measures.number_needed(case.weeks, "model", 0.8).dropna())
    return Finding(
        stepped(last >= limit("doubled") * first, last > first),
        saying(
            N_(
                "The effective number of models went from {first:number} to {last:number}; with the "
                "nameless rest counted as one model, from {one_first:number} to {one_last:number}. For "
                "80% of the tokens it took {needed_first:models} at the start and "
                "{needed_last:models} at the end. What is judged is the spread of all tokens; how many "
                "models one user has, the rows do not tell."
            ),
            first=first,
            last=last,
            one_first=one_first,
            one_last=one_last,
            needed_first=needed_first,
            needed_last=needed_last,
        ),
        saying(N_("{first:number} → {last:number} models"), first=first, last=last),
    )


# ---------------------------------------------------------------- closing


@statement(
    "end-tax",
    "06_outlook",
    "cause",
    N_("The “intelligence tax” fell; DeepSeek V3.1 and Gemini 2.5 Flash made good reasoning affordable."),
)
def _end_tax(case: Case) -> Finding:
    affordable = CAST["affordable"]
    sums = case.series(affordable, measures.tokens_by(case.weeks, "model")).sum()
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "Prices are not in the data. Volumes are: {names:names} came to {tokens:tokens} tokens "
                "together, {share:share} of all."
            ),
            names=case.labels(affordable),
            tokens=float(sums.sum()),
            share=float(sums.sum() / measures.totals(case.weeks).sum()),
        ),
    )


@statement(
    "end-agency",
    "06_outlook",
    "forecast",
    N_("2026 shifts to agency: autonomous agents are present reality."),
)
def _end_agency(case: Case) -> Finding:
    silent = N_("The rows do not tell whether a person or a program asked for the tokens.")
    try:
        weeks = _forecast_weeks(case)
    except NoRowsError:
        return Finding(Verdict.NOT_TESTABLE, saying(silent))
    # more tokens for writing programs would be a hint, no more
    code = measures.overall_shares(weeks, "tier").get("code", 0.0)
    return Finding(
        Verdict.NOT_TESTABLE,
        saying(
            N_(
                "In the {weeks:count} complete weeks of {year:text} coding models, which agents often use, "
                "held {share:share} of the tokens. The rows do not tell whether a person or a program "
                "asked for them."
            ),
            weeks=weeks["week"].nunique(),
            year=FORECAST_YEAR,
            share=float(code),
        ),
        saying(N_("coding models {value:share}"), value=float(code)),
    )
