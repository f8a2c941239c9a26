"""`stance train`: a model and its report from labelled statements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import command_line, output, progress, tell


def train(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="Settings (TOML); what it leaves out is as in the default."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Labelled statements: a .jsonl, .csv or .parquet file, or a folder. Default: our own."),
    ] = None,
    schema: Annotated[
        Path | None, typer.Option(help="What the labels mean (TOML). Default: the labels as they stand in the data.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--output", help="Folder for the model and its report.")] = Path("model"),
    fail_under: Annotated[float | None, typer.Option(help="Exit with 1 where macro-F1 is below this.")] = None,
) -> None:
    """Train a model on labelled statements and report how good it is.

    Writes model.joblib, report.html, report.json and config.toml.
    """
    import tomli_w

    from stance.corpus import PACKAGED
    from stance.evaluation import print_summary, read_previous, require_macro_f1, write_report
    from stance.files import replace_when_done
    from stance.files.folders import output_folder
    from stance.model.config import read_config
    from stance.model.recipe import train_and_report
    from stance.schema import read_schema

    settings = read_config(config)
    chosen = read_schema(schema) if schema else None
    with output_folder(out), progress("reading the data") as say:
        previous = read_previous(out, tell)
        model, report = train_and_report(data or PACKAGED, chosen, settings, command_line(), say, previous)
        model.save(out / "model.joblib")
        report["model"]["artifact_bytes"] = (out / "model.joblib").stat().st_size
        with replace_when_done(out / "config.toml") as temporary:
            temporary.write_text(tomli_w.dumps(model.card["config"]), encoding="utf-8")
        write_report(report, out)
    print_summary(report, output())
    tell(f"wrote {out}/model.joblib, report.html, report.json, config.toml")
    if fail_under is not None:
        require_macro_f1(report, fail_under)
