"""Logging to MLflow, into a local store."""

from __future__ import annotations

import sys

import pytest

from stance.errors import InputError
from stance.evaluation import write_report
from stance.evaluation.tracking import log_report


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A file store of MLflow."""
    pytest.importorskip("mlflow")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    return (tmp_path / "mlruns").as_uri()


def test_scores_configuration_and_files_of_a_report_are_logged(store, report, tmp_path):
    from mlflow import MlflowClient

    files = write_report(report, tmp_path / "run")
    run_id = log_report(report, list(files), experiment="harbour", tracking_uri=store)
    client = MlflowClient(store)
    run = client.get_run(run_id)
    assert run.info.status == "FINISHED"
    assert run.data.metrics["macro_f1"] == pytest.approx(report["scores"]["macro_f1"]["value"])
    assert run.data.metrics["f1/regretting"] == pytest.approx(report["per_label"][2]["f1"]["value"])
    assert run.data.params["config.model.c"] == "1.5"
    assert {file.path for file in client.list_artifacts(run_id)} == {"report.json", "report.html"}


def test_two_reports_become_two_runs_of_one_experiment(store, report, noisier):
    from mlflow import MlflowClient

    runs = {log_report(content, [], experiment="harbour", tracking_uri=store) for content in (report, noisier)}
    client = MlflowClient(store)
    experiment = client.get_experiment_by_name("harbour")
    assert {run.info.run_id for run in client.search_runs([experiment.experiment_id])} == runs


def test_without_mlflow_the_message_names_the_extra(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(InputError, match=r"newsstance\[mlflow\]"):
        log_report(report, [])


def test_a_store_that_mlflow_does_not_know_is_refused_in_one_line(report):
    pytest.importorskip("mlflow")
    with pytest.raises(InputError, match=r"^MLflow: ") as refusal:
        log_report(report, [], tracking_uri="gopher://harbour.example")
    assert "\n" not in str(refusal.value)
