"""What moved between two built sites of one edition, and the words for it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html

SPOKEN = "en"
"""The language of pull requests; where a site lacks it, its first."""

MOST = 12
"""Lines of one list in a pull request; what is left out is counted."""


@dataclass(frozen=True)
class Week:
    """A week that is new, has more days, or was revised: tokens and days before (None: no week) and now."""

    start: str
    was: int | None
    now: int
    days: int
    had: int | None = None

    @property
    def filled(self) -> bool:
        """Whether it has other days than before; that its tokens differ is then no revision."""
        return self.was is not None and self.had != self.days


@dataclass(frozen=True)
class Verdict:
    """A statement whose verdict or measured value changed: (before, now) of each, and why."""

    statement: str
    verdict: tuple[str, str]
    measured: tuple[str, str]
    evidence: str


@dataclass(frozen=True)
class Moved:
    """What differs.

    Attributes
    ----------
    weeks : new and revised weeks, by date.
    verdicts, values : statements with another verdict; those whose measured value alone is another.
    headlines : place on the site -> text before and now; None where there was or is none.
    figures : page -> ids of the figures whose picture is another.
    """

    weeks: list[Week] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    values: list[Verdict] = field(default_factory=list)
    headlines: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    figures: dict[str, list[str]] = field(default_factory=dict)


def compare(before: Path, after: Path) -> Moved:
    """Compare two sites of the same edition, each with it at its root."""
    lang = spoken(after)
    verdicts, values = compare_verdicts(
        *(read_facts(site / lang / "data" / "fact_check.csv") for site in (before, after))
    )
    was, now = (read_pages(site / lang / "chapters") for site in (before, after))
    return Moved(
        compare_weeks(*(read_weeks(site / "data" / "usage.csv") for site in (before, after))),
        verdicts,
        values,
        differing(was.headlines, now.headlines),
        {
            page: changed
            for page in now.pictures
            if (changed := list(differing(was.pictures.get(page, {}), now.pictures[page])))
        },
    )


def spoken(site: Path) -> str:
    """The language in which a pull request speaks of a site."""
    languages = sorted(path.parent.name for path in site.glob("*/chapters"))
    return SPOKEN if SPOKEN in languages else languages[0]


def read_weeks(path: Path) -> dict[str, tuple[int, int]]:
    """Monday -> tokens and days of the weekly table."""
    weeks: dict[str, tuple[int, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tokens, _ = weeks.get(row["week"], (0, 0))
            weeks[row["week"]] = tokens + int(row["tokens"]), int(row["days"])
    return weeks


def compare_weeks(was: Mapping[str, tuple[int, int]], now: Mapping[str, tuple[int, int]]) -> list[Week]:
    """The weeks of which the tokens or the days are others than before."""
    return [
        Week(start, *((before[0], tokens, days, before[1]) if before else (None, tokens, days)))
        for start, (tokens, days) in sorted(now.items())
        for before in (was.get(start),)
        if before != (tokens, days)
    ]


def read_facts(path: Path) -> dict[str, dict]:
    """Statement -> its row of the fact check; none where a site has no fact check."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def compare_verdicts(was: Mapping[str, dict], now: Mapping[str, dict]) -> tuple[list, list]:
    """Statements with another verdict, and those with only another value."""
    moved = [
        Verdict(
            row["statement"],
            (was[name]["verdict"], row["verdict"]),
            (was[name]["measured"], row["measured"]),
            row["evidence"],
        )
        for name, row in now.items()
        if name in was
    ]
    other = [item for item in moved if item.verdict[0] != item.verdict[1]]
    return other, [item for item in moved if item not in other and item.measured[0] != item.measured[1]]


@dataclass
class Pages:
    """Place -> headline, and page -> figure -> its picture, of a site's pages in one language."""

    headlines: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)


def read_pages(folder: Path) -> Pages:
    """Read headings, captions and pictures of each page of a folder."""
    pages = Pages()
    for path in sorted(folder.glob("*.html")):
        tree = html.parse(path, html.HTMLParser(encoding="utf-8", huge_tree=True)).getroot()
        for heading in tree.iter("h1", "h2", "h3", "h4"):
            anchor = heading.getparent().get("id") or heading.get("id")
            if anchor:
                pages.headlines[f"{path.name}#{anchor}"] = said(heading)
        for figure in tree.iter("figure"):
            if not (name := figure.get("id")):
                continue
            for caption in figure.xpath("figcaption/p[1]"):
                pages.headlines[f"{path.name}#{name}"] = said(caption)
            picture = figure.xpath(".//svg")
            pages.pictures.setdefault(path.name, {})[name] = "".join(
                html.tostring(part, encoding="unicode") for part in picture
            )
    return pages


