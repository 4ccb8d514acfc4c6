"""What decides whether a chapter tells a finding, at its limits and a hair beyond; the values are made up."""

import operator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from test_article import FLASH, peak
from test_told_numbers import judged

from tokenbook.article import disruptors, flash_mini, others, outlook, specialists, volume
from tokenbook.article.registry import Finding, Verdict
from tokenbook.scope import NoRowsError
from tokenbook.wording import saying

T = 1e12


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text if len(text) > 5 else f"2025-{text}")


@dataclass(frozen=True)
class World:
    """What a condition asks for: attributes of the scope, and functions of modules that answer instead."""

    year: int = 2025
    scope: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def with_(self, **changed: Any) -> "World":
        answers = {name.replace("__", "."): value for name, value in changed.items() if name != "year"}
        known = {name: value for name, value in answers.items() if name in self.answers}
        assert known.keys() | self.scope.keys() >= answers.keys(), "a misspelt answer changes nothing"
        rest = {name: value for name, value in answers.items() if name not in known}
        return replace(
            self,
            year=changed.get("year", self.year),
            scope=self.scope | rest,
            answers=self.answers | known,
        )

    def asked(self, module: Any, condition: str, monkeypatch: pytest.MonkeyPatch, *others: Any) -> bool:
        for name, value in self.answers.items():
            *path, last = name.split(".")
            home = operator.attrgetter(path[0])(module) if path else module
            monkeypatch.setattr(home, last, lambda *_, value=value, **__: raised(value))
        scope = SimpleNamespace(
            coverage=SimpleNamespace(year=self.year, given={"aider"}),
            **{"weeks": None, "parameters": {}, **self.scope},
        )
        return getattr(module, condition)(scope, *others)


def raised(value: Any) -> Any:
    if isinstance(value, Exception):
        raise value
    return value


def found(verdict: Verdict = Verdict.PARTLY, **numbers: float | None) -> Finding:
    return Finding(verdict, saying("", **numbers))


def try_each(module, condition, world, cases, monkeypatch):
    """Each change of a world in which the condition holds; a list of those that it answers otherwise."""
    wrong = [] if world.asked(module, condition, monkeypatch) else ["unchanged"]
    for change, expected in cases:
        if world.with_(**change).asked(module, condition, monkeypatch) is not expected:
            wrong.append(change)
    return wrong


def test_fourteenfold(monkeypatch):
    def grown(first, height, on="11-24"):
        return {"measures__totals": pd.Series([first * T]), "measures__peak": (day(on), height * T)}

    world = World(answers={name.replace("__", "."): value for name, value in grown(0.5, 7).items()})
    cases = [
        (grown(0.5, 6.99), False),
        (grown(0.5, 7.24), True),
        (grown(0.5, 7.25), False),
        (grown(0.45, 6.4), True),
        (grown(0.4499, 6.4), False),
        (grown(0.55, 7.8), True),
        (grown(0.5501, 7.8), False),
        (grown(0.5, 7, f"11-{volume.MONTH_END}"), True),
        (grown(0.5, 7, f"11-{volume.MONTH_END - 1}"), False),
        (grown(0.5, 7, "10-27"), False),
        (grown(0.5, 7, "12-29"), False),
        ({"year": 2026}, False),
        ({"year": 2024}, False),
    ]
    assert try_each(volume, "fourteenfold", world, cases, monkeypatch) == []


def test_doubled_early(monkeypatch):
    def doubled(*days):
        return {"measures__doublings": [day(text) for text in days]}

    answers = {"measures.doublings": doubled("02-03", "03-31", "10-06")["measures__doublings"]}
    cases = [
        (doubled("02-03", "04-06", "10-06"), True),
        (doubled("02-03", "04-07", "10-06"), False),
        (doubled("02-03", "03-31", "09-01"), True),
        (doubled("02-03", "03-31", "08-31"), False),
        (doubled("02-03", "03-31"), False),
        (doubled("02-03", "03-31", "10-06", "12-01"), False),
    ]
    world = World(answers={**answers, "measures.growth": None})
    assert try_each(volume, "doubled_early", world, cases, monkeypatch) == []


