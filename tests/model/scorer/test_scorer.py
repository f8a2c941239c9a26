"""The compiled scorer is the same function as the linear model that it is made from."""

from __future__ import annotations

import itertools
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.model import Model, load
from stance.model.classifier import StanceClassifier
from stance.model.lexicon import Lexicon
from stance.model.linear import Block, LinearModel
from stance.model.scorer import Scorer
from stance.model.scorer.characters import ALNUM, BREAK, JOINER, read_characters
from stance.model.tokens import split_words
from stance.schema import Schema

REPOSITORY = Path(__file__).parents[3]
SHARED = REPOSITORY.parent / "shared" / "data"
ALPHABET = (
    "aAbBIİıßſσΣς09²٣½Ⅷ''’’---.,;:!?—…“”\"_ \t\n\u00a0\u200d\u0301éÉñçष्टि汉字かなあ한글ЖжДд😀🏴\ufeff\u2028\x00\x85𝟘𝕏"
)


@pytest.fixture(scope="module")
def rows():
    path = REPOSITORY / "data" / "train.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][:1500]


@pytest.fixture(scope="module")
def linear(rows):
    """A model of the packaged lexicon and of words of many scripts."""
    texts = [row["text"] for row in rows]
    shuffled = random.Random(0).choices(ALPHABET, k=20_000)
    strange = ["".join(shuffled[i : i + 40]) for i in range(0, len(shuffled), 40)]
    labels = [row["label"] for row in rows] + [rows[i]["label"] for i in range(len(strange))]
    return StanceClassifier(calibration_folds=0).fit(texts + strange, labels).to_linear()


@pytest.fixture(scope="module")
def scorer(linear):
    return Scorer(linear)


def assert_same(linear, scorer, texts):
    expected, found = linear.scores(texts), scorer.scores(texts)
    assert np.abs(expected - found).max(initial=0) < 1e-9
    assert (expected.argmax(axis=1) == found.argmax(axis=1)).all()


def test_every_code_point_is_read_as_python_reads_it():
    characters = read_characters()
    for point in range(0x110000):
        char = chr(point)
        assert (characters.kinds[point] == ALNUM) == char.isalnum()
        if char.isalnum():
            [word] = split_words(char)
            assert characters.forms[point] == ord(word.form)
    assert {chr(point) for point in np.flatnonzero(characters.kinds >= BREAK)} >= set('.,;:!?()[]—–…“”«»"')
    assert {chr(point) for point in np.flatnonzero(characters.kinds == JOINER)} == set("'’-")


def test_statements_of_the_corpus_score_the_same(linear, scorer):
    for path in (REPOSITORY / "data").glob("*.jsonl"):
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
        assert_same(linear, scorer, texts)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared evaluation data is not here")
def test_real_statements_and_articles_score_the_same(linear, scorer):
    for name in ("stance_dev", "attribution_dev", "target_dev"):
        lines = (SHARED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert_same(linear, scorer, [json.loads(line)["text"] for line in lines if '"text"' in line])


WORDS = ["not", "never", "condemned", "the attack", "Welcomed", "regrets", "we", "don’t", "support", "deeply", "1990s"]
PIECES = st.one_of(st.text(max_size=6), st.text(ALPHABET, max_size=12), st.sampled_from(WORDS))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES, min_size=150, max_size=200), seed=st.integers(0, 2**32))
def test_any_strings_score_the_same(linear, scorer, pieces, seed):
    chance = random.Random(seed)
    texts = [
        chance.choice((" ", "", ", ", "-")).join(chance.choices(pieces, k=chance.randrange(12))) for _ in range(10_000)
    ]
    assert_same(linear, scorer, texts)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters()))
def test_half_characters_score_the_same_too(linear, scorer, text):
    assert_same(linear, scorer, [text])


def test_very_long_words_and_statements_score_the_same(linear, scorer):
    long = "condemn" * 30
    texts = [long, f"{long} {long}!", "ß" * 62, "ß" * 63, "the attack " * 5000, "x" * 100_000, "'" * 1000, "a-" * 500]
    assert_same(linear, scorer, texts)


def test_what_a_thread_keeps_may_run_over_in_the_middle_of_a_statement(linear, scorer):
    words = ["".join(letters) for letters in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=4)][:100_000]
    assert_same(linear, scorer, [" ".join(words), "They condemned the attack.", " ".join(words[::-1])])


