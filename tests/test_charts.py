"""Every chart of the book: what it says, in both languages; `test_pictures` has what it draws."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from conftest import scope_of_edition
from matplotlib.figure import Figure
from rooms import CHARTS, CHARTS_OF

from tokenbook import LANGUAGES, ROOT, beside
from tokenbook.charts import disruptors, intro, outlook, specialists, style, volume
from tokenbook.scope import NoRowsError, open_scope
from tokenbook.sources import Source, away_from_page, source_line
from tokenbook.wording import Wording

every_chart = pytest.mark.parametrize("name", CHARTS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_there_is_a_chart_for_every_chapter():
    assert len(CHARTS) >= 7
    assert len(CHARTS) == sum(len(CHARTS_OF[slug]) for slug in CHARTS_OF if slug != "own"), "one name twice"
    slugs = {function.__name__.replace("_", "-") for function in CHARTS.values()}
    assert len(slugs) == len(CHARTS)


@every_chart
@every_language
def test_words_of_the_real_edition(real_scope, name, lang):
    chart = CHARTS[name](real_scope)
    assert re.fullmatch(r"[a-z0-9-]+", chart.slug)
    say = Wording(lang)
    caption, limits, alt = chart.caption.to(say), chart.limits.to(say), chart.alt.to(say)
    assert all(text.endswith((".", "“")) for text in (caption, limits, alt))
    assert ("Nicht zu sehen" if lang == "de" else "Not shown") in limits
    assert len(re.findall(r"\d", alt)) >= 3, "a text alternative tells its content with numbers"
    headline = chart.headline.to(say)
    assert 20 < len(headline) < 120, "a sentence that fits two lines of a phone"
    assert not headline.endswith(".")
    for text in (headline, caption, limits, alt):
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", text)


@every_chart
def test_data_of_the_real_edition(real_scope, name):
    data = CHARTS[name](real_scope).data
    assert len(data) > 3
    assert not data.drop(columns="rank", errors="ignore").isna().all().any()
    again = CHARTS[name](real_scope).data
    pd.testing.assert_frame_equal(data, again)


@every_language
def test_a_line_names_what_is_drawn_and_nothing_else(lang):
    say = Wording(lang)

    def line(*sources):
        return source_line(False, "", "2026-10-11T00:27Z", say, sources)

    assert line() == ""
    assert "openrouter.ai/rankings" in line(Source.ROWS)
    assert "OpenRouter" not in line(Source.AIDER)
    assert line(Source.AIDER).startswith(("Quelle: ", "Source: "))
    both = line(Source.ROWS, Source.PRICES, Source.AIDER)
    assert both.startswith(line(Source.ROWS))
    assert "Apache-2.0" in both
    assert not re.search(r"Aider|MIT", line(Source.ROWS, Source.PRICES))
    assert "MIT" in line(Source.ROWS, Source.RELEASES)


@every_language
def test_who_is_cited_stands_among_the_references(lang):
    cells = nbformat.read(ROOT / "chapters" / "references.ipynb", as_version=4).cells
    text = "".join(cell.source for cell in cells if lang in cell.metadata.get("tags", ()))
    for name in (
        "Aider",
        "Apache License",
        "Epoch Capabilities Index",
        "LiveBench",
        "price_sources.csv",
        "MIT",
    ):
        assert name in text


def test_the_same_chart_is_the_same_picture(real_scope):
    first, second = (
        style.draw(volume.weekly_total(real_scope).paint, style.LAYOUTS[0], Wording("de"), "weekly-total")
        for _ in range(2)
    )
    assert first == second


def test_weekly_stack_holds_every_token(real_scope):
    chart = intro.weekly_stack(real_scope)
    sums = chart.data.groupby("week")["tokens"].sum()
    expected = real_scope.edition.rows.groupby("week")["tokens"].sum()
    assert sums.tolist() == expected.tolist()
    assert chart.data[chart.data["days"] < 7]["week"].nunique() == 3


def test_weekly_total_marks_incomplete_weeks(real_scope):
    chart = volume.weekly_total(real_scope)
    assert chart.data.set_index("week")["days"].value_counts().to_dict() == {7: 50, 6: 2, 5: 1}


def test_release_days_come_from_the_published_names(real_scope):
    starts = specialists.specialist_shares(real_scope).data.groupby("name")["start"].first()
    assert starts.astype(str).to_dict() == {
        "Claude Sonnet 4": "2025-05-22",
        "Claude Sonnet 4.5": "2025-09-29",
        "Grok Code Fast 1": "2025-08-25",  # bears no date: the first week with a row
    }


@every_chart
def test_without_its_models_a_chart_says_that_there_are_no_rows(real_scope, name):
    bare = open_scope(real_scope.edition, **{key: [] for key in real_scope.parameters if key != "top_n"})
    try:
        chart = CHARTS[name](bare)
    except NoRowsError:
        return
    assert len(chart.data)


def test_good_runs_fall_in_steps_to_the_last_and_are_of_the_articles_year(real_scope, scope_of):
    chart = outlook.good_runs(real_scope)
    assert chart.data["cost_usd"].is_monotonic_decreasing
    assert list(chart.data["cost_usd"].round(2)) == [186.50, 18.16, 17.72, 4.80, 0.88]
    assert chart.data["model"].iloc[-1] == "DeepSeek V3.2 Exp"
    with pytest.raises(NoRowsError):
        outlook.good_runs(scope_of("2026"))


def headline(name: str, edition: str, lang: str = "en") -> str:
    text = CHARTS[name](scope_of_edition(edition)).headline.to(Wording(lang))
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_headlines_are_true_of_another_year_too():
    """Sentences that were written for the article's year, and what the next one has instead."""
    assert "prices hardly did" in headline("price_moves", "2025")
    assert headline("price_moves", "2026").endswith("closed models themselves became 13% cheaper")
    assert headline("tail_families", "2025").startswith("Llama, named by the article")
    assert headline("tail_families", "2026").startswith("Gemini Flash is the largest family")
    assert headline("last_weeks", "2025").endswith("Qwen3 30B A3B was not on the list")
    grown = "{} times the tokens, more of them for light models, spread over {} models"
    assert headline("year_at_a_glance", "2025") == grown.format(11, "more")
    assert headline("year_at_a_glance", "2026") == grown.format(30, "fewer")
    assert headline("after_free", "2026").endswith("lost more than half of its use")


