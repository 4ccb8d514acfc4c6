"""A connection to Spark: a cluster by its address, options in the address, the tables of its catalogue."""

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import ibis

from tokenbook.errors import BookError

ANSWER = 10
"""Seconds within which a master's port must answer; Spark itself would try for a minute."""

OURS = {
    "spark.app.name": "tokenbook import",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What holds where the address says nothing else: nothing is served, nothing drawn at the terminal."""

LOUD = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""What writes each error with its whole way through Java to the terminal; ours are told in a line."""

STARTED: list[Any] = []
"""The Java that this process has started."""


def options_of(address: str) -> dict[str, str]:
    """Spark's options as `pyspark://[HOST:PORT][/FOLDER]?spark.option=value&…` gives them.

    The host is a standalone master; other clusters are named by `spark.master`. The folder is the
    warehouse, as in Ibis's own addresses.
    """
    parts = urlsplit(address)
    found = dict(OURS)
    if parts.hostname:
        found["spark.master"] = f"spark://{parts.hostname}:{parts.port or 7077}"
    if folder := parts.path[1:]:
        found["spark.sql.warehouse.dir"] = str(Path(folder).absolute())
    return found | dict(parse_qsl(parts.query))


def connect(address: str) -> Any:
    """A session of its own, with the tables of its catalogue.

    Days are those of UTC, which Ibis sees to; a sum that does not fit is an error and no other number.

    Raises
    ------
    BookError
        Where there is no Java. Whatever else fails is told by errors of Python, Spark and Py4J.
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    for name in LOUD:
        PySparkLogger.getLogger(name).disabled = True

    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise BookError("Spark: found no Java; install a runtime (Debian: default-jre-headless)")
    parts = urlsplit(address)
    if parts.hostname:
        socket.create_connection((parts.hostname, parts.port or 7077), ANSWER).close()
    conf = SparkConf().setAll(list(options_of(address).items()))
    with ExitStack() as stack:
        context = SparkContext(conf=conf, gateway=java(conf))
        stack.callback(context.stop)
        session = SparkSession.builder.getOrCreate()
        # the catalogue is asked late; a metastore that is away shall be told as such
        session.catalog.databaseExists("default")
        connection = ibis.pyspark.connect(session)
        session.conf.set("spark.sql.ansi.enabled", "true")
        stack.pop_all()
    return connection


def java(conf: Any) -> Any:
    """Spark's Java: one for all sessions of this process, with which it ends.

    Its log would stand among our lines; log4j2.properties in SPARK_CONF_DIR may send it elsewhere.
    """
    from pyspark.java_gateway import launch_gateway

    if not STARTED:
        STARTED.append(launch_gateway(conf, {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}))
    return STARTED[0]


def faults() -> tuple[type[Exception], ...]:
    """What Spark's errors are."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError


def words(error: Exception) -> str:
    """What an error of Spark comes from: the last of its causes, without the way through Java."""
    cause = str(error).rsplit("Caused by: ", 1)[-1].split("\n\tat ")[0]
    if "ARITHMETIC_OVERFLOW" in cause:
        # Spark's own advice is to let sums be wrong
        return "a sum does not fit in 64 bits; look for a wrong unit"
    return cause


def table(connection: Any, name: str, database: str | None) -> Any:
    """A table. Spark's TIMESTAMP is a moment, which Ibis takes for one without a zone."""
    from pyspark.sql.types import TimestampType

    found = connection.table(name, database=database)
    kinds = connection.raw_sql(found.compile()).schema
    moments = {field.name for field in kinds if isinstance(field.dataType, TimestampType)}
    return found.cast(dict.fromkeys(moments, "timestamp('UTC')"))


def arrow(connection: Any, expression: Any) -> Any:
    """An expression's result as Arrow sends it; Ibis would go by way of pandas."""
    return connection.raw_sql(connection.compile(expression)).toArrow()
