"""The finishing step: what a page may load, and what becomes of what it asked for."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from press import styles
from press.errors import PressError
from press.finish import SCRIPTS, SCRIPTS_LEFT_OUT, finish, mended, policy
from press.store import Store
from press.styles import trim
from tokenbook import ROOT
from tokenbook.site import TokenBook

PAGE = """<!DOCTYPE html>
<html lang="de" data-content_root="../">
  <head>
    <meta charset="utf-8" />
    <title>made up</title>
    <link rel="preload" as="script" href="../_static/scripts/bootstrap.js?digest=1" />
    <link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
    <link href="../_static/book.css?v=1" rel="stylesheet" type="text/css" />
    <link rel="canonical" href="https://book.example/de/chapters/a.html" />
    <script type="application/ld+json">{"a": 1}</script>
    <script src="../_static/documentation_options.js?v=1"></script>
    <script src="../_static/doctools.js?v=1"></script>
    <script>alert("inline")</script>
    <script src="../_static/sphinx-thebe.js"></script>
  </head>
  <body><nav aria-label="Main"><kbd>Ctrl</kbd></nav>
  <main><i class="fa-solid fa-bars"></i><b class="used">x</b></main>HERE
  <script defer src="../_static/book.js"></script><script src="../_static/searchtools.js"></script>
  </body>
