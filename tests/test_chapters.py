"""The committed notebooks: two languages that say the same, and no number typed by hand."""

import ast
import json
import re
import unicodedata

import pytest
from docutils.nodes import make_id
from rooms import CHARTS_OF, STATEMENT, of_chapter

from press.anchors import gone
from press.conditions import LINE, Guard
from press.contents import pages
from press.notebooks import check_twins
from tokenbook import LANGUAGES, ROOT, models, places, said
from tokenbook.article.registry import Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.wording import Wording

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))

GLUE = re.compile(r"\{glue:text\}`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|<(https?://[^>]+)>|\{(?:ref|cite:?\w*)\}`([^`]+)`")
TERM = re.compile(r"\{term\}`[^`]+`")
ANCHOR = re.compile(r"^\(([\w-]+)\)=$", re.M)
HEADING = re.compile(r"^(#+) ", re.M)
ROLE = re.compile(r"\{(?:glue:text|cite)\}`[^`]*`")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
COUNTED = re.compile(
    r"\b(zwei|drei|vier|fünf|sechs|sieben|neun|zehn|elf|zwölf"
    r"|two|three|four|five|six|seven|nine|ten|eleven|twelve)[ -]"
    r"(Billion|Milliarde|Million|Prozent|trillion|billion|million|per ?cent)"
)

# The only typed numbers: the article's own figures (in trillions), where the book tells what it says.
ARTICLE = {
    "volume": {"1", "8"},
    "told-vol-jan": {"1"},
    "told-vol-peak-height": {"8"},
    "told-vol-yearend": {"6"},
}
YEARS = re.compile(r"(19|20)\d\d")

FIGURE = re.compile(r"book\.figure\(charts\.(\w+)\)")

SLUGS = {place.name: slug for slug, place in places.chapters().items()}
"""File name of a chapter -> its slug."""


