"""Compare reports on the same examples: paired differences, flips and slices that moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from stance.errors import InputError
from stance.evaluation.metrics import accuracy, f1, macro_f1, mcnemar
from stance.evaluation.resampling import DRAWS, LEVEL, Floats, Ints, group_ids, interval, resample_counts
from stance.evaluation.slices import SMALL, members, resampled_means

FORMAT = "stance comparison"
VERSION = 1
_NAMED = 5  # labels that a message names

Row = dict[str, Any]
Report = dict[str, Any]


def compare_reports(reports: Mapping[str, Report], seed: int = 0) -> dict[str, Any]:
    """Compare every report with the first.

    Parameters
    ----------
    reports : mapping of str to report
        Name -> report; at least two, on the same examples with the same labels.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``systems``: each with its scores and, but for the first, ``against``: the differences to the first
        in macro-F1, accuracy and F1 of each label (paired bootstrap over documents), McNemar's test, the
        examples that ``improved`` (wrong, then right) or ``worsened``, and the slices by how far their
        accuracy moved.

    Raises
    ------
    InputError
        Where there are fewer than two reports, or they are on different data or schemas: the message says how
        they differ.
    """
    if len(reports) < 2:
        raise InputError("a comparison needs at least two reports")
    (base_name, base), *others = reports.items()
    for name, report in others:
        reason = why_incomparable(base, report)
        if reason:
            raise InputError(f"{base_name} and {name} cannot be compared: {reason}")
    labels = base["labels"]
    rows = sorted_rows(base)
    aligned = [rows, *(sorted_rows(report) for _, report in others)]
    index = {label: i for i, label in enumerate(labels)}
    gold = np.array([index[row["gold"]] for row in rows])
    predicted = np.array([[index[row["predicted"]] for row in system] for system in aligned])
    groups = group_ids(rows)
    counts = resample_counts(gold, predicted, len(labels), groups, DRAWS, seed)
    systems: list[dict[str, Any]] = []
    for i, (name, report) in enumerate(reports.items()):
        system: dict[str, Any] = {"name": name, "run": report["run"], "scores": report["scores"]}
        system["per_label"] = report["per_label"]
        if i:
            system["against"] = differences(aligned[0], aligned[i], gold, predicted[[0, i]], counts[:, [0, i]], labels)
            system["against"]["slices"] = moved_slices(aligned[0], gold, predicted[[0, i]], groups, seed)
        systems.append(system)
    return {
        "format": FORMAT,
        "version": VERSION,
        "labels": labels,
        "evaluated": base["evaluated"],
        "intervals": {"level": LEVEL, "draws": DRAWS, "unit": "example" if groups is None else "document"},
        "systems": systems,
    }


def why_incomparable(a: Report, b: Report) -> str | None:
    """Return why two reports are not on the same data and schema, or None where they are."""
    if a["labels"] != b["labels"]:
        return different_labels(a["labels"], b["labels"])
    schemas = [report["model"].get("schema") for report in (a, b)]
    if all(schemas) and schemas[0] != schemas[1]:
        names = [f"{schema['name']} {schema['version']}" for schema in schemas if schema]
        return f"different schemas: {names[0]} against {names[1]}"
    if a["evaluated"]["fingerprint"] != b["evaluated"]["fingerprint"]:
        shared = len({example_key(row) for row in a["examples"]} & {example_key(row) for row in b["examples"]})
        sizes = f"{a['evaluated']['examples']} and {b['evaluated']['examples']} examples, {shared} of them shared"
        return f"different data: {sizes}; evaluate both on the same examples"
    return None


def different_labels(a: list[str], b: list[str]) -> str:
    """Return how two lists of labels differ, at most a few of them by name."""
    sides = []
    for which, own, other in (("first", a, b), ("second", b, a)):
        alone = [label for label in own if label not in other]
        if alone:
            more = f" and {len(alone) - _NAMED} more" if len(alone) > _NAMED else ""
            sides.append(f"only the {which} has {', '.join(alone[:_NAMED])}{more}")
    return f"different labels: {'; '.join(sides) or 'the same ones in another order'}"


def fingerprint(rows: list[Row]) -> str:
    """Return the SHA-256, in hex, of texts with their gold labels, whatever their order."""
    digest = hashlib.sha256()
    for text, gold in sorted(example_key(row) for row in rows):
        digest.update(f"{len(text)} {text} {gold}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def example_key(row: Row) -> tuple[str, str]:
    """Return what makes two reports' examples the same."""
    return row["text"], row["gold"]


