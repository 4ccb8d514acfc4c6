"""Prices: made-up frames with answers known by hand, laws that hold for any prices, and the real ones."""

from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tokenbook import editions, prices, side

WEEKS = [pd.Timestamp("2026-01-05") + n * pd.Timedelta(days=7) for n in range(3)]


def made_up(*rows: tuple) -> pd.DataFrame:
    """A priced frame of (week's number, slug, tokens, free tokens, prompt, completion)."""
    columns = ["week", "slug", "tokens", "free_tokens", "prompt", "completion"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["week"] = [WEEKS[number] for number in frame["week"]]
    frame[["prompt", "completion"]] = frame[["prompt", "completion"]].astype(float)
    usage = frame.drop(columns=["prompt", "completion"])
    listed = frame.drop(columns=["tokens", "free_tokens"]).rename(columns={"slug": "model_permaslug"})
    usage["model"] = usage["vendor"] = usage["slug"]
    return prices.priced(usage, listed)


TWO = made_up(
    (0, "dear", 100, 0, 10, 20),
    (0, "cheap", 100, 0, 1, 2),
    (0, "goes", 200, 0, 4, 4),
    (1, "dear", 100, 0, 8, 18),
    (1, "cheap", 200, 50, 1, 2),
    (1, "comes", 100, 0, 2, 2),
    (1, "given", 100, 100, 3, 3),
)


def parts(found: prices.Split) -> Fraction:
    return found.mix + found.same_model + found.entry + found.exit + found.free


def week(frame: pd.DataFrame, number: int) -> pd.DataFrame:
    return frame[frame["week"] == WEEKS[number]]


# ---------------------------------------------------------------- known by hand


def test_means_of_paid_and_of_all_tokens():
    # week 2, all prompt: 100 * 8 + 150 * 1 + 100 * 2 over 350 paid and 500 known tokens
    assert prices.mean_price(TWO, 1.0, paid=True).iloc[1] == pytest.approx(1150 / 350)
    assert prices.mean_price(TWO, 1.0).iloc[1] == pytest.approx(1150 / 500)
    # week 1, 90:10: 11, 1.1 and 4 dollars
    assert prices.mean_price(TWO, 0.9).iloc[0] == pytest.approx((11 + 1.1 + 2 * 4) / 4)


def test_what_has_no_price_or_no_name_is_in_no_mean():
    frame = made_up((0, "a", 100, 0, 2, 2), (0, "b", 300, 0, None, None), (0, "other", 600, 0, None, None))
    assert prices.mean_price(frame, 0.9).tolist() == [2.0]
    assert prices.coverage(frame).tolist() == [0.25]
    usage = pd.DataFrame({"week": WEEKS[0], "slug": ["a", "other"], "tokens": [1, 3], "free_tokens": [1, 0]})
    assert prices.nameless_share(usage).tolist() == [0.75]
    assert prices.free_share(usage).tolist() == [1.0]


def test_the_index_follows_the_models_that_are_in_both_weeks():
    # all prompt; dear 10 to 8, cheap stays 1; Laspeyres 900/1100, Paasche (800+150)/(1000+150)
    fisher = prices.matched_index(TWO, 1.0)
    assert fisher.tolist() == pytest.approx([1, (900 / 1100 * 950 / 1150) ** 0.5])
    weight = (1000 / 1100 + 800 / 950) / 2
    assert prices.matched_index(TWO, 1.0, "tornqvist").iloc[1] == pytest.approx(0.8**weight)
    with pytest.raises(ValueError, match="paasche"):
        prices.matched_index(TWO, 1.0, "paasche")


def test_the_split_has_known_parts():
    found = prices.split(week(TWO, 0), week(TWO, 1), 1.0)
    # means of paid tokens: 19/4 and 23/7, in the middle 225/56; paid parts 1 and 7/10, in the middle 17/20
    middle, paid = Fraction(225, 56), Fraction(17, 20)
    assert (found.before, found.after) == (Fraction(19, 4), Fraction(23, 10))
    dear, cheap = Fraction(2, 7) - Fraction(1, 4), Fraction(3, 7) - Fraction(1, 4)
    assert found.mix == paid * (dear * (9 - middle) + cheap * (1 - middle))
    assert found.same_model == paid * -2 * (Fraction(1, 4) + Fraction(2, 7)) / 2
    assert found.entry == paid * Fraction(2, 7) * (2 - middle)
    assert found.exit == -paid * Fraction(1, 2) * (4 - middle)
    assert found.free == Fraction(-3, 10) * middle
    assert parts(found) == found.change


def test_the_price_of_an_ability_is_a_step_function():
    frame = made_up(
        (0, "old", 10, 0, 10, 10),
        (0, "new", 10, 0, 2, 2),
        (1, "old", 10, 0, 9, 9),
        (2, "new", 10, 0, 1, 1),
        (2, "gift", 10, 10, 0, 0),
    )
    runs = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-12-01", "2026-01-12", "2026-01-13", "2026-01-01"]),
            "model": ["old", "new", "gift", "new"],
            "pass_rate_2": [60.0, 71.0, 90.0, 59.9],
            "cost_usd": [50.0, 7.0, float("nan"), 1.0],
        }
    )
    found = prices.cheapest(runs, prices.model_prices(frame, 0.9), 60)
    assert found["price"].tolist() == [10.0, 2.0, 1.0]
    assert found["model"].tolist() == ["old", "new", "new"]
    assert found["run_cost"].tolist() == [50.0, 7.0, 7.0]
    assert prices.steps(found["run_cost"]).tolist() == [50.0, 7.0]
    later = prices.cheapest(runs, prices.model_prices(frame, 0.9), 70)
    assert later["price"].isna().tolist() == [True, False, False]


