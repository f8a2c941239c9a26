"""Any string: no crash, exact offsets, no empty content."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.attribution import extract

PIECES = [
    "The minister",
    " said ",
    "said",
    " that ",
    "the levy is theft",
    ", ",
    ". ",
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    "''",
    "«",
    "»",
    "\n",
    "\r\n",
    "\n\n",
    "\u2028",
    " ",
    "\u00a0",
    "\u200b",
    "\u200f",
    "\u202e",
    "\ufeff",
    "e\u0301",
    "🙂",
    "👩‍👩‍👧",
    "İ",
    "ß",
    "ﬁ",
    "<p>",
    "</p>",
    '<a href="x">',
    "<br/>",
    "&quot;",
    "&nbsp;",
    "&amp;",
    "THE COURT SAID ",
    "who condemned ",
    "according to ",
    "Ada Kolm",
    "she ",
    "told reporters ",
    "was accused of ",
    "and praised ",
    ", adding ",
    ": ",
    "(AP)",
    "READ MORE: ",
    "—",
    "--",
    "…",
    "...",
    "?",
    "!",
    "U.S. ",
    "Mr. ",
    "on Tuesday ",
    "criticism of ",
    "is confident that ",
    "الوزير قال ",
    "部长说",
    "министр сказал ",
]
articles = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def check(text: str) -> None:
    last = -1
    for statement in extract(text):
        spans = [s for s in (statement.source, statement.cue, statement.target, *statement.content) if s is not None]
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text
            assert span.text.strip() == span.text
        assert statement.content
        for before, after in zip(statement.content, statement.content[1:], strict=False):
            assert before.end <= after.start
        assert statement.text in text
        assert statement.content[0].start >= last
        last = statement.content[0].start


@given(articles)
@settings(max_examples=400, deadline=None)
def test_offsets_are_exact_on_text_made_of_news_and_rubble(text: str) -> None:
    check(text)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_offsets_are_exact_on_any_string(text: str) -> None:
    check(text)


@given(articles)
@settings(deadline=None)
def test_extraction_is_deterministic(text: str) -> None:
    assert extract(text) == extract(text)


def test_a_long_run_without_a_full_stop_still_gives_statements() -> None:
    text = "the minister said that the levy would stay and nobody in the town was pleased " * 2_000
    check(text)
    assert extract(text)


def test_a_lone_mark_of_every_kind_is_no_statement() -> None:
    for mark in "\"'“”‘’«»<>()[]:;,.-—…\u200b\u202e":
        assert extract(mark) == []


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    text = 'Kolm condemned the raid.\n\n"It was needed," General Ruis said.\n'
    windows = text.replace("\n", "\r\n")
    assert [s.content[0].text for s in extract(text)] == [s.content[0].text for s in extract(windows)]


def test_markup_left_in_the_text_does_not_hide_a_statement() -> None:
    (statement,) = extract("<p>The <b>ministry</b> said that the port would close.</p>")
    assert statement.source is not None
    assert "ministry" in statement.source.text
    assert statement.content[0].text == "that the port would close"


def test_all_capitals_are_read() -> None:
    assert extract("THE MINISTER SAID THAT THE PORT WOULD CLOSE.")
