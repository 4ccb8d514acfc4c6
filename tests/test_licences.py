"""Licences of dependencies: what packages say of themselves, and what is let through."""

from email.message import Message
from types import SimpleNamespace

import licences
import pytest
import yaml
from licences import Rules

RULES = Rules(
    frozenset({"MIT", "BSD-3-Clause"}),
    {"MIT License": "MIT", "Old GPL": "GPL-2.0-only"},
    {"known": {"licence": "GPL-2.0-only", "why": "made up"}},
)


@pytest.mark.parametrize(
    ("name", "said", "word"),
    [
        ("a", "MIT", None),
        ("a", "MIT License", None),
        ("a", "MIT AND BSD-3-Clause", None),
        ("a", "MIT OR GPL-3.0-only", None),
        ("a", "Old GPL OR MIT License", None),
        ("a", "MIT AND GPL-3.0-only", "is not among the allowed"),
        ("a", "Old GPL", "GPL-2.0-only is not among the allowed"),
        ("a", "GPL-2.0-only WITH Classpath-exception-2.0", "is not among the allowed"),
        ("a", "", "licence '' is unknown"),
        ("a", "Do as you like", "licence 'Do as you like' is unknown"),
        ("known", "whatever", None),
    ],
)
def test_what_is_allowed(name, said, word):
    fault = licences.judge(name, said, RULES)
    assert fault is None if word is None else word in fault


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([("License-Expression", "MIT"), ("Classifier", "License :: Other")], "MIT"),
        ([("Classifier", "License :: OSI Approved"), ("Classifier", "License :: OSI Approved :: A")], "A"),
        ([("Classifier", "License :: OSI Approved :: A"), ("Classifier", "License :: B")], "A OR B"),
        ([("License", " MIT\nPermission is granted")], "MIT"),
        ([("Classifier", "Topic :: Text")], ""),
    ],
)
def test_what_a_package_says(fields, said):
    metadata = Message()
    for name, value in fields:
        metadata[name] = value
    assert licences.stated(SimpleNamespace(metadata=metadata)) == said


def test_everything_installed_is_allowed(capsys):
    assert licences.main([]) == 0, capsys.readouterr().err
    listed = capsys.readouterr().out.splitlines()
    assert any(line.startswith("pandas ") for line in listed)
    assert not any(line.startswith("tokenbook") for line in listed)


def test_what_is_not_allowed_is_named(tmp_path, capsys):
    rules = tmp_path / "licences.yml"
    found = yaml.safe_load(licences.RULES.read_text())
    del found["packages"]["num2words"]
    rules.write_text(yaml.safe_dump(found))
    assert licences.main(["--rules", str(rules)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("num2words ")
    assert line.endswith("licence LGPL-2.1-or-later is not among the allowed ones of licences.yml")


@pytest.mark.parametrize(
    "text", ["", "allowed: []", "{allowed: [], names: {}, packages: {a: {licence: MIT}}}"]
)
def test_rules_without_a_reason_are_refused(tmp_path, capsys, text):
    rules = tmp_path / "rules.yml"
    rules.write_text(text)
    assert licences.main(["--rules", str(rules)]) == 2
    assert str(rules) in capsys.readouterr().err