def test_rose_and_fell(monkeypatch):
    def share(high, on="05-12"):
        weeks = pd.to_datetime(["2025-01-06", f"2025-{on}", "2025-12-29"])
        return {"measures__joint_share": pd.Series([0.1, high, 0.2], index=weeks)}

    def august(value):
        return {"rhythm__monthly": pd.Series([value], index=pd.PeriodIndex(["2025-08"], freq="M"))}

    world = World(
        answers={"measures.joint_share": share(0.47)["measures__joint_share"],
                 "rhythm.monthly": august(0.25)["rhythm__monthly"]},
        scope={"ends": lambda _: (0.9, 0.33)},
    )  # fmt: skip
    cases = [
        (share(0.45), True),
        (share(0.4499), False),
        (share(0.4999), True),
        (share(0.5), False),
        (share(0.47, "04-28"), False),
        (share(0.47, "06-02"), False),
        (august(0.23), True),
        (august(0.2299), False),
        (august(0.28), True),
        (august(0.2801), False),
        ({"rhythm__monthly": pd.Series(dtype=float)}, False),
        ({"ends": lambda _: (0.9, 0.3)}, True),
        ({"ends": lambda _: (0.9, 0.2999)}, False),
        ({"ends": lambda _: (0.9, 0.37)}, True),
        ({"ends": lambda _: (0.9, 0.3701)}, False),
        ({"year": 2026}, False),
    ]
    assert try_each(flash_mini, "rose_and_fell", world, cases, monkeypatch) == []


@pytest.mark.parametrize(
    ("first", "last", "wide_first", "wide_last", "expected"),
    [
        (0.30, 0.319, 0.30, 0.4, True),
        (0.30, 0.281, 0.30, 0.5, True),
        (0.30, 0.321, 0.30, 0.4, False),
        (0.30, 0.279, 0.30, 0.4, False),
        (0.30, 0.300, 0.30, 0.399, False),
        (0.30, 0.31, 0.375, 0.5, True),
        (0.30, 0.31, 0.375, 0.4999, False),
        (0.30, 0.31, 0.375, 0.6, True),
        (0.30, 0.3199, 0.375, 0.5, True),
        (0.30, 0.3201, 0.375, 0.5, False),
        (0.25, 0.2299, 0.375, 0.5, False),
        (0.25, 0.2301, 0.375, 0.5, True),
        (None, 0.31, 0.375, 0.5, False),
        (0.30, None, 0.375, 0.5, False),
        (0.30, 0.31, None, 0.5, False),
        (0.30, 0.31, 0.375, None, False),
    ],
)
def test_fast_decides(first, last, wide_first, wide_last, expected):
    finding = found(first=first, last=last, wide_first=wide_first, wide_last=wide_last)
    assert flash_mini.fast_decides(finding) is expected


def led_by(*leaders: tuple[str, str]) -> pd.DataFrame:
    """Weeks in which one model has all but one of the tokens."""
    rows = [(day(week), model, tokens) for week, name in leaders for model, tokens in ((name, 9), ("z/z", 1))]
    return pd.DataFrame(rows, columns=["week", "model", "tokens"])


def test_summer_is_june_to_august():
    weeks = led_by(("05-26", "a/a"), ("06-02", "b/b"), ("07-07", "b/b"), ("08-25", "c/c"), ("09-01", "a/a"))
    assert flash_mini.summer(SimpleNamespace(weeks=weeks)) == ("b/b", 2, 3)


def test_summer_elsewhere(monkeypatch):
    other = led_by(("08-25", flash_mini.LEADERS[0]), ("09-01", "a/a"), ("12-29", "a/a"))
    world = World(answers={"summer": ("a/a", 7, 13)}, scope={"weeks": other})
    cases = [
        ({"summer": ("a/a", 7, 14)}, False),
        ({"summer": ("a/a", 8, 14)}, True),
        ({"summer": ("a/a", 3, 3)}, True),
        ({"summer": (flash_mini.LEADERS[0], 7, 13)}, False),
        ({"summer": (flash_mini.LEADERS[1], 7, 13)}, False),
        ({"weeks": led_by(("09-01", flash_mini.LEADERS[1]), ("12-29", "a/a"))}, False),
        ({"weeks": led_by(("08-25", "a/a"))}, False),
        ({"year": 2026}, False),
    ]
    assert try_each(flash_mini, "summer_elsewhere", world, cases, monkeypatch) == []


