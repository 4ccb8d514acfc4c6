"""Jupyter Book's settings of one volume."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urljoin

import fastjsonschema

from press.addresses import subfolder
from press.book import About, Book
from press.contents import pages
from press.errors import FileError, nearest
from press.head import Imprint
from press.language import read_language
from press.order import LOCAL
from press.wording import Wording
from press.yaml_file import read_yaml, row_of

EXTENSIONS = ("sphinxext.opengraph", "press.extension")
"""Sphinx's extensions without which no page is made."""

DEFAULTS: dict[str, Any] = {
    "logo": "",
    "only_build_toc_files": True,
    "html": {"use_issues_button": False, "use_repository_button": False},
    "sphinx": {
        "config": {
            "html_last_updated_fmt": None,
            "html_show_sphinx": False,
            "html_use_index": False,
            "html_copy_source": False,
            "ogp_social_cards": {"enable": False},
            "html_theme_options": {
                "use_download_button": False,
                "article_footer_items": ["take-away.html", "cite.html"],
                "footer_content_items": ["extra-footer.html"],
                "article_header_end": [
                    "edition-switch.html",
                    "language-switch.html",
                    "article-header-buttons.html",
                ],
                "back_to_top_button": False,
                "use_fullscreen_button": False,
            },
        }
    },
}
"""What holds where a book's `_config.yml` says nothing else: the press's pages as they are meant."""


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Settings with another's laid over them, key by key, at every depth."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def _checked(path: Path) -> dict[str, Any]:
    """A file of settings, held against Jupyter Book's own schema.

    Raises
    ------
    FileError
        With the row, for a value that has no place there, or a key that is near to one that has.
    """
    settings = read_yaml(path, "Jupyter Book's settings")

    def refuse(place: Sequence[str | int], found: str, allowed: str) -> NoReturn:
        name = ".".join(str(part) for part in place if not isinstance(part, int))
        raise FileError(path, found, allowed, row=row_of(path, place), column=name)

    def walk(part: dict[str, Any], known: dict[str, Any], place: list[str | int]) -> None:
        for key, value in part.items():
            # a book may have settings of its own
            if key not in known and (near := nearest(str(key), known)):
                refuse([*place, key], "an unknown key", f"{', '.join(known)}{near}")
            below = known.get(key, {}).get("properties")
            if below and isinstance(value, dict):
                walk(value, below, [*place, key])

    schema, fits = _schema()
    walk(settings, schema["properties"], [])
    try:
        fits(settings)
    except fastjsonschema.JsonSchemaValueException as error:
        allowed = error.definition.get("enum") or [KINDS[kind] for kind in _listed(error.definition["type"])]
        # the first part stands for the whole
        place = [int(part) if part.isdigit() else part for part in error.path[1:]]
        refuse(place, repr(error.value)[:80], ", ".join(map(str, allowed)))
    return settings


KINDS = {
    "string": "a text",
    "object": "a mapping of keys and values",
    "array": "a list",
    "boolean": "true or false",
    "number": "a number",
    "null": "nothing",
}
"""What the kinds of JSON are in words."""


def _listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


@cache
def _schema() -> tuple[dict[str, Any], Callable[[Any], Any]]:
    """What Jupyter Book's settings may be, and what holds them against it; it need not be imported."""
    package = find_spec("jupyter_book")
    path = Path(str(package and package.origin)).with_name("config_schema.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    # which the schema forgets
    found["properties"]["only_build_toc_files"] = {"type": "boolean"}
    return found, fastjsonschema.compile(found, use_default=False)


def of_language(root: Path, lang: str) -> dict[str, Any]:
    """The settings in `_config.yml` and what the language says otherwise, over the press's own."""
    settings = merged(DEFAULTS, _checked(root / "_config.yml"))
    own = root / "locale" / lang / "_config.yml"
    if own.exists():
        settings = merged(settings, _checked(own))
    named = settings["sphinx"].get("extra_extensions") or []
    return merged(settings, {"sphinx": {"extra_extensions": list(dict.fromkeys([*named, *EXTENSIONS]))}})


def config(
    book: Book,
    lang: str,
    languages: Sequence[str],
    entry: Mapping[str, Any],
    names: Sequence[str],
    base: str = LOCAL,
    forms: Sequence[str] = (),
    elsewhere: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The Jupyter Book settings of one volume: `_config.yml`, what the language says otherwise, the press's.

    Parameters
    ----------
    languages : of the site.
    entry : the edition's, from `Book.describe`. Its name is added to the title, unless it is the
        book's home and stands alone.
    names : of the editions of the site, this one among them.
    base : address at which the site is to stand.
    forms, elsewhere : see `Imprint`.

    Raises
    ------
    FileError
        Where settings cannot be read, or lack what each book has.
    """
    root, language = book.root, read_language(book.locale, lang)
    settings = of_language(root, lang)
    if missing := [name for name in ("title", "author", "copyright") if not settings.get(name)]:
        raise FileError(root / "_config.yml", f"no {' and no '.join(missing)}", "what the title page tells")
    words = {"search_bar_text": Wording(book.locale, lang)("Search")}
    settings = merged({"sphinx": {"config": {"html_theme_options": words}}}, settings)
    title = settings["title"]
    if list(names) != [book.home]:
        title = f"{title} · {entry['name']}"
    folder = urljoin(base, subfolder(names, entry["name"]))
    about: About = book.about(entry, lang, folder, title)
    title = about.title or title
    imprint = Imprint(
        base=base,
        book=book.name,
        landing=pages(root / book.contents(entry))[0],
        elsewhere=dict(elsewhere or {}),
        locale=str(book.locale),
        names=list(names),
        name=entry["name"],
        lang=lang,
        languages=list(languages),
        title=title,
        author=str(settings["author"]),
        year=str(settings["copyright"]),
        about=about,
        forms=list(forms),
    )
    address = f"{imprint.folder}{lang}/"
    press = {
        "language": lang,
        "press_imprint": json.loads(json.dumps(asdict(imprint))),
        "html_search_language": language.search or language.sphinx or "en",
        "html_baseurl": address,
        "ogp_site_url": address,
        "ogp_site_name": title,
    }
    footer = about.footer
    if footer is None:
        footer = settings.get("html", {}).get("extra_footer", "")
    # Jupyter Book forgets what stands under `html` where theme options are set
    press["html_theme_options"] = {"extra_footer": footer}
    more: dict[str, Any] = {
        "title": title,
        "execute": {"execute_notebooks": "off"},
        "html": {"extra_footer": footer},
        "sphinx": {"config": press},
    }
    return merged(settings, more)