def cells(path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def text(cell: dict) -> str:
    """A cell's source, without the line that states a condition."""
    source = "".join(cell["source"])
    return LINE.sub("", source, count=1) if cell["cell_type"] == "markdown" else source


def guards(path) -> set[Guard]:
    return {Guard.of_tags(tags(cell)) for cell in cells(path)}


def readings(path, always: frozenset[str] = frozenset()) -> list[list[tuple[str, str]]]:
    """The prose as told where every condition holds, where none does, and where one alone does.

    Parameters
    ----------
    always : conditions that hold in each case.
    """
    names = sorted(set().union(*(guard.names for guard in guards(path))))
    cases = [set(names), *({name} | always for name in names), always]
    told = [{name: name in holding for name in names} for holding in cases]
    return [twins(path, found) for found in told[: len(told) if names else 1]]


def twins(path, found: dict[str, bool] | None = None) -> list[tuple[str, str]]:
    """(German, English) of each pair of prose cells; fails where a cell stands alone.

    Parameters
    ----------
    found : conditions, to leave out what is not told; None for all prose.
    """
    prose = [
        (number, cell)
        for number, cell in enumerate(cells(path))
        if cell["cell_type"] == "markdown" and (found is None or Guard.of_tags(tags(cell)).admits(found))
    ]
    assert len(prose) % 2 == 0, f"{path.name}: a prose cell without its twin"
    pairs = []
    for (at_de, de), (at_en, en) in zip(prose[::2], prose[1::2], strict=True):
        assert tags(de) & set(LANGUAGES) == {"de"}, f"{path.name}, cell {at_de}: the German one comes first"
        assert tags(en) & set(LANGUAGES) == {"en"}, f"{path.name}, cell {at_en}: the English one follows"
        assert at_en == at_de + 1, f"{path.name}, cell {at_de}: its twin does not stand right after it"
        pairs.append((text(de), text(en)))
    return pairs


def links(prose: str) -> list[str]:
    """Where a text leads to; a term and the article have another name or address in each language."""
    found = [*(next(filter(None, groups)) for groups in LINK.findall(prose)), *TERM.findall(prose)]
    found = [target.replace(said.ADDRESS["de"], said.ADDRESS["en"]) for target in found]
    return sorted("term" if target.startswith("{term}") else target for target in found)


every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def test_the_table_of_contents_names_every_chapter():
    listed = {*pages(ROOT / "_toc.yml"), *pages(ROOT / "_toc.own.yml")}
    assert sorted(listed) == [f"chapters/{path.stem}" for path in CHAPTERS]


@every_chapter
def test_twins_have_the_same_bones(path):
    for german, english in twins(path):
        assert HEADING.findall(german) == HEADING.findall(english)
        assert ANCHOR.findall(german) == ANCHOR.findall(english)
        assert sorted(GLUE.findall(german)) == sorted(GLUE.findall(english)), german
        assert links(german) == links(english)
        assert german != english
        # line by line: a sentence left out of one language is missed
        assert [bool(line) for line in german.split("\n")] == [bool(line) for line in english.split("\n")]


@every_chapter
def test_every_heading_has_an_anchor_of_its_own(path):
    for pair in twins(path):
        for prose in pair:
            # more than one where a heading has moved: links of others go on to lead somewhere
            assert len(re.findall(r"^\([\w-]+\)=\n#+ ", prose, re.M)) == len(HEADING.findall(prose))


def test_anchors_are_unique_in_the_book():
    """Alternatives may stand under the same; of them one is told."""
    seen: set[str] = set()
    for path in CHAPTERS:
        for reading in readings(path):
            anchors = [anchor for german, _ in reading for anchor in ANCHOR.findall(german)]
            assert len(anchors) == len(set(anchors)), path.stem
            assert not seen & set(anchors), path.stem
        seen |= {anchor for german, _ in twins(path) for anchor in ANCHOR.findall(german)}


@every_chapter
def test_a_page_is_whole_whatever_holds(path):
    """Conditions are stated in tags and first lines, and each has its alternative."""
    check_twins(path, LANGUAGES, path.name)


@every_chapter
def test_code_serves_both_languages_and_parameters_come_first(path):
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert not any(tags(cell) & set(LANGUAGES) for cell in code)
    assert tags(code[0]) == {"parameters"}
    names = re.findall(r"^(\w+) = ", text(code[0]), re.M)
    assert names[:3] == ["lang", "edition", "downloads"]
    assert "top_n" in names
    assert all(cell["execution_count"] is None for cell in code if "check" not in tags(cell))


@every_chapter
def test_only_the_check_cell_carries_an_output(path):
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    checks = [cell for cell in code if "check" in tags(cell)]
    assert len(checks) == 1
    assert text(checks[0]).startswith("# NBVAL_CHECK_OUTPUT\n")
    assert checks[0]["outputs"], "run make checks"
    assert [cell for cell in code if cell["outputs"]] == checks


@every_chapter
def test_prose_types_no_number(path):
    labels = sorted(models.read_catalogue()["label"].unique(), key=len, reverse=True)
    names = re.compile(rf"\b(?:{'|'.join(re.escape(label) for label in labels)})\b", re.I)
    for pair in twins(path):
        for prose in pair:
            bare = (
                ANCHOR.sub("", ROLE.sub("", prose))
                .replace("\N{NO-BREAK SPACE}", " ")
                .replace("a16z", "")
                .replace("Story321", "")
            )
            bare = names.sub("", re.sub(r"\]\([^)]*\)", "]", bare))
            typed = {number for number in NUMBER.findall(bare) if not YEARS.fullmatch(number)}
            allowed = set().union(*(ARTICLE.get(anchor, set()) for anchor in ANCHOR.findall(prose)))
            assert typed <= allowed, f"glue these: {typed - allowed} in\n{prose}"
            assert not [sign for sign in bare if unicodedata.category(sign) in ("No", "Nl")], prose
            assert not COUNTED.search(bare), f"glue the quantity in\n{prose}"


@every_chapter
def test_every_figure_of_the_book_has_a_cell_of_its_own(path):
    """`book.figure` brings text alternative, caption, source and CSV; pictures in prose have none of them."""
    for cell in cells(path):
        if cell["cell_type"] == "code":
            if "book.figure" in text(cell):
                assert FIGURE.fullmatch(text(cell)), "a figure's cell shows that figure alone"
        else:
            assert not re.search(r"!\[|\{(image|figure)\}|<(img|svg|figure)\b", text(cell)), text(cell)


@every_chapter
def test_cells_carry_no_guards(path):
    """Measures answer for empty data; a cell is for reading."""
    for cell in cells(path):
        if cell["cell_type"] == "code":
            guards = [
                ast.unparse(node)
                for node in ast.walk(ast.parse(text(cell)))
                if isinstance(node, ast.IfExp | ast.Try)
                or (isinstance(node, ast.BoolOp) and not isinstance(node.values[0], ast.Compare))
            ]
            assert guards == []


def test_every_chart_stands_in_its_chapter_and_every_section_has_one():
    shown = {
        SLUGS[path.stem]: [found[1] for cell in cells(path) if (found := FIGURE.match(text(cell)))]
        for path in CHAPTERS
    }
    for slug, names in shown.items():
        assert sorted(names) == sorted(CHARTS_OF.get(slug, {}))
    assert set(CHARTS_OF) - {"base", "style", "numbers", "picture", "colours"} <= set(shown)
    assert all(shown[entry.chapter] for entry in STATEMENTS)


@every_chapter
def test_glued_names_are_told(path):
    told = set()
    for cell in cells(path):
        if cell["cell_type"] == "code":
            for call in re.findall(r"\.tell\((.*?)\)\n", text(cell) + "\n", re.S):
                told |= set(re.findall(r"\b(\w+)=", call))
            told |= set(re.findall(r"\.tell_\w+\(\"(\w+)\"", text(cell)))
    glued = {name for german, _ in twins(path) for name in GLUE.findall(german)}
    if any(".counts)" in text(cell) for cell in cells(path)):
        told |= {*(verdict.name.lower() for verdict in Verdict), "all"}  # whole.Judgement.counts
    assert glued <= told


def test_every_statement_is_told_in_both_languages_and_judged_there():
    """Each has a heading of its own (`told-…`) with prose in both languages, and its verdict below."""
    told = {}
    for path in CHAPTERS:
        notebook = cells(path)
        for number, cell in enumerate(notebook):
            found = re.search(r"^\(told-([\w-]+)\)=\n##+ \S.*\n\n", text(cell), re.M)
            if cell["cell_type"] != "markdown" or not found:
                continue
            body = text(cell)[found.end() :]
            lang = (tags(cell) & set(LANGUAGES)).pop()
            assert len(body.split()) >= 20, f"{path.stem}: {found[1]} ({lang}) is hardly told"
            told.setdefault(found[1], {})[lang] = SLUGS[path.stem]
            below = next(
                c for c in notebook[number + 1 :] if c["cell_type"] == "code" and "verdict" in tags(c)
            )
            assert text(below) == f"book.verdict(article.{found[1].replace('-', '_')})"
    assert told == {entry.id: dict.fromkeys(LANGUAGES, entry.chapter) for entry in STATEMENTS}


def test_a_statement_left_out_of_another_years_edition_is_listed_there():
    """What is told of the article's year alone, by no alternative; each such statement is dated."""
    for path in CHAPTERS:
        told: dict[str, set[bool]] = {}
        listed: list[str] = []
        for cell in cells(path):
            found = re.search(r"^\(told-([\w-]+)\)=$", text(cell), re.M)
            if cell["cell_type"] == "markdown" and found:
                # in another year's edition, where all else that it asks for holds
                guard = Guard.of_tags(tags(cell))
                told.setdefault(found[1], set()).add(("its-year", True) not in guard.wants)
            elif "book.unasked" in text(cell):
                assert "unless:its-year" in tags(cell)
                listed += [name.replace("_", "-") for name in re.findall(r"article\.(\w+)", text(cell))]
        assert sorted(listed) == sorted(id for id, elsewhere in told.items() if not any(elsewhere))
        assert all(STATEMENT[id].dated for id in listed)


SECTIONS = [path for path in CHAPTERS if of_chapter(SLUGS[path.stem])]


@every_chapter
def test_a_page_begins_with_its_anchor_and_its_title(path):
    """A title that follows from the data is a headline: the page has a name of its own besides."""
    firsts = {ANCHOR.match(reading[0][0])[1] for reading in readings(path)}
    titles = {reading[0][0].splitlines()[1] for reading in readings(path)}
    assert len(firsts) == 1
    assert all(title.startswith("# ") for title in titles)
    names = json.loads(path.read_text(encoding="utf-8"))["metadata"]["book"].get("name", {})
    assert set(names) == (set(LANGUAGES) if len(titles) > 1 or GLUE.search(*titles) else set(names))


TOLD_AT_LENGTH = [
    path
    for path in CHAPTERS
    if SLUGS[path.stem] != "intro" and places.chapters()[SLUGS[path.stem]].number[:1].isdigit()
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", TOLD_AT_LENGTH, ids=lambda path: path.stem)
def test_a_chapter_is_long_enough_to_tell_and_short_enough_to_read(path, lang, real_scope):
    """500 to 800 words with the sentences of its verdicts; where no condition holds there is less to tell."""
    counts = []
    for reading in readings(path):
        prose = "\n".join(pair[LANGUAGES.index(lang)] for pair in reading)
        bare = re.sub(r"\{cite\}`[^`]+`", "", ANCHOR.sub("", prose))
        counts.append(len(GLUE.sub("number", bare).split()))
    verdicts = sum(
        len(entry.judge(real_scope).evidence.to(Wording(lang)).split())
        for entry in STATEMENTS
        if entry.chapter == SLUGS[path.stem]
    )
    assert 500 <= max(counts) + verdicts <= 800


# How each term of the glossary looks in prose: (German, English).
TERMS = {
    "token": (r"Tokens?\b", r"[Tt]okens?\b"),
    "share": (r"Anteile?n?\b", r"shares?\b"),
    "tier": (r"Klassen?\b", r"[Tt]iers?\b"),
    "HHI": (r"HHI\b", r"HHI\b"),
    "effective number": (r"[Ee]ffektiven? Zahl\b", r"[Ee]ffective number\b"),
    "permaslug": (r"Permaslugs?\b", r"[Pp]ermaslugs?\b"),
    "long tail": (r"Long Tail\b", r"[Ll]ong tail\b"),
}


@pytest.mark.parametrize("number", [0, 1], ids=LANGUAGES)
@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_terms_are_linked_to_the_glossary_at_first_use(path, number):
    for reading in readings(path):
        prose = "\n".join(pair[number] for pair in reading)
        prose = re.sub(r"^#.*$|^\([\w-]+\)=$|\{glue:text\}`[^`]+`|\]\([^)]*\)", "", prose, flags=re.M)
        for term, patterns in TERMS.items():
            first = re.search(rf"(\{{term\}}`)?\b{patterns[number]}", prose)
            if first:
                assert first[1], (
                    f"{path.stem}: {term} is not linked at “…{prose[first.start() - 40 : first.end()]}”"
                )


def test_the_glossary_explains_the_terms():
    pair = next(pair for pair in twins(ROOT / "chapters" / "glossary.ipynb") if "{glossary}" in pair[0])
    for prose, number in zip(pair, (0, 1), strict=True):
        entries = re.findall(r"\n\n(\S.*)\n  ", prose.replace("```{glossary}\n", "\n\n"))
        assert len(entries) == len(TERMS) + 2  # and T, and what is tried
        assert {"T", ("Gegenprobe", "choice")[number]} <= set(entries)
        for patterns in TERMS.values():
            assert any(re.fullmatch(patterns[number], entry) for entry in entries)


@every_chapter
def test_typography(path):
    for german, english in twins(path):
        for prose in (german, english):
            bare = ROLE.sub("x", ANCHOR.sub("", prose))
            assert '"' not in bare, "straight quotation marks"
            assert " - " not in bare, "a hyphen for a dash"
            assert "  " not in bare.replace("\n", " ").strip() or "\n\n" in bare
        assert german.count("„") == german.count("“"), german
        assert english.count("“") == english.count("”"), english
        assert "„" not in english
        assert "”" not in german
        # the glossary names the other language's word for the T
        assert "rillion" not in GLUE.sub("", german).replace("(englisch: trillion)", ""), "Billion in German"
        assert "Billion" not in english.replace("(in German: Billion)", "")
        assert not re.search(r"\d%", german), "a thin space before %"
        # one sentence per source line: no line holds the end of one and the start of another
        for line in (german + "\n" + english).split("\n"):
            assert not re.search(r"[a-zäöüß)“”]\. [A-ZÄÖÜ„“]", line), f"two sentences in a line: {line}"


OLD_ANCHORS = json.loads((ROOT / "tests" / "anchors_0_1.json").read_text(encoding="utf-8"))
"""Page -> language -> the anchors that its chapter gave it in version 0.1: labels, headings, tables."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", OLD_ANCHORS)
def test_links_to_the_anchors_of_version_0_1_lead_somewhere(page, lang):
    """An anchor that is gone is in the language's `anchors.yml`, and where it leads to is always there.

    That version knew no other year than the article's.
    """
    path = ROOT / "chapters" / f"{page}.ipynb"
    moved = gone(ROOT / "locale", lang).get(page, {})
    tables = {
        f"tab-{slug}"
        for cell in cells(path)
        if cell["cell_type"] == "code"
        for slug in re.findall(r'book\.table\(\s*"([\w-]+)"', text(cell))
    }
    for reading in readings(path, frozenset({"its-year"})):
        prose = "\n".join(pair[LANGUAGES.index(lang)] for pair in reading)
        titles = re.findall(r"^#+ (.+)$", prose, re.M)
        there = {*ANCHOR.findall(prose), *map(make_id, titles), *tables}
        assert {moved.get(anchor, anchor) for anchor in OLD_ANCHORS[page][lang]} <= there
