"""From measured values and limits to verdicts."""

from tokenbook.article.registry import Verdict
from tokenbook.scope import Scope


def by_deviation(scope: Scope, measured: float, said: float) -> tuple[Verdict, str]:
    """Judge a figure by how far off it is, relative to what was said; with the leaning."""
    off = measured / said - 1
    leaning = "under" if off > 0 else "over"
    # a quotient of floats may lie a hair beside the limit that it is
    distance = abs(off) - 1e-12
    if distance <= scope.limit("near"):
        return Verdict.SUPPORTED, ""
    if distance <= scope.limit("loose"):
        return Verdict.PARTLY, leaning
    return Verdict.CONTRADICTED, leaning


def graded(*conditions: bool) -> Verdict:
    """Supported if all conditions hold, partly supported if some do, else contradicted."""
    if all(conditions):
        return Verdict.SUPPORTED
    return Verdict.PARTLY if any(conditions) else Verdict.CONTRADICTED


def stepped(supported: bool, partly: bool) -> Verdict:
    """Supported, else partly supported, else contradicted."""
    if supported:
        return Verdict.SUPPORTED
    return Verdict.PARTLY if partly else Verdict.CONTRADICTED


def by_readings(*verdicts: Verdict) -> Verdict:
    """A sentence that may be read in several ways, each judged: what all say, else partly supported."""
    return verdicts[0] if len(set(verdicts)) == 1 else Verdict.PARTLY


def by_halves(*verdicts: Verdict | None) -> Verdict:
    """A sentence that says several things at once, each judged; None for what no data here can test.

    One that fails beside what cannot be tested refutes the whole; one that holds beside it supports a
    part. What differs is partly supported.
    """
    known = {verdict for verdict in verdicts if verdict is not None}
    if not known:
        return Verdict.NOT_TESTABLE
    if len(known) > 1:
        return Verdict.PARTLY
    (verdict,) = known
    untested = None in verdicts
    return Verdict.PARTLY if untested and verdict == Verdict.SUPPORTED else verdict
