"""Make the rendered pages light, private and safe: what the theme brings and the page does not use goes.

Everything a page loads lies in `assets/` under a name that holds its hash, once for all languages and
editions. Icons stand in the page, styles are cut to what the site uses, and a Content Security Policy
tells the browser that nothing comes from elsewhere.
"""

import base64
import functools
import hashlib
import posixpath
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import jinja2
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from press.anchors import gone, keep
from press.book import Book
from press.errors import PressError
from press.packages import package_folder
from press.store import Store
from press.styles import ADDRESS, trim
from press.wording import N_, Wording

THEME = Path(__file__).parent / "theme"

SCRIPTS = {
    "documentation_options.js": "",
    "doctools.js": "",
    "translations.js": "",
    "sphinx_highlight.js": "",
    "clipboard.min.js": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "scripts/sphinx-book-theme.js": "",
    "scripts/pydata-sphinx-theme.js": "",
    "book.js": "",
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "../searchindex.js": 'id="search-results"',
}
"""Scripts that stay, in the order in which they run -> what the body of a page has to hold for it."""

JOINED = ("documentation_options.js", "doctools.js", "translations.js", "sphinx_highlight.js")
"""Small scripts that every page needs: they come as one file, a request instead of four."""

SCRIPTS_LEFT_OUT = {
    "scripts/fontawesome.js": "1.5 MB for a dozen icons, which stand in the pages instead",
    "scripts/bootstrap.js": "tooltips and menus; the pages use titles and <details>",
    "togglebutton.js": "folds admonitions; code folds with <details>",
    "design-tabs.js": "tabs; the book has none",
    "sphinx-thebe.js": "runs code on servers of others",
}
"""Scripts that the theme and Jupyter Book bring and that no page uses, each with its reason."""

MENDED = {
    "doctools.js": [
        # the policy allows no text to become code; both languages have one plural form
        (
            r'new Function\(\s*"n",\s*`return \(\$\{catalog\.plural_expr\}\)`\s*\)',
            "(n) => Number(n !== 1)",
        ),
        # the field that it means is in a dialog: the key would do nothing, and Firefox could not find with it
        (
            r'case "/":\s+if \(!\w+\.\w+\) break;\s+Documentation\.focusSearchBar\(\);'
            r"\s+event\.preventDefault\(\);",
            "",
        ),
    ],
    "sphinx_highlight.js": [
        # a link that is code is none under the policy; book.js listens
        (r'"javascript:SphinxHighlight\.hideSearchWords\(\)"', '"#" role="button"'),
        # to set the same address anew drops the text that the address points to (#:~:text=)
        (
            r"(?<=\n)    (window\.history\.replaceState\(\{\}, \"\", url\))",
            r"    if (url.href !== location.href) \1",
        ),
    ],
    "searchtools.js": [
        # what is found is text: neither code nor a form
        (
            r'\["\.headerlink", "script", "style"\]',
            '[".headerlink", "script", "style", "pre", "code[data-file]", "form"]',
        ),
        # words that every object of JavaScript knows ("constructor") are in no index for that
        (r"files: terms\[word\],", "files: Object.hasOwn(terms, word) ? terms[word] : undefined,"),
        (
            r"files: titleTerms\[word\],",
            "files: Object.hasOwn(titleTerms, word) ? titleTerms[word] : undefined,",
        ),
        (
            r"\(terms\[term\] \|\| \[\]\)\.includes",
            "[].concat(Object.hasOwn(terms, term) ? terms[term] : []).includes",
        ),
        (
            r"\(titleTerms\[term\] \|\| \[\]\)\.includes",
            "[].concat(Object.hasOwn(titleTerms, term) ? titleTerms[term] : []).includes",
        ),
    ],
}
"""Scripts of Sphinx that need a change -> what is replaced by what."""

STYLES_LEFT_OUT = ("togglebutton.css", "sphinx-thebe.css", "sphinx-design.min.css")
"""Styles of what the book does not use; of the others only the rules remain that some page needs."""

