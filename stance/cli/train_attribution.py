"""`stance train-attribution`: what finds the statements, learnt from articles with every statement marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.console import messages, tell


def train_attribution(
    data: Annotated[
        Path,
        typer.Argument(
            help='Marked articles, JSON Lines: {"text": ..., "statements": [{"source": [[start, end], ...], '
            '"cue": [...], "content": [...]}, ...]}, offsets in characters, end exclusive.'
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--output", help="Write here; `stance predict --attribution` takes it.")],
) -> None:
    """Learn which statements to find in articles from marked ones."""
    from stance.attribution.marked import read_marked_articles
    from stance.attribution.training import train
    from stance.files import replace_when_done

    with messages().status("reading") as status:
        articles = read_marked_articles(data)
        status.update(f"training on {len(articles):,} articles")
        training = train(articles)
        with replace_when_done(out) as temporary:
            temporary.write_text(training.ranker.to_json() + "\n", encoding="utf-8")
    statements = sum(len(article["statements"]) for article in articles)
    tell(
        f"{out}: {len(training.ranker.weights):,} weights from {len(articles):,} articles "
        f"with {statements:,} statements; statement F1 {training.f1:.3f} on articles left out in turn"
    )
