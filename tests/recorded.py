"""What the two committed editions say and draw, as last looked at: `python tests/recorded.py` writes it anew.

A change of rows, measures, wording or charts shows as a difference of `tests/recorded/`, to be read before
it is committed. That the values are right is another test's matter (`test_second_computation`).
"""

import functools
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from conditions import usual_conditions
from drawn import drawn, told
from matplotlib.figure import Figure
from own_logs import make_own
from rooms import CHARTS, CHARTS_OF

from tokenbook import editions, places
from tokenbook.article.registry import Statement
from tokenbook.article.whole import STATEMENTS
from tokenbook.charts import style
from tokenbook.charts.base import Chart
from tokenbook.scope import NoRowsError, Scope, open_scope
from tokenbook.wording import Wording

EDITIONS = ("2025", "2026")
OWNS = ("team", "four-years")
"""Made-up logs whose charts are recorded too."""

DRAWN = {edition: CHARTS for edition in EDITIONS} | {name: CHARTS_OF["own"] for name in OWNS}
FOLDER = Path(__file__).parent / "recorded"


@functools.cache
def scope_of(edition: str) -> Scope:
    """A committed edition's scope, opened once."""
    return open_scope(editions.load(edition))


def own_scope(name: str, folder: Path) -> Scope:
    """A made-up log's scope; its edition is made in a folder."""
    return open_scope(editions.load(make_own(name, folder / "data")))


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


def drawing(chart: Chart, layout: style.Layout) -> Figure:
    """A chart drawn in English."""
    figures: list[Figure] = []

    def paint(figure: Figure, layout: style.Layout, say: Wording) -> None:
        chart.paint(figure, layout, say)
        figures.append(figure)

    style.draw(paint, layout, english(), chart.slug)
    return figures[0]


def recorded_drawings(edition: str) -> dict[str, list[str]]:
    """What was last looked at, by chart and by drawing."""
    text = (FOLDER / f"{edition}.drawings.txt").read_text(encoding="utf-8")
    blocks = (block.splitlines() for block in text.split("\n# "))
    return {name.removeprefix("# "): lines for name, *lines in blocks}


def _drawings(edition: str, scope: Scope) -> str:
    blocks = []
    for name, function in DRAWN[edition].items():
        try:
            chart = function(scope)
        except NoRowsError:
            continue
        blocks.append([name, *told(chart, english())])
        for layout in style.LAYOUTS:
            blocks.append([f"{name} {layout.name}", *drawn(drawing(chart, layout))])
    return "".join("\n".join([f"# {name}", *lines, ""]) for name, *lines in blocks)


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
    with tempfile.TemporaryDirectory() as folder:
        for edition in DRAWN:
            scope = own_scope(edition, Path(folder)) if edition in OWNS else scope_of(edition)
            text = _drawings(edition, scope)
            (FOLDER / f"{edition}.drawings.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
