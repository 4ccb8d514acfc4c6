"""Names of models: the catalogue, and slugs that it does not hold."""

import pandas as pd
import pytest

from tokenbook import editions, measures, models
from tokenbook.errors import DataError
from tokenbook.models import annotate, base_slug, describe_unknown, read_catalogue

HEADER = "slug,model,label,vendor,family,tier,rule\n"
ROW = "lab/a-1b,lab/a-1b,A 1B,Lab,A,open_small,size:1b\n"


def test_a_model_has_one_name_vendor_family_and_tier():
    table = read_catalogue()
    assert len(table) > 200
    for column in ("label", "vendor", "family", "tier"):
        assert (table.groupby("model")[column].nunique() == 1).all()
    assert (table.groupby("label")["model"].nunique() == 1).all()


@pytest.mark.parametrize("by", ["slug", "model"])
def test_every_model_of_a_weekly_top_20_of_2025_is_named(by):
    rows = editions.load("2025").rows
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
        ("qwen/qwen9-coder-30b", "Qwen9 Coder 30b", "Qwen", "code", "name:coder"),
        ("deepseek/deepseek-r1-9999", "Deepseek R1 9999", "DeepSeek", "reasoning", "name:r1"),
        ("new-lab/tiger-thinking", "Tiger Thinking", "New-lab", "reasoning", "name:thinking"),
        ("new-lab/tiger-7b", "Tiger 7b", "New-lab", "open_small", "size:7b"),
        ("new-lab/tiger-40b", "Tiger 40b", "New-lab", "open_small", "size:40b"),
        ("new-lab/tiger-41b", "Tiger 41b", "New-lab", "open_large", "size:41b"),
        ("new-lab/tiger", "Tiger", "New-lab", "flagship", "unknown"),
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
