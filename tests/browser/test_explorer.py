"""The explorer: choose, see, read, share; with the book's own rows and with made-up ones at the edges."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route

WEEKS = [f"2025-{day}" for day in ("01-06", "01-13", "01-20", "01-27")]
HOSTILE = '<img src=x onerror="window.broken=1">'


def opened(page, site: str, lang: str = "en", query: str = "") -> None:
    page.goto(f"{site}{lang}/chapters/explorer.html{query}")
    page.wait_for_selector("form.tb-explorer[data-ready]")


def chosen(page) -> list[str]:
    return page.locator(".tb-chosen .tb-fore > span").all_text_contents()


def heads(page) -> list[str]:
    return page.locator(".tb-explorer .tb-numbers thead th").all_text_contents()[1:]


def last_row(page) -> list[str]:
    return page.locator(".tb-explorer .tb-numbers tbody tr:last-child td").all_text_contents()


def asked(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def lines(page) -> int:
    return page.locator(".tb-drawn g[data-line]").count()


def a_model(name: str, tokens: list, **more: object) -> dict:
    """A made-up model as `explorer.contents` tells of one."""
    usual = {"id": f"lab/{name}", "label": name.upper(), "vendor": "Lab", "family": "F", "tier": "light"}
    return {**usual, "colour": "#4476ca", "at": 0, "tokens": tokens, **more}


def an_edition(models: list[dict], weeks: list[str] = WEEKS, **more: object) -> dict:
    totals = [0] * len(weeks)
    for model in models:
        for place, tokens in enumerate(model["tokens"], model["at"]):
            totals[place] += tokens or 0
    return {
        "edition": "made-up",
        "weeks": weeks,
        "totals": totals,
        "vendors": {"Lab": "#123456"},
        "models": models,
        **more,
    }


def answer(edition: dict) -> Callable[[Route], None]:
    return lambda route: route.fulfill(json=edition)


def served_rows(page, *editions: dict) -> None:
    """Answer the explorer's requests with made-up editions, the page's own first."""
    for number, edition in enumerate(editions):
        pattern = "**/data/explorer.json" if number == 0 else f"**/other{number}.json"
        page.route(pattern, answer(edition))
    if len(editions) > 1:
        others = " ".join(f"other{number}.json" for number in range(1, len(editions)))
        page.add_init_script(
            "document.addEventListener('readystatechange', () => {"
            "const form = document.querySelector('form.tb-explorer');"
            f"form.dataset.sources += ' {others}'; form.dataset.editions += ' other';"
            "}, { once: true })"
        )


@pytest.mark.parametrize(("lang", "first"), [("de", "6. Januar 2025"), ("en", "6 January 2025")])
def test_it_begins_with_the_largest_and_speaks_the_language(page, site, watched, lang, first):
    opened(page, site, lang)
    assert page.locator("#fig-leading-models").is_hidden(), "the drawn figure gives way to the live one"
    assert len(chosen(page)) == 5
    assert chosen(page) == heads(page)
    assert lines(page) == 5
    assert first in page.locator(".tb-what").text_content()
    assert re.fullmatch(r"\d+,\d\u202f%" if lang == "de" else r"\d+\.\d%", last_row(page)[0])
    page.locator("select[name=unit]").select_option("tokens")
    assert re.fullmatch(
        r"\d+(,\d)?\xa0M\w+en" if lang == "de" else r"\d+(\.\d)?\xa0\w+llion", last_row(page)[0]
    )
    alt = page.locator(".tb-drawn").get_attribute("aria-label")
    assert all(name in alt for name in chosen(page))
    assert not re.search(r"NaN|undefined|\{", page.locator("form.tb-explorer").inner_text() + alt)


def test_its_numbers_are_those_of_the_book(page, site):
    """The static figure's table was computed in Python, the live one in the page."""
    opened(page, site)
    read = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    drawn = page.locator("#numbers-leading-models table").evaluate(read)
    live = page.locator(".tb-explorer .tb-numbers table").evaluate(read)
    plain = [[cell.replace("\xa0", " ") for cell in row] for row in drawn]
    assert plain[0] == live[0]
    for ours, theirs in zip(plain[1:], live[1:], strict=True):
        # Python counts a missing row as nothing, the page says that there is none
        assert [cell if cell != "0.0%" else "–" for cell in ours] == [
            cell if cell != "0.0%" else "–" for cell in theirs
        ]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_chart_stands_on_a_phones_first_screen_and_nothing_moves(browser, site, lang):
    context = browser.new_context(viewport={"width": 375, "height": 740})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) "
        "window.moved += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    opened(page, site, lang)
    page.wait_for_timeout(300)
    box = page.locator(".tb-drawn svg").bounding_box()
    assert box["y"] + box["height"] <= 740
    assert page.evaluate("window.moved") < 0.01
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()


