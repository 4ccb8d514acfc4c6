"""What is given out as CSV computes nothing in a spreadsheet."""

import csv
import io

import pandas as pd
import pytest

from tokenbook.notebook import Chapter
from tokenbook.spreadsheets import harmless, harmless_csv

FORMULAS = ['=HYPERLINK("http://x","y")', "@SUM(A1:A9)", "-2+3+cmd|' /C calc'!A0", "+1+1", "\t=1", "\r=1"]


def told(text: str) -> str:
    """What a reader of the file gets."""
    return "'" + text.replace("\r", " ")


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text_as_a_cell_and_as_a_name(text):
    table = harmless(pd.DataFrame({text: [-1.5], "model": [text]}))
    assert list(table.columns) == [told(text), "model"]
    assert table["model"].tolist() == [told(text)]
    assert table.iloc[0, 0] == -1.5


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_file_is_text(text):
    sink = io.StringIO()
    csv.writer(sink).writerows([["model", "tokens"], [text, "7"]])
    assert cells(harmless_csv(sink.getvalue().encode()))[1] == [told(text), "7"]


def test_numbers_and_ordinary_names_stay():
    content = b"week,model,change\n2026-01-05,openai/gpt-5,-1.5\n"
    assert harmless_csv(content) is content


@pytest.mark.parametrize("text", FORMULAS)
def test_a_download_is_harmless(made_up_edition_folder, tmp_path, text):
    chapter = Chapter("volume", "en", made_up_edition_folder, tmp_path)
    chapter.write("weekly", pd.DataFrame({"model": [text], "tokens": [7]}))
    assert cells((tmp_path / "weekly.csv").read_bytes())[1] == [told(text), "7"]
