"""The book's typefaces: small, licensed, declared as the script writes them."""

import re

import licences
import pytest
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
