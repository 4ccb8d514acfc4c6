"""A book on somebody's own log says nothing false, nothing of the market, and nothing to strangers."""

import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import made_up_imprint
from own_logs import MADE_UP, MAPPING, make_own, write_log
from own_pages import told

from press.build import build
from press.landing import feed, front_page, public, robots
from tokenbook import LANGUAGES, ROOT, editions, explorer, site
from tokenbook.article.registry import Verdict
from tokenbook.article.whole import STATEMENTS
from tokenbook.data_package import described
from tokenbook.errors import DataError
from tokenbook.rows.commands.import_ import store
from tokenbook.rows.events import importing, names
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update
from tokenbook.scope import open_scope
from tokenbook.site import TokenBook, lay_out, order_of
from tokenbook.wording import Wording

FALSE = re.compile(
    r"OpenRouter|CC BY|\bunknown\b|\bnan\b|\bNone\b|not available|nicht verfügbar"
    r"|\bthe article\b|\bder Artikel\b|[Ss]tatement|\bAussage|supported|belegt|widerlegt|contradicted"
    r"|\b0[.,]0+ (?:T\b|trillion|Billion)|\bthe year\b|\bim Jahr\b|\$0\.00\b|\b0,00 (?:US-)?Dollar"
    r"|(?<![.,])\b0 (?:weeks|Wochen|models|Modelle|vendors|Anbieter)\b|holds no rows|keine Zeilen"
)
"""What no page on a log says."""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Name of a made-up log -> the folder of its edition, made once."""
    data = tmp_path_factory.mktemp("own") / "data"
    return lambda name: data / name if (data / name).exists() else make_own(name, data)


@pytest.fixture(scope="module")
def page(own, tmp_path_factory):
    """What the chapter says of a log, told once."""

    @cache
    def told_once(name: str, lang: str) -> str:
        with pytest.MonkeyPatch.context() as monkeypatch:
            return told("own", lang, own(name), tmp_path_factory.mktemp(lang), monkeypatch)

    return lambda name, lang="en": told_once(name, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["team", "one-vendor", "one-week", "four-years", "small", "odd"])
def test_nothing_false_is_said(page, name, lang):
    text = page(name, lang)
    assert MADE_UP in text
    assert [text[max(0, found.start() - 60) : found.end()] for found in FALSE.finditer(text)] == []


@pytest.mark.parametrize("slug", ["explorer", "models"])
def test_nor_on_the_pages_beside_it(own, slug, tmp_path, monkeypatch):
    for lang in LANGUAGES:
        text = told(slug, lang, own("four-years"), tmp_path, monkeypatch)
        text = re.sub(r"(?s)Source: .*?\.|Quelle: .*?\.", "", text)
        assert not re.search(r"OpenRouter|\bunknown\b|the article|der Artikel|Flagships\b.*20", text)
        assert "data_and_methods" not in text


SAID = {
    "team": ("has kept it", "For 100% of the tokens the log names a cost, $", "OpenAI comes first with 66%"),
    "one-vendor": ("In no week was another model in front", "come from Anthropic", "does not say"),
    "one-week": ("This log can tell nothing of growth", "In 1 week without a missing day"),
    "weekdays": ("Nothing ran at weekends", "2.2 times as many"),
    "four-years": ("changed hands four times", "Neither the names", "name does not tell its class"),
    "small": ("Fewer tokens", "5,890 tokens each"),
    "odd": (
        "For 32.9% of the tokens the log names no model",
        "as widely as over 1.0 models",
        "Meta with 0.03%",
        "no tokens went to light models or flagships",
        "the log names a cost, which is zero",
        "all tokens fall on Saturdays and Sundays",
    ),
}
"""Made-up log -> what is told of it."""


@pytest.mark.parametrize("name", SAID)
def test_what_is_true_is_said(page, name):
    text = page(name)
    assert [part for part in SAID[name] if part not in text] == []


def test_units_fit_what_is_counted(page):
    text = page("small")
    assert "trillion" not in text
    assert "million" not in text.replace("per million", "")
    assert "55,677 tokens" in text


def test_sums_of_weeks_tell_nothing_of_days(tmp_path, monkeypatch):
    days = pd.date_range("2026-03-02", "2026-03-29")
    rows = pd.DataFrame({"date": days, "model": "openai/gpt-5", "tokens": 1000 + days.isocalendar().week * 7})
    update([Daily(rows, "weeks.csv", "0" * 64)], "weeks", Origin(MADE_UP, own=True), tmp_path)
    text = told("own", "en", tmp_path / "weeks", tmp_path / "more", monkeypatch)
    assert "This log tells nothing of single days" in text
    assert "names a single model, GPT-5" in text


def test_very_small_sums_of_money_are_not_nothing():
    assert Wording("en").dollars(0.0004) == "$0.0004"
    assert Wording("en").dollars(-0.0004) == "\N{MINUS SIGN}$0.0004"
    assert Wording("en").dollars(0) == "$0.00"
    assert Wording("en").dollars(1.234) == "$1.23"


def test_no_statement_is_judged(own, real_scope):
    """Not even where the rows would do: they are one log's, and the statements are on the market."""
    edition = real_scope.edition
    provenance = edition.provenance | {"own": True, "source": MADE_UP}
    settings = edition.settings | {"kind": "own"}
    for scope in (
        open_scope(editions.load(own("team"))),
        open_scope(replace(edition, provenance=provenance, settings=settings)),
    ):
        for entry in STATEMENTS:
            found = entry.judge(scope)
            assert found.verdict is Verdict.NOT_TESTABLE
            assert found.measured is None
            assert found.evidence.to(Wording("en")).startswith("Not judged: the statement is on the market")


