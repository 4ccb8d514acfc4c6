"""Render one language: a staged folder of run notebooks -> HTML, by Jupyter Book."""

import multiprocessing
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

import yaml
from markupsafe import escape
from sphinx_external_toc.parsing import parse_toc_yaml

from tokenbook import places
from tokenbook.errors import BookError
from tokenbook.press.head import Imprint
from tokenbook.press.kernels import FORK_IS_SAFE
from tokenbook.press.order import LOCAL
from tokenbook.wording import N_, Wording

OWN_FOOTER = N_("Figures: {source:text}, added up to weeks. Text and code: MIT licence.")
"""At the foot of the pages of an edition whose rows are not OpenRouter's."""


class RenderError(BookError):
    """Jupyter Book warned or failed; its own words."""


def pages(toc: Path) -> list[str]:
    """The pages of a table of contents in reading order, for instance `chapters/01_volume`."""
    site = parse_toc_yaml(toc)
    found: list[str] = []

    def walk(name: str) -> None:
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
    """
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    own = root / "locale" / lang / "_config.yml"
    if own.exists():
        settings = merged(settings, yaml.safe_load(own.read_text(encoding="utf-8")))
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


_processes = multiprocessing.get_context("forkserver" if FORK_IS_SAFE else "spawn")
_running: set[multiprocessing.process.BaseProcess] = set()


def warm_up() -> None:
    """Let the process that renders begin with its imports; rendering waits for them."""
    if FORK_IS_SAFE:
        # the main module too: multiprocessing would import it again in each process
        _processes.set_forkserver_preload(["__main__", "tokenbook.press.rendering"])
        forkserver.ensure_running()


def stop() -> None:
    """End every rendering."""
    for process in list(_running):
        process.kill()


def render(stage: Path, output: Path) -> Path:
    """Run Jupyter Book over a staged folder; warnings are errors.

    Where the output holds an earlier rendering of the folder, Sphinx renders what has changed since.

    Returns
    -------
    The folder of the finished pages.

    Raises
    ------
    RenderError
        With Jupyter Book's warnings and errors.
    """
    warm_up()
    arguments = [
        *(str(stage), "--path-output", str(output)),
        *("--warningiserror", "--nitpick", "--keep-going"),
    ]
    answer, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_build, args=(arguments, theirs), daemon=True)
    process.start()
    _running.add(process)
    theirs.close()
    try:
        well, said = answer.recv()
    except EOFError as error:
        raise RenderError("Jupyter Book: its process was ended") from error
    finally:
        process.join()
        _running.discard(process)
        answer.close()
    if not well:
        lines = said.splitlines()
        told = [line for line in lines if re.search(r"WARNING|ERROR|Error|Exception", line)]
        raise RenderError("Jupyter Book: " + "\n".join(told or lines[-10:]))
    return output / "_build" / "html"


def _build(arguments: list[str], answer: Connection) -> None:
    # imported there, so that the press itself does without Sphinx
    from tokenbook.press.rendering import build

    build(arguments, answer)
