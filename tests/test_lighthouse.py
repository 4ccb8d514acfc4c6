"""What Lighthouse's report says of a page, and which goals the page misses."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

import lighthouse
import pytest
from lighthouse import CATEGORIES, PAGES, Answer, ask, ask_fairly, main, table

from tokenbook import ROOT


def report(performance=0.99, paint=1500.0, shift=0.0, size=50_000, requests=8):
    """A report like Lighthouse's, of a page that reaches every goal."""
    return {
        "categories": {name: {"score": performance if name == "performance" else 1.0} for name in CATEGORIES},
        "audits": {
            "largest-contentful-paint": {
                "score": 1,
                "scoreDisplayMode": "numeric",
                "numericValue": paint,
            },
            "cumulative-layout-shift": {"score": 1, "scoreDisplayMode": "numeric", "numericValue": shift},
            "network-requests": {
                "score": None,
                "scoreDisplayMode": "informative",
                "details": {
                    "items": [
                        *[{"url": "http://127.0.0.1/", "transferSize": size // requests}] * requests,
                        {"url": "data:,", "transferSize": 0},
                    ]
                },
            },
            "image-alt": {"score": 0, "scoreDisplayMode": "binary"},
        },
    }


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({}, []),
        ({"performance": 0.97, "paint": 2500.0, "shift": 0.099, "size": 122_880, "requests": 12}, []),
        ({"performance": 0.96}, ["performance 96, wanted 97"]),
        ({"paint": 2600.0}, ["painted after 2.6 s, wanted 2.5"]),
        ({"shift": 0.1}, ["shifts by 0.100, wanted less than 0.1"]),
        ({"size": 125_000}, ["122 KB, wanted 120"]),
        ({"requests": 13}, ["13 requests, wanted 12"]),
    ],
)
def test_what_a_page_misses(change, missed):
    assert Answer.of(report(**change)).short((120, 12)) == missed


def test_a_page_that_is_too_slow_is_asked_three_times_and_the_median_counts(monkeypatch):
    given = [Answer.of(report(performance=score)) for score in (0.90, 0.98, 0.99)]
    asked = iter(given)
    monkeypatch.setattr("lighthouse.ask", lambda address, chromium: next(asked))
    assert ask_fairly("made up", "chromium") == given[1]
    assert list(asked) == []


def test_what_another_try_cannot_mend_is_asked_once(monkeypatch):
    asked = iter([Answer.of(report(requests=20)), Answer.of(report())])
    monkeypatch.setattr("lighthouse.ask", lambda address, chromium: next(asked))
    assert ask_fairly("made up", "chromium").requests == 20
    assert len(list(asked)) == 1


def test_the_table_names_what_failed():
    lines = table([("en/chapters/intro", "site", Answer.of(report()))]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert "image-alt" in lines[-1]


def test_the_pages_are_the_books():
    assert [page for page in PAGES if not (ROOT / f"{page}.ipynb").exists()] == []


@pytest.fixture
def asking(tmp_path, monkeypatch):
    """Run the command on a build of nothing, with made-up answers; what was served and asked."""
    served: list[Path] = []
    asked: list[str] = []
    answers = {"/en/chapters/intro": Answer.of(report(requests=13))}

    @contextmanager
    def serve(folder, port, zipped):
        served.append(folder.relative_to(tmp_path))
        yield f"http://here:{port}/"

    def answer(address, chromium):
        asked.append(address.removeprefix("http://here:8000"))
        return answers.get(asked[-1].removesuffix(".html"), Answer.of(report()))

    monkeypatch.setattr(lighthouse, "served", serve)
    monkeypatch.setattr(lighthouse, "ask", answer)
    monkeypatch.setattr(lighthouse, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(lighthouse.shutil, "which", lambda name: f"/bin/{name}")

    def do(*options: str) -> tuple[int, list[Path], list[str]]:
        return main(["--build", str(tmp_path), *options]), served, asked

    return do


def test_site_and_stock_are_asked_and_what_is_missed_is_told(asking, tmp_path, capsys):
    code, served, asked = asking("--pages", "chapters/intro")
    assert code == 1
    assert served == [Path("site"), *(Path(f"html/2025/{lang}/_build/html") for lang in ("de", "en"))]
    of_page = "chapters/intro.html"
    assert asked == ["/", f"/de/{of_page}", f"/en/{of_page}", f"/{of_page}", f"/{of_page}"]
    said = capsys.readouterr()
    assert said.err.splitlines()[-1] == "en/chapters/intro: 13 requests, wanted 12"
    told = json.loads((tmp_path / "lighthouse.json").read_text())
    assert [row[:2] for row in told] == [
        ["front page", "site"],
        ["de/chapters/intro", "site"],
        ["en/chapters/intro", "site"],
        ["de/chapters/intro", "stock"],
        ["en/chapters/intro", "stock"],
    ]
    assert told[2][2]["requests"] == 13
    assert said.out.count("\n") == 2 + len(told)


def test_a_site_alone_that_reaches_every_goal(asking):
    code, served, asked = asking("--pages", "chapters/explorer", "--site-only", "--once")
    assert (code, served) == (0, [Path("site")])
    assert asked == ["/", "/de/chapters/explorer.html", "/en/chapters/explorer.html"]


def test_without_a_browser_nothing_is_asked(asking, monkeypatch, capsys):
    monkeypatch.setattr(lighthouse, "find_chromium", lambda: None)
    assert asking()[::2] == (2, [])
    assert capsys.readouterr().err == "lighthouse: needs Chromium and npx (Node.js) on this machine\n"


@pytest.mark.parametrize("fails", [False, True])
def test_lighthouse_is_asked_in_a_language_that_the_book_has_not(monkeypatch, fails):
    def run(command, env, **_):
        assert command[:4] == ["npx", "--yes", lighthouse.PACKAGE, "http://here/"]
        assert env["CHROME_PATH"] == "/bin/chromium"
        (flags,) = [part for part in command if part.startswith("--chrome-flags=")]
        assert "--accept-lang=fr" in flags
        (path,) = [part.partition("=")[2] for part in command if part.startswith("--output-path=")]
        Path(path).write_text(json.dumps(report(requests=9)))
        return subprocess.CompletedProcess(command, int(fails), stderr=b" no such page\n")

    monkeypatch.setattr(lighthouse.subprocess, "run", run)
    if fails:
        with pytest.raises(SystemExit, match=r"^lighthouse: http://here/: no such page$"):
            ask("http://here/", "/bin/chromium")
    else:
        assert ask("http://here/", "/bin/chromium").requests == 9
