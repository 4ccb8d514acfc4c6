"""How the book's references are written, in each language."""

from collections.abc import Callable, Iterable
from typing import ClassVar, cast

from docutils import nodes
from pybtex.database import Entry
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.template import Node, names, sentence, tag
from pybtex_docutils import Backend

from press.language import Language


class References(UnsrtStyle):  # type: ignore[misc]  # pybtex is not typed
    """Numbered references in the book's own order of names: first name first, sorted by author.

    A title in another language than the book's is marked as such, for those who have it read to them.
    """

    default_sorting_style = "author_year_title"
    language: ClassVar[Language]
    tags: ClassVar[dict[str, str]] = {}

    def format_names(self, role: str, as_sentence: bool = True) -> Node:
        """The names of an entry, joined in the language of the book."""
        people = names(role, sep=", ", sep2=self.language.conjunction, last_sep=self.language.conjunction)
        return sentence[people] if as_sentence else people

    def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:
        """The title of an entry."""
        title = super().format_title(e, which_field, as_sentence)
        own = self.language.tag
        lang = self.tags.get(e.fields.get("langid"), own)
        return title if lang == own else tag(f"language-{lang}")[title]


def style_of(language: Language, known: Iterable[Language]) -> type[References]:
    """The style of references in a language.

    Parameters
    ----------
    known : the languages whose titles are marked where they are not the page's.
    """
    # a reference's `langid`, as BibLaTeX and babel name languages
    tags = {name: other.tag for other in known for name in other.bibliography.split()}
    # of what pybtex hands on, docutils knows only the tags that stand here
    Backend.tags |= {f"language-{tag}": cast(type[nodes.TextElement], _foreign(tag)) for tag in tags.values()}
    return type("References", (References,), {"language": language, "tags": tags})


def _foreign(lang: str) -> Callable[..., nodes.inline]:
    """What docutils makes of a text in another language; its writers know it by its class."""

    def node(rawsource: str, text: str, *children: nodes.Node) -> nodes.inline:
        return nodes.inline(rawsource, text, *children, classes=[f"language-{lang}"])

    return node
