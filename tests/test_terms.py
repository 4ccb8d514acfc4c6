"""Links to terms of the glossary say what the terms mean."""

from types import SimpleNamespace

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from press import terms


def glossary(*items: tuple[str, str]) -> nodes.document:
    found = addnodes.glossary("", nodes.definition_list())
    for name, text in items:
        term = nodes.term("", name, ids=[f"term-{name}"])
        found[0] += nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph("", text)))
    made = new_document("made-up")
    made += found
    return made


def link(anchor: str, *classes: str) -> nodes.reference:
    return nodes.reference("", "", nodes.inline("", "x", classes=list(classes)), refuri=f"b.html#{anchor}")


def test_a_link_to_a_term_says_its_first_sentences():
    app = SimpleNamespace(env=SimpleNamespace(metadata={"b": {}, "a": {}}, docname="b"))
    terms.note_terms(
        app, glossary(("token", "A piece\nof text. More " + "words " * 60 + "."), ("other", "B."))
    )
    page = new_document("page")
    page += nodes.paragraph("", "", link("term-token", "std", "std-term"), link("term-token"))
    page += nodes.paragraph("", "", link("term-unknown", "std-term"))
    terms.tell_terms(app, page, "a")
    titles = [found.get("reftitle") for found in page.findall(nodes.reference)]
    assert titles == ["A piece of text.", None, None]
