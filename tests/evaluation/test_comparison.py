"""Comparing reports."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from stance.errors import InputError
from stance.evaluation import build_report, compare_reports


@pytest.fixture(scope="module")
def against(report, noisier):
    return compare_reports({"noisier": noisier, "model": report})["systems"][1]["against"]


@pytest.fixture(scope="module")
def pairs(report, noisier):
    """Gold label, label before and label after of every example."""
    before = {row["id"]: row["predicted"] for row in noisier["examples"]}
    return [(row["gold"], before[row["id"]], row["predicted"]) for row in report["examples"]]


def test_the_difference_is_that_of_the_two_scores(against, pairs):
    gold, before, after = zip(*pairs, strict=True)
    expected = f1_score(gold, after, average="macro") - f1_score(gold, before, average="macro")
    assert against["macro_f1"]["value"] == pytest.approx(expected)
    assert against["macro_f1"]["low"] < expected < against["macro_f1"]["high"]


def test_the_difference_of_each_label_is_that_of_scikit_learn(against, pairs, labels):
    gold, before, after = zip(*pairs, strict=True)
    scores = [f1_score(gold, predicted, labels=labels, average=None) for predicted in (before, after)]
    assert [row["value"] for row in against["per_label"]] == pytest.approx(list(scores[1] - scores[0]))


def test_mcnemar_is_that_of_statsmodels(against, pairs):
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    right = np.array([(before == gold, after == gold) for gold, before, after in pairs])
    table = [[np.sum((right[:, 0] == a) & (right[:, 1] == b)) for b in (True, False)] for a in (True, False)]
    assert against["mcnemar"]["p"] == pytest.approx(tables.mcnemar(table, exact=True).pvalue)


def test_a_paired_interval_is_narrower_than_the_two_intervals_apart(report, noisier, against):
    widths = [
        score["high"] - score["low"]
        for score in (against["macro_f1"], report["scores"]["macro_f1"], noisier["scores"]["macro_f1"])
    ]
    assert widths[0] < widths[1] + widths[2]


def test_flipped_examples_are_listed_each_way(against, pairs):
    assert len(against["improved"]) == sum(before != gold == after for gold, before, after in pairs)
    assert len(against["worsened"]) == sum(before == gold != after for gold, before, after in pairs)
    assert against["changed"] == sum(before != after for _, before, after in pairs)
    assert all(row["after"] == row["gold"] != row["before"] for row in against["improved"])


def test_slices_are_listed_with_the_furthest_fall_first(against):
    changes = [row["change"]["value"] for row in against["slices"]]
    assert changes == sorted(changes)
    for row in against["slices"]:
        assert row["change"]["value"] == pytest.approx(row["after"] - row["before"])


def test_a_report_against_itself_shows_no_change(report):
    against = compare_reports({"once": report, "again": report})["systems"][1]["against"]
    assert against["macro_f1"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert against["mcnemar"]["p"] == 1.0
    assert not against["improved"] + against["worsened"]


def test_three_reports_are_each_compared_with_the_first(report, noisier):
    systems = compare_reports({"a": noisier, "b": report, "c": noisier})["systems"]
    assert [system["name"] for system in systems] == ["a", "b", "c"]
    assert systems[2]["against"]["changed"] == 0


def test_examples_in_another_order_are_paired_all_the_same(make_examples, predict, labels, report):
    examples, gold = make_examples()
    order = np.random.default_rng(0).permutation(len(gold))
    shuffled, texts = [examples[i] for i in order], [examples[i]["text"] for i in order]
    again = build_report(shuffled, [gold[i] for i in order], predict(texts), labels)
    assert compare_reports({"report": report, "again": again})["systems"][1]["against"]["changed"] == 0


def test_reports_with_other_labels_are_refused_and_the_labels_named(report):
    other = build_report([{"text": "He spoke."}], ["praise"], np.array([[0.9, 0.1]]), ["praise", "none"])
    with pytest.raises(InputError, match="a and b cannot be compared: different labels: only the first has condemning"):
        compare_reports({"a": report, "b": other})


def test_reports_on_another_version_of_the_schema_are_refused(report, make_report):
    other = make_report(model={"schema": {"name": "stance", "version": "2.0"}})
    with pytest.raises(InputError, match=r"different schemas: stance 1\.0 against stance 2\.0"):
        compare_reports({"a": report, "b": other})


def test_reports_on_other_data_are_refused_with_how_much_they_share(report, make_examples, predict, labels):
    examples, gold = make_examples()
    half = build_report(examples[:150], gold[:150], predict([e["text"] for e in examples[:150]]), labels)
    with pytest.raises(InputError, match="different data: 300 and 150 examples, 150 of them shared"):
        compare_reports({"a": report, "b": half})


def test_one_report_is_no_comparison(report):
    with pytest.raises(InputError, match="at least two"):
        compare_reports({"a": report})
