"""A second import into an edition: what joins, what takes the place of what, what is refused."""

import zipfile

import pandas as pd
import pytest
from test_import import MAP, WEEK, a_week, csv, write_xlsx
from test_import import importing as importing  # a fixture
from update_data import main

from tokenbook import LANGUAGES, editions
from tokenbook.rows import state


def test_two_teams_are_joined_only_when_asked_and_only_once(importing):
    one, two = csv(a_week("nova-2")), csv(a_week("nova-3", 7))
    assert importing(one, "--map", MAP)[0] == 0
    code, said, rows = importing(two, "--map", MAP)
    assert (code, "--add to join" in said, rows["tokens"].sum()) == (2, True, 35)
    code, said, rows = importing(two, "--map", MAP, "--add")
    assert (code, rows["tokens"].sum()) == (0, 84)
    code, said, rows = importing(two, "--map", MAP, "--add")
    assert (code, rows["tokens"].sum()) == (2, 84)
    assert "log.csv: found 2026-08-03, nova-3: edition ours has it already" in said
    code, said, rows = importing(one, "--map", MAP, "--replace")
    assert (code, rows["tokens"].sum()) == (0, 35)


def test_days_that_a_file_has_not_are_not_taken_from_those_there(importing):
    """A log of weekdays beside one of all days, and in its place."""
    weekdays = a_week("nova-3", 7)[:5]
    content = csv([*weekdays, ("2026-08-10", "nova-3", 7)])
    importing(csv([*a_week(), ("2026-08-10", "nova-2", 5)]), "--map", MAP)
    code, said, rows = importing(content, "--map", MAP, "--add")
    assert (code, rows["tokens"].sum()) == (0, 8 * 5 + 6 * 7)
    other = csv(row for row in [*a_week(), ("2026-08-10", "nova-2", 5)] if row[0] not in WEEK[5:])
    code, said, rows = importing(other, "--map", MAP, edition="two")
    code, said, rows = importing(csv([*a_week(), ("2026-08-10", "nova-2", 5)]), "--map", MAP, edition="two")
    assert (code, rows["tokens"].sum()) == (0, 40)
    code, said, rows = importing(other, "--map", MAP, edition="two")
    assert (code, "--replace to take" in said, rows["tokens"].sum()) == (2, True, 40)
    code, said, rows = importing(other, "--map", MAP, "--replace", edition="two")
    assert (code, rows["tokens"].sum()) == (0, 30)


def test_a_log_is_carried_on_by_less_than_a_week(importing, tmp_path):
    importing(csv(a_week()), "--map", MAP)
    code, said, rows = importing(csv([("2026-08-12", "nova-2", 5)]), "--map", MAP)
    assert code == 0
    assert "2 days without rows (counted as zero)" in said
    assert rows["tokens"].tolist() == [5] * 7 + [0, 0, 5]


def test_a_cost_goes_with_the_tokens_it_was_said_of(importing, tmp_path):
    path = tmp_path / "data" / "ours" / "costs.csv"
    importing(csv([(*row, "0.25") for row in a_week()], "day,name,total,usd"), "--map", MAP + ",cost=usd")
    one_more = [(day, "nova-2", 5 + (day == WEEK[0])) for day in WEEK]
    assert importing(csv(one_more), "--map", MAP)[0] == 0
    assert pd.read_csv(path)["date"].tolist() == WEEK[1:]
    assert importing(csv(a_week("nova-2", 9)), "--map", MAP)[0] == 0
    assert not path.exists()
    assert editions.load("ours", tmp_path / "data").costs is None


def test_tokens_and_their_costs_are_written_at_once(importing, tmp_path, monkeypatch):
    """What is killed between them would leave costs of other tokens."""
    moved = []
    move = state._move
    monkeypatch.setattr(state, "_move", lambda folder: moved.append(folder) or move(folder))
    importing(csv([(*row, "0.25") for row in a_week()], "day,name,total,usd"), "--map", MAP + ",cost=usd")
    importing(csv(a_week("nova-2", 9)), "--map", MAP)
    assert len(moved) == 2