# before the first paint, so that a dark page does not flash; everything else is deferred
FIRST = (THEME / "first.js").read_text(encoding="utf-8").strip()

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""Content Security Policy of every page: its own site, and the scripts that stand in it."""

THEMES_ENGLISH = {
    'aria-label="{}"': ("Main", N_("Chapters")),
    ">{}</kbd>": ("Ctrl", N_("Ctrl")),
    'aria-label="{0}" data-bs-title="{0}"': ("Color mode", N_("Colour mode")),
}
"""Where the themes' templates have a word in English -> that word, and what the book says."""

DIALOGS = {
    "pst-search-dialog": N_("Search"),
    "pst-primary-sidebar-modal": N_("Chapters"),
    "pst-secondary-sidebar-modal": N_("Contents of the page"),
}
"""The themes' dialogs, to which they give no names."""

HERE = re.compile(
    r'<a class="current reference internal" href="#">'
    r'|(?<=<li class="toctree-l1 current active">)\s*<a class="reference internal" href="#">'
)
"""The link to the page itself in the list of chapters; the second form is that of the first page."""

ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)>\s*</\1>')
ICON_STYLES = {"fa-solid", "fa-lg", "fas", "fa"}
DATA_SCRIPT = r'(?![^>]*type="application/(?:ld\+)?json")'
SCRIPT = re.compile(rf"<script\b{DATA_SCRIPT}[^>]*>.*?</script>\s*", re.DOTALL)
SOURCE = re.compile(r'<script\b[^>]*\bsrc="([^"?]*)')
STYLESHEET = re.compile(r'<link\b[^>]*href="([^"?]*\.css)[^"]*"[^>]*>\s*')
SUPERFLUOUS = re.compile(
    r'<link\b[^>]*rel="preload"[^>]*>\s*'
    r'|<meta name="(?:viewport|docsearch:[a-z]+)"[^>]*>\s*'
    r'|<link rel="(?:icon|shortcut icon)"[^>]*>\s*'
    # Firefox fetches the next page at once, which the policy forbids; the page links to both
    r'|<link rel="(?:next|prev)"[^>]*>\s*'
    r'|<meta charset="[^"]*" ?/?>\s*|<!--.*?-->\s*|<noscript>.*?</noscript>\s*',
    re.DOTALL,
)


def finish(site: Path, kept: Store, book: Book) -> None:
    """Finish all pages of a site in place.

    Parameters
    ----------
    site : the folder with every page of every language and edition, not yet published.
    kept : results of earlier builds.
    book : whose scripts of its own the pages may load.

    Raises
    ------
    PressError
        For a script or an icon that nobody has decided on: a new release of the theme brings some.
    """
    rendered = [folder.parent for folder in sorted(site.rglob("_static"))]
    pages = [Page(path, site, book) for folder in rendered for path in sorted(folder.rglob("*.html"))]
    pages = [page for page in pages if page.read()]
    if not pages:
        return
    assets = Assets(site)
    words = {word for page in pages for word in _words(page.body)}
    for path in sorted({path for page in pages for path in page.scripts}):
        words |= _words(path.read_text(encoding="utf-8"))
    style, fonts = _style(pages, words, kept, assets)
    icon = assets.add(THEME / "static" / "icon.svg")
    for page in pages:
        joined = [path for path in page.scripts if path.name in JOINED]
        alone = [path for path in page.scripts if path.name not in JOINED]
        scripts = [assets.add(*joined)] if joined else []
        page.write(style, icon, [*scripts, *map(assets.add, alone)], fonts)
    for folder in sorted(site.rglob("_static")):
        shutil.rmtree(folder)


def _found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    if match is None:
        raise PressError(f"a rendered page lacks {pattern}")
    return match


