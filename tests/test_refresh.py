"""The weekly refresh against a server on this machine: new rows, nothing new, a broken source."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import moved
import pandas as pd
import pytest
import refresh
from conftest import made_up_daily
from moved import Verdict, Week
from openrouter import EXPORTS, Answer, Upstream, serving

from press.browser import find_chromium
from tokenbook import ROOT
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update

TODAY = pd.Timestamp.now("UTC").tz_localize(None).normalize()
WEEKS = len(pd.date_range(TODAY - pd.Timedelta(days=60), periods=60).to_period("W").unique())
"""Calendar weeks that the 60 days before today touch: 9 or 10, by today's weekday."""


def git(root: Path, *arguments: str) -> str:
    name = ("-c", "user.name=Made Up", "-c", "user.email=made.up@example.org")
    return subprocess.run(
        ["git", *name, *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


def price(number: int, prompt: str = "0.000001") -> dict:
    name = f"made-up/model-{number}"
    return {"id": name, "canonical_slug": name, "pricing": {"prompt": prompt, "completion": "0.000002"}}


def priced(path: str, query: dict, answer: Answer) -> Answer:
    """A made-up list of prices, beside the rows."""
    if not path.endswith("/models"):
        return answer
    return Answer(body=json.dumps({"data": [price(number) for number in range(20)]}).encode())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def upstream():
    """The last 60 days of a made-up market, and this morning's snapshot."""
    server = Upstream(made_up_daily(f"{TODAY - pd.Timedelta(days=60):%Y-%m-%d}", f"{TODAY:%Y-%m-%d}"))
    server.publish(f"{TODAY:%Y-%m-%d}")
    server.disturb = priced
    with serving(server):
        yield server


@pytest.fixture
def book(small_book, upstream) -> Path:
    """A made-up book under git, whose edition knows the market up to ten days ago."""
    known = upstream.daily[upstream.daily["date"] < TODAY - pd.Timedelta(days=10)]
    part = Daily(known, "made-up.csv", "0" * 64, f"{TODAY - pd.Timedelta(days=10):%Y-%m-%d}")
    update([part], "made-up", Origin(), small_book / "data")
    shutil.copyfile(ROOT / "data" / "models.csv", small_book / "data" / "models.csv")
    git(small_book, "init", "--quiet")
    git(small_book, "add", ".")
    git(small_book, "commit", "--quiet", "--message", "Made up")
    return small_book


def run(book: Path, upstream: Upstream, tmp_path: Path, *more: str) -> tuple[int, dict, Path]:
    output = tmp_path / "out"
    code = refresh.main(
        [
            *("--edition", "made-up", "--root", str(book), "--output", str(output)),
            *("--base-url", upstream.base, "--languages", "en", *more),
        ]
    )
    outcome = output / "refresh" / "outcome.json"
    return code, json.loads(outcome.read_text()) if outcome.exists() else {}, output / "refresh"


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
def test_new_rows_are_told_once(book, upstream, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "github"))
    code, outcome, told = run(book, upstream, tmp_path)
    assert (code, outcome["outcome"]) == (0, "new"), outcome
    assert (tmp_path / "github").read_text() == "outcome=new\n"
    text = (told / "text.md").read_text()
    assert f"\ndata/made-up/usage.csv: {14 * WEEKS} rows" in text
    assert "10 days new, 0 revised" in text
    assert "![fig-weekly-total](PICTURES/fig-weekly-total.png)" in text
    assert (told / "pictures" / "fig-weekly-total.png").read_bytes().startswith(b"\x89PNG")
    git(book, "reset", "--quiet", "--hard")
    git(book, "clean", "--quiet", "-fd", "data")
    assert not (book / "data" / "made-up" / "price_readings.csv").exists()
    git(book, "apply", "--check", str(told / "rows.patch"))
    git(book, "apply", str(told / "rows.patch"))

    # the same again: nothing is new, and nothing is changed
    before = files(book / "data" / "made-up")
    code, outcome, told = run(book, upstream, tmp_path)
    assert (code, outcome["outcome"]) == (0, "nothing"), outcome
    assert sorted(path.name for path in told.iterdir()) == ["outcome.json"]
    assert files(book / "data" / "made-up") == before


def cut(path: str, query: dict, answer: Answer) -> Answer:
    if path.startswith(EXPORTS) and path.endswith(".csv"):
        answer.body = answer.body[:-10]
    return answer


def unpriced(path: str, query: dict, answer: Answer) -> Answer:
    return Answer(body=b"[]") if path.endswith("/models") else answer


def gone(path: str, query: dict, answer: Answer) -> Answer:
    return Answer(404, b"{}")


@pytest.mark.parametrize(
    ("disturb", "days", "word"),
    [
        (cut, "14", r"^update_data\.py \(30\): .*try again"),
        (gone, "14", r"^update_data\.py \(23\): "),
        (unpriced, "14", r"^update_data\.py \(32\): .*/models"),
        (None, "-5", r"^update_data\.py \(40\): .*the newest day is"),
    ],
)
def test_a_broken_source_changes_nothing(book, upstream, tmp_path, disturb, days, word):
    upstream.disturb = disturb or upstream.disturb
    before = files(book / "data" / "made-up")
    code, outcome, told = run(book, upstream, tmp_path, "--days", days)
    assert (code, outcome["outcome"]) == (0, "broken")
    assert outcome["said"].count("\n") == 0
    assert pd.Series([outcome["said"]]).str.contains(word).all(), outcome
    assert sorted(path.name for path in told.iterdir()) == ["outcome.json"]
    assert files(book / "data" / "made-up") == before


def test_rows_that_make_no_book_are_no_rows(book, upstream, tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise refresh.BrokenError("build_book.py (1): not built: made up")

    monkeypatch.setattr(refresh, "build", broken)
    before = files(book / "data" / "made-up")
    code, outcome, _ = run(book, upstream, tmp_path)
    assert (code, outcome["outcome"]) == (0, "broken")
    assert outcome["said"] == "build_book.py (1): not built: made up"
    assert files(book / "data" / "made-up") == before
    assert not (book / "data" / ".before").exists()


def test_no_such_edition_is_one_line(tmp_path, capsys):
    assert refresh.main(["--edition", "never", "--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("edition 'never': no such folder")
    assert list(tmp_path.iterdir()) == []


def test_the_newest_edition_is_the_last_year(tmp_path):
    for name in ("2025", "2027", "2026", "our-log", ".incoming"):
        (tmp_path / name).mkdir()
    assert refresh.newest(tmp_path) == "2027"


# ---------------------------------------------------------------- what moved


def site(root: Path, verdict: str, measured: str, heading: str, caption: str, path: str) -> Path:
    (root / "en" / "chapters").mkdir(parents=True)
    (root / "en" / "data").mkdir()
    (root / "data").mkdir()
    fact = {"id": "a", "statement": "It grew.", "verdict": verdict, "measured": measured, "evidence": "Up."}
    with (root / "en" / "data" / "fact_check.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, list(fact))
        table.writeheader()
        table.writerow(fact)
    (root / "en" / "chapters" / "one.html").write_text(
        f"<section id='s'><h1><span class='section-number'>1. </span>{heading}"
        "<a class='headerlink' href='#s'>#</a></h1></section>"
        f"<figure id='f'><svg viewBox='0 0 1 1'><path d='{path}'/></svg><figcaption>"
        f"<p><a class='tb-number' href='#f'>Figure 1.1</a> {caption}<button>#</button></p>"
        "<p>Source: as of today</p></figcaption></figure>"
    )
    (root / "data" / "usage.csv").write_text(f"week,model,tokens,days\n2026-01-05,a/b,{len(path)},7\n")
    return root


BASE = {"verdict": "yes", "measured": "1", "heading": "Head", "caption": "Cap", "path": "M 0"}


@pytest.mark.parametrize(
    ("change", "found", "words"),
    [
        ({}, {}, ["No week differs.", "No verdict moved.", "No headline", "No picture changed."]),
        (
            {"verdict": "no", "measured": "2"},
            {"verdicts": [Verdict("It grew.", ("yes", "no"), ("1", "2"), "Up.")]},
            ["**It grew.** yes → **no**, because 1 became 2: Up."],
        ),
        (
            {"measured": "2"},
            {"values": [Verdict("It grew.", ("yes", "yes"), ("1", "2"), "Up.")]},
            ["No verdict moved.", "It grew. 1 → 2"],
        ),
        ({"heading": "New"}, {"headlines": {"one.html#s": ("Head", "New")}}, ["`one.html#s`: Head → New"]),
        ({"caption": "New"}, {"headlines": {"one.html#f": ("Cap", "New")}}, ["Cap → New"]),
        (
            {"path": "M 00"},
            {"figures": {"one.html": ["f"]}, "weeks": [Week("2026-01-05", 3, 4, 7, 7)]},
            ["raised by 33.33%", "![f](here.png)"],
        ),
    ],
)
def test_what_moved(tmp_path, change, found, words):
    before = site(tmp_path / "before", **BASE)
    after = site(tmp_path / "after", **{**BASE, **change})
    result = moved.compare(before, after)
    assert result == moved.Moved(**found)
    text = moved.text("2026", result, "said", {"f": "here.png"})
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("was", "now", "word"),
    [(100, 110, "raised by 10.00%"), (100, 90, "lowered by 10.00%"), (0, 5, "had no")],
)
def test_revisions_in_words(was, now, word):
    assert word in moved.revision(was, now)


def test_long_lists_say_what_is_left_out():
    assert moved.listed([str(n) for n in range(15)], "none").endswith("\n- and 3 more")
    assert moved.listed([], "none") == "none"


def test_the_title_counts():
    weeks = [Week("2026-01-05", 3, 4, 7, 7), Week("2026-01-19", None, 4, 7)]
    assert moved.title("2026", moved.Moved(weeks)) == "Edition 2026: 1 new week, 1 revised, 0 verdicts moved"


def test_a_week_that_has_more_days_is_not_revised():
    found = moved.compare_weeks({"2026-01-12": (3 * 10**12, 4)}, {"2026-01-12": (5 * 10**12, 7)})
    text = moved.text("2026", moved.Moved(found), "said", {})
    assert "- week of 2026-01-12: had 4 days, now 5.000 trillion tokens on 7 days\n" in text
    title = moved.title("2026", moved.Moved(found))
    assert title == "Edition 2026: 0 new weeks, 1 with more days, 0 revised, 0 verdicts moved"


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
def test_only_what_can_be_seen_is_photographed(tmp_path):
    page = tmp_path / "site" / "en" / "chapters" / "one.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        "<figure id='shown'>A</figure><details><figure id='folded'>B</figure></details>"
        "<figure id='hidden' hidden>C</figure>"
    )
    figures = {"one.html": ["shown", "folded", "hidden", "gone"]}
    names = refresh.draw(tmp_path / "site", figures, tmp_path / "pictures")
    assert names == {"shown": "shown.png", "folded": "folded.png"}
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == ["folded.png", "shown.png"]
