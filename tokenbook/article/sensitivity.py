"""What a verdict hangs on: the same statement judged once more after each choice made otherwise.

The book's own choices are: complete weeks only; variants of a model added up; the edition's top N;
shares of all tokens. Each `Choice` turns one of them around.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from tokenbook import measures
from tokenbook.article.limits import WIDER_TOP
from tokenbook.article.registry import VERDICT_WORDS, Finding, Statement, Verdict
from tokenbook.rows.usage import OTHER
from tokenbook.scope import Scope
from tokenbook.wording import N_, Wording

MIN_DAYS = 4
"""A week with fewer days is not scaled up: less of it would be measured than guessed."""


@dataclass(frozen=True)
class Choice:
    """A choice made otherwise.

    Attributes
    ----------
    text : what you do then, as the end of a sentence that begins "… if you".
    apply : the scope as the book has it -> the scope after the choice.
    """

    text: str
    apply: Callable[[Scope], Scope]


def _with_rows(scope: Scope, rows: pd.DataFrame) -> Scope:
    return replace(scope, edition=replace(scope.edition, rows=rows))


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
    return _with_rows(scope, scope.edition.rows[scope.edition.rows["slug"] != OTHER])


def _wider(scope: Scope) -> Scope:
    """A wider top N."""
    return replace(scope, parameters={**scope.parameters, "top_n": WIDER_TOP})


CHOICES = (
    Choice(N_("scale weeks that lack days up to seven"), _scaled),
    Choice(N_("tell the variants of a model apart"), _apart),
    Choice(N_("draw the line of “Others” after the top 20"), _wider),
    Choice(N_("count only tokens with a model's name"), _named),
)


@dataclass(frozen=True)
class Sensitivity:
    """A statement's finding, and those after each choice that changes the measured value.

    Attributes
    ----------
    finding : as the book has it.
    others : (choice, finding) where the measured value, as a reader sees it, is another.
    """

    finding: Finding
    others: list[tuple[Choice, Finding]]

    @property
    def stable(self) -> bool:
        """Whether no choice changes the verdict."""
        return all(other.verdict == self.finding.verdict for _, other in self.others)

    def to(self, say: Wording) -> str:
        """The one line that a reader gets; empty where there is nothing to measure."""
        if self.finding.measured is None or self.finding.verdict == Verdict.NO_DATA:
            return ""
        same, changed = [], []
        for choice, other in self.others:
            kept = other.verdict == self.finding.verdict
            (same if kept else changed).append((say(choice.text), other))
        lines = []
        if not self.others:
            lines.append(say(N_("None of the choices tried changes the value as shown.")))
        if same:
            lines.append(
                say(
                    N_("The verdict stays the same if you {choices:alternatives}."),
                    choices=[f"{text} ({_measured(other, say)})" for text, other in same],
                )
            )
        lines += [
            say(
                N_("The verdict becomes “{verdict:text}” if you {choice:text} ({measured:text})."),
                verdict=say(VERDICT_WORDS[other.verdict]),
                choice=text,
                measured=_measured(other, say),
            )
            for text, other in changed
        ]
        return " ".join(lines)


def _measured(finding: Finding, say: Wording) -> str:
    return finding.measured.to(say) if finding.measured else "–"


def otherwise(scope: Scope) -> list[tuple[Choice, Scope]]:
    """The scope after each choice; one that leaves no complete week leaves nothing to judge."""
    applied = [(choice, choice.apply(scope)) for choice in CHOICES]
    return [(choice, other) for choice, other in applied if len(other.weeks)]


def weigh(entry: Statement, finding: Finding, others: Iterable[tuple[Choice, Scope]]) -> Sensitivity:
    """What a statement's finding hangs on: it is judged once more in each of the other scopes."""
    if finding.measured is None:
        return Sensitivity(finding, [])
    say = Wording("en")  # only to compare values as rounded for a reader
    judged = [(choice, entry.judge(other)) for choice, other in others]
    base = (finding.verdict, _measured(finding, say))
    return Sensitivity(
        finding, [pair for pair in judged if (pair[1].verdict, _measured(pair[1], say)) != base]
    )


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
    return {entry.id: weigh(entry, findings[entry.id], others) for entry in entries}
