"""`stance predict` as a user meets it: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import stance.model

sys.path.append(str(Path(__file__).parents[1] / "batch"))
import keyword_model

ARTICLE = "Larkport condemned the closure of the harbour. Unions welcomed the plan. Owners met them.\n"
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def stance_command(monkeypatch, capfdbinary):
    """Run the command line with the keyword model; return its exit code, output and messages."""
    from stance.cli import console, main

    monkeypatch.setattr(stance.model, "load", keyword_model.load, raising=False)

    def run(*arguments, columns=80):
        monkeypatch.setattr(sys, "argv", ["stance", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", str(columns))
        console.output.cache_clear()
        console.messages.cache_clear()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "harbour.txt"
    path.write_text(ARTICLE)
    return path


def test_a_pipe_gets_a_json_line_for_each_statement(stance_command, article):
    code, out, err = stance_command("predict", article)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row["label"] for row in rows] == ["condemning", "supporting", "none"]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits_the_terminal_and_says_who_and_what(stance_command, article, columns):
    code, out, _ = stance_command("predict", "--format", "table", article, columns=columns)
    assert code == 0
    assert max(map(len, out.splitlines())) <= columns
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[1] == "who stance conf. words"
    assert any(line.startswith("Larkport condemning") for line in lines)
    assert "\x1b" not in out


def test_a_long_statement_takes_three_lines_of_the_table_at_most(stance_command, tmp_path):
    (tmp_path / "a.txt").write_text("Larkport condemned " + "the closure of the harbour and " * 40 + "more.\n")
    _, out, _ = stance_command("predict", "--format", "table", tmp_path / "a.txt")
    rows = [line for line in out.splitlines()[3:] if line.strip()]
    assert len(rows) == 3
    assert rows[-1].rstrip().endswith("…")


def test_an_article_without_statements_says_so(stance_command):
    code, out, _ = stance_command("predict", "--format", "table", "--text", "Nothing.")
    assert (code, out) == (0, "no statements found\n")


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_text_goes_to_a_file_in_the_format_of_its_name(stance_command, tmp_path, name):
    code, out, err = stance_command("predict", "--text", ARTICLE, "-o", tmp_path / name)
    assert (code, out) == (0, "")
    assert err == f"{tmp_path / name}: 3 statements\n"
    start = {"out.jsonl": b'{"doc_id"', "out.csv": b"doc_id,", "out.parquet": b"PAR1"}[name]
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_text_can_be_one_statement(stance_command):
    _, out, _ = stance_command("predict", "--unit", "statement", "--text", "They regret it. Really.")
    row = json.loads(out)
    assert (row["text"], row["label"]) == ("They regret it. Really.", "regretting")


@pytest.mark.parametrize(
    ("given", "rows"),
    [(ARTICLE, 3), ('{"text": "They met. They talked."}\n{"text": "They left."}\n', 2)],
    ids=["an article", "JSON Lines"],
)
def test_standard_input_is_an_article_or_json_lines(stance_command, monkeypatch, given, rows):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given.encode()))))
    code, out, _ = stance_command("predict", "-")
    assert (code, len(out.splitlines())) == (0, rows)


def test_the_summary_counts_labels_and_bad_records(stance_command, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"words": "They condemned it."}\n{}\n')
    bad, out = tmp_path / "bad.jsonl", tmp_path / "out.jsonl"
    code, _, err = stance_command(
        "predict", tmp_path / "in.jsonl", "-o", out, "--errors", bad, "--text-column", "words"
    )
    assert code == 0
    assert err.startswith(f"{out}: 1 statement (1 condemning); 1 bad record, see {bad}; ")
    assert json.loads(bad.read_text())["line"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "missing.txt: no such file or directory"),
        (["empty"], "empty: no .txt, .jsonl, .csv or .parquet file in this folder"),
        (["*.nothing"], "*.nothing: no file matches"),
        (["latin.txt"], "latin.txt: not UTF-8 text (byte 3); save it as UTF-8"),
        (["empty.txt"], "empty.txt: empty: it holds no text"),
        (["--text", " "], "the text is empty"),
        (["fine.txt", "-o", "empty"], "empty: cannot be written: is a directory"),
        (
            ["fine.txt", "--resume"],
            "a run can go on only from files to a file: give input files and -o FILE with --resume",
        ),
    ],
)
def test_bad_input_ends_in_one_line_and_1(stance_command, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("latin.txt").write_bytes(b"caf\xe9")
    Path("empty.txt").touch()
    Path("fine.txt").write_text(ARTICLE)
    before = sorted(tmp_path.rglob("*"))
    assert stance_command("predict", *arguments) == (1, "", f"stance: {message}\n")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments", [[], ["a.txt", "--text", "x"], ["a.txt", "--format", "xml"], ["a.txt", "--jobs", "0"]]
)
def test_wrong_usage_ends_in_2(stance_command, arguments):
    code, out, _ = stance_command("predict", *arguments)
    assert (code, out) == (2, "")


SLOW = """
import sys, time
sys.path[:0] = sys.argv.pop(1).split(":")
import keyword_model, stance.model

def load(path, tell):
    model = keyword_model.KeywordModel()
    label = model.label
    model.label = lambda records: time.sleep(0.2) or label(records)
    return model

stance.model.load = load
if __name__ == "__main__":
    from stance.cli import main
    main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
@pytest.mark.parametrize("resume", [False, True])
def test_ctrl_c_ends_in_130_and_one_line(tmp_path, resume):
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "in.jsonl").write_text('{"text": "They met."}\n' * 100_000)
    paths = ":".join([str(REPOSITORY), str(REPOSITORY / "tests" / "batch"), *sys.path])
    out = tmp_path / "out.jsonl"
    command = [sys.executable, tmp_path / "slow.py", paths, "predict", tmp_path / "in.jsonl", "-o", out]
    process = subprocess.Popen(
        [*command, *["--resume"] * resume], stderr=subprocess.PIPE, env={**os.environ, "COLUMNS": "80"}
    )
    while not list(tmp_path.glob(".out.jsonl*")) and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    kept = "what is done is kept; run the same command again to go on" if resume else "nothing was written"
    assert err.decode() == f"stance: stopped; {kept}\n"
    assert not out.exists()
    assert bool(list(tmp_path.glob(".out.jsonl*"))) == resume
