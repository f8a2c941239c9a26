"""Slices of the data."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from stance.evaluation import build_report


def find(report, column, value):
    return next(row for row in report["slices"] if (row["column"], row["value"]) == (column, value))


def test_a_slice_is_scored_on_its_examples_alone(report):
    rows = [row for row in report["examples"] if row["columns"]["topic"] == "health"]
    gold, predicted = [row["gold"] for row in rows], [row["predicted"] for row in rows]
    slice_ = find(report, "topic", "health")
    assert slice_["examples"] == len(rows)
    assert slice_["accuracy"]["value"] == pytest.approx(np.mean(np.array(gold) == predicted))
    assert slice_["macro_f1"] == pytest.approx(f1_score(gold, predicted, average="macro"))
    assert slice_["gap"] == pytest.approx(slice_["accuracy"]["value"] - report["scores"]["accuracy"]["value"])


def test_the_furthest_below_the_whole_stands_first(report):
    gaps = [row["gap"] for row in report["slices"]]
    assert gaps == sorted(gaps)
    assert gaps[0] < 0 < gaps[-1]


def test_a_slice_clearly_below_the_whole_is_named_in_the_verdict(report):
    assert find(report, "explicit", "no")["below"]
    assert any("explicit: no" in finding["text"] for finding in report["verdict"])


def test_how_a_stance_is_expressed_is_asked_only_where_there_is_one(report):
    assert all("explicit" not in row["columns"] for row in report["examples"] if row["gold"] == "none")


def test_a_column_with_a_value_an_example_or_one_value_in_all_is_no_slice():
    examples = [{"text": f"He spoke {i} times.", "serial": f"n{i}", "outlet": "Herald"} for i in range(40)]
    report = build_report(examples, ["a", "b"] * 20, np.tile([0.6, 0.4], (40, 1)), ["a", "b"])
    assert {row["column"] for row in report["slices"]} == {"length"}


def test_a_small_slice_is_marked_and_never_called_clearly_below():
    examples = [{"text": "He spoke.", "outlet": "Herald" if i < 5 else "Post"} for i in range(60)]
    gold = ["b"] * 5 + ["a"] * 55
    small = find(build_report(examples, gold, np.tile([0.9, 0.1], (60, 1)), ["a", "b"]), "outlet", "Herald")
    assert small["accuracy"]["value"] == 0
    assert small["small"]
    assert not small["below"]


def test_lengths_are_slices_of_every_report(make_report):
    report = make_report()
    assert find(report, "length", "up to 15 words")["examples"] == 298
