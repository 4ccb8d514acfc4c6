"""Names of models: the catalogue, and slugs that it does not hold."""

import pandas as pd
import pytest

from tokenbook import editions, measures, models, naming
from tokenbook.errors import DataError
from tokenbook.models import annotate, describe_unknown, read_catalogue
from tokenbook.naming import base_slug

HEADER = "slug,model,label,vendor,family,tier,rule,revealed_as,revealed_by\n"
ROW = "lab/a-1b,lab/a-1b,A 1B,Lab,A,open_small,size:1b,,\n"


def test_a_model_has_one_name_vendor_family_and_tier():
    table = read_catalogue()
    assert len(table) > 350
    for column in ("label", "vendor", "family", "tier"):
        assert (table.groupby("model")[column].nunique() == 1).all()
    assert (table.groupby("label")["model"].nunique() == 1).all()


@pytest.mark.parametrize("by", ["slug", "model"])
@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_every_model_of_a_weekly_top_20_is_named(edition, by):
    rows = editions.load(edition).rows
    rank = measures.ranks(rows, by)
    top = rank.columns[(rank <= 20).any()]
    known = read_catalogue()
    assert len(top) > 40
    assert [
        name for name in top if base_slug(name) not in known.index and name not in set(known["model"])
    ] == []


@pytest.mark.parametrize(
    ("slug", "label", "vendor", "tier", "rule"),
    [
        ("google/gemini-9-flash", "Gemini 9 Flash", "Google", "light", "name:flash"),
        ("x-ai/grok-code-fast-9", "Grok Code Fast 9", "xAI", "code", "name:code"),
        ("qwen/qwen9-coder-30b", "Qwen9 Coder 30B", "Qwen", "code", "name:coder"),
        ("deepseek/deepseek-r1-9999", "DeepSeek R1 9999", "DeepSeek", "reasoning", "name:r1"),
        ("new-lab/tiger-thinking", "Tiger Thinking", "New-lab", "reasoning", "name:thinking"),
        ("new-lab/tiger-7b", "Tiger 7B", "New-lab", "open_small", "size:7b"),
        ("new-lab/tiger-40b", "Tiger 40B", "New-lab", "open_small", "size:40b"),
        ("new-lab/tiger-41b", "Tiger 41B", "New-lab", "open_large", "size:41b"),
        ("new-lab/tiger-8x22b-instruct", "Tiger 8x22B", "New-lab", "open_large", "size:8x22b"),
        ("new-lab/tiger", "Tiger", "New-lab", "flagship", "unknown"),
        ("new-lab/tiger-guard-8b", "Tiger Guard 8B", "New-lab", "other", "kind:guard"),
        ("new-lab/tiger-embed-v1", "Tiger Embed V1", "New-lab", "other", "kind:embedding"),
        ("deepseek/deepseek-v9-flash", "DeepSeek V9 Flash", "DeepSeek", "light", "name:flash"),
        ("minimax/minimax-m9-20280101", "MiniMax M9", "Minimax", "flagship", "unknown"),
        ("xiaomi/mimo-v9-pro", "MiMo-V9-Pro", "Xiaomi", "flagship", "unknown"),
        ("z-ai/glm-9-air", "GLM 9 Air", "Z-ai", "light", "name:air"),
        ("anthropic/claude-9.7-opus-20280101", "Claude Opus 9.7", "Anthropic", "flagship", "unknown"),
        ("openai/gpt-9.1-mini", "GPT-9.1 mini", "Openai", "light", "name:mini"),
        ("openai/gpt-9-codex", "GPT-9-Codex", "Openai", "code", "name:codex"),
        ("google/gemini-9-flash-lite", "Gemini 9 Flash-Lite", "Google", "light", "name:flash"),
        ("inclusionai/ling-9.0-flash", "Ling-9.0-flash", "Inclusionai", "light", "name:flash"),
        ("openrouter/owl-alpha", "Owl Alpha", "anonymous", "other", "kind:anonymous"),
        ("stealth/owl", "Owl", "anonymous", "other", "kind:anonymous"),
        ("tiger", "Tiger", "unknown", "flagship", "unknown"),
        ("实验室/模型", "模型", "实验室", "flagship", "unknown"),
        ("lab/<b>x</b>", "B>", None, "flagship", "unknown"),
    ],
)
def test_slugs_that_nobody_knows_are_named_by_rule(slug, label, vendor, tier, rule):
    vendors = {"google": "Google", "x-ai": "xAI", "qwen": "Qwen", "deepseek": "DeepSeek"}
    found = describe_unknown(slug, vendors)
    assert (found["tier"], found["rule"]) == (tier, rule)
    if vendor is not None:
        assert (found["label"], found["vendor"]) == (label, vendor)
    assert all(found.values())


@pytest.mark.parametrize("date", ["-20270131", "-2027-01-31"])
def test_dated_snapshots_join_their_model(date):
    assert describe_unknown(f"new-lab/tiger{date}", {})["model"] == "new-lab/tiger"
    assert describe_unknown(f"new-lab/tiger{date}", {})["label"] == "Tiger"


