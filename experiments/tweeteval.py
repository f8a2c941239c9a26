"""SemEval-2016 stance (TweetEval): the same recipe on another task, beside a TF-IDF and linear SVM baseline.

    python experiments/tweeteval.py ../shared/data/tweeteval_stance

For each of the five topics, train and validation together are cross-validated (5 folds, two seeds); in every fold the
recipe's own search (experiments/tweeteval.toml) sees the training part alone. F1 of against and favor, averaged,
pooled over the topics. `--write DIR` writes each topic as JSONL with the schema, for `stance train`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from stance.model.config import read_config
from stance.model.search import make_folds, search
from stance.model.training import make_classifier

LABELS = ["none", "against", "favor"]
SCORED = ["against", "favor"]
CONFIG = Path(__file__).with_suffix(".toml")


def read_topics(folder):
    topics = {}
    for path in sorted(p for p in Path(folder).iterdir() if p.is_dir()):
        texts, labels = [], []
        for part in ("train", "val"):
            texts += (path / f"{part}_text.txt").read_text(encoding="utf-8").splitlines()
            labels += [LABELS[int(line)] for line in (path / f"{part}_labels.txt").read_text().split()]
        topics[path.name] = (np.array(texts, dtype=object), np.array(labels))
    return topics


def baseline(words, analyzer, texts, labels, unseen):
    features = make_union(
        TfidfVectorizer(ngram_range=words, sublinear_tf=True),
        TfidfVectorizer(analyzer=analyzer, ngram_range=(2, 5), sublinear_tf=True),
    )
    return make_pipeline(features, LinearSVC(C=0.3, class_weight="balanced")).fit(texts, labels).predict(unseen)


def recipe(texts, labels, unseen):
    config = read_config(CONFIG)
    chosen, _ = search(make_classifier(config), config["search"], texts, labels, None, 5, score_labels=SCORED, jobs=2)
    return chosen.fit(texts, labels).predict(unseen)


def pooled(topics, predict, seed):
    gold, found = [], []
    for texts, labels in topics.values():
        predicted = np.empty(len(labels), dtype=object)
        for train, test in make_folds(labels, None, 5, seed):
            predicted[test] = predict(list(texts[train]), labels[train], list(texts[test]))
        gold.append(labels)
        found.append(predicted.astype(str))
    return f1_score(np.concatenate(gold), np.concatenate(found), labels=SCORED, average="macro")


def write_topics(topics, folder):
    for name, (texts, labels) in topics.items():
        rows = ({"text": text, "label": str(label)} for text, label in zip(texts, labels, strict=True))
        path = Path(folder) / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--write")
    options = parser.parse_args()
    topics = read_topics(options.data)
    if options.write:
        write_topics(topics, options.write)
        return
    systems = {
        "words 1-3, characters 2-5, LinearSVC": lambda *a: baseline((1, 3), "char", *a),
        "words 1-2, characters in words 2-5, LinearSVC": lambda *a: baseline((1, 2), "char_wb", *a),
        "the recipe": recipe,
    }
    for name, predict in systems.items():
        scores = [pooled(topics, predict, seed) for seed in (0, 1)]
        print(f"{name:46} {' '.join(f'{score:.4f}' for score in scores)}  mean {np.mean(scores):.4f}", flush=True)


if __name__ == "__main__":
    main()
