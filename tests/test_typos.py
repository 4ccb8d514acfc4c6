"""A typo in settings or parameters is refused in one line, with a code that is not 0."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import made_up_daily, write_edition

from tokenbook import ROOT, editions, models, settings
from tokenbook.errors import BookError, DataError
from tokenbook.notebook import Chapter

NAMES = settings.names_of(models.read_catalogue())

SETTINGS = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")

TYPOS = {
    "a tier by another name": (
        ("light_tiers: [light]", "light_tiers: [lite]"),
        "key chapters.flash_mini.light_tiers: found 'lite'; allowed: flagship, light, ",
        "; did you mean light?",
    ),
    "a key": (
        ("flagships:", "flagshps:"),
        "key chapters.flash_mini.flagshps: found an unknown key; allowed: light_tiers, ",
        "; did you mean flagships?",
    ),
    "a slug": (
        ("coder: x-ai/grok-code-fast-1", "coder: x-ai/grok-code-fst-1"),
        "key chapters.specialists.coder: found 'x-ai/grok-code-fst-1'; allowed: models of the rows or ",
        "; did you mean x-ai/grok-code-fast-1?",
    ),
    "a vendor": (
        ("vendors: [DeepSeek, Qwen]", "vendors: [Deepseek, Qwen]"),
        "key chapters.disruptors.vendors: found 'Deepseek'; allowed: vendors of the rows or ",
        "; did you mean DeepSeek?",
    ),
}


def mistyped(folder: Path, old: str, new: str) -> Path:
    """A made-up edition with one thing changed in the settings of 2025."""
    assert SETTINGS.count(old) == 1
    return write_edition(folder, made_up_daily("2025-01-06", "2025-02-02"), SETTINGS.replace(old, new))


def run(program: str | Path, *arguments: object, cwd: Path) -> subprocess.CompletedProcess:
    command = [program, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def papermill(tmp_path: Path, *arguments: object) -> subprocess.CompletedProcess:
    """Run the chapter on light models as an analyst would."""
    chapter = ROOT / "chapters" / "02_flash_mini.ipynb"
    program = Path(sys.executable).with_name("papermill")
    return run(program, chapter, "out.ipynb", "--no-progress-bar", *arguments, cwd=tmp_path)


@pytest.mark.parametrize("name", TYPOS)
def test_an_edition_with_a_typo_is_not_loaded(tmp_path, name):
    change, said, near = TYPOS[name]
    folder = mistyped(tmp_path / "typo", *change)
    with pytest.raises(DataError) as refused:
        editions.load(folder)
    line = str(refused.value)
    assert line.startswith(f"{folder / 'edition.yml'}, row ")
    assert said in line
    assert line.endswith(near)


def test_a_book_with_a_typo_is_refused_before_anything_runs(tmp_path):
    change, said, near = TYPOS["a tier by another name"]
    folder = mistyped(tmp_path / "typo", *change)
    build = ROOT / "scripts" / "build_book.py"
    done = run(sys.executable, build, "--edition", folder, "--output", "out", "--pages-only", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"not built: {folder / 'edition.yml'}, row ")
    assert said in line
    assert near in line
    assert " run " not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("-p", "light_tiers", "light"),
            "DataError: 02_flash_mini.ipynb, parameters, key light_tiers: found 'light'; allowed: a list, "
            "for instance [light]",
        ),
        (
            ("-p", "light_tier", "light"),
            "DataError: 02_flash_mini.ipynb, parameters, key light_tier: found a parameter that the chapter "
            "does not have; allowed: lang, edition, downloads, place, top_n, light_tiers, mid_priced, "
            "flagships; did you mean light_tiers?",
        ),
        (
            ("-y", "mid_priced: openai/gpt-4.1-min"),
            "DataError: 02_flash_mini.ipynb, parameters, key mid_priced: found 'openai/gpt-4.1-min'; "
            "allowed: models of the rows or of data/models.csv; did you mean openai/gpt-4.1-mini?",
        ),
    ],
    ids=["text for a list", "unknown parameter", "unknown slug"],
)
def test_a_chapter_refuses_parameters_in_one_line(tmp_path, arguments, said):
    done = papermill(tmp_path, "-p", "lang", "en", *arguments)
    assert done.returncode != 0
    assert [line for line in done.stderr.splitlines() if line.startswith("DataError")] == [said]
    # the line and not the way to it
    assert "Cell In" not in done.stderr


def test_a_chapter_refuses_an_edition_with_a_typo(tmp_path):
    change, said, _ = TYPOS["a key"]
    done = papermill(tmp_path, "-p", "edition", mistyped(tmp_path / "typo", *change))
    assert done.returncode != 0
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("DataError")]
    assert said in line


def test_a_statement_that_is_none_is_refused_with_the_nearest():
    book = Chapter("flash_mini", "en", "2025")
    for ask in (book.verdict, book.finding):
        with pytest.raises(BookError) as refused:
            ask("flash-gemni")
        assert str(refused.value).startswith(
            "statement 'flash-gemni' is not known; did you mean flash-gemini?; known: flash-efficiency, "
        )
    assert book.finding("flash-gemini") == book.finding(book.statement("flash-gemini"))
    with pytest.raises(BookError, match="parameter 'light_tier' is not known; did you mean light_tiers"):
        book.named("light_tier")


def test_a_page_without_statements_has_none_to_ask_for():
    with pytest.raises(BookError, match=r"statement 'vol-jan' is not known; known: $"):
        Chapter("glossary", "en", "2025").finding("vol-jan")


WRONG = {"null": None, "text": "x/y", "list": ["x/y"], "number": 0.5, "mapping": {"x": 1}, "yes": True}

NEEDED = ("period", "start", "end", "top_n")
"""Keys that may not be null; elsewhere null keeps the default or names nobody."""


def keys(content: dict, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in content.items():
        found.append((*above, key))
        found += keys(value, (*above, key)) if isinstance(value, dict) else []
    return found


@pytest.mark.parametrize("path", keys(yaml.safe_load(SETTINGS)), ids=".".join)
@pytest.mark.parametrize("kind", WRONG)
def test_what_belongs_elsewhere_is_refused_at_every_key(tmp_path, path, kind):
    content = yaml.safe_load(SETTINGS)
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = WRONG[kind]
    file = tmp_path / "edition.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    if kind == "null" and path[-1] not in NEEDED:
        settings.check_edition(file, content, NAMES)
        return
    with pytest.raises(DataError) as refused:
        settings.check_edition(file, content, NAMES)
    line = str(refused.value)
    assert line.startswith(f"{file}, row ")
    assert f", key {'.'.join(path)}" in line
    assert "found " in line
    assert "; allowed: " in line
    assert "\n" not in line
