"""Articles with their statements marked, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from stance.batch.labelling import Batch, Labelled
from stance.batch.output import Summary, encode_problems, open_output
from stance.errors import InputError
from stance.views import Article, render_page

if TYPE_CHECKING:
    from stance.model import Model

_MOST_CHARACTERS = 5_000_000  # of articles on a page: beyond, a browser has trouble with it


class PageSink:
    """Keep the articles and write their page in the end.

    Parameters
    ----------
    out : Path or None
        None: standard output.
    errors : Path or None
        Where bad records go.
    model : Model
        Its schema says in which order labels stand, and which is none.
    """

    def __init__(self, out: Path | None, errors: Path | None, model: Model) -> None:
        self.after = (0, 0)
        self.summary = Summary()
        self._out = out
        self._model = model
        self._errors_path = errors
        self._errors: BinaryIO | None = None
        self._articles: list[Article] = []
        self._stack = ExitStack()

    def __enter__(self) -> PageSink:
        if self._errors_path:
            self._errors = open_output(self._stack, self._errors_path)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:  # noqa: ANN401
        try:
            if kind is None:
                write_page(self._articles, self._model, self._out)
        finally:
            self._stack.__exit__(kind, *rest)

    def write(self, batch: Batch, labelled: Labelled) -> None:
        """Take the articles of a batch."""
        if batch.unit != "article":
            raise no_article(batch.name)
        if self._errors:
            self._errors.write(encode_problems(labelled.problems))
        self.summary.add(labelled)
        self._articles += labelled.articles
        if sum(len(article.text) for article in self._articles) > _MOST_CHARACTERS:
            raise InputError(
                f"{batch.name}: with it the articles pass {_MOST_CHARACTERS:,} characters, too many for a page that a "
                "browser shows well; give fewer, or write .jsonl"
            )


def write_page(articles: Sequence[Article], model: Model, out: Path | None) -> None:
    """Write the page of some articles to a file, or to standard output."""
    page = render_page(articles, model.schema.label_names, model.schema.no_stance)
    with ExitStack() as stack:
        open_output(stack, out).write(page.encode("utf-8", "replace"))


def no_article(name: str) -> InputError:
    """Return the error for single statements, of which there is no page."""
    return InputError(
        f"{name}: a page shows articles, not single statements: give articles (--unit article), or write jsonl or csv"
    )
