"""The day store: each day from its newest source, and a word on what changed."""

import pandas as pd
import pytest

from tokenbook.errors import DataError
from tokenbook.rows.sources.days import EMPTY, Merge, merged, read_store, store_bytes
from tokenbook.rows.sources.files import Daily


def daily(as_of: str | None, **tokens: int) -> Daily:
    """Rows of one model; d01=5 is five tokens on 2026-01-01."""
    rows = [(pd.Timestamp(f"2026-01-{name[1:]}"), "a/b", count) for name, count in tokens.items()]
    return Daily(pd.DataFrame(rows, columns=["date", "model", "tokens"]), "made-up.csv", "0" * 64, as_of)


def tokens(store: pd.DataFrame) -> dict[str, int]:
    return {f"d{day:%d}": count for day, count in zip(store["date"], store["tokens"], strict=True)}


def test_new_revised_unchanged_older_are_counted():
    store, first = merged(EMPTY, daily("2026-01-04", d01=100, d02=100, d03=100))
    assert first == Merge(new=3)
    store, second = merged(store, daily("2026-01-05", d02=110, d03=100, d04=7))
    assert second == Merge(new=1, revised=1, unchanged=1, revision=0.1)
    assert str(second) == (
        "1 days new, 1 revised (by 10.0000% of their tokens), 1 unchanged, 0 older than what is there"
    )
    store, third = merged(store, daily("2026-01-03", d01=1, d02=1, d05=5))
    assert third == Merge(new=1, revised=1, older=1, revision=0.99) or third == Merge(new=1, older=2)
    assert tokens(store)["d02"] == 110


def test_a_day_takes_all_rows_of_its_newest_source():
    two_models = daily("2026-01-02", d01=5)
    two_models.rows.loc[1] = [pd.Timestamp("2026-01-01"), "c/d", 3]
    store, _ = merged(EMPTY, two_models)
    store, report = merged(store, daily("2026-01-03", d01=5))
    # c/d is gone from the newer source: it does not linger
    assert list(store["model"]) == ["a/b"]
    assert report == Merge(revised=1, revision=3 / 8)


def test_rows_without_a_time_win():
    store, _ = merged(EMPTY, daily("2026-01-04", d01=100))
    store, report = merged(store, daily(None, d01=50))
    assert tokens(store) == {"d01": 50}
    assert report.revised == 1


def test_the_store_survives_its_file_and_its_order_does_not_matter(tmp_path):
    one, two = daily("2026-01-04", d01=1, d02=2), daily("2026-01-05", d02=3, d03=4)
    forth = merged(merged(EMPTY, one)[0], two)[0]
    back = merged(merged(EMPTY, two)[0], one)[0]
    assert store_bytes(forth) == store_bytes(back)
    path = tmp_path / "daily.csv.gz"
    path.write_bytes(store_bytes(forth))
    pd.testing.assert_frame_equal(read_store(path), forth, check_dtype=False)
    assert read_store(tmp_path / "none").empty


def test_a_damaged_store_is_named(tmp_path):
    path = tmp_path / "daily.csv.gz"
    path.write_bytes(store_bytes(merged(EMPTY, daily("2026-01-04", d01=1))[0])[:-9])
    with pytest.raises(DataError, match=r"daily\.csv\.gz"):
        read_store(path)
