"""Intervals against scipy and against drawing documents one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap
from sklearn.metrics import f1_score

from stance.evaluation.metrics import accuracy, macro_f1
from stance.evaluation.resampling import group_ids, resample_counts


def draw_documents(gold, predicted, groups, draws, seed):
    """Return macro-F1 over resampled documents, the slow and plain way."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    scores = []
    for _ in range(draws):
        chosen = np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])
        labels = np.unique(gold[chosen])
        scores.append(f1_score(gold[chosen], predicted[chosen], labels=labels, average="macro", zero_division=0))
    return np.quantile(scores, [0.025, 0.975])


def test_the_interval_of_macro_f1_is_that_of_drawing_whole_documents(report, labels):
    rows = report["examples"]
    gold, predicted = (np.array([labels.index(row[key]) for row in rows]) for key in ("gold", "predicted"))
    low, high = draw_documents(gold, predicted, group_ids(rows), 1000, seed=3)
    score = report["scores"]["macro_f1"]
    assert (score["low"], score["high"]) == pytest.approx((low, high), abs=0.015)


def test_the_interval_of_accuracy_without_documents_is_that_of_scipy(report, labels):
    gold, said = (np.array([labels.index(row[key]) for row in report["examples"]]) for key in ("gold", "predicted"))
    ours = accuracy(resample_counts(gold, said[None], 4))[:, 0]
    theirs = bootstrap((gold == said,), np.mean, method="percentile", n_resamples=2000, rng=0).confidence_interval
    assert np.quantile(ours, [0.025, 0.975]) == pytest.approx(theirs, abs=0.01)


def test_statements_of_one_document_are_drawn_together():
    gold = np.repeat([0, 1], 50)
    predicted = gold.copy()
    predicted[:25] = 1  # one document of 25 is wrong throughout
    groups = np.repeat([0, 1, 2, 3], 25)
    together = macro_f1(resample_counts(gold, predicted[None], 2, groups))
    apart = macro_f1(resample_counts(gold, predicted[None], 2))
    assert together.std() > 2 * apart.std()


def test_all_systems_see_the_same_draws():
    rng = np.random.default_rng(0)
    gold = rng.integers(0, 3, 200)
    predicted = rng.integers(0, 3, 200)
    counts = resample_counts(gold, np.stack([predicted, predicted]), 3, rng.integers(0, 40, 200))
    assert (counts[:, 0] == counts[:, 1]).all()


def test_the_same_seed_gives_the_same_intervals(make_report):
    assert make_report()["scores"] == make_report()["scores"]


def test_an_example_without_a_document_is_a_group_of_its_own():
    groups = group_ids([{"doc_id": "a"}, {}, {"doc_id": "a"}, {"doc_id": None}])
    assert groups.tolist() == [0, 1, 0, 2]


def test_without_documents_examples_are_drawn_one_by_one():
    assert group_ids([{"text": "He spoke."}, {"text": "She spoke."}]) is None
