"""How good a classifier gets with how much data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import f1_score

from stance.model.classifier import StanceClassifier
from stance.model.search import Fold

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)  # of the training rows


def measure_learning(
    classifier: StanceClassifier,
    X: Sequence[str],  # noqa: N803
    y: NDArray[Any],
    groups: NDArray[Any] | None,
    splits: Sequence[Fold],
    seed: int,
    jobs: int = 1,
) -> list[dict[str, float]]:
    """Return the learning curve: macro-F1 on the test rows of folds by how many rows were learned.

    Parts grow by whole documents, in one random order a fold.

    Returns
    -------
    list of dict
        ``examples`` (mean number learned), ``macro_f1`` (mean over folds), ``low`` and ``high`` (worst and best fold).
    """
    run: Callable[..., Any] = delayed(score_part)
    points = []
    for share in SHARES:
        parts = [take_part(train, groups, share, seed) for train, _ in splits]
        scores = Parallel(n_jobs=jobs)(
            run(classifier, X, y, part, test) for part, (_, test) in zip(parts, splits, strict=True)
        )
        known = [score for score in scores if score is not None]
        if known:
            point = {"macro_f1": float(np.mean(known)), "low": min(known), "high": max(known)}
            points.append({"examples": round(np.mean([len(part) for part in parts])), **point})
    return points


def take_part(rows: NDArray[np.intp], groups: NDArray[Any] | None, share: float, seed: int) -> NDArray[np.intp]:
    """Return a share of the rows as whole groups; a larger share holds the smaller one."""
    documents = rows if groups is None else groups[rows]
    order = np.random.default_rng(seed).permutation(np.unique(documents))
    kept = order[: max(1, round(share * len(order)))]
    return rows[np.isin(documents, kept)]


def score_part(
    classifier: StanceClassifier,
    X: Sequence[str],  # noqa: N803
    y: NDArray[Any],
    part: NDArray[np.intp],
    test: NDArray[np.intp],
) -> float | None:
    """Return the macro-F1 on test rows of a classifier that learned a part; None where the part has one label only."""
    if len(np.unique(y[part])) < 2:
        return None
    model = clone(classifier).set_params(calibration_folds=0).fit([X[i] for i in part], y[part])
    predicted = model.predict([X[i] for i in test])
    return float(f1_score(y[test], predicted, labels=np.unique(y[test]), average="macro", zero_division=0))
