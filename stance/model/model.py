"""A model ready to predict: what `stance.load` gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from stance.attribution import extract
from stance.errors import InputError
from stance.model.artifact import read_artifact, read_fingerprint, write_artifact
from stance.model.artifact.seal import ArtifactError
from stance.model.features import Input, read_input, read_inputs
from stance.model.format_1 import Format1Model
from stance.model.linear import LinearModel
from stance.model.prediction import Prediction
from stance.schema import Schema
from stance.schema.reader import UNCERTAIN

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

    from stance.attribution.ranking import Ranker
    from stance.model.scorer import Scorer

    Many: TypeAlias = Iterable[Input] | pa.Array | pa.ChunkedArray

EVIDENCE = 6  # features kept as evidence of a prediction
MANY = 1000  # texts from which loading the compiled scorer pays


class Model:
    """A trained classifier with what is known of it.

    Parameters
    ----------
    linear : LinearModel
    schema : Schema
    card : mapping
        ``config``, ``corpus``, ``scores`` and ``versions``: how it was trained, on what, how good it is.
    fingerprint : str
        The SHA-256 that the artifact is sealed with; empty for a model that was not read from a file.
    """

    def __init__(self, linear: LinearModel, schema: Schema, card: Mapping[str, Any], fingerprint: str = "") -> None:
        self._compiled = False
        self.linear = linear
        self.schema = schema
        self.card = dict(card)
        self.fingerprint = fingerprint

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the columns of `predict_proba`."""
        return self.linear.labels

    @cached_property
    def scorer(self) -> Scorer:
        """The compiled scorer: the same function as `linear`, made when many texts are first scored."""
        from stance.model.scorer import Scorer

        return Scorer(self.linear)

    def compile(self) -> None:
        """Score with the compiled scorer from now on, however few the texts: for when many calls are to come."""
        self._compiled = True

    def predict(self, statements: Many, jobs: int = 1) -> list[str]:
        """Return the most probable label of each text, statement or record; see `label`."""
        return self._name_best(self._scores(statements, jobs))

    def predict_proba(self, statements: Many, jobs: int = 1) -> NDArray[np.float64]:
        """Return the probability of each label, shape (n, n_labels); see `label`."""
        return self.linear.calibrate(self._scores(statements, jobs))

    def label(self, statements: Many, jobs: int = 1) -> tuple[list[str], NDArray[np.float64]]:
        """Return the most probable labels and all probabilities, shape (n, n_labels).

        Parameters
        ----------
        statements : iterable of str, Statement or record, or pyarrow.Array or ChunkedArray of strings
            From 1000 on they are scored by the compiled scorer: the same labels, and scores that differ in the last
            digits of a float64 at most.
        jobs : int
            Threads of the compiled scorer.

        Raises
        ------
        InputError
            Where an item has no text.
        """
        scores = self._scores(statements, jobs)
        return self._name_best(scores), self.linear.calibrate(scores)

    def _scores(self, statements: Many, jobs: int) -> NDArray[np.float64]:
        """Return the linear scores, shape (n, n_labels), of the compiled scorer where it pays."""
        column: Any = statements if hasattr(statements, "to_pylist") else None  # an Arrow array
        texts = column if column is not None else read_inputs(statements)
        if self._use_scorer(len(texts)):
            return self.scorer.scores(texts, jobs)
        return self.linear.scores(texts if column is None else column.to_pylist())

    def _use_scorer(self, texts: int) -> bool:
        """Say whether so many texts are for the compiled scorer, which knows no models of artifact format 1."""
        return (self._compiled or texts >= MANY) and not isinstance(self.linear, Format1Model)

    def _name_best(self, scores: NDArray[np.float64]) -> list[str]:
        """Return the label of the highest score in each row."""
        best: list[str] = np.array(self.labels, object)[scores.argmax(axis=1)].tolist()
        return best

    def annotate(self, article: str, min_confidence: float = 0.0, ranker: Ranker | None = None) -> list[Prediction]:
        """Find the statements in an article and label them.

        Parameters
        ----------
        article : str
            Offsets of the result count its code points.
        min_confidence : float
            Below this probability the label is "uncertain".
        ranker : Ranker or None
            Which statements to find; None: as the package does.
        """
        statements = extract(article, ranker)
        texts = [read_input(statement) for statement in statements]
        labels, probabilities = self.label(texts)
        evidence = self._find_evidence(texts, labels)
        predictions = []
        for statement, label, row, words in zip(statements, labels, probabilities.tolist(), evidence, strict=True):
            score = max(row)
            scores = dict(zip(self.labels, row, strict=True))
            kept = label if score >= min_confidence else UNCERTAIN
            predictions.append(Prediction(statement, kept, score, scores, words))
        return predictions

    def _find_evidence(self, texts: list[str], labels: list[str]) -> list[list[tuple[str, float]]]:
        """Return, for each text, the features that pushed hardest toward its label, strongest first."""
        columns = [self.labels.index(label) for label in labels]
        if self._use_scorer(0):
            found = [list(pushes.items()) for pushes in self.scorer.explain(texts, columns)]
        else:
            found = [
                [
                    (push.feature, float(push.weights[column] - push.weights.mean()))
                    for push in self.linear.explain(text)
                ]
                for text, column in zip(texts, columns, strict=True)
            ]
        strongest = [sorted(pushes, key=lambda push: -push[1])[:EVIDENCE] for pushes in found]
        return [[(feature, round(weight, 4)) for feature, weight in pushes if weight > 0] for pushes in strongest]

    def to_sklearn(self) -> Pipeline:
        """Return the same model as a fitted scikit-learn pipeline, which takes texts and has the same probabilities.

        Raises
        ------
        InputError
            Where the model is of artifact format 1.
        """
        from stance.model.pipeline import make_pipeline

        if isinstance(self.linear, Format1Model):
            raise InputError("a model of artifact format 1 is no pipeline of today: train it again")
        return make_pipeline(self.linear)

    def save(self, path: str | Path) -> None:
        """Write the artifact.

        Raises
        ------
        InputError
            Where the file cannot be written.
        """
        tables = {"kind": KIND, "schema": self.schema.to_dict(), "model": self.linear.to_dict()}
        write_artifact(path, tables | self.card)

    @classmethod
    def open(cls, path: str | Path) -> Model:
        """Read an artifact; it predicts exactly as before saving.

        Raises
        ------
        ArtifactError
            Where the file is refused; the message says why.
        """
        contents = read_artifact(path)
        if contents.get("kind") != KIND:
            raise ArtifactError(f"{path}: an artifact, but not of a stance model")
        try:
            tables = contents["model"]
            linear = (LinearModel if "word_ngrams" in tables else Format1Model).from_dict(tables)
            schema = Schema.from_dict(contents["schema"], where=f"{path}: schema")
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise ArtifactError(f"{path}: incomplete or inconsistent: {error}") from error
        card = {key: contents[key] for key in CARD if key in contents}
        return cls(linear, schema, card, read_fingerprint(path))


KIND = "stance classifier"
CARD = ("config", "corpus", "scores", "versions")
