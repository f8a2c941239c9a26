"""Scores on splits held out of training, and where they are shown."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from sklearn.metrics import f1_score

from stance.evaluation import print_summary, score_split, to_markdown
from stance.evaluation.rendering import render_report

GOLD = ["condemning", "none", "none", "supporting", "regretting", "none", "condemning", "supporting"] * 6
SAID = ["condemning", "none", "supporting", "supporting", "none", "none", "condemning", "none"] * 6


@pytest.fixture(scope="module")
def harbour():
    return score_split("harbour", [{"doc_id": f"d{i // 4}"} for i in range(len(GOLD))], GOLD, SAID)


def test_the_scores_are_those_of_scikit_learn_with_an_interval_around_them(harbour):
    assert harbour["macro_f1"]["value"] == pytest.approx(f1_score(GOLD, SAID, average="macro"))
    assert harbour["accuracy"]["value"] == pytest.approx(5 / 8)
    assert harbour["macro_f1"]["low"] < harbour["macro_f1"]["value"] < harbour["macro_f1"]["high"]
    assert (harbour["examples"], harbour["documents"]) == (48, 12)


def test_a_label_that_only_the_model_uses_does_not_count_for_macro_f1():
    scores = score_split(
        "odd", [{}] * 4, ["none", "none", "condemning", "condemning"], ["none", "x", "condemning", "x"]
    )
    assert scores["macro_f1"]["value"] == pytest.approx(2 / 3)
    assert scores["documents"] is None


def test_every_view_shows_them(make_report, harbour):
    report = make_report(held_out=[harbour])
    score = f"{harbour['macro_f1']['value']:.3f}"
    assert f"| harbour | {score} | " in to_markdown(report)
    console = Console(file=io.StringIO(), width=100)
    print_summary(report, console)
    line = next(line for line in console.file.getvalue().splitlines() if line.strip().startswith("harbour"))
    assert score in line
    page = render_report(report)
    assert "This model on splits held out of training" in page
    assert f'<th scope="row">harbour</th><td class="num">{score}</td>' in page


def test_without_any_no_view_speaks_of_them(make_report):
    report = make_report()
    assert report["held_out"] == []
    assert "held out of training" not in to_markdown(report) + render_report(report)
