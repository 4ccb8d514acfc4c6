"""The list of what readers can take away, as each page shows it. Nothing stands in it that is not made."""

from collections.abc import Collection

from press.head import Imprint
from press.wording import N_

BOOKS = {"pdf": N_("The whole book (PDF)"), "epub": N_("The whole book (EPUB)")}


def downloads(imprint: Imprint, page: str, pages: Collection[str]) -> list[dict[str, str]]:
    """What a page offers: `href` as seen from the page, and `text`.

    Parameters
    ----------
    page : name of the page, for instance `chapters/01_volume`.
    pages : names of all pages of the volume.
    """
    up = "../" * page.count("/")
    notebook = f"{up}notebooks/{page.rpartition('/')[2]}.ipynb"
    say = imprint.say
    found = {notebook: say(N_("This chapter as a notebook, with its results"))}
    found |= {f"{up}{imprint.file(form)}": say(text) for form, text in BOOKS.items() if form in imprint.forms}
    found |= {f"{up}{one.href}": one.text for one in imprint.about.downloads if one.page in ("", *pages)}
    return [{"href": href, "text": text} for href, text in found.items()]
