"""Gold labels in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from stance.evaluation import build_report
from stance.evaluation.suspects import suspect_labels


def test_a_planted_label_error_is_suspected_with_the_label_it_should_have(labels, make_examples, predict):
    examples, gold = make_examples()
    planted = next(i for i, example in enumerate(examples) if "welcomed" in example["text"])
    gold[planted] = "condemning"
    probabilities = predict([example["text"] for example in examples], sharpness=2)
    report = build_report(examples, gold, probabilities, labels)
    row = next(row for row in report["examples"] if row["id"] == examples[planted]["id"])
    assert row["suspected"] == "supporting"


def test_a_right_prediction_is_never_suspected(report):
    assert all("suspected" not in row for row in report["examples"] if row["gold"] == row["predicted"])


def test_suspects_are_among_those_of_cleanlab():
    filtering = pytest.importorskip("cleanlab.filter")
    rng = np.random.default_rng(0)
    gold = rng.integers(0, 3, 300)
    probabilities = (
        rng.dirichlet([0.3] * 3, 300) + 0.8 * np.eye(3)[np.where(rng.random(300) < 0.1, (gold + 1) % 3, gold)]
    )
    probabilities /= probabilities.sum(1, keepdims=True)
    theirs = filtering.find_label_issues(gold, probabilities, filter_by="confident_learning")
    ours = suspect_labels(gold, probabilities) >= 0
    assert ours.sum() > 10
    assert (theirs | ~ours).all()


def test_a_label_without_examples_is_never_proposed():
    probabilities = np.array([[0.1, 0.0, 0.9], [0.9, 0.1, 0.0], [0.2, 0.8, 0.0]])
    assert suspect_labels(np.array([0, 0, 1]), probabilities).tolist() == [-1, -1, -1]
