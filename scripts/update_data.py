#!/usr/bin/env python3
"""Bring an edition's data up to date: see `update_data.py --help` for the verbs."""

import sys

from tokenbook.editions import Edition
from tokenbook.rows import commands


def unjudged(edition: Edition) -> list[str]:
    """The article's statements that an edition's rows do not let be judged, each with the reason."""
    # all of the article takes a while: only who asks waits for it
    from tokenbook.article.whole import STATEMENTS, Judgement
    from tokenbook.scope import open_scope
    from tokenbook.wording import Wording

    found = Judgement(open_scope(edition)).findings
    return [
        f"{entry.id}: {found[entry.id].evidence.to(Wording('en'))}"
        for entry in STATEMENTS
        if found[entry.id].measured is None
    ]


def main(argv: list[str] | None = None) -> int:
    """Run a verb; 0 = done."""
    return commands.main(argv, unjudged)


if __name__ == "__main__":
    sys.exit(main())
