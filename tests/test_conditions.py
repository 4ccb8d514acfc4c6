"""Every condition of the chapters is turned both ways by changed rows."""

import importlib
import json
import pkgutil
from pathlib import Path

import pytest
import recorded
from conditions import Change, conditions_of, load_once, path_of, usual_conditions

from press.conditions import Guard
from tokenbook import places

CHANGES: dict[tuple[str, str], tuple[str, Change]] = {
    (module.name, name): turned
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "turned")])
    for name, turned in importlib.import_module(f"turned.{module.name}").CHANGES.items()
}
"""(slug, condition) -> an edition, and a change of it after which the condition is another."""


def used(slug: str) -> set[str]:
    """The conditions that a chapter's cells ask for."""
    cells = json.loads(path_of(slug).read_text(encoding="utf-8"))["cells"]
    return set().union(*(Guard.of_tags(cell["metadata"].get("tags", [])).names for cell in cells))


def test_every_condition_is_turned():
    asked = {(slug, name) for slug in places.chapters() for name in used(slug)}
    assert set(CHANGES) == asked


@pytest.mark.parametrize(("slug", "name"), CHANGES)
def test_a_change_of_the_rows_turns_it(slug, name, monkeypatch):
    base, change = CHANGES[slug, name]
    after = conditions_of(slug, change(load_once(base)), monkeypatch)
    assert usual_conditions(slug, base)[name] is not after[name]


@pytest.mark.parametrize("slug", sorted({slug for slug, _ in CHANGES}))
@pytest.mark.parametrize("base", recorded.EDITIONS)
def test_the_usual_conditions_are_those_that_were_looked_at(slug, base):
    found = usual_conditions(slug, base)
    assert set(found) == used(slug), "one is computed for nothing, or asked for and not computed"
    assert found == recorded.recorded(base)["conditions"][slug]