@pytest.mark.parametrize(
    ("preview", "model"),
    [
        ("google/gemini-9-pro-preview-20280101", "google/gemini-9-pro"),
        ("google/gemini-9-pro-exp-03-25:free", "google/gemini-9-pro"),
        ("google/gemini-9-pro-preview-09-2028", "google/gemini-9-pro"),
        ("stealth/tiger-preview", "stealth/tiger-preview"),
        ("lab/-preview", "lab/"),
    ],
)
def test_previews_join_their_model(preview, model):
    assert naming.model_of(preview) == model


MADE_FROM = {
    "anthracite-org/magnum-v4-72b",
    "gryphe/mythomax-l2-13b",
    "microsoft/wizardlm-2-7b",
    "openchat/openchat-7b",
    "thedrummer/rocinante-12b",
}
"""Slugs that do not say what their models were made from: the catalogue knows more than the rule."""


def test_the_catalogues_families_are_those_of_the_rule():
    families = read_catalogue()["family"]
    differ = {slug for slug, family in families.items() if naming.family_of(slug) != family}
    assert differ == MADE_FROM


@pytest.mark.parametrize(
    ("slug", "family"),
    [
        ("google/gemini-9-flash-lite-20280101", "Gemini Flash-Lite"),
        ("google/gemini-9-flash", "Gemini Flash"),
        ("google/gemini-9-pro-preview", "Gemini Pro"),
        ("z-ai/glm-9", "GLM"),
        ("anthropic/claude-9-opus-20280101", "Claude Opus"),
        ("deepseek/deepseek-v9-pro", "DeepSeek V9"),
        ("lab/deepseek-r1-distill-llama-8b", "Llama"),
        ("new-lab/tiger-7b", "Tiger"),
        ("new-lab/tiger2", "Tiger"),
        ("stealth/tiger", "anonymous"),
    ],
)
def test_families_of_slugs_that_nobody_knows(slug, family):
    assert describe_unknown(slug, {})["family"] == family


def test_who_made_an_anonymous_model_is_said_with_its_source():
    table = read_catalogue()
    revealed = table[table["revealed_as"] != ""]
    assert len(revealed) >= 5
    assert set(revealed["vendor"]) == {"anonymous"}
    assert (revealed["revealed_by"] != "").all()


def usage(*rows: tuple[str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["model", "tokens"])
    return frame.assign(week=pd.Timestamp("2025-01-06"), days=7)[["week", "model", "tokens", "days"]]


def test_annotating_keeps_every_token_and_joins_variants():
    rows = usage(
        ("deepseek/deepseek-r1", 5),
        ("deepseek/deepseek-r1:free", 4),
        ("lab/new", 2),
        ("lab/new:x", 1),
        ("other", 9),
    )
    named = annotate(rows, read_catalogue())
    assert named["tokens"].sum() == rows["tokens"].sum()
    assert named["slug"].tolist() == rows["model"].tolist()
    assert named.groupby("model")["tokens"].sum().to_dict() == {
        "deepseek/deepseek-r1": 9,
        "lab/new": 3,
        "other": 9,
    }
    assert set(named.iloc[-1][["model", "label", "vendor", "family", "tier"]]) == {"other"}


@pytest.mark.parametrize(
    ("text", "row", "column", "found"),
    [
        (HEADER + ROW.replace("open_small", "huge"), 2, "tier", "'huge'"),
        (HEADER + ROW + ROW, 3, "slug", "'lab/a-1b' a second time"),
        (HEADER + ROW.replace("A 1B", ""), 2, "label", "an empty cell"),
        (HEADER + ROW.replace("lab/a-1b,lab", "lab/a-1b:free,lab"), 2, "slug", "'lab/a-1b:free'"),
        (HEADER.replace(",rule", "") + ROW, 1, "rule", "no such column"),
        (HEADER + ROW.replace("1b,,", "1b,B 2,"), 2, "revealed_as and revealed_by", "'B 2', said by ''"),
        (HEADER + ROW.replace("1b,,", "1b,B 2,who"), 2, "revealed_as and revealed_by", "'B 2'"),
    ],
)
def test_a_broken_catalogue_is_refused(tmp_path, text, row, column, found):
    path = tmp_path / "models.csv"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        models.read_catalogue(path)
    assert (caught.value.row, caught.value.column) == (row, column)
    assert found in str(caught.value)


@pytest.mark.parametrize(
    ("slugs", "day"),
    [
        (["lab/model-20250522"], "2025-05-22"),
        (["lab/model-2025-04-14:free", "lab/model-2025-06-01"], "2025-04-14"),
        (["lab/model-0324", "lab/model"], None),
        (["lab/model-20259999"], None),
        ([], None),
    ],
)
def test_release_day_as_the_name_bears_it(slugs, day):
    assert models.release_day(slugs) == (day and pd.Timestamp(day))
