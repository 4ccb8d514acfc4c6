"""PostgreSQL gives the same rows as DuckDB, to the last token, and says what is wrong."""

import time
from collections.abc import Callable

import pandas as pd
import pytest
from made_up import MAP, PASSWORD, asked, closed_port, fill, made_up_events, refuses, same

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
    assert (plan.count("Limit"), plan.count("Aggregate")) == (2, 2)
    assert len(plan) < 20_000


def _too_much(count: int) -> pd.DataFrame:
    events = made_up_events(count)
    return events.assign(at=events["at"].iloc[0], model="one", prompt_tokens=2**62)


FAULTS: dict[str, tuple[Callable[[str], dict[str, str]], str]] = {
    "server away": (
        lambda address: {"address": f"postgres://reader:{PASSWORD}@127.0.0.1:{closed_port()}/postgres"},
        "postgres://127.0.0.1/postgres: cannot be reached or refuses",
    ),
    "wrong password": (
        lambda address: {"address": address.replace(PASSWORD, f"not-{PASSWORD}")},
        "postgres://127.0.0.1/postgres: cannot be reached or refuses",
    ),
    "no table said": (lambda address: {"--table": ""}, "--table is missing"),
    "table missing": (lambda address: {"--table": "nowhere"}, "found no table 'nowhere'"),
    "column missing": (
        lambda address: {"--map": MAP.replace("model=model", "model=modell")},
        "column modell: found no such column; there are at, model, ",
    ),
    "column of the wrong type": (
        lambda address: {"--map": MAP.replace("tokens=prompt_tokens", "tokens=at")},
        "found the type timestamp('UTC', 6); allowed: whole numbers",
    ),
    "sum beyond 64 bits": (
        lambda address: {"--table": "too_much"},
        "tokens of a day add up to more than 2^63-1; look for a wrong unit",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_in_a_line_without_the_password(postgres, tmp_path, capfd, name):
    fill(postgres, "few", made_up_events(100))
    fill(postgres, "too_much", _too_much(100))
    change, expected = FAULTS[name]
    refuses({"address": postgres, **change(postgres)}, expected, tmp_path, capfd)


def test_no_traceback_can_show_the_password(postgres):
    with pytest.raises(BookError) as caught:
        importing.run(asked(postgres.replace(PASSWORD, f"not-{PASSWORD}"), table="few"), names.Names())
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
