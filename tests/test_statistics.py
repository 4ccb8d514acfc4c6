"""What chance can do, tried on made-up series of which the answer is known."""

import math

import numpy as np
import pandas as pd
import pytest

from tokenbook import statistics
from tokenbook.statistics import NoInterval

WEEKS = pd.date_range("2025-01-06", periods=50, freq="7D")


def random(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def autoregressive(rng: np.random.Generator, weeks: int, memory: float) -> np.ndarray:
    series = np.zeros(weeks + 50)
    for number, shock in enumerate(rng.normal(size=weeks + 50)):
        series[number] = memory * series[number - 1] + shock
    return series[50:]


def pairs(left, right) -> pd.DataFrame:
    weeks = pd.date_range("2025-01-06", periods=len(left), freq="7D")
    return pd.DataFrame({"left": left, "right": right}, index=weeks)


def closed(**tokens) -> pd.DataFrame:
    frame = pd.DataFrame(tokens, index=WEEKS[: len(next(iter(tokens.values())))])
    return frame.div(frame.sum(axis=1), axis=0)


def test_balances_are_the_log_ratios_that_the_docstring_says():
    found = statistics.balances(closed(a=[2.0], b=[3.0], c=[1.0], d=[4.0]), ["a"], ["b", "c"])
    assert found["part"].iloc[0] == pytest.approx(math.log(2 / 8))
    assert found["other"].iloc[0] == pytest.approx(math.log(4 / 4))


def test_who_takes_from_everybody_alike_displaces_nobody():
    """Shares say r = -1, by construction; the balances say that nothing moved."""
    shares = closed(new=np.arange(1.0, 51), old=np.full(50, 20.0), rest=np.full(50, 30.0))
    assert statistics.pearson(shares[["new", "old"]].to_numpy()) < -0.99
    found = statistics.balances(shares, ["new"], ["old"])
    assert np.ptp(found["other"]) < 1e-9
    assert math.isnan(statistics.pearson(found.to_numpy()))
    assert statistics.correlation(found).without == NoInterval.STILL


def test_who_takes_from_the_old_ones_only_is_seen():
    new = np.arange(1.0, 51)
    found = statistics.balances(closed(new=new, old=60 - new, rest=np.full(50, 30.0)), ["new"], ["old"])
    assert statistics.pearson(found.to_numpy()) < -0.8


def test_independent_amounts_look_tied_as_shares_and_not_as_balances():
    rng = random()
    by_shares, by_balances = [], []
    for _ in range(200):
        new, old, rest = np.exp(rng.normal(size=(3, 50)) * 0.4)
        shares = closed(new=new, old=old, rest=rest)
        by_shares.append(statistics.pearson(shares[["new", "old"]].to_numpy()))
        by_balances.append(statistics.pearson(statistics.balances(shares, ["new"], ["old"]).to_numpy()))
    assert np.mean(by_shares) < -0.4
    assert abs(np.mean(by_balances)) < 0.05


def test_weeks_without_a_share_have_no_log_ratio():
    shares = closed(new=[0.0, 1, 1, 1], old=[1.0, 0, 1, 1], rest=[1.0, 1, 0, 1])
    assert list(statistics.balances(shares, ["new"], ["old", "gone"]).index) == [WEEKS[3]]


def test_nobody_displaces_itself():
    with pytest.raises(ValueError, match="on both sides: a"):
        statistics.balances(closed(a=[1.0], b=[1.0]), ["a"], ["b", "a"])


def test_changes_leave_out_a_gap():
    frame = pairs([1.0, 2, 4, 8], [1.0, 1, 1, 2]).drop(index=pd.Timestamp("2025-01-20"))
    found = statistics.changes(frame)
    assert found["left"].tolist() == [1.0]
    assert found.index.tolist() == [pd.Timestamp("2025-01-13")]


def test_a_random_walk_is_near_a_unit_root_and_noise_is_not():
    rng = random()
    walks = [statistics.near_unit_root(rng.normal(size=50).cumsum()) for _ in range(100)]
    noises = [statistics.near_unit_root(rng.normal(size=50)) for _ in range(100)]
    assert sum(walks) >= 75
    assert sum(noises) <= 5
    assert statistics.near_unit_root(np.arange(50.0) + rng.normal(size=50))


def test_the_more_alike_neighbours_are_the_longer_the_blocks():
    rng = random()
    lengths = {
        memory: np.mean(
            [
                statistics.block_length(np.column_stack([autoregressive(rng, 200, memory) for _ in range(2)]))
                for _ in range(20)
            ]
        )
        for memory in (0.0, 0.5, 0.9)
    }
    assert lengths[0.0] < 8 < lengths[0.9]
    assert lengths[0.0] < lengths[0.5] < lengths[0.9]


def test_intervals_hold_the_true_value_about_as_often_as_they_say():
    """Two series with memory whose true correlation is 0.6."""
    rng = random()
    held = tried = 0
    for _ in range(60):
        common, one, two = (autoregressive(rng, 80, 0.4) for _ in range(3))
        found = statistics.correlation(
            pairs(common * 0.6**0.5 + one * 0.4**0.5, common * 0.6**0.5 + two * 0.4**0.5)
        )
        if found.without is None:
            tried += 1
            held += found.low <= 0.6 <= found.high
    assert tried >= 30
    assert held / tried >= 0.85


@pytest.mark.parametrize(
    ("left", "right", "value", "without"),
    [
        ([1.0], [2.0], None, NoInterval.FEW),
        ([1.0, 2, 4], [4.0, 2, 0], -0.98, NoInterval.FEW),
        (np.arange(19.0) % 3, np.arange(19.0) % 4, None, NoInterval.FEW),
        (np.ones(30), np.arange(30.0), None, NoInterval.STILL),
        (np.arange(30.0), np.arange(30.0) ** 2, 0.97, NoInterval.UNIT_ROOT),
    ],
    ids=["one week", "three weeks", "nineteen weeks", "still", "two trends"],
)
def test_no_interval_where_it_would_mean_nothing(left, right, value, without):
    found = statistics.correlation(pairs(left, right))
    assert found.without == without
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.block == 0
    if value is not None:
        assert found.value == pytest.approx(value, abs=0.01)


def test_no_interval_where_blocks_would_be_a_third_of_the_series(monkeypatch):
    monkeypatch.setattr(statistics, "near_unit_root", lambda series: False)
    monkeypatch.setattr(statistics, "block_length", lambda values: 11)
    rng = random()
    short = statistics.correlation(pairs(*rng.normal(size=(2, 32))))
    assert short.without == NoInterval.BLOCK
    longer = statistics.correlation(pairs(*rng.normal(size=(2, 33))))
    assert (longer.without, longer.block) == (None, 11)
    assert longer.low < longer.value < longer.high


def test_the_same_rows_have_the_same_interval():
    rng = random()
    series = pairs(*rng.normal(size=(2, 40)))
    assert statistics.correlation(series) == statistics.correlation(series)
    assert statistics.correlation(series).without is None


def test_pearson_is_numpys_and_takes_many_samples_at_once():
    values = random().normal(size=(5, 20, 2))
    expected = [np.corrcoef(sample.T)[0, 1] for sample in values]
    assert statistics.pearson(values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "rank", "of"),
    [
        ({"claimed": -0.9, "a": -0.5, "b": 0.1}, 1, 3),
        ({"claimed": -0.5, "a": -0.5, "b": 0.1}, 2, 3),
        ({"claimed": 0.5, "a": -0.5, "b": 0.1, "none": math.nan}, 3, 3),
    ],
)
def test_the_claimed_one_is_ranked_among_the_placebos(values, rank, of):
    found = statistics.placebo(values, "claimed")
    assert (found.value, found.rank, found.of) == (values["claimed"], rank, of)
    assert found.chance == rank / of


