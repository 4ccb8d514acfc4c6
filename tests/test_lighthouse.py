"""What Lighthouse's report says of a page, and which goals the page misses."""

import pytest
from lighthouse import CATEGORIES, PAGES, Answer, ask_fairly, table

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
