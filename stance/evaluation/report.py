"""Build the report of an evaluation: plain data that every view is drawn from.

`report.schema.json` beside this module documents the format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.evaluation.calibration import abstain, calibrate
from stance.evaluation.comparison import compare_with_previous, fingerprint
from stance.evaluation.examples import Explain, describe_examples, explain_examples
from stance.evaluation.metrics import (
    accuracy,
    count_confusions,
    macro_f1,
    macro_f1_score,
    mcnemar,
    score_any_stance,
    score_labels,
)
from stance.evaluation.resampling import DRAWS, LEVEL, Floats, Ints, group_ids, interval, resample_counts
from stance.evaluation.slices import score_slices, slice_columns
from stance.evaluation.verdict import find_notes, give_verdict

FORMAT = "stance report"
VERSION = 1

Row = dict[str, Any]
Report = dict[str, Any]


def build_report(
    examples: list[Row],
    gold: Sequence[str],
    probabilities: NDArray[np.floating[Any]],
    labels: Sequence[str],
    *,
    no_stance: str | None = None,
    baselines: Mapping[str, Sequence[str]] | None = None,
    explain: Explain | None = None,
    model: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    run: Mapping[str, Any] | None = None,
    held_out: Sequence[Mapping[str, Any]] = (),
    previous: Report | None = None,
    seed: int = 0,
) -> Report:
    """Return the report of predictions that were made on examples the model did not learn.

    Parameters
    ----------
    examples : list of dict
        Rows with ``text`` and, where known, ``id``, ``doc_id``, ``source``, ``cue`` and any other columns;
        columns of few values become slices.
    gold : sequence of str, length n
    probabilities : array, shape (n, n_labels)
        In the order of `labels`; the most probable label is the prediction.
    labels : sequence of str
        Of the schema, in its order.
    no_stance : str or None
        The label that means "no stance".
    baselines : mapping of str to sequence of str
        Name -> the labels that a baseline predicts for the same examples.
    explain : callable or None
        Takes numbers of examples, returns for each the pushes of its features in the model that made the
        prediction; called in batches for at most 10,000 examples, mistakes first.
    model : mapping
        ``name``, ``schema`` ({"name", "version"}), ``vocabulary`` (how many features, or block -> how many),
        ``artifact_bytes``, ``features`` ({label: {"for": [(feature, weight), ...], "against": [...]}},
        strongest first), ``learning_curve`` ([{"examples", "macro_f1", "low", "high"}, ...]); all optional.
    data : mapping
        What `stance.corpus.describe` returns, and ``name``, ``fingerprint``, ``agreement`` (name -> number),
        ``problems`` ([{"severity", "where", "message"}, ...]); all optional.
    run : mapping
        ``command``, ``evaluated`` (what was evaluated and how, in words), ``time``, ``seconds``, ``seed``,
        ``config``, ``versions``; all optional.
    held_out : sequence of mapping
        What `score_split` returns for each split that is neither learned nor among `examples`.
    previous : dict or None
        The report of the run before; compared where it is on the same examples.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        The content of report.json.

    Raises
    ------
    InputError
        Where lengths differ, there is no example, or a label is not among `labels`.
    """
    labels = list(labels)
    probabilities = check_probabilities(examples, gold, probabilities, labels)
    true = encode(gold, labels, "gold label")
    said = probabilities.argmax(1)
    right = true == said
    confidence = probabilities.max(1)
    groups = group_ids(examples)
    n_groups = len(examples) if groups is None else int(groups.max()) + 1

    names = list(baselines or {})
    systems = np.stack([said, *(encode((baselines or {})[name], labels, f"baseline {name}") for name in names)])
    counts = resample_counts(true, systems, len(labels), groups, DRAWS, seed)
    spread_f1, spread_accuracy = macro_f1(counts), accuracy(counts)

    def score(system: int) -> dict[str, Any]:
        return {
            "macro_f1": interval(spread_f1[:, system], macro_f1_score(true, systems[system]), n_groups),
            "accuracy": interval(spread_accuracy[:, system], float(np.mean(systems[system] == true)), n_groups),
        }

    own = score(0)
    rivals = []
    for system, name in enumerate(names, 1):
        rival = score(system)
        gain = own["macro_f1"]["value"] - rival["macro_f1"]["value"]
        difference = interval(spread_f1[:, 0] - spread_f1[:, system], gain, n_groups)
        rivals.append(
            {
                "name": name,
                **rival,
                "difference": difference,
                "mcnemar": mcnemar(right, systems[system] == true),
            }
        )
    columns = slice_columns(examples, list(gold), no_stance)
    order, rows = describe_examples(examples, true, probabilities, labels, columns)
    features = list_features((model or {}).get("features", {}))
    if explain is not None:
        explain_examples(order, rows, explain, labels, features)
    report: Report = {
        "format": FORMAT,
        "version": VERSION,
        "labels": labels,
        "no_stance": no_stance,
        "run": dict(run or {}),
        "evaluated": {
            "examples": len(rows),
            "documents": None if groups is None else n_groups,
            "explained": sum("evidence" in row for row in rows),
            "fingerprint": fingerprint(rows),
        },
        "intervals": {"level": LEVEL, "draws": DRAWS, "unit": "example" if groups is None else "document"},
        "scores": own,
        "any_stance": None if no_stance is None else score_any_stance(true, said, labels.index(no_stance)),
        "baselines": sorted(rivals, key=lambda rival: -rival["macro_f1"]["value"]),
        "held_out": [dict(split) for split in held_out],
        "per_label": score_labels(true, said, labels, counts[:, 0], n_groups),
        "confusion": count_confusions(true, said, len(labels)),
        "calibration": calibrate(confidence, right),
        "abstention": abstain(confidence, true, said, labels),
        "slices": score_slices(columns, true, said, groups, seed),
        "model": dict(model or {}) | {"features": features},
        "data": dict(data or {}),
        "examples": rows,
    }
    report["previous"] = None if previous is None else compare_with_previous(report, previous)
    report["verdict"] = give_verdict(report)
    report["notes"] = find_notes(report)
    return report


def check_probabilities(
    examples: Sequence[Row], gold: Sequence[str], probabilities: NDArray[np.floating[Any]], labels: list[str]
) -> Floats:
    """Return the probabilities as an array of the right shape, or raise."""
    array = np.asarray(probabilities, dtype=np.float64)
    if not examples:
        raise InputError("nothing to evaluate: no examples")
    if len(gold) != len(examples) or array.shape != (len(examples), len(labels)):
        raise InputError(
            f"{len(examples)} examples, {len(gold)} gold labels and probabilities of shape {array.shape} do "
            f"not belong together; {len(labels)} labels need shape ({len(examples)}, {len(labels)})"
        )
    if not np.isfinite(array).all() or array.min() < 0 or array.max() > 1 + 1e-6:
        raise InputError("probabilities must lie between 0 and 1")
    return array


def encode(names: Sequence[str], labels: list[str], what: str) -> Ints:
    """Return labels as indices, or raise where one is not in the schema."""
    index = {label: i for i, label in enumerate(labels)}
    try:
        return np.array([index[name] for name in names])
    except KeyError as error:
        raise InputError(f"{what} {error.args[0]!r} is not among the labels {', '.join(labels)}") from None


def list_features(features: Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]) -> dict[str, Any]:
    """Return the strongest features as plain data."""
    return {
        label: {
            side: [{"feature": str(name), "weight": float(weight)} for name, weight in sides.get(side, [])]
            for side in ("for", "against")
        }
        for label, sides in features.items()
    }
