"""Scores on a split that was held out of training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from stance.evaluation.metrics import accuracy, macro_f1, macro_f1_score
from stance.evaluation.resampling import DRAWS, group_ids, interval, resample_counts


def score_split(
    split: str, examples: list[dict[str, Any]], gold: Sequence[str], predicted: Sequence[str], seed: int = 0
) -> dict[str, Any]:
    """Return the scores of predictions on a split, for the ``held_out`` of `build_report`.

    Parameters
    ----------
    split : str
        Its name.
    examples : list of dict
        Rows with, where known, ``doc_id``.
    gold, predicted : sequence of str, length n
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``split``, ``examples``, ``documents`` (None where no example names one), ``macro_f1`` and ``accuracy`` with
        intervals.
    """
    labels = sorted({*gold, *predicted})
    index = {label: i for i, label in enumerate(labels)}
    true, said = (np.array([index[label] for label in column]) for column in (gold, predicted))
    groups = group_ids(examples)
    n_groups = len(examples) if groups is None else int(groups.max()) + 1
    counts = resample_counts(true, said[None], len(labels), groups, DRAWS, seed)
    return {
        "split": split,
        "examples": len(examples),
        "documents": None if groups is None else n_groups,
        "macro_f1": interval(macro_f1(counts)[:, 0], macro_f1_score(true, said), n_groups),
        "accuracy": interval(accuracy(counts)[:, 0], float(np.mean(true == said)), n_groups),
    }