def test_floor_and_ceiling_let_each_have_a_blend_of_its_own():
    frame = made_up((0, "a", 100, 0, 1, 11), (0, "b", 100, 0, 2, 2))
    found = prices.spend_shares(frame, "vendor", (0.9, 1.0))
    assert found[0.9].tolist() == pytest.approx([0.5, 0.5])
    assert found.loc["a", ["floor", "ceiling"]].tolist() == pytest.approx([1 / 3, 0.5])


def test_free_tokens_of_a_model_without_a_price_are_known_to_cost_nothing():
    frame = made_up((0, "a", 100, 40, None, None), (0, "b", 100, 30, 2, 6))
    assert frame[["paid_tokens", "known"]].to_numpy().tolist() == [[60, 40], [70, 100]]
    assert prices.coverage(frame).tolist() == [0.7]
    assert prices.spend(frame, 0.75).tolist() == pytest.approx([0, 70 * 3 / 10**6])
    assert prices.mean_price(frame, 0.75).tolist() == pytest.approx([210 / 140])
    assert prices.mean_price(frame, 0.75, paid=True).tolist() == pytest.approx([3])
    assert prices.free_share(frame, "slug").to_dict() == {"a": 0.4, "b": 0.3}


def test_prices_are_those_of_the_same_week():
    frame = made_up((0, "a", 1, 0, 1, 1), (1, "a", 1, 0, 5, 5))
    assert frame["prompt"].tolist() == [1, 5]


def test_a_group_without_tokens_of_a_known_price_has_no_mean():
    frame = made_up((0, "a", 100, 0, None, None), (1, "a", 100, 100, 2, 2), (2, "a", 1, 0, 2, 2))
    assert prices.mean_price(frame, 0.9).to_dict() == {WEEKS[1]: 0, WEEKS[2]: 2}
    assert prices.mean_price(frame, 0.9, paid=True).to_dict() == {WEEKS[2]: 2}


def test_shares_of_spend_by_hand():
    frame = made_up((0, "a", 300, 0, 1, 5), (0, "b", 100, 0, 2, 4), (0, "gift", 100, 100, 9, 9))
    found = prices.spend_shares(frame, "vendor", (0.5, 1.0))
    # a spends 900 or 300, b 300 or 200
    assert found.loc["a"].tolist() == pytest.approx([0.75, 0.6, 300 / 600, 900 / 1100])
    assert found.loc["b"].tolist() == pytest.approx([0.25, 0.4, 200 / 1100, 300 / 600])
    assert found.loc["gift"].tolist() == [0, 0, 0, 0]


def test_without_blends_named_shares_of_spend_are_at_the_two_of_openrouters_users():
    assert [name for name in prices.spend_shares(TWO, "vendor") if name not in ("floor", "ceiling")] == [
        0.9,
        0.95,
    ]