def said(element: html.HtmlElement) -> str:
    """A heading's or a caption's words, without its number and its buttons."""
    aside = "ancestor-or-self::*[self::button or @class='section-number' or @class='headerlink' or {}]"
    number = "contains(@class, 'tb-number')"
    words = element.xpath(f".//text()[not({aside.format(number)})]")
    return " ".join("".join(words).split())


def differing(was: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Key -> value before and now, of the keys that have another value, or none, on one side."""
    keys = [*now, *(key for key in was if key not in now)]
    return {key: (was.get(key), now.get(key)) for key in keys if was.get(key) != now.get(key)}


# ---------------------------------------------------------------- in words


def title(edition: str, moved: Moved) -> str:
    """The title of the pull request."""
    new = [week for week in moved.weeks if week.was is None]
    filled = [week for week in moved.weeks if week.filled]
    rows = [
        count(len(new), "new week"),
        *([f"{len(filled)} with more days"] if filled else []),
        f"{len(moved.weeks) - len(new) - len(filled)} revised",
        f"{count(len(moved.verdicts), 'verdict')} moved",
    ]
    return f"Edition {edition}: {', '.join(rows)}"


def text(edition: str, moved: Moved, update: str, pictures: Mapping[str, str]) -> str:
    """The text of the pull request, in Markdown.

    Parameters
    ----------
    update : what the update said of itself.
    pictures : figure's id -> address of its picture, or a word that is put right later.
    """
    return "\n\n".join(
        [
            f"New rows for edition {edition}. A machine wrote this; please read it before merging.",
            "## Rows\n\n" + _rows(moved.weeks) + f"\n\n```\n{update.strip()}\n```",
            "## Verdicts\n\n" + _verdicts(moved),
            "## Headlines\n\n" + _headlines(moved.headlines),
            "## Figures\n\n" + _figures(moved.figures, pictures),
        ]
    )


def _rows(weeks: list[Week]) -> str:
    lines = [
        f"- week of {week.start}: {_happened(week)} {week.now / 1e12:.3f} trillion tokens on "
        f"{count(week.days, 'day')}"
        for week in sorted(weeks, key=lambda week: (week.was is not None, week.filled, week.start))
    ]
    return listed(lines, "No week differs.")


def _happened(week: Week) -> str:
    """What happened to a week, in words."""
    if week.was is None:
        return "new,"
    if week.had is not None and week.filled:
        return f"had {count(week.had, 'day')}, now"
    return f"{revision(week.was, week.now)}, now"


def revision(was: int, now: int) -> str:
    """By how much a week's tokens changed, as a share of what they were."""
    if was == 0:
        return "had no tokens"
    change = now / was - 1
    return f"{'raised' if change > 0 else 'lowered'} by {abs(change):.2%}"


def _verdicts(moved: Moved) -> str:
    lines = [
        f"- **{item.statement}** {item.verdict[0]} → **{item.verdict[1]}**, because {item.measured[0]} "
        f"became {item.measured[1]}: {item.evidence}"
        for item in moved.verdicts
    ]
    also = [f"- {item.statement} {item.measured[0]} → {item.measured[1]}" for item in moved.values]
    return (
        listed(lines, "No verdict moved.")
        + "\n\n"
        + (f"Same verdict, other value:\n\n{listed(also, '')}" if also else "No other value moved either.")
    )


def _headlines(headlines: Mapping[str, tuple[str | None, str | None]]) -> str:
    lines = [f"- `{place}`: {was or '(none)'} → {now or '(none)'}" for place, (was, now) in headlines.items()]
    return listed(lines, "No headline and no caption moved.")


def _figures(figures: Mapping[str, list[str]], pictures: Mapping[str, str]) -> str:
    lines = []
    for page, names in figures.items():
        for name in names:
            shown = (
                f"\n\n  ![{name}]({pictures[name]})"
                if name in pictures
                else " (not shown when the page opens)"
            )
            lines.append(f"- `{page}#{name}`{shown}")
    return "\n".join(lines) or "No picture changed."


def listed(lines: list[str], none: str) -> str:
    """Lines, at most `MOST` of them."""
    left = len(lines) - MOST
    return "\n".join([*lines[:MOST], *([f"- and {left} more"] if left > 0 else [])]) or none


def count(number: int, thing: str) -> str:
    """`1 week`, `2 weeks`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
