"""From a corpus to a model and its report: what `stance train` and `stance evaluate` do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.corpus import PACKAGED, check, fingerprint, load
from stance.corpus import describe as describe_corpus
from stance.corpus.loading import read_split
from stance.errors import InputError
from stance.model.config import Config, read_config
from stance.model.linear import LinearModel
from stance.model.model import Model
from stance.model.training import Trained, in_order, library_versions, make_classifier, read_examples, train
from stance.schema import Schema, read_schema

if TYPE_CHECKING:
    from stance.evaluation import Push

Row = dict[str, Any]
Report = dict[str, Any]
Tell = Callable[[str], None]
STRONGEST = 25  # features listed for and against each label


def train_default() -> Model:
    """Return the default model, trained without the cross-validation that its report needs."""
    config, schema = read_config(), read_schema()
    rows = read_split(load(PACKAGED), "train")
    classifier = make_classifier(config).fit(*read_examples(rows, schema))
    return Model(classifier.to_linear(), schema, make_card(rows, config, name_corpus(PACKAGED)))


def train_and_report(
    data: str | Path,
    schema: Schema | None,
    config: Config,
    command: str,
    tell: Tell = lambda _: None,
    previous: Report | None = None,
) -> tuple[Model, Report]:
    """Train on the split "train" of a corpus.

    Parameters
    ----------
    data : str or Path
        What `stance.corpus.load` takes.
    schema : Schema or None
        None: the labels as they stand in the data; for the packaged corpus the stance codebook.
    config : dict
    command : str
        What the user typed, for the report.
    tell : callable
        Takes a line about each stage.
    previous : dict or None
        The report of the run before.

    Returns
    -------
    model : Model
    report : dict
        Of the cross-validation on the training split, with the scores on the splits held out.

    Raises
    ------
    InputError
        Where data, schema and configuration do not fit together.
    """
    from stance.evaluation import build_report

    started = time.time()
    corpus = load(data, columns_of(config))
    if "train" not in corpus:
        raise InputError(f"{data}: no split train; the splits are {', '.join(corpus)}")
    rows = read_split(corpus, "train")
    if schema is None:
        labels = (row["label"] for row in rows if row["label"] is not None)
        schema = read_schema() if Path(data) == PACKAGED else Schema.from_labels(labels)
    others = {split: read_split(corpus, split) for split in corpus if split != "train"}
    for split_rows in others.values():
        read_examples(split_rows, schema)
    trained = train(rows, schema, config, tell)
    model = Model(trained.classifier.to_linear(), schema, make_card(rows, trained.config, name_corpus(data)))
    tell("evaluating")
    about = describe_model(model, trained.labels)
    if trained.learning_curve:
        about["learning_curve"] = trained.learning_curve
    report = build_report(
        rows,
        [row["label"] for row in rows],
        trained.held_out,
        trained.labels,
        no_stance=schema.no_stance,
        baselines=trained.baselines,
        explain=explain_folds(trained, rows),
        model=about,
        data=describe_corpus(corpus)
        | {"name": name_corpus(data), "fingerprint": model.card["corpus"]["fingerprint"]}
        | {"problems": [asdict(problem) for problem in check(corpus, schema)]},
        run=describe_run(command, describe_method(trained, rows), started)
        | {"seed": config["seed"], "config": trained.config, "search": trained.search},
        held_out=[score_model(model, split, rows) for split, rows in others.items()],
        previous=previous,
        seed=config["seed"],
    )
    model.card["scores"] = summarise(report)
    return model, report


def evaluate_model(
    model: Model, data: str | Path, split: str | None, command: str, previous: Report | None = None
) -> Report:
    """Return the report of a model on labelled statements that it did not learn.

    Parameters
    ----------
    model : Model
    data : str or Path
        What `stance.corpus.load` takes.
    split : str or None
        None: "test", or the first one where there is no such split.
    command : str
        What the user typed, for the report.
    previous : dict or None
        The report of the run before.

    Raises
    ------
    InputError
        Where the data cannot be read, has no such split, or holds labels outside the model's schema.
    """
    from stance.evaluation import build_report

    started = time.time()
    corpus = load(data, columns_of(model.card.get("config", read_config())))
    if split is None:
        split = "test" if "test" in corpus else next(iter(corpus))
    if split not in corpus:
        raise InputError(f"{data}: no split {split}; the splits are {', '.join(corpus)}")
    rows = read_split(corpus, split)
    texts, gold, _ = read_examples(rows, model.schema)
    labels = [name for name in model.schema.label_names if name in model.labels or name in gold]
    return build_report(
        rows,
        gold.tolist(),
        in_order(model.predict_proba(texts), model.labels, labels),
        labels,
        no_stance=model.schema.no_stance,
        explain=lambda places: explain(((model.linear, texts[i]) for i in places), labels),
        model=describe_model(model, labels),
        data={"name": name_corpus(data), "fingerprint": fingerprint(rows), "rows": len(rows)},
        run=describe_run(command, f"{name_corpus(data)}, split {split}", started),
        previous=previous,
    )


def columns_of(config: Config) -> dict[str, str]:
    """Return the standard columns by their names in the data of a configuration."""
    data = config["data"]
    return {"text": data["text"], "label": data["label"], "doc_id": data["group"]}


def name_corpus(data: str | Path) -> str:
    """Return how reports and artifacts call the data."""
    return "the stance corpus" if Path(data) == PACKAGED else str(data)


def explain_folds(trained: Trained, rows: Sequence[Row]) -> Callable[[Sequence[int]], list[list[Push]]]:
    """Return what explains training rows, each by the model that predicted it."""
    return lambda places: explain(
        ((trained.fold_models[trained.fold_of[i]], rows[i]["text"]) for i in places), trained.labels
    )


def explain(pairs: Iterable[tuple[LinearModel, str]], labels: Sequence[str]) -> list[list[Push]]:
    """Return the pushes of each text in its model, weights in the order of the labels."""
    from stance.evaluation import Push

    return [
        [
            Push(push.feature, push.spans, in_order(push.weights[None], linear.labels, labels)[0].tolist())
            for push in linear.explain(text)
        ]
        for linear, text in pairs
    ]


def score_model(model: Model, split: str, rows: list[Row]) -> dict[str, Any]:
    """Return the scores of a model on a split that it did not learn."""
    from stance.evaluation import score_split

    return score_split(split, rows, [row["label"] for row in rows], model.predict([row["text"] for row in rows]))


def describe_method(trained: Trained, rows: Sequence[Row]) -> str:
    """Return in words how the report came about."""
    grouped = any(row.get("doc_id") is not None for row in rows)
    return f"cross-validation on the training split: {len(trained.fold_models)} folds" + (
        ", no document in two" if grouped else ""
    )


def describe_run(command: str, evaluated: str, started: float) -> dict[str, Any]:
    """Return what the report says of a run."""
    return {
        "command": command,
        "evaluated": evaluated,
        "time": time.strftime("%Y-%m-%d %H:%M:%S %Z"),
        "seconds": round(time.time() - started, 1),
        "versions": library_versions(),
    }


def summarise(report: Report) -> dict[str, Any]:
    """Return the scores that an artifact keeps of its report."""
    score = report["scores"]["macro_f1"]
    scores = {"method": report["run"]["evaluated"], "macro_f1": score["value"]}
    if score["low"] is not None:
        scores["macro_f1_interval"] = [score["low"], score["high"]]
    scores |= {f"macro_f1 on {row['split']}": row["macro_f1"]["value"] for row in report["held_out"]}
    scores["labels"] = {
        row["label"]: {
            **{name: row[name]["value"] for name in ("precision", "recall", "f1") if row[name]["value"] is not None},
            "support": row["support"],
        }
        for row in report["per_label"]
    }
    return scores


def describe_model(model: Model, labels: Sequence[str]) -> dict[str, Any]:
    """Return what the report says of a model: size and the strongest features for and against each label."""
    features: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for label in labels:
        if label not in model.labels:
            continue
        column = model.labels.index(label)
        weights = [
            (name_feature(block.name, feature), float(weight))
            for block in model.linear.blocks
            if block.name != "characters"
            for feature, weight in zip(block.features, block.coefficients[:, column], strict=True)
        ]
        weights.sort(key=lambda pair: -pair[1])
        features[label] = {"for": weights[:STRONGEST], "against": weights[: -STRONGEST - 1 : -1]}
    return {
        "name": f"{model.schema.name} {model.schema.version}",
        "schema": {"name": model.schema.name, "version": model.schema.version},
        "vocabulary": sum(len(block.features) for block in model.linear.blocks),
        "features": features,
    }


def name_feature(block: str, feature: str) -> str:
    """Return a feature's name as `LinearModel.explain` gives it."""
    return f"lexicon: {feature}" if block == "lexicon" else feature


def make_card(rows: Sequence[Row], config: Config, name: str) -> dict[str, Any]:
    """Return what an artifact says of its training."""
    corpus: dict[str, Any] = {
        "name": name,
        "rows": len(rows),
        "labels": dict(Counter(row["label"] for row in rows)),
        "fingerprint": fingerprint(rows),
    }
    documents = {row["doc_id"] for row in rows if row.get("doc_id") is not None}
    if documents:
        corpus["documents"] = len(documents)
    return {"config": config, "corpus": corpus, "versions": library_versions()}
