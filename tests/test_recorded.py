"""Nothing that the committed editions say changes unnoticed."""

import pytest
import recorded

from tokenbook import places
from tokenbook.article.whole import STATEMENTS


@pytest.mark.parametrize("edition", recorded.EDITIONS)
@pytest.mark.parametrize("entry", STATEMENTS, ids=lambda entry: entry.id)
def test_a_statement_says_what_was_looked_at(entry, edition):
    assert recorded.said(entry, edition) == recorded.recorded(edition)["statements"][entry.id]


@pytest.mark.parametrize("edition", recorded.EDITIONS)
def test_nothing_is_recorded_that_the_book_no_longer_says(edition):
    found = recorded.recorded(edition)
    assert set(found["statements"]) == {entry.id for entry in STATEMENTS}
    assert set(found["conditions"]) <= set(places.chapters())
