"""What a notebook shows through its `Chapter`: HTML that is safe, sorted and in one language."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import made_up_daily, write_edition
from once import otherwise_once, weigh_once
from rooms import of_chapter

from tokenbook import LANGUAGES, editions, notebook, places
from tokenbook.article import volume as article
from tokenbook.article.registry import VERDICT_WORDS, Verdict
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.charts import intro, specialists, volume
from tokenbook.notebook import Chapter
from tokenbook.pages.data_and_methods import show_downloads
from tokenbook.pages.fact_check import show_fact_check
from tokenbook.pages.intro import show_period
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update
from tokenbook.wording import MissingWordingError

HOSTILE = "evil-lab/<script>alert(1)</script>"


def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def hrefs(page: str) -> list[str]:
    return [link["href"] for link in parsed(page).select("a[href]")]


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    """The HTML that is displayed, in order."""
    pages: list[str] = []
    monkeypatch.setattr(notebook, "display", lambda shown: pages.append(shown.data))
    return pages


@pytest.fixture
def glued(monkeypatch) -> dict[str, str]:
    names: dict[str, str] = {}
    monkeypatch.setattr(notebook, "glue", lambda name, value: names.update({name: value}))
    return names


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    """An edition whose largest model has HTML in its slug."""
    daily = made_up_daily("2025-01-06", "2025-03-02")
    daily.loc[daily["model"] == "made-up-lab/invented-7b", "tokens"] *= 1000
    daily["model"] = daily["model"].replace("made-up-lab/invented-7b", HOSTILE)
    settings = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")
    return write_edition(tmp_path_factory.mktemp("hostile") / "hostile", daily, settings)


@pytest.mark.parametrize(
    ("name", "number"), [("intro", "0"), ("volume", "1"), ("fact_check", "F"), ("data_and_methods", "D")]
)
def test_numbers_of_chapters(name, number):
    assert Chapter(name, "de", "2025").place.number == number


def test_glued_numbers_are_formatted(glued):
    Chapter("volume", "de", "2025").tell("tokens", peak=7.2e12)
    assert glued == {"peak": "7,2\N{NO-BREAK SPACE}Billionen"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figure_carries_caption_limits_source_and_data(shown, tmp_path, lang):
    Chapter("volume", lang, "2025", tmp_path / "data").figure(volume.weekly_total)
    page = parsed(shown[0])
    assert page.figure["id"] == "fig-weekly-total"
    pictures = page.select("div[role=img]")
    assert [picture["class"] for picture in pictures] == [["tb-wide"], ["tb-narrow"]]
    assert all(len(picture["aria-label"]) > 40 for picture in pictures)
    words = page.get_text()
    for expected in {
        "de": ("Abbildung 1.1", "Nicht zu sehen", "Quelle: OpenRouter", "Stand 11.", "CC BY 4.0"),
        "en": ("Figure 1.1", "Not shown", "Source: OpenRouter", "as of 11", "CC BY 4.0"),
    }[lang]:
        assert expected in words
    links = [link["href"] for link in page.select("details.tb-take a[download]")]
    assert links == ["../data/weekly-total.svg", "../data/weekly-total.csv"]
    headline = page.select_one(".tb-headline")
    assert page.figure["aria-labelledby"] == headline["id"]
    taken = (tmp_path / "data" / "weekly-total.svg").read_text(encoding="utf-8")
    assert f"<title>{headline.text}</title>" in taken
    assert "CC BY 4.0" in " ".join(parsed(taken).stripped_strings)
    # the page's script completes the address in this line
    line = page.select_one("code[data-file]")
    assert line["data-file"] == "../data/weekly-total.csv"
    assert line.text == 'pandas.read_csv("weekly-total.csv")'
    data = pd.read_csv(tmp_path / "data" / "weekly-total.csv", parse_dates=["week"])
    pd.testing.assert_frame_equal(
        data, volume.weekly_total(Chapter("volume", lang, "2025").scope).data, check_dtype=False
    )


def test_by_hand_the_first_output_brings_the_styles(shown):
    book = Chapter("volume", "de", "2025")
    book.figure(volume.weekly_total)
    book.figure(volume.weekly_log)
    assert [text.count("<style>") for text in shown] == [1, 0]
    # JupyterLab says on its body which theme it has
    assert '[data-jp-theme-light="false"] { --tb-google: #607efc;' in shown[0]
    assert "&#" not in parsed(shown[0]).style.text
    Chapter("volume", "de", "2025", place={"page": "01_volume", "number": "1"}).figure(volume.weekly_total)
    assert "<style>" not in shown[2]


def test_without_a_place_for_downloads_none_is_offered(shown):
    Chapter("volume", "de", "2025").figure(volume.weekly_total)
    assert "download" not in shown[0]


def test_what_the_rows_do_not_yield_is_told_as_such(glued):
    book = Chapter("volume", "en", "2025")
    book.tell("share", a=float("nan"), b=None, c=0.5)
    book.tell("names", d=[])
    book.tell("date", e=pd.NaT)
    assert glued == {
        "a": "not available",
        "b": "not available",
        "c": "50.0%",
        "d": "not available",
        "e": "not available",
    }


def test_a_figure_without_rows_says_so(shown):
    # a model of the year after
    absent = "poolside/laguna-s-2.1"
    book = Chapter("specialists", "en", "2025", coder=absent, stable=absent, stable_family=[absent])
    book.figure(specialists.specialist_shares)
    assert "no rows for this figure" in shown[0]


@pytest.mark.parametrize(
    ("lang", "number"), [("de", "1,5\N{NO-BREAK SPACE}Billionen"), ("en", "1.5\N{NO-BREAK SPACE}trillion")]
)
def test_table_formats_numbers_and_marks_gaps(shown, lang, number):
    frame = pd.DataFrame({"label": ["A"], "tokens": [1.5e12], "best": [float("nan")]})
    book = Chapter("volume", lang, "2025")
    columns = {name: book.LEADER_COLUMNS[name] for name in frame}
    book.table("made-up", frame, columns, "The specialists (complete weeks).")
    page = parsed(shown[0])
    assert [cell.text for cell in page.select("td")] == ["A", number, "–"]
    assert [cell["class"] for cell in page.select("td")] == [["tb-left"], ["tb-right"], ["tb-right"]]
    assert [head["scope"] for head in page.select("th")] == ["col"] * 3


def test_a_heading_without_german_fails():
    frame = pd.DataFrame({"label": ["A"]})
    book = Chapter("volume", "de", "2025")
    with pytest.raises(MissingWordingError):
        book.table("made-up", frame, {"label": ("No German here", "text")}, "Model")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_in_a_slug_stays_text(shown, hostile_folder, lang):
    book = Chapter("intro", lang, hostile_folder)
    assert HOSTILE in set(book.rows["model"])
    book.figure(intro.weekly_stack)
    book.table("leaders", book.leaders(book.weeks, 3), book.LEADER_COLUMNS, "Model")
    show_fact_check(book, Judgement(book.scope))
    assert all("<script" not in page for page in shown)
    assert "script&gt;" in shown[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_verdicts_of_every_chapter_are_told(shown, lang, monkeypatch):
    monkeypatch.setattr(notebook, "weigh", weigh_once)
    monkeypatch.setattr(notebook, "otherwise", otherwise_once)
    told = 0
    for name in dict.fromkeys(entry.chapter for entry in STATEMENTS):
        book = Chapter(name, lang, "2025")
        for entry in of_chapter(name):
            book.verdict(entry)
            (section,) = parsed(shown[-1]).select("section")
            assert section["id"] == f"claim-{entry.id}"
            assert section.select_one("strong.tb-badge").text
            measured = entry.judge(book.scope).measured
            line = section.select_one("p.tb-sensitivity")
            assert (line is not None) == (measured is not None), entry.id
            told += 1
    assert told == len(STATEMENTS) == 27


def test_fact_check_links_every_statement(shown, judgement_of):
    book = Chapter("fact_check", "de", "2025")
    show_fact_check(book, judgement_of("2025"))
    links = hrefs(shown[0])
    assert links == [f"{places.chapters()[entry.chapter].name}.html#told-{entry.id}" for entry in STATEMENTS]
    assert sum(judgement_of("2025").tally.values()) == len(STATEMENTS)


def test_leaders_are_measured_against_all_tokens(made_up_edition_folder):
    book = Chapter("intro", "en", made_up_edition_folder)
    leaders = book.leaders(book.weeks, 2)
    assert leaders["label"].tolist() == ["Gemini 2.5 Flash", "Gemini 2.0 Flash"]
    total = book.weeks["tokens"].sum()
    assert leaders["share"].tolist() == pytest.approx((leaders["tokens"] / total).tolist())
    assert leaders["weeks_first"].tolist() == [book.weeks["week"].nunique(), 0]


def test_downloads_only_where_the_press_publishes_them(shown, tmp_path):
    show_downloads(Chapter("data_and_methods", "en", "2025"))
    assert "href" not in shown[0]
    show_downloads(Chapter("data_and_methods", "en", "2025", tmp_path))
    assert hrefs(shown[1]) == [
        "../../data/usage.csv",
        "../../data/usage.parquet",
        "../../data/provenance.json",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fact_check_can_be_taken_away(shown, tmp_path, lang, judgement_of):
    book = Chapter("fact_check", lang, "2025", tmp_path)
    show_fact_check(book, judgement_of("2025"))
    table = pd.read_csv(tmp_path / "fact_check.csv", keep_default_na=False)
    assert table["id"].tolist() == [entry.id for entry in STATEMENTS]
    assert set(table["verdict_code"]) <= {verdict.name.lower() for verdict in Verdict}
    page = parsed(shown[0])
    assert sum(int(span.text) for span in page.select(".tb-tally span")) == len(STATEMENTS)
    assert [link["href"] for link in page.select("a[download]")] == [
        "../data/fact_check.csv",
        "../data/fact_check.json",
    ]


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory):
    """An analyst's own rows, of another year."""
    data = tmp_path_factory.mktemp("own")
    rows = Daily(made_up_daily("2026-01-05", "2026-02-15"), "log.csv", "0" * 64)
    update([rows], "log", Origin(source="our gateway", own=True), data)
    return data / "log"


