"""Render one language: a staged folder of run notebooks -> HTML, by Jupyter Book."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml
from markupsafe import escape
from sphinx_external_toc.parsing import parse_toc_yaml

from tokenbook import editions
from tokenbook.editions import Edition
from tokenbook.errors import BookError
from tokenbook.press.head import Imprint
from tokenbook.wording import N_, Wording

OWN_FOOTER = N_("Figures: {source:text}, added up to weeks. Text and code: MIT licence.")
"""At the foot of the pages of an edition whose rows are not OpenRouter's."""


LOCAL = "http://127.0.0.1:8000/"
"""Where `make serve` shows the site: its address until one is given."""


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
    edition: Edition,
    names: Sequence[str],
    base: str = LOCAL,
    forms: Sequence[str] = (),
) -> dict:
    """The Jupyter Book settings of one volume: `_config.yml`, what the language says otherwise, the press's.

    Parameters
    ----------
    languages : of the site.
    edition : whose book it is. Its name is added to the title, unless it is the article's year and
        stands alone; rows of its owner's do not get OpenRouter's line at the foot of the page.
    names : of the editions of the site, this one among them.
    base : address at which the site is to stand.
    forms : in which the whole book is made, see `Imprint`.
    """
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    own = root / "locale" / lang / "_config.yml"
    if own.exists():
        settings = merged(settings, yaml.safe_load(own.read_text(encoding="utf-8")))
    title = settings["title"]
    if list(names) != [editions.ARTICLE]:
        title = f"{title} · {edition.name}"
    imprint = Imprint(
        base=base,
        names=list(names),
        name=edition.name,
        lang=lang,
        languages=list(languages),
        title=title,
        author=str(settings["author"]),
        year=str(settings["copyright"]),
        as_of=edition.provenance.get("as_of"),
        first_day=f"{edition.first_day:%Y-%m-%d}",
        last_day=f"{edition.last_day:%Y-%m-%d}",
        source=edition.router,
        own=edition.own,
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
    if edition.own:
        footer = Wording(lang)(OWN_FOOTER, source=edition.router)
        more["html"] = {"extra_footer": str(escape(footer))}
    return merged(settings, more)


def render(stage: Path, output: Path) -> Path:
    """Run Jupyter Book over a staged folder; warnings are errors.

    Returns
    -------
    The folder of the finished pages.

    Raises
    ------
    RenderError
        With Jupyter Book's warnings and errors.
    """
    shutil.rmtree(output, ignore_errors=True)
    command = [
        *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(stage)),
        *("--path-output", str(output), "--warningiserror", "--nitpick", "--keep-going"),
    ]
    # Sphinx colours its output even into a pipe when told by the environment
    environment = {**os.environ, "NO_COLOR": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if run.returncode != 0:
        lines = (run.stdout + run.stderr).splitlines()
        told = [line for line in lines if re.search(r"WARNING|ERROR|Error|Exception", line)]
        raise RenderError("Jupyter Book: " + "\n".join(told or lines[-10:]))
    return output / "_build" / "html"
