"""Spark, as a real cluster of two workers, gives the same rows as DuckDB, and says what is wrong."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import update_data
from made_up import MAP, PASSWORD, asked, closed_port, made_up_events, refuses, same

from tokenbook import ROOT
from tokenbook.rows.events import importing, names

# "The socket will be automatically closed when garbage-collected", says pyspark/util.py of the one that each
# result comes by, and Python says of it then that nobody has closed it
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning")

CLUSTER = "local-cluster[2,1,1024]"
"""Two workers of one core and 1024 MB, each a process of its own."""

CATALOGUE = "spark.hadoop.javax.jdo.option.ConnectionURL"

METASTORE = "spark.hadoop.hive.metastore.uris"

COUNT = 10**6

SECONDS = 120
"""What a million events may take with the start of a cluster, on a machine that has other things to do."""


@dataclass(frozen=True)
class Warehouse:
    """Tables in a folder, with a catalogue beside them."""

    folder: Path

    @property
    def catalogue(self) -> str:
        """Where Java's Derby keeps the catalogue."""
        return f"jdbc:derby:;databaseName={self.folder / 'meta'}"

    def address(self, master: str = CLUSTER, **more: str) -> str:
        """The address of the tables, for a cluster; more options, or others in their place."""
        options = {
            "spark.master": master,
            "spark.sql.catalogImplementation": "hive",
            CATALOGUE: self.catalogue,
            "spark.hadoop.javax.jdo.option.ConnectionPassword": PASSWORD,
            "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={self.folder / 'derby.log'}",
        } | more
        asked = "&".join(f"{name}={quote(value)}" for name, value in options.items())
        return f"pyspark:///{self.folder / 'tables'}?{asked}"


def _parquet(folder: Path, frame: pd.DataFrame) -> str:
    """A folder with a file of a frame's rows, whose stamps are moments; Spark reads no nanoseconds."""
    folder.mkdir()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table, folder / "rows.parquet", coerce_timestamps="us")
    return str(folder)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> Warehouse:
    """Tables of made-up events."""
    if shutil.which("java") is None:
        pytest.fail("Java is not on this machine (.ci/packages installs it)")
    made = Warehouse(tmp_path_factory.mktemp("spark"))
    events = made_up_events(COUNT)
    events["at"] = events["at"].dt.tz_localize("UTC")
    few = events.head(100)
    frames = {
        "events": events,
        "few": few.assign(parts=[[1]] * len(few)),
        "too_much": few.assign(at=few["at"].iloc[0], model="one", prompt_tokens=2**62),
        "torn": few,
    }
    statements = []
    for name, frame in frames.items():
        place = _parquet(made.folder / name, frame)
        statements.append(f"CREATE TABLE {name} USING parquet LOCATION '{place}'")
    statements += [
        "CREATE DATABASE store",
        "CREATE VIEW store.calls AS SELECT * FROM few",
        # the same moments as a clock on the wall in UTC shows them
        "CREATE VIEW walls AS SELECT CAST(at AS TIMESTAMP_NTZ) AS at, model, prompt_tokens, "
        "completion_tokens, cost, status FROM events",
    ]
    new = made.address(**{CATALOGUE: f"{made.catalogue};create=true"})
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("made_up_spark.py"), new, json.dumps(statements)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "2", "the cluster has two workers"
    torn = made.folder / "torn" / "rows.parquet"
    torn.write_bytes(torn.read_bytes()[:3000])
    return made


def test_the_same_rows_as_duckdb(warehouse):
    here = importing.run(asked(str(warehouse.folder / "events" / "rows.parquet")), names.Names())
    began = time.monotonic()
    there = importing.run(asked(warehouse.address(), table="events"), names.Names())
    seconds = time.monotonic() - began
    print(f"{COUNT:,} events in {seconds:.1f} s by Spark, the start of its cluster among them")
    assert seconds < SECONDS
    assert set(there.reasons) == {"left out by the condition", "a negative count"}
    same(there, here)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_moments_and_clocks_on_the_wall(warehouse, zone):
    """A TIMESTAMP is a moment wherever Spark runs; a TIMESTAMP_NTZ is of the zone that is said."""
    file = str(warehouse.folder / "events" / "rows.parquet")
    moments = importing.run(asked(warehouse.address("local[2]"), table="events", zone=zone), names.Names())
    same(moments, importing.run(asked(file, zone=zone), names.Names()))
    if zone:
        walls = importing.run(asked(warehouse.address("local[2]"), table="walls", zone=zone), names.Names())
        same(walls, importing.run(asked(file, zone="UTC"), names.Names()))


def test_a_table_of_a_database(warehouse):
    one = importing.run(asked(warehouse.address("local[1]"), table="few"), names.Names())
    same(importing.run(asked(warehouse.address("local[1]"), table="store.calls"), names.Names()), one)


FAULTS: dict[str, tuple[Callable[[Warehouse], dict[str, str]], str]] = {
    "cluster away": (
        lambda made: {"address": f"pyspark://reader:{PASSWORD}@127.0.0.1:{closed_port()}/x"},
        "pyspark://127.0.0.1/x: cannot be reached or refuses",
    ),
    "metastore away": (
        lambda made: {
            "address": made.address("local[1]", **{METASTORE: f"thrift://127.0.0.1:{closed_port()}"})
        },
        "cannot be reached or refuses",
    ),
    "no table said": (lambda made: {"--table": ""}, "--table is missing"),
    "table missing": (lambda made: {"--table": "nowhere"}, "found no table 'nowhere'"),
    "column missing": (
        lambda made: {"--map": MAP.replace("model=model", "model=modell")},
        "column modell: found no such column; there are at, model, ",
    ),
    "column of the wrong type": (
        lambda made: {"--map": MAP.replace("tokens=prompt_tokens", "tokens=parts")},
        "column parts: found the type array<int64>; allowed: whole numbers",
    ),
    "sum beyond 64 bits, by a Spark that would let it be another number": (
        lambda made: {
            "address": made.address("local[1]", **{"spark.sql.ansi.enabled": "false"}),
            "--table": "too_much",
        },
        "a sum does not fit in 64 bits",
    ),
    "file torn": (lambda made: {"--table": "torn"}, "rows.parquet is not a Parquet file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_in_a_line_without_the_password(warehouse, tmp_path, capfd, name):
    change, expected = FAULTS[name]
    refuses({"address": warehouse.address("local[1]"), **change(warehouse)}, expected, tmp_path, capfd)


def test_without_java_it_says_so(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    code = update_data.main(
        ["import", "pyspark://?spark.master=local[1]", "--table", "x", "--edition", "ours", "--own", "ours",
         "--map", MAP, "--data", str(tmp_path)]
    )  # fmt: skip
    assert code == 2
    assert "found no Java; install a runtime" in capfd.readouterr().err
