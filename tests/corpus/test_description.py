"""`stance corpus describe` counts what a corpus holds."""

from __future__ import annotations

import pytest
from corpora import STATEMENTS, rows_for, write, write_splits
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import describe
from stance.corpus.description import formulaic_rows


def test_labels_are_counted_by_split(tmp_path):
    counts = describe(write_splits(tmp_path, train=rows_for("harbour"), test=rows_for("quay", STATEMENTS[:2])))
    assert (counts["rows"], counts["documents"]) == (8, 2)
    assert counts["labels"]["condemning"] == {"train": 2, "test": 1}
    assert counts["labels"]["none"] == {"train": 2, "test": 0}


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_columns_of_few_values_are_counted_by_label(tmp_path, ending):
    rows = [row | {"form": ["wire", "letter"][i % 2]} for i, row in enumerate(rows_for("harbour"))]
    columns = describe(write(tmp_path / f"harbour.{ending}", rows))["columns"]
    assert columns["form"] == {
        "wire": {"supporting": 1, "condemning": 0, "none": 2, "regretting": 0},
        "letter": {"supporting": 0, "condemning": 2, "none": 0, "regretting": 1},
    }


def test_columns_of_many_values_are_left_out(tmp_path):
    rows = [row | {"note": f"note {i}"} for i, row in enumerate(rows_for("harbour", STATEMENTS * 6))]
    assert "note" not in describe(write(tmp_path / "harbour.jsonl", rows))["columns"]


def test_a_phrase_in_four_rows_is_formulaic_and_in_three_not():
    opening = "said in a statement on Tuesday that"
    texts = [f"The port {opening} {what}." for what in ("it would wait", "trade was slow", "ice had formed")]
    assert formulaic_rows(texts) == set()
    assert formulaic_rows([*texts, "Nobody knew.", f"Mora {opening} she left."]) == {0, 1, 2, 4}


def test_case_and_the_form_of_apostrophes_do_not_hide_a_phrase():
    texts = ["We won't be moved from this quay", "we won’t be moved from this quay", "WE WON'T BE MOVED FROM THIS"]
    assert formulaic_rows([*texts, "They said: we won't be moved from this quay!"]) == {0, 1, 2, 3}


def test_a_phrase_repeated_within_one_row_counts_once():
    assert formulaic_rows(["out of the port we go and " * 5]) == set()


@given(st.lists(st.text(alphabet="ab ", max_size=40), max_size=12))
def test_a_formulaic_row_has_at_least_three_companions(texts):
    found = formulaic_rows(texts)
    assert found <= set(range(len(texts)))
    assert len(found) not in (1, 2, 3)