VIEWS = [
    "?show=vendors&form=full",
    "?show=families&form=stacked&unit=tokens",
    "?show=tiers&scale=log",
    "?form=ranks&top=12",
    "?scale=index&from=2025-06-02&to=2025-10-27",
    "?scale=log&top=30&focus=deepseek/deepseek-chat-v3-0324",
    "?sort=-change",
]


@pytest.mark.parametrize("query", VIEWS)
def test_every_view_is_an_address_draws_and_comes_back(page, site, watched, query):
    opened(page, site, query=query)
    assert lines(page) >= 5
    assert "NaN" not in page.locator(".tb-drawn").inner_html()
    before = page.locator(".tb-drawn").inner_html()
    # whatever the page says of itself leads to the same picture
    page.locator("input[type=checkbox][name=pick]").first.click()
    page.locator("input[type=checkbox][name=pick]").first.click()
    kept = page.url
    assert "pick=" in kept
    names = sorted(chosen(page))
    page.goto("about:blank")
    page.goto(kept)
    page.wait_for_selector("form.tb-explorer[data-ready]")
    assert sorted(chosen(page)) == names
    wanted, found = parse_qs(query.removeprefix("?")), asked(page)
    assert {key: found[key] for key in wanted} == wanted
    page.goto("about:blank")
    opened(page, site, query=query)
    assert page.locator(".tb-drawn").inner_html() == before
    twin = page.locator("a[hreflang=de]").first.get_attribute("href")
    assert urlsplit(twin).query == urlsplit(page.url).query


def test_presets_lead_to_a_view_each_and_back(page, site, watched):
    opened(page, site)
    for number in range(page.locator(".tb-presets a").count()):
        link = page.locator(".tb-presets a").nth(number)
        if not link.is_visible():
            continue  # it needs what this edition does not have
        link.click()
        assert lines(page) > 0
    page.get_by_role("button", name="Back to the start").click()
    assert urlsplit(page.url).query == ""
    assert len(chosen(page)) == 5


def test_stacked_areas_of_100_percent_fill_the_chart(page, site):
    opened(page, site, query="?show=vendors&form=full")
    for row in page.locator(".tb-explorer .tb-numbers tbody tr").all()[:3]:
        values = [float(cell.rstrip("%")) for cell in row.locator("td").all_text_contents() if cell != "–"]
        assert sum(values) == pytest.approx(100, abs=0.6)


def test_ranks_are_those_of_the_week(page, site):
    opened(page, site, query="?form=ranks&top=10&from=2025-12-29&to=2025-12-29&sort=-tokens")
    tokens = page.locator(".tb-ranking tbody tr")
    names = [
        name
        for name in tokens.locator("label span:first-of-type").all_text_contents()
        if name != "nameless rest"
    ]
    assert chosen(page) == names[:10]
    assert last_row(page) == [str(number) for number in range(1, 11)]


def test_what_no_edition_knows_is_not_offered(page, site, watched):
    served_rows(page, an_edition([a_model("a", [1, 2, 3, 4])]))
    opened(page, site)
    for choice in ("spend", "price", "free", "open"):
        assert page.locator(f"option[value={choice}]").is_disabled()
    assert page.locator("input[name=events]").is_hidden()
    opened(page, site, query="?unit=price&show=open")
    said = page.locator(".tb-said").text_content()
    assert "List price" in said
    assert "Open and closed models" in said
    assert asked(page) == {"unit": ["price"], "show": ["open"]}, "the address is left as it came"


