"""Made-up events, and how they get into a server."""

import numpy as np
import pandas as pd

PASSWORD = "made-up-secret"
MODELS = ("gpt-5-mini", "claude-sonnet-4.5", "gemini-2.5-flash", "made-up-model", "azure/gpt-5")


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
