"""Social cards: a page's title over its first figure, as the picture that goes with a link to it."""

import textwrap
from pathlib import Path

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from press import fingerprint
from press.fonts import plain

SIZE = (1200, 630)
"""Pixels; the shape that networks show whole."""

MADE_OF = "made-of"
"""Name of a text in the file: the digest of what the card was drawn from."""

MARGIN = 48
INK, MUTED, PAPER = "#14181e", "#55606e", "#ffffff"


def draw_card(title: str, book: str, picture: Path | None, target: Path) -> None:
    """Draw a card, unless the same one is there already.

    Parameters
    ----------
    title, book : of the page and of the book it belongs to.
    picture : the figure, PNG; a page without one has its title alone, larger.
    target : PNG file that is written.
    """
    made = fingerprint.digest(title, book, picture.read_bytes() if picture else b"")
    if target.is_file() and _made_of(target) == made:
        return
    card = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(card)
    size, width = (46, 44) if picture else (76, 26)
    lines = textwrap.wrap(title, width)[: 2 if picture else 4]
    top = MARGIN if picture else 150
    draw.multiline_text((MARGIN, top), "\n".join(lines), INK, plain(size, bold=True), spacing=size // 5)
    draw.text((MARGIN, SIZE[1] - 30), book, MUTED, plain(24), anchor="lb")
    if picture:
        with Image.open(picture) as figure:
            room = (SIZE[0] - 2 * MARGIN, SIZE[1] - 66 - 40 - size * len(lines) - 40)
            figure.thumbnail(room, Image.Resampling.LANCZOS)
            card.paste(figure, ((SIZE[0] - figure.width) // 2, SIZE[1] - 72 - figure.height))
    note = PngInfo()
    note.add_text(MADE_OF, made)
    save(card, target, note)


def save(picture: Image.Image, target: Path, note: PngInfo | None = None) -> None:
    """Write a drawn picture as PNG of few colours, with what is to be noted in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    few = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128)
    few.save(target, optimize=True, pnginfo=note)


def _made_of(card: Path) -> str | None:
    with Image.open(card) as picture:
        return picture.info.get(MADE_OF)
