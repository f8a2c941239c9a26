"""Scores against scikit-learn, scipy and statsmodels on the same predictions."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from stance.evaluation import build_report


def test_macro_f1_and_accuracy_are_those_of_scikit_learn(report, arrays):
    gold, predicted, _ = arrays
    assert report["scores"]["macro_f1"]["value"] == pytest.approx(metrics.f1_score(gold, predicted, average="macro"))
    assert report["scores"]["accuracy"]["value"] == pytest.approx(metrics.accuracy_score(gold, predicted))


def test_precision_recall_and_f1_of_each_label_are_those_of_scikit_learn(report, arrays, labels):
    gold, predicted, _ = arrays
    expected = metrics.precision_recall_fscore_support(gold, predicted, labels=labels)
    for name, values in zip(("precision", "recall", "f1"), expected[:3], strict=True):
        assert [row[name]["value"] for row in report["per_label"]] == pytest.approx(list(values))
    assert [row["support"] for row in report["per_label"]] == list(expected[3])
    assert [row["predicted"] for row in report["per_label"]] == [predicted.count(label) for label in labels]


def test_the_confusion_matrix_is_that_of_scikit_learn_in_counts_and_row_shares(report, arrays, labels):
    gold, predicted, _ = arrays
    assert report["confusion"]["counts"] == metrics.confusion_matrix(gold, predicted, labels=labels).tolist()
    shares = metrics.confusion_matrix(gold, predicted, labels=labels, normalize="true")
    assert np.array(report["confusion"]["shares"]) == pytest.approx(shares)


def test_finding_any_stance_is_scored_as_a_binary_task(report, arrays):
    gold, predicted, _ = arrays
    expected = metrics.precision_recall_fscore_support(
        [label != "none" for label in gold], [label != "none" for label in predicted], average="binary"
    )
    assert tuple(report["any_stance"].values()) == pytest.approx(expected[:3])


def test_baselines_are_scored_and_tested_against_the_model(report, arrays):
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    gold, predicted, _ = arrays
    baseline = next(row for row in report["baselines"] if row["name"] == "majority")
    expected = metrics.f1_score(gold, ["none"] * len(gold), average="macro", zero_division=0)
    assert baseline["macro_f1"]["value"] == pytest.approx(expected)
    model, majority = np.array(gold) == predicted, np.array(gold) == "none"
    table = [
        [np.sum(model & majority), np.sum(model & ~majority)],
        [np.sum(~model & majority), np.sum(~model & ~majority)],
    ]
    assert baseline["mcnemar"]["p"] == pytest.approx(contingency.mcnemar(table, exact=True).pvalue)


def test_the_stronger_baseline_stands_first(report):
    scores = [row["macro_f1"]["value"] for row in report["baselines"]]
    assert scores == sorted(scores, reverse=True)


def test_a_label_without_gold_examples_is_left_out_of_macro_f1_and_noted():
    probabilities = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]])
    examples = [{"text": text} for text in ("He praised her.", "She thanked him.", "They met.")]
    report = build_report(examples, ["praise", "thanks", "thanks"], probabilities, ["praise", "thanks", "blame"])
    expected = metrics.f1_score([0, 1, 1], [0, 1, 2], labels=[0, 1], average="macro")
    assert report["scores"]["macro_f1"]["value"] == pytest.approx(expected)
    absent = report["per_label"][2]
    assert (absent["support"], absent["recall"]["value"], absent["f1"]["value"]) == (0, None, 0.0)
    assert "1 label has no example in the data evaluated (blame)" in report["notes"][0]


def test_the_precision_of_a_label_never_predicted_is_undefined():
    report = build_report(
        [{"text": "He spoke."}, {"text": "She spoke."}],
        ["a", "b"],
        np.array([[0.9, 0.1], [0.6, 0.4]]),
        ["a", "b"],
    )
    assert report["per_label"][1]["precision"]["value"] is None
    assert report["per_label"][1]["f1"]["value"] == 0.0
