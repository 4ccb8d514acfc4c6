"""The numbers and conditions of the chapter on somebody's own log."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tokenbook import measures, own
from tokenbook.models import UNCLASSED
from tokenbook.pages.telling import Numbers, holding, told
from tokenbook.scope import Scope

CHANGED = 0.1
"""By what part of the start the end has to differ to be told as more or less."""

FLAGSHIP, LIGHT = "flagship", "light"


def conditions(scope: Scope) -> dict[str, bool]:
    """Every condition of the chapter by name; one whose rows are not there does not hold."""
    return holding(CONDITIONS, scope)


def compared(scope: Scope) -> bool:
    """There are a start and an end to compare."""
    return own.ends(scope)[0] > 0


def long(scope: Scope) -> bool:
    """Both are means of several weeks."""
    return own.window(scope) > 1


def grew(scope: Scope) -> bool:
    """The end has clearly more tokens a week than the start."""
    first, last = own.ends(scope)
    return last > first * (1 + CHANGED)


def shrank(scope: Scope) -> bool:
    """The end has clearly less tokens a week than the start."""
    first, last = own.ends(scope)
    return last < first * (1 - CHANGED)


def several_models(scope: Scope) -> bool:
    """There is more than one model by name."""
    return len(own.models(scope)) > 1


def models_open(scope: Scope) -> bool:
    """Some tokens are under no model's name."""
    return bool(own.models(scope).sum() < 1 - 1e-9)


def handed_over(scope: Scope) -> bool:
    """The lead passed from one model to another."""
    return own.handover(scope).changes > 0


def handed_often(scope: Scope) -> bool:
    """It did so more than once."""
    return own.handover(scope).changes > 1


def vendors_known(scope: Scope) -> bool:
    """Some vendor is known."""
    return not own.vendors(scope).empty


def several_vendors(scope: Scope) -> bool:
    """More than one is."""
    return len(own.vendors(scope)) > 1


def vendors_open(scope: Scope) -> bool:
    """Of some tokens it is not known who made the model."""
    return bool(own.vendors(scope).sum() < 1 - 1e-9)


def classed(scope: Scope) -> bool:
    """The names tell the class of most tokens' models."""
    return not own.classes(scope).empty


def weighed(scope: Scope) -> bool:
    """Some tokens are those of light models or of flagships."""
    return bool(own.classes(scope).reindex(columns=[LIGHT, FLAGSHIP]).sum().any())


def class_open(scope: Scope) -> bool:
    """For some tokens the name tells none."""
    return bool(_classes(scope)[-1] > 0)


def costed(scope: Scope) -> bool:
    """The log says what its tokens cost."""
    return not own.cost(scope).empty


def charged(scope: Scope) -> bool:
    """It is more than nothing."""
    return bool(own.cost(scope)["cost_usd"].any())


def days_told(scope: Scope) -> bool:
    """The log tells days apart."""
    return own.halves(scope) is not None


def weekdays_used(scope: Scope) -> bool:
    """Something was used on weekdays."""
    return own.halves(scope)[0] > 0


def weekends_used(scope: Scope) -> bool:
    """Something was used at weekends."""
    return own.halves(scope)[1] > 0


CONDITIONS: dict[str, Callable[[Scope], bool]] = {
    one.__name__: one
    for one in (
        *(compared, long, grew, shrank, several_models, models_open, handed_over, handed_often),
        *(vendors_known, several_vendors, vendors_open, classed, weighed, class_open),
        *(costed, charged, days_told, weekdays_used, weekends_used),
    )
}


def _all(scope: Scope) -> tuple[Any, ...]:
    return scope.weeks["tokens"].sum(), scope.weeks["week"].nunique(), len(own.models(scope))


def _growth(scope: Scope) -> tuple[Any, ...]:
    first, last = own.ends(scope)
    return first, last, last / first


def _leader(scope: Scope) -> tuple[Any, ...]:
    share = own.models(scope)
    return scope.edition.label(share.index[0]), share.iloc[0], own.equals(scope), max(0.0, 1 - share.sum())


def _handover(scope: Scope) -> tuple[Any, ...]:
    found = own.handover(scope)
    return found.changes, found.week, scope.edition.label(found.old), scope.edition.label(found.new)


def _vendors(scope: Scope) -> tuple[Any, ...]:
    share = own.vendors(scope)
    second = [*share.index[1:2].tolist(), None]
    return share.index[0], share.iloc[0], second[0], share.get(second[0]), max(0.0, 1 - share.sum())


def _classes(scope: Scope) -> tuple[Any, ...]:
    share = own.classes(scope).reindex(columns=[LIGHT, FLAGSHIP, UNCLASSED], fill_value=0.0)
    found = [measures.ends(share[name], own.window(scope)) for name in (LIGHT, FLAGSHIP)]
    return (*found[0], *found[1], measures.pooled(share[UNCLASSED], scope.weeks))


def _cost(scope: Scope) -> tuple[Any, ...]:
    found = own.cost(scope)
    spent, tokens = float(found["cost_usd"].sum()), int(found["tokens"].sum())
    return spent, spent / tokens * 10**6, tokens / scope.weeks["tokens"].sum()


def _weekends(scope: Scope) -> tuple[Any, ...]:
    return (own.weekends(scope),)


NUMBERS: Numbers = (
    ("all weeks models", _all),
    ("peak_week peak", lambda scope: measures.peak(scope.weeks)),
    ("first last growth", _growth),
    ("leader leader_share equals nameless", _leader),
    ("changes handover old new", _handover),
    ("vendor vendor_share second second_share nobodys", _vendors),
    ("light_first light_last heavy_first heavy_last unclassed", _classes),
    ("spent per_million spent_on", _cost),
    ("weekend", _weekends),
)
"""Names of the prose's numbers, and who measures them."""


def numbers(scope: Scope) -> SimpleNamespace:
    """The numbers of the chapter's prose by name; None where the log does not yield them."""
    return told(NUMBERS, scope)
