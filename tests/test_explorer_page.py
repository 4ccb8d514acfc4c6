"""What the explorer's script is given: rows, words, choices; and the static page without it."""

import gzip
import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import made_up_daily, write_edition

from tokenbook import LANGUAGES, ROOT, editions, explorer, models, notebook
from tokenbook import prices as costs
from tokenbook.article.whole import Judgement
from tokenbook.charts import colours, intro, style
from tokenbook.charts.explorer import leading_models
from tokenbook.explorer import Beside
from tokenbook.notebook import Chapter
from tokenbook.pages.explorer import show_explorer
from tokenbook.pages.models import show_models
from tokenbook.wording import Wording

HOSTILE = 'evil-lab/"><script>alert(1)</script>'

SCRIPTS = ROOT / "_static"


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    pages: list[str] = []
    monkeypatch.setattr(notebook, "display", lambda shown: pages.append(shown.data))
    return pages


@pytest.fixture
def made_up(made_up_edition_folder) -> editions.Edition:
    return editions.load(made_up_edition_folder)


def model(found: dict, id: str) -> dict:
    (one,) = [entry for entry in found["models"] if entry["id"] == id]
    return one


def test_every_token_of_the_complete_weeks_is_in_the_file():
    edition = editions.load("2025")
    found = explorer.contents(edition)
    assert found["weeks"] == [f"{week:%Y-%m-%d}" for week in sorted(edition.weeks["week"].unique())]
    sums = [0] * len(found["weeks"])
    for entry in found["models"]:
        for place, tokens in enumerate(entry["tokens"], entry["at"]):
            sums[place] += tokens or 0
    assert sums == found["totals"]
    assert sum(sums) == edition.weeks["tokens"].sum()


def test_names_and_colours_are_those_of_the_figures():
    edition = editions.load("2025")
    found = explorer.contents(edition)
    hues = style.model_hues(edition.rows)
    assert len({entry["label"] for entry in found["models"]}) == len(found["models"])
    for entry in found["models"]:
        assert entry["label"] == ("other" if entry["id"] == "other" else edition.label(entry["id"]))
        assert entry["colour"] == colours.for_page(hues[entry["id"]])
        assert found["vendors"][entry["vendor"]] == colours.for_page(colours.vendor_hue(entry["vendor"]))
        # a model's values begin and end with a row
        assert entry["tokens"][0] is not None
        assert entry["tokens"][-1] is not None
    sums = [sum(tokens or 0 for tokens in entry["tokens"]) for entry in found["models"]]
    assert sums == sorted(sums, reverse=True)


def test_what_an_edition_does_not_know_is_not_in_the_file(made_up):
    found = explorer.contents(made_up)
    assert "events" not in found
    known = {"id", "label", "vendor", "family", "tier", "colour", "at", "tokens", "free"}
    assert {name for entry in found["models"] for name in entry} == known


def priced(edition: editions.Edition) -> pd.DataFrame:
    """Made-up prices: every slug at 1 and 5 dollars, the free variant at nothing, one slug at no price."""
    rows = edition.weeks[["week", "slug"]].rename(columns={"slug": "model_permaslug"})
    rows = rows[~rows["model_permaslug"].isin(["made-up-lab/invented-7b", "other"])]
    free = rows["model_permaslug"].str.endswith(":free")
    return rows.assign(prompt=(~free).astype(float), completion=(~free) * 5.0)


def test_prices_part_paid_from_free_tokens(made_up):
    found = explorer.contents(made_up, Beside(priced(made_up)))
    flash = model(found, "google/gemini-2.5-flash")
    assert set(flash["prompt"]) == {1}
    assert set(flash["completion"]) == {5}
    assert "free" not in flash
    assert "paid" not in flash, "all of its tokens had a price"
    gratis = model(found, "deepseek/deepseek-chat-v3-0324")
    assert gratis["free"] == gratis["tokens"]
    assert not any(gratis.get("prompt", []))
    for unpriced in ("made-up-lab/invented-7b", "other"):
        assert not {"free", "prompt", "paid"} & model(found, unpriced).keys()


@pytest.mark.parametrize("name", ["2025", "2026"])
def test_spending_is_that_of_the_measures(name):
    edition = editions.load(name)
    frame = costs.priced(edition.weeks, edition.prices)
    found = explorer.contents(edition, Beside(edition.prices))["models"]
    for blend in costs.BLENDS:
        spent = costs.spend(frame, blend).groupby(frame["model"]).sum()
        for entry in found:
            if "prompt" not in entry:
                assert spent.get(entry["id"], 0) == 0
                continue
            columns = zip(
                entry.get("paid", entry["tokens"]),
                entry["prompt"],
                entry.get("completion", [0] * len(entry["tokens"])),
                strict=True,
            )
            own = sum(
                tokens * (blend * prompt + (1 - blend) * completion) / costs.MILLION
                for tokens, prompt, completion in columns
                if tokens and prompt is not None
            )
            assert own == pytest.approx(spent[entry["id"]], rel=1e-5)


