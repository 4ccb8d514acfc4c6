"""Sphinx extension of the book: one language of each notebook, the language switch, the house style.

It works in the press and in a plain `jupyter-book build .`, which it makes a book in the language of
`_config.yml`.
"""

import re
from pathlib import Path

import nbformat
from markupsafe import Markup, escape
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config

from press import cards, head, searching
from press.addresses import link, subfolder
from press.downloads import downloads
from press.language import read_language, read_languages
from press.notebooks import for_page
from press.references import style_of
from press.wording import N_, Wording

THEME = Path(__file__).parent / "theme"

STYLE = "press"
"""Name of the style of references, for `bibtex_default_style`."""

ENGLISH_IN_PAGES = {
    "Link to this heading": N_("Link to this heading"),
    "Link to this term": N_("Link to this term"),
    "Toggle hidden content": N_("Show or hide the code"),
}
"""Titles and labels for which Sphinx and MyST-NB have no German; in the page's text as attributes."""

DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')


def _one_language(app: Sphinx, docname: str, source: list[str]) -> None:
    if app.env.doc2path(docname, base=False).endswith(".ipynb"):
        notebook = nbformat.reads(source[0], as_version=4)
        source[0] = nbformat.writes(for_page(notebook, _locale(app.config, app.srcdir), app.config.language))


def _switch(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the page's templates the language's `say`, the page's twins, other editions and citation."""
    lang = app.config.language
    say = context["say"] = Wording(_locale(app.config, app.srcdir), lang)
    for english, message in ENGLISH_IN_PAGES.items():
        context["body"] = context.get("body", "").replace(f'"{english}"', f'"{say(message)}"')
    # a role that ARIA no longer has, in lists that are none without it
    context["body"] = re.sub(
        r' role="doc-biblioentry"| role="list"(?= class="citation-list")', "", context.get("body", "")
    )
    imprint = _imprint(app)
    context["twins"] = context["editions"] = ()
    if imprint is None:
        return
    if doctree is not None:
        context["downloads"] = downloads(imprint, pagename, app.env.found_docs)
        context["citation"] = head.citation(imprint, pagename, Markup(context["title"]).striptags())
    context["root"] = "../" * f"{subfolder(imprint.names, imprint.name)}{lang}/{pagename}".count("/")
    here = f"{lang}/{pagename}"
    context["twins"] = [
        {
            "lang": other,
            "name": imprint.native(other),
            "href": link(imprint.names, imprint.name, here, imprint.name, f"{other}/{pagename}"),
        }
        for other in imprint.languages
    ]
    context["editions"] = [
        {
            "name": name,
            "href": link(imprint.names, imprint.name, here, name, here),
            "here": name == imprint.name,
        }
        for name in imprint.names
    ]


def _imprint(app: Sphinx) -> head.Imprint | None:
    """What the press says of the volume; a plain `jupyter-book build .` says nothing."""
    return head.Imprint.of(app.config.press_imprint) if app.config.press_imprint else None


def _card(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Draw the page's social card, for sphinxext.opengraph to name."""
    if _imprint(app) is None or doctree is None:
        return
    name = f"cards/{Path(pagename).name}.png"
    picture = Path(app.srcdir) / name
    title = Markup(context["title"]).striptags()
    cards.draw_card(
        title, _imprint(app).title, picture if picture.exists() else None, Path(app.outdir) / name
    )
    context["meta"] = {**(context["meta"] or {}), "og:image": name, "og:image:alt": title}
    context["card"] = name


def _head(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Tell machines what the page is; after sphinxext.opengraph has described it."""
    imprint = _imprint(app)
    if imprint is None:
        return
    if doctree is None:  # the search page: nothing to be found by
        context["metatags"] = context.get("metatags", "") + '<meta name="robots" content="noindex">'
        return
    title = Markup(context["title"]).striptags()
    found = DESCRIPTION.search(context["metatags"])
    description = head.shortened(Markup(found[1]).unescape()) if found else title
    if found:
        context["metatags"] = context["metatags"].replace(f'"{found[1]}"', f'"{escape(description)}"')
    links = [
        f'<link rel="alternate" hreflang="{lang}" href="{escape(address)}">'
        for lang, address in imprint.alternates(pagename).items()
    ]
    links += [
        f'<link rel="alternate" type="application/atom+xml" href="{context["root"]}feed.xml">',
        *head.locales(imprint),
    ]
    record = head.json_ld(imprint, pagename, title, description, context["card"])
    context["metatags"] += "\n".join([*links, f'<script type="application/ld+json">{record}</script>'])


def _locale(config: Config, folder: Path) -> Path:
    """The folder of the book's languages: as the press says, or beside the pages."""
    imprint = config.press_imprint
    return Path((imprint and imprint["locale"]) or config.press_locale or Path(folder) / "locale")


def _style(app: Sphinx, config: Config) -> None:
    locale = _locale(config, app.srcdir)
    style = style_of(read_language(locale, config.language), read_languages(locale))
    # a process renders one volume; who asks for this style asks for that of its language
    register_plugin("pybtex.style.formatting", STYLE, style, force=True)
    config.html_static_path.append(str(THEME / "static"))
    # before the theme's own, which it has put there already
    config.templates_path.insert(0, str(THEME / "templates"))


def setup(app: Sphinx) -> dict:
    """Connect the extension."""
    app.add_config_value("press_imprint", {}, "html")
    app.add_config_value("press_locale", "", "html")
    searching.setup(app)
    app.connect("config-inited", _style)
    app.connect("source-read", _one_language)
    # before the theme, which leaves out what shows nothing
    app.connect("html-page-context", _switch, priority=300)
    app.connect("html-page-context", _card, priority=400)
    app.connect("html-page-context", _head, priority=900)
    app.add_css_file("book.css")
    app.add_js_file("book.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
