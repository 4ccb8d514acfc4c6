"""Numbers, dates and messages as a German and an English reader expect them."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from babel.messages.pofile import read_po

from tokenbook import LANGUAGES, ROOT, wording
from tokenbook.wording import MissingWordingError, Wording, passage, saying

CASES = [
    # kind, value, German, English
    ("tokens", 7_184_886_000_000, "7,2 Billionen", "7.2 trillion"),
    ("tokens", 1_000_000_000_000, "1,0 Billionen", "1.0 trillion"),
    ("tokens", 999_960_000_000, "1,0 Billionen", "1.0 trillion"),
    ("tokens:0", 1_000_000_000_000, "1 Billion", "1 trillion"),
    ("tokens:0", 8_000_000_000_000, "8 Billionen", "8 trillion"),
    ("tokens:0", 1_200_000, "1 Million", "1 million"),
    ("weeks", 1, "1 Woche", "1 week"),
    ("models", 1, "1 Modell", "1 model"),
    ("vendors", 1, "1 Anbieter", "1 vendor"),
    ("families", 1, "1 Familie", "1 family"),
    ("tokens", 498_587_000_000, "499 Milliarden", "499 billion"),
    ("tokens", 3_500_000, "3,5 Millionen", "3.5 million"),
    ("tokens", 12_345, "12.345", "12,345"),
    ("tokens", 0, "0", "0"),
    ("tokens", 4.2e15, "4,2 Billiarden", "4.2 quadrillion"),
    ("trillions", 7_184_886_000_000, "7,18", "7.18"),
    ("share", 0.2344, "23,4 %", "23.4%"),
    ("share:0", 0.2344, "23 %", "23%"),
    ("points", 0.012, "1,2", "1.2"),
    ("count", 18717, "18.717", "18,717"),
    ("words", 9, "neun", "nine"),
    ("words", 13, "13", "13"),
    ("number", -0.04, "0,0", "0.0"),
    ("number:2", -0.546, "−0,55", "−0.55"),
    ("decimal", 0.0625, "0,0625", "0.0625"),
    ("decimal", -0.3, "−0,3", "−0.3"),
    ("decimal", 20, "20", "20"),
    ("date", "2025-11-24", "24. November 2025", "24 November 2025"),
    ("day", "2025-11-24", "24.11.2025", "24 Nov 2025"),
    ("month", "2025-03-01", "Mär", "Mar"),
    ("moment", "2026-10-11T00:27Z", "11. Oktober 2026, 00:27 UTC", "11 October 2026, 00:27 UTC"),
    ("moment", "2026-10-11", "11. Oktober 2026", "11 October 2026"),
    ("names", ["A", "B", "C"], "A, B und C", "A, B and C"),
    ("names", ["A"], "A", "A"),
    ("dates", ["2025-03-24", "2025-08-18"], "24. März 2025 und 18. August 2025", None),
    ("shares", {"A": 0.5, "B": 0.25}, "A (50,0 %) und B (25,0 %)", "A (50.0%) and B (25.0%)"),
    ("month_year", "2025-11-01", "November 2025", "November 2025"),
    ("month_shares", {pd.Timestamp("2025-03-01"): 0.5}, "März 2025 (50,0 %)", "March 2025 (50.0%)"),
    ("week_shares", {pd.Timestamp("2025-03-03"): 0.5}, "3. März 2025 (50,0 %)", "3 March 2025 (50.0%)"),
    ("counts", {"A": 17, "B": 1}, "A (17) und B (1)", "A (17) and B (1)"),
    ("text", "DeepSeek V3.1", "DeepSeek V3.1", "DeepSeek V3.1"),
    ("tokens", 999_999, "999.999", "999,999"),
    ("tokens", 10**6, "1,0 Millionen", "1.0 million"),
    ("tokens", 99_960_000_000, "100 Milliarden", "100 billion"),
    ("tokens", -99_900_000_000, "−99,9 Milliarden", "−99.9 billion"),
    ("tokens:0", 1.4e9, "1 Milliarde", "1 billion"),
    ("tokens:0", 1.6e9, "2 Milliarden", "2 billion"),
    ("tokens", 5e18, "5.000 Billiarden", "5,000 quadrillion"),
    ("trillions:0", 7.6e12, "8", "8"),
    ("points:0", 0.016, "2", "2"),
    ("dollars", 1.08, "1,08 Dollar", "$1.08"),
    ("dollars", 0, "0,00 Dollar", "$0.00"),
    ("dollars", -0.5, "−0,50 Dollar", "−$0.50"),
    ("dollars", 0.0051, "0,01 Dollar", "$0.01"),
    ("dollars", 0.005, "0,005 Dollar", "$0.005"),
    ("dollars", 0.00042, "0,0004 Dollar", "$0.0004"),
    ("dollars", -0.00042, "−0,0004 Dollar", "−$0.0004"),
    ("dollars:0", 20.4, "20 Dollar", "$20"),
    ("times", 14.44, "14,4-mal", "14.4 times"),
    ("times:0", 14.44, "14-mal", "14 times"),
    ("words", 0, "null", "zero"),
    ("words", 12, "zwölf", "twelve"),
    ("words", -1, "−1", "−1"),
    ("weeks", 9, "neun Wochen", "nine weeks"),
    ("weeks", 17, "17 Wochen", "17 weeks"),
    ("number:0", -0.5, "0", "0"),
    ("number:3", 1234.5678, "1.234,568", "1,234.568"),
    ("decimal", 0.00004, "0", "0"),
    ("decimal", 1234.56789, "1.234,5679", "1,234.5679"),
    ("day_of_year", "2025-11-24", "24. November", "24 November"),
    ("quarter", "2025-11-24", "4. Quartal 2025", "4th quarter of 2025"),
    ("numbers", [1, 2.5], "1,00 und 2,50", "1.00 and 2.50"),
    ("days", {"A": "2025-11-24"}, "A: 24. November 2025", "A: 24 November 2025"),
    ("alternatives", ["A", "B", "C"], "A, B oder C", "A, B or C"),
    ("moment", "2026-10-11T23:05Z", "11. Oktober 2026, 23:05 UTC", "11 October 2026, 23:05 UTC"),
    ("messages", ["tokens", "Vendor"], "Tokens und Anbieter", "tokens and Vendor"),
    ("quantity", (0.5, "share:0"), "50 %", "50%"),
    ("date", date(2025, 11, 24), "24. November 2025", "24 November 2025"),
    ("date", np.datetime64("2025-11-24"), "24. November 2025", "24 November 2025"),
    ("date", pd.Timestamp("2025-11-24 13:00"), "24. November 2025", "24 November 2025"),
]


def plain(text: str) -> str:
    """Narrow and ordinary no-break spaces as spaces, to be read in a test."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("kind", "value", "german", "english"), CASES)