@dataclass
class Page:
    """A rendered page on its way: what it loads, and its parts."""

    path: Path
    site: Path
    book: Book
    head: str = ""
    body: str = ""
    root: str = ""
    scripts: list[Path] = field(default_factory=list)
    styles: list[Path] = field(default_factory=list)

    def read(self) -> bool:
        """Take the page apart; False for one that loads nothing, such as a forwarding page."""
        text = self.path.read_text(encoding="utf-8")
        if "<head>" not in text:
            return False
        before, rest = text.split("<head>", 1)
        head, body = rest.split("</head>", 1)
        self.root = _found(r"<html[^>]*>", before)[0]
        asked = [self._file(source) for source in SOURCE.findall(text)]
        self.styles = [self._file(source) for source in STYLESHEET.findall(head)]
        self.body = ICON.sub(lambda found: _icon(found[2], found[3]), SCRIPT.sub("", body))
        lang = _found(r'lang="([\w-]+)"', self.root)[1]
        say = Wording(self.book.locale, lang)
        moved = gone(self.book.locale, lang).get(self.path.stem, {})
        self.body = keep(self.body, moved)
        if say.language.direction == "rtl":
            self.root = self.root.replace("<html", '<html dir="rtl"', 1)
        for place, (english, message) in THEMES_ENGLISH.items():
            self.body = self.body.replace(place.format(english), place.format(say(message)))
        for name, message in DIALOGS.items():
            dialog = f'<dialog id="{name}"'
            self.body = self.body.replace(dialog, f'{dialog} aria-label="{say(message)}"')
        self.body = HERE.sub(lambda found: f'{found[0][:-1]} aria-current="page">', self.body)
        self.scripts = self._needed(asked)
        for pattern in (SCRIPT, STYLESHEET, SUPERFLUOUS):
            head = pattern.sub("", head)
        self.head = "\n".join(line.strip() for line in head.splitlines() if line.strip())
        return True

    def write(self, style: str, icon: str, scripts: Iterable[str], fonts: Iterable[str]) -> None:
        """Put the page together again, with the assets of the site."""
        up = posixpath.relpath(".", posixpath.dirname(self.path.relative_to(self.site).as_posix()))
        text = _ENVIRONMENT.get_template("page.html").render(
            root=self.root,
            policy=policy(FIRST),
            first=FIRST,
            style=f"{up}/{style}",
            icon=f"{up}/{icon}",
            fonts=[f"{up}/{font}" for font in fonts],
            scripts=[f"{up}/{script}" for script in scripts],
            head=self.head,
            body=self.body.strip(),
        )
        self.path.write_text(text, encoding="utf-8")

    def _file(self, source: str) -> Path:
        if re.match(r"[a-z]+:|//", source):
            raise PressError(f"{self.path.name}: loads {source}, which is not of this site")
        return Path(posixpath.normpath(posixpath.join(self.path.parent.as_posix(), source)))

    def _needed(self, asked: list[Path]) -> list[Path]:
        """Those of the scripts asked for that the page uses, each once, in their order."""
        static = next((p.parents[0] for p in asked if p.name == "documentation_options.js"), self.path.parent)
        scripts = _known(self.book.scripts)
        known = {Path(posixpath.normpath((static / name).as_posix())): mark for name, mark in scripts.items()}
        for path in asked:
            if path not in known:
                raise PressError(
                    f"{self.path.name}: loads the script {path.name}, which is neither in SCRIPTS nor in "
                    "SCRIPTS_LEFT_OUT of press/finish.py nor the book's own; decide whether pages use it"
                )
        return [path for path, marker in known.items() if path in asked and marker in self.body]


def mended(name: str, text: str) -> str:
    """A script with its changes.

    Raises
    ------
    PressError
        Where it is no longer the script for which a change was made.
    """
    for pattern, replacement in MENDED.get(name, ()):
        text, count = re.subn(pattern, replacement, text)
        if count != 1:
            raise PressError(f"{name} has changed: MENDED of press/finish.py finds {count}")
    return text


def _text(path: Path) -> str:
    """A script as it is shipped: with its changes, without the map of a minified one."""
    text = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", path.read_text(encoding="utf-8"))
    return mended(path.name, text)


