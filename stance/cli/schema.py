"""`stance schema`: show and check a labelling schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import output, tell

app = typer.Typer(help="Show or check what the labels mean.", no_args_is_help=True)


@app.command()
def show(
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A schema (TOML). Default: the stance codebook.")
    ] = None,
) -> None:
    """Show a schema: its labels, what belongs and what does not, examples, rules."""
    from rich.markdown import Markdown

    from stance.schema import CODEBOOK, read_schema
    from stance.schema.rendering import to_markdown

    markdown = to_markdown(read_schema(path or CODEBOOK))
    console = output()
    if console.is_terminal:
        console.print(Markdown(markdown))
    else:
        console.print(markdown, markup=False, highlight=False, soft_wrap=True)


@app.command()
def check(path: Annotated[Path, typer.Argument(metavar="FILE", help="A schema (TOML).")]) -> None:
    """Check a schema file; where it is wrong, say at which key or line."""
    from stance.schema import read_schema

    schema = read_schema(path)
    size = f"{len(schema.labels)} labels, {len(schema.rules)} rules"
    tell(f"{path}: schema {schema.name} {schema.version} is valid: {size}")
