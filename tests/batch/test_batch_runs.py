"""Files in, rows out: every record once, in order, typed, whole or not at all."""

from __future__ import annotations

import csv
import json

import keyword_model
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_helpers import ARTICLE, predict, read_jsonl, write_jsonl

from stance.batch import Options
from stance.errors import InputError
from stance.files import find_inputs

LABELS = {"condemning", "supporting", "regretting", "none"}


def test_a_record_keeps_its_columns_and_gains_label_score_and_scores(load, jsonl, records, tmp_path):
    summary = predict(load, jsonl, tmp_path / "out.jsonl")
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert summary.count == len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        assert {key: row[key] for key in record} == record
        assert set(row) == {*record, "label", "score", "scores"}
        assert set(row["scores"]) == LABELS
        assert row["score"] == row["scores"][row["label"]] == max(row["scores"].values())
    assert [row["label"] for row in rows[:3]] == ["condemning", "supporting", "regretting"]


def test_a_statement_of_an_article_has_exact_spans_and_the_name_of_its_file(load, tmp_path):
    (tmp_path / "harbour.txt").write_bytes(("\ufeff" + ARTICLE).encode())
    predict(load, tmp_path / "harbour.txt", tmp_path / "out.jsonl")
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert len(rows) == len(keyword_model.extract(ARTICLE)) > 0
    for row in rows:
        assert row["doc_id"] == "harbour"
        for span in [row["source"], row["cue"], *row["content"]]:
            if span:
                assert ARTICLE[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("given", ["jsonl", "csv", "parquet"])
def test_every_format_goes_into_every_format(load, records, tmp_path, given, form):
    path = tmp_path / f"in.{given}"
    if given == "jsonl":
        write_jsonl(path, records)
    elif given == "csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, ["id", "text", "topic"])
            writer.writeheader()
            writer.writerows(records)
    else:
        pq.write_table(pa.Table.from_pylist(records), path)
    out = tmp_path / f"out.{form}"
    predict(load, path, out, form=form)
    if form == "jsonl":
        rows = read_jsonl(out)
    elif form == "csv":
        with out.open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = pq.read_table(out).to_pylist()
    assert [str(row["id"]) for row in rows] == [str(record["id"]) for record in records]
    assert [row["text"] for row in rows] == [record["text"] for record in records]
    assert {row["label"] for row in rows} == LABELS
    scores = json.loads(rows[0]["scores"]) if form == "csv" else rows[0]["scores"]
    assert set(scores) == LABELS


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_several_processes_write_what_one_does(load, jsonl, tmp_path, form):
    predict(load, jsonl, tmp_path / f"one.{form}", form=form)
    predict(load, jsonl, tmp_path / f"two.{form}", form=form, jobs=2)
    assert (tmp_path / f"two.{form}").read_bytes() == (tmp_path / f"one.{form}").read_bytes()


def test_parquet_columns_keep_their_types_and_nested_ones_are_typed(load, tmp_path):
    table = pa.table(
        {
            "text": pa.array(["They condemned it.", "They met."], pa.large_string()),
            "day": pa.array([1, 2], pa.date32()),
            "label": ["old", "old"],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    predict(load, tmp_path / "in.parquet", tmp_path / "out.parquet", form="parquet")
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert schema.names == ["text", "day", "label", "score", "scores"]
    assert schema.field("day").type == pa.date32()
    assert schema.field("scores").type == pa.struct([(name, pa.float64()) for name in load().labels])


def test_articles_in_parquet_out_are_typed_though_no_statement_names_a_target(load, tmp_path):
    (tmp_path / "a.txt").write_text("Nothing.\n")
    predict(load, tmp_path / "a.txt", tmp_path / "out.parquet", form="parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.num_rows == 0
    assert table.schema.field("target").type.field("start").type == pa.int64()
    assert table.schema.field("evidence").type.value_type.field("weight").type == pa.float64()


def test_columns_that_come_late_have_their_place(load, tmp_path):
    rows = [{"text": "They met."}] * 2000 + [
        {"text": "They met.", "late": {"x": 1}},
        {"text": "They met.", "late": {"y": 2.5}},
    ]
    write_jsonl(tmp_path / "in.jsonl", rows)
    predict(load, tmp_path / "in.jsonl", tmp_path / "out.parquet", form="parquet")
    late = pq.read_table(tmp_path / "out.parquet")["late"].to_pylist()
    assert late == [None] * 2000 + [{"x": 1, "y": None}, {"x": None, "y": 2.5}]
    predict(load, tmp_path / "in.jsonl", tmp_path / "out.csv", form="csv")
    with (tmp_path / "out.csv").open(newline="") as stream:
        assert [row["late"] for row in csv.DictReader(stream)][-2:] == ['{"x": 1}', '{"y": 2.5}']


def test_a_column_of_two_kinds_is_named_where_parquet_is_asked_for(load, tmp_path):
    rows = [{"text": "They met.", "age": 3}] * 1500 + [{"text": "They met.", "age": "three"}]
    write_jsonl(tmp_path / "in.jsonl", rows)
    with pytest.raises(InputError, match="column age holds values of more than one kind"):
        predict(load, tmp_path / "in.jsonl", tmp_path / "out.parquet", form="parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_the_first_bad_record_ends_the_run_and_leaves_nothing(load, records, tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [*records, {"id": 1}])
    with pytest.raises(InputError, match=r"in.jsonl: line 3001: text is missing"):
        predict(load, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_records_go_to_their_file_and_the_rest_goes_on(load, tmp_path, jobs):
    lines = ['{"text": "They met."}', "no json", "", '{"id": 3}', '{"text": " "}', '{"text": 7}', '["text"]',
             '{"text": "\\ud83d"}', '{"text": "They met again."}']  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode() + b'\n{"text": "caf\xe9"}\n')
    (tmp_path / "in.txt").write_bytes(b"caf\xe9")
    given = [tmp_path / "in.txt", tmp_path / "in.jsonl"]
    summary = predict(load, given, tmp_path / "out.jsonl", errors=tmp_path / "bad.jsonl", jobs=jobs)
    assert [row["text"] for row in read_jsonl(tmp_path / "out.jsonl")] == ["They met.", "They met again."]
    bad = read_jsonl(tmp_path / "bad.jsonl")
    assert [row["line"] for row in bad] == [None, 2, 4, 5, 6, 7, 8, 10]
    assert "not UTF-8" in bad[0]["reason"]
    assert summary.problems == len(bad)


def test_bad_rows_of_parquet_are_named_by_their_number(load, tmp_path):
    texts = ["They met."] * 10_000
    texts[9_000], texts[3] = None, "  "
    pq.write_table(pa.table({"text": texts}), tmp_path / "in.parquet", row_group_size=4000)
    predict(load, tmp_path / "in.parquet", tmp_path / "out.parquet", form="parquet", errors=tmp_path / "bad.jsonl")
    assert [row["line"] for row in read_jsonl(tmp_path / "bad.jsonl")] == [4, 9001]
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 9_998


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n", "empty"),
        ("a.jsonl", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"id,words\n1,They met.\n", "text is missing.*--text-column"),
        ("a.csv", b'text\n"open', "not CSV"),
        ("a.csv", b"text,text\na,b\n", "names a column twice"),
        ("a.csv", b"text\na,b\n", "more cells"),
        ("a.parquet", b"PAR1 not", "not a Parquet file"),
        ("a.jsonl.gz", b"\x1f\x8b\x08 no", "a.jsonl.gz"),
        ("a.jsonl.zst", b"no zstd", "a.jsonl.zst"),
    ],
)
def test_an_input_that_cannot_be_used_is_named_with_the_reason(load, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        predict(load, tmp_path / name, tmp_path / "out.jsonl")
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_parquet_file_without_the_text_column_names_those_it_has(load, tmp_path):
    pq.write_table(pa.table({"body": ["They met."], "n": [1]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="no column text; its columns are body, n"):
        predict(load, tmp_path / "a.parquet", tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="column n holds int64, not text"):
        predict(load, tmp_path / "a.parquet", tmp_path / "out.jsonl", options=Options(text_column="n"))
    predict(load, tmp_path / "a.parquet", tmp_path / "out.jsonl", options=Options(text_column="body"))
    assert read_jsonl(tmp_path / "out.jsonl")[0]["body"] == "They met."


def test_articles_can_stand_in_records(load, tmp_path):
    write_jsonl(
        tmp_path / "in.jsonl", [{"id": "x", "text": ARTICLE}, {"doc_id": "y", "text": ARTICLE}, {"text": ARTICLE}]
    )
    predict(load, tmp_path / "in.jsonl", tmp_path / "out.jsonl", options=Options(unit="article"))
    ids = [row["doc_id"] for row in read_jsonl(tmp_path / "out.jsonl")]
    assert list(dict.fromkeys(ids)) == ["x", "y", "3"]
    assert ids.count("x") == ids.count("y") == ids.count("3")


def test_the_label_of_a_record_is_a_matter_of_its_text_alone(load, tmp_path):
    record = {"text": "He met them.", "source": None, "cue": "condemned", "content": ["the", "raid"]}
    write_jsonl(tmp_path / "in.jsonl", [record])
    predict(load, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert read_jsonl(tmp_path / "out.jsonl")[0]["label"] == "none"


def test_rows_of_an_article_can_be_labelled_again_as_records(load, tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE)
    predict(load, tmp_path / "a.txt", tmp_path / "rows.jsonl")
    rows = [{**row, "text": "They met."} for row in read_jsonl(tmp_path / "rows.jsonl")]
    write_jsonl(tmp_path / "again.jsonl", rows)
    assert predict(load, tmp_path / "again.jsonl", tmp_path / "out.jsonl").count == len(rows)


def test_a_label_below_the_confidence_asked_for_is_uncertain(load, jsonl, tmp_path):
    summary = predict(load, jsonl, tmp_path / "out.jsonl", options=Options(min_confidence=0.45))
    assert 0 < summary.labels["uncertain"] < summary.count
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert all((row["label"] == "uncertain") == (row["score"] < 0.45) for row in rows)


def test_an_output_that_is_a_folder_is_refused_before_any_work(load, jsonl, tmp_path):
    (tmp_path / "out").mkdir()
    for resume in (False, True):
        with pytest.raises(InputError, match="cannot be written: is a directory"):
            predict(load, jsonl, tmp_path / "out", resume=resume)


def test_a_folder_does_not_stand_for_the_output_in_it(load, jsonl, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    assert [given.path for given in find_inputs([tmp_path], leave_out=[out])] == [str(jsonl)]
