"""The model card: what an artifact says about itself, for people (after Mitchell et al. 2019, "Model cards").

It is drawn from these keys of the contents; what is not there is left out:

- ``schema``: as `Schema.to_dict` gives it
- ``corpus``: ``name``, ``version``, ``license``, ``language``, ``rows``, ``documents``, ``labels`` (label: rows),
  ``fingerprint``
- ``scores``: ``method`` (how they were measured, in words), ``labels`` (label: ``precision``, ``recall``, ``f1``,
  ``support``), and any other number by its name; a pair of numbers under ``NAME_interval`` is the interval of NAME
- ``config``: the resolved training configuration
- ``versions``: library: version
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_USE = (
    "For research on what sources in the news say, by people who read the statements behind the figures. A label says "
    "what the words of a statement express, not what its speaker thinks, nor whether it is true."
)
_LIMITS = (
    "The scores hold for text like that it learned from; on other sources, times, topics or languages they must be "
    "measured again (`stance evaluate`). It makes mistakes with irony, with stance that is only implied, and where a "
    "source reports the stance of another. It is not fit to decide anything about a person."
)


def make_header() -> str:
    """Return the YAML header that model hubs read."""
    return "---\nlibrary_name: stance\npipeline_tag: text-classification\ntags:\n- stance\n- news\n---\n\n"


def make_card(contents: Mapping[str, Any], fingerprint: str) -> str:
    """Return the card of an artifact as Markdown.

    Parameters
    ----------
    contents : mapping
        What `read_artifact` gives.
    fingerprint : str
        What `read_fingerprint` gives.
    """
    sections = {
        "Labels": labels_section(table_of(contents, "schema")),
        "Data": data_section(table_of(contents, "corpus")),
        "Scores": scores_section(table_of(contents, "scores")),
        "Intended use": [_USE],
        "Limits": [_LIMITS],
        "Training": [f"- {key}: {value}" for key, value in flat(table_of(contents, "config"))],
        "Made with": [f"- {name} {version}" for name, version in table_of(contents, "versions").items()],
    }
    schema = table_of(contents, "schema")
    title = f"{schema.get('name', 'a stance model')} {schema.get('version', '')}".strip()
    lines = [f"# {title}", "", f"SHA-256 {fingerprint}", ""]
    for heading, body in sections.items():
        if body:
            lines += [f"## {heading}", "", *body, ""]
    return "\n".join(lines)


def labels_section(schema: Mapping[str, Any]) -> list[str]:
    """Return what is labelled, and each label with its definition."""
    lines = [f"{schema['question']}", ""] if schema.get("question") else []
    labels = schema.get("labels", ())
    return lines + [f"- **{label.get('name')}**: {one_line(label.get('definition', ''))}" for label in labels]


def data_section(corpus: Mapping[str, Any]) -> list[str]:
    """Return what the model learned from."""
    lines = [f"- {key}: {value}" for key, value in corpus.items() if not isinstance(value, Mapping)]
    counts = table_of(corpus, "labels")
    if counts:
        lines += [
            "",
            "| label | rows |",
            "| --- | ---: |",
            *(f"| {label} | {rows} |" for label, rows in counts.items()),
        ]
    return lines


def scores_section(scores: Mapping[str, Any]) -> list[str]:
    """Return the scores with their intervals, and those of each label."""
    lines = [f"{scores['method']}.", ""] if scores.get("method") else []
    for name, value in scores.items():
        if isinstance(value, int | float):
            interval = scores.get(f"{name}_interval")
            spread = f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else ""
            lines.append(f"- {name.replace('_', ' ')}: {value:.3f}{spread}")
    labels = table_of(scores, "labels")
    if labels:
        lines += ["", "| label | precision | recall | F1 | support |", "| --- | ---: | ---: | ---: | ---: |"]
        for label, row in labels.items():
            cells = [f"{row[name]:.3f}" if name in row else "" for name in ("precision", "recall", "f1")]
            lines.append(f"| {label} | {' | '.join(cells)} | {row.get('support', '')} |")
    return lines


def table_of(contents: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return a table of the contents, empty where it has none."""
    value = contents.get(key)
    return value if isinstance(value, Mapping) else {}


def flat(config: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Return the values of nested tables by their dotted names."""
    pairs: list[tuple[str, Any]] = []
    for key, value in config.items():
        pairs += flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else [(prefix + key, value)]
    return pairs


def one_line(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())
