"""Articles with rows as `stance predict` gives them, made from marks in the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stance.views import Article

LABELS = ["condemning", "supporting", "regretting", "none"]

HARBOUR = (
    "HARBOUR COUNCIL SPLITS\n\n"
    'Mayor Ilse Okko condemned the closure of the quay. "It is theft," she said on Friday.\r\n\r\n'
    'The dockers\' union said that Okko had promised to "save every job" and welcomed her words.\n'
    "No ship came in on Saturday."
)


def span(text: str, words: str, after: int = 0) -> dict[str, Any]:
    start = text.index(words, after)
    return {"text": words, "start": start, "end": start + len(words)}


def row(
    text: str,
    label: str,
    source: str | None,
    cue: str | None,
    *content: str,
    resolved: str | None = None,
    target: str | None = None,
    after: int = 0,
) -> dict[str, Any]:
    """Return a row; the words are looked up in the text, from an offset on."""
    shares = {name: 0.8 if name == label else 0.2 / 3 for name in LABELS}
    return {
        "doc_id": "harbour",
        "source": span(text, source, after) | {"resolved": resolved} if source else None,
        "cue": span(text, cue, after) if cue else None,
        "content": [span(text, words, after) for words in content],
        "target": span(text, target, after) if target else None,
        "label": label,
        "score": 0.8,
        "scores": shares,
        "evidence": [["condemned", 1.25]],
    }


@pytest.fixture(scope="session", name="row")
def _row() -> Callable[..., dict[str, Any]]:
    """Make a row anew."""
    return row


@pytest.fixture(scope="session")
def harbour() -> Article:
    """Three paragraphs: plain statements, a pronoun, one statement inside another."""
    text = HARBOUR
    union = text.index("The dockers")
    rows = [
        row(text, "condemning", "Mayor Ilse Okko", "condemned", "the closure of the quay", target="the closure"),
        row(text, "condemning", "she", "said", '"It is theft,"', resolved="Ilse Okko"),
        row(text, "none", "The dockers' union", "said", 'that Okko had promised to "save every job"', after=union),
        row(text, "supporting", "Okko", "promised", 'to "save every job"', resolved="Ilse Okko", after=union),
        row(text, "supporting", "The dockers' union", "welcomed", "her words", after=union),
    ]
    return Article("harbour", text, rows)
