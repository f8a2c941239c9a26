"""Learning the ranker from a marked corpus. Needs scikit-learn; extraction does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.errors import InputError

from .candidate import Candidate
from .candidates import find_candidates
from .document import Document
from .ranking import Ranker, choose

_THRESHOLDS = tuple(step / 50 for step in range(8, 34))


@dataclass(frozen=True)
class Training:
    """What training gives.

    Attributes
    ----------
    ranker : Ranker
    f1 : float
        F1 of statements in the documents that were left out in turn, at the threshold of the ranker.
    """

    ranker: Ranker
    f1: float


def train(documents: Iterable[Mapping[str, Any]], *, strength: float = 0.5, folds: int = 5, seed: int = 0) -> Training:
    """Learn which candidates are statements.

    A candidate is a positive example when its content matches a marked one (half of their joint characters or
    more, one to one, as attribution is scored since Newell et al., 2018). Logistic regression with an L2
    penalty weighs the features; the threshold is the one with the best F1 on documents left out in turn.

    Parameters
    ----------
    documents : iterable of mapping
        ``{"text", "statements": [{"source": [[a, b], ...], "cue": [...], "content": [...]}]}``, offsets in
        code points.
    strength : float
        Inverse of the penalty.
    folds : int
        Parts of the corpus that are left out in turn for the threshold; documents stay whole.
    seed : int
        Of the shuffle of documents.

    Raises
    ------
    InputError
        Where there are fewer than two documents, or no rule finds or misses anything.
    """
    from random import Random

    corpus = [_examples(document) for document in documents]
    if len(corpus) < 2:
        raise InputError("training attribution needs at least two marked documents")
    Random(seed).shuffle(corpus)  # noqa: S311
    folds = min(folds, len(corpus))
    held_out: list[tuple[list[Candidate], Document, list[set[int]], Ranker]] = []
    for fold in range(folds):
        rest = [example for i, example in enumerate(corpus) if i % folds != fold]
        weights, bias = _fit(rest, strength)
        ranker = Ranker(weights, bias, 0.5)
        held_out += [(candidates, document, gold, ranker) for candidates, document, gold, _ in corpus[fold::folds]]
    f1, threshold = max(((_f1(held_out, t), t) for t in _THRESHOLDS), key=lambda pair: pair[0])
    weights, bias = _fit(corpus, strength)
    kept = {name: round(w, 4) for name, w in weights.items() if abs(w) >= 5e-4}
    return Training(Ranker(kept, round(bias, 4), threshold), f1)


_Example = tuple[list[Candidate], Document, list[set[int]], list[bool]]


def _examples(document: Mapping[str, Any]) -> _Example:
    parsed = Document(document["text"])
    candidates = find_candidates(parsed)
    gold = [_characters(statement["content"]) for statement in document["statements"]]
    found = [candidate_characters(parsed, candidate) for candidate in candidates]
    right = {j for _, j in match(gold, found)}
    return candidates, parsed, gold, [j in right for j in range(len(candidates))]


def _characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def candidate_characters(document: Document, candidate: Candidate) -> set[int]:
    """Return the characters of a candidate's content."""
    tokens = document.tokens
    return _characters((tokens.starts[first], tokens.ends[end - 1]) for first, end in candidate.content)


def match(gold: list[set[int]], found: list[set[int]]) -> list[tuple[int, int]]:
    """Pairs (gold, found) with intersection over union of at least one half, one to one, best first."""
    scored = []
    for i, wanted in enumerate(gold):
        for j, got in enumerate(found):
            shared = len(wanted & got)
            if shared and shared / len(wanted | got) >= 0.5:
                scored.append((shared / len(wanted | got), i, j))
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs


def _fit(corpus: list[_Example], strength: float) -> tuple[dict[str, float], float]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = [dict.fromkeys(c.features, 1.0) for candidates, _, _, _ in corpus for c in candidates]
    labels = [label for _, _, _, right in corpus for label in right]
    if len(set(labels)) < 2:
        raise InputError("the marked documents leave nothing to learn: every candidate is right, or none is")
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=strength, max_iter=1000).fit(matrix, labels)
    return dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True)), float(
        model.intercept_[0]
    )


def _f1(held_out: list[tuple[list[Candidate], Document, list[set[int]], Ranker]], threshold: float) -> float:
    right = found = wanted = 0
    for candidates, document, gold, ranker in held_out:
        kept = choose(candidates, Ranker(ranker.weights, ranker.bias, threshold))
        right += len(match(gold, [candidate_characters(document, c) for c in kept]))
        found += len(kept)
        wanted += len(gold)
    return 2 * right / max(found + wanted, 1)
