"""The list of what readers can take away, as each page shows it. Nothing stands in it that is not made."""

from collections.abc import Collection

from tokenbook.press.head import Imprint
from tokenbook.wording import N_

FACT_CHECK = "chapters/fact_check"
"""The page whose chapter writes the fact check for download."""

BOOKS = {"pdf": N_("The whole book (PDF)"), "epub": N_("The whole book (EPUB)")}


def offers(imprint: Imprint, page: str, pages: Collection[str]) -> list[dict[str, str]]:
    """What a page offers: `href` as seen from the page, and `text`, a message.

    Parameters
    ----------
    page : name of the page, for instance `chapters/01_volume`.
    pages : names of all pages of the volume.
    """
    up = "../" * page.count("/")
    notebook = f"{up}notebooks/{page.rpartition('/')[2]}.ipynb"
    found = {notebook: N_("This chapter as a notebook, with its results")}
    found |= {f"{up}{imprint.file(form)}": text for form, text in BOOKS.items() if form in imprint.forms}
    found[f"{up}../data/usage.csv"] = N_("The weekly table (CSV)")
    found[f"{up}../data/usage.parquet"] = N_("The weekly table (Parquet)")
    if FACT_CHECK in pages:
        found[f"{up}data/fact_check.csv"] = N_("The fact check (CSV)")
        found[f"{up}data/fact_check.json"] = N_("The fact check (JSON)")
    return [{"href": href, "text": text} for href, text in found.items()]
