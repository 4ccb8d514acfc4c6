"""What a verdict hangs on: the same statement judged once more after each choice made otherwise.

The book's own choices are: complete weeks only; variants of a model added up; the edition's top N; shares
of all tokens of a span, free ones included; four weeks for start and end; launch weeks left out; tiers
as in the catalogue; the limits as they stand. Each `Choice` turns one of them around.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from tokenbook import measures, side
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statement, Verdict
from tokenbook.limits import LIMITS
from tokenbook.scope import Scope
from tokenbook.wording import N_, Saying, Wording, saying

MIN_DAYS = 4
"""A week with fewer days is not scaled up: less of it would be measured than guessed."""

JUDGED = (Verdict.SUPPORTED, Verdict.PARTLY, Verdict.CONTRADICTED)


@dataclass(frozen=True)
class Choice:
    """A choice made otherwise.

    Attributes
    ----------
    id : for tables and documents.
    text : what you do then, as the end of a sentence that begins "… if you".
    apply : the scope as the book has it -> the scope after the choice; None where the edition lacks
        what it takes.
    """

    id: str
    text: Saying
    apply: Callable[[Scope], Scope | None]


def _with_rows(scope: Scope, rows: pd.DataFrame) -> Scope:
    return replace(scope, edition=scope.edition.counted(rows))


def _paid(scope: Scope) -> Scope | None:
    """Only what was paid for."""
    if "free" not in scope.coverage.given:
        return None
    return replace(_with_rows(scope, measures.paid(scope.edition.rows)), paid=True)


def _window(weeks: int) -> Callable[[Scope], Scope | None]:
    def apply(scope: Scope) -> Scope | None:
        """Start and end of so many weeks; none where the two would share one."""
        return replace(scope, window=weeks) if len(scope.coverage.weeks) >= 2 * weeks else None

    return apply


def _top(number: int) -> Callable[[Scope], Scope | None]:
    def apply(scope: Scope) -> Scope:
        """Another top N."""
        return replace(scope, parameters={**scope.parameters, "top_n": number})

    return apply


def _scaled(scope: Scope) -> Scope:
    """Incomplete weeks scaled up to seven days."""
    rows = scope.edition.rows
    rows = rows[rows["days"] >= MIN_DAYS]
    tokens = (rows["tokens"] * measures.FULL_WEEK / rows["days"]).round().astype("int64")
    return _with_rows(scope, rows.assign(tokens=tokens, days=measures.FULL_WEEK))


def _apart(scope: Scope) -> Scope:
    """Each published name for itself; a model's largest one stands for the model."""
    rows = scope.edition.rows
    sizes = rows.groupby(["model", "slug"], sort=False)["tokens"].sum()
    largest = set(sizes.groupby(level="model").idxmax())
    own = [pair in largest for pair in zip(rows["model"], rows["slug"], strict=True)]
    return _with_rows(scope, rows.assign(model=rows["model"].where(own, rows["slug"] + " (apart)")))


def _named(scope: Scope) -> Scope:
    """Only the tokens of models with a name."""
    return _with_rows(scope, measures.known(scope.edition.rows))


def fast_light(scope: Scope) -> Scope | None:
    """Models called Fast are light ones."""
    tiers = scope.parameters.get("light_tiers")
    if not tiers:
        return None
    rows = scope.edition.rows
    fast = rows["label"].str.contains(r"\bFast\b", regex=True)
    return _with_rows(scope, rows.assign(tier=rows["tier"].mask(fast, tiers[0])))


def _closed_flagships(scope: Scope) -> Scope:
    """Flagships with open weights are a tier of their own."""
    rows = scope.edition.rows
    is_open = side.weights_of(rows["slug"]).eq("yes")
    return _with_rows(
        scope, rows.assign(tier=rows["tier"].mask(is_open & (rows["tier"] == "flagship"), "open flagship"))
    )


