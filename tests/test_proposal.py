"""Settings proposed from rows: by the rule that stands above each, of names that the rows have."""

import pandas as pd
import pytest
import yaml
from conftest import made_up_daily
from edges import EDGES, make_edge

from tokenbook import editions, models
from tokenbook.rows.proposal import CHAPTERS, propose
from tokenbook.rows.usage import to_weeks


def proposed(daily: pd.DataFrame) -> dict:
    rows = models.annotate(to_weeks(daily), models.read_catalogue())
    return yaml.safe_load(propose(rows, "all"))


def test_the_rules_pick_what_they_say():
    settings = proposed(made_up_daily("2026-01-05", "2026-06-28"))
    assert settings["period"] == "all"
    assert settings["top_n"] == 9
    flash, disruptors, specialists = (settings["chapters"][name] for name in CHAPTERS)
    assert flash == {
        "light_tiers": ["light"],
        "mid_priced": "openai/gpt-4o-mini",
        "flagships": ["openai/gpt-4.1", "openai/gpt-5"],
    }
    # all grow alike: the largest beside the three leading vendors
    assert len(disruptors["vendors"]) == 2
    assert not {"Google", "Anthropic", "OpenAI"} & set(disruptors["vendors"])
    assert specialists == {
        "coder": "x-ai/grok-code-fast-1",
        "stable": "anthropic/claude-sonnet-4",
        "stable_family": ["anthropic/claude-sonnet-4"],
    }


def test_a_vendor_that_grows_is_a_disruptor_and_a_late_model_a_newcomer():
    daily = made_up_daily("2026-01-05", "2026-06-28")
    grows = daily["model"].str.startswith("qwen/") & (daily["date"] >= "2026-04-01")
    daily.loc[grows, "tokens"] *= 40
    late = (daily["model"] != "made-up-lab/invented-7b") | (daily["date"] >= "2026-06-15")
    settings = proposed(daily[late])["chapters"]["disruptors"]
    assert settings["vendors"][0] == "Qwen"
    assert settings["newcomer"] == "made-up-lab/invented-7b"


def test_nothing_is_called_what_it_is_not():
    """Two models of one vendor from the first week on, and a single one that is nothing in particular."""
    days = pd.date_range("2026-03-02", "2026-03-29")

    def of(*models: str) -> dict:
        rows = [(day, model, 100) for day in days for model in models]
        return proposed(pd.DataFrame(rows, columns=["date", "model", "tokens"]))["chapters"]

    found = of("anthropic/claude-haiku-4.5", "anthropic/claude-sonnet-4.5")
    assert found["flash_mini"]["mid_priced"].startswith("anthropic/claude-haiku")
    assert len(found["flash_mini"]["flagships"]) == 1
    assert found["disruptors"] | {"displaced": []} == {
        "vendors": [], "versions": [], "displaced": [], "newcomer": None,
    }  # fmt: skip
    assert found["specialists"]["coder"] is None
    none = of("openai/gpt-4o-mini")["specialists"]
    assert none == {"coder": None, "stable": None, "stable_family": []}


@pytest.mark.parametrize("name", EDGES)
def test_a_person_can_read_what_is_proposed_at_the_edges(tmp_path, name):
    folder = make_edge(name, tmp_path)
    text = (folder / "edition.yml").read_text(encoding="utf-8")
    edition = editions.load(folder)
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("    ") and ":" in line and "#" not in line:
            assert lines[number - 1].lstrip().startswith("# "), f"no rule above {line}"
    assert edition.settings["top_n"] >= 2
    known = set(edition.rows["model"]) | set(edition.rows["vendor"]) | {"light", None}
    for chapter in edition.settings["chapters"].values():
        for value in chapter.values():
            assert {value} <= known if not isinstance(value, list) else set(value) <= known


def test_no_named_model_no_parameters(tmp_path):
    assert editions.load(make_edge("all-other", tmp_path)).settings["chapters"] == {}
