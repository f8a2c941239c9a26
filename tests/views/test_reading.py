"""Cutting an article into paragraphs and pieces."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from stance.views import Article
from stance.views.reading import read_paragraphs

WORDS = st.text(alphabet=st.sampled_from("ab c\n\r\u2028\u200b\u0301😀<&“"), max_size=60)


@st.composite
def articles(draw):
    """An article with statements whose parts lie anywhere: nested, crossing, over line ends."""
    text = draw(WORDS)
    rows = []
    for _ in range(draw(st.integers(0, 6)) if text else 0):
        parts = []
        for _ in range(4):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            parts.append({"text": text[start:end], "start": start, "end": end})
        source = parts[0] | {"resolved": None} if draw(st.booleans()) else None
        rows.append({"source": source, "cue": parts[1], "content": parts[2 : draw(st.integers(2, 4))]})
    return Article("any", text, rows)


def spans_of(row):
    yield from (("content", span) for span in row["content"])
    yield from ((part, row[part]) for part in ("source", "cue") if row[part])


@given(articles())
def test_the_pieces_are_the_lines_of_the_text_nothing_lost_nothing_twice(article):
    lines = [line for line in re.split(r"[\r\n\v\f\x85\u2028\u2029]+", article.text) if line.strip()]
    shown = ["".join(piece.text for piece in paragraph.pieces) for paragraph in read_paragraphs(article)]
    assert shown == lines


@given(articles())
def test_each_statement_has_its_number_in_one_place(article):
    begun = [number for paragraph in read_paragraphs(article) for number in paragraph.begins]
    if article.text.strip():
        assert len(begun) == len(set(begun))
        last = len(article.text.rstrip())
        certain = [n for n, row in enumerate(article.rows, 1) if all(s["start"] < last for _, s in spans_of(row))]
        assert set(certain) <= set(begun)


@given(articles())
def test_each_part_covers_exactly_its_words(article):
    pieces = [piece for paragraph in read_paragraphs(article) for piece in paragraph.pieces]
    for number, row in enumerate(article.rows, 1):
        for part in ("source", "cue"):
            if row[part] is not None:
                shown = "".join(p.text for p in pieces if any((x.number, x.part) == (number, part) for x in p.layers))
                lines = [line for line in re.split(r"[\r\n\v\f\x85\u2028\u2029]+", row[part]["text"]) if line]
                assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(lines))


def test_a_statement_in_another_has_its_line_below_the_outer_ones(harbour):
    pieces = read_paragraphs(harbour)[2].pieces
    inner = next(piece for piece in pieces if piece.text == 'to "save every job"')
    assert [(layer.number, layer.lane) for layer in inner.layers] == [(3, 0), (4, 1)]


def test_a_number_stands_before_the_content_of_its_statement(harbour):
    pieces = read_paragraphs(harbour)[1].pieces
    at = next(i for i, piece in enumerate(pieces) if piece.begins)
    assert pieces[at].begins == (1,)
    assert pieces[at + 1].text == "the closure of the quay"