CHOICES = (
    Choice("paid", saying(N_("count only tokens known to be paid for")), _paid),
    Choice("window-8", saying(N_("take eight weeks for start and end")), _window(8)),
    Choice("window-13", saying(N_("take thirteen weeks for start and end")), _window(13)),
    Choice("top-10", saying(N_("draw the line of “Others” after the top 10")), _top(10)),
    Choice("top-20", saying(N_("draw the line of “Others” after the top 20")), _top(20)),
    Choice(
        "launch-in",
        saying(N_("count launch weeks, too")),
        lambda scope: replace(scope, launch_weeks=True),
    ),
    Choice(
        "mean-of-weeks",
        saying(N_("give each week the same weight")),
        lambda scope: replace(scope, pooled=False),
    ),
    Choice("apart", saying(N_("tell the variants of a model apart")), _apart),
    Choice("named", saying(N_("count only tokens with a model's name")), _named),
    Choice("scaled", saying(N_("scale weeks that lack days up to seven")), _scaled),
    Choice("fast-light", saying(N_("count models called “Fast” as light ones")), fast_light),
    Choice("closed-flagships", saying(N_("leave open models out of the flagships")), _closed_flagships),
)
"""Of several choices that change a verdict the first one is told as the decisive one."""

IDS = tuple(choice.id for choice in CHOICES)

COUNT = N_("A count, a rank or a date is judged, which this does not move.")
NO_MODELS = N_("No models are told apart here.")
NO_TOP = N_("No top N is drawn here.")
NO_ENDS = N_("Start and end of the period are not compared here.")
NO_LAUNCH = N_("No model's launch week lies in what is measured.")
NO_TIERS = N_("Tiers play no part here.")
NO_POOL = N_("No share is taken over several weeks here.")
NOT_USAGE = N_("A benchmark's rows are measured, not those of usage.")
WHOLE = N_("No incomplete week lies in what is measured.")
NO_REST = N_("What has no name plays no part here.")
NEVER_FREE = N_("Nothing that is measured was ever used at price 0.")
EVERY_TOKEN = N_("Every token of a week counts here, whoever came in it.")
"""Why a choice cannot touch a statement; tested: it leaves the measured value as it is."""

ENDS = dict.fromkeys(("window-8", "window-13"), NO_ENDS)
TOPS = dict.fromkeys(("top-10", "top-20"), NO_TOP)
TIERS = dict.fromkeys(("fast-light", "closed-flagships"), NO_TIERS)
"""Choices that cannot touch a statement for the same reason; see `Statement.untouched`."""

UNMOVED = N_("The measured value stays as it is in this edition.")
NOTHING_LEFT = N_("Nothing would be left to judge.")
NOT_HERE = N_("This edition lacks what it would take.")
NOT_JUDGED = N_("Nothing is judged here.")


@dataclass(frozen=True)
class Trial:
    """A choice tried on a statement.

    Attributes
    ----------
    finding : what is found then, where the choice moves what is measured or the limit that decides.
    reason : why it does not, where it does not.
    """

    choice: Choice
    finding: Finding | None = None
    reason: str = ""


@dataclass(frozen=True)
class Sensitivity:
    """A statement's finding, and every choice as tried on it.

    Attributes
    ----------
    finding : as the book has it.
    trials : in the order of `CHOICES`, then the statement's limits one notch down and up.
    """

    finding: Finding
    trials: tuple[Trial, ...]

    @property
    def others(self) -> list[tuple[Choice, Finding]]:
        """The choices that count, with what is found then."""
        return [(trial.choice, trial.finding) for trial in self.trials if trial.finding is not None]

    @property
    def flips(self) -> list[tuple[Choice, Finding]]:
        """Those that change the verdict."""
        return [pair for pair in self.others if pair[1].verdict != self.finding.verdict]

    @property
    def decisive(self) -> tuple[Choice, Finding] | None:
        """The first of those that move the verdict furthest; None where none moves it."""
        order = list(JUDGED)
        own = order.index(self.finding.verdict) if self.flips else 0
        return max(self.flips, key=lambda pair: abs(order.index(pair[1].verdict) - own), default=None)

    @property
    def kept(self) -> int:
        """How many of the choices that count keep the verdict."""
        return len(self.others) - len(self.flips)

    @property
    def stable(self) -> bool:
        """Whether no choice changes the verdict."""
        return not self.flips

    def to(self, say: Wording) -> str:
        """The line that a reader gets; empty where nothing is judged."""
        if self.finding.verdict not in JUDGED:
            return ""
        tried = len(self.others)
        if not tried:
            return say(N_("No other choice moves what is measured."))
        said = say(
            N_("Choices that keep the verdict: {kept:count} of {tried:count}."), kept=self.kept, tried=tried
        )
        if self.decisive is None:
            return said
        choice, other = self.decisive
        decisive = say(
            N_("It becomes “{verdict:text}” if you {choice:said} ({measured:text})."),
            verdict=say(VERDICT_WORDS[other.verdict]),
            choice=choice.text,
            measured=other.short(say),
        )
        return f"{said} {decisive}"


