"""Train a classifier on a corpus, and find out honestly how good it is."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone

from stance.errors import InputError
from stance.model.baselines import KeywordClassifier, make_baselines
from stance.model.classifier import StanceClassifier
from stance.model.config import Config
from stance.model.learning import measure_learning
from stance.model.linear import LinearModel
from stance.model.search import make_folds, search
from stance.schema import Schema

LIBRARIES = ("newsstance", "scikit-learn", "numpy", "scipy", "datasets")
JOBS = 2

Row = Mapping[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Trained:
    """What training gives.

    Attributes
    ----------
    classifier : StanceClassifier
        Fitted on all training rows.
    config : dict
        The configuration with the parameters that the search chose.
    labels : list of str
        In the order of the schema.
    held_out : ndarray of shape (n, n_labels)
        Each training row's probabilities by a model that did not see its document; columns as `labels`.
    fold_of : ndarray of int, shape (n,)
        Which of `fold_models` that is.
    fold_models : list of LinearModel
    baselines : dict of str to list of str
        Name -> its label for each training row, by the same folds.
    search : list of dict
        ``params`` and ``score`` of each combination tried on all rows, best first; empty without a search.
    learning_curve : list of dict
        As `measure_learning` gives it; empty where the configuration does not ask for it.
    """

    classifier: StanceClassifier
    config: Config
    labels: list[str]
    held_out: NDArray[np.float64]
    fold_of: NDArray[np.intp]
    fold_models: list[LinearModel]
    baselines: dict[str, list[str]]
    search: list[dict[str, Any]]
    learning_curve: list[dict[str, float]]


class FoldResult(NamedTuple):
    """What one fold of the cross-validation gives: its model, and what that and the baselines say of its test rows."""

    model: LinearModel
    probabilities: NDArray[np.float64]
    baselines: dict[str, list[str]]


def train(rows: Sequence[Row], schema: Schema, config: Config, tell: Tell = lambda _: None) -> Trained:
    """Train and cross-validate.

    Parameters
    ----------
    rows : sequence of mapping
        Labelled statements with ``text``, ``label`` and, where known, ``doc_id``.
    schema : Schema
        Every label of the rows must be in it.
    config : dict
        As `read_config` gives it.
    tell : callable
        Takes a line about each stage as it begins.

    Raises
    ------
    InputError
        Where a label is outside the schema, there is too little to cross-validate, or a parameter is unknown or
        out of range.
    """
    X, y, groups = read_examples(rows, schema)  # noqa: N806
    base = make_classifier(config)
    splits = make_folds(y, groups, config["evaluation"]["folds"], config["seed"])
    labels = [name for name in schema.label_names if name in set(y)]
    tell(f"training on all {len(X)} statements, and on {len(splits)} parts of them to cross-validate")
    grid, search_folds = config["search"], config["evaluation"]["folds"]
    run: Callable[..., Any] = delayed(run_fold)
    fit: Callable[..., Any] = delayed(fit_best)
    (classifier, results), *folds = Parallel(n_jobs=JOBS)(
        [fit(base, grid, X, y, groups, search_folds)]
        + [run(base, grid, X, y, groups, split, labels, search_folds) for split in splits]
    )
    held_out = np.zeros((len(X), len(labels)))
    fold_of = np.zeros(len(X), dtype=np.intp)
    baselines: dict[str, NDArray[Any]] = {name: np.empty(len(X), dtype=object) for name in folds[0].baselines}
    for number, ((_, test), fold) in enumerate(zip(splits, folds, strict=True)):
        held_out[test] = fold.probabilities
        fold_of[test] = number
        for name, predicted in fold.baselines.items():
            baselines[name][test] = predicted
    if results:
        config = config | {"classifier": config["classifier"] | results[0]["params"]}
    curve = []
    if config["evaluation"]["learning_curve"]:
        tell("training on parts of the data")
        curve = measure_learning(clone(classifier), X, y, groups, splits, config["seed"], jobs=JOBS)
    return Trained(
        classifier=classifier,
        config=config,
        labels=labels,
        held_out=held_out,
        fold_of=fold_of,
        fold_models=[fold.model for fold in folds],
        baselines={name: list(column) for name, column in baselines.items()},
        search=results,
        learning_curve=curve,
    )


def fit_best(
    base: StanceClassifier,
    grid: Mapping[str, Sequence[Any]],
    X: Sequence[str],  # noqa: N803
    y: NDArray[Any],
    groups: NDArray[Any] | None,
    folds: int,
) -> tuple[StanceClassifier, list[dict[str, Any]]]:
    """Return the classifier that the search finds best, fitted, and what `search` found; an empty grid: none."""
    chosen, results = search(base, grid, X, y, groups, folds) if grid else (clone(base), [])
    return chosen.fit(X, y, groups), results


def run_fold(
    base: StanceClassifier,
    grid: Mapping[str, Sequence[Any]],
    X: Sequence[str],  # noqa: N803
    y: NDArray[Any],
    groups: NDArray[Any] | None,
    split: tuple[NDArray[np.intp], NDArray[np.intp]],
    labels: Sequence[str],
    folds: int,
) -> FoldResult:
    """Train on one fold's training rows, search included, and predict its test rows."""
    train_rows, test_rows = split
    train_x, test_x = [X[i] for i in train_rows], [X[i] for i in test_rows]
    train_y, train_groups = y[train_rows], None if groups is None else groups[train_rows]
    linear = fit_best(base, grid, train_x, train_y, train_groups, folds)[0].to_linear()
    probabilities = in_order(linear.probabilities(test_x), linear.labels, labels)
    predicted = {name: list(model.fit(train_x, train_y).predict(test_x)) for name, model in make_baselines().items()}
    keywords = KeywordClassifier()
    if keywords.covers(labels):
        predicted["keywords"] = keywords.predict(test_x)
    return FoldResult(linear, probabilities, predicted)


