"""The classifier keeps scikit-learn's contract, and its tables say the same as it does."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from stance import InputError, StanceClassifier
from stance.model.linear import LinearModel

# Of scikit-learn's checks, those that do not feed numbers to an estimator of text.
CHECKS = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_do_not_raise_errors_in_init_or_set_param",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
]


@pytest.fixture(scope="module")
def examples(corpus_rows):
    rows = corpus_rows[:200]
    return [row["text"] for row in rows], np.array([row["label"] for row in rows]), [row["doc_id"] for row in rows]


def make(**parameters):
    return StanceClassifier(**{"character_ngrams": (3, 3), "calibration_folds": 0} | parameters)


@pytest.fixture(scope="module")
def fitted(examples):
    return make(calibration_folds=3).fit(*examples)


@pytest.mark.parametrize("name", CHECKS)
def test_scikit_learn_s_own_check_passes(name):
    check = next((getattr(estimator_checks, found) for found in dir(estimator_checks) if found.startswith(name)), None)
    if check is None:
        pytest.skip("this scikit-learn has no such check")
    check("StanceClassifier", StanceClassifier())


def test_a_clone_has_the_parameters_and_nothing_learned(fitted):
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(["They left."])


def test_it_works_at_the_end_of_a_pipeline(examples):
    X, y, _ = examples
    pipeline = make_pipeline(FunctionTransformer(lambda texts: [text.strip() for text in texts]), make())
    assert pipeline.fit(X, y).predict([f"  {X[0]}  "]) == make().fit(X, y).predict([X[0]])


def test_it_can_be_cross_validated_by_document(examples):
    X, y, groups = examples
    scores = cross_val_score(make(), X, y, groups=groups, cv=GroupKFold(3), scoring="f1_macro")
    assert scores.shape == (3,)
    assert scores.mean() > 0.3


def test_its_parameters_can_be_searched(examples):
    X, y, _ = examples
    search = GridSearchCV(make(), {"C": [0.01, 1.0], "lexicon_weight": [0, 1.0]}, cv=2, error_score="raise").fit(X, y)
    assert set(search.best_params_) == {"C", "lexicon_weight"}
    assert search.predict(X[:2]).shape == (2,)


def test_it_can_be_pickled(fitted, examples):
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(fitted)).predict_proba(examples[0][:5]), fitted.predict_proba(examples[0][:5])
    )


def test_probabilities_sum_to_one_and_the_most_probable_label_is_predicted(fitted, examples):
    probabilities = fitted.predict_proba(examples[0])
    assert probabilities.shape == (len(examples[0]), 4)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(fitted.classes_[probabilities.argmax(axis=1)], fitted.predict(examples[0]))


def test_the_tables_score_as_the_classifier_does(fitted, examples):
    odd = ["", "?!", "ΣΊΣΥΦΟΣ İ 3,5 …", "unseen zzzz words", "the the the the"]
    linear = fitted.to_linear()
    assert isinstance(linear, LinearModel)
    np.testing.assert_allclose(linear.scores(examples[0] + odd), fitted.decision_function(examples[0] + odd), atol=1e-9)
    np.testing.assert_allclose(linear.probabilities(odd), fitted.predict_proba(odd), atol=1e-9)


def test_explanations_and_the_intercept_sum_to_the_scores(fitted, examples):
    texts = examples[0][:30]
    linear = fitted.to_linear()
    for text, pushes, scores in zip(texts, fitted.explain(texts), fitted.decision_function(texts), strict=True):
        np.testing.assert_allclose(linear.intercept + sum(push.weights for push in pushes), scores, atol=1e-9)
        for push in pushes:
            assert push.spans
            assert all(0 <= start < end <= len(text) for start, end in push.spans)


def test_two_labels_score_as_many_do(examples):
    X, y, _ = examples
    two = make().fit(X, np.where(y == "none", "none", "stance"))
    assert two.predict_proba(X[:3]).shape == (3, 2)
    np.testing.assert_allclose(two.to_linear().scores(X[:20]), two.decision_function(X[:20]), atol=1e-9)
    np.testing.assert_array_equal(two.classes_[two.predict_proba(X).argmax(axis=1)], two.predict(X))


def test_calibration_changes_confidence_and_not_labels(examples):
    X, y, groups = examples
    calibrated, plain = make(calibration_folds=3).fit(X, y, groups), make().fit(X, y, groups)
    assert calibrated.temperature_ != plain.temperature_ == 1
    np.testing.assert_array_equal(calibrated.predict(X), plain.predict(X))


def test_two_trainings_give_the_same_arrays(fitted, examples):
    again, linear = make(calibration_folds=3).fit(*examples).to_linear(), fitted.to_linear()
    assert again.temperature == linear.temperature
    np.testing.assert_array_equal(again.intercept, linear.intercept)
    for one, other in zip(again.blocks, linear.blocks, strict=True):
        assert one.features == other.features
        np.testing.assert_array_equal(one.idf, other.idf)
        np.testing.assert_array_equal(one.coefficients, other.coefficients)


def test_a_block_without_weight_or_without_features_is_left_out(examples):
    X, y, _ = examples
    assert list(make(lexicon_weight=0, character_weight=0).fit(X, y).vectorizers_) == ["words"]
    assert list(make(lexicon={"odd": ["zzzz"]}).fit(X, y).vectorizers_) == ["words", "characters"]


def test_a_lexicon_of_the_user_s_own_counts(examples):
    X, y, _ = examples
    linear = make(lexicon={"saying": ["said", "says"]}, word_weight=0, character_weight=0).fit(X, y).to_linear()
    assert [block.features for block in linear.blocks] == [["saying"]]


def test_a_label_that_weighs_less_is_given_less_and_one_that_is_not_there_is_passed_over(examples):
    X, y, _ = examples
    lighter = make(class_weight={"none": 0.1, "absent": 5}).fit(X, y)
    assert (lighter.predict(X) == "none").sum() < (make().fit(X, y).predict(X) == "none").sum()
    same = make(class_weight={"absent": 5}).fit(X, y)
    assert np.array_equal(same.decision_function(X), make().fit(X, y).decision_function(X))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"C": 0}, "C must be more than 0, not 0"),
        ({"C": "strong"}, "C must be more than 0, not 'strong'"),
        ({"word_weight": -1}, "word_weight must be 0 or more, not -1"),
        ({"character_ngrams": (4, 2)}, "character_ngrams must be two whole numbers from 1, the smaller first"),
        ({"class_weight": "equal"}, "class_weight must be 'balanced', None or label -> weight"),
        ({"class_weight": {"none": 0}}, "class_weight must be 'balanced', None or label -> weight, each more than 0"),
        ({"calibration_folds": -1}, "calibration_folds must be a whole number, 0 or more"),
        ({"min_df": 1000}, "no feature stands in 1000 of the 200 statements; lower min_df"),
        ({"word_weight": 0, "character_weight": 0, "lexicon_weight": 0}, "every block of features has weight 0"),
    ],
)
def test_a_parameter_out_of_range_is_named_at_fit(examples, parameters, message):
    with pytest.raises(InputError, match=message):
        make(**parameters).fit(*examples)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ("They left.", ["none"], "give a list of statements, not one string"),
        (["They left."], ["none", "none"], "X has 1 statements and y 2 labels"),
        (["They left.", "They came."], ["none", "none"], "at least two labels are needed to learn, found 1"),
        ([], [], "at least two labels are needed to learn, found 0"),
    ],
)
def test_data_that_do_not_fit_are_refused(X, y, message):
    with pytest.raises(InputError, match=message):
        make(min_df=1).fit(X, y)
