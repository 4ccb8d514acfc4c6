"""Expressions of a mapping over three made-up rows: what each gives, row by row, and what is refused."""

import json
from decimal import Decimal

import ibis
import pyarrow
import pytest

from tokenbook.errors import BookError
from tokenbook.rows.events import tables
from tokenbook.rows.events.expressions import Reader, read_mapping, words
from tokenbook.rows.events.tables import Leaves, Scope

LISTED = [{"key": "kind", "value": {"stringValue": "chat"}}, {"key": "n", "value": {"intValue": "7"}}]
ROWS = pyarrow.table(
    {
        "a": [2, 3, None],
        "b": ["3", "x", None],
        "money": ["$1.50", "Included", None],
        "half": ["0.5", "1.5", None],
        "flag": [True, False, None],
        "name": [" Nova ", "nova-2", ""],
        "kinds": ['{"in": 1, "out": 20}', '{"in": 3}', "{}"],
        "attrs": [json.dumps(LISTED), '{"kind": "plain", "n": 8}', "[]"],
        "deep": ['{"x": {"y": 6}}', '{"x": {"y": 7}}', "{}"],
        "ms": [1754179199999, 1754179200000, None],
    }
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with tables.embedded(tmp_path_factory.mktemp("engine")) as connection:
        yield connection


def values(engine, reader: Reader, found) -> list:
    table = reader.scope.table.mutate(row=ibis.row_number())
    return engine.to_pyarrow(table.select(found=found, row="row").order_by("row"))["found"].to_pylist()


COUNTS = {
    "a": [2, 3, None],
    "b": [3, None, None],
    "7": [7, 7, 7],
    "a + b": [5, None, None],
    "-a + 5": [3, 2, None],
    "a - 1": [1, 2, None],
    "a * 1000": [2000, 3000, None],
    "half * 2": [1, 3, None],
    "half * 1": [None, None, None],
    "(a + 1) * 2": [6, 8, None],
    "coalesce(b, a, 9)": [3, 3, 9],
    "greatest(a, 3)": [3, 3, 3],
    "least(a, 2)": [2, 2, 2],
    "total(kinds)": [21, 3, None],
    "deep.x.y": [6, 7, None],
    "attribute(attrs, 'n')": [7, 8, None],
    "case when a = 2 then 5 when a = 3 then 6 end": [5, 6, None],
    "case when a > 2 then 5 else 1 end": [1, 5, 1],
}


@pytest.mark.parametrize("expression", COUNTS)
def test_counts(engine, expression):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    assert values(engine, reader, reader.count(expression)) == COUNTS[expression]


def test_what_is_no_count_is_noted_for_each_column_that_may_hold_it(engine):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    reader.count("a + b")
    (odd,) = reader.unreadable  # whole numbers are always one
    assert values(engine, reader, odd) == [False, True, False]
    reader.cost("money")
    assert values(engine, reader, reader.unreadable[1]) == [False] * 3, "a word is no cost, and no fault"


def test_costs(engine):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    assert values(engine, reader, reader.cost("money")) == [Decimal("1.5"), None, None]
    assert values(engine, reader, reader.cost("half * 0.01")) == [Decimal("0.005"), Decimal("0.015"), None]
    german = Reader(Scope(ibis.memtable(pyarrow.table({"c": ["1.234,5"]}))), decimal=",")
    assert values(engine, german, german.cost("c")) == [Decimal("1234.5")]


TEXTS = {
    "name": ["Nova", "nova-2", None],
    "'lab/' || name": ["lab/Nova", "lab/nova-2", None],
    "lower(name)": ["nova", "nova-2", None],
    "coalesce(name, 'none')": ["Nova", "nova-2", "none"],
    "coalesce(name, b)": ["Nova", "nova-2", None],
    "(b)": ["3", "x", None],
    "a": ["2", "3", None],
    "regexp_replace(name, '-[0-9]+', '')": ["Nova", "nova", None],
    "regexp_replace(name, 'nova', 'N')": ["Nova", "N-2", None],
    "attribute(attrs, 'kind')": ["chat", "plain", None],
    "case when name like 'nova%' then 'small' else 'large' end": ["large", "small", "large"],
}


@pytest.mark.parametrize("expression", TEXTS)
def test_texts(engine, expression):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    assert values(engine, reader, reader.text("model", expression)) == TEXTS[expression]


TRUTHS = {
    "a = 2": [True, False, False],
    "a <> 2": [False, True, False],
    "a > 2": [False, True, False],
    "a >= 2": [True, True, False],
    "a < 3": [True, False, False],
    "a <= 3": [True, True, False],
    "b = 3": [True, False, False],
    "b = '3'": [True, False, False],
    "a + 1 = 3": [True, False, False],
    "a - 1 = 1": [True, False, False],
    "a * 2 = 4": [True, False, False],
    "name = 'nova-2'": [False, True, False],
    "name in ('x', 'nova-2')": [False, True, False],
    "name like '%ova%'": [True, True, False],
    "name not like '%-2'": [True, False, True],
    "b like '3'": [True, False, False],
    "half > 0.7": [False, True, False],
    "half > 0": [True, True, False],
    "a > -1": [True, True, False],
    "flag = true": [True, False, False],
    "name is null": [False, False, True],
    "not name is null": [True, True, False],
    "a = 2 or b = 'x'": [True, True, False],
    "a = 2 and b = 'x'": [False, False, False],
    "not (a = 2)": [False, True, True],
}


@pytest.mark.parametrize("expression", TRUTHS)
def test_conditions(engine, expression):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    assert values(engine, reader, reader.truth(expression)) == TRUTHS[expression]


@pytest.mark.parametrize(
    ("unit", "factor"), [("milliseconds", 1), ("Microseconds", 1000), ("nanoseconds", 10**6)]
)
def test_moments_as_numbers(engine, unit, factor):
    scope = Scope(ibis.memtable(pyarrow.table({"at": [1754179199999 * factor, None]})))
    reader = Reader(scope)
    found = values(engine, reader, reader.moment(f"{unit}(at)"))
    assert [None if at is None else f"{at:%Y-%m-%d %H:%M:%S}" for at in found] == [
        "2025-08-02 23:59:59",
        None,
    ]
    assert values(engine, reader, reader.moment("at")) == [1754179199999 * factor, None]
    texts = Reader(Scope(ibis.memtable(pyarrow.table({"at": ["2025-08-0"]}))))
    assert values(engine, texts, texts.moment("at || '2'")) == ["2025-08-02"]
    assert values(engine, texts, texts.moment("seconds(at)")) == [None]
    assert len(texts.unreadable) == 1


REFUSED = {
    # how it is read: expression, what is said
    "count": {
        "a / 2": "'a / 2' is not understood; allowed: a column, a number, + - *, coalesce",
        "1.5": "'1.5' is not understood",
        "'7'": "\"'7'\" is not understood",
        "case a when 1 then 2 end": "is not understood",
        "other(a)": "is not understood",
        "a +": "tokens=a +: no expression (",
        "'open": "tokens='open: no expression (",
    },
    "text": {
        "a + 1": "'a + 1' is not understood; allowed: a column, 'text', ||, coalesce, lower, regexp_replace",
        "attribute(attrs)": "allowed: attribute(column, 'key')",
        "attribute(attrs, a)": "allowed: attribute(column, 'key')",
        "attribute(attrs, 'a', 'b')": "allowed: attribute(column, 'key')",
        "regexp_replace(name, b, '')": "is not understood",
    },
    "truth": {
        "a": "'a' is not understood; allowed: =, <>, <, >, in, like, is null, joined by and, or, not",
        "name is true": "is not understood",
        "a in (select 1)": "is not understood",
        "a and": "where=a and: no expression",
    },
}
EVERY = [(how, expression) for how, found in REFUSED.items() for expression in found]


@pytest.mark.parametrize(("how", "expression"), EVERY)
def test_what_is_not_understood_is_refused_in_one_line(how, expression):
    reader = Reader(Leaves(Scope(ibis.memtable(ROWS))))
    with pytest.raises(BookError) as caught:
        reader.text("model", expression) if how == "text" else getattr(reader, how)(expression)
    assert REFUSED[how][expression] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("date = d , tokens= a", {"date": "d", "tokens": "a"}),
        ("tokens=f(a, g(b, c)),date=d", {"tokens": "f(a, g(b, c))", "date": "d"}),
        ("model='a,b',date=\"x,y\"", {"model": "'a,b'", "date": '"x,y"'}),
        ("model='(',date=d", {"model": "'('", "date": "d"}),
        ('model="x y, z",date=d', {"model": '"x y, z"', "date": "d"}),
        ("model='\"',date=d", {"model": "'\"'", "date": "d"}),
        ("tokens=case when a=b then 1 end", {"tokens": "case when a=b then 1 end"}),
    ],
)
def test_a_mapping_is_parted_at_outer_commas(text, found):
    assert read_mapping([text]) == found


@pytest.mark.parametrize("text", ["day=d", "date", "date=", "date=a,date=b", "=a", "date=d,"])
def test_a_part_of_a_mapping_that_is_none_is_named(text):
    with pytest.raises(
        BookError, match=r"^--map: found '.*'; allowed: date=…, model=…, tokens=…, cost=…, vendor=…"
    ):
        read_mapping([text])


def test_every_word_of_an_expression():
    assert words('coalesce(a.b, "c d") + 1') == {"coalesce", "a", "b", "c", "d", "1"}
