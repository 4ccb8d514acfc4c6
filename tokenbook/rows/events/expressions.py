"""Mappings as expressions: SQL's grammar, read by sqlglot, a small part of it turned into Ibis.

Nothing is evaluated here: what is not listed in this module is refused by name.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ibis
import sqlglot
from sqlglot import exp

from tokenbook.errors import BookError
from tokenbook.rows.events import cells
from tokenbook.rows.events.tables import Scope, attribute

ROLES = ("date", "model", "tokens", "cost", "vendor")
"""What a mapping may give; the first three it must."""

UNITS = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
"""Functions that read a number as a stamp -> how many of them a second has."""


def read_mapping(texts: list[str]) -> dict[str, str]:
    """Read `date=…,model=…,tokens=…`; commas inside brackets and quotes belong to the expression.

    Raises
    ------
    BookError
        For a part that is no `role=expression`, or a role twice.
    """
    found: dict[str, str] = {}
    for part in (piece for text in texts for piece in _split(text)):
        role, equals, expression = part.partition("=")
        role = role.strip()
        if not equals or role not in ROLES or role in found or not expression.strip():
            raise BookError(
                f"--map: found {part.strip()!r}; allowed: {', '.join(f'{name}=…' for name in ROLES)}, "
                "each once, with columns or expressions of them"
            )
        found[role] = expression.strip()
    return found


def _split(text: str) -> list[str]:
    """Parts between commas at the outermost level."""
    parts, depth, quote, start = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


class Reader:
    """Turns an expression's text into Ibis values over a scope.

    Attributes
    ----------
    scope : where names are looked up; its texts are trimmed (`tables.Leaves`).
    decimal : the mark before a number's fraction in text, "." or ",".
    unreadable : conditions that hold where a cell that should be a count is none; filled by `number`.
    """

    def __init__(self, scope: Scope, decimal: str = "."):
        self.scope = scope
        self.decimal = decimal
        self.unreadable: list[Any] = []

    def parse(self, role: str, text: str) -> exp.Expr:
        """The expression's tree.

        Raises
        ------
        BookError
            Where it is no expression.
        """
        try:
            tree = sqlglot.parse_one(text, into=exp.Condition, dialect="duckdb")
        except (sqlglot.errors.ParseError, sqlglot.errors.TokenError) as error:
            word = re.sub(r"\x1b\[\d*m", "", str(error)).split("\n")[0]
            raise BookError(
                f"{role}={text}: no expression ({word}); allowed: columns, + - *, comparisons and "
                "functions as in SQL; names with other signs in double quotes"
            ) from None
        return tree

    def count(self, text: str) -> Any:
        """Tokens as int64; null where a part is missing or unreadable."""
        tree = self.parse("tokens", text)
        if tree.find(exp.Mul):
            return cells.whole(self.number(tree, cells.fraction))
        return self.number(tree, cells.count)

    def cost(self, text: str) -> Any:
        """Money as decimal; null where there is none. Words (`Included`) are no cost."""
        tree = self.parse("cost", text)
        found = self.number(tree, cells.money)
        return found.cast("decimal(18, 9)") if tree.find(exp.Mul) else found

    def number(self, tree: exp.Expr, read: Callable[[Any, str], tuple[Any, Any]]) -> Any:
        """An arithmetic expression; columns are read by `read`."""
        value = self._number(tree, read)
        if value is None:
            raise _refused(tree, "a column, a number, + - *, coalesce, greatest, least, case, total")
        return value

    def _number(self, tree: exp.Expr, read: Callable[[Any, str], tuple[Any, Any]]) -> Any:
        def deeper(part: exp.Expr) -> Any:
            return self.number(part, read)

        if isinstance(tree, exp.Paren):
            return deeper(tree.this)
        if isinstance(tree, exp.Neg):
            return -deeper(tree.this)
        if isinstance(tree, exp.Literal) and not tree.is_string and tree.this.isdigit():
            return ibis.literal(int(tree.this))
        if isinstance(tree, exp.Literal) and not tree.is_string and read is not cells.count:
            return ibis.literal(Decimal(tree.this), "decimal(18, 9)")
        if isinstance(tree, exp.Add):
            return deeper(tree.left) + deeper(tree.right)
        if isinstance(tree, exp.Sub):
            return deeper(tree.left) - deeper(tree.right)
        if isinstance(tree, exp.Mul):
            return deeper(tree.left) * deeper(tree.right)
        if isinstance(tree, exp.Coalesce | exp.Greatest | exp.Least):
            make = {exp.Coalesce: ibis.coalesce, exp.Greatest: ibis.greatest, exp.Least: ibis.least}
            return make[type(tree)](*(deeper(part) for part in (tree.this, *tree.expressions)))
        if isinstance(tree, exp.Case) and tree.this is None:
            return self._case(tree, deeper)
        if isinstance(tree, exp.Anonymous) and tree.name.lower() == "total":
            # all the numbers of a map, for instance of kinds of tokens
            return cells.total(self.scope.find(_path(tree.expressions[0]), as_json=True))
        column = self._attribute(tree)
        if column is None and not (parts := _path(tree)):
            return None
        value, unreadable = read(self.scope.find(parts) if column is None else column, self.decimal)
        if unreadable is not None:
            self.unreadable.append(unreadable)
        return value

    def _case(self, tree: exp.Case, deeper: Callable[[exp.Expr], Any]) -> Any:
        branches = [(self.truth(part.this), deeper(part.args["true"])) for part in tree.args["ifs"]]
        default = tree.args.get("default")
        return ibis.cases(*branches, else_=None if default is None else deeper(default))

    def text(self, role: str, text: str) -> Any:
        """A text; empty cells are null."""
        return self._filled(self.parse(role, text))

    def _filled(self, tree: exp.Expr) -> Any:
        value = self._text(tree)
        # a leaf is trimmed where it is looked up (tables.Leaves); once more would be dear
        return value if _path(tree) else cells.filled(value)

    def _text(self, tree: exp.Expr) -> Any:
        if isinstance(tree, exp.Paren):
            return self._text(tree.this)
        if isinstance(tree, exp.Literal):
            return ibis.literal(tree.this)
        if isinstance(tree, exp.Boolean):
            # as cells.text writes it
            return ibis.literal(str(tree.this).lower())
        if isinstance(tree, exp.Coalesce):
            parts = (tree.this, *tree.expressions)
            return ibis.coalesce(
                *(self._text(part) if part.is_string else self._filled(part) for part in parts)
            )
        if isinstance(tree, exp.DPipe):
            return self._text(tree.left) + self._text(tree.right)
        if isinstance(tree, exp.Lower):
            return self._text(tree.this).lower()
        if isinstance(tree, exp.Case) and tree.this is None:
            return self._case(tree, self._text)
        if isinstance(tree, exp.RegexpReplace) and tree.expression.is_string:
            by = tree.args.get("replacement")
            return self._text(tree.this).re_replace(tree.expression.this, by.this if by else "")
        column = self._attribute(tree)
        if column is not None:
            return column
        path = _path(tree)
        if not path:
            raise _refused(tree, "a column, 'text', ||, coalesce, lower, regexp_replace, attribute, case")
        return cells.text(self.scope.find(path))

    def _attribute(self, tree: exp.Expr) -> Any | None:
        """`attribute(column, 'key')`: of a list of keys and values, or of a map; None for all else."""
        if not (isinstance(tree, exp.Anonymous) and tree.name.lower() == "attribute"):
            return None
        if len(tree.expressions) != 2 or not tree.expressions[1].is_string:
            raise _refused(tree, "attribute(column, 'key')")
        return attribute(self.scope.find(_path(tree.expressions[0]), as_json=True), tree.expressions[1].this)

    def moment(self, text: str) -> Any:
        """A day or a stamp as the engine holds it: text, date, timestamp."""
        tree = self.parse("date", text)
        if isinstance(tree, exp.Anonymous) and tree.name.lower() in UNITS and len(tree.expressions) == 1:
            value, unreadable = cells.count(self.scope.find(_path(tree.expressions[0])), ".")
            if unreadable is not None:
                self.unreadable.append(unreadable)
            return cells.since_1970(value, UNITS[tree.name.lower()])
        parts = _path(tree)
        return self.scope.find(parts) if parts else self._text(tree)

    def truth(self, tree: exp.Expr | str) -> Any:
        """A condition; where it is null it does not hold."""
        if isinstance(tree, str):
            tree = self.parse("where", tree)
        if isinstance(tree, exp.Paren):
            return self.truth(tree.this)
        if isinstance(tree, exp.And):
            return self.truth(tree.left) & self.truth(tree.right)
        if isinstance(tree, exp.Or):
            return self.truth(tree.left) | self.truth(tree.right)
        if isinstance(tree, exp.Not):
            return ~self.truth(tree.this)
        if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
            return self._filled(tree.this).isnull()
        if isinstance(tree, exp.In) and tree.expressions:
            return self._text(tree.this).isin([self._text(one) for one in tree.expressions]).fill_null(False)
        if isinstance(tree, exp.Like):
            found = self._text(tree.this).like(tree.expression.this).fill_null(False)
            return ~found if tree.args.get("negate") else found
        if isinstance(tree, exp.Binary) and type(tree) in COMPARISONS:
            return COMPARISONS[type(tree)](*self._sides(tree)).fill_null(False)
        raise _refused(tree, "=, <>, <, >, in, like, is null, joined by and, or, not")

    def _sides(self, tree: exp.Binary) -> tuple[Any, Any]:
        """Both sides as numbers where one is a number or a sum, else as texts."""
        sides = (tree.left, tree.right)
        if any(
            (isinstance(side, exp.Literal) and not side.is_string)
            or isinstance(side, exp.Add | exp.Sub | exp.Mul | exp.Neg)
            for side in sides
        ):
            left, right = (self.number(side, cells.quietly) for side in sides)
        else:
            left, right = (self._text(side) for side in sides)
        return left, right


COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    exp.EQ: lambda left, right: left == right,
    exp.NEQ: lambda left, right: left != right,
    exp.GT: lambda left, right: left > right,
    exp.GTE: lambda left, right: left >= right,
    exp.LT: lambda left, right: left < right,
    exp.LTE: lambda left, right: left <= right,
}


def _path(tree: exp.Expr) -> list[str]:
    """The names of `a.b.c`; none where the tree is something else."""
    if isinstance(tree, exp.Dot):
        before, last = _path(tree.left), tree.right
        return [*before, last.name] if before and isinstance(last, exp.Identifier) else []
    if isinstance(tree, exp.Column):
        return [part.name for part in tree.parts]
    return []


def _refused(tree: exp.Expr, allowed: str) -> BookError:
    return BookError(f"the expression {tree.sql(dialect='duckdb')!r} is not understood; allowed: {allowed}")


def words(text: str) -> set[str]:
    """Every name in an expression's text, and more: enough to know what may be left out."""
    return set(re.findall(r"\w+", text))
