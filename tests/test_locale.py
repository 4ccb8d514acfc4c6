"""The German catalogue says everything the code says, and nothing else."""

import re
import string

import pytest

from tokenbook import messages, models

# The only numbers typed into messages: the article's own figures, limits, what a chart or table is
# defined by, a licence. Everything measured is a field.
TYPED = {
    "1",
    "6",
    "8",
    "0",
    "7.5",
    "0.10",
    "0.18",
    "0.3",
    "10",
    "15",
    "20",
    "50",
    "80",
    "9",
    "13",
    "0.15",
    "0.20",
    "0.95",
    "2",
    "60",
    "90",
    "95",
    "100",
    "4.0",
    "3.11",
}
YEARS = {"2010", "2023", "2025", "2026"}


def german() -> dict[str, str]:
    return {entry.id: entry.string for entry in messages.read_catalogue("de") if entry.id}


def fields(message: str) -> list[tuple[str, str]]:
    return sorted((name, kind) for _, name, kind, _ in string.Formatter().parse(message) if name)


def test_catalogue_is_what_the_code_says():
    catalogue, missing, dropped = messages.updated("de")
    assert missing == [], "word these in locale/de (make messages adds them)"
    assert dropped == [], "make messages drops these"
    assert len(catalogue) > 100


@pytest.mark.parametrize(("english", "wording"), german().items())
def test_both_wordings_name_the_same_quantities(english, wording):
    assert fields(english) == fields(wording)


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """What holds numbers and measures none: names of models and licences, fields."""
    labels = sorted(models.read_catalogue()["label"].unique(), key=len, reverse=True)
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, labels))})\b|\(0324 (?:and|und) V3\.1\)"
        r"|\bprice 0\b|\bPreis 0\b|\bApache-2\.0\b|\{.*?\}",
        re.I,
    )


@pytest.mark.parametrize(("english", "wording"), german().items())
def test_a_measured_number_is_a_field_of_its_message(english, wording, names):
    typed, german_typed = (
        sorted(number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)*", names.sub("", text)))
        for text in (english, wording)
    )
    assert typed == german_typed
    assert set(typed) <= TYPED | YEARS


def test_strings_of_package_templates_and_chapters_are_found():
    places = messages.said()
    assert places["supported"] == ["tokenbook/article/registry.py"]
    assert "chapters/04_specialists.ipynb" in places["The specialists (complete weeks)."]


def test_writing_the_catalogue_changes_nothing_but_wording(tmp_path, monkeypatch):
    path = messages.catalogue_file("de")
    copy = tmp_path / "locale" / "de" / "LC_MESSAGES" / "tokenbook.po"
    copy.parent.mkdir(parents=True)
    messages.write_catalogue("de", messages.updated("de")[0], tmp_path)
    assert copy.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
