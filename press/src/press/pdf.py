"""A volume as PDF, printed by headless Chromium from one page that holds all rendered pages."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pikepdf
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

from press.browser import ARGUMENTS
from press.errors import PressError
from press.fonts import font_file
from press.front_matter import front_matter, moment
from press.head import Imprint
from press.offline import FOLDED, NARROW, take_offline

THEME = Path(__file__).parent / "theme" / "pdf"

PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)

FACES = (
    ("Text", "STIXGeneral", 400, "normal"),
    ("Text", "STIXGeneralBol", 700, "normal"),
    ("Text", "STIXGeneralItalic", 400, "italic"),
    ("Text", "STIXGeneralBolIta", 700, "italic"),
    ("Plain", "DejaVuSans", 400, "normal"),
    ("Plain", "DejaVuSans-Bold", 700, "normal"),
    ("Plain", "DejaVuSans-Oblique", 400, "italic"),
    ("Code", "DejaVuSansMono", 400, "normal"),
)
"""Name in the style sheet, font file, weight, style."""

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(THEME), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents: level (1, 2), text (HTML), where it leads, on which page it stands."""

    level: int
    text: str
    anchor: str
    page: str = "000"


def make_pdf(
    imprint: Imprint,
    licence: str,
    html: Path,
    names: Sequence[str],
    scratch: Path,
    target: Path,
    chromium: str,
) -> None:
    """Print the volume; the same pages and the same Chromium give the same bytes.

    It is printed twice: the first print tells on which page each heading stands.

    Parameters
    ----------
    licence : HTML, as at the foot of the site's pages.
    html : folder of the rendered pages.
    names : of the pages in reading order, for instance `chapters/01_volume`.
    scratch : folder for the page that is printed.
    target : the file.
    chromium : path of the browser.

    Raises
    ------
    PressError
        Where Chromium fails, asks for something from outside, or loses a heading.
    """
    chapters, headings = [], []
    for name in names:
        article = _article(html / f"{name}.html", imprint, {Path(other).name for other in names})
        chapters.append(Markup(article))
        headings += _headings(BeautifulSoup(article, "html.parser"))
    scratch.mkdir(parents=True, exist_ok=True)
    source = scratch / "book.html"
    words = front_matter(imprint, licence)
    for last in (False, True):
        text = _ENVIRONMENT.get_template("book.html").render(
            words=words,
            faces=_faces(),
            style=(THEME / "book.css").as_uri(),
            headings=headings,
            chapters=chapters,
        )
        source.write_text(text, encoding="utf-8")
        printed = print_page(source, chromium)
        if not last:
            headings = _numbered(headings, printed)
    target.write_bytes(_dated(printed, imprint))


def _article(path: Path, imprint: Imprint, pages: set[str]) -> str:
    """The text of a rendered page, its anchors made unique in the book."""
    text = path.read_text(encoding="utf-8")
    text = text[text.index("<article") : text.index("</article>")]
    text = NARROW.sub("", text.partition(">")[2])
    # what reads HTML spells the names of SVG in lower case, which browsers then do not know
    pictures: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        pictures.append(found[0])
        return f'<i class="picture-{len(pictures) - 1}"></i>'

    soup = BeautifulSoup(PICTURE.sub(put_aside, text), "html.parser")
    page = path.stem

    def inside(target: str) -> str | None:
        other, _, anchor = target.partition("#")
        other = other.removesuffix(".html") or page
        return f"#{_unique(other, anchor)}" if other in pages else None

    for element in soup.select(f".cell_input, .tb-code, .prev-next-area, {FOLDED}"):
        element.decompose()
    take_offline(soup, imprint, inside)
    for element in soup.select("[id]"):
        element["id"] = _unique(page, str(element["id"]))
    for element in soup.select("[aria-labelledby]"):
        element["aria-labelledby"] = _unique(page, str(element["aria-labelledby"]))
    _only(soup.find("h1"))["id"] = _unique(page, "")
    return re.sub(r'<i class="picture-(\d+)"></i>', lambda found: pictures[int(found[1])], str(soup))


def _unique(page: str, anchor: str) -> str:
    return f"{page}--{anchor}" if anchor else page