def sorted_rows(report: Report) -> list[Row]:
    """Return a report's examples in an order that is the same in every report on the same data."""
    return sorted(report["examples"], key=lambda row: (*example_key(row), row["id"]))


def differences(
    before: list[Row], after: list[Row], gold: Ints, predicted: Ints, counts: Floats, labels: list[str]
) -> dict[str, Any]:
    """Return how the second of two systems differs from the first."""
    groups = group_ids(before)
    n_groups = len(before) if groups is None else int(groups.max()) + 1
    width = len(labels)
    cells = np.stack([np.bincount(gold * width + said, minlength=width**2).reshape(width, width) for said in predicted])
    whole = np.stack([cells.diagonal(axis1=1, axis2=2), cells.sum(1), cells.sum(2)], axis=1).astype(np.float64)

    def gain(values: Floats, points: Floats) -> dict[str, float | None]:
        point = float(points[1] - points[0])
        return interval(values[:, 1] - values[:, 0], None if np.isnan(point) else point, n_groups)

    label_spread, label_points = f1(counts), f1(whole)
    right = predicted == gold
    flips: Counter[tuple[str, str]] = Counter()
    improved: list[Row] = []
    worsened: list[Row] = []
    for i in np.flatnonzero(right[0] != right[1]):
        row = {key: before[i][key] for key in ("id", "text", "gold")}
        row |= {"before": before[i]["predicted"], "after": after[i]["predicted"]}
        row["probabilities"] = {"before": before[i]["probabilities"], "after": after[i]["probabilities"]}
        (improved if right[1, i] else worsened).append(row)
        flips[row["before"], row["after"]] += 1
    return {
        "macro_f1": gain(macro_f1(counts), macro_f1(whole)),
        "accuracy": gain(accuracy(counts), accuracy(whole)),
        "per_label": [
            {"label": label, **gain(label_spread[:, :, i], label_points[:, i])} for i, label in enumerate(labels)
        ],
        "mcnemar": mcnemar(right[0], right[1]),
        "changed": int(np.sum(predicted[0] != predicted[1])),
        "still_wrong": int(np.sum((predicted[0] != predicted[1]) & ~right[0] & ~right[1])),
        "flips": [{"before": a, "after": b, "examples": count} for (a, b), count in flips.most_common()],
        "improved": improved,
        "worsened": worsened,
    }


def moved_slices(rows: list[Row], gold: Ints, predicted: Ints, groups: Ints | None, seed: int) -> list[Row]:
    """Return the slices by how far accuracy moved between two systems, the furthest fall first."""
    right = predicted == gold
    change = right[1].astype(np.float64) - right[0]
    moved = []
    for column in dict.fromkeys(name for row in rows for name in row["columns"]):
        for value, chosen in members([row["columns"].get(column) for row in rows]):
            chosen_groups = None if groups is None else groups[chosen]
            n_groups = len(chosen) if chosen_groups is None else len(np.unique(chosen_groups))
            spread = resampled_means(change[chosen], chosen_groups, seed)
            before, after = (float(right[i, chosen].mean()) for i in (0, 1))
            moved.append(
                {
                    "column": column,
                    "value": value,
                    "examples": len(chosen),
                    "small": len(chosen) < SMALL,
                    "before": before,
                    "after": after,
                    "change": interval(spread, after - before, n_groups),
                }
            )
    return sorted(moved, key=lambda row: row["change"]["value"])


def compare_with_previous(report: Report, previous: Report) -> dict[str, Any]:
    """Return the short comparison with the run before; ``reason`` says why where there is none."""
    reason = why_incomparable(previous, report)
    run = {key: previous["run"][key] for key in ("time", "command") if key in previous["run"]}
    summary = {"run": run, "scores": previous["scores"], "reason": reason}
    if reason is None:
        against = compare_reports({"before": previous, "after": report})["systems"][1]["against"]
        kept = ("macro_f1", "accuracy", "mcnemar", "changed")
        summary |= {key: against[key] for key in kept}
        summary |= {key: len(against[key]) for key in ("improved", "worsened")}
    return summary
