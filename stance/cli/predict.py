"""`stance predict`: the stances in articles or records."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli.console import Stopped, messages, output, tell

if TYPE_CHECKING:
    from stance.batch import Job, Options, Summary
    from stance.batch.run import Watch
    from stance.model import Model


class Unit(StrEnum):
    """What a text is."""

    article = "article"
    statement = "statement"


class Format(StrEnum):
    """How predictions are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"


def predict(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Articles (.txt), records (.jsonl, .csv, .parquet), also .gz or .zst; folders; patterns; "
            "- for standard input (an article, or JSON Lines).",
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Label this text.")] = None,
    unit: Annotated[
        Unit | None,
        typer.Option(
            help="article finds the statements first; statement labels each text as it stands. "
            "Default: article for text, statement for records."
        ),
    ] = None,
    text_column: Annotated[str, typer.Option(help="Where records have their text.")] = "text",
    model: Annotated[Path | None, typer.Option(help="An artifact (model.joblib). Default: the default model.")] = None,
    attribution: Annotated[
        Path | None,
        typer.Option(
            help="What `stance train-attribution` wrote: which statements to find. Default: the packaged one."
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Below this probability the label is 'uncertain'.")
    ] = 0.0,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="html is a page of the articles with their statements marked. "
            "Default: by the name of -o, else a table on a terminal, else jsonl.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of standard output.")] = None,
    errors: Annotated[
        Path | None,
        typer.Option(help="Write bad records here (input, line, reason) and go on; without it the first ends the run."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep what is done if the run stops, and go on from there.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that label.")] = 1,
) -> None:
    """Find who says what in articles, and label each statement condemning, supporting, regretting or none."""
    from stance.attribution.ranking import read_ranker
    from stance.model import load

    if bool(inputs) == (text is not None):
        raise typer.BadParameter("give files, or - for standard input, or --text TEXT")
    if errors is not None and errors == out:
        raise typer.BadParameter("--errors and -o name the same file")
    chosen = form or default_format(out)
    if out is None and chosen is Format.parquet and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal: give -o FILE")
    from stance.batch import Job, Options

    ranker = read_ranker(attribution) if attribution else None
    options = Options(unit.value if unit else None, text_column, min_confidence, ranker)
    if text is not None:
        predict_text(load(model, tell), text, options, chosen, out)
        return

    from stance.files import find_inputs

    written = [path for path in (out, errors) if path]
    table = chosen is Format.table
    job = Job(
        inputs=find_inputs(inputs or [], leave_out=written),
        options=options,
        form=chosen.value,
        out=None if table else out,
        errors=errors,
        resume=resume,
        jobs=jobs,
    )
    started = time.monotonic()
    summary = run(partial(load, model, tell), job)
    if table:
        show(summary.rows, out)
    if out or messages().is_terminal:
        tell(describe(summary, out, errors, time.monotonic() - started))


def default_format(out: Path | None) -> Format:
    """Return the format that a file's name asks for; a table for a terminal, JSON Lines for a pipe."""
    if out is not None:
        suffix = out.suffix.lstrip(".").lower()
        return Format(suffix) if suffix in (*Format,) and suffix != "table" else Format.jsonl
    return Format.table if sys.stdout.isatty() else Format.jsonl


def predict_text(model: Model, text: str, options: Options, form: Format, out: Path | None) -> None:
    """Label one text and write its rows."""
    from stance.batch.labelling import annotate_text, check_text, label_records
    from stance.batch.output import write_rows
    from stance.batch.page import no_article, write_page
    from stance.views import Article

    check_text(text)
    if options.unit == Unit.statement:
        if form is Format.html:
            raise no_article("--text")
        rows = label_records(model, [{options.text_column: text}], options)
    else:
        rows = annotate_text(model, text, "text", options.min_confidence, options.ranker)
    if form is Format.table:
        show(rows, out)
    elif form is Format.html:
        write_page([Article("text", text, rows)], model, out)
    else:
        write_rows(rows, form.value, out, model.labels)
    if out:
        tell(f"{out}: {count(len(rows), 'statement')}")


def run(load: partial[Model], job: Job) -> Summary:
    """Label the files of a job, with a progress bar where someone watches."""
    from stance.batch import predict_files

    try:
        if not messages().is_terminal or (job.out is None and job.form != "table" and sys.stdout.isatty()):
            return predict_files(load, job)
        with progress_bar(job) as watch:
            return predict_files(load, job, watch)
    except KeyboardInterrupt as stop:
        kept = "what is done is kept; run the same command again to go on" if job.resume else "nothing was written"
        raise Stopped(kept) from stop


@contextmanager
def progress_bar(job: Job) -> Iterator[Watch]:
    """Show how far a run is, how fast, and how long it still takes."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from stance.batch.batches import total_size

    begun = time.monotonic()
    first: list[int] = []  # rows of an earlier run that this one continues
    columns = [
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    ]
    with Progress(*columns, console=messages(), transient=True) as progress:
        task = progress.add_task("starting", total=total_size(job.inputs))

        def watch(rows: int, problems: int, read: int) -> None:
            first.append(rows) if not first else None
            rate = (rows - first[0]) / (time.monotonic() - begun)
            bad = f", {problems:,} bad" if problems else ""
            progress.update(task, completed=read, description=f"{rows:,} statements{bad}, {rate:,.0f}/s")

        yield watch


def describe(summary: Summary, out: Path | None, errors: Path | None, seconds: float) -> str:
    """Return the summary line of a run."""
    where = f"{out}: " if out else ""
    labels = ", ".join(f"{rows:,} {label}" for label, rows in summary.labels.most_common())
    line = f"{where}{count(summary.count, 'statement')}"
    if labels:
        line += f" ({labels})"
    if summary.problems:
        line += f"; {count(summary.problems, 'bad record')}, see {errors}"
    return f"{line}; {seconds:.1f} s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show(rows: list[dict[str, Any]], out: Path | None) -> None:
    """Print the table of statements, or write it to a file."""
    from stance.cli.table import statement_table
    from stance.files import replace_when_done

    if out is None:
        console = output()
        console.print(statement_table(rows, console) if rows else "no statements found")
        return
    from rich.console import Console

    with replace_when_done(out) as temporary, temporary.open("w", encoding="utf-8") as stream:
        console = Console(file=stream, width=120)
        console.print(statement_table(rows, console))
