"""What the site's search reads: numbers whole, umlauts written out too, names with their place, no code."""

import re
from html import escape, unescape

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.de import SearchGerman
from sphinx.search.en import SearchEnglish

HELD = "\0"
"""Stands before an e that an umlaut is written out with, until the word has its stem."""

WRITTEN_OUT = str.maketrans({"ä": f"a{HELD}e", "ö": f"o{HELD}e", "ü": f"u{HELD}e", "ß": "ss"})

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")

NAMED = re.compile(r'id="([^"]+)" data-index="([^"]+)"(?: data-longer="([^"]+)")?')
"""An element of raw HTML whose place the search and first mentions lead to, its name, and longer names
that begin with it and mean something else."""

# the same as `words` does, for what a reader types; a mark between digits is the other language's too;
# `var`, because the script of Sphinx declares the same name so
SPLITTER = r"""
var splitQuery = (query) =>
  [...query.matchAll(/\p{Number}+(?:[.,]\p{Number}+)+|[\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)]
    .map(([word]) => word.replaceAll(",", "."));
"""


def words(text: str) -> list[str]:
    """The words of a text: "14,4" and "14.4" are one and the same, "größte" is "groesste" as well."""
    found = []
    for word in _WORD.findall(text):
        if "," in word or "." in word:
            found.append(word.replace(",", "."))
            # parts too: a name such as "3.5" is asked for without its dot
            found += re.findall(r"\d+", word)
            continue
        found.append(word)
        out = word.lower().translate(WRITTEN_OUT)
        if out != word.lower():
            found.append(out)
    return found


class _Words:
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        return words(input)


class German(_Words, SearchGerman):
    """German, as Sphinx stems it."""

    def stem(self, word: str) -> str:
        """The stem; of a word written out the one that the page's script finds.

        Snowball's German of today takes "ue" for "ü", that of Sphinx's script does not: the e is stemmed as
        another vowel, which neither of them knows of.
        """
        if HELD not in word:
            return super().stem(word)
        return re.sub("(?<=[aou])y", "e", super().stem(word.replace(f"{HELD}e", "y")))


class English(_Words, SearchEnglish):
    """English, as Sphinx stems it."""

    def stem(self, word: str) -> str:
        """The stem."""
        return super().stem(word.replace(HELD, ""))


LANGUAGES: dict[str, type[SearchLanguage]] = {"de": German, "en": English}


class unsearched(nodes.comment):
    """Holds what is shown but not found: Sphinx's search passes comments over."""


def _pass(translator: object, node: nodes.Element) -> None:
    """Show what is inside."""


CODE = re.compile(r"(<pre\b.*?</pre>|<code data-file=.*?</code>)", re.DOTALL)
"""Code in raw HTML: of a measure, and the line that loads a figure's data."""


