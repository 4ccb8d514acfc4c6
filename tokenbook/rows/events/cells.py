"""What a cell may be: counts, money, texts, stamps, as Ibis values of whatever type the engine has.

Text is read strictly: a count is a whole number, with thousands marked or with a fraction of zeros
(`59200.0`); anything else is null and reported. No count passes through floating point.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis
import ibis.expr.datatypes as dt

from tokenbook.errors import BookError

FIRST_YEAR = 2018
"""No log of tokens is older; a stamp that is has been misread (seconds for milliseconds)."""

MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"

WHOLE = r"^[+-]?[0-9]+(\.0*)?$"

OFFSET = r"[0-9] ?(Z|UTC|[+-][0-9]{2}:?([0-9]{2})?)$"
"""How a stamp ends that says its zone."""


@ibis.udf.scalar.builtin(name="json_extract", signature=((dt.JSON, dt.string), dt.JSON))
def extract(value, path):  # type: ignore[no-untyped-def]  # Ibis reads annotations as its own types
    """The JSON below a path."""


@ibis.udf.scalar.builtin(name="json_extract_string", signature=((dt.JSON, dt.string), dt.string))
def extract_text(value, path):  # type: ignore[no-untyped-def]  # as above
    """The text or number below a path, without quotes."""


def filled(value: Any) -> Any:
    """A text without spaces around it; null where nothing is left."""
    # to trim is dear, and hardly any cell needs it
    edge = value.startswith(" ") | value.endswith(" ") | value.startswith("\t") | value.endswith("\t")
    return ibis.ifelse(edge, value.strip(), value).nullif("")


def text(value: Any) -> Any:
    """Any plain cell as text."""
    kind = value.type()
    if kind.is_boolean():
        return ibis.ifelse(value, "true", "false")
    if kind.is_nested() or kind.is_binary():
        raise _unknown(value, "text")
    return value if kind.is_string() else value.cast("string")


def count(value: Any, decimal: str) -> tuple[Any, Any]:
    """A cell as int64, and where it is filled and yet no whole number (None: nowhere)."""
    kind = value.type()
    if kind.is_integer():
        return (value if kind == dt.int64 else value.cast("int64")), None
    if kind.is_floating() or kind.is_decimal():
        read = whole(value)
        return read, value.notnull() & read.isnull()
    if kind.is_null():
        return ibis.null("int64"), None
    if not kind.is_string():
        raise _unknown(value, "whole numbers")
    plain = _plain(value, decimal)
    odd = plain.contains(".") | plain.contains("_") | plain.contains("e") | plain.contains("E")
    usual = try_cast(value, "int64")
    strict = try_cast(ibis.ifelse(odd & ~plain.re_search(WHOLE), ibis.null("string"), plain), "int64")
    # nearly all are digits alone: what reads the same when written again needs no look at its signs
    read = ibis.ifelse(usual.cast("string") == value, usual, strict)
    return read, value.notnull() & read.isnull()


def quietly(value: Any, decimal: str) -> tuple[Any, Any]:
    """A number in a condition, whole or not: what cannot be read does not fulfil it."""
    kind = value.type()
    if kind.is_string():
        return try_cast(_plain(value, decimal), "decimal(38, 9)"), None
    return (value if kind.is_floating() or kind.is_decimal() else count(value, decimal)[0]), None


def fraction(value: Any, decimal: str) -> tuple[Any, Any]:
    """A cell as decimal, for what is multiplied by a unit."""
    kind = value.type()
    if kind.is_string():
        read = try_cast(_plain(value, decimal), "decimal(18, 6)")
        return read, value.notnull() & read.isnull()
    if not kind.is_numeric():
        raise _unknown(value, "numbers")
    return value.cast("decimal(18, 6)"), None


def money(value: Any, decimal: str) -> tuple[Any, Any]:
    """A cell as an amount, and where it has digits and yet is none; words (`Included`) are no amount."""
    kind = value.type()
    if kind.is_string():
        read = try_cast(_plain(value.replace("$", ""), decimal), "decimal(18, 9)")
        return read, value.notnull() & read.isnull() & value.re_search("[0-9]")
    if not (kind.is_numeric() or kind.is_null()):
        raise _unknown(value, "amounts")
    return value.cast("decimal(18, 9)"), None


def whole(value: Any) -> Any:
    """A number as int64, null where it has a fraction or does not fit."""
    # first what fits: an engine's floor of a larger one is an error
    fits = ibis.ifelse(value.abs() < 9.2e18, value, None)
    return ibis.ifelse(fits == fits.floor(), fits, None).cast("int64")


def _plain(value: Any, decimal: str) -> Any:
    """A number's text with its thousands' marks taken out and a point before its fraction."""
    mark = "," if decimal == "." else "."
    grouped = rf"^[+-]?[1-9][0-9]{{0,2}}([{mark}][0-9]{{3}})+([{decimal}][0-9]*)?$"
    plain = ibis.ifelse(
        value.contains(mark),
        ibis.ifelse(value.re_search(grouped), value.replace(mark, ""), ibis.null("string")),
        value,
    )
    return plain if decimal == "." else plain.replace(decimal, ".")


def total(value: Any) -> Any:
    """The sum of a JSON map's whole numbers."""
    return value.map.values().map(lambda one: one.cast("string").try_cast("int64")).sums()


def try_cast(value: Any, kind: str) -> Any:
    """The value as another type, null where it is none of it."""
    return value.try_cast(kind)


