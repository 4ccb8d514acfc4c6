"""What keeps catalogues and check cells up to date says what it changed. The book is made up."""

import json
import shutil
from pathlib import Path

import pytest
import update_checks
import update_messages

from tokenbook import LANGUAGES, ROOT

CHAPTER = {"cells": [{"cell_type": "code", "source": ['N_("Of a chapter")\n', '("Heading", "share")']}]}


@pytest.fixture
def book(tmp_path) -> Path:
    for lang in LANGUAGES:
        (tmp_path / "locale" / lang).mkdir(parents=True)
        shutil.copy(ROOT / "locale" / lang / "language.yml", tmp_path / "locale" / lang)
    for name, text in {
        "tokenbook/words.py": 'N_("Of the code")',
        "chapters/a.ipynb": json.dumps(CHAPTER),
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    return tmp_path


def test_new_messages_are_added_and_named_and_old_ones_dropped(book, capsys):
    folder = book / "locale" / "de" / "LC_MESSAGES"
    path = folder / "tokenbook.po"
    assert update_messages.main(book) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}: 0 dropped, 3 without wording",
        "  Of the code",
        "  Of a chapter",
        "  Heading",
    ]
    text = path.read_text(encoding="utf-8")
    assert '#: tokenbook/words.py\nmsgid "Of the code"\nmsgstr ""' in text
    path.write_text(
        text.replace('msgstr ""\n\n#', 'msgstr "X"\n\n#').rstrip()[:-2] + '"Y"\n', encoding="utf-8"
    )
    assert update_messages.main(book) == 0
    assert capsys.readouterr().out == f"{folder}: 0 dropped, 0 without wording\n"
    (book / "tokenbook/words.py").write_text("")
    assert update_messages.main(book) == 0
    assert capsys.readouterr().out == f"{folder}: 1 dropped, 0 without wording\n"
    assert "Of the code" not in path.read_text(encoding="utf-8")
    # English says the messages as they stand in the code
    assert not (book / "locale" / "en" / "LC_MESSAGES").exists()


@pytest.mark.parametrize("given", [["b.ipynb", "a.ipynb"], []])
def test_each_chapter_whose_numbers_changed_is_named(monkeypatch, capsys, given):
    run: list[Path] = []

    def store(path: Path) -> bool:
        run.append(path)
        return path.name.startswith("a")

    monkeypatch.setattr(update_checks, "store_checks", store)
    assert update_checks.main(given) == 0
    said = capsys.readouterr().out.splitlines()
    if given:
        assert said == ["b.ipynb: as it was", "a.ipynb: changed, look at the difference"]
    else:
        assert run == sorted((ROOT / "chapters").glob("*.ipynb"))
        assert len(said) == len(run)
