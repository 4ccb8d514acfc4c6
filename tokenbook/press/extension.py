"""Sphinx extension of the book: one language of each notebook, the language switch, the house style.

It works in the press and in a plain `jupyter-book build .`, which it makes a book in the language of
`_config.yml`.
"""

from pathlib import Path

import nbformat
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.template import Node, names, sentence
from sphinx.application import Sphinx
from sphinx.config import Config

from tokenbook import LANGUAGES, shelf
from tokenbook.press.notebooks import for_page
from tokenbook.wording import N_, Wording

THEME = Path(__file__).parent / "theme"

NATIVE_NAMES = {"de": "Deutsch", "en": "English"}

ENGLISH_IN_PAGES = {
    "Link to this heading": N_("Link to this heading"),
    "Toggle hidden content": N_("Show or hide the code"),
}
"""Titles and labels for which Sphinx and MyST-NB have no German; in the page's text as attributes."""


class _References(UnsrtStyle):
    """Numbered references in the book's own order of names: first name first, sorted by author."""

    default_sorting_style = "author_year_title"
    AND = " and "

    def format_names(self, role: str, as_sentence: bool = True) -> Node:
        """The names of an entry, joined in the language of the book."""
        people = names(role, sep=", ", sep2=self.AND, last_sep=self.AND)
        return sentence[people] if as_sentence else people


class _GermanReferences(_References):
    AND = " und "


def _one_language(app: Sphinx, docname: str, source: list[str]) -> None:
    if app.env.doc2path(docname, base=False).endswith(".ipynb"):
        notebook = nbformat.reads(source[0], as_version=4)
        source[0] = nbformat.writes(for_page(notebook, app.config.language))


def _switch(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the page's templates the language's `say`, the page's twins and its other editions."""
    say = context["say"] = Wording(app.config.language)
    for english, message in ENGLISH_IN_PAGES.items():
        context["body"] = context.get("body", "").replace(f'"{english}"', f'"{say(message)}"')
    here, names = app.config.tokenbook_edition, app.config.tokenbook_editions

    def href(lang: str, edition: str) -> str:
        return shelf.href(names, here, f"{app.config.language}/{pagename}", edition, f"{lang}/{pagename}")

    context["twins"] = [
        {"lang": lang, "name": NATIVE_NAMES[lang], "href": href(lang, here)}
        for lang in LANGUAGES
        if lang in app.config.tokenbook_languages
    ]
    context["editions"] = [
        {"name": name, "href": href(app.config.language, name), "here": name == here} for name in names
    ]
    if len(context["twins"]) > 1:
        links = [
            f'<link rel="alternate" hreflang="{twin["lang"]}" href="{twin["href"]}">'
            for twin in context["twins"]
        ]
        context["metatags"] = context.get("metatags", "") + "\n".join(links)


def _style(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(THEME / "static"))
    # before the theme's own, which it has put there already
    config.templates_path.insert(0, str(THEME / "templates"))


def setup(app: Sphinx) -> dict:
    """Connect the extension."""
    app.add_config_value("tokenbook_languages", [], "html")
    app.add_config_value("tokenbook_edition", "", "html")
    app.add_config_value("tokenbook_editions", [], "html")
    register_plugin("pybtex.style.formatting", "tokenbook_de", _GermanReferences)
    register_plugin("pybtex.style.formatting", "tokenbook_en", _References)
    app.connect("config-inited", _style)
    app.connect("source-read", _one_language)
    app.connect("html-page-context", _switch)
    app.add_css_file("book.css")
    for name in ("book.js", "figure.js", "explorer.js"):
        app.add_js_file(name, loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