def test_a_word_that_no_pair_or_block_knows_is_no_obstacle():
    blocks = [Block("words", ["a b", "b"], np.array([1.0, 2.0]), 0.5, np.array([[1.0, 0], [0, 1.0]]))]
    linear = LinearModel(["x", "y"], blocks, np.array([0.0, 0.1]), 1.0, Lexicon({}), 2, (2, 3))
    assert_same(linear, Scorer(linear), ["a b", "b a", "a b a b b", "", "c"])


def test_other_numbers_of_labels_and_other_ngrams_score_the_same(rows):
    texts = [row["text"] for row in rows[:400]]
    for count, ngrams in ((2, (1, 3)), (9, (3, 3)), (17, (2, 7))):
        labels = [f"label {i % count}" for i in range(len(texts))]
        linear = StanceClassifier(calibration_folds=0, character_ngrams=ngrams).fit(texts, labels).to_linear()
        assert_same(linear, Scorer(linear), texts)


def test_a_block_may_be_missing(rows):
    texts, labels = [row["text"] for row in rows[:400]], [row["label"] for row in rows[:400]]
    for missing in ("word_weight", "character_weight", "lexicon_weight"):
        linear = StanceClassifier(calibration_folds=0, **{missing: 0}).fit(texts, labels).to_linear()
        assert_same(linear, Scorer(linear), texts)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_arrow_columns_of_any_kind_score_as_their_strings(linear, scorer, rows, kind):
    texts = [row["text"] for row in rows[:50]]
    column = pa.array(texts).cast(kind)
    assert np.array_equal(scorer.scores(column), scorer.scores(texts))
    assert np.array_equal(scorer.scores(column[10:20]), scorer.scores(texts[10:20]))
    assert np.array_equal(scorer.scores(pa.chunked_array([column[:7], column[7:]])), scorer.scores(texts))


def test_quotations_and_tones_together_score_the_same(linear, scorer):
    quotes = ["“", "”", '"', "«", "»", "", ", "]
    words = ["condemned", "not", "praised", "regret", "said", "the"]
    chance = random.Random(1)
    texts = [" ".join(chance.choice(quotes) + chance.choice(words) for _ in range(12)) for _ in range(3000)]
    assert_same(linear, scorer, texts)
    assert {name[:7] for name in linear.blocks[-1].features} >= {"quoted ", "tones: "}


def test_no_texts_have_no_scores(scorer):
    assert scorer.scores([]).shape == (0, 4)
    assert scorer.scores(pa.chunked_array([], pa.string())).shape == (0, 4)


def test_a_null_is_refused(scorer):
    with pytest.raises(InputError, match="null"):
        scorer.scores(pa.array(["They met.", None]))


def test_threads_give_the_same_scores(scorer, rows):
    texts = [row["text"] for row in rows] * 10
    expected = scorer.scores(texts)
    assert np.array_equal(scorer.scores(texts, jobs=3), expected)
    with ThreadPoolExecutor(3) as pool:
        assert all(np.array_equal(found, expected) for found in pool.map(scorer.scores, [texts] * 4))


def test_explanations_are_those_of_the_linear_model(linear, scorer, rows):
    texts = [row["text"] for row in rows[:100]] + ["condemn" * 30, "", "Он осудил 2020"]
    columns = [i % 4 for i in range(len(texts))]
    for text, column, found in zip(texts, columns, scorer.explain(texts, columns), strict=True):
        expected = {push.feature: push.weights[column] - push.weights.mean() for push in linear.explain(text)}
        assert {name: weight for name, weight in found.items() if weight} == pytest.approx(
            {name: weight for name, weight in expected.items() if weight}, abs=1e-9
        )


def test_a_model_labels_columns_lists_and_single_texts_alike(linear, rows, tmp_path):
    Model(linear, Schema.from_labels(linear.labels), {}).save(tmp_path / "m.joblib")
    model = load(tmp_path / "m.joblib")
    texts = [row["text"] for row in rows]
    labels, probabilities = model.label(pa.array(texts), jobs=2)
    assert model.predict(texts) == labels
    assert [model.predict([text])[0] for text in texts[:50]] == labels[:50]
    assert np.allclose(model.predict_proba(texts[:50]), probabilities[:50], atol=1e-9)
    article = "The union condemned the closure of the plant. “We welcome the talks,” the mayor said."
    before = model.annotate(article)
    model.compile()
    after = model.annotate(article)
    assert [(item.label, item.evidence) for item in before] == [(item.label, item.evidence) for item in after]
