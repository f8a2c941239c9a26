"""Choose the classifier's parameters by grouped cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import f1_score
from sklearn.model_selection import ParameterGrid, StratifiedGroupKFold, StratifiedKFold

from stance.errors import InputError
from stance.model.classifier import StanceClassifier
from stance.model.features import read_input

Blocks = Mapping[str, Any]
Fold = tuple[NDArray[np.intp], NDArray[np.intp]]


def make_folds(labels: NDArray[Any], groups: NDArray[Any] | None, folds: int, seed: int) -> list[Fold]:
    """Return (train, test) indices: stratified by label, no group on both sides.

    There are fewer folds than asked for where a label has fewer examples, or where there are fewer groups.

    Raises
    ------
    InputError
        Where not even two folds can be made.
    """
    folds = min(folds, int(np.unique(labels, return_counts=True)[1].min()))
    if folds < 2:
        raise InputError("every label needs at least two examples to be cross-validated")
    if groups is not None:
        folds = min(folds, len(np.unique(groups)))
        if folds < 2:
            raise InputError("all examples are of one document; cross-validation needs two at least")
    splitter = StratifiedKFold if groups is None else StratifiedGroupKFold
    splits = splitter(folds, shuffle=True, random_state=seed).split(labels, labels, groups)
    return [(train, test) for train, test in splits if len(train) and len(test)]


def search(
    classifier: StanceClassifier,
    grid: Mapping[str, Sequence[Any]],
    X: Sequence[Any],  # noqa: N803
    y: NDArray[Any],
    groups: NDArray[Any] | None,
    folds: int,
    *,
    score_labels: Sequence[str] | None = None,
    jobs: int = 1,
) -> tuple[StanceClassifier, list[dict[str, Any]]]:
    """Try every combination of the grid.

    Parameters
    ----------
    classifier : StanceClassifier
        Unfitted; what the grid leaves out is as it stands here.
    grid : mapping of parameter to values
    X, y, groups
        As for `StanceClassifier.fit`.
    folds : int
    score_labels : sequence of str or None
        Labels whose mean F1 is maximised; None: all (macro-F1).
    jobs : int
        Processes.

    Returns
    -------
    classifier : StanceClassifier
        Unfitted, with the best parameters.
    results : list of dict
        ``params`` and mean ``score`` of every combination, best first.
    """
    candidates = list(ParameterGrid(dict(grid)))
    texts = [read_input(item) for item in X]
    splits = make_folds(y, groups, folds, classifier.random_state or 0)
    run: Callable[..., Any] = delayed(score_fold)
    scores = Parallel(n_jobs=jobs)(
        run(
            classifier, candidates, [texts[i] for i in train], y[train], [texts[i] for i in test], y[test], score_labels
        )
        for train, test in splits
    )
    means = np.mean(scores, axis=0)
    order = np.argsort(-means, kind="stable")
    results = [{"params": candidates[i], "score": float(means[i])} for i in order]
    return clone(classifier).set_params(**results[0]["params"]), results


def score_fold(
    classifier: StanceClassifier,
    candidates: Sequence[Mapping[str, Any]],
    train: Sequence[str],
    y_train: NDArray[Any],
    test: Sequence[str],
    y_test: NDArray[Any],
    score_labels: Sequence[str] | None,
) -> list[float]:
    """Return the score of each candidate on one fold; features are computed once for all that share them."""
    scores = []
    blocks: dict[str, tuple[Blocks, Blocks]] = {}
    for params in candidates:
        candidate = clone(classifier).set_params(**params)
        candidate.check_parameters()
        key = candidate.feature_key()
        if key not in blocks:
            vectorizers, fitted = candidate.fit_blocks(train)
            blocks[key] = fitted, {name: vectorizer.transform(test) for name, vectorizer in vectorizers.items()}
        train_matrix, test_matrix = (candidate.join_blocks(half) for half in blocks[key])
        predicted = candidate.fit_linear(train_matrix, y_train).predict(test_matrix)
        labels = sorted(set(y_train)) if score_labels is None else list(score_labels)
        scores.append(float(f1_score(y_test, predicted, labels=labels, average="macro", zero_division=0)))
    return scores
