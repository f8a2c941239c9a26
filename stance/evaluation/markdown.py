"""A report as Markdown, for a model card or a pull request."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from stance.evaluation.formatting import bounds, excerpt, number, p_value, percent, signed

_MISTAKES = 10
_SLICES = 10
_MATRIX = 12  # more labels than this do not fit as a matrix

Report = dict[str, Any]


def to_markdown(report: Report) -> str:
    """Return the verdict, scores, confusions, slices and worst mistakes of a report as Markdown."""
    scores, evaluated, run = report["scores"], report["evaluated"], report["run"]
    spread = f" [{bounds(scores['macro_f1'])}]" if bounds(scores["macro_f1"]) else ""
    lines = [
        f"# Macro-F1 {number(scores['macro_f1']['value'])}{spread}",
        "",
        f"Accuracy {number(scores['accuracy']['value'])} on {evaluated['examples']:,} examples."
        + (f" {cell(run['evaluated'])}." if run.get("evaluated") else ""),
        "",
        *(f"- {cell(finding['text'])}" for finding in report["verdict"]),
        *(f"- {cell(note)}" for note in report["notes"]),
        "",
        "## Labels",
        "",
        *table(
            ("label", "precision", "recall", "F1", "interval", "gold", "predicted"),
            map(label_cells, report["per_label"]),
        ),
    ]
    if report["baselines"]:
        rows = [("this model", number(scores["macro_f1"]["value"]), bounds(scores["macro_f1"]), "", "")]
        for row in report["baselines"]:
            score = row["macro_f1"]
            difference, p = signed(row["difference"]["value"]), p_value(row["mcnemar"]["p"])
            rows.append((row["name"], number(score["value"]), bounds(score), difference, p))
        lines += [
            "## Baselines",
            "",
            *table(("system", "macro-F1", "interval", "model's lead", "McNemar"), rows),
        ]
    if report["held_out"]:
        header = ("split", "macro-F1", "interval", "accuracy", "examples")
        lines += ["## Splits held out of training", "", *table(header, map(split_cells, report["held_out"]))]
    if len(report["labels"]) <= _MATRIX:
        matrix = zip(report["labels"], report["confusion"]["counts"], strict=True)
        header = ("gold / predicted", *report["labels"])
        lines += [
            "## Confusion",
            "",
            *table(header, ((label, *map(str, counts)) for label, counts in matrix)),
        ]
    if report["slices"]:
        header = ("slice", "accuracy", "interval", "examples", "")
        lines += ["## Weakest slices", "", *table(header, map(slice_cells, report["slices"][:_SLICES]))]
    mistakes = [row for row in report["examples"] if row["gold"] != row["predicted"]][:_MISTAKES]
    if mistakes:
        shown = ((row["gold"], row["predicted"], excerpt(row["text"], 300)) for row in mistakes)
        lines += ["## Most confident mistakes", "", *table(("gold", "predicted", "statement"), shown)]
    if run.get("command"):
        lines += ["## Run it again", "", *("    " + line for line in str(run["command"]).splitlines()), ""]
    return "\n".join(lines)


def label_cells(row: dict[str, Any]) -> list[str]:
    """Return a label's row of the table."""
    scores = [number(row[name]["value"]) for name in ("precision", "recall", "f1")]
    return [row["label"], *scores, bounds(row["f1"]), f"{row['support']:,}", f"{row['predicted']:,}"]


def split_cells(row: dict[str, Any]) -> list[str]:
    """Return a held-out split's row of the table."""
    score, accuracy = row["macro_f1"], row["accuracy"]
    return [row["split"], number(score["value"]), bounds(score), number(accuracy["value"]), f"{row['examples']:,}"]


def slice_cells(row: dict[str, Any]) -> list[str]:
    """Return a slice's row of the table."""
    remark = "small" if row["small"] else "clearly below" if row["below"] else ""
    accuracy, name = row["accuracy"], f"{row['column']} {row['value']}"
    return [name, percent(accuracy["value"]), bounds(accuracy, 2), f"{row['examples']:,}", remark]


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table, with an empty line after it."""
    names = [cell(name) for name in header]
    rules = ["---", *["---:"] * (len(names) - 1)]
    body = (" | ".join(cell(value) for value in row) for row in rows)
    return [f"| {line} |" for line in (" | ".join(names), " | ".join(rules), *body)] + [""]


def cell(text: str) -> str:
    """Return text that Markdown and HTML leave as it stands, on one line."""
    text = html.escape(" ".join(str(text).split()), quote=False)
    return "".join("\\" + char if char in "\\`*_{}[]#|~" else char for char in text)