@pytest.mark.parametrize("values", [{"claimed": 1.0}, {"a": 1.0, "b": 1.0}, {"claimed": math.nan, "a": 1.0}])
def test_without_a_value_or_a_placebo_there_is_no_rank(values):
    assert statistics.placebo(values, "claimed") is None


def test_newcomers_start_later_stay_and_are_seen():
    frame = pd.DataFrame(
        {
            "old": [0.5, 0.5, 0.5, 0.5],
            "new": [0.0, 0.1, 0.1, 0.1],
            "small": [0.0, 0.01, 0.01, 0.01],
            "short": [0.0, 0.0, 0.3, 0.0],
        }
    )
    assert statistics.newcomers(frame, weeks=3, peak=0.05) == ["new"]
    assert statistics.newcomers(frame, weeks=1, peak=0.3) == ["short"]
    assert statistics.newcomers(frame, weeks=3, peak=0.01) == ["new", "small"]


def test_the_chance_of_a_maximum_is_that_of_random_series():
    weeks, inside = WEEKS[:19], WEEKS[5:19]
    exact = statistics.chance_of_maximum(weeks, inside)
    assert exact == pytest.approx(14 / 19)
    rng = random()
    drawn = [rng.normal(size=19).argmax() >= 5 for _ in range(4000)]
    assert np.mean(drawn) == pytest.approx(exact, abs=0.02)
    with pytest.raises(ValueError, match="without weeks"):
        statistics.chance_of_maximum(WEEKS[:0], inside)


