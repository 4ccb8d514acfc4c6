"""The mutation run itself: its map, its sample, and that it tells a tested line from an untested one."""

import subprocess
from pathlib import Path

import mutants
import pytest
from mutants import Copy, Mutant, mutants_of, sample, table

from tokenbook import ROOT

TYPED = "def more(a: int | None, b: int = 2) -> int | None:\n    return a + b\n"


NOTHING_TO_MUTATE = {"article/whole", "rows/clock"}
"""One lists the modules, the other has a single call."""


@pytest.mark.parametrize("room", ["article", "charts", "rows"])
def test_the_map_names_each_module_of_a_room(room):
    package = ROOT / "tokenbook"
    paths = [*(package / room).rglob("[!_]*.py"), *(package / room).rglob("commands/__init__.py")]
    found = {path.relative_to(package).with_suffix("").as_posix() for path in paths}
    assert found - NOTHING_TO_MUTATE == {name for name in mutants.TESTS if name.startswith(f"{room}/")}


def test_the_map_names_files_that_exist():
    for module, names in mutants.TESTS.items():
        assert (ROOT / mutants.source_of(module)).is_file()
        assert all((ROOT / f"tests/{name}.py").is_file() for name in names)


def test_types_are_not_mutated_and_each_other_place_is():
    assert {mutant.line for mutant in mutants_of("typed", TYPED)} == {1, 2}
    changed = {mutants.mutated(mutant, TYPED) for mutant in mutants_of("typed", TYPED)}
    assert all("int | None, b" in text and "-> int | None" in text for text in changed)
    assert TYPED.replace("a + b", "a - b") in changed
    assert TYPED.replace("= 2", "= 3") in changed


