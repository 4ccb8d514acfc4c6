"""How the book's references are written, in each language."""

from collections.abc import Callable

from docutils import nodes
from pybtex.database import Entry
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.template import Node, names, sentence, tag
from pybtex_docutils import Backend

LANGUAGES = {"english": "en", "ngerman": "de"}
"""A reference's `langid` (as BibLaTeX and babel name languages) -> the language's tag."""


class References(UnsrtStyle):
    """Numbered references in the book's own order of names: first name first, sorted by author.

    A title in another language than the book's is marked as such, for those who have it read to them.
    """

    default_sorting_style = "author_year_title"
    LANG = "en"
    AND = " and "

    def format_names(self, role: str, as_sentence: bool = True) -> Node:
        """The names of an entry, joined in the language of the book."""
        people = names(role, sep=", ", sep2=self.AND, last_sep=self.AND)
        return sentence[people] if as_sentence else people

    def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:
        """The title of an entry."""
        title = super().format_title(e, which_field, as_sentence)
        lang = LANGUAGES.get(e.fields.get("langid"), self.LANG)
        return title if lang == self.LANG else tag(f"language-{lang}")[title]


class GermanReferences(References):
    """The same with German words."""

    LANG = "de"
    AND = " und "


STYLES = {"de": GermanReferences, "en": References}


def _foreign(lang: str) -> Callable[..., nodes.inline]:
    """What docutils makes of a text in another language; its writers know it by its class."""

    def node(rawsource: str, text: str, *children: nodes.Node) -> nodes.inline:
        return nodes.inline(rawsource, text, *children, classes=[f"language-{lang}"])

    return node


# of what pybtex hands on, docutils knows only the tags that stand here
Backend.tags |= {f"language-{lang}": _foreign(lang) for lang in LANGUAGES.values()}