def test_an_index_without_a_common_model_stays_and_goes_on():
    frame = made_up(
        (0, "a", 1, 0, 3, 3), (1, "b", 5, 0, 4, 4), (1, "gift", 5, 5, 4, 4), (2, "b", 1, 0, 1, 1),
        (2, "gift", 5, 0, 40, 40),
    )  # fmt: skip
    for formula in ("fisher", "tornqvist"):
        assert prices.matched_index(frame, 0.9, formula).tolist() == pytest.approx([1, 1, 0.25])
    assert prices.matched_index(frame[:0], 0.9).empty
    assert prices.matched_index(frame[:1], 0.9).tolist() == [1]


def test_what_costs_nothing_is_in_no_index():
    frame = made_up(
        (0, "a", 1, 0, 2, 2), (0, "zero", 9, 0, 0, 0), (1, "a", 1, 0, 3, 3), (1, "zero", 9, 0, 7, 7)
    )
    assert prices.matched_index(frame, 0.9).tolist() == pytest.approx([1, 1.5])


def test_links_weigh_both_weeks():
    frame = made_up((0, "a", 3, 0, 1, 1), (0, "b", 1, 0, 1, 1), (1, "a", 1, 0, 2, 2), (1, "b", 4, 0, 1, 1))
    # Laspeyres (6 + 1) / 4, Paasche (2 + 4) / 5; shares of spend of a: 3/4 and 2/6
    assert prices.matched_index(frame, 0.9).iloc[1] == pytest.approx((7 / 4 * 6 / 5) ** 0.5)
    assert prices.matched_index(frame, 0.9, "tornqvist").iloc[1] == pytest.approx(2 ** ((3 / 4 + 1 / 3) / 2))


def test_a_split_joins_variants_and_leaves_out_what_has_no_price():
    one = made_up((0, "a:x", 100, 0, 1, 1), (0, "a:y", 300, 0, 3, 3), (0, "dark", 50, 0, None, None))
    two = made_up((1, "a:x", 400, 100, 1, 1))
    joined = prices.split(one.assign(model="a"), two.assign(model="a"), 0.9, by="model")
    # 5/2 dollars to 1, of all tokens and of three quarters
    assert (joined.before, joined.after) == (Fraction(5, 2), Fraction(3, 4))
    assert (joined.mix, joined.entry, joined.exit) == (0, 0, 0)
    assert joined.same_model == Fraction(7, 8) * Fraction(-3, 2)
    assert joined.free == Fraction(-1, 4) * Fraction(7, 4)
    assert parts(joined) == joined.change
    apart = prices.split(one, two, 0.9)
    assert apart.exit == -Fraction(7, 8) * Fraction(3, 4) * (3 - Fraction(7, 4))


def test_a_split_from_nothing_is_all_free():
    none, some = made_up((0, "a", 5, 5, 1, 1)), made_up((1, "a", 5, 0, 1, 3))
    for before, after, change in ((none, some, Fraction(6, 5)), (some, none, Fraction(-6, 5))):
        found = prices.split(before, after, 0.9)
        assert (found.change, found.free) == (change, change)
        assert found.mix == found.same_model == found.entry == found.exit == 0
    dark = made_up((0, "a", 5, 0, None, None))
    assert prices.split(dark, dark, 0.9).change == 0


def test_a_models_price_is_its_cheapest_slugs_and_is_carried_on():
    frame = made_up(
        (0, "x", 1, 0, 4, 4), (0, "y", 1, 0, 3, 3), (0, "z", 5, 5, 1, 1), (0, "zero", 5, 0, 0, 0),
        (1, "other-one", 5, 5, 1, 1), (2, "x", 1, 0, 5, 5),
    ).assign(model="a")  # fmt: skip
    assert prices.model_prices(frame, 0.9)["a"].tolist() == pytest.approx([3, 3, 5])


def test_a_run_on_a_weeks_last_day_counts_and_one_a_day_later_does_not():
    table = pd.DataFrame({"a": [5.0, 5.0], "b": [4.0, 6.0]}, pd.Index(WEEKS[:2], name="week"))
    runs = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-01-11", "2026-01-12", "2026-01-05", "2026-01-05"]),
            "model": ["a", "b", "", "unused"],
            "pass_rate_2": [60.0, 80.0, 99.0, 99.0],
            "cost_usd": [3.0, 2.0, 1.0, 0.0],
        }
    )
    found = prices.cheapest(runs, table, 60)
    assert found[["model", "price", "run_model", "run_cost"]].to_numpy().tolist() == [
        ["a", 5, "a", 3], ["a", 5, "b", 2]
    ]  # fmt: skip
    none = prices.cheapest(runs, table, 80.1).drop(columns=["price", "run_cost"])
    assert none.isna().all(axis=None)
    assert prices.cheapest(runs, table, 80)["run_model"].fillna("").tolist() == ["", "b"]


