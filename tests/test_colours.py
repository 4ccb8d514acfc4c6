"""One colour, one meaning: hues that stand out from both grounds and are told apart by every reader."""

import re
from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from tokenbook import ROOT, editions
from tokenbook.charts import colours, flash_mini

THEMES = {"light": 0, "dark": 1}

# Distances in CAM02-UCS, where 1 is just noticeable side by side; sight without one kind of cone after
# Machado, Oliveira and Fernandes (2009), which colorspacious has. To lack the cones for blue is a hundred
# times rarer than to lack those for red or green.
SIGHTS = {None: 10, "deuteranomaly": 10, "protanomaly": 10, "tritanomaly": 8}


def contrast(one: str, two: str) -> float:
    """WCAG's contrast of two colours."""
    linear = cspace_convert(np.array([to_rgb(one), to_rgb(two)]), "sRGB1", "sRGB1-linear")
    low, high = sorted(linear @ [0.2126, 0.7152, 0.0722])
    return float((high + 0.05) / (low + 0.05))


def as_seen(colour: str, kind: str | None) -> np.ndarray:
    """A colour as readers see it who wholly lack one kind of cone."""
    rgb = np.array(to_rgb(colour))
    if kind is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)


def alike(hues: dict[str, str], kind: str | None) -> list[str]:
    """The pairs of hues that such readers take for one."""
    found = []
    for (one, left), (two, right) in combinations(hues.items(), 2):
        distance = deltaE(as_seen(left, kind), as_seen(right, kind), input_space="sRGB1")
        if distance < SIGHTS[kind]:
            found.append(f"{one} and {two}: {distance:.1f}")
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_every_hue_stands_out_from_its_ground(theme):
    ground = colours.GROUNDS[theme]
    found = {name: contrast(pair[THEMES[theme]], ground) for name, pair in colours.HUES.items()}
    assert {name: value for name, value in found.items() if value < 3} == {}


@pytest.mark.parametrize("kind", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_reader_tells_the_hues_apart(theme, kind):
    assert alike({name: pair[THEMES[theme]] for name, pair in colours.HUES.items()}, kind) == []


@pytest.mark.parametrize("kind", [kind for kind in SIGHTS if kind])
def test_hues_that_look_alike_would_be_found(kind):
    # red and green, yellow-green and orange; blue and green: known to be confused
    pair = {"deuteranomaly": ("#b06000", "#808000"), "protanomaly": ("#7a5c00", "#4a6a00")}.get(
        kind, ("#00aa88", "#0099aa")
    )
    assert alike(dict(zip("ab", pair, strict=True)), kind)
    assert contrast("#f0e442", "#ffffff") < 3


def test_at_most_twelve_vendors_have_a_hue_each_its_own():
    assert len(colours.VENDOR_HUES) <= 12
    assert len(set(colours.VENDOR_HUES.values())) == len(colours.VENDOR_HUES)
    lights = [light for light, _ in colours.HUES.values()]
    assert len(set(lights)) == len(lights)


@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_the_largest_vendors_of_an_edition_have_hues(edition):
    sums = editions.load(edition).rows.groupby("vendor")["tokens"].sum().drop(["other", "anonymous"])
    largest = sums.sort_values(ascending=False).head(7).index
    assert [vendor for vendor in largest if vendor not in colours.VENDOR_HUES] == []


def test_what_is_no_vendor_borrows_no_vendors_hue():
    vendors = set(colours.VENDOR_HUES.values())
    borrowed = {colours.ACCENT, colours.SECOND, colours.OTHER_HUE, colours.REST_HUE} & vendors
    assert borrowed == set()
    assert set(flash_mini.TIER_HUES.values()) & vendors == set()


def test_no_colour_stands_outside_the_map():
    """Charts, pages, scripts and verdicts name hues; a colour of their own would be a second meaning."""
    allowed = {light for light, _ in colours.HUES.values()} | {
        *("#1a1a1a", "#ffffff", "#ced6dd", colours.GROUNDS["dark"])  # ink and paper, light and dark
    }
    styles = [ROOT / "press/src/press/theme" / kind / "book.css" for kind in ("static", "pdf", "epub")]
    strange = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in [*(ROOT / "tokenbook").rglob("*.py"), *(ROOT / "_static").glob("*.js"), *styles]
        if path.name not in ("colours.py", "style.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if path.suffix != ".css" or "--tb-mark:" in line or "border-color" in line
        for found in re.findall(r"#[0-9a-f]{6}\b", line)
        if found not in allowed
    }
    assert strange == set()


def test_a_page_lends_the_hues_and_the_sheet_is_the_maps():
    assert colours.for_page('fill: "#4266de"') == 'fill: "var(--tb-google, #4266de)"'
    assert colours.for_page("#123456") == "#123456"
    sheet = (ROOT / "_static" / "colours.css").read_text(encoding="utf-8")
    assert sheet == colours.style_sheet(), "python -m tokenbook.charts.colours > _static/colours.css"
    for name, (light, dark) in colours.HUES.items():
        assert re.findall(rf"--tb-{name}: (#\w+);", sheet) == [light, dark]