KNOWN = an_edition(
    [
        a_model("a", [10**9] * 4, prompt=[1] * 4, completion=[10] * 4, open=False),
        a_model(
            "b",
            [10**9] * 4,
            free=[10**9, 0, 0, 0],
            paid=[0, 10**9, 10**9, 10**9],
            prompt=[None, 2, 2, 2],
            completion=[None, 2, 2, 2],
            open=True,
        ),
    ],
    events=[
        ["2025-01-15", "something happened", ""],
        ["2025-01-21", "and again", "lab/a"],
        ["2025-01-22", "to nobody shown", "lab/c"],
        ["2025-02-02", "on the last Sunday", "lab/b"],
    ],
)


def test_spending_is_a_band_and_prices_are_of_what_was_paid(page, site, watched):
    served_rows(page, KNOWN)
    opened(page, site, query="?unit=spend")
    # 1e9 tokens at 1 and 10 dollars a million: 1900 at 90:10, 1450 at 95:5, between them 1675; b's cost 2
    assert last_row(page) == ["1,675\xa0$", "2,000\xa0$"]
    assert page.locator(".tb-drawn path[fill-opacity='0.16']").count() == 2
    assert "from 90% to 95% prompt tokens" in page.locator(".tb-note-live").text_content()
    first = page.locator(".tb-explorer .tb-numbers tbody tr:first-child td").all_text_contents()
    assert first == ["1,675\xa0$", "0\xa0$"], "what was free cost nothing"
    for form in ("stacked", "full", "ranks"):
        assert page.locator(f"option[value={form}]").is_disabled(), "bands neither add up nor rank"
    opened(page, site, query="?unit=price")
    assert last_row(page) == ["1.67\xa0$", "2.00\xa0$"], "1.675 as floats have it"
    assert page.locator("option[value=stacked]").is_disabled(), "prices do not add up"
    opened(page, site, query="?show=vendors&unit=spend&form=ranks")
    assert page.locator("select[name=form]").input_value() == "lines", "no vendor is ranked by spending"


def test_free_and_open_use_part_the_tokens(page, site, watched):
    served_rows(page, KNOWN)
    opened(page, site, query="?show=free&form=full")
    first = page.locator(".tb-explorer .tb-numbers tbody tr:first-child td").all_text_contents()
    assert (heads(page), first) == (["paid", "free of charge"], ["50.0%", "50.0%"])
    opened(page, site, query="?show=open")
    assert sorted(heads(page)) == ["closed", "open weights"]


def test_events_are_marked_and_listed(page, site, watched):
    served_rows(page, KNOWN)
    opened(page, site)
    page.get_by_label("Mark events").check()
    assert page.locator(".tb-happened li").all_text_contents() == [
        "15 January 2025: something happened",
        "21 January 2025: and again",
        "2 February 2025: on the last Sunday",
    ], "those of the names shown, and the source's own"
    assert page.locator(".tb-drawn path[stroke-dasharray='1 3']").count() == 3
    page.locator("select[name=from]").select_option("2025-01-20")
    assert page.locator(".tb-happened li").count() == 2
    assert asked(page)["events"] == ["1"]


def test_editions_are_joined_and_the_straddling_week_counts_once(page, site):
    own = an_edition([a_model("a", [1, 2, 3, 4]), a_model("gone", [5, 5, 5, 5])])
    later = ["2025-01-27", "2025-02-03", "2025-02-10"]
    other = an_edition([a_model("a", [4, 50, 60]), a_model("new", [70, 80], at=1)], later)
    served_rows(page, own, other)
    opened(page, site, query="?unit=tokens&to=2025-02-10")
    table = page.locator(".tb-explorer .tb-numbers")
    assert table.locator("tbody th").count() == 6
    columns = dict(
        zip(
            heads(page),
            zip(
                *[row.locator("td").all_text_contents() for row in table.locator("tbody tr").all()],
                strict=True,
            ),
            strict=True,
        )
    )
    assert columns["A"] == ("1", "2", "3", "4", "50", "60")
    assert columns["GONE"] == ("5", "5", "5", "5", "–", "–")
    assert columns["NEW"] == ("–", "–", "–", "–", "70", "80")
    # without being asked the page shows its own edition
    opened(page, site)
    assert table.locator("tbody th").count() == 4