def in_order(columns: NDArray[np.float64], labels: Sequence[str], wanted: Sequence[str]) -> NDArray[np.float64]:
    """Return columns, shape (n, n_labels), in another order of the labels; zeros for one that is not there."""
    ordered = np.zeros((len(columns), len(wanted)))
    for place, label in enumerate(wanted):
        if label in labels:
            ordered[:, place] = columns[:, labels.index(label)]
    return ordered


def make_classifier(config: Config) -> StanceClassifier:
    """Return the unfitted classifier of a configuration.

    Raises
    ------
    InputError
        Where [classifier] or [search] names a parameter that there is not, or one is out of range.
    """
    known = set(StanceClassifier().get_params()) - {"random_state"}
    for table in ("classifier", "search"):
        unknown = set(config[table]) - known
        if unknown:
            names = ", ".join(sorted(unknown))
            raise InputError(f"config: [{table}]: no parameter {names}; there are {', '.join(sorted(known))}")
    classifier = StanceClassifier(**config["classifier"], random_state=config["seed"])
    classifier.check_parameters()
    return classifier


def read_examples(rows: Sequence[Row], schema: Schema) -> tuple[list[str], NDArray[Any], NDArray[Any] | None]:
    """Return the texts, the labels and the documents (None where no row names one) of rows.

    A row without a document among others that have one is a document of its own.

    Raises
    ------
    InputError
        Where a row has no text or no label of the schema.
    """
    for number, row in enumerate(rows, 1):
        where = row.get("id") or f"row {number}"
        if row["label"] not in schema.label_names:
            known = ", ".join(schema.label_names)
            raise InputError(f"{where}: label {row['label']!r} is not in schema {schema.name} ({known})")
        if not isinstance(row["text"], str) or not row["text"].strip():
            raise InputError(f"{where}: text is missing or empty")
    groups = None
    if any(row.get("doc_id") is not None for row in rows):
        groups = np.array([f" {i}" if row.get("doc_id") is None else str(row["doc_id"]) for i, row in enumerate(rows)])
    return [row["text"] for row in rows], np.array([row["label"] for row in rows]), groups


def library_versions() -> dict[str, str]:
    """Return name -> version of what made a model."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
