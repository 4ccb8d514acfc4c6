"""What stands before the chapters of a volume that is one file: title, period, licence, where the rest is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from press.head import Imprint
from press.offline import published
from press.wording import N_

SITE = N_("The code of the chapters and the data of the figures are on the book’s site, for each chapter.")
SITE_AT = N_("The code of the chapters and the data of the figures are on the book’s site: {address}")


@dataclass(frozen=True)
class FrontMatter:
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


def front_matter(imprint: Imprint, licence: str) -> FrontMatter:
    """The title page of a volume.

    Parameters
    ----------
    licence : HTML, as at the foot of the site's pages.
    """
    say = imprint.say
    lines = list(imprint.about.lines)
    where = say(SITE_AT, address=imprint.folder) if published(imprint) else say(SITE)
    return FrontMatter(
        imprint.lang, imprint.title, imprint.author, lines, where, Markup(licence), say(N_("Contents"))
    )


def moment(imprint: Imprint) -> datetime:
    """The date of everything that is made, UTC."""
    when = datetime.fromisoformat(imprint.about.date)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
