"""`stance.corpus.load` reads what people keep labelled statements in."""

from __future__ import annotations

import pytest
from corpora import STATEMENTS, rows_for, write, write_splits

from stance.corpus import PACKAGED, fingerprint, load
from stance.errors import InputError


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_file_becomes_the_training_split(tmp_path, ending):
    corpus = load(write(tmp_path / f"harbour.{ending}", rows_for("harbour")))
    assert list(corpus) == ["train"]
    assert list(zip(corpus["train"]["text"], corpus["train"]["label"], strict=True)) == list(STATEMENTS)


def test_a_folder_of_splits_keeps_its_splits(tmp_path):
    folder = write_splits(tmp_path / "port", train=rows_for("harbour"), test=rows_for("quay", STATEMENTS[:2]))
    assert {split: len(rows) for split, rows in load(folder).items()} == {"train": 6, "test": 2}


def test_a_column_that_some_rows_lack_is_empty_there(tmp_path):
    rows = rows_for("harbour", STATEMENTS[:2])
    rows[1]["topic"] = "fishing"
    assert load(write(tmp_path / "harbour.jsonl", rows))["train"]["topic"] == [None, "fishing"]


def test_numbers_as_labels_are_read_as_text(tmp_path):
    path = write(tmp_path / "tweets.jsonl", [{"text": "No to the dam.", "label": 1}, {"text": "A dam.", "label": 0}])
    assert load(path)["train"]["label"] == ["1", "0"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"text": "The port said no.", "label": "none"}\n{"text": "So did the union."}\n', "line 2: label is missing"),
        ('{"text": "  ", "label": "none"}\n', "line 1: text is missing or empty"),
        ('{"label": "none"}\n', "line 1: text is missing or empty"),
        ('{"text": "The port said no.", "label"\n', "line 1: not a JSON object"),
        ("", "no rows"),
    ],
)
def test_a_bad_row_is_named_in_one_line(tmp_path, content, complaint):
    path = tmp_path / "harbour.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_data_is_refused_in_one_line(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_whose_rows_have_no_labels_is_refused(tmp_path):
    write_splits(tmp_path, train=[{"text": "The port said no."}])
    with pytest.raises(InputError, match="no column label"):
        load(tmp_path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "harbour.jsonl")


def test_the_fingerprint_tells_content_and_order_apart():
    rows = rows_for("harbour")
    assert fingerprint(rows) == fingerprint([dict(reversed(row.items())) for row in rows])
    assert fingerprint(rows) != fingerprint(rows[::-1])
    assert fingerprint(rows) != fingerprint([*rows[:-1], rows[-1] | {"label": "none"}])


def test_the_packaged_corpus_never_splits_a_document():
    seen = {split: set(rows["doc_id"]) for split, rows in load(PACKAGED).items()}
    assert set(seen) == {"train", "test", "challenge"}
    assert not seen["train"] & seen["test"]
    assert not seen["challenge"] & (seen["train"] | seen["test"])
