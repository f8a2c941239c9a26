"""`stance corpus agreement` compares two annotators."""

from __future__ import annotations

import pytest
from corpora import STATEMENTS, rows_for, write
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from stance.cli.app import app
from stance.corpus import measure_agreement, read_annotation
from stance.corpus.agreement import Annotation
from stance.errors import InputError

FIRST = [label for _, label in STATEMENTS]
SECOND = ["supporting", "condemning", "none", "regretting", "condemning", "none"]


def annotation(labels, texts=()):
    return Annotation({f"row {i}": label for i, label in enumerate(labels)}, dict(texts))


def relabelled(labels):
    return [row | {"label": label} for row, label in zip(rows_for("harbour"), labels, strict=True)]


def run(*arguments):
    return CliRunner().invoke(app, ["corpus", "agreement", *map(str, arguments)])


def error_of(*arguments):
    result = run(*arguments)
    assert isinstance(result.exception, InputError)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def test_alpha_of_the_two_observers_in_krippendorffs_nominal_example():
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section B.
    first = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    second = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert measure_agreement(annotation(first), annotation(second)).alpha == pytest.approx(0.692, abs=5e-4)


def test_annotators_of_one_mind_reach_one():
    found = measure_agreement(annotation(FIRST), annotation(FIRST))
    assert (found.alpha, found.observed, found.differences, found.confusions) == (1.0, 1.0, [], [])


def test_alpha_is_undefined_where_only_one_label_occurs():
    found = measure_agreement(annotation(["none"] * 4), annotation(["none"] * 4))
    assert (found.alpha, found.observed) == (None, 1.0)


def test_differences_name_row_labels_and_text():
    found = measure_agreement(annotation(FIRST), annotation(SECOND, {"row 5": "The chaplain called the raid a gift."}))
    assert found.differences == [
        {"id": "row 4", "first": "none", "second": "condemning"},
        {"id": "row 5", "first": "condemning", "second": "none", "text": "The chaplain called the raid a gift."},
    ]
    assert found.confusions == [("none", "condemning", 1), ("condemning", "none", 1)]


def test_each_label_has_its_specific_agreement():
    found = measure_agreement(annotation(FIRST), annotation(["condemning", *SECOND[1:]]))
    rows = {row["label"]: row for row in found.labels}
    assert rows["condemning"] == {"label": "condemning", "first": 2, "second": 3, "both": 1, "agreement": 0.4}
    assert rows["supporting"]["agreement"] == 0
    assert rows["regretting"]["agreement"] == 1


def test_rows_of_one_annotator_alone_are_counted_apart():
    found = measure_agreement(annotation(FIRST), annotation(FIRST[:4]))
    assert (found.rows, found.only_first, found.only_second, found.alpha) == (4, 2, 0, 1.0)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=60))
def test_the_order_of_the_annotators_does_not_change_alpha(pairs):
    first, second = (annotation(column) for column in zip(*pairs, strict=True))
    there, back = measure_agreement(first, second), measure_agreement(second, first)
    assert there.alpha == pytest.approx(back.alpha) if there.alpha is not None else back.alpha is None
    assert there.alpha is None or there.alpha <= 1
    assert sum(count for *_, count in there.confusions) == len(there.differences)


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_any_format_of_records_is_read(tmp_path, ending):
    path = write(tmp_path / f"mora.{ending}", relabelled(FIRST))
    assert list(read_annotation(path).labels.values()) == FIRST


def test_formats_mix_and_ids_match_as_text(tmp_path):
    first = write(tmp_path / "mora.jsonl", [{"id": 1, "label": "none"}, {"id": 2, "label": "condemning"}])
    second = write(tmp_path / "ilse.csv", [{"id": "2", "label": "condemning"}, {"id": "1", "label": "none"}])
    assert measure_agreement(read_annotation(first), read_annotation(second)).alpha == 1


def test_a_row_left_blank_counts_as_not_labelled(tmp_path):
    path = write(tmp_path / "mora.csv", [{"id": 1, "label": "none"}, {"id": 2, "label": ""}])
    assert read_annotation(path).labels == {"1": "none"}


def test_the_command_shows_alpha_and_the_rows_that_differ(tmp_path):
    first = write(tmp_path / "mora.jsonl", relabelled(FIRST))
    result = run(first, write(tmp_path / "ilse.csv", relabelled(SECOND)))
    assert result.exit_code == 0
    assert "Krippendorff's alpha (nominal): 0.5769" in result.output
    assert "observed agreement: 0.6667" in result.output
    assert "harbour-5" in result.output
    assert "harbour-1 " not in result.output


def test_one_file_may_hold_both_annotators(tmp_path):
    rows = [{"id": i, "mora": a, "ilse": b} for i, (a, b) in enumerate(zip(FIRST, SECOND, strict=True))]
    path = write(tmp_path / "both.csv", rows)
    result = run(path, path, "--first-label", "mora", "--second-label", "ilse")
    assert "observed agreement: 0.6667" in result.output


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_the_rows_that_differ_are_written_for_adjudication(tmp_path, ending):
    first = write(tmp_path / "mora.jsonl", relabelled(FIRST))
    out = tmp_path / f"differ.{ending}"
    assert run(first, write(tmp_path / "ilse.jsonl", relabelled(SECOND)), "-o", out).exit_code == 0
    assert read_annotation(out, "second").labels == {"harbour-5": "condemning", "harbour-6": "none"}
    assert read_annotation(out, "first").texts["harbour-6"] == STATEMENTS[5][0]


def test_no_difference_writes_a_file_without_rows(tmp_path):
    path = write(tmp_path / "mora.jsonl", relabelled(FIRST))
    out = tmp_path / "differ.jsonl"
    assert run(path, path, "-o", out).exit_code == 0
    assert out.read_text(encoding="utf-8") == ""


def test_a_label_that_looks_like_markup_is_shown_as_it_is(tmp_path):
    path = write(tmp_path / "mora.jsonl", [{"id": "[a]", "label": "[/red]"}, {"id": 2, "label": "none"}])
    other = write(tmp_path / "ilse.jsonl", [{"id": "[a]", "label": "none"}, {"id": 2, "label": "none"}])
    result = run(path, other)
    assert result.exit_code == 0
    assert "[/red]" in result.output
    assert "[a]" in result.output


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", "id,stance\n1,none\n", "no row has a label under label"),
        ("a.csv", "row,label\n1,none\n", "line 2: id is missing"),
        ("a.jsonl", '{"id": 1, "label": "none"}\n{"id": "1", "label": "none"}\n', "line 2: id 1 stands on line 1 too"),
        ("a.jsonl", "", "no rows"),
        ("a.jsonl", "[1]\n", "line 1: a JSON object is needed"),
        ("a.txt", "none\n", "not a format of records"),
        ("a.csv", "id,label\nz,none\n", "no id in common"),
    ],
)
def test_an_unusable_file_is_refused_in_one_line(tmp_path, name, content, complaint):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert complaint in error_of(path, write(tmp_path / "ilse.jsonl", relabelled(FIRST)))


def test_a_missing_file_is_refused_in_one_line(tmp_path):
    assert "no such file" in error_of(tmp_path / "mora.csv", tmp_path / "ilse.csv")


def test_an_output_in_an_unknown_format_is_refused(tmp_path):
    path = write(tmp_path / "mora.jsonl", relabelled(FIRST))
    assert "not a format of records" in error_of(path, path, "-o", tmp_path / "differ.xlsx")