def test_others_half(monkeypatch):
    answers = {"measures.tail_share": None}
    ends = {"ends": lambda _: (0.2, 0.55), "parameter": lambda name: 9}
    world, few = World(answers=answers, scope=ends), found(tuned=0.0099)

    def asked(ends=(0.2, 0.55), finding=few, year=2025):
        changed = world.with_(ends=lambda _: ends, year=year)
        return changed.asked(others, "others_half", monkeypatch, finding)

    assert [asked((first, 0.55)) for first in (0.1799, 0.18, 0.23, 0.2301)] == [False, True, True, False]
    assert [asked((0.2, last)) for last in (0.5, 0.5001, 0.5999, 0.6)] == [False, True, True, False]
    assert [asked(finding=found(tuned=tuned)) for tuned in (None, 0.0099, 0.01)] == [False, True, False]
    assert [asked(year=year) for year in (2024, 2025, 2026)] == [False, True, False]


def test_models_needed_in_the_first_and_last_whole_month():
    days = pd.date_range("2024-12-30", periods=9, freq="7D")
    rows = [(week, f"m/{number}", 10) for week in days for number in range(2 if week.month == 1 else 6)]
    weeks = pd.DataFrame(rows, columns=["week", "model", "tokens"])
    # December's one week is no month; half of two alike is one, half of six is three
    assert others.needed(SimpleNamespace(weeks=weeks), 0.5) == (1, 3)


def test_months_are_those_of_the_articles_year(monkeypatch):
    mean = pd.Series([1.0, 2.0, 3.0], index=pd.PeriodIndex(["2024-12", "2025-01", "2026-01"], freq="M"))
    monkeypatch.setattr(others.measures, "effective_number", lambda *_: None)
    monkeypatch.setattr(others.rhythm, "monthly", lambda _: mean)
    assert others.months(SimpleNamespace(weeks=None)) == {1: 2.0}


def test_spread_jumped(monkeypatch):
    usual = {month: 15.0 for month in range(1, 13)} | {1: 10.0, 8: 30.0, 11: 20.0, 12: 42.0}

    def spread(**changed):
        return {"months": usual | {int(name[1:]): value for name, value in changed.items()}}

    world = World(answers={"months": usual, "needed": (2, 11)})
    cases = [
        (spread(m1=10.01), False),
        (spread(m1=9.0), True),
        (spread(m12=41.9), False),
        (spread(m11=24.0, m12=48.0), True),
        (spread(m11=24.0, m12=47.9), False),
        (spread(m11=24.1, m12=60.0), False),
        (spread(m7=30.1), False),
        (spread(m9=30.1), False),
        ({"months": {month: value for month, value in usual.items() if month != 1}}, False),
        ({"months": {month: value for month, value in usual.items() if month != 5}}, False),
        ({"needed": (3, 11)}, False),
        ({"needed": (2, 12)}, False),
    ]
    assert try_each(others, "spread_jumped", world, cases, monkeypatch) == []


@pytest.mark.parametrize(
    ("first", "last", "verdict", "expected"),
    [
        (100.0, 1.0, Verdict.PARTLY, True),
        (100.0, 1.01, Verdict.PARTLY, False),
        (100.0, 0.5, Verdict.PARTLY, True),
        (500.0, 4.99, Verdict.PARTLY, True),
        (100.0, 1.0, Verdict.SUPPORTED, False),
        (100.0, 1.0, Verdict.CONTRADICTED, False),
        (None, 1.0, Verdict.PARTLY, False),
        (100.0, None, Verdict.PARTLY, False),
    ],
)
def test_cheap_by_others(first, last, verdict, expected):
    assert outlook.cheap_by_others(found(verdict, first=first, last=last)) is expected


