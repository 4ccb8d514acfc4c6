"""Headlines of figures at the limits where they say something else; the numbers are made up."""

import math

import pytest

from tokenbook.charts.costs import fell_or_went
from tokenbook.wording import Wording

HARDLY, CHEAPER, WENT = "own prices hardly did", "became 5% cheaper", "went from"


@pytest.mark.parametrize(
    ("after", "same", "own", "said"),
    [
        (0.99, 0.0, -0.049, HARDLY),
        (0.99, -0.01, -0.049, WENT),
        (0.99, 0.0, -0.05, CHEAPER),
        (0.99, -0.3, -0.05, CHEAPER),
        (1.0, 0.0, 0.0, WENT),
        (1.0, 0.0, -0.05, WENT),
        (1.01, 0.2, 0.3, WENT),
        (0.99, 0.0, math.nan, WENT),
    ],
)
@pytest.mark.parametrize(("closed", "who"), [(True, "closed models themselves"), (False, "the same models")])
def test_a_fall_of_the_mean_price_is_put_down_to_prices_only_where_these_fell(
    after, same, own, said, closed, who
):
    found = fell_or_went(1.0, after, same, own, closed).to(Wording("en"))
    assert said in found
    assert (who in found) == (said == CHEAPER)