def leave_out_code(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep code out of the search index: that of cells, and what raw HTML holds."""
    for block in list(doctree.findall(nodes.literal_block)):
        holder = unsearched()
        block.replace_self(holder)
        holder += block
    for raw in list(doctree.findall(nodes.raw)):
        if "html" not in raw.get("format", "").split():
            continue
        parts = CODE.split(raw.astext())
        if len(parts) == 1:
            continue
        if raw["classes"]:
            # the writer puts a box of these classes around a node: it has to go around all parts together
            parts[0] = f'<div class="{escape(" ".join(raw["classes"]))}">{parts[0]}'
            parts[-1] += "</div>"
        found: list[nodes.Node] = []
        for number, text in enumerate(parts):
            part: nodes.Element = nodes.raw("", text, format="html")
            if number % 2:  # a split by one group: what matched stands at the odd places
                holder = unsearched()
                holder += part
                part = holder
            found.append(part)
        raw.parent.replace(raw, found)  # and not replace_self, which gives the classes to the first part


def note_names(app: Sphinx, doctree: nodes.document) -> None:
    """Enter the names that raw HTML gives places to into the index and into what the project knows."""
    found = [
        (unescape(name), anchor, [unescape(more) for more in longer.split("|") if more])
        for node in doctree.findall(nodes.raw)
        if "html" in node.get("format", "").split()
        for anchor, name, longer in NAMED.findall(node.astext())
    ]
    if not found:
        return
    app.env.metadata[app.env.docname]["named"] = {name: anchor for name, anchor, _ in found}
    app.env.metadata[app.env.docname]["unnamed"] = [more for *_, others in found for more in others]
    doctree += addnodes.index(entries=[("single", name, anchor, "", None) for name, anchor, _ in found])


QUIET = (
    nodes.reference,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.term,
)


CELL = re.compile(r"<(td|th)(\b[^>]*)>([^<]+)</\1>")
"""A table's cell in raw HTML that holds a text alone."""

LONGEST = 28
"""Signs of a name that is kept on one line; on a phone a longer one would reach over the edge."""

NUMBERS = re.compile(r'(<details class="tb-numbers".*?</details>)', re.DOTALL)
"""A figure's table in raw HTML; scripts read its cells, none of which breaks."""

UNTOUCHED = r'<(svg|pre|code|script|style|option)\b.*?</\1>|<a class="tb-mention.*?</a>|<[^>]*>'
"""What in raw HTML is no text that a reader reads in lines: pictures, code, tags."""


def link_names(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead from names to their places: from the first mention in a page's prose, and from tables.

    No name breaks at the end of a line.
    """
    places = {
        name: (page, anchor)
        for page, kept in app.env.metadata.items()
        if page != docname
        for name, anchor in kept.get("named", {}).items()
    }
    if not places:
        return
    unnamed = {name for kept in app.env.metadata.values() for name in kept.get("unnamed", ())}
    names = {*places, *unnamed}
    pattern = _any_of(names)
    written = _any_of({escape(name) for name in names})
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "").split():
            _link_cells(app, docname, raw, places)
            _keep_whole(raw, written)
    left = dict(places)
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, nodes.paragraph | nodes.inline | nodes.emphasis | nodes.strong):
            _link(app, docname, text, pattern, left)


def _any_of(names: set[str]) -> re.Pattern[str]:
    # a space in a name may be one at which no line breaks; the longer name counts before its parts
    spaced = {re.escape(name).replace(r"\ ", "[ \N{NO-BREAK SPACE}]") for name in names}
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(sorted(spaced, key=len, reverse=True))})(?!\w|[.-]\w)")


def _address(app: Sphinx, docname: str, place: tuple[str, str]) -> str:
    page, anchor = place
    return f"{app.builder.get_relative_uri(docname, page)}#{anchor}"


def _link_cells(app: Sphinx, docname: str, raw: nodes.raw, places: dict[str, tuple[str, str]]) -> None:
    def linked(found: re.Match[str]) -> str:
        place = places.get(unescape(found[3]).replace("\N{NO-BREAK SPACE}", " ").strip())
        if place is None:
            return found[0]
        address = escape(_address(app, docname, place))
        classes = "tb-mention tb-name" if len(unescape(found[3])) <= LONGEST else "tb-mention"
        return f'<{found[1]}{found[2]}><a class="{classes}" href="{address}">{found[3]}</a></{found[1]}>'

    text = CELL.sub(linked, raw.astext())
    if text != raw.astext():
        raw.children = [nodes.Text(text)]


def _keep_whole(raw: nodes.raw, names: re.Pattern[str]) -> None:
    """Put names in the text of raw HTML where no line breaks."""

    def kept(found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith("<") or len(unescape(name)) > LONGEST or not re.search(r"[ -]", name):
            return name
        return f'<span class="tb-name">{name}</span>'

    text = raw.astext()
    if not names.search(text):
        return
    outside = re.compile(f"{UNTOUCHED}|{names.pattern}", re.DOTALL)
    in_numbers = re.compile(rf"<tbody\b.*?</tbody>|{UNTOUCHED}|{names.pattern}", re.DOTALL)
    parts = NUMBERS.split(text)
    parts = [(in_numbers if number % 2 else outside).sub(kept, part) for number, part in enumerate(parts)]
    if "".join(parts) != text:
        raw.children = [nodes.Text("".join(parts))]


def _link(
    app: Sphinx, docname: str, text: nodes.Text, pattern: re.Pattern[str], places: dict[str, tuple[str, str]]
) -> None:
    parent: nodes.Element | None = text.parent
    while parent is not None:
        if isinstance(parent, QUIET):
            return
        parent = parent.parent
    parts: list[nodes.Node] = []
    end = 0
    for match in pattern.finditer(text):
        name = match[0].replace("\N{NO-BREAK SPACE}", " ")
        classes = ["tb-name"] if len(name) <= LONGEST else []
        place = places.pop(name, None)
        if place is None and not classes:
            continue
        parts += [nodes.Text(text[end : match.start()])]
        if place is None:
            parts += [nodes.inline("", match[0], classes=classes)]
        else:
            address = _address(app, docname, place)
            classes = ["tb-mention", *classes]
            parts += [nodes.reference("", match[0], refuri=address, internal=True, classes=classes)]
        end = match.end()
    if parts:
        text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def setup(app: Sphinx) -> None:
    """Connect it."""
    for language in LANGUAGES.values():
        app.add_search_language(language)
    app.add_node(unsearched, override=True, html=(_pass, _pass))
    app.connect("doctree-read", note_names)
    app.connect("doctree-resolved", link_names)
    app.connect("doctree-resolved", leave_out_code, priority=900)
