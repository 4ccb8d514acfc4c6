"""What stands before the chapters of a volume that is one file: title, period, licence, where the rest is."""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from tokenbook.press.detach import published
from tokenbook.press.head import Imprint
from tokenbook.wording import N_, Wording

SITE = N_("The code of the chapters and the data of the figures are on the book’s site, for each chapter.")
SITE_AT = N_("The code of the chapters and the data of the figures are on the book’s site: {address:text}")


@dataclass(frozen=True)
class Preliminaries:
    """The title page's words in one language.

    Attributes
    ----------
    lines : edition and period, the state of the data.
    where : where code and data are.
    licence : HTML, as at the foot of the site's pages.
    contents : heading of the table of contents.
    """

    lang: str
    title: str
    author: str
    lines: list[str]
    where: str
    licence: Markup
    contents: str


def preliminaries(imprint: Imprint, licence: str) -> Preliminaries:
    """The title page of a volume.

    Parameters
    ----------
    licence : HTML, as at the foot of the site's pages.
    """
    say = Wording(imprint.lang)
    first, last = pd.Timestamp(imprint.first_day), pd.Timestamp(imprint.last_day)
    lines = [
        say(N_("Edition {edition:text}"), edition=imprint.name),
        say(N_("{start:date} to {end:date}"), start=first, end=last),
    ]
    if imprint.as_of:
        lines.append(say(N_("Data as of {as_of:moment}"), as_of=imprint.as_of))
    where = say(SITE_AT, address=imprint.folder) if published(imprint) else say(SITE)
    return Preliminaries(
        imprint.lang, imprint.title, imprint.author, lines, where, Markup(licence), say(N_("Contents"))
    )


def moment(imprint: Imprint) -> pd.Timestamp:
    """When the rows were given out, UTC: the date of everything that is made of them."""
    when = pd.Timestamp(imprint.as_of or imprint.last_day)
    return when.tz_localize("UTC") if when.tzinfo is None else when.tz_convert("UTC")
