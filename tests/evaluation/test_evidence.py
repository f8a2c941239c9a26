"""Words that decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.evaluation import Push
from stance.evaluation.evidence import _LEAST, _WORD, _WORDS, weigh_words


def test_a_word_pushes_as_much_as_the_model_adds_for_one_label_over_the_other(report, labels, weights):
    row = next(row for row in report["examples"] if "condemned" in row["text"] and row["gold"] == row["predicted"])
    label, rival = labels.index(row["predicted"]), labels.index(row["evidence"]["rival"])
    start = row["text"].index("condemned")
    pushes = {(start, end): push for start, end, push in row["evidence"]["words"]}
    expected = weights["condemned"][label] - weights["condemned"][rival]
    assert pushes[start, start + len("condemned")] == pytest.approx(expected, abs=1e-4)


def test_the_rival_of_a_mistake_is_its_gold_label(report):
    mistakes = [row for row in report["examples"] if row["gold"] != row["predicted"]]
    assert mistakes
    assert all(row["evidence"]["rival"] == row["gold"] for row in mistakes)


def test_a_feature_over_two_words_is_shared_by_their_letters():
    words = weigh_words("had no regret", [Push("no regret", [(4, 13)], [0.8, 0.0])], 0, 1)["words"]
    assert words == [[4, 6, 0.2], [7, 13, 0.6]]


def test_a_feature_that_stands_twice_counts_once_in_all():
    words = weigh_words("never, never", [Push("never", [(0, 5), (7, 12)], [1.0, 0.0])], 0, 1)["words"]
    assert words == [[0, 5, 0.5], [7, 12, 0.5]]


def test_a_feature_without_a_place_counts_elsewhere():
    evidence = weigh_words("He spoke.", [Push("length", [], [0.3, -0.2])], 0, 1)
    assert evidence == {"words": [], "elsewhere": 0.5}


def test_weak_words_are_left_out():
    pushes = [Push("strong", [(0, 6)], [2.0, 0.0]), Push("weak", [(7, 11)], [0.1, 0.0])]
    assert weigh_words("strong weak", pushes, 0, 1)["words"] == [[0, 6, 2.0]]


texts = st.text(alphabet="ab é😀’-.\n", min_size=1, max_size=40)


@given(texts, st.data())
def test_words_stand_where_they_say_and_add_up(text, data):
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: tuple(sorted(pair)))
    found = data.draw(st.lists(spans, min_size=1, max_size=4))
    evidence = weigh_words(text, [Push("feature", found, [1.5, 0.5])], 0, 1)
    for start, end, _ in evidence["words"]:
        assert 0 <= start < end <= len(text)
        assert not text[start:end].isspace()
    pushes = [push for _, _, push in evidence["words"]]
    if len(pushes) < _WORDS:  # then only weak words are left out: with one word, none
        left_out = len(_WORD.findall(text)) - len(pushes)
        most = left_out * _LEAST * max(pushes, default=0)
        assert sum(pushes) + evidence["elsewhere"] == pytest.approx(1.0, abs=most + 1e-3)


def test_strongest_features_carry_an_example_that_holds_them(report):
    for sides in report["model"]["features"].values():
        for entry in (*sides["for"], *sides["against"]):
            start, end = entry["example"]["span"]
            assert entry["example"]["text"][start:end] == entry["feature"]


def test_the_example_of_a_feature_for_a_label_is_of_that_label_where_there_is_one(report):
    entry = next(e for e in report["model"]["features"]["condemning"]["for"] if e["feature"] == "closure")
    row = next(row for row in report["examples"] if row["id"] == entry["example"]["id"])
    assert row["gold"] == row["predicted"] == "condemning"
