"""No chart of the committed editions or of made-up logs changes unnoticed: its words, table and drawing."""

from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest
import recorded
from drawn import drawn, ticks, told

from tokenbook.charts import style
from tokenbook.charts.base import Chart
from tokenbook.scope import NoRowsError, Scope

RECORDED = {edition: recorded.recorded_drawings(edition) for edition in recorded.DRAWN}
EVERY = [(edition, name) for edition, charts in recorded.DRAWN.items() for name in charts]
every_chart = pytest.mark.parametrize(("edition", "name"), EVERY, ids=map("-".join, EVERY))


@pytest.fixture(scope="module")
def own_scope(tmp_path_factory) -> Callable[[str], Scope]:
    return cache(lambda name: recorded.own_scope(name, tmp_path_factory.mktemp("own")))


@pytest.fixture
def chart(edition, name, request) -> Chart | None:
    own = edition in recorded.OWNS
    scope = request.getfixturevalue("own_scope")(edition) if own else recorded.scope_of(edition)
    try:
        return recorded.DRAWN[edition][name](scope)
    except NoRowsError:
        return None


@every_chart
def test_a_chart_says_what_was_looked_at(edition, name, chart):
    assert (list(told(chart, recorded.english())) if chart else None) == RECORDED[edition].get(name)


@every_chart
@pytest.mark.parametrize("layout", style.LAYOUTS, ids=lambda layout: layout.name)
def test_a_drawing_is_what_was_looked_at_and_no_two_ticks_are_alike(edition, name, chart, layout):
    key = f"{name} {layout.name}"
    if chart is None:
        assert key not in RECORDED[edition]
        return
    figure = recorded.drawing(chart, layout)
    assert list(drawn(figure)) == RECORDED[edition][key]
    for axes in figure.axes:
        # months come again in another year
        for axis in (axes.yaxis, axes.xaxis)[: 1 if isinstance(chart.data.iloc[0, 0], pd.Timestamp) else 2]:
            labels = [label for label in ticks(axis) if label]
            assert len(labels) == len(set(labels)), (axis.axis_name, labels)
            if axes.get_yscale() == "log" and axis is axes.yaxis:
                assert len(labels) >= 3


def test_nothing_is_recorded_that_the_book_no_longer_draws():
    for edition, found in RECORDED.items():
        assert {key.split()[0] for key in found} <= set(recorded.DRAWN[edition])
