"""Statements, and what is found on them.

A statement declares together what it says, whom it names, which limits it is judged by, which figure
shows it, and its measure: a function of a `Scope` that yields a `Finding`. The verdict follows from the
measured numbers and the limits; no verdict is written by hand. Sentences are stored as English templates
(`wording.N_`) and said by a `Wording`.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tokenbook import said
from tokenbook.article import lacking
from tokenbook.coverage import Need, Span, lacks
from tokenbook.limits import LIMITS
from tokenbook.scope import NoRowsError, Scope
from tokenbook.wording import N_, Saying, Wording, saying


class Verdict(StrEnum):
    """What the rows say to a statement."""

    SUPPORTED = "supported"
    PARTLY = "partly supported"
    CONTRADICTED = "contradicted"
    NOT_TESTABLE = "not testable with these data"
    NO_DATA = "no data in this period"


VERDICT_WORDS = {
    Verdict.SUPPORTED: N_("supported"),
    Verdict.PARTLY: N_("partly supported"),
    Verdict.CONTRADICTED: N_("contradicted"),
    Verdict.NOT_TESTABLE: N_("not testable with these data"),
    Verdict.NO_DATA: N_("no verdict for this period"),
}

LEANING_WORDS = {
    "under": N_("the article understates"),
    "over": N_("the article overstates"),
}

KINDS = ("figure", "pattern", "cause", "forecast")


@dataclass(frozen=True)
class Finding:
    """What a measure found.

    Attributes
    ----------
    verdict : from the measured value and the limits.
    evidence : the sentence that a reader can quote.
    measured : the value in short, for the table; None where there is nothing to measure.
    leaning : "under" or "over" where the article's figure is too small or too large, else "".
    value, unit : the measured value for machines, and what it counts: a number with "share", "ratio",
        "tokens", …, or a day as YYYY-MM-DD with "day"; None and "" where nothing is measured.
    """

    verdict: Verdict
    evidence: Saying
    measured: Saying | None = None
    leaning: str = ""
    value: float | str | None = None
    unit: str = ""

    def short(self, say: Wording) -> str:
        """What was measured, in one language; a dash where there is nothing."""
        return self.measured.to(say) if self.measured else "–"

    def number(self, name: str) -> object:
        """A quantity of the evidence, for the prose; None where the rows do not yield it."""
        return self.evidence.values.get(name)


Measure = Callable[[Scope], Finding]
Aside = Callable[[Scope], Saying | None]


@dataclass(frozen=True)
class Statement:
    """One statement of the article.

    Attributes
    ----------
    id : as in the list of statements; also the anchor of its verdict (`claim-…`).
    chapter : slug of the chapter that tells it.
    kind : one of `KINDS`.
    text : the statement in neutral words (English; German in the catalogue).
    measure : judges it.
    article : the article's own figure, where there is one.
    cast : the models, families or vendors that it names, as in `data/models.csv`; the same in every
        edition. Whom an edition looks at besides is said by its `edition.yml`.
    limits : names of the limits from which its verdict follows.
    figure : slug of the chart that shows what it speaks of, where there is one.
    needs : what an edition has to hold, or nothing is measured.
    dated : the part of the article's year of which it speaks, where it dates something or names models of
        that year; an edition of another year has no verdict on it. None where any year can be asked.
    instead : what an edition of another year can say of that; None where it has nothing.
    untouched : ids of the choices (see `sensitivity`) that cannot move what is measured -> why. All
        others can, and so can each of its limits.
    """

    id: str
    chapter: str
    kind: str
    text: str
    measure: Measure
    article: str = ""
    cast: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    figure: str = ""
    needs: tuple[Need, ...] = ()
    dated: Span | None = None
    instead: Aside | None = None
    untouched: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind {self.kind!r}; allowed are {', '.join(KINDS)}")
        for name in self.limits:
            if name not in LIMITS:
                raise ValueError(f"{self.id}: no limit is called {name!r}")

    @property
    def code(self) -> str:
        """The measure as it is written, without the declaration above it."""
        source = inspect.getsource(self.measure)
        return source[source.index("def ") :]

    def seen(self, scope: Scope) -> Scope:
        """Within what it is judged: a forecast on the following edition, where this one lacks its weeks."""
        later = scope.later if self.kind == "forecast" and lacks(self.needs, scope.coverage) else None
        return later or scope

    def asked_of(self, scope: Scope) -> bool:
        """Whether the edition is of the year of which the statement speaks, or it speaks of none."""
        return not self.dated or scope.coverage.year == said.YEAR

    def aside(self, scope: Scope) -> Saying | None:
        """What an edition of another year can say of it; None where it has nothing."""
        return self.instead(scope) if self.instead else None

    def judge(self, scope: Scope) -> Finding:
        """The finding; "no data in this period" where the edition lacks what it needs.

        Of somebody's own log no statement is judged: all of them are on the market.
        """
        if scope.edition.own:
            return Finding(Verdict.NOT_TESTABLE, saying(lacking.OWN))
        scope = self.seen(scope)
        if self.dated and not self.asked_of(scope):
            return Finding(Verdict.NO_DATA, lacking.of_another_year(self.dated, self.aside(scope)))
        if missing := lacks(self.needs, scope.coverage):
            return Finding(Verdict.NO_DATA, lacking.to_saying(missing, scope))
        try:
            return self.measure(scope)
        except NoRowsError as error:
            return Finding(Verdict.NO_DATA, lacking.rows(error.names, scope))


class Statements(list[Statement]):
    """The statements of one chapter, in the article's order.

    Parameters
    ----------
    chapter : the chapter's slug.
    """

    def __init__(self, chapter: str):
        super().__init__()
        self.chapter = chapter

    def add(
        self,
        id: str,
        kind: str,
        text: str,
        article: str = "",
        *,
        cast: Sequence[str] = (),
        limits: Sequence[str] = (),
        figure: str = "",
        needs: Sequence[Need] = (),
        dated: Span | None = None,
        instead: Aside | None = None,
        untouched: Mapping[str, str] | None = None,
    ) -> Callable[[Measure], Statement]:
        """Make the measure below it the judge of a statement; its name then stands for the statement."""

        def register(measure: Measure) -> Statement:
            entry = Statement(
                id,
                self.chapter,
                kind,
                text,
                measure,
                article,
                tuple(cast),
                tuple(limits),
                figure,
                tuple(needs),
                dated,
                instead,
                untouched or {},
            )
            self.append(entry)
            return entry

        return register


def tally(findings: Mapping[str, Finding]) -> dict[Verdict, int]:
    """How many of some findings have which verdict."""
    found = [finding.verdict for finding in findings.values()]
    return {verdict: found.count(verdict) for verdict in Verdict}
