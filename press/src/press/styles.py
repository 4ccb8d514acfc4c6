"""Cut style sheets to the rules that some page of the site can need."""

import re
from collections.abc import Iterator, Set
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

from press import fingerprint
from press.store import Store

ALWAYS = {"html", "body", "data-theme", "data-mode", "open", "hidden", "disabled", "checked"}
"""Names that need not stand in a page's text to be there: scripts and browsers put them there."""


LEFT_OUT = ("charset", "import")
"""The site is one style sheet."""


FILES = re.compile(r"[^;{}]*url\((?![\"']?data:)[^)]*\)[^;{}]*;?")
"""Declarations that load a picture; all of them are the themes', for what the book does not have."""

ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
"""What a declaration loads."""


def trim(css: str, words: set[str], kept: Store, fonts: Set[str] = frozenset()) -> str:
    """A style sheet without the rules that no page can match.

    A rule stays where every class, id, element and attribute that one of its selectors names is a
    word of the pages or of their scripts. That keeps too much rather than too little (the method of
    PurgeCSS, which needs Node.js; this machine may have none).

    Parameters
    ----------
    css : the style sheet.
    words : every word of the pages' markup and scripts.
    kept : results of earlier builds; to read the themes' styles takes a second.
    fonts : addresses of fonts, as the style sheet has them, that come with the site; the themes' own,
        which are of icons, stay out.
    """
    # whatever else a page says, only the names that the style sheet knows decide
    names = sorted(words & set(re.findall(r"[\w-]+", css)))
    made = {
        **fingerprint.environment(),
        **fingerprint.of_files([Path(__file__)], Path(__file__).parent),
        "the styles": fingerprint.digest(css),
        "the names": fingerprint.digest(*names),
        "the fonts": fingerprint.digest(*sorted(fonts)),
    }
    found: str = kept.once(made, lambda: {"css": _trimmed(css, set(names), fonts)})["css"]
    return found


def _trimmed(css: str, words: Set[str], fonts: Set[str]) -> str:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    text = "".join(_kept(rules, words | ALWAYS, fonts))
    # an animation that no rule names is not needed
    return re.sub(
        r"@(?:-webkit-)?keyframes ([\w-]+)\{(?:[^{}]*\{[^}]*\})*[^{}]*\}",
        lambda found: found[0] if re.search(rf"animation[^;}}]*\b{found[1]}\b", text) else "",
        text,
    )


def _kept(rules: list[Node], words: Set[str], fonts: Set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [part for part in _split(rule.prelude) if _possible(part, words)]
            content = FILES.sub("", _squeezed(tinycss2.serialize(rule.content)))
            if selectors and content:
                yield f"{','.join(_squeezed(tinycss2.serialize(part)) for part in selectors)}{{{content}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            text = "".join(_kept(inner, words, fonts))
            if text:
                yield f"@{rule.at_keyword} {_squeezed(tinycss2.serialize(rule.prelude))}{{{text}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
            content = tinycss2.serialize(rule.content)
            addresses = ADDRESS.findall(content)
            if addresses and fonts >= set(addresses):
                yield f"@font-face{{{_squeezed(content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword not in LEFT_OUT:
            content = f"{{{_squeezed(tinycss2.serialize(rule.content))}}}" if rule.content else ";"
            yield f"@{rule.at_keyword} {_squeezed(tinycss2.serialize(rule.prelude))}".rstrip() + content


def _squeezed(text: str) -> str:
    """CSS without the white space and comments between its parts; what stands in quotes is kept."""
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    parts[::2] = [re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts).strip().rstrip(";")


def _split(prelude: list[Node]) -> list[list[Node]]:
    """The selectors of a rule, which stand between commas."""
    parts: list[list[Node]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _possible(selector: list[Node], words: Set[str]) -> bool:
    """Whether all that a selector names can be found in the pages."""
    pseudo = False
    for token in selector:
        if token.type == "ident" and not pseudo and token.value not in words:
            return False
        if token.type == "hash" and token.value not in words:
            return False
        if token.type == "[] block" and not _attribute(token.content, words):
            return False
        pseudo = token == ":"
    return True


def _attribute(content: list[Node], words: Set[str]) -> bool:
    """Whether an attribute's name is in the pages; its value may be made by a script."""
    return all(token.value in words for token in content[:1] if token.type == "ident")
