"""Draw articles with their statements marked as one web page: no network, no scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from stance.views.reading import Article, read_paragraphs
from stance.views.speakers import list_speakers, name_of
from stance.views.style import FAMILY, choose_looks

if TYPE_CHECKING:
    from jinja2 import Environment

Row = dict[str, Any]


def render_page(articles: Sequence[Article], labels: Sequence[str], no_stance: str | None = None) -> str:
    """Return the page of one or more articles.

    Parameters
    ----------
    articles : sequence of Article
    labels : sequence of str
        In the order of the schema.
    no_stance : str or None
        The label that means "no stance": it is drawn plainly.
    """
    found = {row["label"] for article in articles for row in article.rows}
    looks = {label: look for label, look in choose_looks(labels, no_stance).items() if label in found}
    sections = [describe(article, number) for number, article in enumerate(articles, 1)]
    return environment().get_template("articles.html").render(sections=sections, looks=looks, no_stance=no_stance)


def describe(article: Article, number: int) -> dict[str, Any]:
    """Return what the page shows of one article."""
    speakers = list_speakers(article.rows)
    return {
        "id": f"a{number}",
        "name": article.name,
        "paragraphs": read_paragraphs(article),
        "speakers": speakers,
        "named": sum(bool(speaker.name) for speaker in speakers),
        "labels": Counter(row["label"] for row in article.rows),
        "statements": [note(row) for row in article.rows],
    }


def note(row: Row) -> dict[str, Any]:
    """Return what the page says of one statement."""
    source, target = row["source"], row["target"]
    name = name_of(row)
    words = " ".join(source["text"].split()) if source else ""
    return {
        "label": row["label"],
        "score": row["score"],
        "speaker": name,
        "words": words if source and source["resolved"] else "",
        "cue": " ".join(row["cue"]["text"].split()) if row["cue"] else "",
        "target": " ".join(target["text"].split()) if target else "",
        "scores": sorted(row["scores"].items(), key=lambda item: -item[1]),
        "evidence": row["evidence"],
    }


@cache
def environment() -> Environment:
    """Return the templates, escaping everything."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = FAMILY.parent
    jinja = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    jinja.trim_blocks = jinja.lstrip_blocks = True
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("family.css", "articles.css"))
    jinja.globals["style"] = Markup(style)  # noqa: S704, our own files
    return jinja
