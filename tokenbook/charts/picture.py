"""A figure to take away: one SVG file that says what it shows and where it is from."""

import re
import textwrap
from html import escape

INK, PAPER = "#1a1a1a", "#ffffff"
"""The file's text and ground; the page's script gives a dark copy others."""

LENT = re.compile(r"var\(--[\w-]+, ?(#[0-9a-f]+)\)")
"""A colour that a page lends, with the one that stands without a page."""

BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

MARGIN = 16
"""Around all, in the units of the figure's `viewBox`, which are points."""

HEAD, FOOT = 15.0, 7.5
"""Points of the headline's letters, and of those of the source."""

WIDTH = 0.62
"""How wide a letter is at most on average, as part of its size."""


def picture(svg: str, headline: str, notes: list[str]) -> str:
    """The file's text.

    Parameters
    ----------
    svg : a figure as `style.draw` gives it for a page.
    headline : stands above it.
    notes : stand below it, each from a new line on: what is drawn, source and licence.
    """
    found = BOX.search(svg)
    if found is None:
        raise ValueError("no figure of style.draw: it has no viewBox")
    width, height = (float(part) for part in found.groups())
    head = textwrap.wrap(headline, int(width / (HEAD * WIDTH)))
    foot = [line for note in notes for line in textwrap.wrap(note, int(width / (FOOT * WIDTH)))]
    below = MARGIN + len(head) * HEAD * 1.3 + 6
    whole = below + height + 10 + len(foot) * FOOT * 1.45 + MARGIN
    texts = [
        *_lines(head, MARGIN + HEAD, HEAD, ' font-weight="bold"'),
        *_lines(foot, below + height + 10 + FOOT, FOOT, ""),
    ]
    inner = re.sub(r' (?:aria-hidden|focusable|data-[xy])="[^"]*"', "", _plain(svg))
    inner = inner.replace(
        "<svg ", f'<svg x="{MARGIN}" y="{below:.1f}" width="{width:g}" height="{height:g}" ', 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 2 * MARGIN:g} {whole:.0f}" '
        f'width="{width + 2 * MARGIN:g}" height="{whole:.0f}" fill="{INK}" '
        "font-family=\"'DejaVu Sans', Verdana, sans-serif\">\n"
        f"<title>{escape(headline)}</title>\n"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n' + "\n".join(texts) + f"\n{inner}\n</svg>\n"
    )


def _lines(lines: list[str], top: float, size: float, more: str) -> list[str]:
    step = size * (1.3 if more else 1.45)
    return [
        f'<text x="{MARGIN}" y="{top + number * step:.1f}" font-size="{size:g}"{more}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]


def _plain(svg: str) -> str:
    text = svg.replace("var(--pst-color-background, #fff)", PAPER).replace("currentColor", INK)
    return LENT.sub(r"\1", text)
