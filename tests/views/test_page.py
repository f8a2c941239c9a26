"""The page of articles, read as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from stance.views import Article, render_page

LABELS = ["condemning", "supporting", "regretting", "none"]
VOID = {"meta", "link", "br"}


class Checker(HTMLParser):
    """Collect ids and links, and whether every element is closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.add(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check(page):
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    return checker


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_is_well_formed_and_every_link_leads_somewhere_on_it(harbour, count):
    found = check(render_page([harbour] * count, LABELS, "none"))
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert all(link.startswith("#") for link in found.links)


def test_the_page_has_no_script_and_names_no_other_place(harbour):
    page = render_page([harbour], LABELS, "none")
    assert "script" not in check(page).tags
    assert not re.search(r"https?:|@import|url\(", page)


def test_each_stance_is_said_in_a_word_and_a_sign(harbour):
    page = render_page([harbour], LABELS, "none")
    for word, sign in (("condemning", "▼"), ("supporting", "▲"), ("none", "○")):
        assert re.search(rf"{sign}</span> \d+ {word}", page)
    assert "regretting" not in page.split("</style>")[1].split('class="article"')[0]


def test_markup_in_an_article_is_shown_not_run():
    text = '<script>alert(1)</script> & "quotes" <b>said</b>'
    page = render_page([Article("<i>name</i>", text, [])], LABELS, "none")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page
    assert "<i>name" not in page


def test_an_article_without_statements_says_so():
    page = render_page([Article("quiet", "Nothing happened.", [])], LABELS, "none")
    assert "No statements found." in page
    assert "0 statements" in page


def test_labels_of_another_codebook_have_signs_of_their_own(harbour, row):
    rows = [row(harbour.text, "for", "she", "said"), row(harbour.text, "against", "she", "said")]
    page = render_page([Article("a", harbour.text, rows)], ["for", "against", "neutral"], "neutral")
    assert "■</span> 1 for" in page
    assert "●</span> 1 against" in page


def test_a_prediction_below_the_confidence_asked_for_is_marked_uncertain(harbour, row):
    rows = [row(harbour.text, "uncertain", "she", "said")]
    page = render_page([Article("a", harbour.text, rows)], LABELS, "none")
    assert "?</span> 1 uncertain" in page