def test_a_sample_is_the_same_each_time_and_has_of_every_module():
    strata = {
        name: [Mutant(name, "core/AddNot", number, number) for number in range(count)]
        for name, count in {"large": 90, "small": 10, "tiny": 1, "none": 0}.items()
    }
    chosen = sample(strata, 20, 1)
    assert chosen == sample(strata, 20, 1) != sample(strata, 20, 2)
    counts = {name: sum(one.module == name for one in chosen) for name in strata}
    assert counts == {"large": 18, "small": 2, "tiny": 1, "none": 0}
    assert "| all | 101 | 21 | 20 (95%) |" in table(chosen, chosen[:1], strata)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A book of one function; one of its two lines is tested."""
    monkeypatch.setitem(mutants.TESTS, "measures", ("test_more",))
    made = Copy(tmp_path, libraries=())
    source = "def more(a):\n    return a + 2\n\n\ndef less(a):\n    return a - 2\n"
    (tmp_path / "tokenbook/measures.py").write_text(source, encoding="utf-8")
    test = "from tokenbook.measures import more\n\n\ndef test_more():\n    assert more(1) == 3\n"
    (tmp_path / "tests/test_more.py").write_text(test, encoding="utf-8")
    (tmp_path / "tests/conftest.py").unlink()
    return made


def test_a_tested_line_kills_an_untested_one_survives_and_the_file_is_as_it_was(copy: Copy):
    path = copy.folder / "tokenbook/measures.py"
    source = path.read_text(encoding="utf-8")
    copy.watch(["measures"])
    outcome = {
        mutant.line: copy.survives(mutant)
        for mutant in mutants_of("measures", source)
        if mutant.operator == "core/NumberReplacer"
    }
    assert outcome[2] == ""
    assert "-    return a - 2" in outcome[6]
    assert path.read_text(encoding="utf-8") == source


def test_tests_that_fail_unchanged_tell_nothing(copy: Copy):
    (copy.folder / "tokenbook/measures.py").write_text("def more(a): return a\n", encoding="utf-8")
    with pytest.raises(mutants.BookError, match=r"(?s)fail without a change.*assert 1 == 3"):
        copy.watch(["measures"])


# ---------------------------------------------------------------- the command


@pytest.fixture
def trying(monkeypatch):
    """Run the command on two modules of few mutants; those of some modules survive."""

    def do(survive: set[str], *options: str) -> tuple[int, list[Mutant]]:
        tried: list[Mutant] = []

        def run(strata, chosen):
            tried.extend(chosen)
            return [mutant for mutant in chosen if mutant.module in survive]

        monkeypatch.setattr(mutants, "run", run)
        monkeypatch.setattr(
            mutants, "TESTS", {"rows/hidden": ("test_hostile_rows",), "press/store": ("test_keys",)}
        )
        monkeypatch.setattr(mutants.signal, "signal", lambda *_: None)
        return mutants.main(list(options)), tried

    return do


def test_the_command_fails_where_too_few_are_killed(trying, capsys):
    code, tried = trying(set(), "--sample", "20")
    assert code == 0
    assert {mutant.module for mutant in tried} == {"rows/hidden", "press/store"}
    assert f"| {len(tried)} | {len(tried)} (100%) |" in capsys.readouterr().out
    code, tried = trying({"press/store"}, "--sample", "20")
    assert code == 1
    alive = sum(mutant.module == "press/store" for mutant in tried)
    source = (ROOT / mutants.source_of("press/store")).read_text(encoding="utf-8")
    places = len(list(mutants_of("press/store", source)))
    assert f"| press/store | {places} | {alive} | 0 |" in capsys.readouterr().out


def test_one_module_or_what_has_changed_is_tried(trying, monkeypatch, capsys):
    _, tried = trying(set(), "--module", "press/store", "--sample", "5")
    assert {mutant.path for mutant in tried} == {"press/src/press/store.py"}
    monkeypatch.setattr(mutants, "changed_since", lambda revision: {"rows/hidden", "gone"})
    _, tried = trying(set(), "--changed", "main", "--sample", "5")
    assert {mutant.path for mutant in tried} == {"tokenbook/rows/hidden.py"}
    capsys.readouterr()
    monkeypatch.setattr(mutants, "changed_since", lambda revision: set())
    assert trying(set(), "--changed", "main") == (0, [])
    assert capsys.readouterr().out == "none of the modules has changed\n"


def test_a_revision_that_is_none_is_told(trying, capsys):
    assert trying(set(), "--changed", "no-such-revision") == (2, [])
    assert capsys.readouterr().err.startswith("--changed no-such-revision: fatal: ")


def test_what_git_names_is_told_by_module(monkeypatch):
    said = "press/src/press/store.py\ntokenbook/rows/usage.py\n"

    def run(command, **_):
        assert command[:4] == ["git", "diff", "--name-only", "main"]
        assert {"press/src/press/fingerprint.py", "tokenbook/measures.py"} <= set(command)
        return subprocess.CompletedProcess(command, 0, said, "")

    monkeypatch.setattr(mutants.subprocess, "run", run)
    assert mutants.changed_since("main") == {"press/store", "rows/usage"}


def test_the_chosen_are_tried_module_by_module_and_survivors_told(monkeypatch, capsys):
    one, two, three = (Mutant(name, "core/AddNot", 0, 7) for name in ("a", "b", "b"))
    watched = []

    class Tried:
        def __init__(self, folder):
            pass

        def watch(self, modules):
            watched.extend(modules)

        def survives(self, mutant):
            return "-1\n+2" if mutant is one else ""

    monkeypatch.setattr(mutants, "Copy", Tried)
    assert mutants.run({"a": [one], "b": [two], "c": []}, [two, three, one]) == [one]
    assert watched == ["a", "b"]
    assert capsys.readouterr().out.splitlines() == [
        "survived: tokenbook/a.py:7 core/AddNot",
        "-1",
        "+2",
        "a: 1 tried, 1 survived",
        "b: 2 tried, 0 survived",
        "c: 0 tried, 0 survived",
    ]


def test_a_place_that_is_not_there_is_told():
    with pytest.raises(mutants.BookError, match=r"tokenbook/typed\.py: core/AddNot has no place 7"):
        mutants.mutated(Mutant("typed", "core/AddNot", 7, 1), TYPED)