def test_the_edition_of_2025_needs_no_note(shown):
    Chapter("volume", "de", "2025").notes()
    assert shown == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_rows_than_the_articles_say_so(shown, own_folder, lang):
    book = Chapter("intro", lang, own_folder)
    show_period(book)
    book.notes()
    texts = [parsed(page).select_one("p.tb-note").text for page in shown]
    assert len(texts) == 2
    assert "2025" in texts[0]
    assert book.say(VERDICT_WORDS[Verdict.NO_DATA]) in texts[0]
    assert "our gateway" in texts[1]
    # nothing claims OpenRouter's licence for rows that are not its
    assert "CC BY" not in book.source
    assert "our gateway" in book.source
    assert book.router == "our gateway"


def test_what_the_article_says_of_its_year_is_listed_in_another_years_edition(shown):
    """Not judged there, and its addresses still lead somewhere."""
    Chapter("volume", "en", "2025").unasked(*article.told)
    assert shown == []
    Chapter("volume", "en", "2026").unasked(*article.told)
    (page,) = map(parsed, shown)
    dated = [entry.id for entry in article.told if entry.dated]
    assert [item["id"] for item in page.select("li")] == [f"told-{id}" for id in dated]
    assert [item["id"] for item in page.select("li span")] == [f"claim-{id}" for id in dated]
    assert "vol-integration" not in dated
    assert "8.2\N{NO-BREAK SPACE}trillion" in page.select_one("#told-vol-jan").text