def test_mostly_new(monkeypatch):
    def weeks(new, old, last_new=60, other=0):
        """Of the last week's names so many new and old ones, which have so many tokens."""
        names = {f"n/{number}": (0, last_new / new) for number in range(new)}
        names |= {f"o/{number}": (50, (100 - last_new - other) / old) for number in range(old)}
        names |= {"g/gone": (50, 0), "other": (0, other)}
        rows = [
            (day(week), name, tokens)
            for name, both in names.items()
            for week, tokens in zip(("01-06", "12-29"), both, strict=True)
        ]
        return {"weeks": pd.DataFrame(rows, columns=["week", "model", "tokens"])}

    whole = SimpleNamespace(covers=SimpleNamespace(over=True))
    world = World(scope={**weeks(3, 2), "edition": whole, "quarters": {1: None, 4: None}})
    cases = [
        (weeks(2, 2), False),
        (weeks(3, 2, 50), False),
        (weeks(3, 2, 51), True),
        (weeks(3, 2, 51, other=2), True),
        (weeks(3, 2, 49, other=30), False),
        (weeks(3, 2, 90), True),
        ({"edition": SimpleNamespace(covers=SimpleNamespace(over=False))}, False),
        ({"quarters": {2: None, 4: None}}, False),
    ]
    assert try_each(outlook, "mostly_new", world, cases, monkeypatch) == []


def test_runs_known(monkeypatch):
    good = pd.DataFrame({"model": ["m"]})
    world = World(answers={"prices.cheapest_runs": good}, scope={"aider": None, "limit": lambda name: 60})
    assert world.asked(outlook, "runs_known", monkeypatch)
    assert not world.with_(prices__cheapest_runs=good.iloc[:0]).asked(outlook, "runs_known", monkeypatch)


def test_all_judged():
    assert outlook.all_judged({"a": found(), "b": found(Verdict.NOT_TESTABLE)})
    assert not outlook.all_judged({"a": found(), "b": found(Verdict.NO_DATA)})


def test_both_gone(monkeypatch):
    world = World(year=2026, answers={"_both": (0.01, specialists.LITTLE / 2)})
    cases = [
        ({"_both": (0.0099, specialists.LITTLE / 2)}, False),
        ({"_both": (0.5, specialists.LITTLE)}, False),
        ({"_both": NoRowsError("none")}, False),
        ({"year": 2025}, False),
        ({"year": 2027}, True),
    ]
    assert try_each(specialists, "both_gone", world, cases, monkeypatch) == []


RUN = specialists.Run(day("08-25"), day("10-13"), 17, 9, ["x-ai/other"], True, 0.27, 0.09, 0.2)


def test_grok_led(monkeypatch):
    def shares(value):
        return {"measures__shares": pd.DataFrame({specialists.CODER: [value, 0.2]})}

    def run(**changed):
        return {"grok_run": replace(RUN, **changed)}

    world = World(
        answers={"grok_run": RUN, "measures.shares": shares(0.0)["measures__shares"]},
        scope={"quarters": {4: pd.DatetimeIndex([day("10-06")])}},
    )
    cases = [
        (run(weeks=18), False),
        (run(led=8, weeks=16), False),
        (run(led=16), True),
        (run(last=0.0901), False),
        (run(last=0.01), True),
        (run(high=0.75, last=0.25), True),
        (run(at_once=False), False),
        (run(start=None), False),
        (run(start=day("10-06")), False),
        (run(start=day("09-29")), True),
        (shares(0.01), False),
        ({"measures__shares": pd.DataFrame({"a/a": [0.0]})}, False),
        ({"quarters": {3: pd.DatetimeIndex([day("07-07")])}}, False),
    ]
    assert try_each(specialists, "grok_led", world, cases, monkeypatch) == []


