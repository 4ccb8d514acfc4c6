"""What chance can do: log-ratios of shares, intervals that know of time, placebos and stated nulls.

Series are weekly, indexed by Monday, in order of time. Nothing here knows a model or a verdict.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

RESAMPLES, SEED, LEVEL = 2000, 2025, 0.95
"""Of the block bootstrap: how many samples, the seed that makes them the same each time, coverage."""

MIN_WEEKS = 20
"""With fewer pairs there is no interval: neither the test for a unit root nor the choice of a block
length says anything of a dozen weeks."""

UNIT_ROOT_SIZE = 0.05
"""A series counts as near a unit root unless the test rejects one at this size."""

STEP = pd.Timedelta(days=7)


class NoInterval(StrEnum):
    """Why a correlation has no interval."""

    STILL = "a series never changes"
    FEW = "too few weeks"
    UNIT_ROOT = "a series is too near a unit root"
    BLOCK = "the blocks would be too long for the series"


@dataclass(frozen=True)
class Correlation:
    """How two weekly series go together.

    Attributes
    ----------
    value : Pearson's r, -1 to 1; missing where a series never changes.
    low, high : ends of the 95 % interval; missing where there is none.
    weeks : how many pairs of values there are.
    block : length of the bootstrap's blocks in weeks; 0 where there is no interval.
    without : why there is no interval; None where there is one.
    """

    value: float
    low: float
    high: float
    weeks: int
    block: int = 0
    without: NoInterval | None = None


def balances(shares: pd.DataFrame, part: Iterable[str], other: Iterable[str]) -> pd.DataFrame:
    """Log-ratios that tell whether `part` grows at the expense of `other` rather than of everybody.

    Shares add up to one, so any two of them are negatively correlated by construction (Aitchison 1986).
    These two log-ratios are not: `part` is what the part has against all that is not it, `other`
    how `other` stands against the rest when the part is left out of the count. If the part takes from
    everybody alike, the second does not move. Both are balances (Egozcue and Pawlowsky-Glahn 2005) of
    sums of shares, without their constant factors, which no correlation sees.

    Parameters
    ----------
    shares : per week (rows) and name (columns); rows add up to 1.
    part, other : names, without one in common; those that have no column count as 0.

    Returns
    -------
    DataFrame with the columns `part` and `other`; weeks in which one of the three sums is 0 are left out.

    Raises
    ------
    ValueError
        Where a name is in both.
    """
    part, other = list(part), list(other)
    if common := set(part) & set(other):
        raise ValueError(f"on both sides: {', '.join(sorted(common))}")
    own = shares.reindex(columns=part, fill_value=0.0).sum(axis=1)
    against = shares.reindex(columns=other, fill_value=0.0).sum(axis=1)
    rest = shares.loc[:, ~shares.columns.isin([*part, *other])].sum(axis=1)
    there = (own > 0) & (against > 0) & (rest > 0)
    own, against, rest = own[there], against[there], rest[there]
    return pd.DataFrame({"part": np.log(own / (against + rest)), "other": np.log(against / rest)})


def changes(pairs: pd.DataFrame) -> pd.DataFrame:
    """First differences between weeks that follow each other; a gap between them is left out."""
    return pairs.diff()[pairs.index.to_series().diff() == STEP]


def near_unit_root(series: np.ndarray) -> bool:
    """Whether a series may be a random walk, so that correlations of its level mean nothing.

    The DF-GLS test (Elliott, Rothenberg and Stock 1996) with a constant does not reject a unit root at 5 %;
    as many lags as the Bayes criterion asks for, at most 4 (n / 100)^(1/4) (Schwert 1989). Of the usual tests
    it has the most power where weeks are few. A series with a trend counts as one, too: two trends are
    always correlated.
    """
    from arch.unitroot import DFGLS
    from arch.utility.exceptions import InfeasibleTestException

    lags = int(4 * (len(series) / 100) ** 0.25)
    try:
        return bool(DFGLS(series, trend="c", max_lags=lags, method="bic").pvalue > UNIT_ROOT_SIZE)
    except InfeasibleTestException:
        return True  # its changes never change: nothing but a trend


def block_length(pairs: np.ndarray) -> int:
    """Length of blocks from the data (Politis and White 2004, corrected 2009), in weeks.

    Asked for by the series of which a correlation is in the end the mean: each week's influence on r,
    xy - r (x² + y²) / 2 in standard units (Hampel 1974).
    """
    from arch.bootstrap import optimal_block_length

    left, right = ((pairs - pairs.mean(axis=0)) / pairs.std(axis=0)).T
    influence = left * right - (left * right).mean() * (left**2 + right**2) / 2
    return max(1, math.ceil(float(optimal_block_length(influence)["circular"].iloc[0])))


def correlation(pairs: pd.DataFrame) -> Correlation:
    """Pearson correlation of two columns in order of time, with an interval by block bootstrap.

    The circular block bootstrap (Politis and Romano 1992) draws runs of neighbouring weeks, because these
    resemble each other; how long a run is, the data say (`block_length`). There is no interval where it
    would mean nothing; `without` says why.
    """
    values = pairs.dropna().to_numpy(dtype=float)
    weeks = len(values)
    measured = float(pearson(values)) if weeks > 1 else math.nan
    if reason := _without(values, measured):
        return Correlation(measured, math.nan, math.nan, weeks, without=reason)
    block = block_length(values)
    if block > weeks / 3:
        return Correlation(measured, math.nan, math.nan, weeks, without=NoInterval.BLOCK)
    from arch.bootstrap import CircularBlockBootstrap

    samples = CircularBlockBootstrap(block, values, seed=SEED)
    drawn = pearson(values[[samples.update_indices() for _ in range(RESAMPLES)]])
    outside = (1 - LEVEL) / 2
    # a sample may happen to hold one week only
    low, high = np.nanquantile(drawn, [outside, 1 - outside])
    return Correlation(measured, float(low), float(high), weeks, block)


def _without(values: np.ndarray, measured: float) -> NoInterval | None:
    if math.isnan(measured):
        return NoInterval.FEW if len(values) < 2 else NoInterval.STILL
    if len(values) < MIN_WEEKS:
        return NoInterval.FEW
    if any(near_unit_root(column) for column in values.T):
        return NoInterval.UNIT_ROOT
    return None


def pearson(pairs: np.ndarray) -> np.ndarray:
    """Pearson's r of two columns (weeks, 2), of many samples at once (samples, weeks, 2).

    Missing where one of them never changes.
    """
    # what rounding to whole tokens leaves of a series that never changes is no change
    still = (np.ptp(pairs, axis=-2) < 1e-9).any(axis=-1)
    left, right = np.moveaxis(pairs - pairs.mean(axis=-2, keepdims=True), -1, 0)
    square = (left**2).sum(axis=-1) * (right**2).sum(axis=-1)
    found: np.ndarray = (left * right).sum(axis=-1) / np.sqrt(np.where(still, math.nan, square))
    return found


@dataclass(frozen=True)
class Placebo:
    """Where the claimed one stands among those of whom nobody claimed anything.

    Attributes
    ----------
    value : its own measured value.
    rank : 1 = the lowest of all; equals count before it, against the claim.
    of : how many there are, itself included.
    """

    value: float
    rank: int
    of: int

    @property
    def chance(self) -> float:
        """How often a place this good comes about by drawing one of them blindly."""
        return self.rank / self.of


def placebo(values: Mapping[str, float], claimed: str) -> Placebo | None:
    """Rank the claimed one's value among the placebos' (Abadie, Diamond and Hainmueller 2010).

    Parameters
    ----------
    values : name -> value, the claimed one among them; lower = more of what is claimed. Missing values
        are no placebos.

    Returns
    -------
    None where the claimed one has no value or nobody to be compared with.
    """
    known = {name: value for name, value in values.items() if not math.isnan(value)}
    if claimed not in known or len(known) < 2:
        return None
    rank = sum(value <= known[claimed] for value in known.values())
    return Placebo(known[claimed], rank, len(known))


def newcomers(shares: pd.DataFrame, weeks: int, peak: float) -> list[str]:
    """Names without a row in the first week that are there for at least `weeks` and reach `peak` once.

    Parameters
    ----------
    shares : per week (rows) and name (columns), without the nameless rest.
    peak : share of a week, 0 to 1.
    """
    there = shares > 0
    known = ~there.iloc[0] & (there.sum() >= weeks) & (shares.max() >= peak)
    return [str(name) for name in shares.columns[known]]


def chance_of_maximum(weeks: pd.Index, inside: Iterable[pd.Timestamp]) -> float:
    """How likely a series has its maximum inside a period, if nothing distinguishes the period.

    The null: each of the series' weeks is as likely as any other to hold the maximum. It holds for any
    series that may be turned in a circle, however alike neighbouring weeks are.

    Raises
    ------
    ValueError
        For a series without weeks.
    """
    if not len(weeks):
        raise ValueError("a series without weeks has no maximum")
    return float(weeks.isin(list(inside)).mean())


def surges(series: pd.Series, factor: float, around: int) -> pd.Index:
    """The weeks that hold at least `factor` times the median of their neighbours.

    Parameters
    ----------
    around : how many weeks on either side make the neighbours; the week itself is none. A week with fewer
        of them than `around` altogether has nothing to stand out from.
    """
    found = []
    for week, value in series.items():
        distance = (series.index - week) / STEP
        neighbours = series[(abs(distance) <= around) & (distance != 0)]
        if len(neighbours) >= around and value >= factor * neighbours.median():
            found.append(week)
    return pd.Index(found)
