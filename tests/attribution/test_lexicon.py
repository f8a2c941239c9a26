"""The cue lexicon, its inflection, and what the parts make of marks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stance.attribution.cues import inflect, read_lexicon
from stance.attribution.document import Document


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("condemn", ["condemn", "condemns", "condemned", "condemned", "condemning"]),
        ("praise", ["praise", "praises", "praised", "praised", "praising"]),
        ("decry", ["decry", "decries", "decried", "decried", "decrying"]),
        ("confess", ["confess", "confesses", "confessed", "confessed", "confessing"]),
        ("agree", ["agree", "agrees", "agreed", "agreed", "agreeing"]),
        ("convey", ["convey", "conveys", "conveyed", "conveyed", "conveying"]),
    ],
)
def test_regular_verbs_inflect(verb: str, forms: list[str]) -> None:
    assert list(inflect(verb).values()) == forms


def test_the_lexicon_knows_several_hundred_verbs_in_all_their_forms() -> None:
    lexicon = read_lexicon()
    lemmas = {entry.lemma for entries in lexicon.forms.values() for entry in entries if entry.families != {"noun"}}
    assert len(lemmas) > 400
    for form in ("said", "told", "slammed", "apologised", "vowing", "speaks"):
        assert form in lexicon.forms


def quotations(text: str) -> list[str]:
    document = Document(text)
    tokens = document.tokens
    return [text[tokens.starts[first] : tokens.ends[end - 1]] for first, end in document.quotations]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "no way" twice.', ['"no way"']),
        ("“She said ‘never again’ to me,” he wrote.", ["“She said ‘never again’ to me,”"]),
        ("‘The workers’ pay is a joke,’ he said.", ["‘The workers’ pay is a joke,’"]),
        ("It's the dockers' own fault, isn't it?", []),
        ('"Never closed at all, he said.', ['"Never closed at all, he said.']),
        ('"First part.\n\n"Second part." End.', ['"First part.', '"Second part."']),
        ("«Une farce», he said.", ["«Une farce»"]),
    ],
)
def test_quotation_spans(text: str, found: list[str]) -> None:
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It rained. It stopped.", 2),
        ("Dr. Ruis met Mr. J. Kolm at 3.5 p.m. on Friday.", 1),
        ("Prices rose 3.5 percent. Wages did not.", 2),
        ("He lives in the U.S. The court sits in May.", 2),
        ('"Why?" he asked. Nobody knew.', 2),
        ("A title without a stop\nA sentence below it.", 2),
    ],
)
def test_sentence_boundaries(text: str, count: int) -> None:
    assert len(Document(text).sentences) == count


def test_importing_the_room_needs_no_heavy_library() -> None:
    code = "import sys, stance.attribution; assert not {'sklearn', 'datasets', 'scipy'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
