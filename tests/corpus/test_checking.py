"""`stance corpus check` finds what would spoil training."""

from __future__ import annotations

import pytest
from corpora import STATEMENTS, rows_for, write, write_splits

from stance.corpus import PACKAGED, check
from stance.schema import read_schema

LONG = (
    "The ferry company told passengers on the quay that it would refund every ticket sold for the "
    "cancelled Sunday crossing before the end of the week"
)


def found(path, schema=None):
    return [(problem.severity, problem.where, problem.message) for problem in check(path, schema)]


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_sound_corpus_has_no_problem(tmp_path, ending):
    assert found(write(tmp_path / f"harbour.{ending}", rows_for("harbour")), read_schema()) == []


def test_the_packaged_corpus_has_no_problem():
    assert found(PACKAGED, read_schema()) == []


def test_a_label_outside_the_schema_is_an_error(tmp_path):
    path = write(tmp_path / "harbour.jsonl", rows_for("harbour", [*STATEMENTS, ("The union shrugged.", "shrugging")]))
    [(severity, where, message)] = found(path, read_schema())
    assert (severity, where) == ("error", "train harbour-7")
    assert "'shrugging' is not in the schema" in message


def test_an_id_that_stands_twice_is_an_error(tmp_path):
    rows = rows_for("harbour")
    rows[3]["id"] = "harbour-1"
    assert ("error", "train harbour-1", "id stands on another row of train too") in found(
        write(tmp_path / "harbour.jsonl", rows)
    )


def test_a_document_in_two_splits_is_an_error(tmp_path):
    rows = rows_for("harbour")
    assert found(write_splits(tmp_path, train=rows[:4], test=rows[4:])) == [
        ("error", "document harbour", "has statements in test and train")
    ]


def test_the_same_text_twice_asks_for_a_look(tmp_path):
    rows = rows_for("harbour") + rows_for(
        "quay", [("The port  authority said the new tariff starts on 4 MAY.", "none")]
    )
    assert found(write(tmp_path / "harbour.jsonl", rows)) == [
        ("warning", "train quay-1", "same text as train harbour-3")
    ]


def test_the_same_text_with_two_labels_is_an_error(tmp_path):
    rows = rows_for("harbour") + rows_for("quay", [(STATEMENTS[2][0], "condemning")])
    assert found(write(tmp_path / "harbour.jsonl", rows)) == [("error", "train quay-1", "same text as train harbour-3")]


def test_the_same_text_in_two_splits_is_an_error(tmp_path):
    folder = write_splits(tmp_path, train=rows_for("harbour"), test=rows_for("quay", STATEMENTS[2:3]))
    assert [severity for severity, *_ in found(folder)] == ["error"]


def test_two_cues_in_one_sentence_are_no_repetition(tmp_path):
    rows = [
        {"id": "a-1", "doc_id": "a", "text": "Mora blamed the port and thanked the crews.", "cue": cue, "label": label}
        | {"id": f"a-{number}"}
        for number, (cue, label) in enumerate([("blamed", "condemning"), ("thanked", "supporting")], 1)
    ]
    assert found(write(tmp_path / "a.jsonl", rows)) == []


def test_nearly_the_same_text_in_another_document_asks_for_a_look(tmp_path):
    rows = rows_for("harbour", [(LONG, "none")]) + rows_for("quay", [(LONG + " itself", "none")])
    assert found(write(tmp_path / "a.jsonl", rows)) == [
        ("warning", "train quay-1", "nearly the same text as train harbour-1")
    ]


def test_nearly_the_same_text_across_splits_is_an_error(tmp_path):
    folder = write_splits(
        tmp_path, train=rows_for("harbour", [(LONG, "none")]), test=rows_for("quay", [(LONG + " itself", "none")])
    )
    assert found(folder) == [("error", "train harbour-1", "nearly the same text as test quay-1")] or found(folder) == [
        ("error", "test quay-1", "nearly the same text as train harbour-1")
    ]


def test_repetition_inside_one_document_is_no_near_duplicate(tmp_path):
    rows = rows_for("harbour", [(LONG, "none"), (LONG + " itself", "none")])
    assert found(write(tmp_path / "a.jsonl", rows)) == []


def test_words_that_the_text_does_not_hold_are_an_error(tmp_path):
    row = rows_for("harbour", STATEMENTS[:1])[0] | {"source": "The harbour master", "cue": "praised", "content": "tugs"}
    assert found(write(tmp_path / "a.jsonl", [row])) == [
        ("error", "train harbour-1", "content 'tugs' does not stand in the text")
    ]


def test_a_content_in_two_pieces_is_found_piece_by_piece(tmp_path):
    row = {"id": "1", "text": '"Never," said Mora. "Not one berth."', "label": "condemning", "cue": "said"}
    row["content"] = '"Never," … "Not one berth."'
    assert found(write(tmp_path / "a.jsonl", [row])) == []


def test_errors_come_before_warnings(tmp_path):
    rows = rows_for("harbour") + rows_for("quay", [STATEMENTS[2], (STATEMENTS[0][0], "none")])
    assert [severity for severity, *_ in found(write(tmp_path / "a.jsonl", rows))] == ["error", "warning"]