def otherwise(scope: Scope) -> list[tuple[Choice, Scope | None]]:
    """The scope after each choice; None where it cannot be made or leaves no complete week."""
    applied = [(choice, choice.apply(scope)) for choice in CHOICES]
    return [(choice, other if other is not None and len(other.weeks) else None) for choice, other in applied]


def notches(entry: Statement) -> list[Choice]:
    """Each of a statement's limits one notch down and one up, as choices."""
    return [
        Choice(f"{name} {sign}", _moved(name, value), _with_limit(name, value))
        for name in entry.limits
        for sign, value in (("-", LIMITS[name].lower), ("+", LIMITS[name].upper))
    ]


def _moved(name: str, value: float) -> Saying:
    entry = LIMITS[name]
    return saying(
        N_("set {limit:messages} at {value:quantity} instead of {usual:quantity}"),
        limit=[entry.words],
        value=(value, entry.kind),
        usual=(entry.value, entry.kind),
    )


def _with_limit(name: str, value: float) -> Callable[[Scope], Scope | None]:
    return lambda scope: replace(scope, moved={**scope.moved, name: value})


def weigh(
    entry: Statement, finding: Finding, scope: Scope, others: Iterable[tuple[Choice, Scope | None]]
) -> Sensitivity:
    """What a statement's finding hangs on: it is judged once more after each choice."""
    if finding.verdict not in JUDGED:
        return Sensitivity(finding, tuple(Trial(choice, reason=NOT_JUDGED) for choice, _ in others))
    seen = entry.seen(scope)
    if seen is not scope:
        scope, others = seen, otherwise(seen)
    trials = [_try(entry, choice, other, finding) for choice, other in others]
    # a moved limit counts even where what is measured stays
    trials += [_try(entry, choice, choice.apply(scope)) for choice in notches(entry)]
    return Sensitivity(finding, tuple(trials))


def _try(entry: Statement, choice: Choice, other: Scope | None, unmoved: Finding | None = None) -> Trial:
    """A choice tried; one after which the finding is `unmoved` does not count."""
    if choice.id in entry.untouched:
        return Trial(choice, reason=entry.untouched[choice.id])
    if other is None:
        return Trial(choice, reason=NOT_HERE)
    found = entry.judge(other)
    if found.verdict not in JUDGED:
        return Trial(choice, reason=NOTHING_LEFT)
    if unmoved is not None and quantities(found) == quantities(unmoved):
        return Trial(choice, reason=UNMOVED)
    return Trial(choice, found)


def quantities(finding: Finding) -> tuple[object, ...]:
    """What was measured, to the last digit: the values that the verdict's short form tells."""
    return (finding.verdict, *(finding.measured.values.values() if finding.measured else ()))


def examine(
    entries: Iterable[Statement], scope: Scope, findings: Mapping[str, Finding]
) -> dict[str, Sensitivity]:
    """What the findings on statements hang on.

    Parameters
    ----------
    findings : statement's id -> what was found within `scope`.

    Returns
    -------
    Statement's id -> what its verdict hangs on.
    """
    others = otherwise(scope)
    return {entry.id: weigh(entry, findings[entry.id], scope, others) for entry in entries}
