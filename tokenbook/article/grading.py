"""From measured values and limits to verdicts."""

from tokenbook.article.limits import limit
from tokenbook.article.registry import Verdict


def by_deviation(measured: float, said: float) -> tuple[Verdict, str]:
    """Judge a figure by how far off it is, relative to what was said; with the leaning."""
    off = measured / said - 1
    leaning = "under" if off > 0 else "over"
    # a quotient of floats may lie a hair beside the limit that it is
    distance = abs(off) - 1e-12
    if distance <= limit("near"):
        return Verdict.SUPPORTED, ""
    if distance <= limit("loose"):
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
