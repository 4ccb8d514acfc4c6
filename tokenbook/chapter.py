"""What a notebook imports: one chapter in one language.

A chapter's code cells load, measure and show; everything they show goes through here, so that each
number is formatted once, and each figure and table carries its caption, source and data.
"""

import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import jinja2
import pandas as pd
from IPython.display import HTML, display
from markupsafe import Markup

from tokenbook import claims, editions, explorer, measures, numbers, published, sensitivity, style
from tokenbook.case import EDGE_WEEKS, Case, NoRowsError, open_case
from tokenbook.figures import LEADERS, Chart
from tokenbook.glue import glue
from tokenbook.rows.usage import OTHER
from tokenbook.wording import N_, NOT_AVAILABLE, Wording


def _attributes(values: Mapping[str, str]) -> Markup:
    """HTML attributes of those values that say something; most cells of a table have none."""
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in values.items() if value)


TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("tokenbook"),
    autoescape=True,  # slugs and labels come from outside
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
TEMPLATES.filters["attributes"] = _attributes

RIGHT = {"tokens", "trillions", "share", "points", "count", "number", "decimal"}
"""The kinds of quantity that stand at the right of a table's column."""

FACT_COLUMNS = (
    "id",
    "page",
    "statement",
    "article",
    "measured",
    "verdict_code",
    "verdict",
    "leaning",
    "evidence",
    "sensitivity",
    "link",
)
"""Columns of the fact check that is offered for download; codes are the same in every language."""


