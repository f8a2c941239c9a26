"""Learning the ranker from marked articles."""

from __future__ import annotations

from typing import Any

import pytest

from stance.attribution import extract
from stance.attribution.ranking import Ranker, default_ranker
from stance.attribution.training import train

MARKED = [
    ("{Kolm} {said} {that the levy would stay}.", "The office was painted white."),
    ("{The union} {condemned} {the arrests at the port}.", "The ferry carried a hundred cars."),
    ('{"It is theft,"} {said} {Ada Ruis}.', "The festival plans to open on Monday."),
    ("{Reyl} {praised} {the nurses of Arlund}.", "The road needs a new surface."),
    ("{The court} {found} {that the law was void}.", "The bridge allows lorries of any size."),
    ("{She} {told} reporters {that nobody was hurt}.", "The company plans to build a dock."),
]


def documents() -> list[dict[str, Any]]:
    made = []
    for marked, plain in MARKED:
        text = ""
        spans = []
        for piece in marked.replace("}", "{").split("{"):
            spans.append([len(text), len(text) + len(piece)])
            text += piece
        source, cue, content = spans[1], spans[3], spans[5]
        if text.startswith('"'):
            source, content = content, source
        made.append(
            {
                "text": f"{text} {plain}",
                "statements": [{"source": [source], "cue": [cue], "content": [content]}],
            }
        )
    return made


def test_training_on_the_same_documents_gives_the_same_ranker() -> None:
    assert train(documents()) == train(documents())


def test_a_trained_ranker_reads_back_as_it_was_written() -> None:
    ranker = train(documents()).ranker
    assert Ranker.from_json(ranker.to_json()) == ranker


def test_a_trained_ranker_extracts() -> None:
    ranker = train(documents()).ranker
    (statement,) = extract("Kolm said that the quay would close.", ranker)
    assert statement.source is not None
    assert statement.source.text == "Kolm"


def test_a_ranker_that_doubts_everything_keeps_nothing() -> None:
    assert extract("Kolm said that the quay would close.", Ranker({}, -10.0, 0.5)) == []


def test_the_shipped_ranker_is_there() -> None:
    ranker = default_ranker()
    assert 0 < ranker.threshold < 1
    assert len(ranker.weights) > 100


@pytest.mark.parametrize("text", ["{}", '{"weights": {}}', '{"weights": [], "bias": 0, "threshold": 0.5}', "not json"])
def test_what_is_no_ranker_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Ranker.from_json(text)


def test_training_needs_documents() -> None:
    with pytest.raises(ValueError, match="two marked documents"):
        train([])