def test_a_model_under_two_names_has_the_mean_price_of_its_paid_tokens(tmp_path):
    days = pd.date_range("2025-01-06", "2025-01-12")
    daily = pd.concat(
        pd.DataFrame({"date": days, "model": slug, "tokens": tokens})
        for slug, tokens in {"a/b": 300, "a/b:beta": 100, "a/b:free": 600}.items()
    )
    edition = editions.load(write_edition(tmp_path / "names", daily, "period: all\ntop_n: 9\n"))
    week = pd.Timestamp("2025-01-06")
    prices = pd.DataFrame(
        [(week, "a/b", 1.0, 2.0), (week, "a/b:beta", 5.0, 10.0), (week, "a/b:free", 0.0, 0.0)],
        columns=["week", "model_permaslug", "prompt", "completion"],
    )
    (entry,) = explorer.contents(edition, Beside(prices))["models"]
    assert (entry["tokens"], entry["paid"], entry["free"]) == ([7000], [2800], [4200])
    assert (entry["prompt"], entry["completion"]) == ([2], [4])


def test_free_tokens_in_the_rows_and_open_weights_are_told(made_up):
    rows = made_up.rows.assign(free_tokens=made_up.rows["tokens"] // 2)
    releases = pd.DataFrame(
        {
            "slug": ["google/gemini-2.5-flash", "deepseek/deepseek-chat-v3-0324", "openai/gpt-4o-mini"],
            "open_weights": ["no", "yes", "unknown"],
        }
    )
    edition = editions.Edition("x", rows, made_up.provenance, {}, made_up.start, made_up.end)
    found = explorer.contents(edition, Beside(priced(made_up), releases))
    flash = model(found, "google/gemini-2.5-flash")
    assert flash["open"] is False
    assert model(found, "deepseek/deepseek-chat-v3-0324")["open"] is True, "its one name is a variant"
    assert "open" not in model(found, "openai/gpt-4o-mini")
    assert flash["paid"] == [tokens - tokens // 2 for tokens in flash["tokens"]]
    assert flash["free"] == [tokens // 2 for tokens in flash["tokens"]]


def test_events_outside_the_weeks_are_left_out(made_up):
    days = pd.to_datetime(["2024-12-01", "2025-06-01", "2025-12-28", "2026-03-01"])
    events = pd.DataFrame({"date": days, "label": ["before", "a", "b", "after"], "model": "m"})
    assert explorer.contents(made_up, Beside(events=events))["events"] == [
        ["2025-06-01", "a", "m"],
        ["2025-12-28", "b", "m"],
    ]


def test_a_year_of_rows_is_light():
    text = explorer.as_json(explorer.contents(editions.load("2025")))
    assert len(gzip.compress(text.encode())) < 40_000
    with pytest.raises(ValueError, match="JSON"):
        explorer.as_json({"x": float("nan")})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_gives_the_script_what_it_needs(shown, tmp_path, lang):
    book = Chapter("explorer", lang, "2025", tmp_path)
    show_explorer(book, [{"name": name, "own": False} for name in ("2025", "2026")])
    page = BeautifulSoup(shown[0], "html.parser")
    sources = page.form["data-sources"].split()
    assert sources == ["../data/explorer.json", f"../../2026/{lang}/data/explorer.json"]
    assert page.form["data-editions"].split() == ["2025", "2026"]
    read = json.loads((tmp_path / "explorer.json").read_text(encoding="utf-8"))
    assert read == json.loads(
        explorer.as_json(explorer.contents(book.edition, explorer.beside(book.edition, book.say)))
    )
    links = [link["href"] for link in page.select(".tb-downloads a")]
    assert links == ["../../data/usage.csv", "../data/explorer.json"]


def test_another_edition_finds_the_first_ones_rows_at_the_root(made_up):
    fields = explorer.page(Wording("de"), made_up, ["2025", made_up.name])
    assert fields["sources"] == ["../data/explorer.json", "../../../de/data/explorer.json"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_script_and_page_say_the_same_words(lang):
    """Every word that the scripts ask for is there, and they ask for every word that is there."""
    code = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("explorer*.js"))
    asked = set(re.findall(r"\bwords\.(\w+)|words\[\"([\w.]+)\"\]", code))
    asked = {name or other for name, other in asked}
    asked |= {f"unit.{unit}" for unit in explorer.CONTROLS["unit"][1]}  # words[`unit.${…}`]
    asked |= {f"tier.{tier}" for tier in (*models.TIERS, explorer.UNCLASSED)}
    asked |= {"free", "paid", "open", "closed", "unclear"}  # words[kind]
    template = (ROOT / "tokenbook" / "templates" / "explorer.html").read_text(encoding="utf-8")
    asked |= {
        f"column.{name}"
        for name in re.findall(r'"(\w+)"', re.search(r"name in \((.*)\) %}\n<th", template)[1])
    }
    asked |= set(re.findall(r'words\["(\w+)"\]', template))
    told = explorer.words(Wording(lang), "T")
    assert asked == set(told)
    fields = {key: re.findall(r"\{(\w+)\}", text) for key, text in told.items()}
    assert fields["item"] == ["name", "most", "week", "last"]
    assert fields["titleRange"] == ["what", "first", "last"]
    assert not [key for key, text in told.items() if re.search(r"\{\w+:", text)]


def test_script_and_page_know_the_same_choices():
    code = (SCRIPTS / "explorer.js").read_text(encoding="utf-8")
    block = re.search(r"const CHOICES = \{(.*?)\n  \};", code, re.DOTALL)[1]
    known = {name: re.findall(r'"(\w+)"', values) for name, values in re.findall(r"(\w+): \[(.*?)\]", block)}
    assert known == {name: list(options) for name, (_, options) in explorer.CONTROLS.items()}
    for asked in explorer.PRESETS:
        for name, value in (part.split("=") for part in asked.split("&") if part):
            assert name in ("top", "sort", "weeks") or value in known[name], asked


def test_by_hand_the_page_says_where_the_explorer_is(shown):
    show_explorer(Chapter("explorer", "en", "2025"))
    assert "form" not in shown[0]
    assert "published book" in shown[0]


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    daily = made_up_daily("2025-01-06", "2025-03-02")
    daily["model"] = daily["model"].replace("google/gemini-2.5-flash", HOSTILE)
    settings = (editions.DATA / "2025" / "edition.yml").read_text(encoding="utf-8")
    return write_edition(tmp_path_factory.mktemp("hostile") / "hostile", daily, settings)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_in_a_slug_stays_text(shown, tmp_path, hostile_folder, lang):
    book = Chapter("explorer", lang, hostile_folder, tmp_path)
    book.figure(leading_models)
    book.figure(intro.weekly_stack)
    show_explorer(book)
    show_models(book, Judgement(book.scope))
    for page in shown:
        scripts = BeautifulSoup(page, "html.parser").find_all("script")
        assert all(script["type"] == "application/json" for script in scripts)
    table = BeautifulSoup(shown[1], "html.parser").select_one("#numbers-weekly-stack table")
    assert any("script>" in name.text.lower() for name in table.select("td span"))
    read = json.loads((tmp_path / "explorer.json").read_text(encoding="utf-8"))
    assert HOSTILE in {entry["id"] for entry in read["models"]}


def test_the_rest_alone_can_be_explored(tmp_path):
    days = pd.date_range("2026-01-05", "2026-02-01")
    daily = pd.DataFrame({"date": days, "model": "other", "tokens": 10**12})
    edition = editions.load(write_edition(tmp_path / "rest", daily, "period: all\ntop_n: 9\n"))
    (entry,) = explorer.contents(edition)["models"]
    assert (entry["id"], entry["colour"]) == ("other", colours.for_page(colours.OTHER_HUE))


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_put_no_text_in_as_html(path):
    """Slugs come from outside; and a strict policy for content allows neither `eval` nor handlers in HTML."""
    code = path.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|outerHTML\s*=", code
    )
    assert not re.search(r"setAttribute\(\s*[\"'](on|style)", code)


def test_no_cell_of_the_book_holds_a_handler():
    for path in (ROOT / "tokenbook" / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8").replace('<script type="application/json"', "")
        assert not re.search(r"\son\w+=|<script|javascript:", text), path.name


def test_languages_lead_to_the_same_figure():
    cells = json.loads((ROOT / "chapters" / "explorer.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    # the style sheet hides this figure by its address
    assert "book.figure(charts.leading_models)" in code
    assert "#fig-leading-models, #numbers-leading-models" in (SCRIPTS / "explorer.css").read_text()
