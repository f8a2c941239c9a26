"""The report as a whole: its format, its words, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import stance.evaluation
from stance.errors import InputError
from stance.evaluation import build_report, require_macro_f1

SCHEMA = json.loads((Path(stance.evaluation.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))


def validate(report):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(report, allow_nan=False)))


def evaluate(texts, gold, probabilities, labels, **more):
    examples = [{"text": text} for text in texts]
    return build_report(examples, gold, np.array(probabilities), labels, **more)


def test_a_report_follows_its_documented_schema(report):
    validate(report)


def test_a_single_example_gives_a_valid_report_without_intervals():
    report = evaluate(["She apologised."], ["regretting"], [[0.9, 0.1]], ["regretting", "none"], no_stance="none")
    validate(report)
    assert report["scores"]["macro_f1"] == {"value": 1.0, "low": None, "high": None}
    assert "All of it is one example: no interval can be given." in report["notes"]


def test_fifty_labels_give_a_valid_report():
    labels = [f"frame {i}" for i in range(50)]
    rng = np.random.default_rng(0)
    gold = [labels[i] for i in rng.integers(0, 50, 80)]
    report = evaluate(["The board spoke."] * 80, gold, rng.dirichlet([0.3] * 50, 80), labels)
    validate(report)
    assert len(report["confusion"]["counts"]) == 50


def test_two_labels_without_one_for_no_stance_give_a_valid_report():
    report = evaluate(["He spoke.", "She spoke."], ["yes", "no"], [[0.6, 0.4], [0.3, 0.7]], ["yes", "no"])
    validate(report)
    assert report["any_stance"] is None


def test_every_evaluated_example_is_in_the_report_once(report, make_examples):
    examples, gold = make_examples()
    expected = sorted((example["id"], example["text"], label) for example, label in zip(examples, gold, strict=True))
    assert sorted((row["id"], row["text"], row["gold"]) for row in report["examples"]) == expected


def test_the_most_confident_mistakes_stand_first_and_the_surest_right_answers_last(report):
    wrong = [row["gold"] != row["predicted"] for row in report["examples"]]
    assert wrong == sorted(wrong, reverse=True)
    right = [max(row["probabilities"]) for row in report["examples"] if row["gold"] == row["predicted"]]
    assert right == sorted(right)


def test_examples_without_an_id_are_called_by_their_row():
    report = evaluate(["He spoke.", "She spoke."], ["yes", "no"], [[0.6, 0.4], [0.3, 0.7]], ["yes", "no"])
    assert {row["id"] for row in report["examples"]} == {"row 1", "row 2"}


def test_the_verdict_says_that_the_model_beats_its_baselines(report):
    assert report["verdict"][0]["tone"] == "good"
    assert report["verdict"][0]["text"].startswith("Better than every baseline; the strongest is first word (")


def test_the_verdict_says_where_a_baseline_is_better(make_report, make_examples):
    report = make_report(baselines={"oracle": make_examples()[1]}, noise=0.5)
    assert report["verdict"][0] == {
        "tone": "bad",
        "text": report["verdict"][0]["text"],
    }
    assert report["verdict"][0]["text"].startswith("Worse than a baseline, oracle (1.000): difference −")


def test_the_verdict_says_that_confidence_runs_too_high(make_report):
    report = make_report(noise=0.9)
    overconfident = next(finding for finding in report["verdict"] if "Confidence" in finding["text"])
    assert overconfident["text"].startswith("Confidence runs too high")


def test_a_previous_run_on_the_same_examples_is_compared(report, noisier):
    previous = report["previous"]
    gain = report["scores"]["macro_f1"]["value"] - noisier["scores"]["macro_f1"]["value"]
    assert previous["reason"] is None
    assert previous["macro_f1"]["value"] == pytest.approx(gain)


def test_a_previous_run_on_other_data_is_named_as_not_comparable(make_report):
    previous = evaluate(
        ["He spoke."], ["none"], [[0.1, 0.1, 0.1, 0.7]], ["condemning", "supporting", "regretting", "none"]
    )
    report = make_report(previous=previous)
    assert "different data: 1 and 300 examples, 0 of them shared" in report["previous"]["reason"]
    validate(report)


def test_evidence_is_asked_for_mistakes_first_and_the_rest_is_noted(make_report, monkeypatch):
    monkeypatch.setattr("stance.evaluation.examples.EXPLAINED", 20)
    report = make_report()
    assert ["evidence" in row for row in report["examples"]] == [True] * 20 + [False] * 280
    assert "Words that decided are kept for 20 of 300 examples, mistakes first." in report["notes"]


@pytest.mark.parametrize(
    ("gold", "probabilities", "message"),
    [
        ([], np.zeros((0, 2)), "no examples"),
        (["praise"], [[0.5, 0.5]], "gold label 'praise' is not among the labels yes, no"),
        (["yes"], [[0.5, 0.3, 0.2]], "do not belong together"),
        (["yes"], [[np.nan, 0.5]], "between 0 and 1"),
    ],
)
def test_what_does_not_belong_together_is_refused_with_the_reason(gold, probabilities, message):
    with pytest.raises(InputError, match=message):
        evaluate(["He spoke."] * len(gold), gold, probabilities, ["yes", "no"])


def test_a_baseline_outside_the_schema_is_refused():
    with pytest.raises(InputError, match="baseline majority 'perhaps' is not among the labels"):
        evaluate(["He spoke."], ["yes"], [[0.5, 0.5]], ["yes", "no"], baselines={"majority": ["perhaps"]})


def test_the_gate_lets_a_score_at_the_minimum_pass_and_stops_one_below(report):
    value = report["scores"]["macro_f1"]["value"]
    require_macro_f1(report, value)
    with pytest.raises(InputError, match=r"is below the 0\.999 asked for"):
        require_macro_f1(report, 0.999)


def test_importing_the_room_leaves_heavy_libraries_alone():
    code = "import sys, stance.evaluation; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"sklearn", "scipy", "pandas", "datasets", "jinja2", "rich", "mlflow", "pyarrow"}
