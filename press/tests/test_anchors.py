"""Anchors that pages once had."""

from press.anchors import gone, keep


def test_an_old_anchor_stands_in_what_took_its_place():
    body = '<section id="new"><h2>New</h2></section><p id="x">same</p>'
    kept = keep(body, {"old": "new", "x": "new"})
    assert kept == '<section id="new"><span id="old"></span><h2>New</h2></section><p id="x">same</p>'


def test_a_page_without_the_place_stays_as_it_is():
    assert keep("<p>nothing</p>", {"old": "new"}) == "<p>nothing</p>"


def test_a_language_may_keep_no_list(tmp_path):
    assert gone(tmp_path, "de") == {}