def test_steps_are_where_a_value_differs_from_the_last_known():
    series = pd.Series([None, 3.0, 3.0, None, 3.0, 2.0, 3.0])
    assert prices.steps(series).to_dict() == {1: 3, 5: 2, 6: 3}


@pytest.mark.parametrize(
    ("number", "is_it"), [(0.1, Fraction(1, 10)), (3, Fraction(3)), (1e-07, Fraction(1, 10**7))]
)
def test_a_price_is_the_decimal_that_was_read(number, is_it):
    assert prices.exact(number) == is_it


# ---------------------------------------------------------------- for any prices

PRICE = st.integers(0, 10_000).map(lambda cents: cents / 100)
ROW = st.tuples(
    st.integers(0, 2), st.sampled_from("abcd"), st.integers(1, 10**12), st.integers(0, 10**12), PRICE, PRICE
)
FRAMES = st.lists(ROW, min_size=1, max_size=12, unique_by=lambda row: row[:2]).map(
    lambda rows: made_up(*[(w, s, tokens, min(free, tokens), p, c) for w, s, tokens, free, p, c in rows])
)


def scaled(frame: pd.DataFrame, factor: float) -> pd.DataFrame:
    return frame.assign(prompt=frame["prompt"] * factor, completion=frame["completion"] * factor)


@settings(max_examples=40, deadline=None)
@given(FRAMES, st.sampled_from([0.5, 2.0, 8.0]))
def test_scaled_prices_scale_means_and_spend_and_leave_shares(frame, factor):
    dearer = scaled(frame, factor)
    for paid in (True, False):
        expected = prices.mean_price(frame, 0.9, paid) * factor
        pd.testing.assert_series_equal(prices.mean_price(dearer, 0.9, paid), expected)
    assert prices.spend(dearer, 0.9).sum() == pytest.approx(prices.spend(frame, 0.9).sum() * factor)
    left, right = (prices.spend_shares(rows, "vendor") for rows in (dearer, frame))
    pd.testing.assert_frame_equal(left, right)
    pd.testing.assert_series_equal(prices.matched_index(dearer, 0.9), prices.matched_index(frame, 0.9))


@settings(max_examples=40, deadline=None)
@given(FRAMES)
def test_all_free_costs_nothing(frame):
    free = frame.assign(free_tokens=frame["tokens"], paid_tokens=0, known=frame["tokens"])
    assert (prices.mean_price(free, 0.9) == 0).all()
    assert prices.mean_price(free, 0.9, paid=True).empty
    assert (prices.spend_shares(free, "vendor") == 0).all(axis=None)
    found = prices.split(frame, free, 0.9)
    assert (found.after, found.free, parts(found)) == (0, -found.before, found.change)


@settings(max_examples=60, deadline=None)
@given(FRAMES, FRAMES)
def test_the_parts_add_up_exactly_and_turn_with_time(one, two):
    there, back = prices.split(one, two, 0.9), prices.split(two, one, 0.9)
    assert parts(there) == there.change
    assert (there.same_model, there.mix, there.free) == (-back.same_model, -back.mix, -back.free)
    assert (there.entry, there.exit) == (-back.exit, -back.entry)
    assert float(there.before) == pytest.approx(prices.mean_price(one.assign(all="x"), 0.9, by="all").iloc[0])


# ---------------------------------------------------------------- the committed editions


@cache
def real(year: str) -> pd.DataFrame:
    edition = editions.load(year)
    found = prices.priced(edition.weeks, edition.prices)
    return found.assign(month=found["week"].dt.strftime("%Y-%m"))


@pytest.mark.parametrize(("year", "least"), [("2025", 0.98), ("2026", 1.0)])
def test_nearly_every_named_token_has_a_price(year, least):
    edition = editions.load(year)
    assert prices.coverage(prices.priced(edition.rows, edition.prices)).min() >= least


