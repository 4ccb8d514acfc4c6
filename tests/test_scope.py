"""A scope: parameters, parts of a period, starts and ends."""

import pandas as pd
import pytest

from tokenbook import editions
from tokenbook.scope import NoRowsError, open_scope


def test_parameters_of_all_chapters_are_at_hand(real_scope):
    assert real_scope.parameter("top_n") == 9
    assert real_scope.parameter("coder") == "x-ai/grok-code-fast-1"


@pytest.mark.parametrize("value", [None, []])
def test_a_parameter_that_names_nothing_has_no_rows(real_scope, value):
    scope = type(real_scope)(real_scope.edition, {"vendors": value})
    with pytest.raises(NoRowsError, match="vendors"):
        scope.parameter("vendors")


def test_overrides_count_where_they_are_given():
    edition = editions.load("2025")
    scope = open_scope(edition, top_n=20, coder=None)
    assert scope.parameter("top_n") == 20
    assert scope.parameter("coder") == "x-ai/grok-code-fast-1"


def test_labels_are_the_makers_names(real_scope):
    assert real_scope.labels(["google/gemini-2.5-flash", "no/such"]) == ["Gemini 2.5 Flash", "no/such"]


def test_series_gives_what_is_there(real_scope):
    frame = pd.DataFrame({"a": [1], "b": [2]})
    assert list(real_scope.series(["b", "z"], frame)) == ["b"]
    with pytest.raises(NoRowsError, match="y, z"):
        real_scope.series(["y", "z"], frame)


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 2, 3, 4, 5, 6, 7, 8], (2.5, 6.5)), ([1, 2], (1.5, 1.5)), ([3], (3, 3))]
)
def test_ends_are_means_of_the_first_and_last_weeks(real_scope, values, expected):
    assert real_scope.ends(pd.Series(values)) == expected


def test_no_weeks_have_no_ends(real_scope):
    with pytest.raises(NoRowsError):
        real_scope.ends(pd.Series([], dtype=float))
