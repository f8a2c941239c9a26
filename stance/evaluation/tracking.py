"""Log reports to MLflow (extra: mlflow)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import InputError

if TYPE_CHECKING:
    from mlflow import MlflowClient

_LONGEST = 500  # characters of a parameter that every MLflow store takes

Report = dict[str, Any]


def log_report(
    report: Report, files: list[Path], *, experiment: str = "stance", tracking_uri: str | None = None
) -> str:
    """Log a report's scores, configuration and files as one MLflow run and return its id.

    Parameters
    ----------
    report : dict
        What `build_report` returns.
    files : list of Path
        Logged as artifacts: the report, its page, the model.
    experiment : str
    tracking_uri : str or None
        None: what MLFLOW_TRACKING_URI says, or MLflow's default.

    Raises
    ------
    InputError
        Where MLflow is not installed or its store refuses.
    """
    try:
        from mlflow import MlflowClient, MlflowException
    except ImportError as error:
        raise InputError("logging to MLflow needs the extra: pip install 'newsstance[mlflow]'") from error
    try:
        return log_run(MlflowClient(tracking_uri=tracking_uri), report, files, experiment)
    except MlflowException as error:
        raise InputError(f"MLflow: {str(error).splitlines()[0]}") from error


def log_run(client: MlflowClient, report: Report, files: list[Path], experiment: str) -> str:
    """Log a report as one run of an experiment, which is made where it is not there yet."""
    from mlflow.entities import Metric, Param

    known = client.get_experiment_by_name(experiment)
    run = client.create_run(known.experiment_id if known else client.create_experiment(experiment))
    run_id = str(run.info.run_id)
    metrics = [Metric(name, value, run.info.start_time, 0) for name, value in metrics_of(report).items()]
    params = [Param(name, value[:_LONGEST]) for name, value in params_of(report).items()]
    client.log_batch(run_id, metrics=metrics, params=params)
    for path in files:
        client.log_artifact(run_id, str(path))
    client.set_terminated(run_id)
    return run_id


def metrics_of(report: Report) -> dict[str, float]:
    """Return the scores of a report by name."""
    metrics: dict[str, float | None] = {}
    for name, score in report["scores"].items():
        metrics |= {name: score["value"], f"{name}_low": score["low"], f"{name}_high": score["high"]}
    metrics["expected_calibration_error"] = report["calibration"]["ece"]
    metrics["examples"] = report["evaluated"]["examples"]
    for row in report["per_label"]:
        for name in ("precision", "recall", "f1"):
            metrics[f"{name}/{safe(row['label'])}"] = row[name]["value"]
    for row in report["baselines"]:
        metrics[f"baseline_macro_f1/{safe(row['name'])}"] = row["macro_f1"]["value"]
    return {name: float(value) for name, value in metrics.items() if value is not None}


def params_of(report: Report) -> dict[str, str]:
    """Return what a run was made of: its configuration, seed, data and versions."""
    run = report["run"]
    params = {name: str(run[name]) for name in ("command", "evaluated", "seed") if name in run}
    params["data_fingerprint"] = report["evaluated"]["fingerprint"]
    params |= {f"version/{name}": str(version) for name, version in run.get("versions", {}).items()}
    return params | flatten(run.get("config", {}), "config")


def flatten(value: object, prefix: str) -> dict[str, str]:
    """Return nested tables as dotted names."""
    if not isinstance(value, dict):
        return {prefix: str(value)}
    return {
        key: leaf for name, inner in value.items() for key, leaf in flatten(inner, f"{prefix}.{safe(name)}").items()
    }


def safe(name: str) -> str:
    """Return a name of the characters that MLflow takes."""
    return "".join(char if char.isalnum() or char in "_-. " else "_" for char in name)