def test_an_edition_that_cannot_be_had_is_named(page, site):
    served_rows(page, an_edition([a_model("a", [1, 2, 3, 4])]), {})
    page.route("**/other1.json", lambda route: route.fulfill(status=404))
    opened(page, site)
    assert (
        page.locator(".tb-said").text_content()
        == "The edition other could not be loaded; its weeks are missing."
    )
    assert lines(page) == 1


def test_the_keyboard_finds_chooses_brings_to_the_fore_and_takes_away(page, site):
    opened(page, site)
    page.get_by_label("Find a name").focus()
    page.keyboard.type("gpt-4o MINI")
    box = page.locator(".tb-ranking input[name=pick]").first
    box.focus()
    page.keyboard.press("Space")
    assert chosen(page)[-1] == "GPT-4o mini"
    assert asked(page)["pick"][-1] == "openai/gpt-4o-mini"
    page.get_by_role("button", name="GPT-4o mini", exact=True).focus()
    assert page.locator(".tb-drawn g.tb-front").get_attribute("data-line") == "openai/gpt-4o-mini"
    assert page.locator(".tb-drawn g.tb-faded").count() == 5
    page.keyboard.press("Enter")
    assert asked(page)["focus"] == ["openai/gpt-4o-mini"]
    button = page.get_by_role("button", name="Take GPT-4o mini away")
    button.focus()
    page.keyboard.press("Enter")
    assert "GPT-4o mini" not in chosen(page)
    assert page.evaluate("document.activeElement.value") == "remove", "the keyboard stays in the list"
    page.get_by_label("Find a name").fill("no model has this name")
    assert page.locator("#tb-matches").text_content() == "Nothing is called that."


def test_the_pointer_brings_a_grey_line_to_the_fore(page, site):
    opened(page, site, query="?top=25&scale=log")
    assert page.locator(".tb-drawn g.tb-grey").count() >= 10
    spot = page.locator(".tb-drawn g.tb-grey").first.evaluate(
        """group => { const path = group.querySelector("path");
        const point = path.getPointAtLength(0).matrixTransform(path.getScreenCTM());
        return [group.dataset.line, point.x, point.y]; }"""
    )
    page.mouse.move(spot[1], spot[2])
    assert page.locator(".tb-drawn g.tb-front").count() == 1
    page.mouse.move(0, 0)
    assert page.locator(".tb-drawn .tb-faded").count() == 0


def test_the_ranking_sorts_and_its_head_can_be_shown(page, site):
    opened(page, site)
    page.get_by_role("button", name="Change").click()
    head = page.locator("th[data-sort=change]")
    assert head.get_attribute("aria-sort") == "descending"
    column = [
        float(cell.replace("\u2212", "-"))
        for cell in page.locator(".tb-ranking td:nth-child(4)").all_text_contents()
    ]
    assert column == sorted(column, reverse=True)
    assert column[0] > 0 > column[-1]
    page.get_by_role("button", name="Show the first 10").click()
    names = page.locator(".tb-ranking label span:first-of-type").all_text_contents()[:10]
    assert chosen(page) == names
    page.get_by_role("button", name="Change").click()
    assert head.get_attribute("aria-sort") == "ascending"


def test_unknown_and_too_many_picks_are_told(page, site):
    opened(page, site, query="?pick=openai/gpt-4o-mini&pick=no/such&unit=zebra")
    assert chosen(page) == ["GPT-4o mini"]
    assert page.locator(".tb-said").text_content() == "Not in the data and left out: no/such"
    models = page.evaluate(
        "[...document.querySelectorAll('.tb-ranking input[name=pick]')].map(box => box.value)"
    )
    opened(page, site, query="?" + "&".join(f"pick={model}" for model in models[:70]))
    assert len(chosen(page)) == 60
    assert "more than 60 lines" in page.locator(".tb-said").text_content()


