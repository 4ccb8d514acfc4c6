"""The fact check, chosen from and put in order; what the glossary says beside a term."""

import pytest

FACTS = "{}/chapters/fact_check.html"
ROWS = "#tab-fact-check tbody tr"


def shown(page) -> list[str]:
    return page.eval_on_selector_all(ROWS, "rows => rows.filter(row => !row.hidden).map(row => row.id)")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_one_verdict_alone_words_and_another_order(page, site, watched, lang):
    page.goto(site + FACTS.format(lang))
    rows = shown(page)
    panel = page.locator("#tb-facts-choose")
    verdict, order = panel.locator("select").all()
    told = panel.locator("output")
    for value in verdict.evaluate("one => [...one.options].map(option => option.value).filter(Boolean)"):
        verdict.select_option(value)
        marks = page.eval_on_selector_all(
            f"{ROWS}:not([hidden])", "rows => rows.map(row => row.dataset.verdict)"
        )
        assert set(marks) == {value}
        label = verdict.evaluate("one => one.selectedOptions[0].textContent")
        assert f"({len(marks)})" in label
        assert str(len(marks)) in told.inner_text()
    verdict.select_option("")
    assert shown(page) == rows
    panel.locator("input").fill("grok CODE")
    assert 0 < len(shown(page)) < len(rows)
    panel.locator("input").fill("no such words")
    assert shown(page) == []
    assert told.inner_text()
    panel.locator("input").fill("")
    order.select_option("verdict")
    ranks = page.eval_on_selector_all(ROWS, "rows => rows.map(row => row.dataset.verdict)")
    assert ranks == sorted(ranks, key=list(dict.fromkeys(ranks)).index)
    assert sorted(shown(page)) == sorted(rows) != shown(page)
    order.select_option("kept")
    kept = page.eval_on_selector_all(ROWS, "rows => rows.map(row => Number(row.dataset.kept))")
    assert kept == sorted(kept)
    order.select_option("")
    assert shown(page) == rows
    verdict.select_option("supported")
    page.emulate_media(media="print")
    assert page.locator(ROWS).filter(visible=True).count() == len(rows)
    assert not panel.is_visible()


def test_without_scripts_the_whole_table_stands_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + FACTS.format("de"))
    assert page.locator(ROWS).filter(visible=True).count() == page.locator(ROWS).count() > 20
    assert not page.locator("#tb-facts-choose").is_visible()
    context.close()


TERM = "a.reference:has(> .std-term)"


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_term_says_what_it_means(page, site, watched, lang):
    page.goto(f"{site}{lang}/chapters/01_volume.html")
    link, tip = page.locator(TERM).first, page.locator("#tb-tip")
    assert not tip.is_visible()
    link.focus()
    said = tip.inner_text()
    assert len(said) > 20
    assert link.get_attribute("aria-describedby") == "tb-tip"
    box = tip.bounding_box()
    assert 0 <= box["x"] <= 1280 - box["width"]
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert link.get_attribute("aria-describedby") is None
    link.hover()
    assert tip.inner_text() == said
    tip.hover()  # it stays while it is read
    page.wait_for_timeout(400)
    assert tip.is_visible()
    page.goto(f"{site}{lang}/chapters/glossary.html")
    meanings = " ".join(page.locator("dl.glossary").inner_text().split())
    assert said.replace("\N{NO-BREAK SPACE}", " ")[:60] in meanings.replace("\N{NO-BREAK SPACE}", " ")


def test_without_scripts_a_term_has_a_title(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}en/chapters/01_volume.html")
    assert page.locator(TERM).first.get_attribute("title")
    context.close()
