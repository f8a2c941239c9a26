"""Reports and comparisons as terminal tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.evaluation.formatting import bounds, excerpt, number, p_value, percent, signed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_SLICES = 5  # slices shown
_MISTAKES = 5
_MATRIX = 10  # more labels than this do not fit as a matrix
_MARKS = {"good": "[blue]✓[/]", "bad": "[yellow]![/]", "neutral": "[dim]·[/]"}

Report = dict[str, Any]


def print_summary(report: Report, console: Console) -> None:
    """Print the verdict, labels, baselines, confusions, weak slices and worst mistakes."""
    from rich.markup import escape

    score, accuracy = report["scores"]["macro_f1"], report["scores"]["accuracy"]
    spread = f" \\[{bounds(score)}]" if bounds(score) else ""
    console.print(
        f"[bold]macro-F1 {number(score['value'])}[/]{spread}, accuracy {number(accuracy['value'])}, "
        f"{report['evaluated']['examples']:,} examples",
        highlight=False,
    )
    for finding in report["verdict"]:
        console.print(f"{_MARKS[finding['tone']]} {escape(finding['text'])}", highlight=False)
    for note in report["notes"]:
        console.print(f"[dim]{escape(note)}[/]", highlight=False)
    console.print(label_table(report))
    if report["baselines"]:
        console.print(baseline_table(report))
    if report["held_out"]:
        console.print(held_out_table(report))
    if len(report["labels"]) <= _MATRIX:
        console.print(confusion_table(report))
    print_weak_spots(report, console)


def print_weak_spots(report: Report, console: Console) -> None:
    """Print the weakest slices and the worst mistakes."""
    from rich.markup import escape

    slices = [row for row in report["slices"] if row["gap"] < 0 and not row["small"]][:_SLICES]
    if slices:
        table = new_table("weakest slices", "slice", "accuracy", "interval", "examples")
        for row in slices:
            accuracy = row["accuracy"]
            name = f"{row['column']} {row['value']}"
            table.add_row(escape(name), percent(accuracy["value"]), bounds(accuracy, 2), f"{row['examples']:,}")
        console.print(table)
    mistakes = [row for row in report["examples"] if row["gold"] != row["predicted"]][:_MISTAKES]
    if mistakes:
        table = new_table("worst mistakes", "gold", "predicted", "statement")
        for column in table.columns[1:]:
            column.justify, column.no_wrap = "left", False
        for row in mistakes:
            said = f"{row['predicted']} {percent(max(row['probabilities']))}"
            table.add_row(escape(row["gold"]), escape(said), escape(excerpt(row["text"], 200)))
        console.print(table)


def label_table(report: Report) -> Table:
    """Return precision, recall and F1 of every label."""
    from rich.markup import escape

    table = new_table("labels", "label", "precision", "recall", "F1", "interval", "gold", "predicted")
    for row in report["per_label"]:
        scores = [number(row[name]["value"]) for name in ("precision", "recall", "f1")]
        table.add_row(
            escape(row["label"]),
            *scores,
            bounds(row["f1"], 2),
            f"{row['support']:,}",
            f"{row['predicted']:,}",
        )
    return table


def baseline_table(report: Report) -> Table:
    """Return the model beside its baselines."""
    from rich.markup import escape

    table = new_table("beside the baselines", "system", "macro-F1", "interval", "model's lead", "McNemar")
    table.add_row("this model", number(report["scores"]["macro_f1"]["value"]), bounds(report["scores"]["macro_f1"]))
    for row in report["baselines"]:
        score = row["macro_f1"]
        lead, p = signed(row["difference"]["value"]), p_value(row["mcnemar"]["p"])
        table.add_row(escape(row["name"]), number(score["value"]), bounds(score), lead, p)
    return table


def held_out_table(report: Report) -> Table:
    """Return the scores on the splits that were held out of training."""
    from rich.markup import escape

    table = new_table("splits held out of training", "split", "macro-F1", "interval", "accuracy", "examples")
    for row in report["held_out"]:
        score, hits = row["macro_f1"], number(row["accuracy"]["value"])
        table.add_row(escape(row["split"]), number(score["value"]), bounds(score), hits, f"{row['examples']:,}")
    return table


def confusion_table(report: Report) -> Table:
    """Return the confusion matrix: gold in rows, predicted in columns."""
    from rich.markup import escape

    labels = [escape(label) for label in report["labels"]]
    table = new_table("confusion", "gold ↓ predicted →", *labels)
    for label, counts in zip(labels, report["confusion"]["counts"], strict=True):
        table.add_row(label, *(f"{count:,}" for count in counts))
    return table


def print_comparison(comparison: dict[str, Any], console: Console) -> None:
    """Print the scores of all reports, the differences from the first and the slices that moved clearly."""
    from rich.markup import escape

    base, *others = comparison["systems"]
    table = new_table(
        f"against {escape(base['name'])}, {comparison['evaluated']['examples']:,} examples",
        *("report", "macro-F1", "change", "accuracy", "fixed", "broken", "McNemar"),
    )
    table.add_row(
        escape(base["name"]),
        number(base["scores"]["macro_f1"]["value"]),
        "",
        number(base["scores"]["accuracy"]["value"]),
    )
    for system in others:
        against, scores = system["against"], system["scores"]
        table.add_row(
            escape(system["name"]),
            number(scores["macro_f1"]["value"]),
            f"{signed(against['macro_f1']['value'])}\n[dim]{bounds(against['macro_f1'])}[/]",
            number(scores["accuracy"]["value"]),
            f"{len(against['improved']):,}",
            f"{len(against['worsened']):,}",
            p_value(against["mcnemar"]["p"]),
        )
    console.print(table)
    for system in others:
        table = new_table(f"{escape(system['name'])}: labels and slices", "", "change", "interval")
        for row in system["against"]["per_label"]:
            if row["value"] is not None:
                table.add_row(f"F1 of {escape(row['label'])}", signed(row["value"]), bounds(row))
        table.add_section()
        for row in system["against"]["slices"]:
            change = row["change"]
            if not row["small"] and change["low"] is not None and (change["low"] > 0 or change["high"] < 0):
                name = f"accuracy on {row['column']} {row['value']}"
                table.add_row(escape(name), signed(change["value"]), bounds(change))
        console.print(table)


def new_table(title: str, *headers: str) -> Table:
    """Return an empty table: the first column to the left, the others to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for i, header in enumerate(headers):
        table.add_column(header, justify="right" if i else "left", no_wrap=i > 0, min_width=None if i else 8)
    return table
