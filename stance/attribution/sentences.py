"""Sentences and paragraphs, as ranges of tokens."""

from __future__ import annotations

from functools import cache

from .tokens import Tag, Tokens, read_words

_ENDS = Tag.STOP | Tag.BREAK | Tag.DOTTED
_CLOSERS = Tag.CLOSE | Tag.STRAIGHT | Tag.RPAR
_FUNCTION = Tag.DET | Tag.PRON | Tag.POSS | Tag.PREP | Tag.SUB | Tag.CONJ | Tag.ADV
LONGEST = 300
"""Tokens after which a run without a full stop is cut, so that no rule sees an endless sentence."""


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    words = read_words()
    return words["abbreviations"], words["ambiguous_abbreviations"]


def find_sentences(tokens: Tokens) -> list[tuple[int, int, int]]:
    """Cut a document into sentences.

    A full stop ends a sentence unless an abbreviation, an initial or a number holds it, or the next word
    is written small; a line end always ends one, except in text that is wrapped by hand, where the next
    line goes on in small letters.

    Parameters
    ----------
    tokens : Tokens
        The document; full stops that belong to an abbreviation lose their STOP tag, and line ends inside a
        wrapped sentence their BREAK tag.

    Returns
    -------
    list of (first, end, paragraph)
        Token ranges, end exclusive, and the number of the paragraph.
    """
    tags = tokens.tags
    n = len(tags)
    sentences: list[tuple[int, int, int]] = []
    first = paragraph = 0
    for i in [i for i, tag in enumerate(tags) if tag & _ENDS]:
        if i < first:
            continue
        if tags[i] & Tag.BREAK:
            if _goes_on(tokens, i, n):
                tags[i] = Tag.SKIP
                continue
            if i > first:
                sentences.append((first, i, paragraph))
            first = i + 1
            paragraph += 1
            continue
        end = _end_with_closers(tokens, i, n)
        if end < n and not tags[end] & Tag.BREAK and not _ends_sentence(tokens, i, end):
            if end == i + 1 and tokens.lows[i] == ".":
                tags[i] = Tag.SKIP
            continue
        sentences.append((first, end, paragraph))
        first = end
    if first < n:
        sentences.append((first, n, paragraph))
    return _cut_long(sentences)


def _end_with_closers(tokens: Tokens, i: int, n: int) -> int:
    """Find the end of a full stop with the quotation marks and brackets that close behind it."""
    end = i + 1
    while end < n and tokens.tags[end] & (_CLOSERS | Tag.STOP) and tokens.starts[end] == tokens.ends[end - 1]:
        end += 1
    return end


def _ends_sentence(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the full stop at ``i`` ends a sentence, given what stands at ``end``."""
    tags, lows, starts, ends = tokens.tags, tokens.lows, tokens.starts, tokens.ends
    after = tags[end]
    if tags[i] & Tag.DOTTED:  # "the U.S. The court"
        return bool(after & _FUNCTION and after & Tag.CAP)
    if starts[end] == ends[end - 1] and not after & (Tag.OPEN | Tag.STRAIGHT | Tag.SKIP):
        return False
    if after & (Tag.COMMA | Tag.SEMI | Tag.COLON) or tokens.text[starts[end]].islower():
        return False
    if lows[i] != "." or end > i + 1 or i == 0 or starts[i] != ends[i - 1]:
        return True
    short, ambiguous = _abbreviations()
    word = lows[i - 1]
    if word not in short and not (len(word) == 1 and tags[i - 1] & Tag.NAME):
        return True
    return word in ambiguous and bool(after & _FUNCTION) and bool(after & Tag.CAP)


def _goes_on(tokens: Tokens, i: int, n: int) -> bool:
    """Whether the line end at token ``i`` stands inside a sentence of hand-wrapped text."""
    if i == 0 or i + 1 >= n or tokens.text[tokens.starts[i] : tokens.ends[i]].count("\n") > 1:
        return False
    if tokens.text[tokens.starts[i]] == "<":
        return False
    return not tokens.tags[i - 1] & (Tag.STOP | _CLOSERS) and tokens.text[tokens.starts[i + 1]].islower()


def _cut_long(sentences: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    if all(end - first <= LONGEST for first, end, _ in sentences):
        return sentences
    return [
        (cut, min(cut + LONGEST, end), paragraph)
        for first, end, paragraph in sentences
        for cut in range(first, end, LONGEST)
    ]
