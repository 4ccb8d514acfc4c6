"""The article: where it stands, its year and its own figures."""

TITLE = {"en": "2025: The Year of the Efficiency Revolution – An LLM Year in Review"}
"""Language -> title, where it is known."""

PUBLISHER = "Story321"

ADDRESS = {
    "de": "https://story321.com/de/blog/2025-the-year-of-the-efficiency-revolution-an-llm-year-in-review",
    "en": "https://story321.com/blog/2025-the-year-of-the-efficiency-revolution-an-llm-year-in-review",
}
"""Language -> where it was published."""

YEAR = 2025
"""The year of which the article speaks."""

FORECAST_YEAR = YEAR + 1
"""The year of which its forecasts speak."""

JANUARY, PEAK, YEAREND = 1, 8, 6
"""Tokens a week, in trillions: below the first in January, almost the second at the peak, about the third
until the year's end."""

GROWTH = 8
"""How many times as much usage there was in the end."""

TAIL_FAMILY = "Llama"
"""The family of which it takes "Others" to be made."""