</html>
"""

MENDED_BY_HAND = {
    "sphinx_highlight.js": (
        'url = 1;\n    window.history.replaceState({}, "", url);\n'
        "a = '<a href=\"javascript:SphinxHighlight.hideSearchWords()\">';"
    ),
    "searchtools.js": (
        'for (const removalQuery of [".headerlink", "script", "style"]) {}\n'
        "const arr = [{ files: terms[word], score: 1 }, { files: titleTerms[word], score: 2 }];\n"
        "(terms[term] || []).includes(file) || (titleTerms[term] || []).includes(file)"
    ),
}

DOCTOOLS = 'Documentation.PLURAL_EXPR = new Function(\n "n",\n `return (${catalog.plural_expr})`\n);'
SLASH = (
    'case "/":\n if (!DOCUMENTATION_OPTIONS.ENABLE_SEARCH_SHORTCUTS) break;\n'
    " Documentation.focusSearchBar();\n event.preventDefault();"
)

MENDED_BY_HAND["doctools.js"] = DOCTOOLS + SLASH


@pytest.fixture
def made_up_site(tmp_path) -> Path:
    """One rendered page in each of two languages, with made-up scripts and styles."""
    for lang in ("de", "en"):
        static = tmp_path / lang / "_static"
        (static / "styles").mkdir(parents=True)
        (tmp_path / lang / "chapters").mkdir()
        (static / "styles" / "theme.css").write_text("@import '../basic.css';")
        (static / "basic.css").write_text(".used { color: red } .basic-unused { color: blue }")
        (static / "book.css").write_text("@media print { .used { color: black } .unused { top: 0 } }")
        for name in (*SCRIPTS, *SCRIPTS_LEFT_OUT):
            path = static / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"let a = '{path.name}';\n//# sourceMappingURL={path.name}.map")
        for name, text in MENDED_BY_HAND.items():
            (static / name).write_text(text)
        (tmp_path / lang / "chapters" / "a.html").write_text(PAGE)
        (tmp_path / lang / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=a.html" />')
    return tmp_path


@pytest.fixture
def kept(tmp_path_factory) -> Store:
    """Results of earlier builds: none."""
    return Store(tmp_path_factory.mktemp("kept"))


def page(site: Path, lang: str = "de") -> str:
    return (site / lang / "chapters" / "a.html").read_text(encoding="utf-8")


def test_a_page_loads_what_it_uses_from_its_own_site_by_hash(made_up_site, kept):
    finish(made_up_site, kept, TokenBook())
    loaded = re.findall(r'(?:src|stylesheet" href|svg\+xml" href)="([^"]*)"', page(made_up_site))
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in loaded] == [
        "../../assets/book.css",
        "../../assets/sphinx.js",
        "../../assets/book.js",
        "../../assets/icon.svg",
    ]
    for name in loaded:
        path = made_up_site / "de" / "chapters" / name
        text = path.read_text(encoding="utf-8")
        assert hashlib.sha256(text.encode()).hexdigest()[:12] in path.name
        assert "sourceMappingURL" not in text
    (joined,) = (made_up_site / "assets").glob("sphinx.*.js")
    options, doctools = "let a = 'documentation_options.js';\n", mended("doctools.js", DOCTOOLS + SLASH)
    assert joined.read_text() == f"{options}\n{doctools}"
    assert not list(made_up_site.rglob("_static"))


def test_search_loads_its_scripts(made_up_site, kept):
    path = made_up_site / "de" / "chapters" / "a.html"
    path.write_text(PAGE.replace("HERE", '<div id="search-results"></div>'))
    finish(made_up_site, kept, TokenBook())
    assert "searchtools." in page(made_up_site)
    assert "searchtools." not in page(made_up_site, "en")


def test_only_one_script_stands_in_the_page_and_the_policy_names_it(made_up_site, kept):
    finish(made_up_site, kept, TokenBook())
    text = page(made_up_site)
    (inline,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in text
    assert "alert" not in text
    assert '<script type="application/ld+json">{"a": 1}</script>' in text
    assert text.count("<meta charset") == text.count('name="viewport"') == 1
    assert "new Function" not in "".join(p.read_text() for p in (made_up_site / "assets").glob("*.js"))


def test_the_themes_english_is_german_on_german_pages(made_up_site, kept):
    path = made_up_site / "en" / "chapters" / "a.html"
    path.write_text(PAGE.replace('lang="de"', 'lang="en"'))
    finish(made_up_site, kept, TokenBook())
    assert '<nav aria-label="Kapitel"><kbd>Strg</kbd></nav>' in page(made_up_site)
    assert '<nav aria-label="Chapters"><kbd>Ctrl</kbd></nav>' in page(made_up_site, "en")


def test_dialogs_have_names_and_the_page_is_marked_in_the_list(made_up_site, kept):
    body = '<dialog id="pst-search-dialog"></dialog><a class="current reference internal" href="#">x</a>'
    path = made_up_site / "de" / "chapters" / "a.html"
    path.write_text(PAGE.replace("HERE", body))
    finish(made_up_site, kept, TokenBook())
    assert '<dialog id="pst-search-dialog" aria-label="Suche">' in page(made_up_site)
    assert 'href="#" aria-current="page">x</a>' in page(made_up_site)


def test_british_pages_have_no_american_colour(made_up_site, kept):
    path = made_up_site / "en" / "chapters" / "a.html"
    switch = '<button aria-label="Color mode" data-bs-title="Color mode">'
    path.write_text(PAGE.replace('lang="de"', 'lang="en"').replace("HERE", switch))
    finish(made_up_site, kept, TokenBook())
    assert 'aria-label="Colour mode" data-bs-title="Colour mode"' in page(made_up_site, "en")


def test_no_browser_is_told_to_fetch_the_next_page(made_up_site, kept):
    path = made_up_site / "de" / "chapters" / "a.html"
    path.write_text(PAGE.replace("</head>", '<link rel="next" title="b" href="b.html" /></head>'))
    finish(made_up_site, kept, TokenBook())
    assert 'rel="next"' not in page(made_up_site)


def test_scripts_of_sphinx_are_mended():
    highlight = mended("sphinx_highlight.js", MENDED_BY_HAND["sphinx_highlight.js"])
    assert "javascript:" not in highlight
    assert "if (url.href !== location.href) window.history" in highlight
    search = mended("searchtools.js", MENDED_BY_HAND["searchtools.js"])
    assert '"pre"' in search
    assert search.count("Object.hasOwn(") == 4
    assert "/" not in mended("doctools.js", MENDED_BY_HAND["doctools.js"])
    assert mended("book.js", "as it is") == "as it is"


def test_icons_stand_in_the_page(made_up_site, kept):
    finish(made_up_site, kept, TokenBook())
    assert "fa-bars" not in page(made_up_site)
    assert re.search(r'<svg class="tb-icon" viewBox="0 0 448 512" aria-hidden="true"', page(made_up_site))


def test_styles_are_one_file_without_what_no_page_has(made_up_site, kept):
    finish(made_up_site, kept, TokenBook())
    (style,) = (made_up_site / "assets").glob("book.*.css")
    assert style.read_text() == ".used{color: red}@media print{.used{color: black}}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'src="../_static/doctools.js?v=1"',
            'src="../_static/brand-new.js"',
            "script brand-new.js",
        ),
        ('src="../_static/doctools.js?v=1"', 'src="https://cdn.example/x.js"', "not of this site"),
        ("fa-bars", "fa-no-such-icon", "no icon is called 'no-such-icon'"),
    ],
)
def test_what_nobody_decided_on_stops_the_build(made_up_site, kept, old, new, message):
    path = made_up_site / "de" / "chapters" / "a.html"
    path.write_text(PAGE.replace(old, new))
    with pytest.raises(PressError, match=re.escape(message)):
        finish(made_up_site, kept, TokenBook())


def test_a_script_of_sphinx_that_has_changed_stops_the_build(made_up_site, kept):
    (made_up_site / "en" / "_static" / "doctools.js").write_text("nothing to mend")
    with pytest.raises(PressError, match=r"doctools\.js has changed"):
        finish(made_up_site, kept, TokenBook())


def test_the_policy_lets_nothing_in_from_elsewhere():
    assert "http" not in policy("x")
    assert policy().startswith("default-src 'none'; script-src 'self';")


@pytest.mark.parametrize(
    ("css", "trimmed"),
    [
        ("a.x, a.y { top: 0 }", "a.x{top: 0}"),
        (".x .y { top: 0 }", ""),
        ("a:not(.y) { top: 0 }", "a:not(.y){top: 0}"),
        ("a::after { content: ' ; } ' }", 'a::after{content: " ; } "}'),
        ("html[data-theme=dark] a { top: 0 }", "html[data-theme=dark] a{top: 0}"),
        ("a[data-y] { top: 0 }", ""),
        ("@supports (gap: 0) { .y { top: 0 } }", ""),
        ("@font-face { font-family: F; src: url(f.woff2) } a { font-family: F }", "a{font-family: F}"),
        ("a { background: url(f.png); top: 0 }", "a{top: 0}"),
        ("a { background: url(data:x) }", "a{background: url(data:x)}"),
        ("@keyframes k { from { top: 0 } to { top: 1px } } a { top: 0 }", "a{top: 0}"),
        (
            "@keyframes k { from { top: 0 } } a { animation: k 1s }",
            "@keyframes k{from{top: 0}}a{animation: k 1s}",
        ),
        ("/* a comment */ #x { --v: 1; }", "#x{--v: 1}"),
    ],
)
def test_a_rule_stays_where_a_page_may_need_it(css, trimmed, kept):
    assert trim(css, {"a", "x"}, kept) == trimmed


def test_styles_once_trimmed_are_kept_for_the_same_names(kept, monkeypatch):
    css = "a.x { top: 0 } a.y { top: 1px }"
    assert trim(css, {"a", "x"}, kept) == "a.x{top: 0}"
    assert trim(css, {"a", "y"}, kept) == "a.y{top: 1px}"
    monkeypatch.setattr(styles, "_trimmed", None)
    assert trim(css, {"a", "x", "another"}, kept) == "a.x{top: 0}"


def with_a_face(site: Path, root: Path, source: str = "fonts/f.woff2") -> TokenBook:
    """The made-up site with a style sheet of the book's own that has a font, as the theme's has."""
    own = root / "own" / "_static"
    own.mkdir(parents=True)
    (own / "face.css").touch()
    (own.parent / "locale").symlink_to(ROOT / "locale")
    face = '@font-face { font-family: "%s"; src: url(%s) format("woff2"); font-display: optional }'
    for lang in ("de", "en"):
        static = site / lang / "_static"
        (static / "fonts").mkdir()
        (static / "fonts" / "f.woff2").write_bytes(b"letters\xff")
        (static / "face.css").write_text(face % ("Own", f'"{source}"'))
        (static / "basic.css").write_text(face % ("Theme's", "f.woff2") + ".used { top: 0 }")
        path = site / lang / "chapters" / "a.html"
        path.write_text(path.read_text().replace("../_static/book.css?v=1", "../_static/face.css?v=1"))
    return TokenBook(root=root / "own")


def test_a_font_of_the_books_own_is_asked_for_at_once_and_no_others(made_up_site, kept, tmp_path_factory):
    book = with_a_face(made_up_site, tmp_path_factory.mktemp("root"))
    finish(made_up_site, kept, book)
    (asked,) = re.findall(
        r'<link rel="preload" as="font" type="font/woff2" href="([^"]*)" crossorigin>', page(made_up_site)
    )
    file = made_up_site / "de" / "chapters" / asked
    assert file.read_bytes() == b"letters\xff"
    assert hashlib.sha256(b"letters\xff").hexdigest()[:12] in file.name
    (style,) = (made_up_site / "assets").glob("*.css")
    text = style.read_text()
    assert text.count("@font-face") == 1
    assert f'src: url("{file.name}") format("woff2");font-display: optional' in text


def test_a_font_that_is_not_there_stops_the_build(made_up_site, kept, tmp_path_factory):
    book = with_a_face(made_up_site, tmp_path_factory.mktemp("root"), "fonts/gone.woff2")
    with pytest.raises(PressError, match=r"gone\.woff2"):
        finish(made_up_site, kept, book)
