"""Made-up events, how they get into a server, and what an engine's import of them must be."""

import socket
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import update_data

from tokenbook.rows.events import importing

PASSWORD = "made-up-secret"
MODELS = ("gpt-5-mini", "claude-sonnet-4.5", "gemini-2.5-flash", "made-up-model", "azure/gpt-5")

MAPPING = {"date": "at", "model": "model", "tokens": "prompt_tokens+completion_tokens", "cost": "cost"}


MAP = ",".join(f"{name}={expression}" for name, expression in MAPPING.items())


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def refuses(options: dict[str, str], expected: str, data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The verb says what is wrong in a line without the password, exits with 2 and writes nothing.

    Parameters
    ----------
    options : of the verb, and its `address`; those that are empty are not given.
    data : an empty folder for editions.
    """
    given = {"--table": "few", "--map": MAP, "--edition": "ours", "--own": "our store", "--data": str(data)}
    given |= options
    words = [word for name, value in given.items() if name != "address" and value for word in (name, value)]
    code = update_data.main(["import", given["address"], *words])
    said = capfd.readouterr()
    with capfd.disabled():
        print(f"\n{said.err.strip()}")
    assert code == 2
    assert expected in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert PASSWORD not in said.err + said.out
    assert list(data.iterdir()) == []


def asked(address: str, **more: object) -> importing.Request:
    """An import of the events that went well, counted in days of Berlin."""
    usual = {"mapping": MAPPING, "where": "status = 'ok'", "zone": "Europe/Berlin"}
    return importing.Request(address, **{**usual, **more})


def same(there: importing.Imported, here: importing.Imported) -> None:
    """To the last token, and the cost to what a float holds."""
    assert there.reasons == here.reasons
    assert there.events == here.events
    columns = ["date", "model", "tokens"]
    pd.testing.assert_frame_equal(there.rows[columns], here.rows[columns])
    pd.testing.assert_series_equal(there.rows["cost_usd"], here.rows["cost_usd"], rtol=1e-12)
    assert there.sha256 == here.sha256


def made_up_events(count: int) -> pd.DataFrame:
    """Seeded events of half a year: stamp, model, two counts, cost, status; some with faults."""
    random = np.random.default_rng(22)
    start = np.datetime64("2026-03-01T00:00:00")
    stamps = start + np.sort(random.integers(0, 180 * 86400, count)).astype("timedelta64[s]")
    prompt = random.integers(0, 20000, count)
    prompt[::5000] = -3000
    return pd.DataFrame(
        {
            "at": stamps,
            "model": random.choice(MODELS, count),
            "prompt_tokens": prompt,
            "completion_tokens": random.integers(0, 2000, count),
            "cost": (random.integers(0, 10**6, count) / 10**6).round(6),
            "status": random.choice(["ok", "ok", "ok", "failed"], count),
        }
    )


def fill(address: str, table: str, events: pd.DataFrame) -> None:
    """Put events into a table of the server."""
    import psycopg

    kinds = {"M": "timestamptz", "i": "bigint", "f": "numeric(18, 9)", "O": "text", "U": "text"}
    columns = ", ".join(f'"{name}" {kinds.get(kind.kind, "text")}' for name, kind in events.dtypes.items())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} ({columns})")
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            copy.write(events.to_csv(index=False, header=False))
        connection.execute(f"ANALYZE {table}")
