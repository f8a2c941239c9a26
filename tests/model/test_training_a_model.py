"""Training: settings read whole, documents kept together, the same result twice, and a report that is exact."""

from __future__ import annotations

import json

import numpy as np
import pytest

from stance import InputError, Schema, read_schema
from stance.evaluation import read_report
from stance.model.config import read_config
from stance.model.learning import SHARES, measure_learning
from stance.model.recipe import explain_folds
from stance.model.search import make_folds, search
from stance.model.training import make_classifier, read_examples, train


@pytest.fixture(scope="module")
def quick(config_file):
    """Settings that train in a second."""
    config = read_config(config_file)
    config["classifier"] |= {"character_weight": 0.0}
    config["evaluation"]["folds"] = 2
    return config


def write(tmp_path, text):
    path = tmp_path / "run.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_configuration_leaves_out_is_as_in_the_default(tmp_path):
    config, default = read_config(write(tmp_path, "[classifier]\nC = 2\n")), read_config()
    assert config["classifier"] == default["classifier"] | {"C": 2}
    assert config["evaluation"] == default["evaluation"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sed = 1", "run.toml: unknown key sed; known are seed, data"),
        ('seed = "1"', "run.toml: key seed: must be a whole number, not '1'"),
        ("classifier = 3", "run.toml: key classifier: must be a table"),
        ("[evaluation]\nfold = 3", "run.toml: [evaluation]: unknown key fold; known are folds"),
        ("[evaluation]\nfolds = true", "run.toml: key evaluation.folds: must be a whole number, not True"),
        ('[evaluation]\nlearning_curve = "yes"', "key evaluation.learning_curve: must be true or false, not 'yes'"),
        ("[search]\nC = 1.0", "run.toml: key search.C: must be a list of values to try, not 1.0"),
        ("[search]\nC = []", "run.toml: key search.C: must be a list of values to try, not []"),
        ("[classifier\n", "run.toml: not valid TOML: "),
    ],
)
def test_a_mistake_in_a_configuration_is_named(tmp_path, text, message):
    with pytest.raises(InputError) as error:
        read_config(write(tmp_path, text))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[classifier]\nc = 1.0", r"config: \[classifier\]: no parameter c; there are C, "),
        ("[search]\ngamma = [1.0]", r"config: \[search\]: no parameter gamma; there are C, "),
        ('[classifier]\nC = "strong"', "C must be more than 0, not 'strong'"),
    ],
)
def test_the_classifier_knows_its_parameters(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        make_classifier(read_config(write(tmp_path, text)))


def test_no_document_stands_on_both_sides_of_a_fold(corpus_rows):
    _, y, groups = read_examples(corpus_rows, read_schema())
    folds = make_folds(y, groups, 4, seed=0)
    assert len(folds) == 4
    for rows, held_out in folds:
        assert not set(groups[rows]) & set(groups[held_out])
        assert sorted([*rows, *held_out]) == list(range(len(y)))


def test_a_row_without_a_document_is_one_of_its_own():
    rows = [{"text": "They left.", "label": "none", "doc_id": name} for name in ("a", None, "a", None)]
    groups = read_examples(rows, read_schema())[2]
    assert groups[0] == groups[2]
    assert len(set(groups)) == 3
    assert read_examples([row | {"doc_id": None} for row in rows], read_schema())[2] is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "s7", "text": "They left.", "label": "angry"}, "s7: label 'angry' is not in schema stance"),
        ({"text": "They left.", "label": None}, "row 2: label None is not in schema stance"),
        ({"text": " ", "label": "none"}, "row 2: text is missing or empty"),
    ],
)
def test_a_row_that_cannot_be_learned_is_named(row, message):
    with pytest.raises(InputError, match=message):
        read_examples([{"text": "They came.", "label": "none"}, row], read_schema())


@pytest.mark.parametrize(
    ("labels", "documents", "message"),
    [
        (["none"] * 5 + ["supporting"], None, "every label needs at least two examples"),
        (["none", "supporting"] * 3, ["a"] * 6, "all examples are of one document"),
    ],
)
def test_too_little_to_cross_validate_is_said(labels, documents, message):
    rows = [
        {"text": f"They met {i} times and left.", "label": label, "doc_id": documents and documents[i]}
        for i, label in enumerate(labels)
    ]
    with pytest.raises(InputError, match=message):
        train(rows, read_schema(), read_config())


