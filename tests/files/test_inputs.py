"""Which files names, folders and patterns stand for, and what is in them."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.files import RecordError, find_inputs, read_article, read_records


@pytest.fixture
def folder(tmp_path):
    for name in ("b/two.txt", "b/two.csv.gz", "a.jsonl", ".hidden/x.txt", "c/.x.txt", "notes.md", "z.TXT", "q.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_a_folder_stands_for_the_files_of_known_kinds_below_it(folder):
    found = find_inputs([folder])
    assert [(given.doc_id, given.file_format) for given in found] == [
        ("a", "jsonl"),
        ("b/two", "csv"),
        ("b/two", "text"),
        ("q", "parquet"),
        ("z", "text"),
    ]


def test_a_pattern_stands_for_the_files_that_match(folder):
    assert [given.doc_id for given in find_inputs([f"{folder}/**/*.txt"])] == ["two"]


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(folder):
    (folder / "talks[1].txt").write_text("x")
    assert [given.doc_id for given in find_inputs([folder / "talks[1].txt"])] == ["talks[1]"]


def test_a_named_file_of_any_ending_is_text(folder):
    assert find_inputs([folder / "notes.md"])[0].file_format == "text"


@pytest.mark.parametrize(
    ("name", "reason"), [("gone.txt", "no such file"), ("*.zip", "no file matches"), ("d", "no .txt")]
)
def test_what_holds_nothing_is_named(folder, name, reason):
    (folder / "d").mkdir()
    with pytest.raises(InputError, match=reason):
        find_inputs([folder / name])


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_compressed_records_read_as_plain_ones(tmp_path, ending):
    lines = "".join(json.dumps({"text": f"They met {i} times in Österhaven."}) + "\n" for i in range(5000)).encode()
    data = {"": lines, ".gz": gzip.compress(lines), ".zst": pa.compress(lines, "zstd", asbytes=True)}[ending]
    (tmp_path / f"a.jsonl{ending}").write_bytes(data)
    records = list(read_records(tmp_path / f"a.jsonl{ending}"))
    assert [number for number, _ in records] == list(range(1, 5001))
    assert records[-1][1]["text"] == "They met 4999 times in Österhaven."


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_compressed_file_that_was_cut_short_is_named(tmp_path, ending):
    lines = b'{"text": "They met."}\n' * 5000
    data = gzip.compress(lines) if ending == ".gz" else pa.compress(lines, "zstd", asbytes=True)
    (tmp_path / f"a.jsonl{ending}").write_bytes(data[:-9])
    with pytest.raises(RecordError, match=f"a.jsonl{ending}: "):
        list(read_records(tmp_path / f"a.jsonl{ending}"))


def test_line_ends_of_an_article_stay_and_a_byte_order_mark_goes(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_article(tmp_path / "a.txt") == "one\r\ntwo\rthree\n"


text = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dictionaries(text, st.none() | st.booleans() | st.integers() | text | st.lists(text), max_size=4)))
def test_json_lines_come_back_whatever_they_hold(tmp_path, rows):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="")
    assert [record for _, record in read_records(path)] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(text.filter(lambda cell: "\0" not in cell), min_size=2, max_size=2), min_size=1))
def test_csv_cells_come_back_whatever_they_hold(tmp_path, rows):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["text", "note"], *rows])
    (tmp_path / "a.csv").write_bytes(stream.getvalue().encode())
    found = [record for _, record in read_records(tmp_path / "a.csv")]
    assert found == [{key: cell for key, cell in zip(("text", "note"), row, strict=True) if cell} for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.sampled_from(["jsonl", "csv", "parquet", "jsonl.gz", "jsonl.zst"]))
def test_any_bytes_give_records_or_reasons(tmp_path, data, ending):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    problems = []
    try:
        records = list(read_records(path, problems.append))
    except InputError as error:
        assert "\n" not in str(error)
        return
    for _, record in records:
        json.dumps(record, ensure_ascii=False).encode()
    assert all(problem.line for problem in problems)
