"""How the one condition of the page is turned."""

from dataclasses import replace

from conditions import Change

from tokenbook.editions import Edition


def _own(edition: Edition) -> Edition:
    return replace(edition, provenance=edition.provenance | {"own": True, "source": "a made-up log"})


CHANGES: dict[str, tuple[str, Change]] = {"own": ("2025", _own)}
