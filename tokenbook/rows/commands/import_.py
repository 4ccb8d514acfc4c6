"""Take a log of events or sums, from files or an engine, into an edition.

Examples:
  update_data.py import activity.csv --edition ours --own "our gateway's log" --check
  update_data.py import 'logs/**/*.json.gz' --edition ours --own "our gateway's log" --preset bedrock
  update_data.py import calls.parquet --edition ours --own "our store" --timezone Europe/Berlin \\
                 --map date=at,model=name,tokens=prompt_tokens+completion_tokens --where "status = 'ok'"
  update_data.py import postgres://reader@db/usage --table events --edition ours --own "our store" --map …
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tokenbook import LANGUAGES, editions
from tokenbook.errors import BookError
from tokenbook.rows.hidden import tell
from tokenbook.rows.state import copy_edition, write_atomically
from tokenbook.rows.updating import Origin, Update, update
from tokenbook.side import COSTS, read_costs

if TYPE_CHECKING:
    from tokenbook.rows.events.importing import Facts, Imported

DAILY = ["date", "model", "tokens"]


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("address", help="file, pattern in quotes, or engine (postgres://…, pyspark://…)")
    parser.add_argument("--edition", required=True, help="folder below data/, for instance ours")
    parser.add_argument("--preset", default="auto", help="format; auto recognises it and says so")
    parser.add_argument(
        "--map", action="append", default=[], metavar="ROLE=EXPRESSION,…",
        help="date=…, model=…, tokens=…, cost=…, vendor=… with your columns or sums of them",
    )  # fmt: skip
    parser.add_argument("--where", help="condition that an event fulfils to count; goes before the preset's")
    parser.add_argument("--rows", help="path to the records of nested JSON: data[].results[], models{}")
    parser.add_argument("--timezone", help="zone whose days are counted, and of stamps that say none")
    parser.add_argument("--decimal", choices=[".", ","], help="mark before a number's fraction")
    parser.add_argument("--table", help="table or view, where the address is an engine's")
    parser.add_argument("--weekly", action="store_true", help="each row is the sum of a week from Monday")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument(
        "--own", action="append", metavar="SOURCE",
        help="the rows are yours; where they are from, in words; or twice, de=… and en=…",
    )  # fmt: skip
    whose.add_argument("--openrouter", action="store_true", help="the rows are OpenRouter's rankings")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--add", action="store_true", help="join other models to an edition's days; --own tells of all"
    )
    how.add_argument("--replace", action="store_true", help="take these days for the edition's")
    parser.add_argument(
        "--most-bad", type=share, default=0.01, help="share of events that may be bad, 0 to 1"
    )
    parser.add_argument("--check", action="store_true", help="say what there is; write nothing")
    parser.add_argument("--as-of", help="when OpenRouter gave the rows out")
    parser.add_argument("--data", type=Path, default=editions.DATA, help="folder of the editions")


def run(options: argparse.Namespace) -> int:
    """Import, or say what an import would do.

    Raises
    ------
    BookError, DataError
        With nothing written.
    """
    # Ibis and DuckDB take seconds to import: only who imports waits for them
    from tokenbook.rows.events import importing, names
    from tokenbook.rows.events.expressions import read_mapping

    if not (options.own or options.openrouter or options.check):
        raise BookError('whose rows these are is missing: --own "our gateway\'s log", or --openrouter')
    if not editions.NAME.fullmatch(options.edition):
        raise BookError(f"edition {options.edition!r}: allowed are letters, digits, '.', '_' and '-'")
    local = options.data / names.LOCAL
    request = importing.Request(
        options.address,
        options.preset,
        read_mapping(options.map) if options.map else {},
        options.where,
        options.rows,
        options.timezone,
        options.decimal,
        options.table,
        options.weekly,
        options.most_bad,
    )
    new = importing.run(request, names.Names(local=names.read_local(local)))
    for line in new.said:
        tell(line)
    mode = "add" if options.add else "replace" if options.replace else ""
    own, there = not options.openrouter, _there(options.data / options.edition)
    new = importing.joined(new, there, mode, options.edition, own)
    importing.check_buildable(pd.concat([there, new.rows]), new.name)
    _report(new, importing.facts_of(new.rows, there if own else there[:0]), own)
    if options.check:
        _rehearse(new, options)
        return 0
    done = store(new, options.edition, _origin(options), options.data)
    if new.unresolved:
        write_atomically(local, names.local_text(local, new.unresolved).encode())
        tell(
            f"{local}: fill in the slug of {counted(len(new.unresolved), 'name', 'names')}, "
            "if data/models.csv has it; import again"
        )
    tell(
        f"{options.data / options.edition}: {done.provenance['first_day']} to "
        f"{done.provenance['last_day']}; days: {done.merge}"
    )
    return 0


def _origin(options: argparse.Namespace) -> Origin:
    if options.openrouter:
        return Origin(as_of=options.as_of)
    said = dict(_in_language(text) for text in options.own or ["a log of your own"])
    source = said.pop("", None) or said.get("en") or next(iter(said.values()))
    return Origin(source, options.as_of, own=True, source_in=said)


def share(text: str) -> float:
    """A part of all, 0 to 1."""
    if not 0 <= float(text) <= 1:
        raise ValueError
    return float(text)


def counted(number: int, one: str, more: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else more}"


def _in_language(text: str) -> tuple[str, str]:
    """A source's words with their language; none where they are for all."""
    lang, mark, words = text.partition("=")
    return (lang, words) if mark and lang in LANGUAGES else ("", text)


