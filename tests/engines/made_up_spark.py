"""Make tables of a warehouse for Spark, in a process of its own: the catalogue's files have one owner.

Run with the warehouse's address and a JSON of statements; prints how many workers there were.
"""

import json
import sys

from tokenbook.rows.events import spark


def main() -> int:
    """Run the statements."""
    connection = spark.connect(sys.argv[1])
    try:
        for statement in json.loads(sys.argv[2]):
            connection.raw_sql(statement)
        context = connection._session.sparkContext
        # the program itself is one of those that hold memory
        print(context._jsc.sc().getExecutorMemoryStatus().size() - 1)
    finally:
        connection.disconnect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