def test_names_that_tell_no_class_have_none_in_a_log(own):
    tiers = editions.load(own("four-years")).rows.set_index("slug")["tier"]
    assert set(tiers) == {"unclassed"}


# ---------------------------------------------------------------- private


def _pair(**facts: object) -> dict:
    names = ("2025", "ours")
    return {lang: made_up_imprint("ours", lang=lang, names=names, **facts) for lang in LANGUAGES}


def test_a_log_is_in_no_map_and_no_feed():
    market = {lang: made_up_imprint(lang=lang, names=("2025", "ours")) for lang in LANGUAGES}
    log = _pair(own=True, as_of=None, source=MADE_UP)
    assert public([market, log]) == [market]
    assert robots([log]) == "User-agent: *\nDisallow: /\n"
    both = robots([market, log])
    assert "Allow: /\n" in both
    assert "Disallow: /year/ours/de/\n" in both
    assert "ours" not in feed(public([market, log]))
    assert '<meta name="robots" content="noindex">' in front_page(log, [market, log])
    assert '<meta name="robots"' not in front_page(market, [market, log])


def test_machines_are_told_nothing_of_a_log():
    about = made_up_imprint(own=True, source=MADE_UP).about
    assert about.private
    assert about.dataset == {}
    assert about.links == ()
    assert "OpenRouter" not in f"{about.title} {about.description} {about.footer} {about.lines}"


def test_a_logs_weeks_are_joined_to_no_others(own, real_scope):
    names, say = ["2025", "ours", "theirs"], Wording("en")
    market = explorer.page(say, real_scope.edition, names, private=["ours", "theirs"])
    assert market["editions"] == ["2025"]
    log = replace(editions.load(own("one-week")), name="ours")
    assert explorer.page(say, log, names, private=["ours", "theirs"])["editions"] == ["ours"]
    assert explorer.page(say, log, names)["unit"] == 10**6


def test_descriptions_of_a_logs_tables_have_no_licence_that_nobody_gave(own):
    edition = editions.load(own("one-week"))
    tables = {"usage.csv": (own("one-week") / "usage.csv").read_bytes()}
    for text in described(
        "one-week", edition.provenance, tables, "https://x.example/", "1.0.0", "b"
    ).values():
        assert b"OpenRouter" not in text
        assert b"CC-BY" not in text
        assert b"creativecommons" not in text


