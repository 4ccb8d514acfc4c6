"""What an edition lacks of what a statement needs, in words."""

from collections.abc import Callable, Sequence

import pandas as pd

from tokenbook import said
from tokenbook.coverage import (
    AfterPeak,
    Forecast,
    Given,
    Lack,
    Launched,
    Present,
    Span,
    Weeks,
    Windows,
)
from tokenbook.scope import BENCHMARKS, Scope, benchmark
from tokenbook.wording import N_, Saying, passage, saying

GIVEN = {
    "prices": N_("list prices"),
    "free": N_("what was free"),
    "daily": N_("daily rows"),
    "aider": N_("Aider's benchmark"),
    "eci": N_("the Epoch Capabilities Index"),
    "releases": N_("release dates"),
}
"""Side-data in words; whatever else may be missing is a parameter, told by its name."""

PERIODS = {
    ("half", 1): N_(
        "The statement speaks of the first half of {year:text}; complete weeks of this edition cover "
        "{found:share:0} of it."
    ),
    ("half", 2): N_(
        "The statement speaks of the second half of {year:text}; complete weeks of this edition cover "
        "{found:share:0} of it."
    ),
    ("quarter", 1): N_(
        "The statement needs the first quarter of {year:text}; complete weeks of this edition cover "
        "{found:share:0} of it."
    ),
    ("quarter", 4): N_(
        "The statement needs the fourth quarter of {year:text}; complete weeks of this edition cover "
        "{found:share:0} of it."
    ),
    ("year", 1): N_(
        "The statement speaks of a whole year; complete weeks of this edition cover {found:share:0} of "
        "{year:text}."
    ),
}
MONTH = N_(
    "The statement speaks of {month:month_year}; complete weeks of this edition cover {found:share:0} of it."
)
"""What an edition of the article's year lacks of it."""

WHOLE = {
    ("half", 1): N_("the whole first half"),
    ("half", 2): N_("the whole second half"),
    ("quarter", 1): N_("the first quarter"),
    ("quarter", 2): N_("the second quarter"),
    ("quarter", 3): N_("the third quarter"),
    ("quarter", 4): N_("the fourth quarter"),
    ("year", 1): N_("the whole year"),
}
PUT = N_(
    "Put to {year:text}, this statement would need {whole:messages}; of its weeks {found:share:0} are "
    "complete in this edition."
)
"""What an edition of another year lacks of it."""

DATED = {
    ("half", 1): N_(
        "The article speaks of the first half of {said:text}, which is judged in the edition of that year."
    ),
    ("half", 2): N_(
        "The article speaks of the second half of {said:text}, which is judged in the edition of that year."
    ),
    ("quarter", 4): N_(
        "The article speaks of the fourth quarter of {said:text}, judged in the edition of that year."
    ),
    ("year", 1): N_("The article speaks of {said:text}; the edition of that year has the verdict."),
}
OWN = N_("Not judged: the statement is on the market, and one log shows only what its owner uses.")
"""Of an edition whose rows are somebody's own log."""

DATED_MONTH = N_("The article speaks of {said:month_year}; the edition of that year has the verdict.")


def to_saying(missing: Sequence[Lack], scope: Scope) -> Saying:
    """The lacks as one passage."""
    parts = [_WORDS[type(lack.need)](lack, scope) for lack in missing]
    return passage(parts)


def of_another_year(dated: Span, aside: Saying | None) -> Saying:
    """That a statement speaks of the article's year, which the edition is not of; and what it can add."""
    if dated.unit == "month":
        first = saying(DATED_MONTH, said=pd.Timestamp(said.YEAR, dated.number, 1))
    else:
        first = saying(DATED[dated.unit, dated.number], said=said.YEAR)
    return passage([first, aside] if aside else [first])


def rows(names: Sequence[str], scope: Scope) -> Saying:
    """No row of some models or vendors; of whatever is asked for where nobody is named."""
    if not names:
        return saying(N_("This edition holds no rows with which the statement could be measured."))
    return saying(
        N_("The complete weeks of this edition hold no row of {names:names}."), names=scope.labels(names)
    )


def _span(lack: Lack, scope: Scope) -> Saying:
    need = lack.need
    assert isinstance(need, Span)
    year = scope.coverage.year
    if year != said.YEAR and need.unit != "month":
        return saying(PUT, year=year, whole=[WHOLE[need.unit, need.number]], found=lack.found)
    if need.unit == "month":
        return saying(MONTH, month=pd.Timestamp(year, need.number, 1), found=lack.found)
    return saying(PERIODS[need.unit, need.number], year=year, found=lack.found)


def _weeks(lack: Lack, scope: Scope) -> Saying:
    if isinstance(lack.need, Weeks) and lack.need.in_a_row:
        return saying(
            N_(
                "It takes {wanted:weeks} that follow each other; in this edition there are at most "
                "{found:weeks}."
            ),
            wanted=lack.wanted,
            found=lack.found,
        )
    return saying(
        N_("It takes at least {wanted:weeks} that are complete; this edition has {found:weeks}."),
        wanted=lack.wanted,
        found=lack.found,
    )


def _after_peak(lack: Lack, scope: Scope) -> Saying:
    return saying(
        N_("It takes at least {wanted:weeks} after the largest; this edition has {found:weeks}."),
        wanted=lack.wanted,
        found=lack.found,
    )


def _forecast(lack: Lack, scope: Scope) -> Saying:
    assert isinstance(lack.need, Forecast)
    return saying(
        N_(
            "The statement speaks of {year:text}; of that year it takes at least {wanted:weeks}, and this "
            "edition has {found:weeks}."
        ),
        year=lack.need.year,
        wanted=lack.wanted,
        found=lack.found,
    )


def _present(lack: Lack, scope: Scope) -> Saying:
    if lack.found == 0 or lack.wanted == 1:
        return rows(lack.names, scope)
    return saying(
        N_("It takes {wanted:weeks} with rows of {names:names}; this edition has {found:weeks}."),
        names=scope.labels(lack.names),
        wanted=lack.wanted,
        found=lack.found,
    )


def _launched(lack: Lack, scope: Scope) -> Saying:
    return saying(
        N_("The first weeks of {names:names} lie outside this edition."), names=scope.labels(lack.names)
    )


ENDED = {
    "aider": N_("The runs of Aider's benchmark end on {last:date}, before this edition begins."),
    "eci": N_("The Epoch Capabilities Index in this book ends on {last:date}, before this edition begins."),
}


def _given(lack: Lack, scope: Scope) -> Saying:
    last = {name: benchmark(name)[BENCHMARKS[name][1]].max() for name in lack.names if name in ENDED}
    over = {name: day for name, day in last.items() if day < scope.edition.start}
    data = [GIVEN[name] for name in lack.names if name in GIVEN and name not in over]
    unset = [name for name in lack.names if name not in GIVEN]
    parts = [saying(N_("This edition lacks: {names:messages}."), names=data)] if data else []
    parts += [saying(ENDED[name], last=day) for name, day in over.items()]
    if unset:
        parts.append(saying(N_("This edition's settings leave open: {names:names}."), names=unset))
    return passage(parts)


_WORDS: dict[type, Callable[[Lack, Scope], Saying]] = {
    Span: _span,
    Weeks: _weeks,
    Windows: _weeks,
    AfterPeak: _after_peak,
    Forecast: _forecast,
    Present: _present,
    Launched: _launched,
    Given: _given,
}
