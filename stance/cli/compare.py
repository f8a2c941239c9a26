"""`stance compare`: what changed between evaluations of the same examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import output, tell


def compare(
    reports: Annotated[
        list[Path],
        typer.Argument(
            metavar="REPORT", help="Two or more report.json files or their folders; the first is the reference."
        ),
    ],
    output_folder: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write comparison.html and comparison.json here.")
    ] = None,
) -> None:
    """Compare reports on the same examples: what got better, what worse, by chance or not."""
    from stance.evaluation import compare_reports, print_comparison, read_report, write_comparison

    if len(reports) < 2:
        raise typer.BadParameter("give at least two reports", param_hint="REPORTS")
    comparison = compare_reports(dict(zip(names_of(reports), map(read_report, reports), strict=True)))
    print_comparison(comparison, output())
    if output_folder is not None:
        for path in write_comparison(comparison, output_folder):
            tell(f"wrote {path}")


def names_of(paths: list[Path]) -> list[str]:
    """Return a different name for each report: its folder where that tells them apart, else its path."""
    folders = [(path.parent if path.suffix in (".json", ".html") else path).resolve().name for path in paths]
    if len(set(folders)) == len(paths):
        return folders
    full = [str(path) for path in paths]
    return full if len(set(full)) == len(full) else [f"{name} ({i})" for i, name in enumerate(full, 1)]