def _only(element: Tag | None) -> Tag:
    if element is None:
        raise PressError("PDF: a page without a heading in a section")
    return element


def _headings(soup: BeautifulSoup) -> list[Heading]:
    found = []
    for element in soup.select("h1, h2"):
        home = element if element.get("id") else _only(element.find_parent("section"))
        # a page is called by its own name, not by its headline
        name = element.find_previous_sibling(class_="tb-section") if element.name == "h1" else None
        text = Markup((name or element).decode_contents())
        found.append(Heading(int(element.name[1]), text, str(home["id"])))
    return found


def _faces() -> list[dict[str, Any]]:
    return [
        {"name": name, "url": font_file(file).as_uri(), "weight": weight, "style": style}
        for name, file, weight, style in FACES
    ]


def print_page(source: Path, chromium: str) -> bytes:
    """The page as a tagged PDF; a `PressError` where Chromium fails or the page asks for others."""
    elsewhere: list[str] = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            page = browser.new_page()
            page.on("request", lambda request: elsewhere.append(request.url))
            page.goto(source.as_uri(), wait_until="load")
            page.evaluate("document.fonts.ready")
            printed = page.pdf(prefer_css_page_size=True, outline=True, tagged=True, print_background=True)
            browser.close()
    except BrowserError as error:
        raise PressError(f"PDF: Chromium: {str(error).splitlines()[0]}") from error
    asked = [url for url in elsewhere if not url.startswith("file:")]
    if asked:
        raise PressError(f"PDF: the book asks for {asked[0]}, which is not its own")
    return printed


def _numbered(headings: list[Heading], printed: bytes) -> list[Heading]:
    """The headings with the pages on which they were printed."""
    with pikepdf.open(io.BytesIO(printed)) as document:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        places = {
            str(name).removeprefix("/"): numbers[place[0].objgen]
            for name, place in document.Root.Dests.items()
        }
    lost = [heading.anchor for heading in headings if heading.anchor not in places]
    if lost:
        raise PressError(f"PDF: Chromium printed no heading {lost[0]}")
    return [
        Heading(heading.level, heading.text, heading.anchor, str(places[heading.anchor]))
        for heading in headings
    ]


def _dated(printed: bytes, imprint: Imprint) -> bytes:
    """The PDF with the book's data and without those of the machine."""
    when = moment(imprint)
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = imprint.title
            metadata["dc:creator"] = [imprint.author]
            metadata["dc:language"] = [imprint.lang]
            metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = when.isoformat()
        for name, value in {
            "/Title": imprint.title,
            "/Author": imprint.author,
            "/CreationDate": f"D:{when:%Y%m%d%H%M%S}Z",
            "/ModDate": f"D:{when:%Y%m%d%H%M%S}Z",
        }.items():
            document.docinfo[name] = value
        name_cells(document)
        document.Root.Lang = imprint.lang
        document.Root.PageMode = pikepdf.Name.UseOutlines
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        document.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def name_cells(document: pikepdf.Pdf) -> None:
    """Name the cells of tables by their order in the text.

    Chromium names them by a count of all nodes it ever made, which moves by one or two where a
    page reached the parser in other pieces.
    """
    root = document.Root.StructTreeRoot
    named: list[Any] = []
    pointing: list[Any] = []
    waiting = [root.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += reversed(list(element))
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if "/ID" in element:
                named.append(element)
            attributes: Any = element.get("/A", [])
            pointing += [attributes] if isinstance(attributes, pikepdf.Dictionary) else list(attributes)
            waiting.append(element.get("/K", pikepdf.Array()))
    new = {str(element.ID): f"cell{number:06}" for number, element in enumerate(named, 1)}
    for element in named:
        element.ID = pikepdf.String(new[str(element.ID)])
    for attributes in pointing:
        if "/Headers" in attributes:
            attributes.Headers = pikepdf.Array(
                [pikepdf.String(new[str(name)]) for name in attributes.Headers]
            )
    tree = pikepdf.NameTree.new(document)
    for element in named:
        tree[str(element.ID)] = element
    root.IDTree = tree.obj
