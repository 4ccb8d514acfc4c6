"""The verbs of `scripts/update_data.py`: each module here is one, named after it.

A verb's module has `add(parser)`, which declares its options, and `run(options)`, which does the work
and returns the exit code; its docstring's first line is the verb's help. An underscore at the end of
a module's name is no part of the verb (`import_.py` is `import`).
"""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tokenbook.editions import Edition
from tokenbook.errors import BookError
from tokenbook.rows.hidden import warn
from tokenbook.rows.sources.http import SourceError

DEFAULT = "rows"
"""The verb of a command line that names none."""

EXIT_CODES = """\
Without a verb: rows. Each verb says more with --help.

Exit codes: 0 done; 2 the input is not as it should be; 10 and above: see README, "Exit codes".
"""

UNDONE = "not done; mend that and run it again, which also clears up what this run left"
"""What is told of a machine that does not take what is to be written: at which step is not known."""


def verbs() -> dict[str, ModuleType]:
    """Verb -> its module, by name."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return {name.rstrip("_"): import_module(f"{__name__}.{name}") for name in names}


def main(argv: list[str] | None = None, unjudged: Callable[[Edition], list[str]] | None = None) -> int:
    """Run a verb; 0 = done, else refused or failed, with one line on stderr.

    Parameters
    ----------
    unjudged : says which statements an edition's rows do not let be judged, and why: rows know none.
    """
    given = sys.argv[1:] if argv is None else argv
    known = verbs()
    if not given or (given[0] not in known and given[0] not in ("-h", "--help")):
        given = [DEFAULT, *given]
    options = parser(known).parse_args(given, argparse.Namespace(unjudged=unjudged))
    try:
        found: int = options.run(options)
        return found
    except SourceError as error:
        warn(error)
        return int(error.fault)
    except BookError as error:
        warn(error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        warn(f"{where}{error.strerror or error}; {UNDONE}")
    except RecursionError:
        warn("found something nested too deep; allowed: what a person can read; nothing was written")
    except MemoryError:
        warn(f"too little memory; {UNDONE}")
    return 2


def parser(known: dict[str, ModuleType]) -> argparse.ArgumentParser:
    """The command line of all verbs."""
    made = argparse.ArgumentParser(
        prog="update_data.py",
        description="Bring an edition's data up to date.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = made.add_subparsers(metavar="VERB", required=True)
    for verb, module in known.items():
        text = module.__doc__ or ""
        sub = subparsers.add_parser(
            verb,
            help=text.splitlines()[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add(sub)
        sub.set_defaults(run=module.run)
    return made