def test_quantities(kind, value, german, english):
    assert plain(Wording("de").format(value, kind)) == german
    if english is not None:
        assert plain(Wording("en").format(value, kind)) == english


def test_hardly_anything_is_not_nothing_and_much_has_no_fraction():
    say = Wording("en")
    shares = [say.share(value, 0) for value in (0.0, 0.0004, 0.02, 0.9996, 0.996, 1 - 1e-12, 1.0)]
    assert shares == ["0%", "0.04%", "2%", "99.96%", "99.6%", "100%", "100%"]
    assert [say.times(value) for value in (1.3, 5000.04)] == ["1.3 times", "5,000 times"]


def test_german_percent_has_a_thin_space_and_units_do_not_break():
    say = Wording("de")
    assert say.share(0.5) == "50,0\N{NARROW NO-BREAK SPACE}%"
    assert say.tokens(7.2e12) == "7,2\N{NO-BREAK SPACE}Billionen"


@pytest.mark.parametrize(
    ("message", "values", "german", "english"),
    [
        ("{value:trillions} T", {"value": 7.2e12}, "7,20~Bio.", "7.20~T"),
        ("almost 8 T", {}, "fast 8~Bio.", "almost 8~T"),
        ("share of the week's tokens", {}, "Anteil an den Tokens der Woche", "share of the week’s tokens"),
        ("Take {name:text} away", {"name": "it's 8 T"}, "it's 8 T entfernen", "Take it's 8 T away"),
    ],
)
def test_a_message_is_typeset_and_its_values_are_not(message, values, german, english):
    assert Wording("de")(message, **values) == german.replace("~", "\N{NO-BREAK SPACE}")
    assert Wording("en")(message, **values) == english.replace("~", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_reader_is_shown_a_number_that_is_none(value):
    with pytest.raises(ValueError, match="no number a reader"):
        Wording("de").format(value, "share")


@pytest.mark.parametrize("message", ["{value}", "{value:made_up}"])
def test_a_field_without_a_kind_is_a_mistake(message):
    said = "no kind of quantity is called '(made_up)?'; there are tokens, trillions, .*, families$"
    with pytest.raises(ValueError, match=said):
        Wording("en")(message, value=1)


def test_a_models_name_stays_in_one_line_as_a_value_and_in_a_message():
    say, whole = Wording("en"), "Gemini\N{NO-BREAK SPACE}2.5\N{NO-BREAK SPACE}Flash"
    assert say.text("Gemini 2.5 Flash") == whole
    assert say.names(["Gemini 2.5 Flash", "B 1"]) == f"{whole} and B 1"
    for message, expected in (
        ("Gemini 2.5 Flash leads", f"{whole} leads"),
        ("(Gemini 2.5 Flash)", f"({whole})"),
        ("Gemini 2.5 Flashes", "Gemini 2.5 Flashes"),
        ("aGemini 2.5 Flash", "aGemini 2.5 Flash"),
    ):
        assert say(message) == expected


def test_something_said_inside_something_else_and_sentence_after_sentence():
    say = Wording("en")
    inner = saying("{count:weeks}", count=1)
    assert say("({inner:said})", inner=inner) == "(1 week)"
    both = passage([inner, saying("{share:share:0}", share=0.5)], kept=7)
    assert both.to(say) == "1 week 50%"
    assert both.values["kept"] == 7


@pytest.mark.parametrize(
    ("highest", "unit", "english", "german"),
    [
        (0, 1, "single tokens", "einzelnen Tokens"),
        (999, 1, "single tokens", "einzelnen Tokens"),
        (1000, 1000, "thousands", "Tausend"),
        (-(10**12), 10**12, "trillions", "Bio."),
        (10**12 - 1, 10**9, "billions", "Mrd."),
    ],
)
def test_an_axis_counts_in_the_largest_unit_that_it_reaches(highest, unit, english, german):
    assert Wording("en").unit(highest) == (unit, english)
    assert Wording("de").unit(highest) == (unit, german)


def test_a_message_without_its_german_fails():
    with pytest.raises(MissingWordingError, match="Not in the catalogue"):
        Wording("de")("Not in the catalogue")


def test_no_third_language():
    with pytest.raises(ValueError, match="de, en"):
        Wording("fr")


def test_a_language_without_a_catalogue_is_told_how_to_get_one(tmp_path, monkeypatch):
    say = Wording("de")
    monkeypatch.setattr(wording, "ROOT", tmp_path)
    wording._catalogue.cache_clear()
    try:
        with pytest.raises(MissingWordingError, match="no de wording of 'Week'; `make messages` adds it"):
            say("Week")
    finally:
        wording._catalogue.cache_clear()


def test_catalogue_is_the_language_it_says():
    for lang in set(LANGUAGES) - {"en"}:
        with (ROOT / "locale" / lang / "LC_MESSAGES" / "tokenbook.po").open("rb") as file:
            assert read_po(file).locale_identifier == lang
