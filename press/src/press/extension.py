"""Sphinx extension of the book: one language of each notebook, the language switch, the house style.

It works in the press and in a plain `jupyter-book build .`, which it makes a book in the language of
`_config.yml`.
"""

import re
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from markupsafe import Markup, escape
from nbclient import NotebookClient
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config

from press import cards, head, searching, terms
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
}
"""Titles and labels for which Sphinx and MyST-NB have no German; in the page's text as attributes."""

DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')


SECTION = "press_section"
"""Name under which Sphinx keeps a page's own name, where its heading is a headline."""

HEADLINE = re.compile(r'<h1>(<span class="section-number">.*?</span>)?')

CODE = '<div class="cell_input docutils container">'
"""What a page holds where it has code to show."""


def _one_language(app: Sphinx, docname: str, source: list[str]) -> None:
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return
    lang = app.config.language
    notebook = nbformat.reads(source[0], as_version=4)
    if app.config.press_runs:
        _run(notebook, path.parent, app.config.nb_execution_timeout)
    page = for_page(notebook, _locale(app.config, app.srcdir), lang)
    name = page.metadata.get("book", {}).get("name", {}).get(lang)
    if name:
        app.env.metadata[docname][SECTION] = name
    source[0] = nbformat.writes(page)


def _run(notebook: nbformat.NotebookNode, folder: Path, timeout: int) -> None:
    """Run a chapter where nobody has: what it tells is known only then."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    client = NotebookClient(
        notebook, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()


def _name_entry(app: Sphinx, doctree: nodes.document) -> None:
    """Have tables of contents, titles and the search call a page by its own name, not by its headline."""
    docname = app.env.docname
    name = app.env.metadata[docname].get(SECTION)
    if name is None:
        return
    app.env.titles[docname] = app.env.longtitles[docname] = nodes.title("", name)
    entry = next(app.env.tocs[docname].findall(nodes.reference))
    entry.children = []
    entry += nodes.Text(name)


def _with_name(body: str, name: str | None) -> str:
    """A page's text with its own name above the headline, where the chapter's number goes too."""
    if name is None:
        return body
    return HEADLINE.sub(
        lambda found: f'<p class="tb-section">{found[1] or ""}{escape(name)}</p>\n<h1>', body, count=1
    )


def _with_switch(body: str, say: Wording) -> str:
    """A page's text with the one switch that shows its code, above the first cell that has some."""
    place = body.rfind('<div class="cell ', 0, body.find(CODE)) if CODE in body else -1
    if place < 0:
        return body
    # a message inside an f-string would not be collected for the catalogues
    words = say(N_("Show all code"))
    switch = (
        '<label class="tb-code"><input type="checkbox" id="tb-show-code" autocomplete="off"> '
        f"{escape(words)}</label>\n"
    )
    return body[:place] + switch + body[place:]


def _switch(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Give the page's templates the language's `say`, the page's twins, other editions and citation."""
    lang = app.config.language
    say = context["say"] = Wording(_locale(app.config, app.srcdir), lang)
    for english, message in ENGLISH_IN_PAGES.items():
        context["body"] = context.get("body", "").replace(f'"{english}"', f'"{say(message)}"')
    # a role that ARIA no longer has, in lists that are none without it
    context["body"] = re.sub(
        r' role="doc-biblioentry"| role="list"(?= class="citation-list")', "", context.get("body", "")
    )
    context["body"] = _with_name(context["body"], app.env.metadata.get(pagename, {}).get(SECTION))
    if app.builder.name == "html":
        context["body"] = _with_switch(context["body"], say)
    imprint = _imprint(app)
    context["twins"] = context["editions"] = context["links"] = ()
    if imprint is None:
        return
    title = Markup(context.get("title", "")).striptags()
    context["links"] = head.foot(imprint, pagename, title, app.env.found_docs)
    if doctree is not None:
        context["downloads"] = downloads(imprint, pagename, app.env.found_docs)
        if not imprint.about.private:
            context["citation"] = head.citation(imprint, pagename, title)
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
            "href": link(
                imprint.names, imprint.name, here, name, f"{lang}/{imprint.elsewhere.get(name, pagename)}"
            ),
            "here": name == imprint.name,
        }
        for name in imprint.names
    ]


def _imprint(app: Sphinx) -> head.Imprint | None:
    """What the press says of the volume; a plain `jupyter-book build .` says nothing."""
    return head.Imprint.of(app.config.press_imprint) if app.config.press_imprint else None


def _card(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Draw the page's social card, for sphinxext.opengraph to name."""
    imprint = _imprint(app)
    if imprint is None or doctree is None:
        return
    name = f"cards/{Path(pagename).name}.png"
    picture = Path(app.srcdir) / name
    title = Markup(context["title"]).striptags()
    cards.draw_card(title, imprint.title, picture if picture.exists() else None, Path(app.outdir) / name)
    context["meta"] = {**(context["meta"] or {}), "og:image": name, "og:image:alt": title}
    context["card"] = name


def _head(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Tell machines what the page is; after sphinxext.opengraph has described it."""
    imprint = _imprint(app)
    if imprint is None:
        return
    if doctree is None or imprint.about.private:  # the search page: nothing to be found by
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
    more = head.records(Path(app.srcdir) / "records", pagename)
    record = head.json_ld(imprint, pagename, title, description, context["card"], more)
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
    # MyST-NB would run a chapter only after it is parsed
    config.press_runs = config.nb_execution_mode != "off"
    config.nb_execution_mode = "off"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.add_config_value("press_imprint", {}, "html")
    app.add_config_value("press_locale", "", "html")
    app.add_config_value("press_runs", False, "env")
    searching.setup(app)
    terms.setup(app)
    app.connect("config-inited", _style)
    app.connect("source-read", _one_language)
    # after Sphinx has collected titles and contents
    app.connect("doctree-read", _name_entry, priority=900)
    # before the theme, which leaves out what shows nothing
    app.connect("html-page-context", _switch, priority=300)
    app.connect("html-page-context", _card, priority=400)
    app.connect("html-page-context", _head, priority=900)
    app.add_css_file("book.css")
    app.add_js_file("book.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
