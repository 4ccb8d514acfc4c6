"""The cover of a volume: title, edition, its year at a glance."""

import textwrap
from pathlib import Path

from PIL import Image, ImageDraw

from press.cards import INK, MUTED, PAPER, save
from press.fonts import plain
from press.head import Imprint

SIZE = (1200, 1800)
"""Pixels; the shape of a page in the shops of e-books."""

MARGIN = 96


def draw_cover(imprint: Imprint, lines: list[str], picture: Path | None, target: Path) -> None:
    """Draw the cover.

    Parameters
    ----------
    lines : what stands below the title.
    picture : the first figure of the introduction, PNG; a volume without one has none on its cover.
    target : PNG file that is written.
    """
    cover = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(cover)
    draw.rectangle((0, 0, SIZE[0], 24), INK)
    title = "\n".join(textwrap.wrap(imprint.title, 16))
    draw.multiline_text((MARGIN, 260), title, INK, plain(104, bold=True), spacing=24)
    top = draw.multiline_textbbox((MARGIN, 260), title, plain(104, bold=True), spacing=24)[3] + 60
    draw.multiline_text((MARGIN, top), "\n".join(lines), MUTED, plain(38), spacing=20)
    if picture is not None:
        with Image.open(picture) as figure:
            width = SIZE[0] - 2 * MARGIN
            fitted = figure.convert("RGB").resize((width, width * figure.height // figure.width))
            cover.paste(fitted, (MARGIN, 1000))
    author = "\n".join(textwrap.wrap(imprint.author, 40))
    draw.multiline_text((MARGIN, SIZE[1] - MARGIN), author, INK, plain(34), anchor="ld", spacing=12)
    save(cover, target)
