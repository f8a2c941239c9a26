"""Statements a second of `model.predict`, beside scikit-learn, fastText and `wc -w`.

    python experiments/scorer_speed.py MODEL.joblib ARTICLES.jsonl [...] [--runs 5] [--statements 100000]

The statements are the sentences of the articles (records with `text`) of four words or more; where there are fewer
than asked for, they are repeated, each copy with a number of its own at its end. Everything runs on one thread but
where two are named. The plain pipeline is TfidfVectorizer(ngram_range=(1, 2)) with LinearSVC, fastText is
`train_supervised` as it comes, both trained on data/train.jsonl; fastText is given all statements in one call.
Each figure is the median of RUNS passes, which take turns, so that a busy machine slows all alike; it is processor
time, but for the gain of a second thread, which is time on the clock and says nothing unless two cores are free.
fastText comes from the package `fasttext-wheel` and is needed for this comparison only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from stance.model import load
from stance.model.classifier import StanceClassifier

TRAIN = Path(__file__).parents[1] / "data" / "train.jsonl"
SLOW = 5000  # statements that the project's own scikit-learn classifier is timed on


def read_rows(path: str | Path) -> list[dict]:
    """Return the records of a JSONL file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def read_statements(paths: list[str], count: int) -> tuple[list[str], int]:
    """Return so many statements, and how many differ by more than a number."""
    found = [
        sentence
        for path in paths
        for row in read_rows(path)
        for paragraph in row["text"].splitlines()
        for sentence in re.split(r"(?<=[.!?])\s+", paragraph.strip())
        if len(sentence.split()) >= 4
    ]
    repeated = [f"{found[i % len(found)]} {i // len(found)}" for i in range(len(found), count)]
    return (found + repeated)[:count], min(len(found), count)


def train_fasttext(rows: list[dict]) -> object:
    """Return a fastText model with its default settings."""
    import fasttext

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{row['label']} {' '.join(row['text'].split())}\n" for row in rows)
        file.flush()
        return fasttext.train_supervised(file.name, verbose=0, thread=1)


def clocks() -> tuple[float, float]:
    """Return the time on the clock, and the processor time of this process and its children."""
    children = os.times()
    return time.perf_counter(), time.process_time() + children.children_user + children.children_system


def take_turns(tasks: dict[str, Callable[[], object]], runs: int) -> dict[str, tuple[float, float]]:
    """Return the median seconds (clock, processor) of each task over rounds of all of them, a first not counted."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for run in range(runs + 1):
        for name, task in tasks.items():
            clock, processor = clocks()
            task()
            if run:
                times[name].append((clocks()[0] - clock, clocks()[1] - processor))
    return {
        name: (statistics.median(clock for clock, _ in took), statistics.median(processor for _, processor in took))
        for name, took in times.items()
    }


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description="Time the compiled scorer.")
    parser.add_argument("model")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--statements", type=int, default=100_000)
    arguments = parser.parse_args()
    statements, different = read_statements(arguments.articles, arguments.statements)
    size = sum(len(statement.encode()) for statement in statements)
    words = sum(len(statement.split()) for statement in statements)
    count = len(statements)
    print(
        f"{count:,} statements ({different:,} different ones), {words / count:.1f} words, {size / count:.0f} bytes each"
    )

    rows = read_rows(TRAIN)
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    plain = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LinearSVC()).fit(texts, labels)
    own = StanceClassifier(calibration_folds=0).fit(texts, labels)
    fasttext = train_fasttext(rows)
    model = load(arguments.model)
    column = pa.array(statements)
    with tempfile.NamedTemporaryFile("wb", suffix=".txt") as file:
        file.write("\n".join(statements).encode())
        file.flush()
        seconds = take_turns(
            {
                "model.predict": lambda: model.predict(statements),
                "model.predict, two threads": lambda: model.predict(statements, jobs=2),
                "scores of an Arrow column": lambda: model.scorer.scores(column),
                "scores of an Arrow column, two threads": lambda: model.scorer.scores(column, jobs=2),
                "TF-IDF (1, 2) and LinearSVC": lambda: plain.predict(statements),
                "fastText": lambda: fasttext.predict(statements),
                "wc -w": lambda: subprocess.run(["wc", "-w", file.name], check=True, capture_output=True),
                f"StanceClassifier, {SLOW:,} of them": lambda: own.predict(statements[:SLOW]),
            },
            arguments.runs,
        )
    ours = seconds["model.predict"][1]
    for name, (_, took) in seconds.items():
        scale = SLOW / count if name.startswith("Stance") else 1
        rate, ratio = count * scale / took, took / scale / ours
        line = f"{name:40} {rate:11,.0f} a second {size * scale / took / 1e6:8.1f} MB/s"
        print(f"{line}   model.predict is {ratio:.2f} times as fast")
    for name in ("model.predict", "scores of an Arrow column"):
        print(
            f"{name}: two threads are {seconds[name][0] / seconds[name + ', two threads'][0]:.2f} times as fast as one"
        )


if __name__ == "__main__":
    main()
