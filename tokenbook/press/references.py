"""How the book's references are written, in each language."""

from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.template import Node, names, sentence


class References(UnsrtStyle):
    """Numbered references in the book's own order of names: first name first, sorted by author."""

    default_sorting_style = "author_year_title"
    AND = " and "

    def format_names(self, role: str, as_sentence: bool = True) -> Node:
        """The names of an entry, joined in the language of the book."""
        people = names(role, sep=", ", sep2=self.AND, last_sep=self.AND)
        return sentence[people] if as_sentence else people


class GermanReferences(References):
    """The same with German words."""

    AND = " und "


STYLES = {"de": GermanReferences, "en": References}
