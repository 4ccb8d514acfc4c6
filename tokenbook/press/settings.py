"""Jupyter Book's settings of one volume, and the pages of its table of contents."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from markupsafe import escape
from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from tokenbook import places
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping
from tokenbook.press.head import Imprint
from tokenbook.press.order import LOCAL
from tokenbook.wording import N_, Wording

OWN_FOOTER = N_("Figures: {source:text}, added up to weeks. Text and code: MIT licence.")
"""At the foot of the pages of an edition whose rows are not OpenRouter's."""


def pages(toc: Path) -> list[str]:
    """The pages of a table of contents in reading order, for instance `chapters/01_volume`.

    Raises
    ------
    DataError
        Where the file is no such table, or names a notebook that is not there.
    """
    try:
        site = parse_toc_data(read_mapping(toc, "a table of contents"))
    except MalformedError as error:
        raise DataError(toc, str(error), "a table of contents as Jupyter Book reads it") from error
    found: list[str] = []

    def walk(name: str) -> None:
        # a pattern or an address is none
        if name not in site or not (toc.parent / f"{name}.ipynb").is_file():
            raise DataError(toc, f"the page {name}, which is not there", "notebooks, without .ipynb")
        found.append(name)
        for tree in site[name].subtrees:
            for item in tree.items:
                walk(str(item))

    walk(site.root.docname)
    return found


def merged(base: dict, over: dict) -> dict:
    """Settings with another's laid over them, key by key, at every depth."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def of_language(root: Path, lang: str) -> dict:
    """The settings in `_config.yml`, and what the language says otherwise."""
    settings = read_mapping(root / "_config.yml", "Jupyter Book's settings")
    own = root / "locale" / lang / "_config.yml"
    if own.exists():
        settings = merged(settings, read_mapping(own, "settings that the language has otherwise"))
    return settings


def config(
    root: Path,
    lang: str,
    languages: Sequence[str],
    entry: Mapping,
    names: Sequence[str],
    base: str = LOCAL,
    forms: Sequence[str] = (),
) -> dict:
    """The Jupyter Book settings of one volume: `_config.yml`, what the language says otherwise, the press's.

    Parameters
    ----------
    languages : of the site.
    entry : the edition's, from `shelf.entry`. Its name is added to the title, unless it is the
        article's year and stands alone; rows of its owner's do not get OpenRouter's line at the foot
        of the page.
    names : of the editions of the site, this one among them.
    base : address at which the site is to stand.
    forms : in which the whole book is made, see `Imprint`.

    Raises
    ------
    DataError
        Where settings cannot be read, or lack what each book has.
    """
    settings = of_language(root, lang)
    if missing := [name for name in ("title", "author", "copyright") if not settings.get(name)]:
        raise DataError(root / "_config.yml", f"no {' and no '.join(missing)}", "what the title page tells")
    title = settings["title"]
    if list(names) != [places.ARTICLE]:
        title = f"{title} · {entry['name']}"
    imprint = Imprint(
        base=base,
        names=list(names),
        name=entry["name"],
        lang=lang,
        languages=list(languages),
        title=title,
        author=str(settings["author"]),
        year=str(settings["copyright"]),
        as_of=entry["as_of"],
        first_day=entry["first_day"],
        last_day=entry["last_day"],
        source=entry["source"],
        own=entry["own"],
        forms=list(forms),
    )
    address = f"{imprint.folder}{lang}/"
    press = {
        "language": lang,
        "tokenbook_imprint": asdict(imprint),
        "html_baseurl": address,
        "ogp_site_url": address,
        "ogp_site_name": title,
    }
    more: dict = {"title": title, "execute": {"execute_notebooks": "off"}, "sphinx": {"config": press}}
    if entry["own"]:
        footer = Wording(lang)(OWN_FOOTER, source=entry["source"])
        more["html"] = {"extra_footer": str(escape(footer))}
    return merged(settings, more)
