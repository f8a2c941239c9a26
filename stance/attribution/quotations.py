"""Quotation spans: straight and curly, double and single, guillemets, nested, unbalanced, over paragraphs."""

from __future__ import annotations

from bisect import bisect_left

from .tokens import Tag, Tokens

_MARK = Tag.OPEN | Tag.CLOSE | Tag.STRAIGHT
_SINGLE = frozenset("‘’'`‹›") | {"&lsquo;", "&rsquo;", "&#39;"}
_BEFORE_CLOSE = Tag.COMMA | Tag.STOP | Tag.DASH


def find_quotations(tokens: Tokens, sentences: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Find what stands between quotation marks.

    Double marks (and guillemets) are read first; single marks count only outside them and only where they
    are closed, since most of them are apostrophes. A double quotation that its paragraph does not close
    runs to the end of the paragraph: so print sets a quotation of several paragraphs.

    Returns
    -------
    list of (first, end)
        Token ranges with their marks, end exclusive, in order and disjoint; quotations within quotations
        belong to the outer one.
    """
    tags, lows = tokens.tags, tokens.lows
    marks = [i for i, tag in enumerate(tags) if tag & _MARK]
    if not marks:
        return []
    found: list[tuple[int, int]] = []
    at = 0
    for first, end in _paragraphs(sentences):
        inside: list[int] = []
        while at < len(marks) and marks[at] < first:
            at += 1
        while at < len(marks) and marks[at] < end:
            inside.append(marks[at])
            at += 1
        if not inside:
            continue
        double = [i for i in inside if lows[i] not in _SINGLE]
        spans = _pair_double(tokens, double, end)
        single = [i for i in inside if lows[i] in _SINGLE]
        if single:
            spans = _with_single(tokens, single, spans)
        found += spans
    return found


def _paragraphs(sentences: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    paragraphs: list[tuple[int, int]] = []
    last = -1
    for first, end, number in sentences:
        if number == last:
            paragraphs[-1] = (paragraphs[-1][0], end)
        else:
            paragraphs.append((first, end))
            last = number
    return paragraphs


def _opens(tokens: Tokens, i: int) -> bool:
    """Whether the mark at ``i`` has space (or a bracket or dash) before it and none after it."""
    starts, ends, tags = tokens.starts, tokens.ends, tokens.tags
    spaced_before = (
        i == 0 or starts[i] > ends[i - 1] or bool(tags[i - 1] & (Tag.LPAR | Tag.DASH | Tag.OPEN | Tag.BREAK))
    )
    tight_after = i + 1 < len(starts) and starts[i + 1] == ends[i]
    return spaced_before and tight_after


def _pair_double(tokens: Tokens, marks: list[int], end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened = -1
    depth = 0  # a quotation within a quotation, where the marks tell
    for i in marks:
        tag = tokens.tags[i]
        if opened < 0:
            if not tag & Tag.CLOSE:
                opened = i
        elif tag & Tag.OPEN:
            depth = int(tokens.tags[opened] & Tag.OPEN > 0)
        elif tag & Tag.CLOSE and depth:
            depth = 0
        elif tag & Tag.STRAIGHT and _opens(tokens, i) and tokens.starts[i] > tokens.ends[i - 1]:
            # a second opening mark: the first was never closed, or opens a paragraph of its own
            spans.append((opened, i))
            opened = i
        else:
            spans.append((opened, i + 1))
            opened = -1
    if opened >= 0:
        spans.append((opened, end))
    return [(first, stop) for first, stop in spans if stop - first > 2]


def _with_single(tokens: Tokens, marks: list[int], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Add the single-quoted spans that lie outside the double-quoted ones."""
    free = [i for i in marks if not _overlaps(spans, i, i + 1)]
    added: list[tuple[int, int]] = []
    opened = weak = -1
    for i in free:
        if tokens.tags[i] & (Tag.OPEN | Tag.STRAIGHT) and _opens(tokens, i):
            if weak > opened >= 0:
                added.append((opened, weak + 1))
            opened, weak = i, -1
        elif opened >= 0 and _closes_single(tokens, i):
            if tokens.tags[i - 1] & _BEFORE_CLOSE or not tokens.lows[i - 1].endswith("s"):
                added.append((opened, i + 1))
                opened = weak = -1
            else:
                weak = i  # "the workers'": an apostrophe, unless nothing better comes
    if weak > opened >= 0:
        added.append((opened, weak + 1))
    added = [(first, end) for first, end in added if end - first > 2 and not _overlaps(spans, first, end)]
    return sorted(spans + added) if added else spans


def _closes_single(tokens: Tokens, i: int) -> bool:
    """Whether the mark at ``i`` stands at the end of a word."""
    starts, ends = tokens.starts, tokens.ends
    if starts[i] != ends[i - 1]:
        return False
    return i + 1 == len(starts) or starts[i + 1] > ends[i] or not tokens.tags[i + 1] & (Tag.WORD | Tag.NAME)


def _overlaps(spans: list[tuple[int, int]], first: int, end: int) -> bool:
    """Whether any of the spans has a token in ``[first, end)``."""
    at = bisect_left(spans, (first, first))
    if at < len(spans) and spans[at][0] < end:
        return True
    return at > 0 and spans[at - 1][1] > first
