"""What the pages of the book's own share: conditions and numbers of prose whose rows may be lacking."""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, TypeVar

from tokenbook.scope import NoRowsError, Scope

Found = TypeVar("Found")

Numbers = Iterable[tuple[str, Callable[[Scope], tuple[Any, ...]]]]
"""Names of the prose's numbers, and who measures them."""


def look(at: Callable[[Scope], Found], scope: Scope) -> Found | None:
    """What a look finds; None where the edition lacks the rows."""
    try:
        return at(scope)
    except NoRowsError:
        return None


def holding(conditions: Mapping[str, Callable[[Scope], bool]], scope: Scope) -> dict[str, bool]:
    """Condition -> whether it holds; one whose rows are not there does not."""
    return {name.replace("_", "-"): bool(look(holds, scope)) for name, holds in conditions.items()}


def told(numbers: Numbers, scope: Scope) -> SimpleNamespace:
    """The numbers of a page's prose by name; None where the edition lacks the rows."""
    found: dict[str, object] = {}
    for names, measure in numbers:
        values = look(measure, scope)
        keys = names.split()
        found |= dict.fromkeys(keys) if values is None else dict(zip(keys, values, strict=True))
    return SimpleNamespace(**found)