class Assets:
    """The files that pages load, each under a name with its hash in `assets/` of the site."""

    def __init__(self, site: Path):
        self.folder = site / "assets"
        self._names: dict[tuple[Path, ...], str] = {}

    def add(self, *paths: Path) -> str:
        """Take a file in, or several as one; gives its address seen from the site's root."""
        if paths not in self._names:
            name = paths[0].name if len(paths) == 1 else f"sphinx{paths[0].suffix}"
            self._names[paths] = self.add_text(name, "\n".join(map(_text, paths)))
        return self._names[paths]

    def add_text(self, name: str, text: str) -> str:
        """Take a text in; gives its address seen from the site's root."""
        return self.add_bytes(name, text.encode())

    def add_bytes(self, name: str, content: bytes) -> str:
        """Take in what is no text."""
        stem, _, ending = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:12]
        self.folder.mkdir(exist_ok=True)
        target = self.folder / f"{stem}.{digest}.{ending}"
        target.write_bytes(content)
        return f"assets/{target.name}"


def policy(*scripts: str) -> str:
    """The Content Security Policy of a page that holds these scripts in its text."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return POLICY.format(scripts=" ".join(["'self'", *(f"'sha256-{digest}'" for digest in hashes)]))


def _known(own: Mapping[str, str]) -> dict[str, str]:
    """All scripts that are decided on, in the order in which they run -> what a body holds that needs one."""
    found = {}
    for name, marker in SCRIPTS.items():
        found[name] = marker
        if name == "book.js":
            found |= own
    return found | dict.fromkeys(SCRIPTS_LEFT_OUT, "\0")  # no page holds a zero byte


_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(THEME), trim_blocks=True, lstrip_blocks=True, autoescape=False
)


def _style(pages: list[Page], words: set[str], kept: Store, assets: Assets) -> tuple[str, list[str]]:
    """One style sheet of all that the pages ask for, cut to the words that they hold; its fonts beside it."""
    found: dict[str, Path] = {}
    for page in pages:
        for path in page.styles:
            if path.name not in STYLES_LEFT_OUT:
                found.setdefault(path.name, path)
    own = {path.name for path in (pages[0].book.root / "_static").glob("*.css")}
    fonts: list[str] = []

    def taken(match: re.Match[str], folder: Path) -> str:
        path = folder / match[1]
        if path.suffix != ".woff2":
            return match[0]
        if not path.is_file():
            raise PressError(f"{path.name}: a style asks for this font, which is not in _static")
        fonts.append(assets.add_bytes(path.name, path.read_bytes()))
        return f'url("{posixpath.basename(fonts[-1])}")'

    # Sphinx' own comes by way of the theme's first, which only imports it
    texts = []
    for name, path in found.items():
        text = (path.parent.parent / "basic.css" if name == "theme.css" else path).read_text("utf-8")
        texts.append(ADDRESS.sub(functools.partial(taken, folder=path.parent), text) if name in own else text)
    names = {posixpath.basename(font) for font in fonts}
    return assets.add_text("book.css", trim("\n".join(texts), words, kept, names)), fonts


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9_-]+", text))


@functools.cache
def _font() -> TTFont:
    package = package_folder("pydata_sphinx_theme")
    (path,) = package.rglob("fa-solid-900.ttf")
    return TTFont(path)


@functools.cache
def _outline(name: str) -> tuple[str, int]:
    """An icon of Font Awesome Free (CC BY 4.0), the theme's own: SVG path and width of 512 high."""
    font = _font()
    glyphs = font.getGlyphSet()
    if name not in glyphs:
        raise PressError(f"no icon is called {name!r} in {Path(font.reader.file.name).name}")
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    glyphs[name].draw(pen)
    return pen.getCommands(), round(glyphs[name].width)


def _icon(classes: str, attributes: str) -> str:
    """The icon as SVG; what else the element was called stays."""
    words = classes.split()
    (name,) = [word for word in words if word.startswith("fa-") and word not in ICON_STYLES]
    rest = [word for word in words if word not in ICON_STYLES and word != name]
    path, width = _outline(name.removeprefix("fa-"))
    # letters grow upwards, pictures downwards
    return (
        f'<svg class="{escape(" ".join(["tb-icon", *rest]))}"{attributes} viewBox="0 0 {width} 512" '
        f'aria-hidden="true" focusable="false"><path transform="matrix(1 0 0 -1 0 448)" d="{path}"/></svg>'
    )
