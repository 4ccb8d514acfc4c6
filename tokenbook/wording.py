"""One language at a time: numbers, dates, messages.

Only this module formats a number or a date for a reader. Messages are English templates with named
fields, and each field says what kind of quantity it is: `"{peak:tokens} in the week of {week:date}"`.
A `Wording` looks the template up in its language's gettext catalogue, formats the fields the way the
language does, and puts them in. There is no fall-back: a message without its German fails.
"""

import csv
import math
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from babel import Locale, dates, lists, numbers
from babel.messages.catalog import Catalog

from tokenbook import ROOT
from tokenbook.catalogues import read_checked
from tokenbook.errors import BookError, nearest
from tokenbook.languages import Language, read_language
from tokenbook.places import DATA

MINUS = "\N{MINUS SIGN}"
TRILLION = 10**12


def N_(message: str) -> str:
    """Mark a message for the catalogue where it is only stored, not yet said."""
    return message


UNITS = {
    0: N_("single tokens"),
    3: N_("thousands"),
    6: N_("millions"),
    9: N_("billions"),
    12: N_("trillions"),
    15: N_("quadrillions"),
}
"""Power of ten -> what so many tokens are, for axes."""

NOT_AVAILABLE = N_("not available")
"""Stands for a quantity that the rows do not yield."""


def _when(value: object) -> datetime:
    """A day or a moment, as pandas, numpy, YAML or ISO 8601 say it."""
    if isinstance(value, datetime):  # pandas' timestamps are
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    # who has such a value has imported pandas already; all others say things without waiting for it
    import pandas as pd

    found: datetime = pd.Timestamp(value)
    return found


class MissingWordingError(BookError, LookupError):
    """A message that has no wording in the language asked for."""


@cache
def _catalogue(lang: str) -> Catalog:
    path = ROOT / "locale" / lang / "LC_MESSAGES" / "tokenbook.po"
    if not path.is_file():
        return Catalog(fuzzy=False)  # a new language has none yet, and is told what it lacks
    return read_checked(path)


_BEFORE_TRILLIONS = re.compile(r"(?<=[\d}]) (?=(?:T|Bio\.)(?!\w))")


@cache
def _whole_names() -> dict[str, str]:
    """The models' names in the catalogue that hold spaces -> the same, which do not break across lines."""
    with (DATA / "models.csv").open(encoding="utf-8", newline="") as file:
        names = {row["label"] for row in csv.DictReader(file)}
    return {name: name.replace(" ", "\N{NO-BREAK SPACE}") for name in sorted(names) if " " in name}


@cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(_whole_names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def _typeset(message: str, language: Language) -> str:
    """A message as it is printed: what no keyboard has is put in here, not in each message.

    A number stays with its unit, a model's name in one line, and a language gets its apostrophe. Only the
    message's own words are touched: the values hold names, addresses and markup, in which the straight sign
    may be meant.
    """
    message = _BEFORE_TRILLIONS.sub("\N{NO-BREAK SPACE}", message)
    message = _names().sub(lambda found: _whole_names()[found[0]], message)
    return message.replace("'", language.apostrophe)


class Wording:
    """Says things in one language.

    Parameters
    ----------
    lang : tag of a language of the book.

    Raises
    ------
    ValueError
        For another language.
    """

    def __init__(self, lang: str):
        self.language = read_language(lang)
        self.lang = lang
        self.locale = self.language.locale

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, its fields filled.

        Raises
        ------
        MissingWordingError
            Where the catalogue lacks the message.
        ValueError
            For a number that is not finite: no reader is shown "nan".
        """
        if not self.language.source:
            entry = _catalogue(self.lang).get(message)
            if entry is None or not entry.string or entry.fuzzy:
                raise MissingWordingError(
                    f"no {self.lang} wording of {message!r}; `make messages` adds it to "
                    f"locale/{self.lang}/LC_MESSAGES/tokenbook.po, then word it there"
                    f"{nearest(message, (str(entry.id) for entry in _catalogue(self.lang) if entry.id))}"
                )
            message = str(entry.string)
        return _Fields(self).vformat(_typeset(message, self.language), (), values)

    def format(self, value: object, kind: str) -> str:
        """A quantity as text; `kind` is one of the methods below, with `:digits` where it has any."""
        name, _, digits = kind.partition(":")
        if name not in KINDS:
            raise ValueError(f"no kind of quantity is called {name!r}; there are {', '.join(KINDS)}")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{value} is no number a reader can be shown (as {kind})")
        method = getattr(self, name)
        found: str = method(value, int(digits)) if digits else method(value)
        return found

    def tokens(self, value: float, digits: int = 1) -> str:
        """Tokens in words: 7.2 trillion / 7,2 Billionen (10^12); without digits, 1 Billion."""
        if abs(value) < 10**6:
            return self.count(value)
        # three digits that count; rounded first, so that 999.96 billion becomes 1.0 trillion
        value = float(f"{value:.3g}")
        power = min(int(math.log10(abs(value)) // 3) * 3, 15)
        mantissa = value / 10**power
        digits = digits if abs(mantissa) < 100 else 0
        # 1 Billion, but 1,0 Billionen
        one = digits == 0 and round(abs(mantissa)) == 1
        units = Locale.parse(self.locale).compact_decimal_formats["long"]["one" if one else "other"]
        # CLDR ends at a hundred trillion
        unit = (
            units[str(10**power)].pattern.lstrip("0 \N{NO-BREAK SPACE}")
            if power < 15
            else self(N_("quadrillion"))
        )
        return f"{self.number(mantissa, digits)}\N{NO-BREAK SPACE}{unit}"

    def unit(self, highest: float) -> tuple[int, str]:
        """What an axis of tokens up to `highest` counts in: how many tokens, and its name."""
        power = max((power for power in UNITS if abs(highest) >= 10**power), default=0)
        return 10**power, self(UNITS[power])

    def trillions(self, value: float, digits: int = 2) -> str:
        """Tokens in T (10^12), without the unit, for tables and axes."""
        return self.number(value / TRILLION, digits)

    def share(self, value: float, digits: int = 1) -> str:
        """A share of 0 to 1 as a percentage."""
        least = min(value, 1 - value)
        if digits == 0 and 1e-6 < least < 0.005:
            # hardly anything is not nothing, nearly everything not all
            digits = math.ceil(-math.log10(least)) - 2
        return f"{self.number(value * 100, digits)}{self.language.percent}"

    def points(self, value: float, digits: int = 1) -> str:
        """A difference of shares, in percentage points, without the unit."""
        return self.number(value * 100, digits)

    def dollars(self, value: float, digits: int = 2) -> str:
        """US dollars: $1.08 / 1,08 Dollar."""
        if 0 < abs(value) <= 10**-digits / 2:
            # of very little at least the first digit
            digits = math.ceil(-math.log10(abs(value)))
        sign = MINUS if round(value, digits) < 0 else ""
        return sign + self(N_("${amount:quantity}"), amount=(abs(value), f"number:{digits}"))

    def times(self, value: float, digits: int = 1) -> str:
        """A factor: 14.4 times / 14,4-mal."""
        digits = digits if abs(value) < 100 else 0
        return self(N_("{factor:quantity} times"), factor=(value, f"number:{digits}"))

    def count(self, value: float) -> str:
        """A whole number."""
        return self.number(value, 0)

    def words(self, value: float) -> str:
        """A whole number as prose has it: up to twelve in words, larger ones in digits."""
        if 0 <= value <= 12:
            # it brings forty languages, and most processes spell no number
            from num2words import num2words

            found: str = num2words(int(value), lang=self.language.numerals)
            return found
        return self.count(value)

    def weeks(self, value: float) -> str:
        """A number of weeks: 1 week, 17 weeks."""
        return self._counted(value, N_("{count:count} week"), N_("{count:words} weeks"))

    def models(self, value: float) -> str:
        """A number of models."""
        return self._counted(value, N_("{count:count} model"), N_("{count:words} models"))

    def vendors(self, value: float) -> str:
        """A number of vendors."""
        return self._counted(value, N_("{count:count} vendor"), N_("{count:words} vendors"))

    def families(self, value: float) -> str:
        """A number of families of models."""
        return self._counted(value, N_("{count:count} family"), N_("{count:words} families"))

    def _counted(self, value: float, one: str, many: str) -> str:
        # the book's languages have one form for 1 and another for all other numbers
        return self(one if round(value) == 1 else many, count=value)

    def number(self, value: float, digits: int = 1) -> str:
        """A number with a fixed count of digits after the mark."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        text = numbers.format_decimal(value, format=pattern, locale=self.locale)
        # a rounded -0.0 is no negative number
        return text.lstrip("-") if not any(c in "123456789" for c in text) else _minus(text)

    def decimal(self, value: float) -> str:
        """A number with as many digits after the mark as it needs, four at most."""
        return _minus(numbers.format_decimal(value, format="#,##0.####", locale=self.locale))

    def date(self, value: datetime) -> str:
        """A day: 24 November 2025 / 24. November 2025."""
        text = dates.format_date(_when(value).date(), self.language.date, self.locale)
        return text.replace(" ", "\N{NO-BREAK SPACE}", 1)

    def day_of_year(self, value: datetime) -> str:
        """A day where the year is known: 24 November / 24. November."""
        pattern = self.language.date.removesuffix(" y")
        return dates.format_date(_when(value).date(), pattern, self.locale).replace(" ", "\N{NO-BREAK SPACE}")

    def day(self, value: datetime) -> str:
        """A day in short, for tables: 24 Nov 2025 / 24.11.2025."""
        text = dates.format_date(_when(value).date(), self.language.day, self.locale)
        return text.replace(" ", "\N{NO-BREAK SPACE}")

    def month(self, value: datetime) -> str:
        """A month in short, for axes: Nov / Nov."""
        return dates.format_date(_when(value).date(), "LLL", self.locale).rstrip(".")

    def month_year(self, value: datetime) -> str:
        """A month: November 2025."""
        return dates.format_date(_when(value).date(), "LLLL\N{NO-BREAK SPACE}y", self.locale)

    def moment(self, value: str) -> str:
        """An as-of time in UTC: 11 October 2026, 00:27 UTC; a bare date stays a date."""
        when = _when(value)
        if "T" not in value:
            return self.date(when)
        return f"{self.date(when)}, {when:%H:%M}\N{NO-BREAK SPACE}UTC"

    def text(self, value: object) -> str:
        """A name as it is; one of a model does not break across lines."""
        return _whole_names().get(str(value), str(value))

    def names(self, values: Iterable[str]) -> str:
        """Names in a row: A, B and C / A, B und C."""
        return lists.format_list([self.text(value) for value in values], locale=self.locale)

    def numbers(self, values: Iterable[float]) -> str:
        """Numbers in a row, with two digits after the mark."""
        return self.names(self.number(value, 2) for value in values)

    def quarter(self, value: datetime) -> str:
        """The quarter in which a day lies: 4th quarter of 2025 / 4. Quartal 2025."""
        when = _when(value).date()
        name: str = dates.format_date(when, "QQQQ", self.locale)
        name = name.replace(" ", "\N{NO-BREAK SPACE}", 1)
        return self(N_("{quarter:text} of {year:text}"), quarter=name, year=when.year)

    def dates(self, values: Iterable[datetime]) -> str:
        """Days in a row."""
        return self.names(self.date(value) for value in values)

    def shares(self, values: dict[str, float]) -> str:
        """Names in a row, each with its share in brackets."""
        return self.names(f"{self.text(name)} ({self.share(value)})" for name, value in values.items())

    def month_shares(self, values: dict[datetime, float]) -> str:
        """Months in a row, each with a share."""
        return self.shares({self.month_year(month): share for month, share in values.items()})

    def week_shares(self, values: dict[datetime, float]) -> str:
        """First days of weeks in a row, each with a share."""
        return self.shares({self.date(week): share for week, share in values.items()})

    def days(self, values: dict[str, datetime]) -> str:
        """Names in a row, each with its day."""
        return self.names(f"{self.text(name)}: {self.date(value)}" for name, value in values.items())

    def messages(self, values: Iterable[str]) -> str:
        """Messages of the catalogue in a row."""
        return self.names(self(value) for value in values)

    def said(self, value: "Saying") -> str:
        """Something said inside something else."""
        return value.to(self)

    def quantity(self, value: tuple[object, str]) -> str:
        """A quantity that brings its kind."""
        return self.format(*value)

    def sentences(self, values: "Iterable[Saying]") -> str:
        """One sentence after the other."""
        return " ".join(value.to(self) for value in values)

    def alternatives(self, values: Iterable[str]) -> str:
        """Things of which one will do: A, B or C / A, B oder C."""
        return lists.format_list([self.text(value) for value in values], style="or", locale=self.locale)

    def counts(self, values: dict[str, int]) -> str:
        """Names in a row, each with its count in brackets."""
        return self.names(f"{self.text(name)} ({self.count(value)})" for name, value in values.items())


KINDS = (
    "tokens",
    "trillions",
    "share",
    "points",
    "dollars",
    "times",
    "count",
    "words",
    "number",
    "decimal",
    "date",
    "day_of_year",
    "day",
    "month",
    "moment",
    "text",
    "names",
    "numbers",
    "quarter",
    "dates",
    "shares",
    "month_year",
    "month_shares",
    "week_shares",
    "counts",
    "days",
    "alternatives",
    "messages",
    "said",
    "quantity",
    "sentences",
    "weeks",
    "models",
    "vendors",
    "families",
)


class _Fields(string.Formatter):
    """Fills `{name:kind}` by way of a `Wording`; a field without a kind is a mistake."""

    def __init__(self, wording: Wording):
        self.wording = wording

    def format_field(self, value: object, format_spec: str) -> str:
        return self.wording.format(value, format_spec)


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


@dataclass(frozen=True)
class Saying:
    """A message and the quantities that go into its fields, before any language."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def to(self, say: Wording) -> str:
        """The sentence in one language."""
        return say(self.message, **self.values)


def saying(message: str, **values: object) -> Saying:
    """Short for `Saying(message, values)`."""
    return Saying(message, values)


def passage(parts: Sequence[Saying], **values: object) -> Saying:
    """Sentences one after the other, with the quantities that others may ask for."""
    return saying(N_("{parts:sentences}"), parts=parts, **values)
