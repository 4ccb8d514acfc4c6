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
    # `unseen` takes in those of costs; those of own logs need rows that no committed edition has
    if module.name not in ("costs", "own")
}
"""Slug of a chapter -> its charts by name."""

CHARTS = {name: function for chapter in CHARTS_OF.values() for name, function in chapter.items()}

STATEMENT = {entry.id: entry for entry in STATEMENTS}


def of_chapter(slug: str) -> list:
    """The statements that a chapter tells."""
    return [entry for entry in STATEMENTS if entry.chapter == slug]
