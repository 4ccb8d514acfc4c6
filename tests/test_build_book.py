"""The command that builds the book: what it says and returns; what it builds is another test's matter."""

from types import SimpleNamespace

import build_book
import pytest

import press.build
from press import forks, processes
from press.errors import PressError
from press.order import LOCAL
from tokenbook import ROOT


@pytest.fixture
def building(monkeypatch, tmp_path):
    """Run the command with a press that notes what is asked of it."""
    asked: list[str] = []

    def do(*options: str, current=False, chapters=True, fault: BaseException | None = None):
        def build(order, say):
            asked.append(f"build {' '.join(order.languages)}")
            if fault:
                raise fault
            say("built")

        servers = SimpleNamespace(
            preload=lambda modules: asked.append("preload"), start=lambda: asked.append("start")
        )
        plan = SimpleNamespace(
            why=lambda: {"2025/de/a": ["a row", "a style"], "2025/de/b": []},
            why_rendered=lambda: {"2025/de": ["a page"], "2025/en": []},
        )
        monkeypatch.setattr(build_book.store, "up_to_date", lambda order: current)
        monkeypatch.setattr(build_book.store, "chapters_changed", lambda order: chapters)
        monkeypatch.setattr(forks, "servers", servers)
        monkeypatch.setattr(processes, "warm_up", lambda: asked.append("warm up"))
        monkeypatch.setattr(press.build, "build", build)
        monkeypatch.setattr(press.build, "Plan", lambda order: plan)
        monkeypatch.setattr(build_book.signal, "signal", lambda *_: None)
        return build_book.main(["--output", str(tmp_path), *options]), asked

    return do


def test_what_takes_longest_to_import_begins_at_once(building, tmp_path, capsys):
    assert building("--languages", "de") == (0, ["preload", "start", "build de"])
    assert capsys.readouterr().out.splitlines() == [
        "built",
        f"The book is in {tmp_path}/site/index.html",
        "Its pages name that address as theirs; to publish it elsewhere: make book BASE_URL=https://…",
    ]


def test_where_no_chapter_runs_sphinx_begins_at_once(building, capsys):
    assert building("--base-url", "https://book.example/", chapters=False) == (0, ["warm up", "build de en"])
    assert "BASE_URL" not in capsys.readouterr().out


def test_a_book_that_is_up_to_date_is_left_alone(building, capsys):
    assert building("--output", str(ROOT / "_build"), current=True) == (0, [])
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first == "nothing has changed, the book is as it was"
    assert second.endswith(f"/_build/site/index.html; `make serve` shows it on {LOCAL}")


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (True, ["nothing has changed"]),
        (
            False,
            [
                "2025/de/a: runs, because of a row, a style",
                "2025/de/b: is kept",
                "2025/de: is rendered, because of a page",
                "2025/en: is kept",
            ],
        ),
    ],
)
def test_what_would_be_made_is_told_with_its_reasons(building, capsys, current, said):
    assert building("--why", current=current) == (0, [])
    assert capsys.readouterr().out.splitlines() == said


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "not built: stopped; the last book is as it was\n"),
        (PressError("made up"), 1, "not built: made up\n"),
    ],
)
def test_what_is_not_built_is_told_in_one_line(building, capsys, fault, code, said):
    assert building(fault=fault)[0] == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    "options", [("--languages", "xx"), ("--base-url", "ftp://x"), ("--base-url", "http://[")]
)
def test_an_order_that_cannot_be_filled_builds_nothing(building, capsys, options):
    assert building(*options) == (1, [])
    said = capsys.readouterr().err
    assert said.startswith("not built: ")
    assert said.count("\n") == 1
