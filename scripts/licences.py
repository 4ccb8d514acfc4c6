#!/usr/bin/env python3
"""List the licences of everything that is installed; fail on one that .github/licences.yml does not allow."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

import yaml
from license_expression import AND, OR, ExpressionError, get_spdx_licensing

from tokenbook import ROOT
from tokenbook.errors import BookError

RULES = ROOT / ".github" / "licences.yml"

FONTS = ROOT / "_static" / "fonts"
"""What others made and every page of the site passes on."""

SPDX = get_spdx_licensing()


@dataclass(frozen=True)
class Rules:
    """What .github/licences.yml says.

    Attributes
    ----------
    allowed : SPDX names of licences that any dependency may have.
    names : what packages wrote before there were SPDX names -> SPDX expression.
    packages : package -> licence (where it says none, or another than it has), and why it may be used.
    carried : font in `_static/fonts` -> licence, the file with its text, where it is from.
    """

    allowed: frozenset[str]
    names: Mapping[str, str]
    packages: Mapping[str, Mapping[str, str]]
    carried: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def main(argv: list[str] | None = None) -> int:
    """Run; 0 = all allowed, 1 = some not, one per line on stderr, 2 = the rules cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=RULES)
    options = parser.parse_args(argv)
    try:
        rules = read_rules(options.rules)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    faults = []
    for name, version, said in sorted(installed(distributions())):
        print(f"{name} {version}: {rules.packages.get(name, {}).get('licence') or said or '(says none)'}")
        fault = judge(name, said, rules)
        faults += [f"{name} {version}: {fault}"] if fault else []
    for name, entry in rules.carried.items():
        print(f"{name}: {entry['licence']}, from {entry['from']}")
    faults += unlisted(FONTS, rules)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def read_rules(path: Path) -> Rules:
    """Read the rules.

    Raises
    ------
    BookError
        Where a part is missing, or a package is let through without a reason.
    """
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or set(found) != {"allowed", "names", "packages", "carried"}:
        raise BookError(f"{path}: allowed are the parts allowed, names, packages, carried, all four")
    for name, entry in found["packages"].items():
        if set(entry) != {"licence", "why"}:
            raise BookError(f"{path}, package {name}: found {sorted(entry)}; allowed: licence and why")
    for name, entry in found["carried"].items():
        if set(entry) != {"licence", "text", "from"}:
            raise BookError(f"{path}, {name}: found {sorted(entry)}; allowed: licence, text and from")
    return Rules(frozenset(found["allowed"]), found["names"], found["packages"], found["carried"])


def unlisted(folder: Path, rules: Rules) -> list[str]:
    """Fonts of a folder without a licence, and licences without their text, a line each."""
    there = {path.name for path in folder.glob("*.woff2")}
    faults = [f"{name}: has no licence in {RULES.name}" for name in sorted(there - set(rules.carried))]
    faults += [f"{name}: listed, but not in {folder.name}" for name in sorted(set(rules.carried) - there)]
    texts = {name: entry["text"] for name, entry in rules.carried.items()}
    return faults + [f"{name}: no {text}" for name, text in texts.items() if not (folder / text).is_file()]


def installed(found: Iterable[Distribution]) -> list[tuple[str, str, str]]:
    """Name, version and stated licence of each distribution but the project's own."""
    return [(d.name.lower(), d.version, stated(d)) for d in found if not d.name.startswith("tokenbook")]


def stated(distribution: Distribution) -> str:
    """What a distribution says of its licence: SPDX expression, else classifiers, else the first line."""
    metadata = distribution.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [
        text.split(" :: ")[-1]
        for text in metadata.get_all("Classifier", [])
        if text.startswith("License ::") and text != "License :: OSI Approved"
    ]
    return " OR ".join(classifiers) or (metadata.get("License") or "").strip().partition("\n")[0]


def judge(name: str, said: str, rules: Rules) -> str | None:
    """What is wrong with a package's licence; None where it is allowed."""
    if name in rules.packages:
        return None
    try:
        tree = SPDX.parse(
            " OR ".join(rules.names.get(part, part) for part in said.split(" OR ")), validate=True
        )
    except ExpressionError:
        tree = None
    if tree is None:
        return f"licence {said!r} is unknown; allowed: an SPDX expression, or a word on it in {RULES.name}"
    if not _allowed(tree, rules.allowed):
        return f"licence {tree} is not among the allowed ones of {RULES.name}"
    return None


def _allowed(tree: object, allowed: frozenset[str]) -> bool:
    if isinstance(tree, AND):
        return all(_allowed(part, allowed) for part in tree.args)
    if isinstance(tree, OR):
        return any(_allowed(part, allowed) for part in tree.args)
    return str(tree) in allowed


if __name__ == "__main__":
    sys.exit(main())
