"""The limits from which the verdicts follow, each with its reason. No threshold stands elsewhere."""

from dataclasses import dataclass

from tokenbook.scope import EDGE_WEEKS
from tokenbook.wording import N_


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


MONTH_END = 20
"""The end of a month begins after its twentieth day."""

GIANTS = 3
"""How many vendors "a few giants" are."""

TOP_TEN = 10
"""The narrower of two places in the ranking that are told of a fixture; it is judged by `visible`."""

WIDER_TOP = 20
"""How many models are named where it is tried what a wider line of "Others" would change."""

COVERED = (0.5, 0.8, 0.9)
"""Shares of the tokens of which it is told how many models hold them."""
