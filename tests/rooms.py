"""All charts and all statements of the book, whose chapters import each their own."""

import importlib
import inspect
import pkgutil

from tokenbook import charts
from tokenbook.article.whole import STATEMENTS
from tokenbook.charts.base import Chart

CHARTS_OF = {
    module.name: {
        name: function
        for name, function in inspect.getmembers(
            importlib.import_module(f"tokenbook.charts.{module.name}"), inspect.isfunction
        )
        if inspect.signature(function).return_annotation is Chart
    }
    for module in pkgutil.iter_modules(charts.__path__)
    if module.name != "costs"  # `unseen` takes them in
}
"""Slug of a chapter -> its charts by name."""

CHARTS = {
    name: function
    for slug, charts_of_slug in CHARTS_OF.items()
    if slug != "own"  # those need rows that no committed edition has
    for name, function in charts_of_slug.items()
}
"""What can be drawn from the committed editions."""

STATEMENT = {entry.id: entry for entry in STATEMENTS}


def of_chapter(slug: str) -> list:
    """The statements that a chapter tells."""
    return [entry for entry in STATEMENTS if entry.chapter == slug]