def store(new: "Imported", edition: str, origin: Origin, data: Path) -> Update:
    """Write imported rows into an edition: the one place where the import meets the edition's files.

    Parameters
    ----------
    new : `importing.Imported`.

    Raises
    ------
    BookError, DataError
        With nothing written.
    """
    from tokenbook.rows.events.importing import filled
    from tokenbook.rows.sources.files import Daily

    folder = data / edition
    there = _there(folder)
    rows = filled(new.rows, there) if origin.own else new.rows
    costs = new.rows[["date", "model", "cost_usd"]].dropna()
    beside = {}
    if (path := folder / COSTS).exists():
        # what other tokens cost is not known of these
        kept = pd.concat([there[~there["date"].isin(rows["date"])], there.merge(rows[DAILY])])
        old = read_costs(path).merge(kept[["date", "model"]])
        costs = pd.concat([old, costs]).drop_duplicates(["date", "model"], keep="last")
    if len(costs) or path.exists():
        text = costs.sort_values(["date", "model"]).to_csv(
            index=False, lineterminator="\n", float_format="%.9g"
        )
        beside[COSTS] = text.encode() if len(costs) else b""
    return update([Daily(rows[DAILY], new.name, new.sha256)], edition, origin, data, beside)


def _there(folder: Path) -> pd.DataFrame:
    """The edition's daily rows, none where there is no such edition."""
    from tokenbook.rows.sources import days

    return days.read_store(folder / days.NAME)


def _report(new: "Imported", facts: "Facts", own: bool) -> None:
    """Say what was read."""
    left = [f"{number:,} {reason}" for reason, number in new.reasons.items()]
    tell(f"{counted(new.events, 'event', 'events')}; not counted: {'; '.join(left) or 'none'}")
    tell(
        f"{facts.first:%Y-%m-%d} to {facts.last:%Y-%m-%d}, "
        f"{counted(facts.weeks, 'complete week', 'complete weeks')}, "
        f"{counted(len(facts.holes), 'day', 'days')} without rows"
        f"{' (counted as zero)' if own and facts.holes else ''}; "
        f"{counted(new.rows['model'].nunique(), 'model', 'models')}, {new.rows['tokens'].sum():,} tokens"
    )
    cost = new.rows["cost_usd"].sum(min_count=1)
    if not pd.isna(cost):
        tell(f"cost in the log: {cost:,.2f} USD")
    if new.unresolved:
        shown = ", ".join(new.unresolved[:10]) + (", …" if len(new.unresolved) > 10 else "")
        tell(f"not in the catalogue, told under their own names: {shown}")


def _rehearse(new: "Imported", options: argparse.Namespace) -> None:
    """Build the edition in a folder that is thrown away, and say what it would be."""
    with tempfile.TemporaryDirectory() as folder:
        copy_edition(options.data / options.edition, Path(folder) / options.edition)
        store(new, options.edition, _origin(options), Path(folder))
        edition = editions.load(options.edition, Path(folder))
        vendors = edition.rows.groupby("vendor")["tokens"].sum().sort_values(ascending=False)
        whole = vendors.sum()
        tell("vendors: " + ", ".join(f"{name} {part / whole:.1%}" for name, part in vendors.head(8).items()))
        tell("edition.yml, as proposed or as it is there:")
        text = (Path(folder) / options.edition / "edition.yml").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.lstrip().startswith("#"):
                tell(f"  {line}")
        licence = json.dumps(edition.provenance["licence"])
        lacking = options.unjudged(edition) if options.openrouter and options.unjudged else []
    if options.openrouter:
        tell(f"statements on the market can be judged: the rows are OpenRouter's; licence: {licence}")
        tell(f"of them these cannot: {len(lacking) or 'none'}")
        for line in lacking:
            tell(f"  {line}")
    else:
        tell("statements on the market are not judged: the rows are one log's, not the market's")
    tell("checked; nothing was written")
