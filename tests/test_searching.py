"""What the search reads, in Python as in the page; code is not found, names lead to their place."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.search import WordCollector

from press import searching


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("14,4 Billionen", {"14.4", "14", "4", "Billionen"}),
        ("14.4 trillion", {"14.4", "14", "4", "trillion"}),
        ("die Übrigen", {"die", "Übrigen", "u\0ebrigen"}),
        ("größte", {"größte", "gro\0esste"}),
        ("GPT-4o mini", {"GPT", "4o", "mini"}),
    ],
)
def test_words(text, found):
    assert set(searching.words(text)) == found


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_language_is_found_by_its_stem_as_before(lang):
    language = searching.LANGUAGES[lang]({})
    assert language.lang == lang
    assert language.stem("models" if lang == "en" else "modelle") in ("model", "modell")
    assert "splitQuery" in language.js_splitter_code


def test_umlauts_written_out_have_the_stem_that_the_script_finds():
    """The stems are those of Sphinx's German script, read off in the built page."""
    german = searching.German({})
    stems = {word: [german.stem(part) for part in searching.words(word)] for word in ("Übrigen", "größte")}
    assert [stem for stem in stems["Übrigen"] if stem.startswith("ue")] == ["uebrig"]
    assert "groesst" in stems["größte"]


def document(*children: nodes.Node) -> nodes.document:
    made = new_document("made-up")
    made += children
    return made


def test_code_is_shown_but_not_indexed():
    code = nodes.literal_block("secret_name = 1", "secret_name = 1")
    doctree = document(nodes.paragraph("", "prose"), nodes.container("", code))
    searching.leave_out_code(None, doctree, "a")
    collector = WordCollector(doctree, searching.German({}))
    doctree.walk(collector)
    assert collector.found_words == ["prose"]
    assert code.rawsource == "secret_name = 1"
    assert any(block is code for block in doctree.findall(nodes.literal_block))


def test_code_in_raw_html_is_shown_but_not_indexed():
    html = (
        '<p>before</p><pre tabindex="0"><code>secret(\n1)</code></pre>'
        '<p>between: <code data-file="a.csv">read("a.csv")</code></p><p>said by <code>a-slug</code></p>'
    )
    doctree = document(nodes.raw("", html, format="html"), nodes.raw("", "<pre>tex</pre>", format="latex"))
    searching.leave_out_code(None, doctree, "a")
    collector = WordCollector(doctree, searching.German({}))
    doctree.walk(collector)
    assert collector.found_words == ["before", "between", "said", "by", "a", "slug"]
    shown = [node.astext() for node in doctree.findall(nodes.raw) if node["format"] == "html"]
    assert "".join(shown) == html


def test_the_box_of_raw_html_that_holds_code_stays_around_all_of_it():
    html = "<section><p>said</p><pre>code</pre></section>"
    doctree = document(nodes.raw("", html, format="html", classes=["output", "text_html"]))
    searching.leave_out_code(None, doctree, "a")
    parts = list(doctree.findall(nodes.raw))
    assert not any(part["classes"] for part in parts), "each such part gets a box of its own"
    assert "".join(part.astext() for part in parts) == f'<div class="output text_html">{html}</div>'


def an_app(named: dict) -> SimpleNamespace:
    builder = SimpleNamespace(get_relative_uri=lambda here, there: f"{there}.html")
    env = SimpleNamespace(metadata={"models": {"named": named}, "a": {}}, docname="models")
    return SimpleNamespace(builder=builder, env=env)


def test_names_of_raw_html_go_into_the_index():
    app = an_app({})
    html = '<tbody id="model-x" data-index="Model X" data-longer="Model X Pro|Model X &amp; Y">'
    doctree = document(nodes.raw("", html, format="html"))
    searching.note_names(app, doctree)
    assert app.env.metadata["models"]["named"] == {"Model X": "model-x"}
    assert app.env.metadata["models"]["unnamed"] == ["Model X Pro", "Model X & Y"]
    (entry,) = doctree.findall(addnodes.index)
    assert entry["entries"] == [("single", "Model X", "model-x", "", None)]


def test_the_first_mention_in_prose_leads_to_the_name():
    app = an_app({"Flash": "f", "Flash Lite": "l"})
    doctree = document(
        nodes.title("", "Flash in a title"),
        nodes.paragraph("", "", nodes.literal("", "Flash")),
        nodes.paragraph("", "First Flash\N{NO-BREAK SPACE}Lite, then Flash and Flash; Flash-like, Flashy."),
    )
    searching.link_names(app, doctree, "a")
    links = [(link.astext(), link["refuri"]) for link in doctree.findall(nodes.reference)]
    assert links == [("Flash\N{NO-BREAK SPACE}Lite", "models.html#l"), ("Flash", "models.html#f")]
    text = doctree.children[-1].astext()
    assert text == "First Flash\N{NO-BREAK SPACE}Lite, then Flash and Flash; Flash-like, Flashy."


def test_a_longer_name_that_has_no_place_is_left_alone():
    app = an_app({"Flash": "f"})
    app.env.metadata["models"]["unnamed"] = ["Flash Image"]
    doctree = document(nodes.paragraph("", "Flash Image alone."))
    searching.link_names(app, doctree, "a")
    assert not list(doctree.findall(nodes.reference))
    (kept,) = doctree.findall(nodes.inline)
    assert (kept.astext(), kept["classes"]) == ("Flash Image", ["tb-name"]), "but it stays on one line"


def test_a_cell_that_holds_a_name_leads_to_it():
    app = an_app({"A & B": "ab"})
    cells = '<td class="x">A &amp; B</td><td>A &amp; B led</td><th>A</th>'
    doctree = document(nodes.raw("", cells, format="html"))
    searching.link_names(app, doctree, "a")
    linked = '<td class="x"><a class="tb-mention tb-name" href="models.html#ab">A &amp; B</a></td>'
    assert doctree.astext() == (f'{linked}<td><span class="tb-name">A &amp; B</span> led</td><th>A</th>')


def test_a_page_does_not_lead_to_itself():
    app = an_app({"Flash": "f"})
    doctree = document(nodes.paragraph("", "Flash"))
    searching.link_names(app, doctree, "models")
    assert not list(doctree.findall(nodes.reference))


def test_no_name_breaks_in_raw_html():
    app = an_app({"Flash-8B": "f", "A & B": "ab", "A": "a", "N" * 20 + " " + "M" * 20: "n"})
    html = (
        "<p title='Flash-8B'>Of Flash-8B, A &amp; B, A and "
        f"{'N' * 20} {'M' * 20}; Flash-8B-like</p><code>Flash-8B</code><svg><text>Flash-8B</text></svg>"
        '<details class="tb-numbers"><thead><th>Flash-8B, %</th></thead>'
        "<tbody><td>of Flash-8B</td></tbody></details>"
    )
    doctree = document(nodes.raw("", html, format="html"))
    searching.link_names(app, doctree, "a")
    kept = html.replace("Of Flash-8B", 'Of <span class="tb-name">Flash-8B</span>')
    kept = kept.replace("A &amp; B", '<span class="tb-name">A &amp; B</span>')
    kept = kept.replace("<th>Flash-8B", '<th><span class="tb-name">Flash-8B</span>')
    assert doctree.astext() == kept