def test_a_surge_stands_out_from_its_neighbours_and_a_slope_does_not():
    flat = pd.Series(1.0, WEEKS[:20])
    flat.iloc[10] = 2.0
    assert list(statistics.surges(flat, 2, 4)) == [WEEKS[10]]
    assert list(statistics.surges(flat, 2.01, 4)) == []
    slope = pd.Series(1.1 ** np.arange(20), WEEKS[:20])
    assert len(statistics.surges(slope, 2, 4)) == 0
    assert len(statistics.surges(flat.iloc[9:11], 2, 4)) == 0


def test_a_week_is_no_neighbour_of_its_own():
    """Its neighbours hold 1 and 3, their median is 2; with the week itself it would be 3."""
    assert list(statistics.surges(pd.Series([1.0, 4.0, 3.0], WEEKS[:3]), 2, 2)) == [WEEKS[1]]


# ---------------------------------------------------------------- edges, and the methods' own numbers


@pytest.mark.parametrize(("weeks", "lags"), [(20, 2), (50, 3), (99, 3), (100, 4), (245, 5)])
def test_a_unit_root_is_tested_with_schwerts_lags(weeks, lags, monkeypatch):
    asked = []

    class Test:
        def __init__(self, series, **how):
            asked.append(how)
            self.pvalue = 0.5

    monkeypatch.setattr("arch.unitroot.DFGLS", Test)
    assert statistics.near_unit_root(np.zeros(weeks))
    assert asked == [{"trend": "c", "max_lags": lags, "method": "bic"}]


@pytest.mark.parametrize(("chance", "near"), [(0.049, False), (0.05, False), (0.051, True)])
def test_a_unit_root_is_rejected_at_five_percent(chance, near, monkeypatch):
    class Test:
        pvalue = chance

        def __init__(self, series, **how):
            pass

    monkeypatch.setattr("arch.unitroot.DFGLS", Test)
    assert statistics.near_unit_root(np.zeros(50)) is near


def test_nothing_but_a_trend_is_near_a_unit_root():
    assert statistics.near_unit_root(np.arange(50.0)) is True


@pytest.mark.parametrize(("optimal", "weeks"), [(0.2, 1), (1.0, 1), (2.01, 3), (3.0, 3)])
def test_blocks_are_asked_for_by_each_weeks_influence_and_rounded_up(optimal, weeks, monkeypatch):
    """Influence: how r moves where a week weighs a little more, here by trying it."""
    asked = []

    def length(series):
        asked.append(series)
        return pd.DataFrame({"stationary": [99.0], "circular": [optimal]})

    monkeypatch.setattr("arch.bootstrap.optimal_block_length", length)
    values = random().normal(size=(12, 2)) * [1, 5] + [3, 100]
    values[:, 1] += 4 * values[:, 0]
    assert statistics.block_length(values) == weeks
    little = 1e-6
    moved = []
    for number in range(12):
        weights = np.full(12, (1 - little) / 12)
        weights[number] += little
        cov = np.cov(values.T, aweights=weights, ddof=0)
        moved.append(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]))
    expected = (np.array(moved) - np.corrcoef(values.T)[0, 1]) / little
    assert asked[0] == pytest.approx(expected, abs=1e-4)


