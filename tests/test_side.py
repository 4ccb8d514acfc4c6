"""Side-data: what is committed is whole and what the code makes; what is broken is refused."""

from pathlib import Path

import pandas as pd
import pytest
import take_side_data

from tokenbook import ROOT, editions, side
from tokenbook.errors import DataError
from tokenbook.rows import free, happenings, takeover
from tokenbook.rows.sources.files import Daily
from tokenbook.rows.updating import Origin, update
from tokenbook.rows.usage import read_usage

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


WEEKLY = "week,model,prompt_usd_per_mtok,completion_usd_per_mtok,basis,days_off\n"
OBSERVED = "observed,model_permaslug,prompt_usd_per_mtok,completion_usd_per_mtok,kind,source\n"
GATHERED = {
    "openrouter-weekly-prices-2026.csv": WEEKLY
    + "2026-01-05,lab/one,1,2,observed,0\n2026-01-05,lab/two,3,4,observed,0\n",
    "openrouter-prices-2026.csv": OBSERVED
    + "2026-01-08,lab/one,1,2,list,made-up-list\n2026-01-08,lab/two,3,5,list,made-up-list\n",
    "openrouter-free-2026.csv": ",".join([*takeover.FREE, *takeover.FREE_MORE])
    + "\nlab/two,2026-01-06,2026-01-07,launch offer under the plain name,,,,,made-up-list\n",
    "openrouter-prices-2026-sources.csv": ",".join(side.PRICE_SOURCES_SCHEMA.columns)
    + "\nmade-up-list,2026-01-08,,,made up,2,,,,\n",
    "model-releases-2026.csv": ",".join(side.RELEASES_SCHEMA.columns)
    + "\nlab/one,2026-01-05,maker,,before 2025-01-02,no,,,,,made up\n",
    "aider-polyglot-2025.csv": ",".join(side.AIDER_SCHEMA.columns)
    + "\n2026-01-05"
    + "," * (len(side.AIDER_SCHEMA.columns) - 1),
    "epoch-eci-2025.csv": ",".join(side.ECI_SCHEMA.columns)
    + "\n2026-01-05"
    + "," * (len(side.ECI_SCHEMA.columns) - 1),
}
"""Made-up tables as they are gathered."""


