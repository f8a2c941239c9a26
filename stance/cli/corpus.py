"""`stance corpus`: check and describe labelled statements, compare annotators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli.console import output, tell

if TYPE_CHECKING:
    from stance.corpus import Agreement

_SHOWN = 20  # rows that differ, on the terminal

app = typer.Typer(help="Check or describe labelled statements, compare annotators.", no_args_is_help=True)

CorpusPath = Annotated[
    Path, typer.Argument(metavar="DATA", help="A .jsonl, .csv or .parquet file, or a folder of splits.")
]
SchemaPath = Annotated[Path | None, typer.Option("--schema", help="Labels must be in this schema (TOML).")]


@app.command()
def check(path: CorpusPath, schema: SchemaPath = None) -> None:
    """Find wrong rows, duplicates, and documents that stand in two splits.

    Exits with 1 where there are errors; warnings ask for a look.
    """
    from stance.corpus import check as find_problems
    from stance.schema import read_schema

    problems = find_problems(path, read_schema(schema) if schema else None)
    for problem in problems:
        output().print(f"{problem.severity}: {problem.where}: {problem.message}", markup=False, soft_wrap=True)
    errors = sum(problem.severity == "error" for problem in problems)
    tell(f"{path}: {errors} errors, {len(problems) - errors} warnings")
    if errors:
        raise typer.Exit(1)


@app.command()
def describe(path: CorpusPath) -> None:
    """Count rows by label and split, and the values of every column by label."""
    from rich.table import Table

    from stance.corpus import describe as count

    counts = count(path)
    labels, splits = counts["labels"], counts["splits"]
    tell(f"{path}: {counts['rows']} rows, {counts['documents']} documents, median {counts['words']:g} words a row")
    share = counts["formulaic"] / counts["rows"]
    tell(f"{counts['formulaic']} rows ({share:.2%}) hold a run of six words that stands in four or more rows")
    table = Table(title="rows by label and split")
    for column in ("label", *splits, "all"):
        table.add_column(column, justify="left" if column == "label" else "right")
    for label, cells in labels.items():
        table.add_row(label, *(str(cells[split]) for split in splits), str(sum(cells.values())))
    totals = [sum(cells[split] for cells in labels.values()) for split in splits]
    table.add_section()
    table.add_row("all", *map(str, totals), str(sum(totals)))
    output().print(table)
    for column, values in counts["columns"].items():
        table = Table(title=column)
        for header in (column, *labels, "all"):
            table.add_column(header, justify="left" if header == column else "right")
        for value, cells in values.items():
            table.add_row(value, *(str(cells[label]) for label in labels), str(sum(cells.values())))
        output().print(table)


@app.command()
def agreement(
    first: Annotated[
        Path, typer.Argument(metavar="A", help="One annotator: a .jsonl, .csv or .parquet file with id and label.")
    ],
    second: Annotated[
        Path, typer.Argument(metavar="B", help="The other annotator; again A where it has a column for each.")
    ],
    first_label: Annotated[str, typer.Option(help="The first annotator's column.")] = "label",
    second_label: Annotated[str, typer.Option(help="The second annotator's column.")] = "label",
    out: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write all rows that differ here (.jsonl, .csv, .parquet).")
    ] = None,
) -> None:
    """Show Krippendorff's alpha of two annotators, where they differ and on which rows."""
    from stance.corpus import measure_agreement, read_annotation

    found = measure_agreement(read_annotation(first, first_label), read_annotation(second, second_label))
    print_agreement(found)
    if out is not None:
        write_differences(found, out)


def print_agreement(found: Agreement) -> None:
    """Print alpha and the tables of labels, of confusions and of rows that differ."""
    from rich.markup import escape
    from rich.table import Table

    alpha = "undefined (only one label)" if found.alpha is None else f"{found.alpha:.4f}"
    tell(f"{found.rows} rows with two labels; {found.only_first} only in the first, {found.only_second} in the second")
    output().print(f"Krippendorff's alpha (nominal): {alpha}", highlight=False)
    output().print(f"observed agreement: {found.observed:.4f}", highlight=False)
    table = Table("label", title="by label")
    for header in ("first", "second", "both", "agreement"):
        table.add_column(header, justify="right")
    for row in found.labels:
        counts = (str(row[column]) for column in ("first", "second", "both"))
        table.add_row(escape(row["label"]), *counts, f"{row['agreement']:.3f}")
    output().print(table)
    if not found.differences:
        return
    table = Table("first", "second", title="disagreements")
    table.add_column("rows", justify="right")
    for a, b, count in found.confusions:
        table.add_row(escape(a), escape(b), str(count))
    output().print(table)
    title = f"rows that differ: {len(found.differences)}"
    if len(found.differences) > _SHOWN:
        title += f", the first {_SHOWN} of them"
    columns = ["id", "first", "second"] + ["text"] * any("text" in row for row in found.differences)
    table = Table(*columns, title=title)
    for row in found.differences[:_SHOWN]:
        table.add_row(*(escape(row.get(column, "")) for column in columns))
    output().print(table)


def write_differences(found: Agreement, out: Path) -> None:
    """Write the rows that differ in the format that the file's name stands for."""
    from stance.errors import InputError
    from stance.files import FORMATS, replace_when_done, write_records
    from stance.files.inputs import format_of

    form = format_of(out)
    if form not in FORMATS:
        raise InputError(f"{out}: not a format of records ({', '.join('.' + name for name in FORMATS)})")
    with replace_when_done(out) as temporary:
        if form == "parquet":
            with temporary.open("wb") as stream:
                write_records(found.differences, stream, form)
        else:
            with temporary.open("w", encoding="utf-8", newline="") as stream:
                write_records(found.differences, stream, form)
    tell(f"wrote {out}: {len(found.differences)} rows")
