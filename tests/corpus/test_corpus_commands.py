"""`stance corpus check` and `describe` on the command line."""

from __future__ import annotations

from corpora import STATEMENTS, rows_for, write, write_splits
from typer.testing import CliRunner

from stance.cli.app import app
from stance.schema.reader import CODEBOOK


def run(*arguments):
    return CliRunner().invoke(app, ["corpus", *map(str, arguments)])


def test_check_ends_well_on_a_sound_corpus(tmp_path):
    result = run("check", write(tmp_path / "harbour.csv", rows_for("harbour")), "--schema", CODEBOOK)
    assert result.exit_code == 0
    assert "0 errors, 0 warnings" in result.output


def test_check_ends_with_one_and_names_the_rows_in_error(tmp_path):
    rows = rows_for("harbour")
    result = run("check", write_splits(tmp_path, train=rows[:3], test=rows[3:]))
    assert result.exit_code == 1
    assert "error: document harbour: has statements in test and train" in result.output


def test_check_ends_well_where_it_only_warns(tmp_path):
    rows = rows_for("harbour") + rows_for("quay", STATEMENTS[:1])
    result = run("check", write(tmp_path / "harbour.jsonl", rows))
    assert result.exit_code == 0
    assert "warning: train quay-1: same text as train harbour-1" in result.output


def test_describe_shows_rows_by_label_and_column(tmp_path):
    rows = [row | {"form": "wire" if i % 2 else "letter"} for i, row in enumerate(rows_for("harbour"))]
    result = run("describe", write(tmp_path / "harbour.parquet", rows))
    assert result.exit_code == 0
    assert "6 rows, 1 documents" in result.output
    assert "condemning" in result.output
    assert "letter" in result.output
