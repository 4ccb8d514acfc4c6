"""The explorer is made in steps: the page answers between them, and nothing is drawn twice."""

from test_explorer import a_model, an_edition, chosen, heads, opened, served_rows

SLOW = """
    window.pauses = 0;
    const clock = performance.now.bind(performance);
    let late = 0;
    performance.now = () => clock() + (late += 10);
    window.scheduler = { async yield() { window.pauses += 1; window.paused?.(); } };
"""
"""A machine on which each look at the clock finds 10 ms gone."""


def test_on_a_slow_machine_the_page_answers_between_the_rows(page, site, watched):
    page.add_init_script(SLOW)
    opened(page, site)
    rows = page.locator(".tb-ranking input[name=pick]").count()
    weeks = page.locator(".tb-explorer .tb-numbers tbody tr").count()
    models = page.request.get(f"{site}en/data/explorer.json").json()["models"]
    # joined, grouped, named, ranked, written
    assert page.evaluate("pauses") > rows + weeks + 3 * len(models)


def test_who_chooses_while_the_page_is_being_made_gets_what_was_chosen(page, site, watched):
    """In the middle of the second edition's weeks."""
    own = an_edition([a_model(f"m{n}", [100 - n] * 4) for n in range(30)])
    served_rows(page, own, an_edition([a_model("m0", [7, 7])], ["2025-02-03", "2025-02-10"]))
    page.add_init_script(
        SLOW
        + """window.paused = () => {
            const box = document.querySelectorAll(".tb-ranking input[name=pick]")[9];
            if (window.chosen || document.querySelector(".tb-explorer").drawing?.weeks.length !== 6) return;
            window.chosen = document.querySelectorAll(".tb-explorer .tb-numbers tbody tr").length;
            box.click();
        };"""
    )
    opened(page, site, query="?to=2025-02-10&unit=tokens")
    assert page.evaluate("chosen") == 4, "the table of numbers was not there yet"
    assert heads(page)[-1] == chosen(page)[-1] == "M9"
    assert len(chosen(page)) == len(heads(page)) == 6
    assert page.locator(".tb-explorer .tb-numbers tbody tr").count() == 6
    assert page.locator(".tb-ranking input[name=pick]:checked").count() == 6


def test_another_edition_that_changes_nothing_draws_nothing_anew(page, site, watched):
    own = an_edition([a_model("a", [1, 2, 3, 4])])
    later = an_edition([a_model("a", [50, 60]), a_model("b", [1, 1])], ["2025-02-03", "2025-02-10"])
    served_rows(page, own, later)
    page.add_init_script(
        "window.drawn = 0; document.addEventListener('DOMContentLoaded', () => {"
        "new MutationObserver((changes) => { window.drawn += changes.length; })"
        ".observe(document.querySelector('.tb-drawn'), { childList: true }); })"
    )
    opened(page, site)
    assert page.evaluate("drawn") == 1
    assert page.locator("select[name=to] option").count() == 6
    page.locator("select[name=to]").select_option("2025-02-10")
    assert heads(page) == ["A", "B"]
    assert page.evaluate("drawn") == 2
