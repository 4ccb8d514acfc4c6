"""What a verdict hangs on: each choice turns one thing around, and the line says what follows."""

import pandas as pd
import pytest

from tokenbook import LANGUAGES, measures
from tokenbook.article import sensitivity
from tokenbook.article.registry import VERDICT_WORDS, Verdict
from tokenbook.article.sensitivity import CHOICES
from tokenbook.article.whole import STATEMENTS, Judgement
from tokenbook.wording import Wording

SCALED, APART, WIDER, NAMED = CHOICES


@pytest.fixture(scope="module")
def examined(real_scope) -> dict[str, sensitivity.Sensitivity]:
    return Judgement(real_scope).examined


def test_scaling_makes_weeks_whole_and_leaves_whole_ones_alone(real_scope):
    before, after = real_scope.edition.rows, SCALED.apply(real_scope).edition.rows
    assert set(after["days"]) == {measures.FULL_WEEK}
    totals = pd.DataFrame({"before": measures.totals(before), "after": measures.totals(after)})
    days = measures.days(before)
    expected = totals["before"] * 7 / days
    assert totals["after"].tolist() == pytest.approx(expected.tolist(), rel=1e-9)
    whole = days[days == 7].index
    assert totals.loc[whole, "after"].tolist() == totals.loc[whole, "before"].tolist()


def test_telling_apart_keeps_every_token_and_the_names_of_the_largest(real_scope):
    before, after = real_scope.edition.rows, APART.apply(real_scope).edition.rows
    assert after["tokens"].sum() == before["tokens"].sum()
    assert after["model"].nunique() == before["slug"].nunique()
    assert set(before["model"]) <= set(after["model"])


def test_named_only_leaves_out_nothing_but_the_rest(real_scope):
    rows = NAMED.apply(real_scope).edition.rows
    assert "other" not in set(rows["slug"])
    assert len(rows) == (real_scope.edition.rows["slug"] != "other").sum()


def test_a_wider_top_changes_the_parameter_and_no_row(real_scope):
    other = WIDER.apply(real_scope)
    assert other.parameters["top_n"] == 20
    assert other.edition is real_scope.edition
    assert real_scope.parameters["top_n"] == 9


def test_every_statement_is_examined(examined):
    assert list(examined) == [entry.id for entry in STATEMENTS]
    for entry in STATEMENTS:
        hangs = examined[entry.id]
        if hangs.finding.measured is None:
            assert hangs.others == []


def test_others_depends_on_where_its_line_is_drawn(real_scope, examined):
    hangs = examined["oth-huge"]
    found = {choice: other.verdict for choice, other in hangs.others}
    assert hangs.finding.verdict == Verdict.SUPPORTED
    assert found[WIDER] == Verdict.CONTRADICTED
    assert not hangs.stable
    # worked out anew: the share outside the top 20 over all complete weeks
    tail = measures.tail_share(real_scope.weeks, "model", 20)
    total = measures.totals(real_scope.weeks)
    (wider,) = [other for choice, other in hangs.others if choice is WIDER]
    assert wider.evidence.values["overall"] == pytest.approx((tail * total).sum() / total.sum())


def test_choices_that_change_no_value_are_not_mentioned(examined):
    assert examined["vol-peak-time"].others == []
    assert WIDER not in [choice for choice, _ in examined["vol-8x"].others]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_line_names_each_choice_and_its_value(examined, lang):
    say = Wording(lang)
    for id, hangs in examined.items():
        line = hangs.to(say)
        assert (line == "") == (hangs.finding.measured is None or hangs.finding.verdict == Verdict.NO_DATA), (
            id
        )
        for choice, other in hangs.others:
            assert say(choice.text) in line
            assert other.measured.to(say) in line
            if other.verdict != hangs.finding.verdict:
                assert say(VERDICT_WORDS[other.verdict]) in line
