"""Anchors that pages once had."""

import pytest

from press.anchors import gone, keep
from press.errors import PressError


def test_an_old_anchor_stands_in_what_took_its_place():
    body = '<section id="new"><h2>New</h2></section><p id="x">same</p>'
    kept = keep(body, {"old": "new", "x": "new"}, "page.html")
    assert kept == '<section id="new"><span id="old"></span><h2>New</h2></section><p id="x">same</p>'


def test_an_anchor_that_leads_nowhere_is_refused():
    with pytest.raises(PressError, match=r"page\.html: anchors\.yml sends #old to #new"):
        keep("<p>nothing</p>", {"old": "new"}, "page.html")


def test_a_language_may_keep_no_list(tmp_path):
    assert gone(tmp_path, "de") == {}
