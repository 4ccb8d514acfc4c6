"""PostgreSQL gives the same rows as DuckDB, to the last token, and says what is wrong."""

import socket
import time

import pytest
from made_up import MAPPING, PASSWORD, asked, fill, made_up_events, same

from tokenbook.errors import BookError
from tokenbook.rows.events import importing, names

SECONDS = 60
"""What a million events may take on a machine that has other things to do."""


@pytest.mark.parametrize("count", [10**5, 10**6])
def test_the_same_rows_as_duckdb(postgres, tmp_path, count, record_property):
    events = made_up_events(count)
    fill(postgres, f"events_{count}", events)
    # stamps with a zone, as the server's are
    file = tmp_path / "events.parquet"
    events.assign(at=events["at"].dt.tz_localize("UTC")).to_parquet(file)
    here = importing.run(asked(str(file)), names.Names())
    began = time.monotonic()
    there = importing.run(asked(postgres, table=f"events_{count}"), names.Names())
    seconds = time.monotonic() - began
    record_property("seconds", seconds)
    print(f"{count:,} events in {seconds:.1f} s by PostgreSQL")
    assert seconds < SECONDS
    assert set(there.reasons) == {"left out by the condition", "a negative count"}
    same(there, here)


def test_inner_selects_are_computed_once(postgres):
    """Else each of their columns is written into each place that names it; a million rows take minutes."""
    import ibis

    from tokenbook.rows.events import daily

    fill(postgres, "few", made_up_events(100))
    with importing._tables(asked(postgres, table="few"), []) as (connection, mapped):
        expression = daily.added_up([daily.events(scope, mapping) for scope, mapping, _ in mapped])
        with daily._layered():
            query = str(ibis.to_sql(expression, dialect="postgres"))
        with connection.raw_sql(f"EXPLAIN {query}") as cursor:
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Limit") == 3
    assert len(plan) < 20_000


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


FAULTS = {
    "server away": (
        lambda address: {"address": f"postgres://reader:{PASSWORD}@127.0.0.1:{_closed_port()}/postgres"},
        r"postgres://127\.0\.0\.1/postgres: cannot be reached or refuses",
    ),
    "wrong password": (
        lambda address: {"address": address.replace(PASSWORD, f"not-{PASSWORD}")},
        r"postgres://127\.0\.0\.1/postgres: cannot be reached or refuses",
    ),
    "table missing": (lambda address: {"table": "nowhere"}, r"found no table 'nowhere'"),
    "column missing": (
        lambda address: {"mapping": MAPPING | {"model": "modell"}},
        r"column modell: found no such column; there are at, model, ",
    ),
    "column of the wrong type": (
        lambda address: {"mapping": MAPPING | {"tokens": "at"}},
        r"found the type timestamp.*; allowed: whole numbers",
    ),
    "no table": (lambda address: {"table": None}, r"--table is missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_in_a_line_without_the_password(postgres, name):
    fill(postgres, "few", made_up_events(100))
    change, expected = FAULTS[name]
    request = {"address": postgres, "table": "few", **change(postgres)}
    with pytest.raises(BookError, match=expected) as caught:
        importing.run(asked(**request), names.Names())
    print(f"{name}: {caught.value}")
    assert PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)
    # nor where a traceback shows what led to it
    assert caught.value.__cause__ is None
