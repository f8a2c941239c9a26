"""Measure a report on many examples: seconds, peak memory and the size of the page.

    python experiments/report_scale.py [EXAMPLES] [LABELS]

The statements are made of random words; predictions are random around the gold label, and every word of a
statement pushes, so that the page carries as much as a real one.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stance.evaluation import Push, build_report, write_report

SYLLABLES = ["ka", "lo", "mer", "tin", "sa", "vel", "or", "du", "pra", "ni", "ches", "tal", "go", "ren", "mi"]


def main(n: int, n_labels: int) -> None:
    """Build and write one report and print what it took."""
    rng = np.random.default_rng(0)
    vocabulary = ["".join(rng.choice(SYLLABLES, size)) for size in rng.integers(1, 4, 20_000)]
    weights = rng.normal(size=(len(vocabulary), n_labels))
    frequency = 1 / np.arange(1, len(vocabulary) + 1)
    drawn = [rng.choice(len(vocabulary), size, p=frequency / frequency.sum()) for size in rng.integers(8, 45, n)]
    labels = [f"label {i}" for i in range(n_labels)]
    gold = rng.integers(0, n_labels, n)
    probabilities = rng.dirichlet([0.5] * n_labels, n)
    probabilities[np.arange(n), gold] += 0.7
    probabilities /= probabilities.sum(1, keepdims=True)
    topics = ("politics", "sport", "health", "economy", "culture")
    examples = [
        {
            "id": f"s{i:06}",
            "doc_id": f"d{i // 6}",
            "text": " ".join(vocabulary[word] for word in words),
            "topic": topics[i % 5],
            "explicit": bool(i % 3),
            "words": words,
        }
        for i, words in enumerate(drawn)
    ]

    def explain(numbers: Sequence[int]) -> list[list[Push]]:
        pushes = []
        for i in numbers:
            at, found = 0, []
            for word in examples[i]["words"]:
                end = at + len(vocabulary[word])
                found.append(Push(vocabulary[word], [(at, end)], weights[word]))
                at = end + 1
            pushes.append(found)
        return pushes

    baselines = {
        name: [labels[i] for i in rng.integers(0, n_labels, n)] for name in ("majority", "cue keywords", "naive Bayes")
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    report = build_report(
        examples, [labels[i] for i in gold], probabilities, labels, baselines=baselines, explain=explain
    )
    built = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = write_report(report, Path(folder))
        written = time.perf_counter()
        sizes = {path.name: path.stat().st_size for path in paths}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n:,} examples, {n_labels} labels: {written - start:.1f} s (build {built - start:.1f} s)")
    print(f"peak memory {peak:,.0f} MB, of which {before:,.0f} MB before the report")
    print(", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in sizes.items()))


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["100000", "4"][len(sys.argv) - 1 :])))