def test_a_month_has_its_name_where_three_weeks_stand_for_it(real_scope):
    assert "January 2025" in headline("cumulative_shares", "2025")
    assert "January 2026 and" in headline("cumulative_shares", "2026")
    whole = real_scope.edition
    for last, words in (
        ("2025-01-13", "week of 6 January 2025 and"),
        ("2025-01-06", "week of 6 January 2025$"),
    ):
        rows = whole.rows[whole.rows["week"].between("2025-01-06", last)].reset_index(drop=True)
        cut = replace(whole, rows=rows, end=pd.Timestamp(last) + pd.Timedelta(days=6))
        chart = CHARTS["cumulative_shares"](open_scope(cut))
        text = chart.headline.to(Wording("en")).replace("\N{NO-BREAK SPACE}", " ")
        assert re.search(words, text), text
        for lang in LANGUAGES:
            assert "20" in chart.alt.to(Wording(lang))
            assert style.draw(chart.paint, style.LAYOUTS[0], Wording(lang), chart.slug)


@pytest.fixture(scope="module")
def years(scope_of):
    return {name: scope_of(name) for name in ("2025", "2026")}


@pytest.mark.parametrize("score", beside.SCORES)
def test_a_week_of_two_editions_has_one_price(years, score):
    before, after = (beside.ability(scope, score)["price"] for scope in years.values())
    both = before.index.intersection(after.index)
    assert list(both.astype(str)) == ["2025-12-29"]
    assert before[both].tolist() == after[both].tolist()
    assert after.index[0] == years["2026"].weeks["week"].min()


@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_a_line_begins_after_its_release(years, edition):
    first = specialists.specialist_shares(years[edition]).data.groupby("name")[["week", "start"]].min()
    assert len(first) == 3
    assert (first["week"] > first["start"]).all()


