"""A weekly table as Parquet."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tokenbook.rows.usage import read_usage

SCHEMA = pa.schema({"week": pa.date32(), "model": pa.string(), "tokens": pa.int64(), "days": pa.int8()})


def parquet(table: Path) -> bytes:
    """The rows of a weekly CSV as Parquet in the columns of `SCHEMA`; the same rows give the same bytes."""
    rows = pa.Table.from_pandas(read_usage(table), SCHEMA, preserve_index=False)
    buffer = io.BytesIO()
    # pandas would note its version
    pq.write_table(rows.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()
