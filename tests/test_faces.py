"""The book's typefaces: small, licensed, declared as the script writes them."""

import io
import re
import tarfile
from pathlib import Path

import licences
import pytest
import subset_fonts
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from licences import Rules
from subset_fonts import CHARACTERS, FACES, FONTS, HEAD, STYLE, USED, ranges, rule

FIRST_VISIT = 40 * 1024


def test_both_faces_together_are_light():
    sizes = [(FONTS / face.file).stat().st_size for face in FACES]
    assert len(sizes) == 2
    assert 10_000 < sum(sizes) <= FIRST_VISIT


def test_the_style_sheet_is_what_the_script_writes():
    assert STYLE.read_text(encoding="utf-8") == HEAD + "".join(map(rule, FACES)) + USED


def test_nothing_moves_when_a_face_comes_late():
    for face in FACES:
        assert "font-display: optional" in rule(face)


def test_no_face_has_the_name_that_adobe_reserves():
    assert not [face.family for face in FACES if "source" in face.family.lower()]


@pytest.mark.parametrize(
    ("characters", "said"),
    [("abc", "U+61-63"), ("a\u202f", "U+61, U+202F")],
)
def test_ranges(characters, said):
    assert ranges(characters) == said


def test_figures_quotation_marks_and_narrow_blanks_are_there():
    assert set("0123456789äöüßÄÖÜé„“”»«’–—−×→≥≤≈½…·\u00a0\u202f") <= set(CHARACTERS)


def test_a_font_without_a_licence_or_its_text_is_named(tmp_path):
    listed = {"licence": "OFL-1.1", "text": "OFL.txt", "from": "made up"}
    rules = Rules(frozenset(), {}, {}, {"a.woff2": listed, "gone.woff2": listed})
    for name in ("a.woff2", "b.woff2"):
        (tmp_path / name).touch()
    found = licences.unlisted(tmp_path, rules)
    assert [re.match(r"\S+: \S+", line)[0] for line in found] == [
        "b.woff2: has",
        "gone.woff2: listed,",
        "a.woff2: no",
        "gone.woff2: no",
    ]
    (tmp_path / "OFL.txt").touch()
    assert not [line for line in licences.unlisted(tmp_path, rules) if "OFL" in line]


def test_each_face_carries_the_licence_of_its_package():
    rules = licences.read_rules(licences.RULES)
    for face in FACES:
        text = (FONTS / rules.carried[face.file]["text"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert f"npm {face.package} {face.version}" in rules.carried[face.file]["from"]


def made_up_font(varies: bool) -> TTFont:
    """A square for a letter that pages use and for one that they do not; weights from 200 to 900 or one."""
    pen = TTGlyphPen(None)
    for place, point in enumerate([(0, 0), (0, 500), (500, 500), (500, 0)]):
        (pen.lineTo if place else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    order = [".notdef", "A", "Omega"]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap({ord("A"): "A", ord("Ω"): "Omega"})
    made.setupGlyf({name: square for name in order})
    made.setupHorizontalMetrics({name: (600, 0) for name in order})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable(
        {
            "copyright": "Made up",
            "familyName": "Source Made Up",
            "licenseDescription": "OFL",
            "designer": "Nobody",
        },
        mac=True,
    )
    made.setupOS2()
    made.setupPost()
    if varies:
        made.setupFvar(
            [("wght", 200, 400, 900, "Weight")], [{"location": {"wght": 700}, "stylename": "Bold"}]
        )
        made.setupGvar({name: [] for name in order})
        for tag in ("HVAR", "MVAR"):
            made.font[tag] = made.font["post"].__class__(tag)
        made.setupStat([{"tag": "wght", "name": "Weight", "values": [{"value": 400, "name": "Regular"}]}])
    return made.font


NAMES_KEPT = {0: "Made up", 1: "Almanac", 2: "Regular", 4: "Almanac", 6: "Almanac", 13: "OFL"}


@pytest.mark.parametrize("varies", [False, True])
def test_a_cut_font_has_our_name_its_licence_and_our_letters_alone(varies):
    font = made_up_font(varies)
    subset_fonts.cut(font, subset_fonts.Face("Almanac", "made-up", "1", "a.ttf", "200 900", 106))
    assert set(font.getBestCmap()) == {ord("A")}
    assert font.flavor == "woff2"
    names = {name.nameID: str(name) for name in font["name"].names}
    if varies:
        assert names.pop(font["fvar"].axes[0].axisNameID) == "Weight"
        assert font["fvar"].instances == []
        assert not {"STAT", "HVAR", "MVAR"} & set(font.keys())
    assert names == NAMES_KEPT


def packed(folder: Path, face: subset_fonts.Face) -> None:
    """A made-up archive as npm packs one."""
    font = io.BytesIO()
    made_up_font(False).save(font)
    with tarfile.open(folder / f"{face.package}-{face.version}.tgz", "w:gz") as archive:
        for name, content in ((face.member, font.getvalue()), ("LICENSE.md", face.package.encode())):
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))


def test_both_faces_their_licences_and_the_style_sheet_are_written(tmp_path, monkeypatch, capsys):
    fonts, style = tmp_path / "fonts", tmp_path / "face.css"
    monkeypatch.setattr(subset_fonts, "FONTS", fonts)
    monkeypatch.setattr(subset_fonts, "STYLE", style)
    cut: list[str] = []
    # what packs a font as WOFF2 is not among the book's packages
    monkeypatch.setattr(subset_fonts, "cut", lambda font, face: cut.append(face.family))
    packed(tmp_path, FACES[0])
    assert subset_fonts.main([str(tmp_path)]) == 1
    missing = f"{tmp_path}/source-sans-3.52.0.tgz: not there; npm pack source-sans@3.52.0\n"
    assert capsys.readouterr().err == missing
    assert not style.exists()
    packed(tmp_path, FACES[1])
    assert subset_fonts.main([str(tmp_path)]) == 0
    assert cut == [FACES[0].family, *(face.family for face in FACES)]
    assert style.read_bytes() == STYLE.read_bytes()
    for face in FACES:
        assert set(TTFont(fonts / face.file).getBestCmap()) == {ord("A"), ord("Ω")}
        assert (fonts / f"OFL-{face.package}.txt").read_text() == face.package
