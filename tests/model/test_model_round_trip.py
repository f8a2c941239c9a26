"""A model read back from its artifact predicts exactly as before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stance
from stance.errors import InputError
from stance.model import Model
from stance.model.artifact import ArtifactError, write_artifact
from stance.model.pipeline import make_pipeline

ARTICLE = (
    "Mayor Ines Toller condemned the closure of the harbour on Friday, calling it “a disgrace”.\n\n"
    "“We welcome every worker who stays,” said Ilir Kodra of the dockers' union. The owners regretted the losses.\n"
)


@pytest.fixture(scope="module")
def again(small_model, tmp_path_factory):
    path = tmp_path_factory.mktemp("again") / "model.joblib"
    small_model.save(path)
    return stance.load(path)


def test_probabilities_are_the_same_to_the_last_bit(small_model, again, corpus_rows):
    np.testing.assert_array_equal(small_model.predict_proba(corpus_rows), again.predict_proba(corpus_rows))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_at_all_scores_the_same(small_model, again, text):
    np.testing.assert_array_equal(small_model.predict_proba([text]), again.predict_proba([text]))


def test_it_remembers_its_schema_configuration_data_and_scores(small_model, again, corpus_rows):
    assert again.schema == small_model.schema
    assert again.card == small_model.card
    assert again.card["corpus"]["rows"] == len(corpus_rows)
    assert again.card["config"]["classifier"]["character_ngrams"] == [3, 4]
    assert 0 < again.card["scores"]["macro_f1"] < 1
    assert set(again.card["scores"]["labels"]) == set(again.labels)


def test_saving_twice_gives_the_same_bytes(small_model, tmp_path):
    small_model.save(tmp_path / "one.joblib")
    small_model.save(tmp_path / "two.joblib")
    assert (tmp_path / "one.joblib").read_bytes() == (tmp_path / "two.joblib").read_bytes()


def test_an_article_gives_labelled_statements_with_their_evidence(small_model):
    predictions = small_model.annotate(ARTICLE)
    assert len(predictions) >= 3
    for prediction in predictions:
        assert prediction.label in small_model.labels
        assert prediction.score == max(prediction.scores.values())
        assert sum(prediction.scores.values()) == pytest.approx(1)
        spans = [prediction.statement.source, prediction.statement.cue, *prediction.statement.content]
        assert all(ARTICLE[span.start : span.end] == span.text for span in spans if span)
        assert all(weight > 0 for _, weight in prediction.evidence)


def test_below_the_confidence_asked_for_the_label_is_uncertain(small_model):
    assert {prediction.label for prediction in small_model.annotate(ARTICLE, min_confidence=1.0)} == {"uncertain"}


def test_an_empty_article_has_no_statements(small_model):
    assert small_model.annotate("") == []
    assert small_model.predict([]) == []


def test_one_string_is_not_read_letter_by_letter(small_model):
    with pytest.raises(stance.InputError, match="give a list of statements, not one string"):
        small_model.predict("They condemned the raid.")


def test_an_artifact_of_something_else_is_refused(tmp_path):
    write_artifact(tmp_path / "other.joblib", {"kind": "shopping list"})
    with pytest.raises(ArtifactError, match=r"other.joblib: an artifact, but not of a stance model"):
        Model.open(tmp_path / "other.joblib")


def test_an_artifact_with_parts_missing_is_refused(tmp_path, small_model):
    write_artifact(tmp_path / "part.joblib", {"kind": "stance classifier", "schema": small_model.schema.to_dict()})
    with pytest.raises(ArtifactError, match=r"part.joblib: incomplete"):
        Model.open(tmp_path / "part.joblib")


def test_a_model_of_artifact_format_1_still_predicts_what_it_did(tmp_path):
    model = stance.load(Path(__file__).parent / "artifacts" / "model_format_1.joblib")
    texts = [
        "The union condemned the pay cut and blamed the board.",
        "She praised the nurses.",
        "They never welcomed the plan, the plan.",
    ]
    expected = [
        [0.408306, 0.258059, 0.180546, 0.153089],
        [0.281605, 0.317087, 0.146402, 0.254907],
        [0.529284, 0.218818, 0.151671, 0.100227],
    ]
    np.testing.assert_allclose(model.predict_proba(texts), expected, atol=1e-6)
    np.testing.assert_allclose(model.predict_proba(texts * 400), expected * 400, atol=1e-6)
    model.save(tmp_path / "again.joblib")
    np.testing.assert_allclose(stance.load(tmp_path / "again.joblib").predict_proba(texts), expected, atol=1e-6)
    with pytest.raises(InputError, match="format 1 is no pipeline of today"):
        model.to_sklearn()


def test_a_scikit_learn_pipeline_gives_the_same_probabilities(again, corpus_rows):
    texts = [row["text"] for row in corpus_rows[:200]]
    pipeline = again.to_sklearn()
    np.testing.assert_allclose(pipeline.predict_proba(texts), again.predict_proba(texts), atol=1e-12)
    assert pipeline.predict(texts).tolist() == again.predict(texts)
    assert pipeline[:-1].transform(texts).shape == (200, sum(len(block.features) for block in again.linear.blocks))


def test_a_pipeline_of_two_labels_gives_the_same_probabilities(corpus_rows):
    texts = [row["text"] for row in corpus_rows[:200]]
    labels = ["none" if row["label"] == "none" else "some" for row in corpus_rows[:200]]
    linear = stance.StanceClassifier(character_ngrams=(3, 3)).fit(texts, labels).to_linear()
    np.testing.assert_allclose(make_pipeline(linear).predict_proba(texts), linear.probabilities(texts), atol=1e-12)