def test_a_cell_run_twice_counts_no_figure_on(shown):
    book = Chapter("volume", "en", "2025")
    for chart in (volume.weekly_total, volume.weekly_log, volume.weekly_total):
        book.figure(chart)
    assert [parsed(page).select_one("a.tb-number").text for page in shown] == [
        "Figure 1.1",
        "Figure 1.2",
        "Figure 1.1",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_shows_its_measure(shown, lang):
    Chapter("volume", lang, "2025").verdict(article.vol_jan)
    (folded,) = parsed(shown[0]).select("section details.tb-measure")
    code = folded.select_one("div.highlight pre").get_text()
    # as it is written and nothing else: it starts with the function, and runs
    assert code.strip() == article.vol_jan.code.strip()
    assert code.startswith("def vol_jan(scope: Scope) -> Finding:")
    assert 'limit("clearly below")' in code
    compile(code, "vol_jan", "exec")


def test_away_from_the_book_a_chapter_knows_the_place_that_it_is_told(shown, monkeypatch):
    monkeypatch.setattr(places, "chapters", lambda: {})
    for place in (None, {"page": "chapters/01_volume", "number": "1"}):
        Chapter("volume", "en", "2025", place=place).figure(volume.weekly_total)
    assert [parsed(page).select_one("a.tb-number").text for page in shown] == ["Figure 1", "Figure 1.1"]


def test_a_source_is_named_again_where_another_is_added(shown):
    book = Chapter("volume", "en", "2025")
    for chart in (volume.weekly_log, volume.weekly_total, volume.weekly_log):
        book.figure(chart)
    assert [bool(parsed(page).select(".tb-source")) for page in shown] == [True, True, True]


def test_a_page_names_a_source_once(shown):
    """Told with the first figure that draws on it, also where a cell is run again."""
    book = Chapter("volume", "en", "2025")
    for chart in (volume.weekly_total, volume.weekly_log, volume.weekly_total):
        book.figure(chart)
    assert [bool(parsed(page).select(".tb-source")) for page in shown] == [True, False, True]


@pytest.mark.parametrize(
    ("edition", "told"),
    [("2025", "1\N{NO-BREAK SPACE}September"), ("2026", "1\N{NO-BREAK SPACE}September 2025")],
)
def test_a_day_of_the_editions_year_is_told_without_it(monkeypatch, edition, told):
    glued = {}
    monkeypatch.setattr(notebook, "glue", glued.__setitem__)
    book = Chapter("volume", "en", edition)
    days = [pd.Timestamp("2025-09-01")] * 2
    book.tell("date", day=days[0])
    book.tell("dates", days=days)
    assert glued == {"day": told, "days": f"{told} and {told}"}
