"""On real news, which is not ours to ship: the default model and the attribution keep their floors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"

pytestmark = pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the real articles are not here: ../shared")


def score(script, *arguments):
    command = [sys.executable, SHARED / "eval" / script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_real_article_gives_its_statements_speakers_and_labels(default_model, tmp_path):
    article = SHARED / "data" / "un_veto_article.txt"
    predictions = default_model.annotate(article.read_text("utf-8"))
    found = write(tmp_path / "found.jsonl", [prediction.to_row("un_veto") for prediction in predictions])
    said = score("score_article.py", article, SHARED / "data" / "un_veto_article.gold.jsonl", found)
    counts = {name: int(count) for name, count in re.findall(r"(found|label|speaker) (\d+)/21", said)}
    assert counts["found"] >= 21, said
    assert counts["speaker"] >= 20, said
    assert counts["label"] >= 17, said


def test_real_statements_are_labelled_well_enough(default_model, tmp_path):
    gold = SHARED / "data" / "stance_dev.jsonl"
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    labels = default_model.predict(rows)
    answers = [{"id": row["id"], "label": label} for row, label in zip(rows, labels, strict=True)]
    said = score("score_stance.py", gold, write(tmp_path / "answers.jsonl", answers))
    assert float(re.search(r"macro-F1 ([\d.]+)", said)[1]) >= 0.69, said
    assert float(re.search(r"explicit +accuracy ([\d.]+)", said)[1]) >= 0.8, said
    assert float(re.search(r"implicit +accuracy ([\d.]+)", said)[1]) >= 0.52, said
