"""Split a statement into words with what stands between them.

The definitions here are code point by code point, so that a compiled scorer can state them again exactly:
letters and digits as `str.isalnum` has them, lower case one code point at a time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_TOKEN = re.compile(rf"{_WORD.pattern}|[^\w\s]")
_APOSTROPHES = str.maketrans({"’": "'"})
JOINERS = frozenset("'’-")  # between letters or digits, they belong to the word
BREAKS = frozenset('.,;:!?()[]—–…“”«»"')
OPENING, CLOSING, TURNING = "“«", "”»", '"'  # of the breaks: what begins a quotation, ends it, does either


class Word(NamedTuple):
    """A word of a statement.

    Attributes
    ----------
    form : str
        In lower case, with straight apostrophes.
    start, end : int
        Offsets into the text.
    clause : int
        Which stretch between punctuation marks it belongs to, from 0.
    quoted : bool
        Whether it stands within double quotation marks.
    """

    form: str
    start: int
    end: int
    clause: int
    quoted: bool


def lower(text: str) -> str:
    """Return text in lower case, of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text) or "Σ" in text:
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered


def fold_form(word: str) -> str:
    """Return a word in lower case, with straight apostrophes; its length stays."""
    return lower(word).translate(_APOSTROPHES)


def split_words(text: str) -> list[Word]:
    """Return the words of a text in order, each with its place and clause."""
    words = []
    clause = 0
    quoted = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0].isalnum():
            words.append(Word(fold_form(token), match.start(), match.end(), clause, quoted))
        elif token in BREAKS:
            clause += 1
            quoted = token in OPENING or (token not in CLOSING and (token in TURNING) != quoted)
    return words


def count_words(text: str) -> int:
    """Return the number of words that `split_words` finds."""
    return len(_WORD.findall(text))
