"""`stance inspect` shows what a model file says about itself."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from stance.cli.inspect import inspect
from stance.model.artifact import read_artifact, read_fingerprint, write_artifact
from stance.model.artifact.card import make_card

CONTENTS = {
    "schema": {
        "name": "harbour codes",
        "version": "2",
        "question": "Does the source want the harbour open?",
        "labels": [{"name": "open", "definition": "Wants it\nopen."}, {"name": "shut", "definition": "Wants it shut."}],
    },
    "corpus": {"name": "harbour letters", "rows": 812, "documents": 90, "labels": {"open": 500, "shut": 312}},
    "scores": {
        "method": "Five-fold cross-validation, no letter on both sides",
        "macro_f1": 0.8123,
        "macro_f1_interval": [0.79, 0.83],
        "labels": {"open": {"precision": 0.9, "recall": 0.8, "f1": 0.847, "support": 500}},
    },
    "config": {"seed": 0, "classifier": {"C": 2.0}},
    "versions": {"stance": "0.1.0", "numpy": "2.4.6"},
    "weights": np.zeros((2, 9)),
}


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.joblib"
    write_artifact(path, CONTENTS)
    return path


def run(*arguments):
    import typer

    app = typer.Typer()
    app.command()(inspect)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "line",
    [
        "# harbour codes 2",
        "Does the source want the harbour open?",
        "- **open**: Wants it open.",
        "- documents: 90",
        "| shut | 312 |",
        "- macro f1: 0.812 (0.790 to 0.830)",
        "| open | 0.900 | 0.800 | 0.847 | 500 |",
        "- classifier.C: 2.0",
        "- numpy 2.4.6",
    ],
)
def test_the_card_shows(model, line):
    result = run(model)
    assert result.exit_code == 0
    assert line in result.stdout.splitlines()


def test_the_card_names_the_file_by_its_contents(model):
    assert f"SHA-256 {read_fingerprint(model)}" in run(model).stdout


def test_as_markdown_the_card_begins_with_the_header_of_a_model_hub(model):
    assert run(model, "--markdown").stdout.startswith("---\nlibrary_name: stance\n")


def test_what_a_model_does_not_say_is_left_out(tmp_path):
    write_artifact(tmp_path / "bare.joblib", {"weights": np.zeros(2)})
    card = make_card(read_artifact(tmp_path / "bare.joblib"), "0")
    assert "## Scores" not in card
    assert "## Limits" in card
