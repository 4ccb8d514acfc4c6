"""The whole article: every chapter's statements. Only pages that tell the book's tally import it."""

from functools import cached_property

from tokenbook.article import disruptors, flash_mini, intro, others, outlook, specialists, volume
from tokenbook.article.registry import LEANING_WORDS, Finding, Statement, tally
from tokenbook.article.sensitivity import Sensitivity, examine
from tokenbook.scope import Scope

STATEMENTS: tuple[Statement, ...] = (
    *intro.told,
    *volume.told,
    *flash_mini.told,
    *disruptors.told,
    *specialists.told,
    *others.told,
    *outlook.told,
)
"""In the article's order."""


class Judgement:
    """All statements, judged within one scope; each at most once.

    Attributes
    ----------
    findings : statement's id -> finding.
    tally : verdict -> how many statements have it.
    leanings : how many statements understate ("under") and overstate ("over").
    """

    def __init__(self, scope: Scope):
        self.scope = scope
        self.findings: dict[str, Finding] = {entry.id: entry.judge(scope) for entry in STATEMENTS}
        self.tally = tally(self.findings)
        found = [finding.leaning for finding in self.findings.values()]
        self.leanings = {leaning: found.count(leaning) for leaning in LEANING_WORDS}

    @cached_property
    def examined(self) -> dict[str, Sensitivity]:
        """What each verdict hangs on, by the statement's id."""
        return examine(STATEMENTS, self.scope, self.findings)

    @property
    def unstable(self) -> int:
        """How many verdicts change with one of the choices of `sensitivity`."""
        return sum(not hangs.stable for hangs in self.examined.values())

    @property
    def counts(self) -> dict[str, int]:
        """The tally by names as the prose has them: `supported`, `not_testable`, …, and `all`."""
        return {
            **{verdict.name.lower(): count for verdict, count in self.tally.items()},
            "all": len(STATEMENTS),
        }