def test_training_twice_gives_the_same_model_and_the_same_held_out_predictions(corpus_rows, quick):
    one, two = (train(corpus_rows, read_schema(), quick) for _ in range(2))
    np.testing.assert_array_equal(one.held_out, two.held_out)
    np.testing.assert_array_equal(one.classifier.linear_.coef_, two.classifier.linear_.coef_)
    assert one.baselines == two.baselines


def test_held_out_predictions_are_those_of_the_fold_s_own_model(corpus_rows, quick):
    trained = train(corpus_rows, read_schema(), quick)
    assert trained.labels == read_schema().label_names
    texts = [row["text"] for row in corpus_rows]
    documents = np.array([row["doc_id"] for row in corpus_rows])
    for number, model in enumerate(trained.fold_models):
        rows = np.flatnonzero(trained.fold_of == number)
        order = [model.labels.index(label) for label in trained.labels]
        found = model.probabilities([texts[i] for i in rows])[:, order]
        np.testing.assert_allclose(found, trained.held_out[rows], atol=1e-12)
        assert not set(documents[rows]) & set(documents[trained.fold_of != number])


def test_the_search_takes_the_best_of_what_it_tried(corpus_rows, quick):
    X, y, groups = read_examples(corpus_rows, read_schema())
    best, results = search(make_classifier(quick), {"C": [1e-4, 1.0], "min_df": [2, 3]}, X, y, groups, folds=2)
    scores = [result["score"] for result in results]
    assert len(results) == 4
    assert scores == sorted(scores, reverse=True)
    assert {name: best.get_params()[name] for name in ("C", "min_df")} == results[0]["params"]
    assert results[0]["params"]["C"] == 1.0


def test_a_search_ends_up_in_the_resolved_configuration(corpus_rows, quick):
    trained = train(corpus_rows, read_schema(), quick | {"search": {"C": [1e-4, 1.0]}})
    assert trained.config["classifier"]["C"] == trained.search[0]["params"]["C"] == trained.classifier.C == 1.0


def test_the_learning_curve_grows_by_whole_documents(corpus_rows, quick):
    X, y, groups = read_examples(corpus_rows, read_schema())
    curve = measure_learning(make_classifier(quick), X, y, groups, make_folds(y, groups, 2, 0), seed=0)
    sizes = [point["examples"] for point in curve]
    assert len(curve) == len(SHARES)
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == len(X) // 2
    assert all(point["low"] <= point["macro_f1"] <= point["high"] for point in curve)


def test_a_label_that_a_fold_has_not_seen_gets_no_probability():
    sides = [("She", "praised"), ("He", "hit")]
    texts = [f"{who} {what} the plan on day {i}." for i in range(6) for who, what in sides]
    rows = [{"text": text, "label": label} for text, label in zip(texts, ["yes", "no"] * 6, strict=True)]
    for i, row in enumerate(rows):
        row["doc_id"] = str(i % 4)
    rows += [{"text": f"They slept through day {i}.", "label": "rare", "doc_id": "4"} for i in range(3)]
    config = read_config() | {"evaluation": {"folds": 3, "learning_curve": False}}
    trained = train(rows, Schema.from_labels(["yes", "no", "rare"]), config)
    rare = trained.labels.index("rare")
    assert (trained.held_out[-3:, rare] == 0).all()


def test_the_report_explains_each_example_by_the_model_that_predicted_it(corpus_rows, quick):
    trained = train(corpus_rows, read_schema(), quick)
    for i, pushes in enumerate(explain_folds(trained, corpus_rows)(range(len(corpus_rows)))):
        model = trained.fold_models[trained.fold_of[i]]
        order = [model.labels.index(label) for label in trained.labels]
        scores = model.intercept[order] + np.sum([push.weights for push in pushes], axis=0)
        odds = np.exp(scores / model.temperature)
        np.testing.assert_allclose(odds / odds.sum(), trained.held_out[i], atol=1e-9)


def test_the_report_tells_of_the_data_and_what_is_wrong_with_it(trained, corpus_rows):
    data = read_report(trained)["data"]
    assert data["rows"] == len(corpus_rows)
    assert data["documents"] == len({row["doc_id"] for row in corpus_rows})
    assert sum(data["labels"]["none"].values()) == sum(row["label"] == "none" for row in corpus_rows)
    assert isinstance(data["problems"], list)


def test_the_report_sets_the_model_beside_every_baseline(trained):
    assert {row["name"] for row in read_report(trained)["baselines"]} == {"majority", "keywords", "naive Bayes"}


def test_the_report_is_valid_json_without_numbers_that_json_lacks(trained):
    json.loads((trained / "report.json").read_text("utf-8"), parse_constant=lambda name: pytest.fail(name))
