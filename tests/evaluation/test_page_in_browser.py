"""The pages in a real browser, opened from disk.

Needs Playwright for Python and Debian's chromium. The accessibility checks need axe-core too: `npm install
axe-core`, and STANCE_AXE set to the path of its axe.min.js.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from stance.evaluation import Push, build_report, compare_reports, write_comparison, write_report
from stance.evaluation.formatting import percent

CHROMIUM = Path(os.environ.get("STANCE_CHROMIUM", "/usr/bin/chromium"))
AXE = os.environ.get("STANCE_AXE")
QUIET = ("quic", "background-networking", "component-update", "sync", "gpu")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}

needs_axe = pytest.mark.skipif(not AXE, reason="STANCE_AXE does not name axe.min.js (npm install axe-core)")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser):
    """Open a page from disk, watch it, and check in the end that nothing went wrong or left it."""
    troubles, contexts = [], []

    def open_file(path, *, ready=True, size="wide", theme="light"):
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else troubles.append(request.url),
        )
        page.goto(Path(path).as_uri())
        if ready:
            page.wait_for_selector("body[data-ready]")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def report_page(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("report"))[1]


@pytest.fixture(scope="module")
def comparison_page(report, noisier, tmp_path_factory):
    comparison = compare_reports({"noisier": noisier, "model": report})
    return write_comparison(comparison, tmp_path_factory.mktemp("comparison"))[1]


@pytest.fixture(scope="module")
def hard_page(tmp_path_factory):
    """A page of fifty labels, statements with markup and one of 20,000 characters without a blank."""
    labels = [f"frame {i}: what it costs" for i in range(50)]
    rng = np.random.default_rng(0)
    examples = [
        {"text": f"😀 “<b>We</b> & <script>document.title = 'broken'</script> {i},” they said."} for i in range(200)
    ]
    examples[0]["text"] = "a" * 20_000
    gold = [labels[i] for i in rng.integers(0, 49, 200)]
    said = [
        [Push("said", [(e["text"].index("said"), e["text"].index("said") + 4)], range(50))]
        if "said" in e["text"]
        else []
        for e in examples
    ]
    report = build_report(
        examples,
        gold,
        rng.dirichlet([0.2] * 50, 200),
        labels,
        explain=lambda numbers: [said[i] for i in numbers],
        model={"features": {label: {"for": [("said", 1.0)], "against": []} for label in labels}},
    )
    return write_report(report, tmp_path_factory.mktemp("hard"))[1]


def shown(page):
    """Return the ids of the rows on the page and what the counter says."""
    ids = page.eval_on_selector_all("#rows tr", "rows => rows.map(row => row.dataset.id)")
    return ids, page.text_content("#found")


def test_the_table_shows_the_worst_mistakes_first(open_page, report_page, report):
    ids, found = shown(open_page(report_page))
    assert ids == [row["id"] for row in report["examples"][:20]]
    assert found == "300 examples"


def test_a_confusion_cell_opens_its_examples(open_page, report_page, report, labels):
    counts = np.array(report["confusion"]["counts"]) * (1 - np.eye(4, dtype=int))
    gold, predicted = np.unravel_index(counts.argmax(), counts.shape)
    page = open_page(report_page)
    page.click(f'#confusion button[data-gold="{gold}"][data-predicted="{predicted}"]')
    ids, found = shown(page)
    expected = [
        row["id"] for row in report["examples"] if (row["gold"], row["predicted"]) == (labels[gold], labels[predicted])
    ]
    assert ids == expected[:20]
    assert found == f"{counts.max()} examples"
    assert page.input_value("#gold") == str(gold)


def test_the_slider_shows_coverage_and_precision_at_its_threshold(open_page, report_page, report):
    page = open_page(report_page)
    page.focus("#threshold")
    for _ in range(6):
        page.keyboard.press("PageUp")  # a tenth of the scale each
    i = int(page.input_value("#threshold"))
    assert i == 60
    abstention = report["abstention"]
    assert page.text_content("#threshold-value") == "60%"
    assert page.text_content("#coverage") == percent(abstention["coverage"][i])
    assert page.text_content("#answered-precision") == percent(abstention["precision"][i])
    rows = page.eval_on_selector_all("#label-thresholds tr", "rows => rows.map(row => row.innerText.split(/\\t/))")
    expected = [
        [row["label"], str(row["answered"][i]), percent(row["precision"][i]), percent(row["recall"][i])]
        for row in abstention["labels"]
    ]
    assert rows == expected


def test_searching_a_word_finds_the_statements_that_hold_it(open_page, report_page, report):
    page = open_page(report_page)
    page.fill("#search", "Condemned FERRY")
    expected = [row["id"] for row in report["examples"] if "condemned the ferry" in row["text"]]
    ids, found = shown(page)
    assert ids == expected
    assert found == f"{len(expected)} examples"


def test_a_search_without_a_match_says_so_and_clearing_shows_all_again(open_page, report_page):
    page = open_page(report_page)
    page.fill("#search", "zeppelin")
    assert shown(page) == ([], "No example matches.")
    page.click("#filters button[type=reset]")
    page.wait_for_selector("#rows tr")
    assert shown(page)[1] == "300 examples"


def test_mistakes_right_answers_and_doubtful_labels_can_be_shown_alone(open_page, report_page, report):
    page = open_page(report_page)
    wrong = sum(row["gold"] != row["predicted"] for row in report["examples"])
    for choice, count in (("wrong", wrong), ("right", 300 - wrong)):
        page.select_option("#show", choice)
        assert shown(page)[1] == f"{count} examples"


def test_a_slice_opens_its_examples(open_page, report_page, report):
    page = open_page(report_page)
    page.click('#slices button[data-column="topic"][data-value="health"]')
    count = sum(row["columns"]["topic"] == "health" for row in report["examples"])
    assert shown(page)[1] == f"{count} examples"


def test_pages_of_the_table_turn(open_page, report_page, report):
    page = open_page(report_page)
    page.click("#after")
    assert shown(page)[0] == [row["id"] for row in report["examples"][20:40]]
    assert page.text_content("#page") == "page 2 of 15"
    assert page.is_enabled("#before")


def test_words_that_pushed_are_marked_each_way(open_page, report_page, report):
    page = open_page(report_page)
    row = next(row for row in report["examples"] if len({push > 0 for *_, push in row["evidence"]["words"]}) == 2)
    page.fill("#search", row["id"])
    marks = page.eval_on_selector_all("#rows mark", "marks => marks.map(mark => [mark.textContent, mark.className])")
    expected = [
        [row["text"][start:end], "toward" if push > 0 else "against"] for start, end, push in row["evidence"]["words"]
    ]
    assert marks == expected


def test_the_theme_switches_and_stays_switched(open_page, report_page):
    page = open_page(report_page)
    color = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(color)
    page.click("#theme")
    dark = page.evaluate(color)
    assert dark != light
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate(color) == dark
    page.click("#theme")
    assert page.evaluate(color) == light


def test_the_page_follows_the_theme_of_the_system(open_page, report_page):
    colors = {
        theme: open_page(report_page, theme=theme).evaluate("getComputedStyle(document.body).backgroundColor")
        for theme in ("light", "dark")
    }
    assert colors["light"] != colors["dark"]


def test_everything_that_acts_can_be_reached_by_keyboard(open_page, report_page):
    page = open_page(report_page)
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"theme", "threshold", "search", "gold", "predicted", "after", "skip", "link"} <= reached


@pytest.mark.parametrize("kind", ["report_page", "comparison_page", "hard_page"])
def test_a_phone_shows_the_page_without_scrolling_sideways(open_page, kind, request):
    page = open_page(request.getfixturevalue(kind), ready=kind != "comparison_page", size="narrow")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_markup_long_statements_and_characters_beyond_the_first_plane_stay_right(open_page, hard_page):
    page = open_page(hard_page)
    assert "broken" not in page.title()
    page.fill("#search", "document.title")
    assert page.locator("#rows b").count() == 0
    assert re.match(r"😀 “<b>We</b> & <script>", page.text_content("#rows .statement p"))
    assert page.text_content("#rows mark") == "said"
    page.fill("#search", "aaaa")
    assert "(19,000 more characters in report.json)" in page.text_content("#rows .statement")


def test_on_paper_the_page_is_light_and_nothing_is_folded_away(open_page, report_page):
    page = open_page(report_page, theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"
    assert page.locator("details:not([open])").count() == 0
    assert page.is_hidden("nav")
    assert page.is_visible("#rows")


def test_without_scripts_the_worst_mistakes_are_still_there(browser, report_page, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report_page.as_uri())
    assert report["examples"][0]["text"] in page.inner_text("#examples")
    assert not page.is_visible("#filters")
    context.close()


@needs_axe
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("kind", ["report_page", "comparison_page", "hard_page"])
def test_axe_finds_no_serious_violation(open_page, kind, size, theme, request):
    page = open_page(request.getfixturevalue(kind), ready=kind != "comparison_page", size=size, theme=theme)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    serious = [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]
    assert serious == []