def test_the_interval_holds_95_percent_of_2000_samples_of_blocks():
    """The same draws, each week of them taken by hand and judged by numpy."""
    from arch.bootstrap import CircularBlockBootstrap

    series = pairs(*random().normal(size=(2, 40)))
    found = statistics.correlation(series)
    values = series.to_numpy()
    draws = CircularBlockBootstrap(found.block, values, seed=2025)
    drawn = sorted(float(np.corrcoef(data[0].T)[0, 1]) for data, _ in draws.bootstrap(2000))
    assert found.weeks == 40
    assert (found.low, found.high) == pytest.approx((drawn[49], drawn[1949]), abs=2e-3)


def test_weeks_that_lack_a_value_are_no_pairs(monkeypatch):
    monkeypatch.setattr(statistics, "near_unit_root", lambda series: False)
    monkeypatch.setattr(statistics, "block_length", lambda values: 1)
    left, right = random().normal(size=(2, 21))
    whole = statistics.correlation(pairs(left[1:], right[1:]))
    assert (whole.without, whole.weeks, whole.block) == (None, 20, 1)
    left[0] = math.nan
    assert statistics.correlation(pairs(left, right)) == whole
    left[1] = math.nan
    assert statistics.correlation(pairs(left, right)).without == NoInterval.FEW


def test_one_series_near_a_unit_root_is_enough(monkeypatch):
    walk, noise = np.arange(30.0) % 7, random().normal(size=30)
    monkeypatch.setattr(statistics, "near_unit_root", lambda series: bool(series[1] == 1.0))
    for series in (pairs(walk, noise), pairs(noise, walk)):
        assert statistics.correlation(series).without == NoInterval.UNIT_ROOT


def test_two_weeks_lie_on_a_line_and_one_on_none():
    two = statistics.correlation(pairs([1.0, 2], [5.0, 3]))
    assert (two.value, two.weeks) == (pytest.approx(-1), 2)
    assert math.isnan(statistics.correlation(pairs([1.0], [2.0])).value)
    assert statistics.correlation(pairs([1.0, 1], [2.0, 3])).without == NoInterval.STILL


@pytest.mark.parametrize(("step", "still"), [(9e-10, True), (2e-9, False)])
def test_what_rounding_leaves_is_no_change(step, still):
    values = np.column_stack([np.arange(4.0), [0.0, step, 0.0, step]])
    assert bool(np.isnan(statistics.pearson(values))) is still


def test_a_sample_of_samples_lacks_r_only_where_one_is_still():
    still = np.column_stack([np.ones(5), np.arange(5.0)])
    moves = np.column_stack([np.arange(5.0), np.arange(5.0)])
    assert np.isnan(statistics.pearson(np.stack([still, moves, still[:, ::-1]]))).tolist() == [
        True,
        False,
        True,
    ]


def test_newcomers_had_nothing_in_the_first_week_only():
    frame = pd.DataFrame(
        {"gap": [0.0, 0.2, 0.0, 0.2], "one": [0.0, 0.0, 0.0, 0.2], "back": [0.1, 0, 0.2, 0.2]}
    )
    assert statistics.newcomers(frame, weeks=2, peak=0.2) == ["gap"]
    assert statistics.newcomers(frame, weeks=1, peak=0.2) == ["gap", "one"]
    assert statistics.newcomers(frame, weeks=1, peak=0.21) == []


def test_neighbours_are_so_many_weeks_on_either_side_and_no_more():
    series = pd.Series([9.0, 1, 1, 2, 1, 1, 9], WEEKS[:7])
    assert list(statistics.surges(series, 2, 2)) == [WEEKS[0], WEEKS[3], WEEKS[6]]
    # as many neighbours as weeks on a side are enough: two for a week at the edge, not in a hole
    assert list(statistics.surges(series.drop(WEEKS[1]), 2, 2)) == [WEEKS[3], WEEKS[6]]
    assert list(statistics.surges(series * 0 + 1, 1, 2)) == list(series.index)
