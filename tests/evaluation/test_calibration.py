"""Calibration and abstention against scikit-learn, statsmodels and plain counting."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from stance.evaluation.calibration import abstain, calibrate, risk_coverage


def test_reliability_bins_are_those_of_scikit_learn(report, arrays):
    gold, predicted, probabilities = arrays
    right = np.array(gold) == predicted
    accuracy, confidence = calibration_curve(right, probabilities.max(1), n_bins=10)
    bins = [row for row in report["calibration"]["bins"] if row["count"]]
    assert [row["accuracy"] for row in bins] == pytest.approx(accuracy)
    assert [row["confidence"] for row in bins] == pytest.approx(confidence)


def test_expected_calibration_error_is_the_weighted_mean_gap_of_the_bins(report):
    bins = [row for row in report["calibration"]["bins"] if row["count"]]
    gaps = [abs(row["accuracy"] - row["confidence"]) for row in bins]
    expected = np.average(gaps, weights=[row["count"] for row in bins])
    assert report["calibration"]["ece"] == pytest.approx(expected)
    assert sum(row["count"] for row in bins) == len(report["examples"])


def test_intervals_of_bins_are_wilson_intervals(report):
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for row in report["calibration"]["bins"]:
        if row["count"]:
            expected = proportion.proportion_confint(row["right"], row["count"], method="wilson")
            assert (row["accuracy_low"], row["accuracy_high"]) == pytest.approx(expected)


def test_certain_and_right_is_perfectly_calibrated():
    assert calibrate(np.ones(5), np.ones(5, dtype=bool))["ece"] == 0


@pytest.mark.parametrize("threshold", [0.0, 0.37, 0.5, 0.8, 1.0])
def test_coverage_and_precision_at_a_threshold_are_those_of_counting(report, arrays, threshold, labels):
    gold, predicted, probabilities = arrays
    abstention = report["abstention"]
    i = abstention["thresholds"].index(threshold)
    answered = probabilities.max(1) >= threshold
    right = np.array(gold) == predicted
    assert abstention["answered"][i] == answered.sum()
    assert abstention["coverage"][i] == pytest.approx(answered.mean())
    assert abstention["precision"][i] == (pytest.approx(right[answered].mean()) if answered.any() else None)
    for k, label in enumerate(labels):
        said = answered & (np.array(predicted) == label)
        row = abstention["labels"][k]
        assert row["answered"][i] == said.sum()
        assert row["recall"][i] == pytest.approx((said & right).sum() / gold.count(label))


def test_a_confidence_equal_to_the_threshold_is_answered():
    abstention = abstain(np.array([0.7, 0.29]), np.array([0, 0]), np.array([0, 0]), ["a", "b"])
    assert abstention["answered"][70] == 1
    assert abstention["answered"][29] == 2


def test_the_risk_coverage_curve_ends_at_the_error_rate_of_all(report):
    coverage, risk = report["abstention"]["curve"][-1]
    assert coverage == 1
    assert risk == pytest.approx(1 - report["scores"]["accuracy"]["value"])


def test_the_area_under_the_risk_coverage_curve_is_the_mean_risk_of_all_prefixes():
    right = np.array([True, True, False, True])
    _, area = risk_coverage(np.array([0.9, 0.8, 0.7, 0.6]), right)
    assert area == pytest.approx(np.mean([0, 0, 1 / 3, 1 / 4]))


def test_equal_confidences_are_answered_together_whatever_their_order():
    tied = np.array([0.5, 0.5, 0.5, 0.5])
    assert risk_coverage(tied, np.array([True, True, False, False])) == risk_coverage(
        tied, np.array([False, False, True, True])
    )
