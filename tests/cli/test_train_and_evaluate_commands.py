"""`stance train`, `evaluate`, `schema` and `corpus` as a user meets them: what they write, say, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

SCHEMA = """
name = "harbour"
version = "1"
[[labels]]
name = "open"
definition = "Wants the harbour open."
[[labels]]
name = "shut"
definition = "Wants it shut."
"""


def words_of(text):
    """The words of an output, whatever the line ends."""
    return " ".join(text.split())


@pytest.fixture
def harbour(tmp_path):
    """Data of another codebook: two labels, other column names."""
    rows = [
        {"speech": f"{who} {says} on day {day}.", "view": view, "letter": str(day % 7)}
        for day in range(14)
        for who, says, view in [
            ("Mayor Toller", "wants ships to come back", "open"),
            ("Ilir Kodra", "would rather have the quays closed for good", "shut"),
        ]
    ]
    path = tmp_path / "harbour.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "harbour.toml").write_text(
        '[data]\ntext = "speech"\nlabel = "view"\ngroup = "letter"\n[evaluation]\nfolds = 2\n'
    )
    (tmp_path / "codes.toml").write_text(SCHEMA)
    return path


def test_training_writes_a_model_its_report_and_its_configuration(trained, small_model):
    assert {path.name for path in trained.iterdir()} == {"model.joblib", "report.html", "report.json", "config.toml"}
    assert tomllib.loads((trained / "config.toml").read_text())["classifier"]["character_ngrams"] == [3, 4]
    report = json.loads((trained / "report.json").read_text("utf-8"))
    assert report["run"]["command"].startswith("stance train ")
    assert report["run"]["evaluated"] == "cross-validation on the training split: 3 folds, no document in two"
    assert report["model"]["artifact_bytes"] == (trained / "model.joblib").stat().st_size
    assert small_model.card["scores"]["macro_f1"] == report["scores"]["macro_f1"]["value"]


def test_other_labels_and_other_columns_train_evaluate_and_predict(run_stance, harbour, tmp_path):
    model, settings = tmp_path / "model", tmp_path / "harbour.toml"
    code, out, err = run_stance("train", settings, "--data", harbour, "--schema", tmp_path / "codes.toml", "-o", model)
    assert (code, err.splitlines()[-1]) == (0, f"wrote {model}/model.joblib, report.html, report.json, config.toml")
    assert "macro-F1 1.000" in out
    report = json.loads((model / "report.json").read_text())
    assert report["labels"] == ["open", "shut"]
    assert report["intervals"]["unit"] == "document"
    code, out, _ = run_stance("evaluate", model / "model.joblib", harbour)
    assert code == 0
    assert "macro-F1 1.000" in out
    code, out, _ = run_stance(
        "predict", harbour, "--model", model / "model.joblib", "--text-column", "speech", "--format", "jsonl"
    )
    assert code == 0
    assert all(json.loads(line)["label"] == json.loads(line)["view"] for line in out.splitlines())


def test_training_again_compares_with_the_run_before(run_stance, harbour, tmp_path):
    command = ["train", tmp_path / "harbour.toml", "--data", harbour, "-o", tmp_path / "model"]
    run_stance(*command)
    assert json.loads((tmp_path / "model" / "report.json").read_text())["previous"] is None
    code, out, _ = run_stance(*command)
    previous = json.loads((tmp_path / "model" / "report.json").read_text())["previous"]
    assert (code, previous["changed"], previous["reason"]) == (0, 0, None)
    assert "No clear change since the previous run" in words_of(out)


def test_splits_held_out_are_scored_in_every_view(run_stance, harbour, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = harbour.read_text().splitlines(keepends=True)
    (folder / "train.jsonl").write_text("".join(lines[:20]))
    (folder / "test.jsonl").write_text("".join(lines[20:]))
    settings = tmp_path / "harbour.toml"
    settings.write_text(settings.read_text() + "learning_curve = true\n")
    code, out, _ = run_stance("train", settings, "--data", folder, "-o", tmp_path / "model")
    assert code == 0
    assert "splits held out of training" in out
    report = json.loads((tmp_path / "model" / "report.json").read_text())
    assert [(row["split"], row["examples"]) for row in report["held_out"]] == [("test", 8)]
    assert report["model"]["learning_curve"][-1]["examples"] == 10
    assert report["data"]["problems"][0]["message"] == "has statements in test and train"
    assert "This model on splits held out of training" in (tmp_path / "model" / "report.html").read_text()
    code, out, _ = run_stance("report", tmp_path / "model", "--as", "markdown")
    assert "## Splits held out of training" in out
    assert "| test | " in out
    code, out, _ = run_stance("evaluate", tmp_path / "model" / "model.joblib", folder)
    assert code == 0
    assert "8 examples" in out


@pytest.mark.parametrize(("minimum", "code"), [(0.2, 0), (0.999, 1)])
def test_evaluate_fails_under_the_macro_f1_asked_for(run_stance, trained, corpus_file, tmp_path, minimum, code):
    out = tmp_path / "report"
    ended, _, err = run_stance("evaluate", trained / "model.joblib", corpus_file, "--fail-under", minimum, "-o", out)
    assert ended == code
    assert {path.name for path in out.iterdir()} == {"report.html", "report.json"}
    last = err.splitlines()[-1]
    assert last.endswith(f"is below the {minimum} asked for" if code else "report.html, report.json")


def test_evaluate_takes_a_split_by_name_and_names_those_there_are(run_stance, trained, corpus_file):
    code, _, err = run_stance("evaluate", trained / "model.joblib", corpus_file, "--split", "dev")
    assert (code, err.splitlines()[-1]) == (1, f"stance: {corpus_file}: no split dev; the splits are train")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "missing.toml"], "missing.toml: no such file or directory"),
        (["train", "--data", "missing.jsonl", "-o", "m"], "missing.jsonl: no such file or directory"),
        (["train", "--data", "empty.jsonl", "-o", "m"], "empty.jsonl: no rows"),
        (["train", "--data", "latin.jsonl", "-o", "m"], "latin.jsonl: line 1: not a JSON object in UTF-8: "),
        (["train", "--data", "bare.jsonl", "-o", "m"], "bare.jsonl: line 2: text is missing or empty"),
        (["train", "--data", "unlabelled.jsonl", "-o", "m"], "unlabelled.jsonl: line 1: label is missing"),
        (["train", "--data", "folder", "-o", "m"], "folder: not a folder of labelled statements: "),
        (
            ["train", "--data", "odd.jsonl", "--schema", "codes.toml", "-o", "m"],
            "row 1: label 'ajar' is not in schema harbour (open, shut)",
        ),
        (["train", "--data", "odd.jsonl", "-o", "codes.toml"], "codes.toml: is a file; a folder is needed"),
        (["train", "--data", "odd.jsonl", "-o", "codes.toml/m"], "codes.toml/m: cannot be written: not a directory"),
        (["train", "--schema", "empty.jsonl"], "empty.jsonl: key name is missing; add it"),
        (["evaluate", "missing.joblib", "odd.jsonl"], "missing.joblib: no such file or directory"),
        (["evaluate", "odd.jsonl", "odd.jsonl"], "odd.jsonl: not a stance artifact"),
        (["evaluate", "small", "odd.jsonl"], "row 1: label 'ajar' is not in schema labels (condemning, "),
        (["evaluate", "small", "empty.jsonl"], "empty.jsonl: no rows"),
        (["schema", "check", "folder"], "folder: is a directory"),
        (["schema", "check", "empty.jsonl"], "empty.jsonl: key name is missing; add it"),
        (["schema", "show", "latin.jsonl"], "latin.jsonl: not UTF-8 text (byte 13)"),
        (["corpus", "describe", "missing.csv"], "missing.csv: no such file or directory"),
        (["corpus", "check", "folder"], "folder: not a folder of labelled statements: "),
        (["compare", "missing", "odd"], "missing: no such file or directory"),
        (["report", "folder"], "folder/report.json: no such file or directory"),
        (["inspect", "missing.joblib"], "missing.joblib: no such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_ends_in_one_line_and_1(run_stance, trained, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("empty.jsonl").touch()
    Path("latin.jsonl").write_bytes(b'{"text": "caf\xe9", "label": "none"}\n')
    Path("bare.jsonl").write_text('{"text": "They left.", "label": "none"}\n{"label": "none"}\n')
    Path("unlabelled.jsonl").write_text('{"text": "They left."}\n')
    Path("odd.jsonl").write_text('{"text": "They left.", "label": "ajar"}\n{"text": "They came.", "label": "open"}\n')
    Path("codes.toml").write_text(SCHEMA)
    before = sorted(tmp_path.rglob("*"))
    given = [str(trained / "model.joblib") if argument == "small" else argument for argument in arguments]
    code, out, err = run_stance(*given)
    assert (code, out) == (1, "")
    problems = [line for line in err.splitlines() if line.startswith("stance: ")]
    assert problems == err.splitlines()[-1:]
    assert problems[0].removeprefix("stance: ").startswith(message)
    assert "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"],
        ["evaluate", "model.joblib"],
        ["train", "--fail-under", "high"],
        ["train", "a.toml", "b.toml"],
        ["schema"],
        ["schema", "check"],
        ["corpus", "describe"],
        ["compare", "one"],
        ["report", "x", "--as", "song"],
        ["unknown"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_in_2(run_stance, arguments):
    code, _, err = run_stance(*arguments)
    assert code == 2
    assert "Traceback" not in err


def test_schema_show_prints_the_codebook_and_check_says_it_is_valid(run_stance, tmp_path):
    code, out, _ = run_stance("schema", "show")
    assert code == 0
    assert out.startswith("# stance ")
    assert all(f"## {label}" in out for label in ("condemning", "supporting", "regretting", "none"))
    (tmp_path / "codes.toml").write_text(SCHEMA)
    code, out, err = run_stance("schema", "check", tmp_path / "codes.toml")
    assert (code, out) == (0, "")
    assert words_of(err) == f"{tmp_path / 'codes.toml'}: schema harbour 1 is valid: 2 labels, 0 rules"


def test_corpus_check_names_the_rows_and_ends_in_1_where_there_are_errors(run_stance, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": "a", "doc_id": "1", "text": "The mayor condemned the raid.", "label": "condemning", "cue": "condemned"},
        {"id": "b", "doc_id": "2", "text": "The  mayor condemned the raid.", "label": "none", "cue": "condemned"},
        {"id": "a", "doc_id": "3", "text": "The council met on Monday in Larkport.", "label": "none", "cue": "said"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, err = run_stance("corpus", "check", path)
    assert code == 1
    assert out.splitlines() == [
        "error: train a: cue 'said' does not stand in the text",
        "error: train a: id stands on another row of train too",
        "error: train b: same text as train a",
    ]
    assert words_of(err) == f"{path}: 3 errors, 0 warnings"
    rows[1] = {"id": "b", "doc_id": "2", "text": "The union praised the mayor.", "label": "supporting"}
    rows[2] |= {"id": "c", "cue": None}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run_stance("corpus", "check", path)[0] == 0


def test_corpus_describe_counts_rows_by_label(run_stance, corpus_file, corpus_rows):
    code, out, err = run_stance("corpus", "describe", corpus_file)
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    for label in ("condemning", "supporting", "regretting", "none"):
        count = str(sum(row["label"] == label for row in corpus_rows))
        assert [label, count, count] in [[word for word in line if word not in "│┃"] for line in lines]
    assert f"{len(corpus_rows)} rows" in words_of(err)


COMMANDS = [
    *([name] for name in ("predict", "train", "train-attribution", "evaluate", "compare", "report", "inspect")),
    *(["schema", name] for name in ("show", "check")),
    *(["corpus", name] for name in ("check", "describe")),
]


@pytest.mark.parametrize("command", [[], ["schema"], ["corpus"], *COMMANDS], ids=" ".join)
def test_help_fits_eighty_columns(run_stance, command):
    code, out, _ = run_stance(*command, "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_training_in_130_one_line_and_no_files(tmp_path):
    command = [sys.executable, "-c", "from stance.cli import main; main()", "train", "-o", tmp_path / "model"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    first = process.stderr.readline()
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the workers too
    _, err = process.communicate(timeout=60)
    assert first.startswith("training on all")
    assert process.returncode == 130
    assert err.splitlines()[-1] == "stance: stopped"
    assert "Traceback" not in err
    assert not (tmp_path / "model").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are another thing there")
def test_a_reader_that_leaves_early_is_no_error():
    show = f"'{sys.executable}' -c 'from stance.cli import main; main()' schema show"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {show} | (exec <&-; sleep 1)"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
