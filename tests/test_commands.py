"""The verbs of an update: what goes wrong is one line, without the key, and an exit code."""

from types import SimpleNamespace

import pytest

from tokenbook.errors import BookError
from tokenbook.rows import commands, hidden
from tokenbook.rows.commands import rows
from tokenbook.rows.sources.http import Fault, SourceError

FAULTS = {
    # what a verb raises: exit code, what is told
    "of a file": (OSError(28, "No space left on device", "/made/up"), 2,
                  f"/made/up: No space left on device; {commands.UNDONE}"),
    "of no file": (OSError(12, "Cannot allocate memory"), 2, f"Cannot allocate memory; {commands.UNDONE}"),
    "without a number": (OSError("made up"), 2, f"made up; {commands.UNDONE}"),
    "of memory": (MemoryError(), 2, f"too little memory; {commands.UNDONE}"),
    "of rows": (BookError("row 3:\nmade up"), 2, "row 3:"),
    "of the source": (SourceError(Fault.STALE, "too old"), int(Fault.STALE), "too old"),
}  # fmt: skip


@pytest.fixture
def running(monkeypatch):
    """Run a command line of two made-up verbs."""

    def do(given: list[str], fault: Exception | None = None) -> tuple[int, list[str]]:
        ran: list[str] = []

        def verb(name: str) -> SimpleNamespace:
            def run(options) -> int:
                ran.append(name)
                if fault:
                    raise fault
                return 7

            return SimpleNamespace(__doc__=f"About {name}.\nMore.", add=lambda parser: None, run=run)

        monkeypatch.setattr(commands, "verbs", lambda: {name: verb(name) for name in ("rows", "other")})
        return commands.main(given), ran

    return do


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_is_told_in_one_line(running, capsys, name):
    fault, code, said = FAULTS[name]
    assert running([], fault) == (code, ["rows"])
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(said)
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(("given", "verb"), [([], "rows"), (["rows"], "rows"), (["other"], "other")])
def test_without_a_verb_rows_are_meant(running, given, verb):
    assert running(given) == (7, [verb])


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_the_verbs(running, capsys, flag):
    with pytest.raises(SystemExit) as ended:
        running([flag])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "About rows." in said
    assert "About other." in said
    assert "Exit codes: 0 done; 2 the input" in said
    assert "More." not in said


def test_a_verb_is_a_module_and_an_underscore_is_none_of_its_name():
    assert list(commands.verbs()) == ["import", "prices", "rows"]


@pytest.mark.parametrize(
    ("key", "told"), [("12345678", "a [OPENROUTER_API_KEY] b"), ("1234567", "a 12345678 b")]
)
def test_a_key_is_not_shown_but_a_short_word_is_none(monkeypatch, key, told):
    monkeypatch.setenv(hidden.KEY, f" {key}\n")
    assert hidden.without_key("a 12345678 b") == told
    monkeypatch.delenv(hidden.KEY)
    assert hidden.key() == ""
    assert hidden.without_key("a 12345678 b") == "a 12345678 b"


@pytest.mark.parametrize(
    ("missing", "told"), [([], "none"), (["2026-01-06", "2026-01-09"], "2026-01-06, 2026-01-09")]
)
def test_rows_say_what_the_edition_holds_now(tmp_path, capsys, missing, told):
    files = {"usage.csv": {"rows": 3}, "daily.csv.gz": {"rows": 17}}
    about = {"first_day": "2026-01-05", "last_day": "2026-01-18", "missing_days": missing, "files": files}
    rows.report({**about, "as_of": None, "own": True}, tmp_path)
    assert capsys.readouterr().out == (
        f"{tmp_path}/usage.csv: 3 rows from 17 daily ones, 2026-01-05 to 2026-01-18; missing days: {told}\n"
    )
