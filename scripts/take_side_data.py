#!/usr/bin/env python3
"""Take the gathered side-data over: prices, free use, releases, benchmarks. Says each price that differs.

Example: take_side_data.py ../shared/data --edition 2025 --edition 2026

Exit codes: 0 done; 2 the input is not as it should be, and nothing is written.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd

from tokenbook import editions, side
from tokenbook.errors import BookError
from tokenbook.rows import free, happenings, takeover
from tokenbook.rows.state import write_atomically
from tokenbook.rows.updating import rebuild
from tokenbook.rows.usage import OTHER, read_usage

LARGE = 0.03
"""Share of a week that a name has to reach for its days to be events."""


def main(argv: list[str] | None = None) -> int:
    """Run; one line on stderr where something is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gathered", type=Path, help="folder with the gathered tables")
    parser.add_argument("--edition", action="append", required=True, help="a year below data/")
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")
    options = parser.parse_args(argv)
    try:
        for edition in options.edition:
            take_edition(options.gathered, edition, options.data)
        take_common(options.gathered, options.edition, options.data)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def take_edition(gathered: Path, year: str, data: Path) -> None:
    """Write an edition's prices, their sources and its free table; derive its weeks anew."""
    observations = gathered / f"openrouter-prices-{year}.csv"
    observed = takeover.read(observations, takeover.OBSERVED) if observations.exists() else None
    weekly = takeover.read(gathered / f"openrouter-weekly-prices-{year}.csv", takeover.WEEKLY)
    looked = takeover.weekly_prices(weekly, observed)
    free_path = gathered / f"openrouter-free-{year}.csv"
    columns = [*takeover.FREE, *takeover.FREE_MORE]
    hidden = ["revealed_as"] if b"revealed_as" in free_path.read_bytes().split(b"\n", 1)[0] else []
    free_rows = takeover.free_table(takeover.read(free_path, [*columns, *hidden]))
    sources = takeover.read(
        gathered / f"openrouter-prices-{year}-sources.csv", list(side.PRICE_SOURCES_SCHEMA.columns)
    )
    contents = {
        side.PRICES: takeover.csv(looked.prices),
        side.PRICE_SOURCES: takeover.csv(sources),
        free.NAME: takeover.csv(free_rows),
    }
    side.read_prices(Path(side.PRICES), contents[side.PRICES])
    rebuild(year, data, contents)
    state = (
        "not looked at: no observations"
        if observed is None
        else (
            f"{looked.confirmed} seen on their day, {looked.within} between equal prices, "
            f"{looked.nearest} equal to the nearest, {looked.defined} by definition or missing, "
            f"{len(looked.differing)} differ"
        )
    )
    print(f"{year}: {len(looked.prices)} weekly prices; {state}")
    for row in looked.differing.itertuples():
        print(
            f"  {row.week} {row.model_permaslug}: {row.prompt}/{row.completion} "
            f"({row.basis}, {row.days_off} days off); nearest seen: {row.seen}"
        )


def take_common(gathered: Path, years: list[str], data: Path) -> None:
    """Write what all editions share: releases and benchmarks."""
    wanted = list(side.RELEASES_SCHEMA.columns)
    tables = []
    for year in years:
        path = gathered / f"model-releases-{year}.csv"
        header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        tables.append(takeover.read(path, [name for name in wanted if name in header]))
    aider = takeover.read(gathered / "aider-polyglot-2025.csv", list(side.AIDER_SCHEMA.columns))
    eci = takeover.read(gathered / "epoch-eci-2025.csv", list(side.ECI_SCHEMA.columns))
    (data / "benchmarks").mkdir(exist_ok=True)
    released = takeover.releases(tables, wanted)
    columns = ["model_permaslug", "from", "to", "sources"]
    given = pd.concat([takeover.read(data / year / free.NAME, columns) for year in years])
    happened = happenings.events(released, given, large(years, data), given["to"].max())
    written = {side.RELEASES: released, side.AIDER: aider, side.ECI: eci, side.EVENTS: happened}
    for name, table in written.items():
        write_atomically(data / name, takeover.csv(table))
        print(f"{name}: {len(table)} rows")


def large(years: list[str], data: Path) -> set[str]:
    """The slugs that reached a share of `LARGE` in a week."""
    usage = pd.concat([read_usage(data / year / "usage.csv") for year in years])
    share = usage["tokens"] / usage.groupby("week")["tokens"].transform("sum")
    return set(usage.loc[share >= LARGE, "model"]) - {OTHER}


if __name__ == "__main__":
    sys.exit(main())
