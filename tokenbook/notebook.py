"""What a notebook imports: one chapter in one language.

A chapter's code cells load, measure and show; what they show goes through here, so that each number is
formatted once, and each figure and table carries its caption, source and data. No chapter's own modules
are imported here: a chapter imports its statements and charts itself, and reruns with them alone.
"""

import importlib
import importlib.util
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import jinja2
import pandas as pd
from IPython import get_ipython
from IPython.display import HTML, display
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import Python3Lexer

from tokenbook import editions, measures, places, said, settings
from tokenbook.article.registry import LEANING_WORDS, VERDICT_WORDS, Finding, Statement
from tokenbook.article.sensitivity import Choice, Sensitivity, otherwise, weigh
from tokenbook.charts import colours, style
from tokenbook.charts.base import Chart, gaps
from tokenbook.charts.numbers import as_table
from tokenbook.charts.picture import picture
from tokenbook.glue import glue, note_conditions
from tokenbook.limits import EDGE_WEEKS, LIMITS
from tokenbook.rows.usage import OTHER
from tokenbook.scope import NoRowsError, Scope, open_scope
from tokenbook.sources import Source, away_from_page, source_line
from tokenbook.spreadsheets import harmless
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


TAKE = {
    "menu": N_("Take away"),
    "svg": N_("Picture (SVG)"),
    "light": N_("Picture (PNG)"),
    "dark": N_("Picture on a dark ground (PNG)"),
    "csv": N_("Data (CSV)"),
}
"""What there is to take away of a figure."""


