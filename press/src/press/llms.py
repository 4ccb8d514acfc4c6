"""`llms.txt` (llmstxt.org): what the site holds, as a plain list for language models and their tools."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from lxml import html

from press.head import Imprint
from press.landing import Editions
from press.wording import N_

NOTEBOOKS = N_("Every chapter is there as a notebook with its results, in {folder}.")
TO_TAKE_AWAY = N_("To take away: {book}")


def llms_txt(editions: Editions, site: Path) -> str:
    """The list: a section of pages and one of files for each edition and language, in that language.

    Parameters
    ----------
    site : folder with the finished pages.
    """
    lines = [
        f"# {' · '.join(dict.fromkeys(imprint.title for imprint in editions[0].values()))}",
        "",
        *(f"> {imprint.about.description}" for imprint in editions[0].values()),
    ]
    for imprints in editions:
        for imprint in imprints.values():
            lines += ["", *_volume(imprint, site)]
    return "\n".join(lines) + "\n"


def _volume(imprint: Imprint, site: Path) -> Iterator[str]:
    folder = site / imprint.folder.removeprefix(imprint.base) / imprint.lang
    name = ", ".join(filter(None, [imprint.title, imprint.about.edition]))
    yield f"## {name}"
    yield ""
    pages = sorted(folder.glob("*/*.html"), key=lambda path: (path.stem != Path(imprint.landing).name, path))
    for path in pages:
        page = path.relative_to(folder).with_suffix("").as_posix()
        title, description = told(path)
        yield f"- [{title}]({imprint.address(page)}): {description}"
    here = f"{imprint.folder}{imprint.lang}/"
    if (folder / "notebooks").is_dir():
        yield ""
        yield imprint.say(NOTEBOOKS, folder=f"{here}notebooks/")
    files = {one.text: urljoin(here, one.href) for one in imprint.about.downloads}
    if files:
        yield ""
        yield f"## {imprint.say(TO_TAKE_AWAY, book=name)}"
        yield ""
        yield from (f"- [{text}]({address})" for text, address in files.items())


def told(page: Path) -> tuple[str, str]:
    """A built page's name and description."""
    root = html.parse(page, html.HTMLParser(encoding="utf-8")).getroot()
    whole = root.findtext(".//title") or page.stem
    title = whole.rpartition(" \N{EM DASH} ")[0] or whole
    found: list[str] = root.xpath("//meta[@name='description']/@content")
    return " ".join(title.split()), " ".join((found[0] if found else title).split())
