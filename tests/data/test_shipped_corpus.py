"""The corpus loads with `datasets` alone, and its articles and rows agree."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import datasets
import pytest

from stance import read_schema

DATA = Path(__file__).parents[2] / "data"
SPLITS = ("train", "test", "challenge")
GAP = " … "  # joins the pieces of a content that the cue splits


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    datasets.disable_progress_bars()
    return datasets.load_dataset(str(DATA), cache_dir=str(tmp_path_factory.mktemp("datasets")))


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_it_gives_the_splits_with_the_labels_of_the_codebook_as_classes(corpus):
    assert set(SPLITS) <= set(corpus)
    for split in SPLITS:
        assert isinstance(corpus[split].features["label"], datasets.ClassLabel)
        assert corpus[split].features["label"].names == read_schema().label_names
        assert {*corpus[split]["label"]} == {0, 1, 2, 3}


def test_it_holds_more_than_twelve_hundred_statements(corpus):
    assert sum(len(corpus[split]) for split in SPLITS) > 1200


def test_no_document_stands_in_two_splits():
    splits = {row["doc_id"]: set() for split in SPLITS for row in read(DATA / f"{split}.jsonl")}
    for split in SPLITS:
        for row in read(DATA / f"{split}.jsonl"):
            splits[row["doc_id"]].add(split)
    assert {doc_id for doc_id, found in splits.items() if len(found) > 1} == set()


def test_ids_are_unique():
    counts = Counter(row["id"] for split in SPLITS for row in read(DATA / f"{split}.jsonl"))
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("split", SPLITS)
def test_every_part_of_a_row_stands_in_its_text(split):
    for row in read(DATA / f"{split}.jsonl"):
        for part in ("source", "cue", "content", "target"):
            for piece in (row[part] or "").split(GAP):
                assert piece in row["text"], (row["id"], part)


@pytest.mark.parametrize("split", SPLITS)
def test_every_span_of_an_article_matches_its_row(split):
    rows = {row["id"]: row for row in read(DATA / f"{split}.jsonl")}
    articles = read(DATA / "articles" / f"{split}.jsonl")
    assert articles
    for article in articles:
        text = article["text"]
        for statement in article["statements"]:
            row = rows[statement["id"]]
            assert row["doc_id"] == article["doc_id"]
            assert row["label"] == statement["label"], row["id"]
            for part in ("source", "cue", "content", "target"):
                spans = statement[part]
                assert all(0 <= start < end <= len(text) for start, end in spans), (row["id"], part)
                words = [" ".join(text[start:end].split()) for start, end in spans]
                if part == "target" and row[part] is None and words:  # it stands elsewhere in the article
                    assert GAP.join(words) not in row["text"], row["id"]
                else:
                    assert GAP.join(words) == (row[part] or ""), (row["id"], part)
