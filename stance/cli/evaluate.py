"""`stance evaluate`: what a model gets right and wrong on labelled statements."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import command_line, output, progress, tell


def evaluate(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A model.joblib, or: default")],
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="Labelled statements: a .jsonl, .csv or .parquet file, or a folder.")
    ],
    split: Annotated[str | None, typer.Option(help="The split of a folder. Default: test, or the only one.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for report.html and report.json.")] = None,
    fail_under: Annotated[float | None, typer.Option(help="Exit with 1 where macro-F1 is below this.")] = None,
    mlflow: Annotated[bool, typer.Option("--mlflow", help="Log the run to MLflow (needs the extra mlflow).")] = False,
) -> None:
    """Evaluate a model on labelled statements that it did not learn from."""
    from stance.evaluation import print_summary, read_previous, require_macro_f1, write_report
    from stance.files.folders import output_folder
    from stance.model import load
    from stance.model.recipe import evaluate_model

    with output_folder(out) if out else nullcontext(), progress("evaluating"):
        loaded = load(None if str(model) == "default" else model, tell)
        previous = read_previous(out, tell) if out else None
        report = evaluate_model(loaded, data, split, command_line(), previous)
        files = list(write_report(report, out)) if out else []
    print_summary(report, output())
    if out:
        tell(f"wrote {out}/report.html, report.json")
    if mlflow:
        from stance.evaluation.tracking import log_report

        tell(f"logged to MLflow: run {log_report(report, files)}")
    if fail_under is not None:
        require_macro_f1(report, fail_under)
