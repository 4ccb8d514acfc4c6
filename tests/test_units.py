"""Axes count tokens in the unit that fits them, in the language's own words."""

import pytest
from matplotlib.figure import Figure

from tokenbook.charts.style import token_axis
from tokenbook.wording import Wording

UNITS = {
    400: ("single tokens", "einzelnen Tokens", "400"),
    4e3: ("thousands", "Tausend", "4"),
    4e6: ("millions", "Mio.", "4"),
    4e9: ("billions", "Mrd.", "4"),
    4e12: ("trillions", "Bio.", "4"),
    4e15: ("quadrillions", "Brd.", "4"),
}


@pytest.mark.parametrize("highest", UNITS)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_axis_is_in_the_unit_of_its_highest_value(highest, lang):
    english, german, number = UNITS[highest]
    figure = Figure()
    axes = figure.subplots()
    axes.set_ylim(0, highest)
    token_axis(axes, Wording(lang), highest)
    title = figure.get_suptitle()
    assert title.endswith(f"in {english if lang == 'en' else german}")
    assert axes.yaxis.get_major_formatter()(highest, 0) == number