def test_nothing_chosen_and_nothing_there_say_so(page, site, watched):
    opened(page, site, query="?pick=")
    assert chosen(page) == []
    assert "Nothing is chosen." in page.locator(".tb-drawn").inner_text()
    assert "Nothing is chosen." in page.locator(".tb-drawn").get_attribute("aria-label")
    opened(page, site, query="?pick=x-ai/grok-code-fast-1&to=2025-02-03")
    assert "None of the chosen names" in page.locator(".tb-drawn").inner_text()


def test_the_chart_is_read_off_like_any_figure(page, site):
    opened(page, site)
    page.locator(".tb-live .tb-slider").focus()
    page.keyboard.press("Home")
    text = page.locator(".tb-live .tb-readout").text_content()
    assert text.startswith("Week of 6 January 2025")
    page.keyboard.press("End")
    values = page.locator(".tb-live .tb-readout .tb-value").all_text_contents()
    assert values == [cell for cell in last_row(page) if cell != "–"]
    page.locator("select[name=unit]").select_option("tokens")
    assert page.locator(".tb-live .tb-readout").text_content() == "", "another chart, another value"


@pytest.fixture
def copying(browser):
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context.new_page()
    context.close()


def test_address_and_embedding_are_copied(copying, site):
    page = copying
    opened(page, site, query="?show=vendors&form=full")
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_function("document.querySelector('.tb-said').textContent === 'The link is copied.'")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="embedding").click()
    page.wait_for_function("document.querySelector('.tb-said').textContent.includes('embedding')")
    frame = page.evaluate("navigator.clipboard.readText()")
    source = re.search(r'src="([^"]+)"', frame)[1].replace("&amp;", "&")
    assert 'title="Vendors' in frame
    page.goto(source)
    page.wait_for_selector("form.tb-explorer[data-ready]")
    assert page.locator(".tb-drawn svg").is_visible()
    assert "OpenRouter" in page.locator(".tb-source").first.inner_text()
    for gone in (
        ".tb-controls",
        ".tb-ranking",
        ".bd-header-article",
        ".bd-sidebar-primary",
        "h2",
        ".prev-next-footer",
    ):
        assert page.locator(gone).first.is_hidden(), gone
    assert page.locator(".tb-drawn").bounding_box()["y"] < 300


