"""requirements.txt is what the two packages and their groups name: one list to lock, none forgotten."""

import re
import tomllib

from tokenbook import ROOT


def names(lines: list[str]) -> set[str]:
    """Distributions that requirements name, without extras and versions."""
    return {re.split(r"[\[<>=~; ]", line, maxsplit=1)[0] for line in lines}


def test_requirements_are_those_of_both_packages_and_their_groups():
    wanted: list[str] = []
    for path in (ROOT / "pyproject.toml", ROOT / "press" / "pyproject.toml"):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        wanted += project.get("dependencies", [])
        wanted += [name for group in project.get("optional-dependencies", {}).values() for name in group]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = names([line for line in lines if line and not line.startswith("#")])
    assert listed == names(wanted)


def test_the_readme_gives_a_reason_for_each():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| package | why |")[2].partition("\n\n")[0]
    told = {name for row in table.splitlines() if row for name in re.findall(r"[\w-]+", row.split("|")[1])}
    missed = names([line for line in lines if line and not line.startswith("#")]) - told
    assert not missed, f"README.md, Dependencies: without a row: {', '.join(sorted(missed))}"


def test_a_requirement_is_told_by_its_name():
    assert names(["ibis-framework[duckdb]>=12,<13", "pandas>=3.0,<4", "arch"]) == {
        "ibis-framework",
        "pandas",
        "arch",
    }
