#!/usr/bin/env python3
"""Measure the import of made-up events beside bare DuckDB and pandas, on the same files in one run.

Examples:
  bench_import.py 6 7                     10^6 and 10^7 events, as Parquet and as gzip CSV
  bench_import.py 8 --kinds parquet       10^8, Parquet only

The events are made by a generator with a seed and are nobody's: their models are called made-up-….
Every run is a process of its own; its peak of memory is what the system counted. The sums of all
must be the same to the last token, else nothing is printed.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.parquet as pq

SEED = 22

MODELS = [f"made-up-lab-{number % 12}/made-up-{number}" for number in range(60)]

SCHEMA = pyarrow.schema(
    [
        ("at", pyarrow.timestamp("us", tz="UTC")),
        ("model", pyarrow.string()),
        ("prompt_tokens", pyarrow.int64()),
        ("completion_tokens", pyarrow.int64()),
        ("team", pyarrow.string()),
    ]
)

BATCH = 10**6

MAPPING = {"date": "at", "model": "model", "tokens": "prompt_tokens + completion_tokens"}

WAYS = ("import", "import, a zone", "bare DuckDB", "pandas")


def batches(events: int):
    """Made-up events of the year 2025, in no order, a million at a time."""
    for start in range(0, events, BATCH):
        chance = np.random.default_rng([SEED, start])
        size = min(BATCH, events - start)
        seconds = chance.integers(0, 365 * 86400, size)
        at = np.datetime64("2025-01-01", "us") + (seconds * 10**6 + chance.integers(0, 10**6, size)).astype(
            "m8[us]"
        )
        # the names' frequencies fall as they do in real use: few models get most calls
        rank = np.minimum(chance.zipf(1.3, size) - 1, len(MODELS) - 1)
        names = pyarrow.DictionaryArray.from_arrays(pyarrow.array(rank.astype("int32")), MODELS).cast(
            "string"
        )
        teams = pyarrow.DictionaryArray.from_arrays(
            pyarrow.array(chance.integers(0, 20, size).astype("int32")), [f"team-{n}" for n in range(20)]
        ).cast("string")
        prompt = chance.lognormal(8, 1.2, size).astype("int64")
        completion = chance.lognormal(6, 1, size).astype("int64")
        yield pyarrow.record_batch(
            [pyarrow.array(at, SCHEMA.field(0).type), names, prompt, completion, teams], SCHEMA
        )


def make(path: Path, events: int) -> None:
    """Write events as Parquet, or as CSV in gzip, by the path's ending; what is there stays."""
    if path.exists():
        return
    part = path.with_name(f".{path.name}")
    if path.suffix == ".parquet":
        with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
            for batch in batches(events):
                writer.write_batch(batch)
    else:
        with (
            pyarrow.output_stream(str(part), compression="gzip") as sink,
            pyarrow.csv.CSVWriter(sink, SCHEMA) as writer,
        ):
            for batch in batches(events):
                writer.write_batch(batch)
    part.replace(path)


def once(way: str, path: Path) -> dict:
    """Read a file in one way, in this process; seconds without the imports (on the clock and of
    the processors), peak memory in MB, rows and the sum."""
    if way.startswith("import"):
        import ibis.backends.duckdb  # noqa: F401 what Ibis imports when it first connects

        from tokenbook.rows.events.importing import Request, run
        from tokenbook.rows.events.names import Names

        zone = "Europe/Berlin" if way.endswith("zone") else None
        names = Names()
        start, before = time.perf_counter(), time.process_time()
        rows = run(Request(str(path), mapping=MAPPING, zone=zone), names).rows
        days, tokens = len(rows), int(rows["tokens"].sum())
    elif way == "bare DuckDB":
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        start, before = time.perf_counter(), time.process_time()
        table = connection.execute(
            'SELECT "at"::date AS day, model, sum(prompt_tokens + completion_tokens) AS tokens '
            f"FROM '{path}' GROUP BY ALL"
        ).fetch_arrow_table()
        days, tokens = len(table), int(sum(table["tokens"].to_pylist()))
    else:
        import pandas as pd

        start, before = time.perf_counter(), time.process_time()
        frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, parse_dates=["at"])
        sums = (
            (frame["prompt_tokens"] + frame["completion_tokens"])
            .groupby([frame["at"].dt.date, frame["model"]])
            .sum()
        )
        days, tokens = len(sums), int(sums.sum())
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 1024
    cpu = used.ru_utime + used.ru_stime - before
    return {
        "seconds": round(seconds, 2),
        "cpu": round(cpu, 2),
        "megabytes": round(peak),
        "rows": days,
        "tokens": tokens,
    }


def measure(way: str, path: Path, times: int) -> dict:
    """The middle one of several processes, by time."""
    runs = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, __file__, "--once", way, "--path", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
        runs.append(json.loads(done.stdout))
    return sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]


def main(argv: list[str] | None = None) -> int:
    """Make the events, measure, write JSON; 0 = measured, 1 = the sums differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", help="powers of ten")
    parser.add_argument("--kinds", nargs="+", choices=["parquet", "csv.gz"], default=["parquet", "csv.gz"])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("_build/bench-import"))
    parser.add_argument("--once", choices=WAYS, help="measure this process")
    parser.add_argument("--path", type=Path)
    options = parser.parse_args(argv)
    if options.once:
        print(json.dumps(once(options.once, options.path)))
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    results = []
    for size in options.sizes:
        for kind in options.kinds:
            path = options.folder / f"made-up-1e{size}.{kind}"
            make(path, 10**size)
            found = {way: measure(way, path, options.times) for way in options.ways}
            sums = {way: run["tokens"] for way, run in found.items()}
            if len(set(sums.values())) != 1:
                print(f"{path}: the sums differ: {sums}", file=sys.stderr)
                return 1
            for way, run in found.items():
                results.append(
                    {"events": 10**size, "kind": kind, "bytes": path.stat().st_size, "way": way} | run
                )
                print(json.dumps(results[-1]), flush=True)
    (options.folder / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
