#!/usr/bin/env python3
"""Cut the book's typefaces from Adobe's packages: the letters that the pages use, under names of our own.

Needs what the book does not: `npm pack source-serif@4.5.1 source-sans@3.52.0` in some folder, and
brotli (`.venv/bin/pip install brotli==1.2.1`). Writes `_static/fonts/` and the style sheet beside it.
"""

import argparse
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from tokenbook import ROOT

FONTS = ROOT / "_static" / "fonts"
STYLE = ROOT / "_static" / "face.css"

LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "ÄÖÜäöüßÉàáâåæçèéêëíîñóôø"
SIGNS = "\u00a0\u00ad\u2009\u202f§«»°±·½×‐‑–—‘’‚“”„•…€→−≈≥≤"
CHARACTERS = "".join(sorted(set(LETTERS + SIGNS)))
"""What German and English pages hold, names among it; other signs come from the reader's fonts."""

LICENCE = 13
KEPT = (0, LICENCE, 14)
"""Entries of a font's table of names that stay: copyright, licence, its address."""


@dataclass(frozen=True)
class Face:
    """A typeface of the book.

    Attributes
    ----------
    family : its name; Adobe reserves "Source" for fonts that are as they made them.
    package, version, member : where it is from: on npm, in the package's archive.
    weights : as CSS has them.
    scale : of the letters, in percent; small ones shall look as large as in fonts of other makers.
    """

    family: str
    package: str
    version: str
    member: str
    weights: str
    scale: int = 100

    @property
    def file(self) -> str:
        """Its name in `_static/fonts`."""
        return f"{self.family.lower().replace(' ', '-')}.woff2"


FACES = (
    Face("Almanac Serif", "source-serif", "4.5.1", "TTF/SourceSerif4Subhead-Semibold.ttf", "100 900"),
    Face("Almanac Sans", "source-sans", "3.52.0", "VF/SourceSans3VF-Upright.ttf", "200 900", 106),
)

HEAD = """\
/* The book's typefaces, made by `scripts/subset_fonts.py`. What has not come when the page is first
   painted stays away from that page: nothing moves. */
"""
USED = """\
:root { --pst-font-family-heading: "Almanac Serif", Georgia, "Times New Roman", serif; }
:root { --pst-font-family-base: "Almanac Sans", var(--pst-font-family-base-system); }
"""


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = written, 1 = an archive is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with the two archives")
    options = parser.parse_args(argv)
    FONTS.mkdir(exist_ok=True)
    for face in FACES:
        archive = options.folder / f"{face.package}-{face.version}.tgz"
        if not archive.is_file():
            print(f"{archive}: not there; npm pack {face.package}@{face.version}", file=sys.stderr)
            return 1
        with tarfile.open(archive) as packed:
            source = packed.extractfile(f"package/{face.member}")
            assert source is not None
            font = TTFont(BytesIO(source.read()), recalcTimestamp=False)
            legal = packed.extractfile("package/LICENSE.md")
            assert legal is not None
            (FONTS / f"OFL-{face.package}.txt").write_bytes(legal.read())
        cut(font, face)
        font.save(FONTS / face.file)
    STYLE.write_text(HEAD + "".join(map(rule, FACES)) + USED, encoding="utf-8")
    return 0


def cut(font: TTFont, face: Face) -> None:
    """Leave in a font what the book needs, and give it its name; in place.

    Figures are of one width in both: that is how Adobe draws them where no feature is asked for.
    """
    options = Options()
    # headlines are set closely; in text 3 KB of pairs would show nowhere
    options.layout_features = ["kern"] if face.scale == 100 else []
    options.hinting = False
    options.drop_tables += ["BASE", "GDEF"]
    options.name_IDs = list(range(26))
    subsetter = Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    if "fvar" in font:  # weights by number; names of instances are for lists of fonts
        font["fvar"].instances = []
        del font["STAT"]
        # widths follow from the outlines' own variations
        for name in ("HVAR", "MVAR"):
            del font[name]
    axes = [axis.axisNameID for axis in font["fvar"].axes] if "fvar" in font else []
    names = font["name"]
    names.names = [
        name
        for name in names.names
        if name.nameID in (*KEPT, *axes) and (name.platformID, name.langID) == (3, 0x409)
    ]
    style = "Regular"
    for number, text in {1: face.family, 2: style, 4: face.family, 6: face.family.replace(" ", "")}.items():
        names.setName(text, number, 3, 1, 0x409)
    font.flavor = "woff2"


def rule(face: Face) -> str:
    """The CSS that makes a face known."""
    scale = f" size-adjust: {face.scale}%;" if face.scale != 100 else ""
    return (
        f'@font-face {{ font-family: "{face.family}"; src: url("fonts/{face.file}") format("woff2"); '
        f"font-weight: {face.weights}; font-display: optional;{scale}\n"
        f"  unicode-range: {ranges(CHARACTERS)}; }}\n"
    )


def ranges(characters: Sequence[str]) -> str:
    """Characters as CSS names them."""
    found = []
    for _, run in groupby(enumerate(sorted(map(ord, characters))), lambda at: at[1] - at[0]):
        codes = [code for _, code in run]
        found.append(f"U+{codes[0]:X}" + (f"-{codes[-1]:X}" if len(codes) > 1 else ""))
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
