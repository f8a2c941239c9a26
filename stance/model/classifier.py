"""The stance classifier: TF-IDF blocks, a linear model, calibrated probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import hstack
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.utils.validation import check_is_fitted

from stance.errors import InputError
from stance.model.features import Input, make_analyzers, read_inputs
from stance.model.lexicon import FOLDER, Lexicon, read_lexicon
from stance.model.linear import Block, LinearModel, Push
from stance.model.vectorizer import BlockVectorizer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix


def is_number(value: object) -> bool:
    """Whether a parameter is a number; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Whether a parameter is a whole number; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


class StanceClassifier(ClassifierMixin, BaseEstimator):
    """Classify statements from TF-IDF blocks of words, characters and stance lexicon categories.

    A block in which no feature is frequent enough is left out.

    Parameters
    ----------
    word_weight, character_weight, lexicon_weight : float
        What each block of features is multiplied with after its own scaling (`BlockVectorizer`); 0 leaves it out.
    word_ngrams : int
        1: words alone; 2: pairs of neighbouring words too.
    character_ngrams : (int, int)
        Shortest and longest character n-gram, inside words with a blank on either side.
    min_df : int
        Features in fewer training statements are dropped.
    lexicon : mapping of str to list of str, path or None
        Category -> entries, or a folder of category files; None: the lexicon of this package.
    C : float
        Inverse strength of the L2 penalty of the logistic regression.
    class_weight : dict, "balanced" or None
        What an example of each label weighs; a label that a dict does not name weighs 1, one that the data has not is
        passed over. "balanced": as in scikit-learn.
    calibration_folds : int
        Folds (grouped where `fit` gets groups) whose held-out scores fit the temperature of the probabilities
        (Guo et al. 2017, "On calibration of modern neural networks"). 0: no calibration.
    shift : float
        What the fitted temperature is multiplied with, for text that is harder than the training data.
    random_state : int or None
        Seed of the folds.

    Attributes
    ----------
    classes_ : ndarray of shape (n_labels,)
    vectorizers_ : dict of str to BlockVectorizer
        Block -> its fitted vectorizer.
    linear_ : sklearn.linear_model.LogisticRegression
    temperature_ : float
        Linear scores are divided by it before the softmax.
    """

    def __init__(
        self,
        *,
        word_weight: float = 1.0,
        character_weight: float = 1.0,
        lexicon_weight: float = 1.0,
        word_ngrams: int = 1,
        character_ngrams: tuple[int, int] = (2, 5),
        min_df: int = 2,
        lexicon: Mapping[str, Sequence[str]] | str | Path | None = None,
        C: float = 1.0,  # noqa: N803
        class_weight: Mapping[str, float] | str | None = None,
        calibration_folds: int = 5,
        shift: float = 1.0,
        random_state: int | None = 0,
    ) -> None:
        self.word_weight = word_weight
        self.character_weight = character_weight
        self.lexicon_weight = lexicon_weight
        self.word_ngrams = word_ngrams
        self.character_ngrams = character_ngrams
        self.min_df = min_df
        self.lexicon = lexicon
        self.C = C
        self.class_weight = class_weight
        self.calibration_folds = calibration_folds
        self.shift = shift
        self.random_state = random_state

    def fit(self, X: Iterable[Input], y: Iterable[str], groups: Iterable[Any] | None = None) -> StanceClassifier:  # noqa: N803
        """Learn from labelled statements.

        Parameters
        ----------
        X : iterable of str, Statement or mapping with "text", of length n
        y : iterable of labels, of length n
        groups : iterable or None
            The document of each statement: calibration folds never split a document.

        Raises
        ------
        InputError
            (A ValueError.) Where a parameter is out of range, X and y differ in length, are empty or hold one
            label only, no feature is frequent enough, an item of X has no text, or the lexicon cannot be read.
        """
        self.check_parameters()
        texts = read_inputs(X)
        labels = np.asarray(list(y))
        if len(texts) != len(labels):
            raise InputError(f"X has {len(texts)} statements and y {len(labels)} labels")
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise InputError(f"at least two labels are needed to learn, found {len(self.classes_)}")
        self.vectorizers_, blocks = self.fit_blocks(texts)
        matrix = self.join_blocks(blocks)
        self.linear_ = self.fit_linear(matrix, labels)
        self.temperature_ = self.shift * self._fit_temperature(
            matrix, labels, None if groups is None else np.asarray(list(groups))
        )
        return self

    def decision_function(self, X: Iterable[Input]) -> NDArray[np.float64]:  # noqa: N803
        """Return the linear score of each label, shape (n, n_labels)."""
        check_is_fitted(self)
        texts = read_inputs(X)
        matrix = self.join_blocks({name: block.transform(texts) for name, block in self.vectorizers_.items()})
        return self._scores(self.linear_, matrix)

    def predict_proba(self, X: Iterable[Input]) -> NDArray[np.float64]:  # noqa: N803
        """Return the calibrated probability of each label, shape (n, n_labels)."""
        return softmax(self.decision_function(X) / self.temperature_, axis=1)

    def predict(self, X: Iterable[Input]) -> NDArray[Any]:  # noqa: N803
        """Return the most probable label of each statement, shape (n,)."""
        best = self.decision_function(X).argmax(axis=1)
        return self.classes_[best]

    def explain(self, X: Iterable[Input]) -> list[list[Push]]:  # noqa: N803
        """Return, for each statement, what each of its features adds to the linear score of each label."""
        linear = self.to_linear()
        return [linear.explain(item) for item in X]

    def to_linear(self) -> LinearModel:
        """Return the fitted model as plain tables."""
        check_is_fitted(self)
        coefficients = self._two_sided(self.linear_.coef_).T
        weights = self._block_weights()
        blocks, start = [], 0
        for name, vectorizer in self.vectorizers_.items():
            features = vectorizer.get_feature_names_out().tolist()
            rows = coefficients[start : start + len(features)]
            weight = weights[name] * vectorizer.scale_
            blocks.append(Block(name, features, vectorizer.tfidf_.idf_, weight, np.ascontiguousarray(rows)))
            start += len(features)
        return LinearModel(
            labels=[str(label) for label in self.classes_],
            blocks=blocks,
            intercept=self._two_sided(self.linear_.intercept_[:, None])[:, 0],
            temperature=self.temperature_,
            lexicon=self._make_lexicon(),
            word_ngrams=self.word_ngrams,
            character_ngrams=self.character_ngrams,
        )

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401
        """Say that the input is text, not numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags

    def _make_lexicon(self) -> Lexicon:
        """Return the lexicon."""
        return Lexicon(self.lexicon if isinstance(self.lexicon, Mapping) else read_lexicon(self.lexicon or FOLDER))

    def _block_weights(self) -> dict[str, float]:
        """Return block -> weight, in the order of the blocks."""
        return {"words": self.word_weight, "characters": self.character_weight, "lexicon": self.lexicon_weight}

    def feature_key(self) -> str:
        """Return what the vectorizers depend on: classifiers with the same key share their features."""
        present = [name for name, weight in self._block_weights().items() if weight]
        return repr((present, self.word_ngrams, self.character_ngrams, self.min_df, self.lexicon))

    def check_parameters(self) -> None:
        """Raise InputError where a parameter is out of range, naming it."""
        ngrams = self.character_ngrams
        rules = [
            *(
                (name, is_number(getattr(self, name)) and getattr(self, name) >= 0, "0 or more")
                for name in ("word_weight", "character_weight", "lexicon_weight")
            ),
            ("word_ngrams", is_whole(self.word_ngrams) and self.word_ngrams in (1, 2), "1 or 2"),
            (
                "character_ngrams",
                isinstance(ngrams, tuple | list)
                and len(ngrams) == 2
                and all(map(is_whole, ngrams))
                and 1 <= ngrams[0] <= ngrams[1],
                "two whole numbers from 1, the smaller first",
            ),
            ("min_df", is_number(self.min_df) and self.min_df > 0, "more than 0"),
            ("shift", is_number(self.shift) and self.shift > 0, "more than 0"),
            ("C", is_number(self.C) and self.C > 0, "more than 0"),
            (
                "class_weight",
                self.class_weight in (None, "balanced")
                or (
                    isinstance(self.class_weight, Mapping)
                    and all(is_number(weight) and weight > 0 for weight in self.class_weight.values())
                ),
                "'balanced', None or label -> weight, each more than 0",
            ),
            (
                "calibration_folds",
                is_whole(self.calibration_folds) and self.calibration_folds >= 0,
                "a whole number, 0 or more",
            ),
        ]
        for name, holds, requirement in rules:
            if not holds:
                raise InputError(f"{name} must be {requirement}, not {getattr(self, name)!r}")
        if not any(self._block_weights().values()):
            raise InputError("every block of features has weight 0; give one of them more")

    def fit_blocks(self, texts: Sequence[str]) -> tuple[dict[str, BlockVectorizer], dict[str, csr_matrix]]:
        """Return block -> fitted vectorizer and block -> TF-IDF matrix; a block that finds no feature is left out."""
        vectorizers, matrices = {}, {}
        for name, vectorizer in self.make_vectorizers().items():
            try:
                matrices[name] = vectorizer.fit_transform(texts)
            except ValueError:  # scikit-learn's word for an empty vocabulary
                continue
            vectorizers[name] = vectorizer
        if not vectorizers:
            raise InputError(f"no feature stands in {self.min_df} of the {len(texts)} statements; lower min_df")
        return vectorizers, matrices

    def make_vectorizers(self) -> dict[str, BlockVectorizer]:
        """Return block -> vectorizer, unfitted, for the blocks that have a weight."""
        analyzers = make_analyzers(self._make_lexicon(), self.word_ngrams, self.character_ngrams)
        return {
            name: BlockVectorizer(analyzers[name], self.min_df)
            for name, weight in self._block_weights().items()
            if weight
        }

    def join_blocks(self, blocks: Mapping[str, csr_matrix]) -> csr_matrix:
        """Return the blocks' TF-IDF matrices, weighted, side by side: shape (n, n_features)."""
        weights = self._block_weights()
        return hstack([matrix * weights[name] for name, matrix in blocks.items()], format="csr")

    def fit_linear(self, matrix: csr_matrix, labels: NDArray[Any]) -> LogisticRegression:
        """Return the linear model of a matrix of shape (n, n_features) and n labels."""
        weight = self.class_weight
        if isinstance(weight, Mapping):
            weight = {label: weight.get(label, 1.0) for label in np.unique(labels)}
        linear = LogisticRegression(C=self.C, class_weight=weight, solver="newton-cg", max_iter=200)
        return linear.fit(matrix, labels)

    def _scores(self, linear: LogisticRegression, matrix: csr_matrix) -> NDArray[np.float64]:
        """Return the linear score of each label, shape (n, n_labels)."""
        scores = linear.decision_function(matrix)
        return scores if scores.ndim == 2 else self._two_sided(scores[None]).T

    def _two_sided(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a row a label: scikit-learn keeps one row for two labels, for the second against the first."""
        return values if len(values) > 1 else np.concatenate([-values / 2, values / 2])

    def _fit_temperature(self, matrix: csr_matrix, labels: NDArray[Any], groups: NDArray[Any] | None) -> float:
        """Return the temperature that minimises the log loss of held-out scores."""
        smallest = min(np.unique(labels, return_counts=True)[1])
        folds = min(self.calibration_folds, smallest, len(labels) if groups is None else len(np.unique(groups)))
        if folds < 2:
            return 1.0
        splitter = (
            StratifiedKFold(folds, shuffle=True, random_state=self.random_state)
            if groups is None
            else StratifiedGroupKFold(folds, shuffle=True, random_state=self.random_state)
        )
        held_out = np.zeros((len(labels), len(self.classes_)))
        for train, test in splitter.split(matrix, labels, groups):
            if len(np.unique(labels[train])) < len(self.classes_):
                return 1.0
            held_out[test] = self._scores(self.fit_linear(matrix[train], labels[train]), matrix[test])
        gold = np.searchsorted(self.classes_, labels)

        def log_loss(log_temperature: float) -> float:
            return -log_softmax(held_out / np.exp(log_temperature), axis=1)[np.arange(len(gold)), gold].mean()

        return float(np.exp(minimize_scalar(log_loss, bounds=(-4, 4), method="bounded").x))
