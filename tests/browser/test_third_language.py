"""The whole book in a language that is data only: no line of Python or JavaScript knows it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment
from pseudo import TAG, add_language, copy_book

from press import config as contents
from tokenbook import ROOT

ASIDE = "script:not([type='application/json']), style, pre, code, .tb-code, cite, .bibliography"
"""Not the interface: code, and titles of works in the language they have."""

NAMED = ("aria-label", "title", "alt", "placeholder", "content")


@pytest.fixture(scope="module")
def third(tmp_path_factory) -> Path:
    root = add_and_build(tmp_path_factory.mktemp("third"))
    return root / "_build" / "site"


def add_and_build(root: Path) -> Path:
    copy_book(root)
    add_language(root)
    command = [sys.executable, str(root / "scripts" / "build_book.py"), "--edition", "2025"]
    done = subprocess.run(
        [*command, "--languages", TAG, "--pages-only"],
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'press' / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    return root


def english(root: Path) -> set[str]:
    """The literal parts of all messages, with which a page would betray an untranslated one."""
    found: set[str] = set()
    for name in ("tokenbook.po", "press.po"):
        with (root / "locale" / TAG / "LC_MESSAGES" / name).open("rb") as file:
            for entry in read_po(file):
                for part in re.split(r"\{[^}]*\}|<[^>]*>|`[^`]*`|\*\*", str(entry.id or "")):
                    text = " ".join(part.split()).strip(" .,:;()")
                    # a word or two may be a name, a number's unit, or the same in both languages
                    if len(text) >= 12 and " " in text:
                        found.add(text)
    return found


def said(page: Path) -> str:
    """What a reader sees or hears of a page, the explorer's words for its script included."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for element in soup.select(ASIDE):
        element.decompose()
    texts = [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment)]
    for element in soup.find_all(True):
        texts += [
            str(value)
            for name, value in element.attrs.items()
            if name in NAMED or (name.startswith("data-") and isinstance(value, str))
        ]
    return " ".join(" ".join(texts).split())


def test_no_page_says_a_message_in_english(third):
    messages = english(third.parent.parent)
    assert len(messages) > 300
    # index.html leads on and says nothing
    pages = sorted((third / TAG / "chapters").glob("*.html"))
    assert {page.stem for page in pages} >= {Path(name).name for name in contents.pages(ROOT / "_toc.yml")}
    found = {}
    for page in pages:
        text = said(page)
        assert "[!! " in text, page.name
        if left := sorted(message for message in messages if message in text):
            found[page.name] = left
    assert found == {}


def test_english_would_be_found(third, tmp_path):
    """The search itself: a page with one message in English is told."""
    messages = english(third.parent.parent)
    # apostrophes are set otherwise on a page
    chosen = min(message for message in messages if "'" not in message)
    page = tmp_path / "page.html"
    page.write_text(f"<p aria-label='{chosen}'>[!! x !!]</p>", encoding="utf-8")
    assert [message for message in messages if message in said(page)] == [chosen]
