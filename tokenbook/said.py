"""What the article says, in numbers: its year and its own figures."""

YEAR = 2025
"""The year of which the article speaks."""

FORECAST_YEAR = YEAR + 1
"""The year of which its forecasts speak."""

JANUARY, PEAK, YEAREND = 1, 8, 6
"""Tokens a week, in trillions: below the first in January, almost the second at the peak, about the third
until the year's end."""

GROWTH = 8
"""How many times as much usage there was in the end."""
