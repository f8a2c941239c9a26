"""`stance report`: open a report."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import output, tell


class View(StrEnum):
    """How to show a report."""

    PAGE = "page"
    TERMINAL = "terminal"
    MARKDOWN = "markdown"


def report(
    path: Annotated[
        Path,
        typer.Argument(metavar="REPORT", help="A folder that train or evaluate wrote, or its report.json."),
    ],
    view: Annotated[
        View, typer.Option("--as", help="Open the page in a browser, or print to the terminal.")
    ] = View.PAGE,
) -> None:
    """Open a report in the browser, or print it."""
    from stance.evaluation import print_summary, read_report, to_markdown

    if view is View.TERMINAL:
        print_summary(read_report(path), output())
    elif view is View.MARKDOWN:
        output().print(to_markdown(read_report(path)), markup=False, highlight=False, soft_wrap=True)
    else:
        open_page(path)


def open_page(path: Path) -> None:
    """Open a report's page, drawing it from its data where it is not there yet."""
    import webbrowser

    from stance.evaluation import read_report, write_report

    page = path if path.suffix == ".html" and path.is_file() else None
    if page is None:
        folder = path if path.is_dir() else path.parent
        page = folder / "report.html"
        if not page.is_file():
            page = write_report(read_report(path), folder)[1]
    output().print(str(page), markup=False, highlight=False, soft_wrap=True)
    if not webbrowser.open(page.resolve().as_uri()):
        tell("no browser found; open the file yourself")