def test_a_run_counts_the_weeks_that_it_leads():
    coder, rival = specialists.CODER, "x-ai/rival"
    tokens = {
        coder: [0, 5, 6, 3, 2],
        rival: [9, 4, 1, 4, 8],
    }
    weeks = pd.date_range("2025-08-18", periods=5, freq="7D")
    rows = [(week, name, of[at]) for at, week in enumerate(weeks) for name, of in tokens.items() if of[at]]
    frame = pd.DataFrame(rows, columns=["week", "model", "tokens"])
    run = specialists.grok_run(SimpleNamespace(weeks=frame, since_launch=lambda series: series))
    assert (run.start, run.peak, run.weeks, run.led) == (weeks[1], weeks[2], 4, 2)
    assert (run.rivals, run.at_once) == ([rival], True)
    assert (run.high, run.last, run.opening) == pytest.approx((6 / 7, 2 / 10, 5 / 9))
    other = specialists.grok_run(SimpleNamespace(weeks=frame[frame["model"] == rival], since_launch=None))
    assert other == specialists.Run(None, None, 0, 0, [], False, 0.0, 0.0, 0.0)


def test_gift_led(monkeypatch):
    def given(free, before=0):
        """The rival leads the second and the third week, the coder the first and the fourth."""
        coder, rival = specialists.CODER, "x-ai/other"
        rows = [
            ("08-18", rival, 90, before),
            ("08-25", coder, 60, 0), ("08-25", rival, 40, 0),
            ("09-01", rival, 60, free), ("09-01", coder, 40, 0),
            ("09-08", rival, 60, free), ("09-08", coder, 40, 0),
            ("09-15", coder, 60, 0), ("09-15", rival, 40, 0),
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["week", "model", "tokens", "free_tokens"])
        return {"weeks": frame.assign(week=[day(text) for text in frame["week"]])}

    world = World(answers={"grok_run": RUN}, scope=given(40))
    cases = [
        (given(20), False),
        (given(30), False),
        (given(31), True),
        (given(60), True),
        (given(30, before=90), False),
        ({"grok_run": replace(RUN, rivals=["x-ai/other", "a/b"])}, False),
        ({"grok_run": replace(RUN, rivals=["z/other"])}, False),
        ({"grok_run": replace(RUN, rivals=[])}, False),
        ({"weeks": given(40)["weeks"].drop(columns="free_tokens")}, False),
    ]
    assert try_each(specialists, "gift_led", world, cases, monkeypatch) == []


def shared(stable, successor):
    """Shares of the two Sonnets by week, the rest another's."""
    weeks, names = pd.date_range("2025-09-15", periods=len(stable), freq="7D"), (*specialists.FAMILY, "a/a")
    rows = [
        (week, name, tokens)
        for week, first, second in zip(weeks, stable, successor, strict=True)
        for name, tokens in zip(names, (first, second, 100 - first - second), strict=True)
        if tokens
    ]
    return {"weeks": pd.DataFrame(rows, columns=["week", "model", "tokens"])}


@pytest.mark.parametrize(
    ("stable", "successor", "expected"),
    [
        ([20, 19, 10, 5], [0, 0, 3, 4], True),
        ([20, 19, 10, 5], [0, 0, 3, 5], False),
        ([20, 19, 10, 5], [0, 0, 3, 6], False),
        ([20, 10, 9, 5], [0, 0, 3, 4], False),
        ([20, 19, 16, 5], [0, 0, 3, 4], False),
        ([20, 19, 10, 5], [0, 0, 0, 0], False),
        ([20, 10, 9, 5], [3, 3, 3, 4], False),
    ],
)
def test_sonnet_handed_over(stable, successor, expected):
    assert specialists.sonnet_handed_over(SimpleNamespace(**shared(stable, successor))) is expected


def test_the_week_before_the_successor_and_its_first():
    handover = specialists.first_shared_week(SimpleNamespace(**shared([20, 19, 17, 10, 5], [0, 0, 0, 3, 4])))
    assert (handover.week, handover.before, handover.then) == (day("10-06"), 0.17, 0.1)
    none = specialists.Handover(None, 0.0, 0.0)
    assert specialists.first_shared_week(SimpleNamespace(**shared([20, 19], [3, 4]))) == none
    assert specialists.first_shared_week(SimpleNamespace(**shared([20, 19], [0, 0]))) == none


