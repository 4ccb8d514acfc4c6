"""Rows of one model, multiplied: what speaks of them changes, nothing else does. Made-up rows only."""

import pandas as pd
import pytest
from conftest import made_up_daily, write_edition

from tokenbook import claims, editions, figures
from tokenbook.case import Case, open_case
from tokenbook.wording import Wording

CODER = "x-ai/grok-code-fast-1"

# What is measured on this model alone, or on models to which it does not belong.
UNTOUCHED_BY_CODER = {
    "vol-yearend",  # the made-up year ends at its peak: nothing to measure in either
    "vol-8x",
    "dis-displacement",  # made-up shares that never change have no correlation
    "dis-qwen30b",  # a rank and a count of a smaller model
    "flash-midprice",
    "dis-deepseek-coding",
    "dis-qwen-2026",
    "spec-sonnet-quality",
    "end-agency",
}


def edition(folder, factor: int) -> Case:
    daily = made_up_daily()
    daily.loc[daily["model"] == CODER, "tokens"] *= factor
    settings = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")
    return open_case(editions.load(write_edition(folder, daily, settings)))


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> tuple[Case, Case]:
    folder = tmp_path_factory.mktemp("mutation")
    return edition(folder / "before", 1), edition(folder / "after", 3)


def told(case: Case, lang: str) -> dict[str, str]:
    say = Wording(lang)
    return {entry.id: entry.judge(case).evidence.to(say) for entry in claims.STATEMENTS}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_sentences_change_where_the_model_counts(pair, lang):
    before, after = (told(case, lang) for case in pair)
    same = {id for id in before if before[id] == after[id]}
    assert same == UNTOUCHED_BY_CODER


def test_verdicts_change_only_where_the_evidence_does(pair):
    before, after = pair
    for entry in claims.STATEMENTS:
        one, two = entry.judge(before), entry.judge(after)
        if one.verdict != two.verdict:
            assert one.evidence.to(Wording("en")) != two.evidence.to(Wording("en")), entry.id
    # three times as large, the coder overtakes Google's share
    google = next(entry for entry in claims.STATEMENTS if entry.id == "flash-google-share")
    assert google.judge(before).verdict != google.judge(after).verdict or (
        google.judge(after).evidence.values["share"] < google.judge(before).evidence.values["share"]
    )


def test_alt_texts_change_and_the_other_models_rows_do_not(pair):
    before, after = pair
    for chart in (
        figures.weekly_stack,
        figures.weekly_total,
        figures.leading_ranks,
        figures.specialist_shares,
    ):
        assert chart(before).alt.to(Wording("en")) != chart(after).alt.to(Wording("en")), chart.__name__
    one, two = (figures.weekly_stack(case).data for case in pair)
    others = (one["model"] != CODER) & (one["model"] != "Others")
    merged = one[others].merge(two, on=["week", "model"], suffixes=("", "_after"))
    pd.testing.assert_series_equal(merged["tokens"], merged["tokens_after"], check_names=False)
