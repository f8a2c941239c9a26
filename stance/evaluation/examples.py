"""The evaluated examples as rows of a report, each with the words that decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from stance.evaluation.evidence import Push, weigh_words
from stance.evaluation.resampling import Floats, Ints
from stance.evaluation.suspects import suspect_labels

EXPLAINED = 10_000  # examples that get evidence: as many as a page may show
_BATCH = 500  # examples explained at a time: bounds memory
_DIGITS = 6  # of probabilities

Row = dict[str, Any]
Explain = Callable[[Sequence[int]], Sequence[Sequence[Push]]]


def describe_examples(
    examples: list[Row],
    gold: Ints,
    probabilities: Floats,
    labels: list[str],
    columns: dict[str, list[str | None]],
) -> tuple[list[int], list[Row]]:
    """Return the examples in order, the worst mistakes first, as indices and as rows."""
    said = probabilities.argmax(1)
    suspected = suspect_labels(gold, probabilities)
    order = worst_first(gold, said, probabilities)
    rounded = probabilities.round(_DIGITS).tolist()
    rows = []
    for i in order:
        example = examples[i]
        row: Row = {"id": str(example["id"]) if example.get("id") is not None else f"row {i + 1}"}
        row |= {key: str(example[key]) for key in ("doc_id", "source", "cue") if example.get(key) is not None}
        row |= {"text": example["text"], "gold": labels[gold[i]], "predicted": labels[said[i]]}
        row["probabilities"] = rounded[i]
        row["columns"] = {name: values[i] for name, values in columns.items() if values[i] is not None}
        if suspected[i] >= 0:
            row["suspected"] = labels[suspected[i]]
        rows.append(row)
    return order, rows


def worst_first(gold: Ints, said: Ints, probabilities: Floats) -> list[int]:
    """Return the order: the most confident mistakes first, then the least confident of the rest."""
    each = np.arange(len(gold))
    lead = probabilities[each, said] - probabilities[each, gold]
    doubt = np.where(said != gold, 2 + lead, 1 - probabilities.max(1))
    return [int(i) for i in np.argsort(-doubt, kind="stable")]


def explain_examples(
    order: Sequence[int], rows: list[Row], explain: Explain, labels: list[str], features: dict[str, Any]
) -> None:
    """Add evidence to the first rows, and to each of the strongest features an example that holds it.

    Parameters
    ----------
    order : sequence of int
        Which example each row describes.
    rows : list of dict
        Evidence is added here.
    explain : callable
        Takes numbers of examples.
    labels : list of str
    features : dict
        Label -> {"for", "against"} -> entries; examples are added here.
    """
    wanted: dict[str, list[tuple[str, str, Row]]] = {}
    for label, sides in features.items():
        for side in ("for", "against"):
            for entry in sides[side]:
                wanted.setdefault(entry["feature"], []).append((label, side, entry))
    for start in range(0, min(EXPLAINED, len(rows)), _BATCH):
        batch = slice(start, min(start + _BATCH, EXPLAINED))
        for row, pushes in zip(rows[batch], explain(order[batch]), strict=True):
            rival = rival_of(row, labels)
            predicted = labels.index(row["predicted"])
            row["evidence"] = {"rival": labels[rival], **weigh_words(row["text"], pushes, predicted, rival)}
            for push in pushes:
                if push.spans and push.feature in wanted:
                    wanted[push.feature] = [
                        (label, side, entry)
                        for label, side, entry in wanted[push.feature]
                        if not take_example(entry, row, push, typical=(row["gold"] == label) == (side == "for"))
                    ]


def take_example(entry: Row, row: Row, push: Push, typical: bool) -> bool:
    """Give a feature an example that holds it, and return whether it is a good one: typical and rightly predicted."""
    good = typical and row["gold"] == row["predicted"]
    if good or "example" not in entry:
        entry["example"] = {"id": row["id"], "text": row["text"], "span": list(push.spans[0])}
    return good


def rival_of(row: Row, labels: list[str]) -> int:
    """Return what the predicted label is held against: the gold label, or the runner-up where right."""
    if row["gold"] != row["predicted"] or len(labels) == 1:
        return labels.index(row["gold"])
    predicted = labels.index(row["predicted"])
    others = (i for i in range(len(labels)) if i != predicted)
    return max(others, key=lambda i: row["probabilities"][i])