def test_git_passes_over_a_logs_folder(own, tmp_path):
    folder = tmp_path / "repo" / "data"
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repo")], check=True)
    (folder / "ours").mkdir(parents=True)
    for path in own("one-week").iterdir():
        (folder / "ours" / path.name).write_bytes(path.read_bytes())
    seen = ["git", "-C", str(folder), "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(seen, check=True, capture_output=True).stdout == b""


EVENT = "a-prompt-that-somebody-wrote"


def test_what_lies_beside_a_logs_files_gets_into_no_wheel(own, tmp_path, monkeypatch):
    folder = make_own("one-week", tmp_path / "data")
    (folder / "events.jsonl").write_text(EVENT)
    (folder / "raw").mkdir()
    (folder / "raw" / "events.parquet").write_text(EVENT)
    root = tmp_path / "root"
    for name in ("tokenbook", "locale"):
        (root / name).mkdir(parents=True)
    (root / "data" / "benchmarks").mkdir(parents=True)
    for name in (site.places.LOCAL, "calls.csv", "calls.yml", "benchmarks/calls.csv"):
        (root / "data" / name).write_text(EVENT)
    for name in (*site.SHARED, "data/corrections.yml"):
        (root / name).touch()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        (root / name).touch()
    monkeypatch.setattr(site, "ROOT", root)
    lay_out(folder, tmp_path / "source")
    there = {path.name for path in (tmp_path / "source" / "data").rglob("*") if path.is_file()}
    beside = {Path(name).name for name in site.SHARED} | {"corrections.yml"}
    assert there == beside | {"usage.csv", "daily.csv.gz", "edition.yml", "provenance.json"}


def test_a_log_in_its_editions_folder_is_refused_before_it_is_recorded(tmp_path):
    """What is recorded gets into the wheel."""
    path = write_log("one-week", tmp_path / "data" / "ours")
    new = importing.run(importing.Request(str(path), mapping=MAPPING), names.Names())
    with pytest.raises(DataError, match=r"one-week\.csv: found a file that is none of an edition's"):
        store(new, "ours", Origin(MADE_UP, own=True), tmp_path / "data")
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_book_of_a_log(tmp_path):
    """One small book: its pages, its files, and what was left beside its edition."""
    folder = make_own("one-week", tmp_path / "data")
    (folder / "events.jsonl").write_text(EVENT)
    order = order_of([str(folder)], ["de"], output=tmp_path / "build", takeaway=False)
    built = build(order, lambda line: None)
    pages = sorted(path.name for path in (built / "de" / "chapters").glob("*.html"))
    assert pages == ["explorer.html", "models.html", "own.html"]
    for path in built.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        # a page that only leads on has nothing to be found by
        assert '<meta name="robots" content="noindex">' in text or 'http-equiv="Refresh"' in text, path
        assert "OpenRouter" not in text, path
        assert "CC BY" not in text, path
        assert "ld+json" not in text, path
    names = {path.name for path in built.rglob("*")}
    assert not names & {"sitemap.xml", "feed.xml", "llms.txt", "CITATION.cff", "events.jsonl"}
    assert (built / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    everything = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != folder]
    assert [path for path in everything if EVENT.encode() in path.read_bytes()] == []
    front = (built / "index.html").read_text(encoding="utf-8")
    assert "Tokenverbrauch · one-week" in front
    assert "Das Token-Jahr" not in front


def test_the_books_contents_follow_from_whose_rows_they_are():
    book = TokenBook()
    assert book.contents({"own": True}) == "_toc.own.yml"
    assert book.contents({"own": False}) == "_toc.yml"
    # a book without such contents is told whole
    assert TokenBook(Path("/nowhere")).contents({"own": True}) == "_toc.yml"
    assert (ROOT / book.contents({"own": True})).is_file()
