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


def test_every_line_stands_where_it_was_reckoned():
    """Headline: 15 points, 1.3 apart, ten letters wide; source: 7.5 points, 1.45 apart, 21 letters wide."""
    svg = '<svg data-x="1" viewBox="0 0 100 50.5"><path fill="var(--tb-google, #4266de)"/></svg>'
    made = picture(svg, "One two three four", ["Drawn of rows < all of made up", "Source"])
    assert made.splitlines() == [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 170" width="132" height="170" '
        'fill="#1a1a1a" font-family="\'DejaVu Sans\', Verdana, sans-serif">',
        "<title>One two three four</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="16" y="31.0" font-size="15" font-weight="bold">One two</text>',
        '<text x="16" y="50.5" font-size="15" font-weight="bold">three four</text>',
        '<text x="16" y="129.0" font-size="7.5">Drawn of rows &lt; all</text>',
        '<text x="16" y="139.9" font-size="7.5">of made up</text>',
        '<text x="16" y="150.8" font-size="7.5">Source</text>',
        '<svg x="16" y="61.0" width="100" height="50.5" viewBox="0 0 100 50.5"><path fill="#4266de"/></svg>',
        "</svg>",
    ]


def test_what_is_no_figure_makes_no_picture():
    with pytest.raises(ValueError, match=r"no figure of style\.draw: it has no viewBox"):
        picture("<svg></svg>", "Headline", [])