def test_many_leaders_have_rows_and_few_have_lines(years):
    for edition, many in (("2025", False), ("2026", True)):
        chart = CHARTS["leading_ranks"](years[edition])
        assert {line.mark == "area" for line in chart.numbers.lines} == {many}
        svg = style.draw(chart.paint, style.LAYOUTS[0], Wording("en"), chart.slug)
        assert {str(line.name) for line in chart.numbers.lines} <= set(texts(svg))


@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_a_code_name_is_no_vendor(years, edition):
    chart = intro.weekly_stack(years[edition])
    svg = style.draw(chart.paint, style.LAYOUTS[0], Wording("en"), chart.slug)
    assert "other vendors, code names" in texts(svg)


@pytest.mark.parametrize(("name", "edition"), [("2025", True), ("2026", True), ("unknown", False)])
def test_what_was_free_is_hatched_where_that_is_known(years, name, edition):
    scope = years["2025" if name == "unknown" else name]
    if not edition:
        rows = scope.edition.rows.drop(columns="free_tokens")
        scope = open_scope(replace(scope.edition, rows=rows))
    for draw, slug in ((intro.weekly_stack, "stack"), (volume.weekly_total, "total")):
        chart = draw(scope)
        svg = style.draw(chart.paint, style.LAYOUTS[0], Wording("en"), slug)
        assert ("<pattern" in svg) == edition == (Source.PRICES in chart.sources)
        assert any("free of charge" in text for text in texts(svg)) == edition
        assert (chart.data["free_tokens"].sum() > 0) == edition
        assert (chart.data["free_tokens"] <= chart.data["tokens"]).all()


def test_what_was_free_is_that_of_the_rows(years):
    """By plain sums over the table, in the record week."""
    rows = years["2025"].edition.rows
    week = pd.Timestamp("2025-11-24")
    expected = int(rows.loc[rows["week"] == week, "free_tokens"].sum())
    total = volume.weekly_total(years["2025"])
    assert total.data.set_index("week")["free_tokens"][week] == expected
    stack = intro.weekly_stack(years["2025"]).data
    largest = stack[(stack["week"] == week) & (stack["model"] != "Others")]
    known = rows[(rows["week"] == week) & rows["model"].isin(largest["model"])]
    assert largest["free_tokens"].sum() == known["free_tokens"].sum() > 0


def test_the_week_of_the_articles_models_is_named_in_its_year_alone(years):
    for edition, expected in (("2025", "2025-09-01"), ("2026", "")):
        scope = years[edition]
        chart = intro.weekly_stack(scope)
        svg = style.draw(chart.paint, style.LAYOUTS[0], Wording("en"), chart.slug)
        assert ("all eight of the" in texts(svg)) == bool(expected)
        found = intro._week_of_the_cast(scope)
        assert (f"{found:%Y-%m-%d}" if found is not None else "") == expected


def test_older_models_and_each_vendor_have_a_panel_on_one_scale(years):
    for scope in years.values():
        figure = Figure(figsize=(7.2, 4), layout="constrained")
        disruptors.disruptor_shares(scope).paint(figure, style.LAYOUTS[0], Wording("en"))
        assert len(figure.axes) == 1 + len(scope.parameter("vendors"))
        figure.draw_without_rendering()
        # a percent is as high in each panel
        scales = [axes.bbox.height / axes.get_ylim()[1] for axes in figure.axes]
        assert max(scales) == pytest.approx(min(scales), rel=0.02)


@pytest.mark.parametrize("edition", ["2025", "2026"])
@every_chart
def test_whoever_speaks_of_the_article_says_so(years, edition, name):
    try:
        chart = CHARTS[name](years[edition])
    except NoRowsError:
        return
    say = Wording("en")
    assert ("article" in chart.headline.to(say) + chart.caption.to(say)) == chart.article


@every_language
def test_a_picture_away_from_its_page_names_period_and_article(lang):
    say = Wording(lang)
    days = (pd.Timestamp("2025-01-06"), pd.Timestamp("2026-01-04"))
    period, left_out, article = away_from_page(*days, 2, True, say)
    assert "2025" in period
    assert "2026" in period
    assert say.words(2) in left_out
    assert "Story321" in article
    assert away_from_page(*days, 0, False, say) == [period]
