"""The weekly table: aggregated, written, read back."""

import pandas as pd
import pytest
from conftest import made_up_daily

from tokenbook.errors import DataError
from tokenbook.rows.usage import read_usage, to_weeks, usage_csv

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
        [pd.Timestamp("2024-12-30"), "a/b", 1, 1],
        [pd.Timestamp("2025-01-06"), "a/b", 30, 2],
        [pd.Timestamp("2025-01-06"), "c/d", 2, 2],
        [pd.Timestamp("2025-01-06"), "other", 5, 2],
    ]


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
