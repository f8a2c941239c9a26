"""Which words of a statement decided for one label and against another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

_WORD = re.compile(r"\w+(?:['’\-]\w+)*|[^\w\s]")
_WORDS = 10  # words kept a statement
_LEAST = 0.15  # of the strongest word's push: what is weaker is not kept


class Push(NamedTuple):
    """What one feature of a statement adds to the linear scores.

    Attributes
    ----------
    feature : str
        Its name, as in the lists of strongest features.
    spans : sequence of (int, int)
        Where it stands in the text, as character offsets, end exclusive; empty where it stands nowhere.
    weights : sequence of float, length n_labels
        What it adds to the score of each label, all its occurrences together.
    """

    feature: str
    spans: Sequence[tuple[int, int]]
    weights: Sequence[float]


def weigh_words(text: str, pushes: Sequence[Push], label: int, rival: int) -> dict[str, Any]:
    """Return what each word adds to the score of a label over that of its rival.

    The push of a feature is shared out evenly over its characters other than blanks, so that words and the
    rest add up to the difference of the linear scores, less the difference of the intercepts.

    Returns
    -------
    dict
        ``words``, a list of [start, end, push] of the strongest words in order of the text, and
        ``elsewhere``, what features that stand nowhere in the text add.
    """
    inked = np.concatenate([[0], np.cumsum([not char.isspace() for char in text], dtype=np.int64)])
    change = np.zeros(len(text) + 1)
    elsewhere = 0.0
    spans: list[tuple[int, int, float]] = []
    for push in pushes:
        margin = float(push.weights[label]) - float(push.weights[rival])
        length = sum(inked[end] - inked[start] for start, end in push.spans)
        if length:
            spans += [(start, end, margin / length) for start, end in push.spans]
        else:
            elsewhere += margin
    if spans:
        starts, ends, density = (np.array(column) for column in zip(*spans, strict=True))
        np.add.at(change, starts, density)
        np.subtract.at(change, ends, density)
    total = np.concatenate([[0.0], np.cumsum(np.cumsum(change[:-1]) * np.diff(inked))])
    words = [
        [match.start(), match.end(), round(float(total[match.end()] - total[match.start()]), 4)]
        for match in _WORD.finditer(text)
    ]
    least = _LEAST * max((abs(push) for _, _, push in words), default=0)
    strongest = sorted((word for word in words if abs(word[2]) > least), key=lambda word: -abs(word[2]))[:_WORDS]
    return {"words": sorted(strongest), "elsewhere": round(elsewhere, 4)}
