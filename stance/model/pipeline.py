"""A model as a scikit-learn pipeline."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.model.features import Analyzer, make_analyzers
from stance.model.linear import Block, LinearModel
from stance.model.vectorizer import BlockVectorizer


def make_pipeline(linear: LinearModel) -> Pipeline:
    """Return the fitted pipeline that gives the probabilities of a linear model for texts.

    Its steps are "features", a union of the TF-IDF blocks, and "classifier", a logistic regression whose weights are
    divided by the temperature.
    """
    analyzers = make_analyzers(linear.lexicon, linear.word_ngrams, linear.character_ngrams)
    union = FeatureUnion(
        [(block.name, make_vectorizer(block, analyzers[block.name])) for block in linear.blocks],
        transformer_weights={block.name: block.weight for block in linear.blocks},
    )
    classifier = LogisticRegression()
    classifier.classes_ = np.array(linear.labels)
    rows = np.concatenate([block.coefficients for block in linear.blocks]).T / linear.temperature
    intercept = linear.intercept / linear.temperature
    two = len(linear.labels) == 2  # scikit-learn keeps one row for two labels, for the second against the first
    classifier.coef_ = rows[1:] - rows[:1] if two else rows
    classifier.intercept_ = intercept[1:] - intercept[:1] if two else intercept
    classifier.n_features_in_ = rows.shape[1]
    return Pipeline([("features", union), ("classifier", classifier)])


def make_vectorizer(block: Block, analyzer: Analyzer) -> BlockVectorizer:
    """Return the fitted vectorizer of a block, without its weight."""
    vectorizer = BlockVectorizer(analyzer)
    vectorizer.tfidf_ = TfidfVectorizer(analyzer=analyzer, vocabulary=block.features, norm=None)
    vectorizer.tfidf_.idf_ = block.idf
    vectorizer.scale_ = 1.0
    return vectorizer
