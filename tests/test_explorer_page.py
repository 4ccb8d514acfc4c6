"""What the explorer's script is given: names, colours, words; and the static page without it."""

import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import made_up_daily, write_edition

from tokenbook import LANGUAGES, ROOT, editions, explorer, notebook
from tokenbook.charts import intro, style
from tokenbook.charts.explorer import leading_models
from tokenbook.notebook import Chapter
from tokenbook.pages.explorer import show_explorer

HOSTILE = 'evil-lab/"><script>alert(1)</script>'

SCRIPTS = ROOT / "_static"


@pytest.fixture
def shown(monkeypatch) -> list[str]:
    pages: list[str] = []
    monkeypatch.setattr(notebook, "display", lambda shown: pages.append(shown.data))
    return pages


def test_names_are_those_of_the_figures():
    edition = editions.load("2025")
    names = explorer.names(edition)
    assert list(names) == explorer.COLUMNS
    assert names["slug"].is_unique
    assert set(names["slug"]) == set(edition.weeks["slug"])
    assert names.notna().all(axis=None)
    shades = style.model_shades(edition.rows)
    for row in names.itertuples():
        assert row.label == ("other" if row.model == "other" else edition.label(row.model))
        assert row.colour == shades[row.model]
        assert row.vendor_colour == style.vendor_hue(row.vendor)
    # one label, one model: the list of the explorer has no doubles
    assert names.drop_duplicates("model")["label"].is_unique


def test_slugs_stand_in_the_order_of_their_tokens(made_up_edition_folder):
    names = explorer.names(editions.load(made_up_edition_folder))
    assert names["slug"].iloc[0] == "google/gemini-2.5-flash"
    assert names.set_index("slug").loc["deepseek/deepseek-chat-v3-0324:free", "model"] == (
        "deepseek/deepseek-chat-v3-0324"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_gives_the_script_what_it_needs(shown, tmp_path, lang):
    book = Chapter("explorer", lang, "2025", tmp_path)
    show_explorer(book)
    form = BeautifulSoup(shown[0], "html.parser").form
    assert form.has_attr("hidden"), "without the script nothing looks broken"
    assert form["data-usage"] == "../../data/usage.csv"
    assert form["data-names"] == "../data/explorer.csv"
    assert (form["data-first"], form["data-last"]) == ("2025-01-06", "2025-12-29")
    read = pd.read_csv(tmp_path / "explorer.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(read, explorer.names(book.edition), check_dtype=False)
    # every word that the script says is there, and it says every word that is there
    used = set(re.findall(r"\bwords\.(\w+)", (SCRIPTS / "explorer.js").read_text(encoding="utf-8")))
    used |= {"models", "vendors", "share", "tokens"}  # words[state.show], words[state.unit]
    assert used == {name.removeprefix("data-") for name in form.attrs if name.startswith("data-")}
    named = {name: re.findall(r"\{(\w+)\}", form[f"data-{name}"]) for name in ("shown", "remove", "unknown")}
    assert named == {"shown": ["shown", "all"], "remove": ["name"], "unknown": ["names"]}
    links = [link["href"] for link in BeautifulSoup(shown[0], "html.parser").select(".tb-downloads a")]
    assert links == [form["data-usage"], form["data-names"]]


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
    assert all("<script" not in page for page in shown)
    table = BeautifulSoup(shown[1], "html.parser").select_one("#numbers-weekly-stack table")
    assert any("script>" in name.text.lower() for name in table.select("td span"))
    assert HOSTILE in set(pd.read_csv(tmp_path / "explorer.csv")["slug"])


def test_the_rest_alone_can_be_explored(tmp_path):
    days = pd.date_range("2026-01-05", "2026-02-01")
    daily = pd.DataFrame({"date": days, "model": "other", "tokens": 10**12})
    names = explorer.names(editions.load(write_edition(tmp_path / "rest", daily, "period: all\ntop_n: 9\n")))
    assert names[["slug", "model", "vendor"]].to_numpy().tolist() == [["other"] * 3]
    assert names["colour"].tolist() == [style.OTHER_HUE]


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_put_no_text_in_as_html(path):
    """Slugs come from outside; and a strict policy for content allows neither `eval` nor handlers in HTML."""
    code = path.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser", code
    )
    assert not re.search(r"setAttribute\(\s*[\"'](on|style)", code)


def test_no_cell_of_the_book_holds_a_handler():
    for path in (ROOT / "tokenbook" / "templates").glob("*.html"):
        assert not re.search(r"\son\w+=|<script|javascript:", path.read_text(encoding="utf-8")), path.name


def test_languages_lead_to_the_same_figure():
    cells = json.loads((ROOT / "chapters" / "explorer.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    # the script replaces this figure by its address
    assert "book.figure(charts.leading_models)" in code
    assert "#fig-leading-models, #numbers-leading-models" in (SCRIPTS / "explorer.js").read_text()