class Chapter:
    """One chapter in one language, computed from one edition.

    Parameters
    ----------
    name : the notebook's file name without ending, for instance `01_volume`.
    lang : "de" or "en".
    edition : name of a folder below `data/`, or a path to one or to its `usage.csv`.
    downloads : folder for the figures' data, or None to write none.
    parameters : the chapter's own parameters; None keeps the edition's.

    Attributes
    ----------
    say : the chapter's `Wording`.
    case : the edition with the parameters.
    rows, weeks : usage frames with names; of all weeks, and of the complete ones.
    """

    def __init__(
        self,
        name: str,
        lang: str,
        edition: str | int | Path,
        downloads: str | Path | None = None,
        **parameters: object,
    ):
        self.name = name
        self.say = Wording(lang)
        self.edition = editions.load(edition)
        self.case: Case = open_case(self.edition, **parameters)
        self.rows, self.weeks = self.edition.rows, self.edition.weeks
        self._downloads = Path(downloads) if downloads else None
        self._figures = self._tables = 0
        self._examined: dict[str, sensitivity.Sensitivity] = {}

    @property
    def number(self) -> str:
        """The chapter's number; 0 for the introduction and a letter for what follows the chapters."""
        head = self.name.split("_", 1)[0]
        return str(int(head)) if head.isdecimal() else {"intro": "0"}.get(head, head[0].upper())

    def tell(self, kind: str, **values: object) -> None:
        """Glue quantities for the prose, formatted for the language; `kind` as in `Wording.format`.

        What the edition's rows do not yield (None, a missing number, an empty list) is told as such.
        """
        for name, value in values.items():
            text = self.say(NOT_AVAILABLE) if _missing(value) else self.say.format(value, kind)
            glue(name, text)

    @property
    def router(self) -> str:
        """Through whose hands the tokens went."""
        return self.edition.router

    def notes(self) -> None:
        """Say what a reader has to know where the edition's rows are not those the text was written on."""
        years = {self.edition.start.year, self.edition.end.year}
        if years != {claims.YEAR}:
            text = self.say(
                N_(
                    "The article speaks of {year:text}; the rows of this edition reach from {start:date} to "
                    "{end:date}. Each verdict says whether the statement holds for this period too."
                ),
                year=claims.YEAR,
                start=self.edition.first_day,
                end=self.edition.last_day,
            )
            self._show("note.html", text=text)
        if self.edition.own:
            text = self.say(
                N_(
                    "The numbers of this edition come from another source: {source:text}. What the text "
                    "says of OpenRouter's rows does not hold for them."
                ),
                source=self.router,
            )
            self._show("note.html", text=text)

    def parameter(self, name: str) -> object:
        """A parameter's value, None where the edition does not name any."""
        return self.case.parameters.get(name)

    def share_of(self, names: list[str], by: str = "model") -> pd.Series:
        """Joint share of the week's tokens of some values of `by`; 0 where they have no row."""
        return measures.shares(self.weeks, by).reindex(columns=names, fill_value=0.0).sum(axis=1)

    def ends(self, series: pd.Series) -> tuple[float, float]:
        """Means of the first and the last weeks of a weekly series; missing where it has none."""
        return self.case.ends(series) if len(series) else (math.nan, math.nan)

    def edge_weeks(self) -> tuple[pd.Index, pd.Index]:
        """The weeks that make the start and the end of the period."""
        weeks = pd.Index(self.weeks["week"].unique())
        return weeks[:EDGE_WEEKS], weeks[-EDGE_WEEKS:]

    def figure(self, chart_of, **options: object) -> None:
        """Show a chart with caption, limits, source and its data for download.

        Parameters
        ----------
        chart_of : a function of `tokenbook.figures`. Where the edition has no rows for it, a line
            says so instead.
        """
        try:
            chart: Chart = chart_of(self.case, **options)
        except NoRowsError:
            self._show("missing.html", text=self.say(N_("This edition holds no rows for this figure.")))
            return
        self._figures += 1
        if self._figures == 1 and self._downloads:
            self._write_card(chart)
        title = self.say(N_("Figure {number:text}"), number=f"{self.number}.{self._figures}")
        pictures = {
            layout.name: Markup(
                style.draw(chart.paint, layout, self.say, chart.slug, places=chart.numbers.places)
            )
            for layout in style.LAYOUTS
        }
        self._show(
            "figure.html",
            alt=chart.alt.to(self.say),
            slug=chart.slug,
            title=title,
            caption=chart.caption.to(self.say),
            limits=chart.limits.to(self.say),
            source=self.source,
            pictures=pictures,
            file=self._write(chart.slug, chart.data),
            download=self.say(N_("Data (CSV)")),
            along=chart.numbers.along,
            read=self.say(N_("{figure:text}: read off the values"), figure=title),
            table=numbers.as_table(chart.numbers, self.say),
            summary=self.say(N_("Numbers of this figure as a table")),
        )

    def explorer(self) -> None:
        """Show what the page's script turns into the explorer, and write the names that it needs.

        The script replaces the figure of `figures.leading_models`, which stands above it.
        """
        if self._downloads is None:
            text = N_("The explorer works in the published book; here the figure shows the largest models.")
            self._show("missing.html", text=self.say(text))
            return
        names = explorer.names(self.edition)
        weeks = self.weeks["week"]
        self._show(
            "explorer.html",
            say=self.say,
            first=f"{weeks.min():%Y-%m-%d}",
            last=f"{weeks.max():%Y-%m-%d}",
            short=self.rows["week"].nunique() - weeks.nunique(),
            start=LEADERS,
            most=explorer.MOST,
            file=self._write("explorer", names),
            source=self.source,
        )

    def _write_card(self, chart: Chart) -> None:
        """The chapter's first figure for the picture that goes with a link to its page."""
        folder = self._downloads.parent / "cards"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}.png").write_bytes(style.draw_card(chart.paint, self.say, chart.slug))

    def table(
        self,
        slug: str,
        frame: pd.DataFrame,
        columns: Mapping[str, tuple[str, str]],
        caption: str,
    ) -> None:
        """Show a frame as a table in the language's formats.

        Parameters
        ----------
        columns : column of the frame -> (heading, kind); headings and `caption` are messages in
            English with a wording in the catalogue. Missing values stand as a dash.
        """
        self._tables += 1
        heads = [
            {"text": self.say(text), "side": "right" if kind.partition(":")[0] in RIGHT else "left"}
            for text, kind in columns.values()
        ]
        lines = [
            [
                "–" if pd.isna(line[name]) else self.say.format(line[name], kind)
                for name, (_, kind) in columns.items()
            ]
            for line in frame.to_dict("records")
        ]
        self._show(
            "table.html",
            slug=slug,
            title=self.say(N_("Table {number:text}"), number=f"{self.number}.{self._tables}"),
            caption=self.say(caption),
            heads=heads,
            lines=lines,
            source=self.source,
        )

    LEADER_COLUMNS: ClassVar = {
        "label": (N_("Model"), "text"),
        "vendor": (N_("Vendor"), "text"),
        "tokens": (N_("Tokens (T)"), "trillions"),
        "share": (N_("Share of all tokens"), "share"),
        "best": (N_("Best weekly rank"), "count"),
        "weeks_first": (N_("Weeks in first place"), "count"),
    }

    def leaders(self, rows: pd.DataFrame, count: int) -> pd.DataFrame:
        """The largest models among some rows of complete weeks, measured against all of them.

        Returns
        -------
        DataFrame with the columns of `LEADER_COLUMNS`, most tokens first.
        """
        tokens = rows.groupby("model")["tokens"].sum().drop(OTHER, errors="ignore")
        tokens = tokens.sort_values(ascending=False, kind="stable").head(count)
        ranks = measures.ranks(self.weeks, "model")[tokens.index]
        names = rows.drop_duplicates("model").set_index("model").loc[tokens.index]
        return pd.DataFrame(
            {
                "label": names["label"],
                "vendor": names["vendor"],
                "tokens": tokens,
                "share": tokens / self.weeks["tokens"].sum(),
                "best": ranks.min(),
                "weeks_first": ranks.eq(1).sum(),
            }
        )

    @property
    def source(self) -> str:
        """The line that OpenRouter's licence asks for, or the source of other rows; both say the change."""
        return self._source(self.edition.own, self.router, self.edition.provenance.get("as_of"))

    def _source(self, own: bool, router: str, as_of: str | None) -> str:
        if own:
            return self.say(N_("Source: {source:text}; daily rows added up to weeks."), source=router)
        if as_of is None:
            return self.say(
                N_("Source: OpenRouter (openrouter.ai/rankings); CC BY 4.0; daily rows added up to weeks.")
            )
        return self.say(
            N_(
                "Source: OpenRouter (openrouter.ai/rankings), as of {as_of:moment}; CC BY 4.0; "
                "daily rows added up to weeks."
            ),
            as_of=as_of,
        )

    def findings(self) -> list[tuple[claims.Statement, claims.Finding]]:
        """This chapter's statements, judged with its parameters."""
        return [(entry, entry.judge(self.case)) for entry in claims.of_chapter(self.name)]

    @cached_property
    def _judged(self) -> list[claims.Finding]:
        return [entry.judge(self.case) for entry in claims.STATEMENTS]

    def _examine(self, entries: list[claims.Statement]) -> dict[str, sensitivity.Sensitivity]:
        """What these statements' verdicts hang on; each is examined once."""
        new = [entry for entry in entries if entry.id not in self._examined]
        if new:
            self._examined |= sensitivity.examine(new, self.case)
        return self._examined

    def verdict(self, id: str) -> None:
        """Show one of the chapter's statements with verdict, evidence and what the verdict hangs on."""
        entries = claims.of_chapter(self.name)
        (entry,) = [entry for entry in entries if entry.id == id]
        self._examine(entries)
        self._show("verdict.html", item=self._verdict(entry))

    def fact_check(self) -> None:
        """Show all statements of the book in one table, each linked to its chapter."""
        self._examine(claims.STATEMENTS)
        heads = [
            N_("Statement"),
            N_("Article"),
            N_("Measured"),
            N_("Verdict"),
        ]
        verdicts = [self._verdict(entry) for entry in claims.STATEMENTS]
        self._show(
            "fact_check.html",
            heads=[self.say(head) for head in heads],
            verdicts=verdicts,
            counts=self._counts(self.tally()),
            files=self._write_fact_check(verdicts),
        )

    def editions(self, entries: list[dict] | None = None) -> None:
        """Show the editions of the site, each linked; by hand those below `data/`, without links.

        Parameters
        ----------
        entries : as `published.entry` makes them, the edition at the site's root first.
        """
        names = [entry["name"] for entry in entries or []]
        start = f"{self.say.lang}/chapters/intro"
        here = f"{self.say.lang}/chapters/{self.name}"
        items = [
            {
                "name": entry["name"],
                "here": entry["name"] == self.edition.name,
                "link": published.href(names, self.edition.name, here, entry["name"], start)
                if names
                else None,
                "text": self.say(
                    N_("{start:date} to {end:date}. Complete: {weeks:weeks} with {tokens:tokens} tokens."),
                    start=pd.Timestamp(entry["first_day"]),
                    end=pd.Timestamp(entry["last_day"]),
                    weeks=entry["weeks"],
                    tokens=entry["tokens"],
                ),
                "tally": self._counts(
                    {verdict: entry["verdicts"][verdict.name] for verdict in claims.Verdict}
                ),
                "source": self._source(entry["own"], entry["source"], entry["as_of"]),
            }
            for entry in entries or published.at_hand()
        ]
        self._show("editions.html", items=items, here=self.say(N_("this edition")))

    def _counts(self, tally: dict[claims.Verdict, int]) -> list[dict]:
        """A tally as the templates show it, without what nothing has."""
        return [
            {
                "mark": verdict.name.lower(),
                "count": count,
                "text": self.say(claims.VERDICT_WORDS[verdict]),
            }
            for verdict, count in tally.items()
            if count
        ]

    def leanings(self) -> dict[str, int]:
        """How many of the book's statements understate ("under") and overstate ("over")."""
        found = [finding.leaning for finding in self._judged]
        return {leaning: found.count(leaning) for leaning in claims.LEANING_WORDS}

    def unstable(self) -> int:
        """How many of the book's verdicts change with one of the choices of `sensitivity`."""
        examined = self._examine(claims.STATEMENTS)
        return sum(not examined[entry.id].stable for entry in claims.STATEMENTS)

    def tally(self) -> dict[claims.Verdict, int]:
        """How many of the book's statements have which verdict."""
        found = [finding.verdict for finding in self._judged]
        return {verdict: found.count(verdict) for verdict in claims.Verdict}

    def limits(self) -> None:
        """Show the limits from which the verdicts follow, each with its reason."""
        frame = pd.DataFrame(
            [{"value": entry.value, "reason": self.say(entry.reason)} for entry in claims.LIMITS.values()]
        )
        self.table(
            "limits",
            frame,
            {"value": (N_("Limit"), "decimal"), "reason": (N_("Reason"), "text")},
            N_("The limits from which the verdicts follow."),
        )

    def downloads(self) -> None:
        """Show the links to the edition's table and provenance (only where the press publishes them)."""
        if self._downloads is None:
            text = N_("The press publishes the weekly table with the book; by hand, see the folder data/.")
            self._show("missing.html", text=self.say(text))
            return
        files = {
            "usage.csv": self.say(N_("The weekly table (CSV)")),
            "usage.parquet": self.say(N_("The weekly table (Parquet)")),
            "provenance.json": self.say(N_("Where it is from (JSON)")),
        }
        self._show("downloads.html", files=files, source=self.source)

    def _verdict(self, entry: claims.Statement) -> dict:
        hangs = self._examined[entry.id]
        finding = hangs.finding
        return {
            "id": entry.id,
            "page": f"{entry.chapter}.html",
            "text": self.say(entry.text),
            "article": self.say(entry.article) if entry.article else "–",
            "measured": finding.measured.to(self.say) if finding.measured else "–",
            "verdict": self.say(claims.VERDICT_WORDS[finding.verdict]),
            "mark": finding.verdict.name.lower(),
            "leaning": self.say(claims.LEANING_WORDS[finding.leaning]) if finding.leaning else "",
            "evidence": finding.evidence.to(self.say),
            "sensitivity": hangs.to(self.say),
            "link": f"{entry.chapter}.html#told-{entry.id}",
        }

    def _write(self, slug: str, data: pd.DataFrame) -> str | None:
        if self._downloads is None:
            return None
        self._downloads.mkdir(parents=True, exist_ok=True)
        path = self._downloads / f"{slug}.csv"
        data.to_csv(path, index=False, date_format="%Y-%m-%d", lineterminator="\n")
        return path.name

    def _write_fact_check(self, verdicts: list[dict]) -> dict[str, str]:
        """Write the fact check as CSV and JSON: file -> name of its link."""
        if self._downloads is None:
            return {}
        table = pd.DataFrame(verdicts).rename(columns={"mark": "verdict_code", "text": "statement"})
        table = table[list(FACT_COLUMNS)]
        self._write("fact_check", table)
        path = self._downloads / "fact_check.json"
        path.write_text(table.to_json(orient="records", indent=1, force_ascii=False) + "\n", encoding="utf-8")
        return {
            "fact_check.csv": self.say(N_("The fact check (CSV)")),
            "fact_check.json": self.say(N_("The fact check (JSON)")),
        }

    def _show(self, template: str, **fields: object) -> None:
        words = {"copy": self.say(N_("Copy link")), "copied": self.say(N_("Copied"))}
        display(HTML(TEMPLATES.get_template(template).render(**words, **fields)))


def _missing(value: object) -> bool:
    return (pd.api.types.is_scalar(value) and pd.isna(value)) or (
        isinstance(value, list | dict) and not value
    )
