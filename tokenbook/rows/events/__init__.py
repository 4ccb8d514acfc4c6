"""Events or sums in, daily rows out: the import of logs, by one Ibis expression on whatever engine.

Ibis and DuckDB are imported where they are used, so that the book's build does not wait for them.
"""