class Chapter:
    """One chapter in one language, computed from one edition.

    Parameters
    ----------
    slug : the chapter's name, as in its notebook's metadata, for instance `volume`.
    lang : "de" or "en".
    edition : name of a folder below `data/`, or a path to one or to its `usage.csv`.
    downloads : folder for the figures' data, or None to write none.
    place : `page` and `number` (see `places.Place`) as the press has them; None: as `_toc.yml` does.
        Where neither is at hand, figures and tables are counted without the chapter's number.
    parameters : the chapter's own parameters; None keeps the edition's.

    Attributes
    ----------
    say : the chapter's `Wording`.
    scope : the edition with the parameters.
    rows, weeks : usage frames with names; of all weeks, and of the complete ones.
    """

    def __init__(
        self,
        slug: str,
        lang: str,
        edition: str | int | Path,
        downloads: str | Path | None = None,
        *,
        place: Mapping[str, str] | None = None,
        **parameters: object,
    ):
        self.slug = slug
        # by hand no page lends its styles
        self._bare = place is None
        self.place = places.Place(**place) if place else places.chapters().get(slug, places.Place(slug, ""))
        notebook, given = self.place.name, {"lang": lang, **parameters}
        if shell := get_ipython():
            settings.check_injected(notebook, shell.user_ns["In"])
        settings.check_parameters(slug, given, notebook=notebook)
        self.say = Wording(lang)
        self.edition = editions.load(edition)
        settings.check_parameters(slug, given, self.edition.names, notebook=notebook)
        self.scope: Scope = open_scope(self.edition, **parameters)
        self.rows, self.weeks = self.edition.rows, self.edition.weeks
        self.downloads = Path(downloads) if downloads else None
        self._counted: dict[str, dict[str, int]] = {"figure": {}, "table": {}}
        self._findings: dict[str, Finding] = {}
        self._sourced: dict[str, frozenset[Source]] = {}

    def _numbered(self, kind: str, slug: str) -> str:
        """The number of a figure or table: the same for the same slug, however often it is shown."""
        counted = self._counted[kind]
        number = counted.setdefault(slug, len(counted) + 1)
        return f"{self.place.number}.{number}" if self.place.number else str(number)

    def tell(self, kind: str, **values: Any) -> None:
        """Glue quantities for the prose, formatted for the language; `kind` as in `Wording.format`.

        What the edition's rows do not yield (None, a missing number, an empty list) is told as such. Days
        of the edition's year are told without it.
        """
        for name, value in values.items():
            if _missing(value):
                glue(name, self.say(NOT_AVAILABLE))
            elif kind == "dates":
                glue(name, self.say.names(self._date(day) for day in value))
            else:
                glue(name, self._date(value) if kind == "date" else self.say.format(value, kind))

    def _date(self, value: Any) -> str:
        years = self.scope.coverage.days.dt.year
        # the weeks at the edges may be of the years beside it
        same = years.eq(pd.Timestamp(value).year).mean() > 0.9
        return self.say.day_of_year(value) if same else self.say.date(value)

    def when(self, **conditions: bool) -> None:
        """Say which conditions hold, for prose tagged `when:NAME` or `unless:NAME`.

        A name's underscores stand for hyphens: `grok_led` is the condition `grok-led`.

        Raises
        ------
        TypeError
            For a value that is neither true nor false, such as a missing number.
        """
        for name, holds in conditions.items():
            if not pd.api.types.is_bool(holds):
                raise TypeError(f"the condition {name} is {holds!r}; allowed are True and False")
        note_conditions({name.replace("_", "-"): bool(holds) for name, holds in conditions.items()})

    @property
    def router(self) -> str:
        """Through whose hands the tokens went."""
        return self.edition.router(self.say.lang)

    def notes(self) -> None:
        """Say what a reader has to know where the edition's rows are not OpenRouter's."""
        if self.edition.own:
            text = self.say(
                N_(
                    "The numbers of this edition come from another source: {source:text}. What the text "
                    "says of OpenRouter's data does not hold for them."
                ),
                source=self.router,
            )
            self.show("note.html", text=text)

    @property
    def its_year(self) -> bool:
        """Whether the edition is of the year of which the article speaks."""
        return self.scope.coverage.year == said.YEAR

    def unasked(self, *entries: Statement) -> None:
        """List those statements of the chapter that are not asked of the edition, being on another year."""
        items = [
            {
                "id": entry.id,
                "text": self.say(entry.text),
                "aside": aside.to(self.say) if (aside := entry.aside(self.scope)) else "",
            }
            for entry in entries
            if not entry.asked_of(self.scope)
        ]
        if items:
            text = self.say(
                N_("The article says this of {year:text}, and it is judged in the edition of that year:"),
                year=said.YEAR,
            )
            self.show("unasked.html", text=text, items=items)

    def parameter(self, name: str) -> Any:
        """A parameter's value, None where the edition does not name any.

        Raises
        ------
        BookError
            For a parameter that no edition can have.
        """
        return self.scope.parameters.get(settings.choose("parameter", name, settings.PARAMETERS))

    def named(self, name: str) -> list[str]:
        """Whom a parameter names; nobody where the edition names none."""
        value = self.parameter(name)
        return [value] if isinstance(value, str) else list(value or [])

    def label(self, model: str | None) -> str | None:
        """The name that its maker gives a model; None for none."""
        return None if model is None or _missing(model) else self.edition.label(model)

    def labels(self, models: Iterable[str]) -> list[str]:
        """Names as their makers write them."""
        return self.scope.labels(models)

    def joint_share(self, names: Iterable[str], by: str = "model") -> pd.Series:
        """Joint share of the week's tokens of some values of `by`; 0 where they have no row."""
        return measures.joint_share(self.weeks, names, by)

    def ends(self, series: pd.Series) -> tuple[float, float]:
        """Means of the first and the last weeks of a weekly series; missing where it has none."""
        return measures.ends(series, EDGE_WEEKS)

    def edge_weeks(self) -> tuple[pd.Index, pd.Index]:
        """The weeks that make the start and the end of the period."""
        weeks = pd.Index(self.weeks["week"].unique())
        return weeks[:EDGE_WEEKS], weeks[-EDGE_WEEKS:]

    def figure(self, chart_of: Callable[[Scope], Chart]) -> None:
        """Show a chart with caption, limits, source and its data for download.

        Parameters
        ----------
        chart_of : a function of a module of `tokenbook.charts`. Where the edition has no rows for it, a
            line says so instead.
        """
        try:
            chart = chart_of(self.scope)
        except NoRowsError:
            self.show("missing.html", text=self.say(N_("This edition holds no rows for this figure.")))
            return
        number = self._numbered("figure", chart.slug)
        if next(iter(self._counted["figure"])) == chart.slug and self.downloads:
            self._write_card(chart, self.downloads.parent / "cards")
        title = self.say(N_("Figure {number:text}"), number=number)
        pictures = {
            layout.name: Markup(
                style.draw(chart.paint, layout, self.say, chart.slug, places=chart.numbers.places)
            )
            for layout in style.LAYOUTS
        }
        file = self.write(chart.slug, chart.data)
        if file and self.downloads:
            self._write_picture(chart, pictures[style.LAYOUTS[0].name], self.downloads)
        self.show(
            "figure.html",
            alt=chart.alt.to(self.say),
            slug=chart.slug,
            headline=chart.headline.to(self.say),
            title=title,
            caption=chart.caption.to(self.say),
            limits=chart.limits.to(self.say),
            source=self._source_once(chart.slug, chart.sources),
            pictures=pictures,
            file=file,
            take={name: self.say(text) for name, text in TAKE.items()},
            along=chart.numbers.along,
            read=self.say(N_("{figure:text}: read off the values"), figure=title),
            table=as_table(chart.numbers, self.say),
            summary=self.say(N_("Numbers of this figure as a table")),
        )

    def _write_picture(self, chart: Chart, svg: str, folder: Path) -> None:
        """The figure as a file that says what it shows and where it is from."""
        weeks, edition = chart.weeks, self.edition
        start, end = (edition.start, edition.end) if weeks is None else measures.days_of(weeks).values()
        out = 0 if weeks is None else gaps(weeks)
        away = away_from_page(start, end, out, chart.article, self.say)
        notes = [chart.caption.to(self.say), " ".join([*away, self._source(chart.sources)])]
        text = picture(svg, chart.headline.to(self.say), notes)
        (folder / f"{chart.slug}.svg").write_text(text, encoding="utf-8")

    def _write_card(self, chart: Chart, folder: Path) -> None:
        """The chapter's first figure for the picture that goes with a link to its page."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.place.name}.png").write_bytes(style.draw_card(chart.paint, self.say, chart.slug))

    def table(
        self,
        slug: str,
        frame: pd.DataFrame,
        columns: Mapping[str, tuple[str, str]],
        caption: str,
        sources: Sequence[Source] = (Source.ROWS,),
    ) -> None:
        """Show a frame as a table in the language's formats.

        Parameters
        ----------
        columns : column of the frame -> (heading, kind); headings and `caption` are messages in
            English with a wording in the catalogue. Missing values stand as a dash.
        sources : what the frame is from; none for what the book itself says.
        """
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
        self.show(
            "table.html",
            slug=slug,
            title=self.say(N_("Table {number:text}"), number=self._numbered("table", slug)),
            caption=self.say(caption),
            heads=heads,
            lines=lines,
            source=self._source_once(slug, sources),
        )

    LEADER_COLUMNS: ClassVar = {
        "label": (N_("Model"), "text"),
        "vendor": (N_("Vendor"), "text"),
        "tokens": (N_("Tokens"), "tokens"),
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
        return self._source((Source.ROWS,))

    def _source(self, sources: Sequence[Source]) -> str:
        as_of = self.edition.provenance.get("as_of")
        return source_line(self.edition.own, self.router, as_of, self.say, sources)

    def _source_once(self, slug: str, sources: Sequence[Source]) -> str:
        """The source below a figure or table; nothing where one before it on the page names all of it."""
        wanted = self._sourced.setdefault(slug, frozenset(sources))
        before = itertools.takewhile(lambda other: other != slug, self._sourced)
        return "" if any(self._sourced[other] >= wanted for other in before) else self._source(sources)

    def statement(self, entry: Statement | str) -> Statement:
        """A statement of this chapter, by its id too.

        Raises
        ------
        BookError
            For an id that none has, with the nearest one.
        """
        if isinstance(entry, Statement):
            return entry
        name = f"tokenbook.article.{self.slug}"
        told = importlib.import_module(name).told if importlib.util.find_spec(name) else ()
        known: dict[str, Statement] = {statement.id: statement for statement in told}
        return known[settings.choose("statement", entry, known)]

    def finding(self, entry: Statement | str) -> Finding:
        """What the edition's rows say to a statement; judged once."""
        entry = self.statement(entry)
        if entry.id not in self._findings:
            self._findings[entry.id] = entry.judge(self.scope)
        return self._findings[entry.id]

    @cached_property
    def _otherwise(self) -> list[tuple[Choice, Scope | None]]:
        return otherwise(self.scope)

    def verdict(self, entry: Statement | str) -> None:
        """Show a statement with verdict, evidence, what the verdict hangs on, and how it is measured."""
        entry = self.statement(entry)
        hangs = weigh(entry, self.finding(entry), self.scope, self._otherwise)
        self.show(
            "verdict.html",
            item=verdict_fields(entry, hangs, self.say),
            summary=self.say(N_("How this is measured")),
            code=Markup(highlight(entry.code, Python3Lexer(), HtmlFormatter())),
        )

    def write(self, slug: str, data: pd.DataFrame) -> str | None:
        """Write a table for download; its file's name, None where none are offered."""
        if self.downloads is None:
            return None
        self.downloads.mkdir(parents=True, exist_ok=True)
        path = self.downloads / f"{slug}.csv"
        harmless(data).to_csv(path, index=False, date_format="%Y-%m-%d", lineterminator="\n")
        return path.name

    def show(self, template: str, **fields: object) -> None:
        """Show one of the package's templates."""
        words = {"copy": self.say(N_("Copy link")), "copied": self.say(N_("Copied"))}
        text = TEMPLATES.get_template(template).render(**words, **fields)
        if self._bare:
            # once is enough for all of a notebook in JupyterLab
            self._bare = False
            text += TEMPLATES.get_template("lab.html").render(hues=Markup(colours.style_sheet()))
        display(HTML(text))


def verdict_fields(entry: Statement, hangs: Sensitivity, say: Wording) -> dict[str, object]:
    """What a template shows of a statement and its verdict."""
    finding = hangs.finding
    return {
        "id": entry.id,
        "text": say(entry.text),
        "article": say(entry.article) if entry.article else "–",
        "measured": finding.short(say),
        "verdict": say(VERDICT_WORDS[finding.verdict]),
        "mark": finding.verdict.name.lower(),
        "leaning": say(LEANING_WORDS[finding.leaning]) if finding.leaning else "",
        "evidence": finding.evidence.to(say),
        "rules": [say(LIMITS[name].reason) for name in entry.limits],
        "sensitivity": hangs.to(say),
        "choices": [
            {
                "mark": "kept" if other.verdict == finding.verdict else "flipped",
                "title": f"{say(VERDICT_WORDS[other.verdict])}: {choice.text.to(say)}",
            }
            for choice, other in hangs.others
        ],
    }


def _missing(value: object) -> bool:
    return (pd.api.types.is_scalar(value) and pd.isna(value)) or (
        isinstance(value, list | dict) and not value
    )
