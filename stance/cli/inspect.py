"""`stance inspect`: what is inside a model file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import output


def inspect(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A model.joblib.")],
    markdown: Annotated[bool, typer.Option("--markdown", help="Write the model card as Markdown.")] = False,
) -> None:
    """Show what a model file holds: labels, data, scores, what it is for."""
    from stance.model.artifact import read_artifact, read_fingerprint
    from stance.model.artifact.card import make_card, make_header

    card = make_card(read_artifact(model), read_fingerprint(model))
    console = output()
    if markdown:
        typer.echo(make_header() + card, nl=False)
    elif not console.is_terminal:
        typer.echo(card, nl=False)
    else:
        from rich.markdown import Markdown

        console.print(Markdown(card))
