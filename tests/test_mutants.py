"""The mutation run itself: its map, its sample, and that it tells a tested line from an untested one."""

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
