"""A link to a term of a glossary says what the term means, where a reader points at it."""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from press.head import shortened

TERM = "std-term"
"""The class of what stands in a link to a term."""


def note_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what a page's glossaries say of each term: its anchor -> the first sentences."""
    found: dict[str, str] = {}
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            paragraph = next(iter(item.findall(nodes.paragraph)), None)
            if paragraph is None:
                continue
            told = shortened(" ".join(paragraph.astext().split()))
            found |= {anchor: told for term in item.findall(nodes.term) for anchor in term["ids"]}
    if found:
        app.env.metadata[app.env.docname]["terms"] = found


def tell_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each link to a term the title that browsers show."""
    told = {
        anchor: text for kept in app.env.metadata.values() for anchor, text in kept.get("terms", {}).items()
    }
    for link in doctree.findall(nodes.reference):
        inside = link.children[0] if link.children else None
        if isinstance(inside, nodes.Element) and TERM in inside.get("classes", []):
            anchor = (link.get("refuri") or "").rpartition("#")[2] or link.get("refid", "")
            if anchor in told:
                link["reftitle"] = told[anchor]


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("doctree-read", note_terms)
    app.connect("doctree-resolved", tell_terms)