def test_a_source_is_told_in_both_languages_or_in_one_for_both(importing, tmp_path, capsys):
    def told() -> list[str]:
        edition = editions.load("ours", tmp_path / "data")
        return [edition.router(lang) for lang in LANGUAGES]

    assert importing(csv(a_week()), "--map", MAP, "--own", "de=ein erfundenes Log")[0] == 0
    assert told() == ["ein erfundenes Log", "a made-up log"]
    assert importing(csv(a_week()), "--map", MAP)[0] == 0
    assert told() == ["a made-up log"] * 2
    code, said, _ = importing(csv(a_week()), "--map", MAP, "--own", "de=")
    assert (code, "--own: found ''" in said) == (2, True)


@pytest.mark.parametrize("share", ["-0.1", "1.1", "50", "nan", "all"])
def test_a_share_of_bad_events_is_no_percentage(importing, capsys, share):
    with pytest.raises(SystemExit):
        importing(csv(a_week()), "--most-bad", share)
    assert f"argument --most-bad: invalid share value: '{share}'" in capsys.readouterr().err


def test_a_cost_that_cannot_be_read_is_no_missing_one(importing, tmp_path):
    """In a file with semicolons a point marks thousands."""
    content = csv([(*row, "0.25") for row in a_week()], "day,name,total,usd").replace(",", ";")
    code, said, _ = importing(content, "--map", MAP + ",cost=usd")
    assert (code, "7 a cost that is no number" in said, "--decimal" in said) == (2, True, True)
    code, said, _ = importing(content, "--map", MAP + ",cost=usd", "--decimal", ".")
    assert (code, "cost in the log: 1.75 USD" in said) == (0, True)


def test_a_check_is_of_what_the_edition_would_be(importing):
    assert importing(csv(a_week("gpt-4o")), "--map", MAP)[0] == 0
    two = csv([(WEEK[0], "claude-sonnet-4.5", 70)])
    code, said, _ = importing(two, "--map", MAP, "--add", "--check")
    assert (code, "vendors: Anthropic 66.7%, OpenAI 33.3%" in said) == (0, True)


def test_a_check_of_rankings_names_what_cannot_be_judged_and_why(tmp_path, capsys):
    path = tmp_path / "rankings.csv"
    path.write_text(csv(a_week("openai/gpt-4o"), "date,model_permaslug,total_tokens"))
    given = ["import", str(path), "--edition", "2026", "--data", str(tmp_path / "data"), "--check"]
    (tmp_path / "data").mkdir()
    assert main([*given, "--openrouter"]) == 0
    said = capsys.readouterr().out
    assert "of them these cannot: 27\n" in said
    assert "  oth-tail: It takes at least 13 weeks that are complete; this edition has 1 week.\n" in said
    assert main([*given, "--own", "a made-up log"]) == 0
    assert "these cannot" not in capsys.readouterr().out


@pytest.mark.parametrize("address", ["https://me:secret@example.org/log.csv", "s3://calls/log.parquet"])
def test_a_file_elsewhere_is_no_engine(address, tmp_path, capsys):
    assert main(["import", address, "--edition", "ours", "--data", str(tmp_path), "--own", "a log"]) == 2
    said = capsys.readouterr().err
    assert "fetch the file first" in said
    assert "secret" not in said


def test_a_workbook_with_two_full_sheets_is_not_read_by_half(importing, tmp_path):
    write_xlsx(tmp_path / "one.xlsx", [["day", "name", "total"], *map(list, a_week())])
    with zipfile.ZipFile(tmp_path / "one.xlsx") as one, zipfile.ZipFile(tmp_path / "two.xlsx", "w") as two:
        for name in one.namelist():
            text = one.read(name).decode()
            text = text.replace("</sheets>", '<sheet name="b" sheetId="2" r:id="r2"/></sheets>')
            if name == "xl/_rels/workbook.xml.rels":
                text = text.replace(
                    "/></Rel", "/>" + text[text.index("<Relationship ") :].replace("r1", "r2")[:-16] + "</Rel"
                )
            two.writestr(name, text)
    content = (tmp_path / "two.xlsx").read_bytes()
    code, said, _ = importing(content, "--map", MAP)
    assert (code, "several sheets with rows (a, b); allowed: one" in said) == (2, True)
