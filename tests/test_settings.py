"""Settings and parameters: what nobody knows is refused before anything runs."""

import pickle
from pathlib import Path

import jsonschema
import pytest
import yaml

from tokenbook import models, settings
from tokenbook.errors import BookError, DataError
from tokenbook.places import DATA

NAMES = settings.names_of(models.read_catalogue())

FLASH = "period: all\nchapters:\n  flash_mini:\n    "
RIVALS = "period: all\nchapters:\n  disruptors:\n    "
CODE = "period: all\nchapters:\n  specialists:\n    "

REFUSED = {
    "a tier by another name": (
        FLASH + "light_tiers: [light, lite]",
        "row 4, key chapters.flash_mini.light_tiers: found 'lite'; allowed: flagship, light, ",
        "did you mean light?",
    ),
    "a key with a letter missing": (
        FLASH + "flagshps: [openai/gpt-5]",
        "row 4, key chapters.flash_mini.flagshps: found an unknown key; allowed: light_tiers, ",
        "did you mean flagships?",
    ),
    "a slug that nobody has": (
        CODE + "coder: x-ai/grok-code-fast",
        "row 4, key chapters.specialists.coder: found 'x-ai/grok-code-fast'; allowed: models of the rows",
        "did you mean x-ai/grok-code-fast-1?",
    ),
    "a vendor that nobody has": (
        RIVALS + "vendors:\n    - DeepSeek\n    - Qwn",
        "row 6, key chapters.disruptors.vendors: found 'Qwn'; allowed: vendors of the rows",
        "did you mean Qwen?",
    ),
    "a text for a list": (
        FLASH + "light_tiers: light",
        "key chapters.flash_mini.light_tiers: found 'light'; allowed: a list, for instance [light]",
        "",
    ),
    "a list for a text": (
        CODE + "coder: [a]",
        "key chapters.specialists.coder: found ['a']; allowed: a text",
        "",
    ),
    "a chapter that is none": (
        "period: all\nchapters:\n  flash: {}",
        "row 3, key chapters.flash: found an unknown key",
        "did you mean flash_mini?",
    ),
    "chapters as a list": ("period: all\nchapters: [a]", "key chapters: found ['a']", "a mapping"),
    "a period that is none": (
        "period: every",
        "row 1, key period: found 'every'; allowed: all, or {start",
        "",
    ),
    "no period": ("top_n: 9", "key period: found nothing", ""),
    "half a period": ("period: {start: 2025-01-01}", "key period.end: found nothing", ""),
    "a period backwards": (
        "period: {start: 2025-12-01, end: 2025-01-01}",
        "found a period from 2025-12-01 to 2025-01-01",
        "a start that is not after the end",
    ),
    "a day that is none": (
        "period: {start: '2025-02-30', end: 2025-03-01}",
        "key period.start",
        "a day that exists",
    ),
    "a day as a number": (
        "period: {start: 20250101, end: 2025-03-01}",
        "key period.start: found 20250101",
        "",
    ),
    "a moment": (
        "period: {start: 2025-01-01 10:00:00, end: 2025-03-01}",
        "key period.start",
        "a day that exists",
    ),
    "a number as text": (
        "period: all\ntop_n: '9'",
        "row 2, key top_n: found '9'",
        "whole numbers from 2 to 50",
    ),
    "too many models": ("period: all\ntop_n: 51", "key top_n: found 51", "whole numbers from 2 to 50"),
    "too few models": ("period: all\ntop_n: 1", "key top_n: found 1;", "whole numbers from 2 to 50"),
    "yes for a number": ("period: all\ntop_n: true", "key top_n: found True", ""),
    "a kind that is none": (
        "period: all\nkind: mine",
        "row 2, key kind: found 'mine'; allowed: market, own",
        "",
    ),
    "yes for a name": (
        "period: all\nfollowed_by: true",
        "key followed_by: found True; allowed: a text",
        "",
    ),
    "a list for a name": ("period: all\nfollowed_by: [2026]", "key followed_by: found [2026]", ""),
    "a path for a name": (
        "period: all\nfollowed_by: ../x",
        "key followed_by: found '../x'",
        "the name of an edition",
    ),
    "an unknown key": (
        "perod: all\nperiod: all",
        "row 1, key perod: found an unknown key",
        "did you mean period?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_nobody_knows_is_refused_with_file_key_and_value(tmp_path, case):
    text, said, more = REFUSED[case]
    path = tmp_path / "edition.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        settings.check_edition(path, yaml.safe_load(text), NAMES)
    line = str(refused.value)
    assert line.startswith(str(path))
    assert said in line
    assert more in line
    assert "\n" not in line


@pytest.mark.parametrize(
    "text",
    [
        "period: all",
        "period: {start: '2025-01-01', end: 2025-12-31}",
        "period: {start: 2025-01-01, end: 2025-01-01}",
        "period: all\nkind: own\ntop_n: 50\nfollowed_by: '2026'\nchapters:",
        "period: all\nkind:\nfollowed_by: 2026",
        FLASH + "light_tiers:\n    mid_priced:\n    flagships: []",
    ],
)
def test_what_may_stand_there_is_taken(text):
    settings.check_edition(Path("edition.yml"), yaml.safe_load(text), NAMES)


@pytest.mark.parametrize("name", ["2025", "2026"])
def test_the_committed_editions_are_as_the_schema_says(name):
    path = DATA / name / "edition.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = settings.check_edition(path, content, NAMES)
    assert found.top_n == content["top_n"]
    # an editor sees days as text
    as_text = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) | {"top_n": content["top_n"]}
    jsonschema.validate(as_text, yaml.safe_load(settings.SCHEMA.read_text(encoding="utf-8")))


def test_names_of_the_rows_count_like_those_of_the_catalogue(real_scope):
    rows = real_scope.weeks.iloc[:1].assign(model="lab/own", vendor="Lab")
    content = yaml.safe_load(RIVALS + "vendors: [Lab]\n    newcomer: lab/own")
    with pytest.raises(DataError, match="found 'Lab'"):
        settings.check_edition(Path("edition.yml"), content, NAMES)
    names = settings.names_of(rows, models.read_catalogue())
    assert (
        settings.check_edition(Path("edition.yml"), content, names).chapters.disruptors.newcomer == "lab/own"
    )


def test_without_names_only_the_form_is_checked():
    content = yaml.safe_load(CODE + "coder: lab/unknown")
    settings.check_edition(Path("edition.yml"), content)


def test_the_schema_for_editors_is_the_generated_one():
    """After a change: python -m tokenbook.settings."""
    assert settings.SCHEMA.read_text(encoding="utf-8") == settings.schema_json()


def test_the_schema_for_editors_refuses_too():
    schema = yaml.safe_load(settings.schema_json())
    jsonschema.Draft202012Validator.check_schema(schema)
    for text in (
        FLASH + "light_tiers: [lite]",
        FLASH + "flagshps: [a]",
        "period: every",
        "period: all\ntop_n: 1",
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(text), schema)


@pytest.mark.parametrize(
    ("slug", "parameters", "said"),
    [
        ("flash_mini", {"light_tiers": "light"}, "key light_tiers: found 'light'; allowed: a list"),
        ("flash_mini", {"light_tiers": ["lite"]}, "key light_tiers: found 'lite'"),
        ("flash_mini", {"coder": None}, "key coder: found an unknown key; allowed: light_tiers, "),
        ("specialists", {"coder": "x-ai/grok-code-fats-1"}, "did you mean x-ai/grok-code-fast-1?"),
        ("volume", {"light_tiers": ["light"]}, "key light_tiers: found an unknown key; allowed: none"),
        ("volume", {"lang": "fr"}, "key lang: found 'fr'; allowed: de, en"),
        *[
            ("volume", {"top_n": top_n}, f"key top_n: found {top_n!r}; allowed: whole numbers from 2 to 50")
            for top_n in (1, 0, -3, 51, 2.5, "nine", True, [9])
        ],
    ],
)
def test_a_chapters_parameters_are_checked(slug, parameters, said):
    with pytest.raises(DataError) as refused:
        settings.check_parameters(slug, {"lang": "de", **parameters}, NAMES, notebook=f"00_{slug}")
    assert str(refused.value).startswith(f"00_{slug}.ipynb, parameters, key ")
    assert said in str(refused.value)


def test_a_chapters_own_parameters_are_taken():
    common = {"lang": "en", "top_n": None}
    settings.check_parameters("volume", common, NAMES)
    settings.check_parameters("flash_mini", {**common, "light_tiers": None, "flagships": []}, NAMES)


OWN = "# Set by papermill.\nlang = 'de'\nlight_tiers = None\n"


def test_a_parameter_that_papermill_only_warns_of_is_refused():
    cells = ["", OWN, "# Parameters\nlang = 'en'\nlight_tier = ['light']\n", "book = 1"]
    with pytest.raises(DataError) as refused:
        settings.check_injected("02_flash_mini", cells)
    assert str(refused.value) == (
        "02_flash_mini.ipynb, parameters, key light_tier: found a parameter that the chapter does not have; "
        "allowed: lang, light_tiers; did you mean light_tiers?"
    )


@pytest.mark.parametrize(
    "cells",
    [[], [OWN], [OWN, "unknown = 1"], ["", OWN, "# Parameters\nlang = 'en'\nlight_tiers = ['light']\n"]],
    ids=["none", "by hand", "no papermill", "known"],
)
def test_known_parameters_and_notebooks_run_by_hand_pass(cells):
    settings.check_injected("02_flash_mini", cells)


def test_a_statement_that_is_none_is_named_with_the_nearest():
    assert settings.choose("statement", "oth-huge", ["oth-huge"]) == "oth-huge"
    with pytest.raises(BookError) as refused:
        settings.choose("statement", "flash-gemni", ["oth-huge", "flash-gemini"])
    assert str(refused.value) == (
        "statement 'flash-gemni' is not known; did you mean flash-gemini?; known: oth-huge, flash-gemini"
    )


def test_the_error_survives_a_process():
    error = DataError("f", "x", "y", row=1, key="a.b")
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "f, row 1, key a.b: found x; allowed: y"


def test_keys_of_version_0_1_still_load_and_are_named_as_they_stand(tmp_path):
    path = tmp_path / "edition.yml"
    content = {"period": "all", "chapters": {"02_flash_mini": {"light_tiers": ["light"]}}}
    assert settings.check_edition(path, content).chapters.flash_mini.light_tiers == ["light"]
    path.write_text("period: all\nchapters:\n  02_flash_mini:\n    flagshps: []\n")
    with pytest.raises(
        DataError, match=r"row 4, key chapters\.02_flash_mini\.flagshps: .*did you mean flagships"
    ):
        settings.check_edition(path, yaml.safe_load(path.read_text()))
