"""What day it is."""

from datetime import UTC, datetime


def today() -> str:
    """The running day in UTC (YYYY-MM-DD); it is not complete."""
    return f"{datetime.now(UTC):%Y-%m-%d}"
