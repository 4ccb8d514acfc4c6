"""What is configured by hand, with one thing wrong: file, row, what was found, what is allowed."""

import shutil

import pytest
import update_messages
import yaml

from press import messages as chrome
from tokenbook import ROOT, explorer, languages, messages, models, places, side
from tokenbook.catalogues import read_checked
from tokenbook.errors import DataError
from tokenbook.mapping import read_mapping


def refused(path, does, *said: str) -> None:
    """It is refused with all of this in one line, and the file is as it was."""
    before = path.read_bytes()
    with pytest.raises(DataError) as caught:
        does(path)
    line = str(caught.value)
    assert line.startswith(str(path))
    assert "\n" not in line
    for part in said:
        assert part in line
    assert path.read_bytes() == before


# ---------------------------------------------------------------- models.csv, events.csv

NAMES = "slug,model,label,vendor,family,tier,rule,revealed_as,revealed_by\n"

CATALOGUES = {
    "a tier": (
        "lab/a,lab/a,A,Lab,A,ligth,by hand,,",
        ("row 2, column tier: found 'ligth'", "one of flagship, light, ", "; did you mean light?"),
    ),
    "a model named twice": (
        "lab/a,lab/a,A,Lab,A,light,by hand,,\nlab/a-1,lab/a,A,Lba,A,light,by hand,,",
        ("row 3, column vendor: found 'Lba'", "'Lab', as the model 'lab/a' has it in row 2"),
    ),
    "a label of two models": (
        "lab/a,lab/a,A,Lab,A,light,by hand,,\nlab/b,lab/b,A,Lab,A,light,by hand,,",
        ("row 3, column model: found 'lab/b'", "'lab/a', as the label 'A' has it in row 2"),
    ),
    "an empty label": ("lab/a,lab/a,,Lab,A,light,by hand,,", ("row 2, column label: found an empty cell",)),
    "a slug with a variant": (
        "lab/a:free,lab/a,A,Lab,A,light,by hand,,",
        ("row 2, column slug", "no :variant"),
    ),
    "a slug twice": (
        "lab/a,lab/a,A,Lab,A,light,x,,\nlab/a,lab/a,A,Lab,A,light,x,,",
        ("row 3", "a second time"),
    ),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_broken_catalogue_of_names(tmp_path, name):
    rows, said = CATALOGUES[name]
    path = tmp_path / "models.csv"
    path.write_text(NAMES + rows + "\n", encoding="utf-8")
    refused(path, models.read_catalogue, *said)


def test_a_column_by_another_name(tmp_path):
    path = tmp_path / "models.csv"
    path.write_text(NAMES.replace("vendor", "vender") + "lab/a,lab/a,A,Lab,A,light,x,,\n", encoding="utf-8")
    refused(
        path, models.read_catalogue, "row 1, column vendor: found no such column", "; is vender meant for it?"
    )


EVENTS = "date,subject,kind,label,from_price,to_price,source\n"

BROKEN_EVENTS = {
    "a kind": (
        "2026-01-05,a/b,relaese,event_release,,,made up",
        ("row 2, column kind: found 'relaese'", "; did you mean release?"),
    ),
    "a label": (
        "2026-01-05,a/b,release,event_relase,,,made up",
        ("row 2, column label: found 'event_relase'", "; did you mean event_release?"),
    ),
    "no subject": (
        "2026-01-05,,release,event_release,,,made up",
        ("row 2, column subject", "the kind is release"),
    ),
    "a subject of two lines": (
        '2026-01-05,"a/\tb",release,event_release,,,x',
        ("row 2, column subject", "slug"),
    ),
    "a price alone": (
        "2026-01-05,a/b,price_change,event_price_change,0.4,0.1/1,x",
        ("row 2, column from_price: found '0.4'", "as prompt/answer, for instance 0.4/2"),
    ),
    "no new price": (
        "2026-01-05,a/b,price_change,event_price_change,0.4/2,,x",
        ("row 2, column to_price: found an empty cell", "filled where the kind is price_change"),
    ),
    "no such day": ("2026-02-30,a/b,release,event_release,,,x", ("row 2, column date: found '2026-02-30'",)),
}


@pytest.mark.parametrize("name", BROKEN_EVENTS)
def test_broken_events(tmp_path, name):
    rows, said = BROKEN_EVENTS[name]
    path = tmp_path / "events.csv"
    path.write_text(f"{EVENTS}{rows}\n", encoding="utf-8")
    refused(path, side.read_events, *said)


def test_every_label_of_an_event_has_its_wording():
    assert set(side.EVENT_LABELS) == set(explorer.EVENT_WORDS)


# ---------------------------------------------------------------- _toc.yml

TOCS = {
    "a key": (
        "format: jb-book\nroot: a\nparts:\n- chapters:\n  - fiel: b\n",
        ("row 5, key fiel: found an unknown key", "; did you mean file?"),
    ),
    "a text for a list": ("root: a\nchapters: b\n", ("row 2, key chapters: found 'b'; allowed: a list",)),
    "a text for a page": ("root: a\nchapters:\n- b\n", ("row 3: found 'b'; allowed: a mapping",)),
    "no root": ("format: jb-book\n", ("found no root",)),
    "no YAML": ("root: [\n", ("row 2: found no YAML",)),
}


@pytest.mark.parametrize("name", TOCS)
def test_a_broken_table_of_contents(tmp_path, name):
    text, said = TOCS[name]
    (tmp_path / "_toc.yml").write_text(text, encoding="utf-8")
    for page in "ab":
        (tmp_path / f"{page}.ipynb").write_text(f'{{"metadata": {{"book": {{"slug": "{page}"}}}}}}')
    refused(tmp_path / "_toc.yml", lambda path: places.chapters(path.parent), *said)


# ---------------------------------------------------------------- language files

WRONG_FACTS = {
    "locale": ("de_ED", ("row 4, key locale: found 'de_ED'", "; did you mean de_DE?")),
    "numerals": ("dee", ("row 8, key numerals: found 'dee'", "; did you mean de?")),
    "date": ("T. MMMM J", ("row 6, key date: found 'T. MMMM J'", "in CLDR's letters")),
    "day": ("dd.MM.", ("row 7, key day: found 'dd.MM.'", "day, month and year")),
    "percent": (1, ("row 5, key percent: found 1; allowed: a text",)),
    "apostrophe": (True, ("key apostrophe: found True; allowed: a text",)),
    "source": ("no", ("key source: found 'no'; allowed: true or false",)),
}


@pytest.mark.parametrize("name", WRONG_FACTS)
def test_a_fact_of_a_language_that_is_none(name):
    value, said = WRONG_FACTS[name]
    path = ROOT / "locale" / "de" / "language.yml"
    facts = read_mapping(path, "facts")
    assert languages.check_facts(path, facts)
    refused(path, lambda path: languages.check_facts(path, {**facts, name: value}), *said)


def test_a_fact_by_another_name(tmp_path):
    path = tmp_path / "language.yml"
    facts = yaml.safe_load((ROOT / "locale" / "de" / "language.yml").read_text(encoding="utf-8"))
    facts["numeral"] = facts.pop("numerals")
    path.write_text(yaml.safe_dump(facts), encoding="utf-8")
    refused(
        path,
        lambda path: languages.check_facts(path, read_mapping(path, "facts")),
        "found no numerals; allowed: as in locale/de/language.yml; did you mean numeral?",
    )


# ---------------------------------------------------------------- catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'

WORDINGS = {
    "a field": (
        'msgid "Up to {peak:tokens}"\nmsgstr "Bis {paek:tokens}"\n',
        ("row 5: found the field {paek:tokens}", "; did you mean {peak:tokens}?"),
    ),
    "a kind": (
        'msgid "Up to {peak:tokens}"\nmsgstr "Bis {peak:token}"\n',
        ("row 5: found the field {peak:token};", "the message's own: {peak:tokens}"),
    ),
    "a number left out": (
        'msgid "Up to {peak:tokens}"\nmsgstr "Bis"\n',
        ("row 5: found the field {peak:tokens} 0 times; allowed: as often as in the message, 1",),
    ),
    "a brace": (
        'msgid "Up to {a:count}"\nmsgstr "Bis {a:count"\n',
        ("row 5: found 'Bis {a:count'", "fields as"),
    ),
    "twice": (
        'msgid "A"\nmsgstr "B"\n\nmsgid "A"\nmsgstr "C"\n',
        ("row 8: found 'A' a second time (first in row 5)",),
    ),
    "no keyword": (
        'msgid "A"\nmsgsrt "B"\n',
        ("row 6: found 'msgsrt", "allowed: a catalogue as gettext has it"),
    ),
    "no quotation mark": ('msgid "A"\nmsgstr B\n', ("row 6: found", "allowed: a catalogue")),
}


@pytest.mark.parametrize("name", WORDINGS)
def test_a_broken_catalogue_of_wordings(tmp_path, name):
    text, said = WORDINGS[name]
    path = tmp_path / "tokenbook.po"
    path.write_text(HEAD + text, encoding="utf-8")
    refused(path, read_checked, *said)


def test_a_catalogue_that_is_no_text_or_not_there(tmp_path):
    path = tmp_path / "tokenbook.po"
    path.write_bytes(HEAD.encode() + 'msgid "A"\nmsgstr "Ä"\n'.encode("latin-1"))
    refused(path, read_checked, "row 6: found byte 0xc4", "in UTF-8")
    with pytest.raises(DataError, match=r"gone\.po: found No such file"):
        read_checked(tmp_path / "gone.po")


def test_what_is_not_worded_yet_or_to_be_looked_at_again_may_have_any_fields(tmp_path):
    path = tmp_path / "tokenbook.po"
    path.write_text(
        f'{HEAD}msgid "{{a:count}}"\nmsgstr ""\n\n#, fuzzy\nmsgid "{{b:count}}"\nmsgstr "{{c}}"\n'
    )
    assert [entry.id for entry in read_checked(path) if entry.id] == ["{a:count}", "{b:count}"]


def test_make_messages_writes_nothing_where_a_catalogue_is_broken(tmp_path, monkeypatch, capsys):
    """Before, it dropped what it could not read, and with it the wording."""
    locale = shutil.copytree(ROOT / "locale", tmp_path / "locale")
    path = locale / "de" / "LC_MESSAGES" / "tokenbook.po"
    path.write_text(path.read_text(encoding="utf-8").replace("msgstr", "msgsrt", 2), encoding="utf-8")
    before = path.read_bytes()
    monkeypatch.setattr(messages, "catalogue_file", lambda lang, root=None: path)
    monkeypatch.setattr(chrome, "update", lambda *_: pytest.fail("went on"))
    assert update_messages.main() == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"{path}, row ")
    assert path.read_bytes() == before
