"""Rows of one model, multiplied: what speaks of them changes, nothing else does. Made-up rows only."""

import contextlib
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from conftest import MADE_UP_MODELS, made_up_daily, write_edition
from rooms import CHARTS

from tokenbook import LANGUAGES, ROOT, editions, notebook, places
from tokenbook.article.whole import STATEMENTS
from tokenbook.charts import intro
from tokenbook.notebook import Chapter
from tokenbook.scope import NoRowsError, Scope, open_scope
from tokenbook.wording import Wording

CODER = "x-ai/grok-code-fast-1"

# What is measured on other models alone, or on none.
UNTOUCHED_SENTENCES = {
    "vol-yearend",  # the made-up year ends at its peak, has no days and begins with all models there
    "vol-8x",
    "vol-integration",
    "dis-deepseek-h2",
    "dis-displacement",
    "dis-qwen-2026",
    "spec-grok-speed",
    "end-agency",
    "flash-gpt41mini",  # ranks and tokens of other models
    "flash-midprice",
    "dis-qwen30b",
    "dis-value",  # a benchmark's rows
    "dis-deepseek-coding",
    "spec-sonnet-quality",
    "end-tax",
}

# Three times as large, the model takes first place from Gemini's Flash models in most weeks.
CHANGED_VERDICTS = {"flash-gemini": ("supported", "partly supported")}

UNTOUCHED_ALTS = {"tail_families", "cast_by_week", "good_runs"}  # it stands in the top nine, before and after

# Chapter -> the numbers of its prose that speak of other models, of the calendar or of counts of names.
UNTOUCHED_PROSE = {
    name: set(words.split())
    for name, words in {
        "intro": """
            all end giant giant_last growth peak_week router start top_n""",
        "volume": "double_weeks growth_words peak_week",
        "flash_mini": """
            best_rank best_week fixture flagship_firsts flagships in_sight light_models light_week mini
            other_firsts summer_all summer_weeks vendor vendor_firsts weeks""",
        "disruptors": "displaced joint_week later_until lost newcomer qwen qwen_weeks vendors weeks",
        "specialists": """
            change coder family grok grok_peak grok_start grok_weeks rivals sonnet sonnet_before sonnet_then
            sonnets stable""",
        "others": """
            half_first half_last nameless_first tail_families tail_models
            top_families top_n wide_first""",
        "outlook": """
            affordable all contradicted fresh_share new_share new_vendors no_data not_testable under
            vendors_last""",
    }.items()
}


def uneven_daily() -> pd.DataFrame:
    """The made-up year, but every model grows at its own pace: shares and ranks move."""
    daily = made_up_daily()
    place = daily["model"].map({slug: number for number, slug in enumerate(MADE_UP_MODELS)})
    day = (daily["date"] - daily["date"].min()).dt.days
    pace = 1 - 0.0004 * (place * 5 % 7)
    return daily.assign(tokens=(daily["tokens"] * pace**day).astype("int64"))


def make(folder: Path, factor: int) -> Path:
    daily = uneven_daily()
    daily.loc[daily["model"] == CODER, "tokens"] *= factor
    settings = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")
    return write_edition(folder, daily, settings)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("mutation")
    return make(folder / "before", 1), make(folder / "after", 3)


@pytest.fixture(scope="module")
def pair(folders) -> tuple[Scope, Scope]:
    before, after = (open_scope(editions.load(folder)) for folder in folders)
    return before, after


def told(scope: Scope, lang: str) -> dict[str, str]:
    say = Wording(lang)
    return {entry.id: entry.judge(scope).evidence.to(say) for entry in STATEMENTS}


def glued(name: str, folder: Path, lang: str, monkeypatch) -> dict[str, str]:
    """The numbers of a chapter's prose: its code run, but nothing shown."""
    texts: dict[str, str] = {}
    monkeypatch.setattr(notebook, "glue", lambda name, text: texts.update({name: text}))
    for shows in ("figure", "table", "verdict", "notes"):
        monkeypatch.setattr(Chapter, shows, lambda *args, **options: None)
    names: dict[str, object] = {}
    path = ROOT / f"{places.chapters()[name].page}.ipynb"
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"{name}:{cell['id']}", "exec"), names)
                if "parameters" in cell["metadata"].get("tags", []):
                    names |= {"lang": lang, "edition": str(folder)}
    return texts


def same(before: dict, after: dict) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if before[name] == after[name]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_change_where_the_model_counts(pair, lang):
    before, after = (told(scope, lang) for scope in pair)
    assert same(before, after) == UNTOUCHED_SENTENCES


def test_verdicts_change_where_the_model_tips_them(pair):
    before, after = ([entry.judge(scope).verdict for entry in STATEMENTS] for scope in pair)
    changed = {
        entry.id: (one.value, two.value)
        for entry, one, two in zip(STATEMENTS, before, after, strict=True)
        if one != two
    }
    assert changed == CHANGED_VERDICTS


def alts(scope: Scope, say: Wording) -> dict[str, str]:
    """The alternative texts of the charts for which the made-up year has what it takes."""
    found = {}
    for name, chart in CHARTS.items():
        with contextlib.suppress(NoRowsError):
            found[name] = chart(scope).alt.to(say)
    assert set(CHARTS) - set(found) == {
        "price_moves",
        "spend_shares",
        "ability_price",
        "after_free",
        "weekends",
        "both_years",  # no year follows the made-up one
        "weekly_leaders",
        "what_is_left",
        "open_weights",
    }
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_alt_texts_change_where_the_model_counts(pair, lang):
    say = Wording(lang)
    before, after = (alts(scope, say) for scope in pair)
    assert same(before, after) == UNTOUCHED_ALTS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", UNTOUCHED_PROSE)
def test_numbers_in_prose_change_where_the_model_counts(folders, name, lang, monkeypatch):
    before, after = (glued(name, folder, lang, monkeypatch) for folder in folders)
    assert same(before, after) == UNTOUCHED_PROSE[name]


def test_every_section_is_tried():
    assert set(UNTOUCHED_PROSE) == {entry.chapter for entry in STATEMENTS}


def test_the_other_models_rows_do_not_change(pair):
    one, two = (intro.weekly_stack(scope).data for scope in pair)
    others = (one["model"] != CODER) & (one["model"] != "Others")
    merged = one[others].merge(two, on=["week", "model"], suffixes=("", "_after"))
    assert len(merged) > 100
    pd.testing.assert_series_equal(merged["tokens"], merged["tokens_after"], check_names=False)
