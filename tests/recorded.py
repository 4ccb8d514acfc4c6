"""What the two committed editions say, as it was last looked at: `python tests/recorded.py` writes it anew.

A change of rows, measures or wording shows as a difference of `tests/recorded/*.json`, to be read before
it is committed. That the values are right is another test's matter (`test_second_computation`).
"""

import functools
import json
import sys
from pathlib import Path
from typing import Any

from conditions import usual_conditions

from tokenbook import editions, places
from tokenbook.article.registry import Statement
from tokenbook.article.whole import STATEMENTS
from tokenbook.scope import Scope, open_scope
from tokenbook.wording import Wording

EDITIONS = ("2025", "2026")
FOLDER = Path(__file__).parent / "recorded"


@functools.cache
def scope_of(edition: str) -> Scope:
    """A committed edition's scope, opened once."""
    return open_scope(editions.load(edition))


@functools.cache
def english() -> Wording:
    """The English wording."""
    return Wording("en")


def said(entry: Statement, edition: str) -> dict[str, Any]:
    """A statement's verdict, its value to ten digits, its sentences in English."""
    scope = scope_of(edition)
    finding = entry.judge(scope)
    value = float(f"{finding.value:.10g}") if isinstance(finding.value, float) else finding.value
    aside = entry.instead(scope) if entry.instead else None
    return {
        "verdict": finding.verdict.name,
        "leaning": finding.leaning,
        "value": value,
        "unit": finding.unit,
        "short": finding.short(english()),
        "evidence": finding.evidence.to(english()),
        "instead": aside.to(english()) if aside else None,
    }


def recorded(edition: str) -> dict[str, Any]:
    """What was last looked at."""
    found: dict[str, Any] = json.loads((FOLDER / f"{edition}.json").read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Write both editions' files anew."""
    FOLDER.mkdir(exist_ok=True)
    for edition in EDITIONS:
        found = {
            "statements": {entry.id: said(entry, edition) for entry in STATEMENTS},
            "conditions": {
                slug: conditions
                for slug in places.chapters()
                if (conditions := usual_conditions(slug, edition))
            },
        }
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (FOLDER / f"{edition}.json").write_text(text, encoding="utf-8")
        print(f"{edition}: written; git diff tests/recorded shows what has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