def since_1970(value: Any, unit: int) -> Any:
    """A number of units (so many a second) since 1970 as a stamp in UTC."""
    seconds = value if unit == 1 else (value // unit).cast("int64")
    return seconds.as_timestamp("s").cast(dt.Timestamp(timezone="UTC"))


def _unknown(value: Any, wanted: str) -> BookError:
    return BookError(
        f"column {value.get_name()}: found the type {value.type()}; allowed: {wanted}. Map another "
        "column, or a part of this one (name.part)"
    )


# -- days


class Day:
    """The day that a stamp falls on.

    Attributes
    ----------
    day : date; null where the stamp is missing or cannot be read.
    missing : no stamp at all.
    zoneless : a time of day without a zone, where none was stated.
    """

    def __init__(self, day: Any, missing: Any, zoneless: Any):
        self.day, self.missing, self.zoneless = day, missing, zoneless


def day_of(value: Any, wall: str | None, zone: str) -> Day:
    """The day of a stamp.

    Parameters
    ----------
    value : date, timestamp with or without zone, or text (ISO 8601, `YYYYMMDD`, `Sep 01, 2025`).
    wall : the zone of stamps that say none; None where it is not known: those have no day then.
    zone : the zone whose days are counted; "UTC", or what `wall` is as well.
    """
    kind = value.type()
    never = ibis.literal(False)
    if kind.is_date():
        return Day(value, value.isnull(), never)
    if kind.is_timestamp() and kind.timezone is not None:
        # every engine's session is in UTC
        day = value.date() if zone == "UTC" else in_zone(value.cast("timestamp"), zone)
        return Day(day, value.isnull(), never)
    if kind.is_timestamp():
        day = _wall_day(value, wall, zone) if wall else ibis.null("date")
        return Day(day, value.isnull(), ibis.literal(wall is None))
    if not kind.is_string():
        raise BookError(
            f"date: found the type {kind}; allowed: days, stamps or text; numbers as seconds(…), "
            "milliseconds(…), microseconds(…) or nanoseconds(…)"
        )
    return _day_of_text(value, wall, zone)


def _day_of_text(value: Any, wall: str | None, zone: str) -> Day:
    # the usual ending first: it is cheap to see, and its stamp cheap to read
    utc = value.endswith("Z")
    aware = ibis.ifelse(utc, True, value.re_search(OFFSET)) & (value.length() > 10)
    plain = try_cast(value, "timestamp")
    zoned = try_cast(value, dt.Timestamp(timezone="UTC")).cast("timestamp")
    stamp = ibis.cases((utc, plain), (aware, zoned), else_=plain)
    instant = in_zone(stamp, zone)
    local = _wall_day(stamp, wall, zone) if wall else ibis.null("date")
    month = (ibis.literal(MONTHS).find(value.substr(0, 3)) // 3 + 1).cast("string").lpad(2, "0")
    english = value.substr(8, 4) + "-" + month + "-" + value.substr(4, 2)
    digits = value.substr(0, 4) + "-" + value.substr(4, 2) + "-" + value.substr(6, 2)
    day = ibis.cases(
        (value.length() == 10, try_cast(value, "date")),
        (value.length() == 8, try_cast(digits, "date")),
        (value.length() == 12, try_cast(english, "date")),
        (aware, instant),
        else_=local,
    )
    bare = value.length().notin([8, 10, 12]) & ~aware & stamp.notnull()
    return Day(day, value.isnull(), bare if wall is None else ibis.literal(False))


def _wall_day(stamp: Any, wall: str, zone: str) -> Any:
    """The day of a stamp that says no zone and is of `wall`."""
    return stamp.date() if wall == zone else in_zone(stamp, zone)


def in_zone(stamp: Any, zone: str) -> Any:
    """The day in a zone of a stamp in UTC: by the zone's changes of clock, on any engine alike."""
    if zone == "UTC":
        return stamp.date()
    changes = list(_changes(zone))

    def between(low: int, high: int) -> Any:
        if high - low == 1:
            return (stamp + ibis.interval(seconds=changes[low][1])).date()
        middle = (low + high) // 2
        return ibis.ifelse(
            stamp < ibis.timestamp(changes[middle][0]), between(low, middle), between(middle, high)
        )

    return between(0, len(changes))


@cache
def _changes(zone: str) -> tuple[tuple[str, int], ...]:
    """(moment in UTC, seconds ahead of UTC from then on), from `FIRST_YEAR` to the year after next."""
    place = read_zone(zone)

    def ahead(moment: datetime) -> int:
        # a moment with a zone has an offset
        return int(cast(timedelta, moment.astimezone(place).utcoffset()).total_seconds())

    start = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(datetime.now(UTC).year + 2, 1, 1, tzinfo=UTC)
    found = [(start, ahead(start))]
    for before, after in pairwise(start + timedelta(days=day) for day in range((end - start).days)):
        if ahead(before) != ahead(after):
            quarters = (before + timedelta(minutes=15 * step) for step in range(1, 97))
            exact = next(moment for moment in quarters if ahead(moment) == ahead(after))
            found.append((exact, ahead(exact)))
    return tuple((f"{moment:%Y-%m-%d %H:%M:%S}", seconds) for moment, seconds in found)


def read_zone(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises
    ------
    BookError
        Where there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BookError(f"--timezone: found {name!r}; allowed: UTC or a name such as Europe/Berlin") from None


def today_in(zone: str) -> date:
    """Today in a zone."""
    return datetime.now(read_zone(zone)).date()