def test_numbers_and_pictures_are_taken_away(copying, site):
    page = copying
    opened(page, site, query="?pick=openai/gpt-4o-mini&unit=tokens")
    book = page.locator("meta[property='og:site_name']").get_attribute("content")
    stem = re.sub(r"\W+", "-", book.lower())
    taken = {}
    for form in ("CSV", "SVG", "PNG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=form, exact=True).click()
        taken[form] = waiting.value
        assert (
            waiting.value.suggested_filename
            == f"{stem}-models-tokens-lines-2025-01-06-2025-12-29.{form.lower()}"
        )
    rows = taken["CSV"].path().read_text(encoding="utf-8").splitlines()
    assert rows[0] == "week,id,name,measure,value"
    assert re.fullmatch(r"2025-01-06,openai/gpt-4o-mini,GPT-4o mini,tokens,\d+", rows[1])
    picture = taken["SVG"].path().read_text(encoding="utf-8")
    assert all(word in picture for word in ("GPT-4o mini", "OpenRouter", "CC BY 4.0", book))
    assert "var(" not in picture
    assert not re.search(r'(href|src)="', picture)
    assert taken["PNG"].path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert taken["PNG"].path().stat().st_size > 20_000, "an empty picture"


def test_names_from_outside_stay_text(page, site, watched):
    served_rows(
        page,
        an_edition(
            [a_model("x", [1, 2, 3, 4], id=HOSTILE, label=HOSTILE, vendor=f"v,{HOSTILE}", family=HOSTILE)]
        ),
    )
    opened(page, site)
    assert chosen(page) == heads(page) == [HOSTILE]
    page.locator(".tb-live .tb-slider").focus()
    assert HOSTILE in page.locator(".tb-live .tb-readout").text_content()
    page.locator("select[name=show]").select_option("vendors")
    assert chosen(page) == [f"v,{HOSTILE}"]
    assert page.locator(".tb-explorer img").count() == 0
    assert page.evaluate("window.broken") is None


def test_the_nameless_rest_alone(page, site):
    rest = a_model("x", [10**12] * 4, id="other", label="other", vendor="other", family="other", tier="other")
    served_rows(page, an_edition([rest]))
    opened(page, site, "de")
    assert chosen(page) == ["namenloser Rest"]
    assert page.locator(".tb-explorer .tb-numbers tbody td").all_text_contents() == ["100,0\u202f%"] * 4


def test_five_thousand_models_stay_quick(page, site):
    served_rows(page, an_edition([a_model(f"m {n}", [10**12 // (n + 10)] * 4) for n in range(5000)]))
    opened(page, site)
    assert page.locator(".tb-ranking input[name=pick]").count() == 200
    seconds = page.evaluate("""() => {
      const find = document.querySelector("#tb-find");
      const began = performance.now();
      find.value = "m 4999";
      find.dispatchEvent(new Event("input", { bubbles: true }));
      return (performance.now() - began) / 1000;
    }""")
    assert page.locator(".tb-ranking input[name=pick]").count() == 1
    assert seconds < 0.5


def test_a_table_that_cannot_be_had_leaves_the_figure(page, site):
    page.route("**/data/explorer.json", lambda route: route.fulfill(status=404))
    page.goto(f"{site}en/chapters/explorer.html")
    page.get_by_text("The data could not be loaded").wait_for()
    assert page.locator("#fig-leading-models").is_visible()
    assert page.locator("form.tb-explorer").is_hidden()


def test_without_scripts_there_are_figure_table_and_links(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}de/chapters/explorer.html")
    assert page.locator("#fig-leading-models svg:visible").count() == 1
    assert page.locator("form.tb-explorer").is_hidden()
    assert page.locator('article a[href="../../data/usage.csv"]').is_visible()
    context.close()


def test_it_prints(page, site):
    opened(page, site, query="?show=vendors")
    page.emulate_media(media="print")
    assert page.locator(".tb-drawn svg").is_visible()
    assert page.locator(".tb-chosen").is_visible()
    assert page.locator(".tb-live .tb-source").is_visible()
    for gone in (".tb-controls", ".tb-ranking", ".tb-presets", ".tb-out"):
        assert page.locator(gone).first.is_hidden(), gone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query", ["", "?show=vendors&form=full", "?top=30&scale=log&focus=openai/gpt-4o-mini"]
)
def test_axe_finds_nothing_in_any_view(browser, site, scheme, query):
    context = browser.new_context(
        viewport={"width": 375, "height": 740}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    opened(page, site, query=query)
    page.locator(".tb-explorer details").evaluate("element => element.open = true")
    found = Axe().run(page).response["violations"]
    assert [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found] == []
    context.close()


def test_the_page_is_light(context, page, site):
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    opened(page, site)
    assert len(sizes) > 5
    assert sum(sizes) <= 200 * 1024


def test_words_of_the_script_are_data_and_no_code(page, site):
    opened(page, site)
    words = json.loads(page.locator("script.tb-words").text_content())
    assert words["locale"] == "en-GB"


def test_back_undoes_a_preset_and_forward_does_it_again(page, site, watched):
    opened(page, site)
    start, drawn = page.url, page.locator(".tb-drawn").inner_html()
    links = page.locator(".tb-presets a").filter(visible=True)
    views = []
    for number in (1, 2):
        links.nth(number).click()
        views.append((page.url, page.locator(".tb-drawn").inner_html()))
    page.select_option("select[name=show]", "vendors")  # no step of its own
    changed = page.url
    assert changed != views[1][0]
    page.go_back()
    assert (page.url, page.locator(".tb-drawn").inner_html()) == views[0]
    page.go_back()
    assert (page.url, page.locator(".tb-drawn").inner_html()) == (start, drawn)
    page.go_forward()
    page.go_forward()
    assert page.url == changed
    page.go_back()
    page.get_by_role("button", name="Back to the start").click()
    assert page.url == start
    page.go_back()
    assert page.url == views[0][0], "the button is a step, too"
