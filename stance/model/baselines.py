"""What a classifier has to beat: the majority label, cue keywords, multinomial naive Bayes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from stance.model.features import Input, find_categories, read_input
from stance.model.lexicon import Lexicon, read_lexicon

NONE = "none"
# Which label the keyword baseline gives for a match of a tone of the lexicon; a negated match counts for none.
KEYWORD_LABELS = {"negative": "condemning", "positive": "supporting", "sorrowful": "regretting"}


class KeywordClassifier:
    """Label a statement by the stance with most matches in the lexicon; "none" where there is no match.

    Knows the labels of the stance codebook only.
    """

    def __init__(self) -> None:
        self.lexicon = Lexicon(read_lexicon())
        self.labels = KEYWORD_LABELS

    def covers(self, labels: Iterable[str]) -> bool:
        """Whether a schema is one that it knows."""
        return {*self.labels.values(), NONE} <= set(labels)

    def predict(self, X: Iterable[Input]) -> list[str]:  # noqa: N803
        """Return a label for each statement."""
        return [self._label(item) for item in X]

    def _label(self, item: Input) -> str:
        """Return the label of one statement."""
        found = (self.labels.get(feature) for feature, _, _ in find_categories(read_input(item), self.lexicon))
        counts = Counter(label for label in found if label)
        return counts.most_common(1)[0][0] if counts else NONE


def make_baselines() -> dict[str, Pipeline]:
    """Return the baselines that learn, by name."""
    texts = FunctionTransformer(input_texts)
    words = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]")  # noqa: S106, no password
    return {
        "majority": make_pipeline(FunctionTransformer(first_columns), DummyClassifier(strategy="most_frequent")),
        "naive Bayes": make_pipeline(texts, words, MultinomialNB()),
    }


def input_texts(items: Sequence[Input]) -> list[str]:
    """Return the text that the features see of each statement."""
    return [read_input(item) for item in items]


def first_columns(items: Sequence[Input]) -> list[list[int]]:
    """Return a column of zeros, one a statement: all that the majority needs."""
    return [[0] for _ in items]
