"""What the tokeniser asks of each code point, as tables read off Python's own strings."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stance.model.tokens import BREAKS, CLOSING, JOINERS, OPENING, TURNING, fold_form

if TYPE_CHECKING:
    from numpy.typing import NDArray

OTHER, ALNUM, JOINER, BREAK, OPENS, CLOSES, TURNS = range(7)  # from BREAK on, a clause ends
COUNT = 0x110000


class Characters(NamedTuple):
    """Code point -> what it is and what it becomes.

    Attributes
    ----------
    kinds : uint8 array of shape (COUNT + 1,)
        One of the above; the last is for bytes that are no UTF-8.
    forms, shapes : uint32 array of shape (COUNT,)
        The code point in a word's form, and in its shape.
    """

    kinds: NDArray[np.uint8]
    forms: NDArray[np.uint32]
    shapes: NDArray[np.uint32]


@cache
def read_characters() -> Characters:
    """Return the tables of this Python's Unicode version."""
    points = np.arange(COUNT, dtype=np.uint32)
    text = points.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    kinds = np.full(COUNT + 1, OTHER, np.uint8)
    for match in re.finditer(r"[^\W_]+", text):
        kinds[match.start() : match.end()] = ALNUM
    for kind, characters in (
        (JOINER, JOINERS),
        (BREAK, BREAKS),
        (OPENS, OPENING),
        (CLOSES, CLOSING),
        (TURNS, TURNING),
    ):
        kinds[[ord(char) for char in characters]] = kind
    in_words = points[(kinds[:COUNT] == ALNUM) | (kinds[:COUNT] == JOINER)]
    folded = fold_form("".join(map(chr, in_words)))
    forms, shapes = points.copy(), points.copy()
    forms[in_words] = [ord(char) for char in folded]
    shapes[in_words] = [ord("0") if char.isdigit() else ord(char) for char in folded]
    return Characters(kinds, forms, shapes)