@pytest.fixture
def taking(tmp_path, capsys):
    """Take gathered tables over into a made-up edition of a week: code, what is said, the data's folder."""
    gathered, data = tmp_path / "gathered", tmp_path / "data"
    gathered.mkdir()
    for name, text in GATHERED.items():
        (gathered / name).write_text(text)
    days = pd.date_range("2026-01-05", "2026-01-11")
    rows = [(day, f"lab/{name}", tokens) for day in days for name, tokens in (("one", 98), ("two", 2))]
    rows = pd.DataFrame(rows, columns=["date", "model", "tokens"])
    update([Daily(rows, "made-up.csv", "0", "2026-01-12")], "2026", Origin(), data)

    def do(*gone: str) -> tuple[int, str, str, Path]:
        for name in gone:
            (gathered / name).unlink()
        code = take_side_data.main([str(gathered), "--edition", "2026", "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out, said.err, data

    return do


def test_what_was_gathered_is_taken_over_and_each_price_that_differs_told(taking):
    code, out, err, data = taking()
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "2026: 2 weekly prices; 1 seen on their day, 0 between equal prices, 0 equal to the nearest, "
        "0 by definition or missing, 1 differ",
        "  2026-01-05 lab/two: 3/4 (observed, 0 days off); nearest seen: 3/5 on 2026-01-08 (made-up-list)",
        "releases.csv: 1 rows",
        "benchmarks/aider.csv: 1 rows",
        "benchmarks/eci.csv: 1 rows",
        f"events.csv: {1 + len(happenings.CHANGES) + len(happenings.OUTAGES)} rows",
    ]
    prices = (data / "2026" / side.PRICES).read_text().splitlines()[1:]
    assert prices == ["2026-01-05,lab/one,1,2,observed,0,made-up-list", "2026-01-05,lab/two,3,4,observed,0,"]
    # the two days at price 0 are in the weekly table, which is derived anew
    weekly = read_usage(data / "2026" / "usage.csv").set_index("model")["free_tokens"]
    assert weekly.to_dict() == {"lab/one": 0, "lab/two": 4}
    released = pd.read_csv(data / side.RELEASES)
    assert released["first_day_in_top50"].tolist() == [takeover.FIRST_DAY]
    # whoever never had three hundredths of a week has no events
    assert set(pd.read_csv(data / side.EVENTS)["subject"].dropna()) & {"lab/one", "lab/two"} == {"lab/one"}


def test_without_observations_no_price_is_looked_at(taking):
    code, out, *_ = taking("openrouter-prices-2026.csv")
    assert code == 0
    assert out.splitlines()[0] == "2026: 2 weekly prices; not looked at: no observations"


def test_a_table_that_was_not_gathered_is_told_in_one_line(taking):
    code, out, err, data = taking("openrouter-weekly-prices-2026.csv")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "openrouter-weekly-prices-2026.csv" in err
    assert not (data / "2026" / side.PRICES).exists()


def test_far_from_any_observation_the_nearest_counts_and_a_name_never_seen_differs():
    """On the Thursday of the week, off by so many days to either side; the last one before it in time."""
    seen = observed(
        ("2026-01-01", "a", "1", "2", "list", "before"),
        ("2026-01-20", "a", "9", "9", "list", "after"),
    )
    found = takeover.weekly_prices(
        weekly(
            ("2026-01-05", "a", "1", "2", "carried", "7"),  # on 1 January
            ("2026-01-05", "a", "1", "2", "carried", "1"),  # near 1 January
            ("2026-01-12", "a", "1", "2", "carried", "0"),  # near 20 January
            ("2026-01-05", "b", "1", "2", "near", "0"),
            ("2026-01-05", "c", "", "", "missing", ""),
        ),
        seen,
    )
    assert (found.confirmed, found.within, found.nearest, found.defined) == (1, 0, 1, 1)
    assert found.prices["source"].tolist() == ["before", "before", "", "", ""]
    assert found.differing["seen"].tolist() == ["9/9 on 2026-01-20 (after)", "never seen"]


def gathered_free(slug: str, kind: str, **more: str) -> pd.DataFrame:
    row = {name: "" for name in (*takeover.FREE, *takeover.FREE_MORE)}
    return pd.DataFrame([row | {"model_permaslug": slug, "kind": kind, "first_day": "2026-01-05"} | more])


@pytest.mark.parametrize(
    ("slug", "kind", "found"),
    [
        ("a", "guessed", "found 'guessed'"),
        ("lab/paid", "free variant", "found lab/paid; allowed: :free variants"),
    ],
)
def test_a_kind_of_price_0_that_nobody_knows_is_refused(slug, kind, found):
    with pytest.raises(DataError, match=found):
        takeover.free_table(gathered_free(slug, kind))


def test_free_rows_are_in_the_books_words_and_order():
    table = pd.concat(
        [gathered_free("b", "stealth test"), gathered_free("a:free", "free variant", last_day="2026-02-01")]
    ).reset_index(drop=True)
    made = takeover.free_table(table)
    assert made[["model_permaslug", "from", "to", "kind", "revealed_as"]].values.tolist() == [
        ["a:free", "2026-01-05", "2026-02-01", "variant", ""],
        ["b", "2026-01-05", "", "stealth", ""],
    ]


def test_of_a_release_in_two_tables_the_later_table_counts():
    columns = ["slug", "released", "first_day_in_top50"]
    one = pd.DataFrame([("b", "2025-01-01", "before 2025-01-02"), ("a", "1", "2")], columns=columns)
    two = pd.DataFrame([("a", "2026-01-01", "2026-01-02")], columns=columns)
    found = takeover.releases([one, two], [*columns, "source"])
    assert found.values.tolist() == [
        ["a", "2026-01-01", "2026-01-02", ""],
        ["b", "2025-01-01", "2025-01-01", ""],
    ]


def test_events_are_of_the_large_and_an_end_is_one_only_before_the_last_day():
    released = pd.DataFrame(
        [("lab/a", "2026-01-05", "made up"), ("lab/small", "2026-01-06", "made up")],
        columns=["slug", "released", "source"],
    )
    spans = [
        ("lab/a:free", "2026-01-05", "2026-01-20", "list"),
        ("lab/a:free", "2026-01-03", "2026-01-10", "list"),
        ("lab/b", "2026-01-07", "2026-02-01", ""),
        ("lab/small", "2026-01-07", "2026-01-09", "list"),
    ]
    given = pd.DataFrame(spans, columns=["model_permaslug", "from", "to", "sources"])
    found = happenings.events(released, given, {"lab/a:free", "lab/b"}, "2026-02-01")
    own = found[found["subject"].str.startswith("lab/")]
    assert own.values.tolist() == [
        ["2026-01-03", "lab/a:free", "free_from", "event_free_from", "", "0/0", "list"],
        ["2026-01-05", "lab/a", "release", "event_release", "", "", "made up"],
        ["2026-01-07", "lab/b", "free_from", "event_free_from", "", "0/0", "free by definition"],
        ["2026-01-20", "lab/a:free", "free_to", "event_free_to", "0/0", "", "list"],
    ]
    assert len(found) == len(own) + len(happenings.CHANGES) + len(happenings.OUTAGES)
    change = found[found["subject"] == "openai/o3-2025-04-16"].iloc[0]
    assert change["source"] == "price lists, see 2025/price_sources.csv"
    assert found["date"].is_monotonic_increasing