def test_fell_before(monkeypatch):
    older = [f"o/{number}" for number in range(8)]
    newer = disruptors.VERSIONS[0]

    def shares(*, first="03-24", largest=0.2, newer_first=0.0, other=None):
        """Six weeks; in the sixth the newer model comes."""
        weeks = pd.date_range(end=day(first), periods=6, freq="7D")
        frame = pd.DataFrame(0.05, index=weeks, columns=older)
        frame[older[0]] = largest
        frame[older[1]] = [0.1, 0.1, 0.1, 0.1, 0.9, 0.9]
        frame[other or newer] = [newer_first, 0, 0, 0, 0, 0.1]
        return {"measures__shares": frame}

    world = World(
        answers={"measures.shares": shares()["measures__shares"]},
        scope={"ends": lambda _: (0.75, 0.03), "parameters": {"displaced": older}},
    )

    def asked(part=0.9, **changed):
        return world.with_(**changed).asked(disruptors, "fell_before", monkeypatch, found(part=part))

    assert asked()
    assert [asked(part=part) for part in (None, 0.6999, 0.7)] == [False, False, True]
    assert [asked(ends=lambda _, first=first: (first, 0.03)) for first in (0.6999, 0.7, 0.8, 0.8001)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [asked(ends=lambda _, last=last: (0.75, last)) for last in (0.0499, 0.05)] == [True, False]
    came = ["02-24", "03-03", "04-14", "05-26", "06-02"]
    assert [asked(**shares(first=text)) for text in came] == [False, True, True, True, False]
    assert not asked(**shares(largest=0.09))
    assert not asked(**shares(newer_first=0.1))
    assert not asked(**shares(other="n/n"))
    assert not asked(parameters={"displaced": older[:7]})
    assert not asked(parameters={})
    assert not asked(year=2026)


@pytest.mark.parametrize(
    ("first", "last", "ending"),
    [
        (0.2, 0.1, "in the last {last:share}."),
        (0.2, specialists.LITTLE, "in the last {last:share}."),
        (0.2, specialists.LITTLE / 2, "in the last next to none."),
        (specialists.LITTLE, specialists.LITTLE / 2, "in the last next to none."),
        (specialists.LITTLE / 2, specialists.LITTLE / 4, None),
        (0.2, 0.2, None),
        (0.1, 0.2, None),
        (specialists.LITTLE / 4, specialists.LITTLE / 2, None),
        (0.2, None, "in the last next to none."),
    ],
)
def test_sonnet_of_another_year(first, last, ending, monkeypatch):
    shares = pd.DataFrame({specialists.STABLE: [first, last], "a/a": 0.5}).astype(float)
    world = World(
        year=2026,
        answers={"measures.shares": shares},
        scope={
            "ends": lambda series: (series.iloc[0], series.iloc[-1]),
            "edition": SimpleNamespace(label=str),
        },
    )
    found = world.asked(specialists, "sonnet_of_another_year", monkeypatch)
    assert (found is None) is (ending is None)
    assert ending is None or found.message.endswith(ending)
    assert world.with_(year=2024).asked(specialists, "sonnet_of_another_year", monkeypatch) is None
    without = world.with_(measures__shares=shares[["a/a"]])
    assert without.asked(specialists, "sonnet_of_another_year", monkeypatch) is None


def test_every_pair_of_wordings_has_both():
    modules = (disruptors, flash_mini, others, outlook, specialists, volume)
    pairs = {
        (module.__name__, name): table.keys()
        for module in modules
        for name, table in vars(module).items()
        if isinstance(table, dict) and table.keys() & {True, False} and set(map(type, table)) == {bool}
    }
    assert pairs
    assert [name for name, keys in pairs.items() if keys != {True, False}] == []


@pytest.mark.parametrize(("height", "word"), [(7, "less"), (8, "more"), (9, "more")])
def test_a_peak_is_more_or_less_than_the_articles(height, word):
    finding = judged("vol-peak-height", {FLASH: peak(46, height)})
    assert f"{{off:share}} {word} than" in finding.evidence.message
