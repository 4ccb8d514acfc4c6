"""The SVG file of a figure: it says itself what it shows, and needs no page."""

from xml.etree import ElementTree as ET

import pytest

from tokenbook.charts.picture import picture

DRAWN = (
    '<svg aria-hidden="true" focusable="false" data-x="1 2" data-y="3 4" viewBox="0 0 500 300" '
    'xmlns="http://www.w3.org/2000/svg"><path style="stroke: var(--tb-google, #4266de)"/>'
    '<rect fill="currentColor" stroke="var(--pst-color-background, #fff)"/><text>Jan</text></svg>'
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_says_what_it_shows_and_lends_nothing():
    made = picture(
        DRAWN, "Fourteen < eight & " + "long " * 30, ["Drawn: made up.", "Source: made up; CC BY 4.0"]
    )
    for lent in ("var(", "currentColor", "data-x", "aria-"):
        assert lent not in made
    assert "#4266de" in made
    root = ET.fromstring(made)
    texts = [(float(text.get("y") or 0), text.text) for text in root.findall(f"{SVG}text")]
    assert texts == sorted(texts)
    said = " ".join(text for _, text in texts)
    assert said.startswith("Fourteen < eight & long")
    assert said.endswith("Source: made up; CC BY 4.0")
    inner = root.find(f"{SVG}svg")
    top = float(inner.get("y"))
    above = [y for y, text in texts if text.startswith(("Fourteen", "long"))]
    assert len(above) > 1, "a long headline breaks"
    assert max(above) < top
    assert min(y for y, text in texts if text.startswith("Drawn")) > top + 300
    assert max(y for y, _ in texts) < float(root.get("height"))


def test_what_is_no_figure_is_refused():
    with pytest.raises(ValueError, match="viewBox"):
        picture("<svg></svg>", "made up", [])
