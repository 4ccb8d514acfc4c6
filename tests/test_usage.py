"""The weekly table: aggregated, written, read back."""

from pathlib import Path

import pandas as pd
import pytest
from conftest import made_up_daily

from tokenbook.errors import DataError
from tokenbook.rows.free import NONE, free_on, read_free
from tokenbook.rows.usage import COLUMNS, read_usage, to_weeks, usage_csv

DAILY = pd.DataFrame(
    [
        ("2025-01-05", "a/b", 1),  # a Sunday
        ("2025-01-06", "a/b", 10),
        ("2025-01-06", "other", 5),
        ("2025-01-12", "a/b", 20),
        ("2025-01-12", "c/d", 2),
    ],
    columns=["date", "model", "tokens"],
).assign(date=lambda frame: pd.to_datetime(frame["date"]))


def test_weeks_start_on_monday_and_count_their_days():
    assert to_weeks(DAILY).values.tolist() == [
        [pd.Timestamp("2024-12-30"), "a/b", 1, 1, 0, 1],
        [pd.Timestamp("2025-01-06"), "a/b", 30, 2, 0, 20],
        [pd.Timestamp("2025-01-06"), "c/d", 2, 2, 0, 2],
        [pd.Timestamp("2025-01-06"), "other", 5, 2, 0, 0],
    ]


def test_a_weekend_is_saturday_and_sunday():
    days = pd.date_range("2025-01-06", "2025-01-12")
    daily = pd.DataFrame({"date": days, "model": "a/b", "tokens": [10**day for day in range(7)]})
    assert to_weeks(daily)["weekend_tokens"].tolist() == [1_100_000]


def test_nothing_is_lost_or_counted_twice():
    daily = made_up_daily()
    weekly = to_weeks(daily)
    assert weekly["tokens"].sum() == daily["tokens"].sum()
    assert weekly["week"].dt.day_of_week.eq(0).all()


def test_reads_what_it_wrote(tmp_path):
    weekly = to_weeks(made_up_daily())
    path = tmp_path / "usage.csv"
    path.write_text(usage_csv(weekly))
    pd.testing.assert_frame_equal(read_usage(path), weekly, check_dtype=False)


BAD = {
    "no monday": ("2025-01-07,a,1,7", 2, "week", "Monday"),
    "no date": ("2025-13-01,a,1,7", 2, "week", "a day that exists"),
    "eight days": ("2025-01-06,a,1,8", 2, "days", "1 to 7"),
    "negative": ("2025-01-06,a,-1,7", 2, "tokens", "whole number"),
    "doubled": ("2025-01-06,a,1,7\n2025-01-06,a,1,7", 3, "week and model", "a second time"),
    "two counts of days": ("2025-01-06,a,1,7\n2025-01-06,b,1,6", 3, "days", "the same number"),
}


@pytest.mark.parametrize(("text", "row", "column", "said"), BAD.values(), ids=BAD.keys())
def test_refuses_a_broken_table(tmp_path, text, row, column, said):
    path = tmp_path / "usage.csv"
    path.write_text(f"week,model,tokens,days\n{text}\n")
    with pytest.raises(DataError, match=said) as caught:
        read_usage(path)
    assert (caught.value.row, caught.value.column) == (row, column)


@pytest.mark.parametrize(
    ("parts", "column", "said"),
    [("6,0", "free_tokens", "6 of 5 tokens"), ("0,6", "weekend_tokens", "6 of 5"), ("-1,0", None, "digits")],
)
def test_a_part_is_no_more_than_the_whole(tmp_path, parts, column, said):
    path = tmp_path / "usage.csv"
    path.write_text(f"{','.join(COLUMNS)}\n2025-01-06,a/b,5,7,{parts}\n")
    with pytest.raises(DataError, match=said) as caught:
        read_usage(path)
    assert caught.value.row == 2
    assert caught.value.column == (column or "free_tokens")


FREE = "model_permaslug,from,to,note\na/b,2025-01-06,2025-01-11,made up\na/b,2025-02-01,2025-02-02,\n"


def test_free_days_are_those_of_the_table_and_of_free_variants():
    table = read_free(Path("free.csv"), FREE.encode())
    daily = pd.concat([DAILY, DAILY.assign(model=DAILY["model"] + ":free")], ignore_index=True)
    found = free_on(daily, table)
    assert found.tolist() == [False, True, False, False, False, *[True] * 5]
    assert free_on(daily.rename(columns={"model": "slug"}), table).equals(found)
    assert free_on(daily, NONE).tolist() == [False] * 5 + [True] * 5
    weekly = to_weeks(daily, table).set_index(["week", "model"])["free_tokens"]
    assert weekly[pd.Timestamp("2025-01-06")].to_dict() == {
        "a/b": 10,
        "a/b:free": 30,
        "c/d": 0,
        "c/d:free": 2,
        "other:free": 5,
        "other": 0,
    }


def test_a_free_table_is_read_where_there_is_one(tmp_path):
    path = tmp_path / "free.csv"
    assert read_free(path) is NONE
    path.write_text(FREE)
    assert read_free(path).equals(read_free(path, FREE.encode()))


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("model_permaslug,from\na,2025-01-01\n", 1, "to"),
        ("model_permaslug,from,to\na,2025-02-30,2025-03-01\n", 2, "from"),
        ("model_permaslug,from,to\na,2025-03-02,2025-03-01\n", 2, "to"),
    ],
)
def test_a_broken_free_table_is_refused(text, row, column):
    with pytest.raises(DataError) as caught:
        read_free(Path("free.csv"), text.encode())
    assert (caught.value.row, caught.value.column) == (row, column)
