"""The typefaces that matplotlib brings: on every machine the same letters, line breaks, page numbers."""

from pathlib import Path

from PIL import ImageFont

from press.packages import package_folder


def font_file(name: str) -> Path:
    """A font by its file, for instance `DejaVuSans-Bold`.

    By its file and not by way of matplotlib's list of fonts, which is kept in the user's folder and
    holds whatever was there when it was made.
    """
    package = package_folder("matplotlib")
    return package / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf"


def plain(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The pictures' typeface; `size` in pixels."""
    return ImageFont.truetype(str(font_file("DejaVuSans-Bold" if bold else "DejaVuSans")), size)
