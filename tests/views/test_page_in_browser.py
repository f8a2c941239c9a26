"""The page of articles in a real browser, opened from disk.

Needs Playwright for Python and Debian's chromium. The accessibility checks need axe-core too: `npm install
axe-core`, and STANCE_AXE set to the path of its axe.min.js.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stance.views import Article, render_page

CHROMIUM = Path(os.environ.get("STANCE_CHROMIUM", "/usr/bin/chromium"))
AXE = os.environ.get("STANCE_AXE")
QUIET = ("quic", "background-networking", "component-update", "sync", "gpu")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}
LABELS = ["condemning", "supporting", "regretting", "none"]

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

    def open_file(path, *, size="wide", theme="light"):
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: None if asked.url == path.as_uri() else troubles.append(asked.url))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert [url for url in troubles if not url.startswith("data:")] == []


def write(folder, articles):
    path = folder / "page.html"
    path.write_text(render_page(articles, LABELS, "none"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def one(harbour, tmp_path_factory):
    return write(tmp_path_factory.mktemp("one"), [harbour])


@pytest.fixture(scope="module")
def several(harbour, tmp_path_factory):
    return write(tmp_path_factory.mktemp("several"), [harbour, Article("quiet", "Nothing.", []), harbour])


@pytest.fixture(scope="module")
def hard(row, tmp_path_factory):
    """Statements that nest and cross, a word of 5,000 letters, markup, right-to-left text and a long name."""
    text = (
        "Ada said that <b>Bo</b> said that Cy & Di said that it was so and more so.\n"
        "قالت الوزيرة إن القرار خاطئ، said the translator.\n" + "a" * 5_000
    )
    rows = [
        row(text, "condemning", "Ada", "said", "that <b>Bo</b> said that Cy & Di said that it was so"),
        row(text, "supporting", "Bo", "said", "that Cy & Di said that it was so and more", after=16),
        row(text, "regretting", "Cy & Di", "said", "that it was so", after=30),
        row(text, "none", "Bo", "said", "was so and more so", after=16),
        row(text, "condemning", "the translator", "said", "قالت الوزيرة إن القرار خاطئ", after=70),
        row(text, "none", "a" * 5_000, None, "a" * 5_000),
    ]
    return write(tmp_path_factory.mktemp("hard"), [Article("n" * 300, text, rows)])


@pytest.mark.parametrize("kind", ["one", "several", "hard"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_page_does_not_scroll_sideways(open_page, kind, size, request):
    page = open_page(request.getfixturevalue(kind), size=size)
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size]["width"]


def test_the_text_on_the_page_is_the_text_of_the_article(open_page, one, harbour):
    page = open_page(one)
    shown = page.eval_on_selector_all(
        ".words",
        "all => all.map(it => { it.querySelectorAll('.ref').forEach(ref => ref.remove()); return it.textContent })",
    )
    assert shown == [line for line in harbour.text.splitlines() if line]


def test_each_number_leads_to_its_note_and_back(open_page, one, harbour):
    page = open_page(one)
    for number in range(1, len(harbour.rows) + 1):
        page.click(f"#a1-w{number}")
        assert page.evaluate("location.hash") == f"#a1-n{number}"
        page.click(f"#a1-n{number} > a")
        assert page.evaluate("location.hash") == f"#a1-w{number}"


def test_a_note_says_stance_speaker_and_target_and_opens_to_say_why(open_page, one):
    page = open_page(one)
    note = page.locator("#a1-n1")
    assert "toward the closure" in note.inner_text()
    assert "condemned" not in note.inner_text()
    note.locator("summary").click()
    assert "condemned +1.2" in note.inner_text()
    assert "Ilse Okko “she”" in page.inner_text("#a1-n2")


def test_stances_differ_in_their_underlines_too(open_page, one):
    page = open_page(one)
    lines = page.eval_on_selector_all(".key .content", "all => all.map(it => getComputedStyle(it).textDecorationStyle)")
    assert len(lines) == len(set(lines)) == 3


def test_on_paper_the_page_is_light_and_the_notes_stay(open_page, one):
    page = open_page(one, theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--purple').trim()") == "#8a3570"
    assert page.is_visible("#a1-n1")


@needs_axe
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("kind", ["one", "several", "hard"])
def test_axe_finds_no_serious_violation(open_page, kind, size, theme, request):
    page = open_page(request.getfixturevalue(kind), size=size, theme=theme)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    serious = [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]
    assert serious == []
