"""The limits from which the verdicts follow, each with its reason. No threshold stands elsewhere.

Measures ask their scope for a limit (`Scope.limit`), so that it can be moved by a notch to see what
hangs on it.
"""

from dataclasses import dataclass

from tokenbook.wording import N_

EDGE_WEEKS = 4
"""How many weeks make the start and the end of a period."""


@dataclass(frozen=True)
class Limit:
    """A threshold, why it is where it is, and how far it is moved to see what hangs on it.

    Attributes
    ----------
    words : what it decides, as a reader is told.
    kind : kind of quantity (see `Wording.format`).
    notch : step to either side; of `times`, a factor.
    """

    value: float
    words: str
    kind: str
    notch: float
    reason: str
    times: bool = False

    @property
    def lower(self) -> float:
        """One notch down."""
        return self.value / self.notch if self.times else self.value - self.notch

    @property
    def upper(self) -> float:
        """One notch up."""
        return self.value * self.notch if self.times else self.value + self.notch


LIMITS = {
    "near": Limit(
        1 / 16,
        N_("“right”"),
        "share",
        1 / 48,
        N_("A figure is right when it is off by at most a sixteenth: “almost 8” then means at least 7.5."),
    ),
    "loose": Limit(
        0.15,
        N_("“partly right”"),
        "share",
        0.05,
        N_(
            "A figure is partly right when it is off by at most 15%: the order of magnitude is right, the "
            "digits are not."
        ),
    ),
    "about": Limit(0.10, N_("“about”"), "share", 0.025, N_("“About” allows a tenth more or less.")),
    "clearly below": Limit(
        0.8,
        N_("“clearly below”"),
        "share:0",
        0.1,
        N_("“Clearly below” a figure means at most four fifths of it."),
    ),
    "settled": Limit(
        0.01,
        N_("“settled”"),
        "share",
        0.005,
        N_(
            "A volume has settled when its trend is at most 1% a week: in five weeks that makes half of what "
            "“about” allows."
        ),
    ),
    "concentrated": Limit(
        0.18,
        N_("“highly concentrated”"),
        "number:2",
        0.03,
        N_("Above an HHI of 0.18 the US Merger Guidelines of 2023 call a market highly concentrated."),
    ),
    "unconcentrated": Limit(
        0.10,
        N_("“not concentrated”"),
        "number:2",
        0.05,
        N_(
            "Below an HHI of 0.10 the US authorities do not call a market even moderately concentrated; in "
            "their guidelines of 2010 that line was at 0.15."
        ),
    ),
    "majority": Limit(
        0.5,
        N_("the majority asked for"),
        "share:0",
        0.1,
        N_("“Dominated”, “lion's share” and “most of the time” mean more than half."),
    ),
    "leading": Limit(
        3, N_("“leading”"), "count", 1, N_("A leading model or vendor is among the first three.")
    ),
    "fixture": Limit(
        0.9,
        N_("“fixture”"),
        "share:0",
        0.05,
        N_("A fixture stands in the top 20 in at least nine of ten weeks since its start."),
    ),
    "visible": Limit(
        20,
        N_("“standing out”"),
        "count",
        10,
        N_("A model stands out when it is among the week's first twenty."),
    ),
    "correlated": Limit(
        -0.3,
        N_("“goes against”"),
        "number:2",
        0.1,
        N_(
            "Correlations weaker than −0.3 are commonly called negligible; full support also requires that "
            "their interval lies below zero."
        ),
    ),
    "placebo": Limit(
        0.1,
        N_("“stands out among newcomers”"),
        "share:0",
        0.05,
        N_("What is claimed of one newcomer should set it apart: it is among the strongest tenth of them."),
    ),
    "spike": Limit(
        2,
        N_("“spike”"),
        "number",
        0.5,
        N_(
            "A spike is a week with at least twice the median of the four weeks on either side: it is "
            "compared with its neighbours, not with a life that ends in decline."
        ),
    ),
    "stable": Limit(
        0.25,
        N_("“stable”"),
        "share:0",
        0.05,
        N_("A share is stable when its standard deviation is at most a quarter of its mean."),
    ),
    "huge": Limit(
        1 / 3,
        N_("“huge”"),
        "share",
        1 / 15,
        N_("“Huge” means at least a third of all tokens over the period."),
    ),
    "large": Limit(
        1 / 5,
        N_("“large”"),
        "share",
        1 / 15,
        N_("From a fifth of all tokens on the category is large, though not huge."),
    ),
    "doubled": Limit(
        2,
        N_("“a move to many”"),
        "number",
        0.5,
        N_("A move to many models shows as a doubled effective number."),
    ),
    "halved": Limit(
        2,
        N_("a fallen price"),
        "number",
        0.5,
        N_("The price of a good result has fallen when it is half or less of what it was."),
    ),
    "at once": Limit(
        0.1,
        N_("“en masse”"),
        "share:0",
        0.05,
        N_("“En masse” means at least a tenth of all tokens in a model's first whole week."),
    ),
    "work week": Limit(
        0.95,
        N_("“weekends are emptier”"),
        "number:2",
        0.025,
        N_("Below 0.95 of a weekday, weekends are visibly emptier: the pattern of work."),
    ),
    "score": Limit(
        60,
        N_("“good at coding”"),
        "count",
        10,
        N_("60 points of Aider's benchmark are what the best model reached when 2025 began."),
    ),
    "mid price from": Limit(
        0.2,
        N_("the lower end of “mid-priced”"),
        "number:2",
        2,
        N_("Below $0.20 a million tokens (90 prompt to 10 completion) stand the cheap lines."),
        times=True,
    ),
    "mid price to": Limit(
        2,
        N_("the upper end of “mid-priced”"),
        "number:2",
        2,
        N_("From $2 a million tokens on (90 prompt to 10 completion) stand the flagships."),
        times=True,
    ),
}


AROUND = 4
"""How many weeks on either side a spike is compared with."""

FORECAST_WEEKS = 26
"""A forecast of a year is judged once half of its weeks are there."""

NEWCOMER_WEEKS, NEWCOMER_PEAK = 12, 0.02
"""Of the newcomers with which one is compared: present so many weeks, and once with such a share."""

MONTH_END = 20
"""The end of a month begins after its twentieth day."""

GIANTS = 3
"""How many vendors "a few giants" are."""

RECENT_WEEKS = 13
"""Of how many last weeks it is told and judged whether a fixture is still one."""

LADDER = (10, 50)
"""Places in the ranking by which it is told how a fixture stands."""

WIDER_TOP = 20
"""How many models are named where it is told what a wider line of "Others" would change."""