@pytest.mark.parametrize(("year", "least"), [("2025", 0.98), ("2026", 0.99)])
def test_prices_are_near_in_time(year, least):
    """Within 21 days, by definition, or the maker's own."""
    edition = editions.load(year)
    near = edition.prices[~edition.prices["basis"].isin(["carried", "missing"])]
    assert prices.coverage(prices.priced(edition.rows, near)).min() >= least


def test_every_source_of_a_price_is_listed():
    for year in ("2025", "2026"):
        edition = editions.load(year)
        keys = set(edition.price_sources["key"])
        named = edition.prices["source"][lambda source: source != ""].str.split("+", regex=False).explode()
        assert set(named) <= keys


def test_the_week_in_both_years_has_the_same_prices():
    frames = [editions.load(year).prices for year in ("2025", "2026")]
    columns = ["week", "model_permaslug", "prompt", "completion"]
    one, two = (frame[frame["week"] == "2025-12-29"][columns].reset_index(drop=True) for frame in frames)
    pd.testing.assert_frame_equal(one, two)
    assert len(one) > 50


def test_mean_prices_of_2025_and_2026():
    mean = prices.mean_price(real("2025"), prices.EARLY, by="month").round(2)
    assert (mean["2025-01"], mean["2025-12"]) == (2.28, 1.08)
    mean = prices.mean_price(real("2026"), prices.EARLY, by="month").round(2)
    assert (mean["2026-01"], mean["2026-09"]) == (1.34, 0.70)


def test_no_price_fell_in_2025():
    assert prices.matched_index(real("2025"), prices.EARLY).iloc[-1] == pytest.approx(0.983, abs=5e-4)
    tornqvist = prices.matched_index(real("2025"), prices.EARLY, "tornqvist")
    assert tornqvist.iloc[-1] == pytest.approx(0.994, abs=5e-4)


def test_the_mix_and_free_use_moved_the_mean_of_2025():
    months = real("2025").groupby("month")
    found = prices.split(months.get_group("2025-01"), months.get_group("2025-12"), prices.EARLY)
    assert parts(found) == found.change
    moved = {name: round(float(getattr(found, name) / found.change), 2) for name in PARTS}
    assert moved == {"mix": -0.11, "same_model": -0.0, "entry": 0.36, "exit": 0.59, "free": 0.16}


PARTS = ("mix", "same_model", "entry", "exit", "free")


@pytest.mark.parametrize(
    ("month", "of_paid", "floor", "ceiling"),
    [("2025-01", 0.528, 0.936, 0.949), ("2025-12", 0.170, 0.596, 0.675)],
)
def test_anthropics_share_of_tokens_and_of_spend(month, of_paid, floor, ceiling):
    rows = real("2025")[lambda frame: frame["month"] == month]
    paid = rows.groupby("vendor")["paid_tokens"].sum()
    assert paid["Anthropic"] / paid.sum() == pytest.approx(of_paid, abs=5e-4)
    found = prices.spend_shares(rows, "vendor").loc["Anthropic"]
    assert (found["floor"], found["ceiling"]) == pytest.approx((floor, ceiling), abs=5e-4)


def test_the_price_of_sixty_in_the_polyglot_benchmark():
    known = prices.model_prices(real("2025"), prices.EARLY)
    found = prices.cheapest(side.read_aider(), known, 60)
    assert prices.steps(found["run_cost"]).iloc[[0, -1]].tolist() == [186.4958, 0.8756]
    price = prices.steps(found["price"])
    assert price.iloc[0] == pytest.approx(1.43)
    assert found.loc["2025-10-06", "price"] == pytest.approx(0.283)
    assert price.iloc[-1] == pytest.approx(0.221)


def test_open_weights_took_over_in_2026_and_closed_models_kept_their_price():
    weights = side.read_releases().set_index("slug")["open_weights"]
    rows = real("2026").assign(weights=lambda frame: frame["slug"].str.split(":").str[0].map(weights))
    paid = rows.pivot_table(index="month", columns="weights", values="paid_tokens", aggfunc="sum")
    share = paid["yes"] / rows.groupby("month")["paid_tokens"].sum()
    assert (round(share["2026-01"], 2), round(share["2026-09"], 2)) == (0.27, 0.70)
    closed = prices.matched_index(rows[rows["weights"] == "no"], prices.EARLY)
    assert closed["2026-07-27"] == pytest.approx(0.976, abs=5e-4)
    assert closed.iloc[-1] == pytest.approx(0.868, abs=5e-4)
