"""What takes long and holds no language, worked out once for all pages of an edition that ask the same."""

import functools
from collections.abc import Callable

from tokenbook import editions
from tokenbook.article import sensitivity

load_once = functools.cache(editions.load)


def once(does: Callable, which: Callable) -> Callable:
    """A function that works once for all pages of an edition that ask the same: no language is in it."""
    known: dict[tuple, object] = {}

    def answer(*given):
        scope, *more = which(*given)
        key = (scope.edition.path, repr(scope.parameters), *more)
        if key not in known:
            known[key] = does(*given)
        return known[key]

    return answer


weigh_once = once(
    sensitivity.weigh, lambda entry, finding, scope, others: (scope, entry.id, finding.verdict, finding.value)
)
otherwise_once = once(sensitivity.otherwise, lambda scope: (scope,))
