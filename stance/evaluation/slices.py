"""Accuracy on parts of the data: one part a value of a column, and statement length."""

from __future__ import annotations

from typing import Any

import numpy as np

from stance.evaluation.metrics import macro_f1_score
from stance.evaluation.resampling import DRAWS, Floats, Ints, interval, resample

SMALL = 30  # examples below which a slice says little
_VALUES = (2, 30)  # a column with fewer or more distinct values is no way to slice
NOT_SLICED = ("id", "doc_id", "text", "label", "source", "cue", "content", "target", "split")
ABOUT_STANCES = ("explicit",)  # columns that say how a stance is expressed: meaningless where there is none
LENGTH = "length"
_LENGTHS = ((15, "up to 15 words"), (30, "16 to 30 words"), (60, "31 to 60 words"), (None, "over 60 words"))

Row = dict[str, Any]


def slice_columns(examples: list[Row], gold: list[str], no_stance: str | None) -> dict[str, list[str | None]]:
    """Return the columns that can be sliced, each with one value (or None) an example.

    Strings, booleans and integers count; of a column about stances, the examples without one are left out.
    """
    columns: dict[str, list[str | None]] = {LENGTH: [length_of(example["text"]) for example in examples]}
    for column in dict.fromkeys(key for example in examples for key in example if key not in NOT_SLICED):
        values = [show(example.get(column)) for example in examples]
        if column in ABOUT_STANCES and no_stance is not None:
            values = [None if label == no_stance else value for value, label in zip(values, gold, strict=True)]
        if _VALUES[0] <= len(set(values) - {None}) <= _VALUES[1]:
            columns[column] = values
    return columns


def show(value: object) -> str | None:
    """Return a column's value as text, or None where it is no category."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | np.integer) and str(value).strip() else None


def length_of(text: str) -> str:
    """Return which class of length a statement is in."""
    words = len(text.split())
    return next(name for limit, name in _LENGTHS if limit is None or words <= limit)


def score_slices(
    columns: dict[str, list[str | None]], gold: Ints, predicted: Ints, groups: Ints | None, seed: int = 0
) -> list[Row]:
    """Return every slice with its scores, the furthest below the whole first.

    Slices are ranked by accuracy: macro-F1 is shown too, but it changes with which labels a slice holds.

    Returns
    -------
    list of dict
        ``column``, ``value``, ``examples``, ``documents``, ``accuracy`` with interval, ``gap`` (accuracy less
        that of the whole), ``macro_f1``, ``small``, and ``below``: the whole interval lies below the accuracy
        of all examples.
    """
    right = gold == predicted
    whole = float(right.mean())
    rows = []
    for column, values in columns.items():
        for value, chosen in members(values):
            chosen_groups = None if groups is None else groups[chosen]
            n_groups = len(chosen) if chosen_groups is None else len(np.unique(chosen_groups))
            point = float(right[chosen].mean())
            score = interval(resampled_means(right[chosen], chosen_groups, seed), point, n_groups)
            rows.append(
                {
                    "column": column,
                    "value": value,
                    "examples": len(chosen),
                    "documents": None if groups is None else n_groups,
                    "accuracy": score,
                    "gap": point - whole,
                    "macro_f1": macro_f1_score(gold[chosen], predicted[chosen]),
                    "small": len(chosen) < SMALL,
                    "below": score["high"] is not None and score["high"] < whole and len(chosen) >= SMALL,
                }
            )
    return sorted(rows, key=lambda row: row["gap"])


def members(values: list[str | None]) -> list[tuple[str, Ints]]:
    """Return each value with the indices of its examples."""
    found: dict[str, list[int]] = {}
    for i, value in enumerate(values):
        if value is not None:
            found.setdefault(value, []).append(i)
    return [(value, np.array(indices)) for value, indices in found.items()]


def resampled_means(values: Ints | Floats, groups: Ints | None, seed: int = 0) -> Floats:
    """Return the mean of a column of few distinct values over resampled groups, shape (draws,)."""
    distinct, cells = np.unique(np.asarray(values, np.float64), return_inverse=True)
    sums = resample(cells, np.column_stack([distinct, np.ones_like(distinct)]), groups, DRAWS, seed)
    return np.asarray(sums[:, 0] / sums[:, 1])
