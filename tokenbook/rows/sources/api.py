"""Daily rows from OpenRouter's Data API, with a key.

The facts it is built on stand in the design notes (`openrouter-data-api.md`): at most 366 days an
answer, both ends inside, counts as decimal text, the running day incomplete.
"""

from dataclasses import dataclass

import pandas as pd
import requests

from tokenbook.errors import BookError
from tokenbook.rows import hidden
from tokenbook.rows.clock import today
from tokenbook.rows.sources.files import Daily, check_as_of, from_records, load_json
from tokenbook.rows.sources.http import OPENROUTER, TIMEOUT, Fault, SourceError, blaming, get, session

PATH = "/api/v1/datasets/rankings-daily"
KEY = hidden.KEY
FIRST_DAY = pd.Timestamp("2025-01-01")
MOST_DAYS = 366

HOLES = frozenset(map(pd.Timestamp, ["2025-06-15", "2025-07-15"]))
"""Days known to be missing at the source."""


@dataclass(frozen=True)
class Window:
    """Days to ask for in one request, both ends inside."""

    start: pd.Timestamp
    end: pd.Timestamp

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d}..{self.end:%Y-%m-%d}"


def windows(start: pd.Timestamp, end: pd.Timestamp) -> list[Window]:
    """A period cut into windows that the API answers, the earliest first; only days that are over.

    Raises
    ------
    BookError
        Where no completed day of the data set is left.
    """
    last = pd.Timestamp(today()) - pd.Timedelta(days=1)
    start, end = max(start, FIRST_DAY), min(end, last)
    if start > end:
        raise BookError(
            f"no days to ask for; allowed: from {FIRST_DAY:%Y-%m-%d} to {last:%Y-%m-%d}, "
            "the last day that is over (UTC), with --from before --to"
        )
    step = pd.Timedelta(days=MOST_DAYS)
    starts = pd.date_range(start, end, freq=step)
    return [Window(day, min(day + step - pd.Timedelta(days=1), end)) for day in starts]


def key() -> str:
    """The key from the environment.

    Raises
    ------
    SourceError
        Without repeating what stands there.
    """
    text = hidden.key()
    if not text:
        raise SourceError(Fault.NO_KEY, f"{KEY} is not set; export a key of your OpenRouter account")
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise SourceError(Fault.NO_KEY, f"{KEY} holds characters that no key has; set it anew")
    return text


def fetch(
    window: Window,
    allow_missing: bool = False,
    base: str = OPENROUTER,
    client: requests.Session | None = None,
    timeout: tuple[float, float] = TIMEOUT,
) -> Daily:
    """Ask for one window.

    Parameters
    ----------
    allow_missing : take an answer that lacks days which are not known to be missing at the source.

    Raises
    ------
    SourceError
        For no key, no answer, a wrong one, or one with fewer days than asked.
    """
    url = base + PATH
    body = get(
        client or session(base),
        url,
        timeout,
        params={"start_date": f"{window.start:%Y-%m-%d}", "end_date": f"{window.end:%Y-%m-%d}"},
        headers={"Authorization": f"Bearer {key()}", "Accept": "application/json"},
    )
    with blaming(Fault.NOT_JSON):
        answer = load_json(url, body)
    meta = answer.get("meta") if isinstance(answer, dict) else None
    as_of = meta.get("as_of") if isinstance(meta, dict) else None
    if not isinstance(answer, dict) or not isinstance(as_of, str) or "data" not in answer:
        raise SourceError(
            Fault.WRONG_SHAPE, f"{url}: found JSON without data and meta.as_of; the API may have changed"
        )
    with blaming(Fault.WRONG_SHAPE):
        check_as_of(url, as_of)
        daily = from_records(url, answer["data"], body, as_of)
    days = pd.DatetimeIndex(daily.rows["date"].unique())
    outside = days[(days < window.start) | (days > window.end)]
    if len(outside):
        raise SourceError(
            Fault.WRONG_SHAPE, f"{url}: asked for {window}, found rows of {outside[0]:%Y-%m-%d}; try again"
        )
    missing = (
        pd.date_range(window.start, window.end).difference(days).difference(pd.DatetimeIndex(sorted(HOLES)))
    )
    if len(missing) and not allow_missing:
        raise SourceError(
            Fault.DAYS_MISSING,
            f"{url}: asked for {window}, {len(missing)} days have no row, the first is "
            f"{missing[0]:%Y-%m-%d}; if the source has none, repeat with --allow-missing",
        )
    return daily
