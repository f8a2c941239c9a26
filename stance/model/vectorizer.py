"""One block of TF-IDF features, scaled by the length of the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import diags_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from stance.model.tokens import count_words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix


class BlockVectorizer(TransformerMixin, BaseEstimator):
    """Turn statements into TF-IDF values over the root of their number of words.

    The L2 norm that is usual makes each value depend on all others. By length it does not, so that what a word adds
    to a linear score is one number, whatever stands beside it.

    Parameters
    ----------
    analyzer : callable
        Takes a statement, returns its features, repeated as they occur.
    min_df : int
        Features in fewer statements are dropped.

    Attributes
    ----------
    tfidf_ : sklearn.feature_extraction.text.TfidfVectorizer
    scale_ : float
        All values are multiplied by it: the mean squared norm of the training statements becomes 1.
    """

    def __init__(self, analyzer: Callable[[str], list[str]], min_df: int = 2) -> None:
        self.analyzer = analyzer
        self.min_df = min_df

    def fit(self, X: Iterable[str], y: object = None) -> BlockVectorizer:  # noqa: N803
        """Learn vocabulary, document frequencies and scale.

        Raises
        ------
        ValueError
            Where no feature is frequent enough.
        """
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Iterable[str], y: object = None, **_: Any) -> csr_matrix:  # noqa: ANN401, N803
        """Fit, and return the values of X, shape (n, n_features)."""
        texts = list(X)
        self.tfidf_ = TfidfVectorizer(analyzer=self.analyzer, min_df=self.min_df, norm=None)
        unscaled = by_length(self.tfidf_.fit_transform(texts), texts)
        self.scale_ = float(1 / np.sqrt(unscaled.multiply(unscaled).sum(axis=1).mean()))
        return unscaled * self.scale_

    def transform(self, X: Iterable[str]) -> csr_matrix:  # noqa: N803
        """Return the values of X, shape (n, n_features)."""
        check_is_fitted(self)
        texts = list(X)
        return by_length(self.tfidf_.transform(texts), texts) * self.scale_

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """Return the features, shape (n_features,)."""
        check_is_fitted(self)
        return self.tfidf_.get_feature_names_out()


def by_length(matrix: csr_matrix, texts: Sequence[str]) -> csr_matrix:
    """Return the rows over the roots of their texts' numbers of words."""
    words = np.array([max(1, count_words(text)) for text in texts])
    return diags_array(1 / np.sqrt(words)) @ matrix
