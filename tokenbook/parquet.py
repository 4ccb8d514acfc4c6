"""A weekly table as Parquet."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tokenbook.rows.usage import read_usage

SCHEMA = pa.schema(
    {
        "week": pa.date32(),
        "model": pa.string(),
        "tokens": pa.int64(),
        "days": pa.int8(),
        "free_tokens": pa.int64(),
        "weekend_tokens": pa.int64(),
    }
)


def parquet(table: Path) -> bytes:
    """The rows of a weekly CSV as Parquet in the columns of `SCHEMA`; the same rows give the same bytes."""
    usage = read_usage(table)
    # tables of version 0.1 have fewer columns
    schema = pa.schema([field for field in SCHEMA if field.name in usage])
    rows = pa.Table.from_pandas(usage, schema, preserve_index=False)
    buffer = io.BytesIO()
    # pandas would note its version
    pq.write_table(rows.replace_schema_metadata(None), buffer, compression="zstd")
    return buffer.getvalue()
