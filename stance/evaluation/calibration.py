"""Whether confidence means what it says, and what abstaining below a confidence would give."""

from __future__ import annotations

from typing import Any

import numpy as np

from stance.evaluation.metrics import plain, ratio
from stance.evaluation.resampling import LEVEL, Floats, Ints

BINS = 10
_THRESHOLDS = 101
_CURVE = 200  # points of the risk-coverage curve that are kept


def calibrate(confidence: Floats, right: Ints) -> dict[str, Any]:
    """Return the reliability of confidence in ten bins of equal width.

    Parameters
    ----------
    confidence : array, shape (n,)
        The probability of the predicted label.
    right : array of bool, shape (n,)

    Returns
    -------
    dict
        ``ece``, the expected calibration error (Naeini et al., 2015; Guo et al., 2017); ``confidence`` and
        ``accuracy``, the means over all examples; ``bins``, each with its bounds, count, mean confidence and
        accuracy with the Wilson (1927) interval.
    """
    from scipy.stats import binomtest

    index = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)  # (low, high]
    count = np.bincount(index, minlength=BINS)
    hits = np.bincount(index, weights=right, minlength=BINS)
    accuracy = ratio(hits, count)
    mean = ratio(np.bincount(index, weights=confidence, minlength=BINS), count)
    bins = []
    for i in range(BINS):
        row: dict[str, Any] = {"low": i / BINS, "high": (i + 1) / BINS, "count": int(count[i])}
        row |= {"right": int(hits[i]), "confidence": plain(mean[i]), "accuracy": plain(accuracy[i])}
        if count[i]:
            bounds = binomtest(int(hits[i]), int(count[i])).proportion_ci(LEVEL, method="wilson")
            row |= {"accuracy_low": float(bounds.low), "accuracy_high": float(bounds.high)}
        bins.append(row)
    gaps = np.nan_to_num(np.abs(mean - accuracy))
    return {
        "ece": float((gaps * count).sum() / count.sum()),
        "confidence": float(confidence.mean()),
        "accuracy": float(right.mean()),
        "bins": bins,
    }


def abstain(confidence: Floats, gold: Ints, predicted: Ints, labels: list[str]) -> dict[str, Any]:
    """Return what is answered, and how well, where predictions below a confidence are withheld.

    Returns
    -------
    dict
        ``thresholds`` 0, 0.01, ..., 1 with ``answered`` (examples), ``coverage`` (their share) and
        ``precision`` (the share of them that is right); ``labels``, the same for each label and its recall,
        where a withheld example counts as missed; ``curve``, coverage and risk (share wrong) at falling
        confidence;
        ``aurc``, the mean risk over all coverages (Geifman and El-Yaniv, 2017).
    """
    right = gold == predicted
    thresholds = np.linspace(0, 1, _THRESHOLDS).round(2)

    def reaching(chosen: Ints) -> Floats:
        values = np.sort(confidence[chosen])
        return np.asarray(len(values) - np.searchsorted(values, thresholds - 1e-9, side="left"), np.float64)

    answered, hits = reaching(np.ones_like(right)), reaching(right)
    per_label = []
    for i, label in enumerate(labels):
        said, true = reaching(predicted == i), reaching((predicted == i) & right)
        per_label.append(
            {
                "label": label,
                "answered": said.astype(int).tolist(),
                "precision": list(map(plain, ratio(true, said))),
                "recall": list(map(plain, ratio(true, np.full_like(true, np.sum(gold == i))))),
            }
        )
    curve, aurc = risk_coverage(confidence, right)
    return {
        "thresholds": thresholds.tolist(),
        "answered": answered.astype(int).tolist(),
        "coverage": (answered / len(gold)).tolist(),
        "precision": list(map(plain, ratio(hits, answered))),
        "labels": per_label,
        "curve": curve,
        "aurc": aurc,
    }


def risk_coverage(confidence: Floats, right: Ints) -> tuple[list[list[float]], float]:
    """Return points (coverage, risk) from the most confident example to all, and the area under the curve.

    Examples of equal confidence are answered or withheld together: each has the risk of the whole tie.
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order])
    ranked = confidence[order]
    last = np.searchsorted(-ranked, -ranked, side="right") - 1  # the last example of each tie
    coverage, risk = (last + 1) / len(ranked), wrong[last] / (last + 1)
    ends = np.unique(last)
    kept = ends[np.unique(np.linspace(0, len(ends) - 1, _CURVE).round().astype(int))]
    return np.column_stack([coverage[kept], risk[kept]]).tolist(), float(risk.mean())
