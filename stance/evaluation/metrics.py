"""Scores of predicted labels against gold labels.

Macro-F1 is the mean F1 of the labels that occur among the gold labels. A score that the data do not define
(the precision of a label never predicted) is None.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.resampling import Floats, Ints, interval


def f1(counts: Floats) -> Floats:
    """Return F1 from the counts of `resample_counts`, shape (..., 3, n_labels); nan where undefined."""
    return ratio(2 * counts[..., 0, :], counts[..., 1, :] + counts[..., 2, :])


def macro_f1(counts: Floats) -> Floats:
    """Return the mean F1 of the labels with gold examples, shape (...)."""
    present = counts[..., 2, :] > 0
    return ratio(np.where(present, np.nan_to_num(f1(counts)), 0).sum(-1), present.sum(-1))


def accuracy(counts: Floats) -> Floats:
    """Return the share of examples that are right, shape (...)."""
    return ratio(counts[..., 0, :].sum(-1), counts[..., 2, :].sum(-1))


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Return part / whole, nan where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, part / whole, np.nan))


def plain(value: float) -> float | None:
    """Return a number for JSON: None for nan."""
    return None if np.isnan(value) else float(value)


def macro_f1_score(gold: Ints, predicted: Ints) -> float:
    """Return macro-F1 over the labels that occur in gold."""
    from sklearn.metrics import f1_score

    return float(f1_score(gold, predicted, labels=np.unique(gold), average="macro", zero_division=0))


def score_labels(gold: Ints, predicted: Ints, labels: list[str], counts: Floats, n_groups: int) -> list[dict[str, Any]]:
    """Return precision, recall and F1 with intervals, and the counts, of every label.

    Parameters
    ----------
    gold, predicted : array of int, shape (n,)
    labels : list of str
    counts : array, shape (draws, 3, n_labels)
        Resampled counts.
    n_groups : int
        How many groups the draws are from.
    """
    from sklearn.metrics import precision_recall_fscore_support

    precision, recall, f1_point, support = precision_recall_fscore_support(
        gold, predicted, labels=range(len(labels)), average=None, zero_division=np.nan
    )
    right, said, true = counts[:, 0], counts[:, 1], counts[:, 2]
    spread = {"precision": ratio(right, said), "recall": ratio(right, true), "f1": f1(counts)}
    points = {"precision": precision, "recall": recall, "f1": f1_point}
    n_predicted = np.bincount(predicted, minlength=len(labels))
    return [
        {
            "label": label,
            **{name: interval(spread[name][:, i], plain(points[name][i]), n_groups) for name in points},
            "support": int(support[i]),
            "predicted": int(n_predicted[i]),
        }
        for i, label in enumerate(labels)
    ]


def count_confusions(gold: Ints, predicted: Ints, n_labels: int) -> dict[str, Any]:
    """Return the confusion matrix, gold labels in rows: counts, and shares of the row."""
    from sklearn.metrics import confusion_matrix

    counts = confusion_matrix(gold, predicted, labels=range(n_labels))
    shares = ratio(counts.astype(np.float64), counts.sum(1, keepdims=True))
    return {"counts": counts.tolist(), "shares": [[plain(cell) for cell in row] for row in shares]}


def score_any_stance(gold: Ints, predicted: Ints, no_stance: int) -> dict[str, Any]:
    """Return precision, recall and F1 of finding a stance at all, whichever it is."""
    from sklearn.metrics import precision_recall_fscore_support

    scores = precision_recall_fscore_support(
        gold != no_stance, predicted != no_stance, average="binary", zero_division=np.nan
    )
    return dict(zip(("precision", "recall", "f1"), (plain(score) for score in scores[:3]), strict=True))


def mcnemar(right_a: Ints, right_b: Ints) -> dict[str, Any]:
    """Return McNemar's exact test (1947) that two systems are right equally often.

    Returns
    -------
    dict
        ``only_first``, ``only_second``: examples that one system alone has right; ``p``: two-sided p-value.
    """
    from scipy.stats import binomtest

    only_first = int(np.sum(right_a & ~right_b))
    only_second = int(np.sum(right_b & ~right_a))
    discordant = only_first + only_second
    p = float(binomtest(only_first, discordant).pvalue) if discordant else 1.0
    return {"only_first": only_first, "only_second": only_second, "p": p}
