"""Examples whose gold label may be wrong."""

from __future__ import annotations

import numpy as np

from stance.evaluation.resampling import Floats, Ints

MARGIN = 0.5  # by which the other label must be more probable: a weak model is wrong more often than its data


def suspect_labels(gold: Ints, probabilities: Floats) -> Ints:
    """Return the label each example may rather have, or -1 where nothing is suspected.

    Confident learning (Northcutt et al., 2021): a label counts as confidently present where its probability
    reaches the mean that it has on the examples of that label; an example is suspected where the likeliest
    label so present is not its own. Of these, only those count here that give the other label far more
    probability. The probabilities must come from a model that did not learn the example.

    Parameters
    ----------
    gold : array of int, shape (n,)
    probabilities : array, shape (n, n_labels)

    Returns
    -------
    array of int, shape (n,)
    """
    n_labels = probabilities.shape[1]
    support = np.bincount(gold, minlength=n_labels)
    own = np.bincount(gold, weights=probabilities[np.arange(len(gold)), gold], minlength=n_labels)
    threshold = np.where(support > 0, own / np.maximum(support, 1), np.inf)
    present = probabilities >= threshold
    likeliest = np.where(present, probabilities, -1.0).argmax(1)
    each = np.arange(len(gold))
    lead = probabilities[each, likeliest] - probabilities[each, gold]
    return np.where(present.any(1) & (likeliest != gold) & (lead >= MARGIN), likeliest, -1)
