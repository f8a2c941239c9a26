"""The linear model as tables: features, inverse document frequencies, weights. Needs numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from stance.model.artifact.strings import pack_strings, unpack_strings
from stance.model.features import Analyzer, Input, make_analyzers, read_input
from stance.model.lexicon import Lexicon
from stance.model.tokens import count_words, lower

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Push(NamedTuple):
    """What one feature of a statement adds to the linear score of each label, and where it stands."""

    feature: str
    spans: list[tuple[int, int]]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """One TF-IDF block.

    Attributes
    ----------
    name : str
    features : list of str
        Sorted; n of them.
    idf : ndarray of shape (n,)
    weight : float
        What the block's vector is multiplied with.
    coefficients : ndarray of shape (n, n_labels)
    """

    name: str
    features: list[str]
    idf: NDArray[np.float64]
    weight: float
    coefficients: NDArray[np.float64]

    @cached_property
    def index(self) -> dict[str, int]:
        """Feature -> its row."""
        return {feature: i for i, feature in enumerate(self.features)}

    def count(self, found: Iterable[str]) -> tuple[list[str], NDArray[np.intp], NDArray[np.float64]]:
        """Return the known features found, their rows, and how often each was found."""
        index = self.index
        counts = Counter(feature for feature in found if feature in index)
        rows = np.fromiter((index[feature] for feature in counts), np.intp, len(counts))
        return list(counts), rows, np.fromiter(counts.values(), np.float64, len(counts))


@dataclass(frozen=True)
class LinearModel:
    """A fitted stance classifier as plain tables.

    A feature's value is its TF-IDF over the root of the number of words, so that short and long statements are alike,
    and yet what a word adds does not depend on the words beside it.

    Attributes
    ----------
    labels : list of str
    blocks : list of Block
    intercept : ndarray of shape (n_labels,)
    temperature : float
        Linear scores are divided by it before the softmax.
    lexicon : Lexicon
    word_ngrams : int
        1: words alone; 2: pairs of neighbours too.
    character_ngrams : (int, int)
    """

    labels: list[str]
    blocks: list[Block]
    intercept: NDArray[np.float64]
    temperature: float
    lexicon: Lexicon
    word_ngrams: int
    character_ngrams: tuple[int, int]
    _analyzers: dict[str, Analyzer] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_analyzers", self._make_analyzers())

    def _make_analyzers(self) -> dict[str, Analyzer]:
        """Return block -> analyzer."""
        return make_analyzers(self.lexicon, self.word_ngrams, self.character_ngrams)

    def _weigh(self, block: Block, counts: NDArray[np.float64], rows: NDArray[np.intp], words: int) -> NDArray[Any]:
        """Return the values of features that stand so often in a text of so many words, weighted and scaled."""
        return counts * block.idf[rows] * (block.weight / np.sqrt(max(1, words)))

    def scores(self, statements: Iterable[Input]) -> NDArray[np.float64]:
        """Return the linear scores, shape (n, n_labels)."""
        return np.array([self._score(item) for item in statements]).reshape(-1, len(self.labels))

    def probabilities(self, statements: Iterable[Input]) -> NDArray[np.float64]:
        """Return the calibrated probabilities, shape (n, n_labels)."""
        return self.calibrate(self.scores(statements))

    def calibrate(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probabilities of linear scores, both of shape (n, n_labels)."""
        scaled = scores / self.temperature
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True)) if len(scaled) else scaled
        return powers / powers.sum(axis=1, keepdims=True)

    def explain(self, statement: Input) -> list[Push]:
        """Return what each feature adds to the scores: with the intercept they sum to the scores exactly.

        A word's character n-grams count as the word; a category of the lexicon is named "lexicon: category".
        Spans are offsets into the text.
        """
        text = read_input(statement)
        words = count_words(text)
        numbers: dict[str, int] = {}
        spans: dict[str, dict[tuple[int, int], None]] = {}
        owners: list[int] = []  # of each occurrence of a feature, whose weight it adds to
        added = []
        for block in self.blocks:
            occurrences = list(self._analyzers[block.name].find(text))
            features, rows, times = block.count(feature for feature, _, _ in occurrences)
            values = self._weigh(block, times, rows, words) / times  # of one occurrence
            place = {feature: i for i, feature in enumerate(features)}
            found = []
            for feature, start, end in occurrences:
                if feature in place:
                    name = f"lexicon: {feature}" if block.name == "lexicon" else lower(text[start:end])
                    spans.setdefault(name, {})[start, end] = None
                    owners.append(numbers.setdefault(name, len(numbers)))
                    found.append(place[feature])
            added.append((values[:, None] * block.coefficients[rows])[found])
        weights = np.zeros((len(numbers), len(self.labels)))
        np.add.at(weights, owners, np.concatenate(added))
        return [Push(name, list(spans[name]), weights[i]) for name, i in numbers.items()]

    def _score(self, statement: Input) -> NDArray[np.float64]:
        """Return the linear scores of one statement."""
        text = read_input(statement)
        total = self.intercept
        words = count_words(text)
        for block in self.blocks:
            _, rows, times = block.count(self._analyzers[block.name](text))
            total = total + self._weigh(block, times, rows, words) @ block.coefficients[rows]
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return the tables as plain dicts, lists, strings, numbers and arrays; `from_dict` reads them back."""
        return {
            "labels": list(self.labels),
            "blocks": [
                {
                    "name": block.name,
                    "features": pack_strings(block.features),
                    "idf": block.idf,
                    "weight": block.weight,
                    "coefficients": block.coefficients,
                }
                for block in self.blocks
            ],
            "intercept": self.intercept,
            "temperature": self.temperature,
            "lexicon": self.lexicon.to_dict(),
            "word_ngrams": self.word_ngrams,
            "character_ngrams": list(self.character_ngrams),
        }

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any]) -> LinearModel:
        """Return the model that `to_dict` wrote.

        Raises
        ------
        ValueError
            Where the tables do not fit together.
        """
        labels = tables["labels"]
        blocks = [Block(**block | {"features": unpack_strings(block["features"])}) for block in tables["blocks"]]
        for block in blocks:
            size = len(block.features)
            if block.idf.shape != (size,) or block.coefficients.shape != (size, len(labels)):
                raise ValueError(f"block {block.name}: {size} features do not fit its tables")
        if tables["intercept"].shape != (len(labels),):
            raise ValueError("the intercept does not fit the labels")
        return cls(
            labels=labels,
            blocks=blocks,
            intercept=tables["intercept"],
            temperature=tables["temperature"],
            lexicon=Lexicon.from_dict(tables["lexicon"]),
            word_ngrams=tables["word_ngrams"],
            character_ngrams=tuple(tables["character_ngrams"]),
        )
