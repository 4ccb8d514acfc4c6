"""Side-data: what is committed is whole and what the code makes; what is broken is refused."""

from pathlib import Path

import pandas as pd
import pytest
import take_side_data

from tokenbook import ROOT, editions, side
from tokenbook.errors import DataError
from tokenbook.rows import free, takeover

SHARED = ROOT.parent / "shared" / "data"
if not SHARED.exists():
    SHARED = ROOT.parents[1] / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the gathered side-data (../shared/data) is not on this machine"
)
YEARS = ("2025", "2026")


def test_what_all_editions_share_is_read():
    assert len(side.read_aider()) == 69
    assert side.read_eci()["eci"].max() > 150
    releases = side.read_releases().set_index("slug")
    assert releases.loc["x-ai/grok-code-fast-1", "released"] == pd.Timestamp("2025-08-26")


def test_events_name_the_days_without_data_and_every_kind():
    events = side.read_events()
    outages = events.loc[events["kind"] == "outage", "date"]
    assert [f"{day:%Y-%m-%d}" for day in outages] == ["2025-06-15", "2025-07-15"]
    assert set(events["kind"]) == set(side.EVENT_KINDS)
    ends = events[events["kind"] == "free_to"].set_index("subject")["date"]
    assert ends["x-ai/grok-4.1-fast:free"] == pd.Timestamp("2025-12-03")


def test_every_free_name_of_the_table_has_rows_on_those_days():
    for year in YEARS:
        edition = editions.load(year)
        days = edition.daily.groupby("slug")["date"].agg(["min", "max"])
        for row in edition.free.itertuples():
            assert days.loc[row.model_permaslug, "min"] <= row._2, row
            assert days.loc[row.model_permaslug, "max"] >= row.to, row


BROKEN = {
    "no Monday": ("2026-01-06,a/b,1,2,observed,0,x", "the Monday on which"),
    "below 0": ("2026-01-05,a/b,-1,2,observed,0,x", "0 or more"),
    "no price": ("2026-01-05,a/b,,2,observed,0,x", "the basis missing"),
    "basis": ("2026-01-05,a/b,1,2,guessed,0,x", "one of observed"),
    "twice": ("2026-01-05,a/b,1,2,observed,0,x\n2026-01-05,a/b,1,2,observed,0,x", "a second time"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_prices_are_refused(tmp_path, name):
    rows, text = BROKEN[name]
    path = tmp_path / "prices.csv"
    path.write_text(f"week,model_permaslug,prompt,completion,basis,days_off,source\n{rows}\n")
    with pytest.raises(DataError, match=text):
        side.read_prices(path)


# ---------------------------------------------------------------- taking over


def weekly(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=takeover.WEEKLY, dtype=str)


def observed(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=takeover.OBSERVED, dtype=str)


def test_each_price_is_held_against_the_observations():
    found = takeover.weekly_prices(
        weekly(
            ("2026-01-05", "a", "1", "2", "observed", "1"),
            ("2026-01-19", "a", "1", "2", "observed", "0"),
            ("2026-03-02", "a", "1", "2", "carried", "10"),
            ("2026-01-05", "b", "3", "4", "observed", "0"),
            ("2026-01-05", "c:free", "0", "0", "free variant", ""),
        ),
        observed(
            ("2026-01-09", "a", "1.0", "2", "list", "one"),
            ("2026-02-09", "a", "1", "2", "list", "two"),
            ("2026-03-06", "a", "0", "0", "list, 0 not used", "three"),
            ("2026-01-08", "b", "3", "5", "list", "four"),
        ),
    )
    assert (found.confirmed, found.within, found.nearest, found.defined) == (1, 1, 1, 1)
    assert found.prices["source"].tolist() == ["one", "one", "two", "", ""]
    assert found.differing["seen"].tolist() == ["3/5 on 2026-01-08 (four)"]


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_the_committed_prices_are_those_gathered_and_each_was_seen(year):
    gathered = takeover.read(SHARED / f"openrouter-weekly-prices-{year}.csv", takeover.WEEKLY)
    seen = takeover.read(SHARED / f"openrouter-prices-{year}.csv", takeover.OBSERVED)
    found = takeover.weekly_prices(gathered, seen)
    assert found.differing.empty, found.differing
    assert takeover.csv(found.prices) == (editions.DATA / year / side.PRICES).read_bytes()


@needs_shared
def test_the_script_makes_what_is_committed(tmp_path):
    for year in YEARS:
        folder = tmp_path / year
        folder.mkdir()
        for name in ("usage.csv", free.NAME):
            (folder / name).write_bytes((editions.DATA / year / name).read_bytes())
    take_side_data.take_common(SHARED, list(YEARS), tmp_path)
    for name in (side.RELEASES, side.AIDER, side.ECI, side.EVENTS):
        assert (tmp_path / name).read_bytes() == (editions.DATA / Path(name)).read_bytes(), name
