"""Asking OpenRouter's servers: retries, limits, and one clear error for each way they can fail."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests_ratelimiter import LimiterAdapter
from urllib3.util import Retry

from tokenbook.errors import BookError, DataError, printable
from tokenbook.rows.hidden import warn, without_key
from tokenbook.rows.tables import LARGEST_FILE

OPENROUTER = "https://openrouter.ai"

PER_MINUTE = 30
"""Requests that OpenRouter allows a key each minute."""

TIMEOUT = (10, 60)
"""Seconds to wait for a connection, and for the next bytes."""

RETRIES = 3

CHUNK = 1 << 14
"""Bytes that are read at a time."""

LONGEST_WAIT = 120
"""Seconds that a server may ask us to wait before the next try; whoever asks for more is believed
the next time."""


class Fault(IntEnum):
    """What went wrong at the source; the value is the exit code of `update_data.py`."""

    NO_KEY = 10
    UNREACHABLE = 11
    TIMEOUT = 12
    BAD_REQUEST = 20
    UNAUTHORIZED = 21
    FORBIDDEN = 22
    NOT_FOUND = 23
    TOO_MANY = 24
    SERVER_ERROR = 25
    BAD_GATEWAY = 26
    OTHER_STATUS = 27
    TRUNCATED = 30
    NOT_JSON = 31
    WRONG_SHAPE = 32
    DAYS_MISSING = 33
    WRONG_HASH = 34
    MIXED_SNAPSHOTS = 35
    STALE = 40


class SourceError(BookError):
    """A source that gives nothing that could be used.

    Attributes
    ----------
    fault : what went wrong.
    """

    def __init__(self, fault: Fault, text: str):
        super().__init__(printable(text))
        self.fault = fault


ADVICE = {
    400: (Fault.BAD_REQUEST, "the request was refused; check --from and --to"),
    401: (Fault.UNAUTHORIZED, "the key is not valid; set OPENROUTER_API_KEY to one of your OpenRouter keys"),
    403: (Fault.FORBIDDEN, "the key may not read this; check the key's rights"),
    404: (Fault.NOT_FOUND, "there is no such file; the oldest known snapshot is 2026-09-19"),
    429: (Fault.TOO_MANY, "too many requests; wait a minute (limits: 30 a minute, 500 a day)"),
    500: (Fault.SERVER_ERROR, "the server failed; try again later"),
    502: (Fault.BAD_GATEWAY, "the server behind the gateway failed; try again later"),
}
"""What OpenRouter's statuses mean, and what to do."""


class Patient(Retry):
    """Waits as long as a server asks, up to `LONGEST_WAIT`, and says so."""

    def parse_retry_after(self, retry_after: str) -> float:
        """Seconds; none for what is neither a number nor a time."""
        try:
            return super().parse_retry_after(retry_after)
        except urllib3.exceptions.InvalidHeader:
            return 0.0

    def sleep_for_retry(self, response: urllib3.BaseHTTPResponse) -> bool:
        """Wait, where the server asks for it."""
        seconds = self.get_retry_after(response)
        if seconds:
            warn(f"the server asks to wait; going on in {seconds:.0f} s")
        return super().sleep_for_retry(response)


def session(base: str, backoff: float = 1.0) -> requests.Session:
    """A session that retries what may pass, honours Retry-After, and keeps to the limit.

    Parameters
    ----------
    base : scheme and host, for instance `OPENROUTER`.
    backoff : seconds before the second try; doubled before each further one.
    """
    retry = Patient(
        total=RETRIES,
        backoff_factor=backoff,
        status_forcelist=[429, 500, 502, 503, 504],
        allowed_methods=["GET"],
        respect_retry_after_header=True,
        retry_after_max=LONGEST_WAIT,
        # the last answer is ours to explain
        raise_on_status=False,
    )
    # each try that fails would be a line on stderr; the last one's error says what there is to say
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    made = requests.Session()
    made.mount(base, LimiterAdapter(per_minute=PER_MINUTE, max_retries=retry))
    return made


def get(
    client: requests.Session,
    url: str,
    timeout: tuple[float, float] = TIMEOUT,
    advice: Mapping[int, tuple[Fault, str]] = ADVICE,
    **options: Any,
) -> bytes:
    """The body of an answer with status 200.

    Parameters
    ----------
    advice : what other statuses mean and what to do; of another server than OpenRouter's, its own.
    options : as of `requests.get`.

    Raises
    ------
    SourceError
        Which never holds what was sent: not the key, not a header.
    """
    try:
        answer = client.get(url, timeout=timeout, allow_redirects=False, stream=True, **options)
        body = _body(answer, url, timeout[1])
    except (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError):
        raise SourceError(Fault.TRUNCATED, f"{url}: the answer broke off before its end; try again") from None
    except urllib3.exceptions.ReadTimeoutError:
        text = f"{url}: no whole answer within {timeout[1]:g} s; try again later"
        raise SourceError(Fault.TIMEOUT, text) from None
    except requests.RequestException as error:
        if _timed_out(error):
            text = f"{url}: no answer within {timeout[1]:g} s; try again later"
            raise SourceError(Fault.TIMEOUT, text) from None
        # the error's own words may hold what was sent
        text = f"{url}: cannot be reached ({type(error).__name__}); check the network"
        raise SourceError(Fault.UNREACHABLE, text) from None
    if answer.status_code == 200:
        return body
    fault, hint = advice.get(
        answer.status_code, (Fault.OTHER_STATUS, "an answer nobody documents; try again later")
    )
    said = _message(body)
    raise SourceError(fault, f"{url}: status {answer.status_code}{said}: {hint}")


def _timed_out(error: requests.RequestException) -> bool:
    """Whether the last try ran out of time; after retries, requests calls that a broken connection."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    # urllib3 counts a refused connection among those that timed out
    refused = isinstance(reason, urllib3.exceptions.NewConnectionError)
    return not refused and (
        isinstance(error, requests.Timeout)
        or isinstance(reason, TimeoutError | urllib3.exceptions.TimeoutError)
    )


def _body(answer: requests.Response, url: str, seconds: float) -> bytes:
    """The whole body, which must come in time and not be endless."""
    end, parts, size = time.monotonic() + seconds, [], 0
    with answer:
        # as it comes: to wait for a whole chunk of one byte a second would take hours
        while part := answer.raw.read1(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST_FILE:
                raise SourceError(Fault.WRONG_SHAPE, f"{url}: an answer of more than {LARGEST_FILE >> 20} MB")
            if time.monotonic() > end:
                raise SourceError(
                    Fault.TIMEOUT, f"{url}: no whole answer within {seconds:g} s; try again later"
                )
    return b"".join(parts)


def _message(body: bytes) -> str:
    """What the server says of its error, where it keeps to the documented form."""
    try:
        message = json.loads(body)["error"]["message"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
    # cut off after the key is out: half of it would not be found
    return f" ({without_key(str(message))[:200]})"


@contextmanager
def blaming(fault: Fault) -> Iterator[None]:
    """Turn what is wrong with an answer's content into an error of its source."""
    try:
        yield
    except DataError as error:
        raise SourceError(fault, str(error)) from None


def same_origin(url: object, base: str) -> bool:
    """Whether an address that a server names lies on that server."""
    if not isinstance(url, str):
        return False
    try:
        one, two = urlsplit(url), urlsplit(base)
    except ValueError:  # no address at all, for instance http://[x
        return False
    return (one.scheme, one.netloc) == (two.scheme, two.netloc)
