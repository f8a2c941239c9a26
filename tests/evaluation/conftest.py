"""A small evaluation of invented statements by a linear model whose weights are written out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stance.evaluation import Push, build_report

LABELS = ["condemning", "supporting", "regretting", "none"]
SOURCES = [
    "The harbour board",
    "Mayor Odile Brandt",
    "A spokesman for the growers",
    "The nurses' union",
    "Ilir Kodra",
]
ACTS = {
    "condemning": ["condemned {}", "accused the council of hiding {}", "said {} was a disgrace"],
    "supporting": ["welcomed {}", "praised {}", "said {} deserved every vote it got"],
    "regretting": ["apologised for {}", "regretted {}", "said {} had broken many hearts"],
    "none": ["announced {}", "asked when {} would be discussed", "said {} would be read on Monday"],
}
THINGS = [
    "the ferry timetable",
    "the flood plan",
    "the closure of ward six",
    "the new levy",
    "the strike ballot",
]
WEIGHTS = {
    "condemned": (2.2, -0.6, -0.4, -0.9),
    "accused": (1.9, -0.4, -0.5, -0.7),
    "disgrace": (0.8, -0.2, 0.1, -0.3),
    "welcomed": (-0.6, 2.1, -0.4, -0.8),
    "praised": (-0.5, 1.8, -0.3, -0.6),
    "apologised": (-0.3, -0.4, 1.7, -0.6),
    "regretted": (0.4, -0.5, 1.3, -0.5),
    "closure": (0.7, -0.6, 0.5, -0.1),
    "said": (-0.2, -0.1, -0.2, 0.5),
    "announced": (-0.7, -0.1, -0.4, 1.4),
}


def explain(rows: list[dict[str, Any]]) -> list[list[Push]]:
    """Return the words of the model that stand in each text."""
    return [
        [Push(word, spans, weights) for word, weights in WEIGHTS.items() if (spans := find(word, row["text"]))]
        for row in rows
    ]


def find(word: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"\b{word}\b", text)]


def predict(texts: list[str], sharpness: float = 1.0) -> np.ndarray:
    scores = np.array(
        [np.sum([w for word, w in WEIGHTS.items() if find(word, text)] or [(0, 0, 0, 0.2)], axis=0) for text in texts]
    )
    odds = np.exp(sharpness * scores)
    return odds / odds.sum(1, keepdims=True)


def make_examples() -> tuple[list[dict[str, Any]], list[str]]:
    examples, gold = [], []
    for i, (label, act, source, thing) in enumerate(
        (label, act, source, thing)
        for (label, acts), source, thing in itertools.product(ACTS.items(), SOURCES, THINGS)
        for act in acts
    ):
        example = {
            "id": f"s{i:03}",
            "doc_id": f"d{i // 4}",
            "text": f"{source} {act.format(thing)}.",
            "source": source,
        }
        example |= {
            "topic": "health" if "ward" in thing else "politics",
            "explicit": not act.startswith("said"),
        }
        examples.append(example)
        gold.append(label)
    return examples, gold


def make_report(sharpness: float = 1.0, noise: float = 0.0, **changes: Any) -> dict[str, Any]:
    examples, gold = make_examples()
    probabilities = predict([example["text"] for example in examples], sharpness)
    if noise:
        probabilities = (1 - noise) * probabilities + noise * np.random.default_rng(1).dirichlet([0.4] * 4, len(gold))
    arguments: dict[str, Any] = {
        "no_stance": "none",
        "baselines": {
            "majority": ["none"] * len(gold),
            "first word": [LABELS[len(e["text"]) % 4] for e in examples],
        },
        "explain": lambda numbers: explain([examples[i] for i in numbers]),
        "model": {
            "name": "ten words",
            "schema": {"name": "stance", "version": "1.0"},
            "vocabulary": {"word": 10},
            "artifact_bytes": 2_345_678,
            "features": {
                label: {
                    "for": sorted(((word, w[i]) for word, w in WEIGHTS.items() if w[i] > 0), key=lambda f: -f[1]),
                    "against": sorted(((word, w[i]) for word, w in WEIGHTS.items() if w[i] < 0), key=lambda f: f[1]),
                }
                for i, label in enumerate(LABELS)
            },
            "learning_curve": [
                {"examples": 50, "macro_f1": 0.41, "low": 0.33, "high": 0.49},
                {"examples": 240, "macro_f1": 0.62, "low": 0.57, "high": 0.66},
            ],
        },
        "data": {
            "name": "harbour statements",
            "rows": len(gold),
            "documents": 75,
            "words": 7,
            "fingerprint": "0123456789abcdef" * 4,
            "splits": ["train"],
            "labels": {label: {"train": gold.count(label)} for label in LABELS},
            "agreement": {"Cohen's kappa": 0.78, "annotators": 2},
            "problems": [
                {
                    "severity": "warning",
                    "where": "train s004",
                    "message": "nearly the same text as train s001",
                }
            ],
        },
        "run": {
            "command": "stance evaluate model.joblib harbour.jsonl -o report",
            "evaluated": "harbour.jsonl",
            "time": "2025-02-03 10:20 UTC",
            "seconds": 1.25,
            "seed": 7,
            "versions": {"stance": "0.1.0", "python": "3.11"},
            "config": {"seed": 7, "model": {"c": 1.5}},
        },
    }
    return build_report(examples, gold, probabilities, LABELS, **(arguments | changes))


@pytest.fixture(scope="session")
def labels() -> list[str]:
    """The labels, in the order of the schema."""
    return LABELS


@pytest.fixture(scope="session")
def weights() -> dict[str, tuple[float, ...]]:
    """What each word of the model adds to the score of each label."""
    return WEIGHTS


@pytest.fixture(scope="session", name="make_examples")
def _make_examples() -> Callable[[], tuple[list[dict[str, Any]], list[str]]]:
    """Make the statements and their gold labels anew."""
    return make_examples


@pytest.fixture(scope="session", name="predict")
def _predict() -> Callable[..., np.ndarray]:
    """Probabilities of the model for texts."""
    return predict


@pytest.fixture(scope="session", name="make_report")
def _make_report() -> Callable[..., dict[str, Any]]:
    """Make a report anew, with changes to what `build_report` takes."""
    return make_report


@pytest.fixture(scope="session")
def noisier() -> dict[str, Any]:
    """The report of a worse model on the same statements."""
    return make_report(noise=0.5, run={"command": "stance evaluate noisier.joblib harbour.jsonl"})


@pytest.fixture(scope="session")
def report(noisier: dict[str, Any]) -> dict[str, Any]:
    """The report of the model, beside two baselines and a noisier run before."""
    return make_report(previous=noisier)


@pytest.fixture(scope="session")
def arrays(report: dict[str, Any]) -> tuple[list[str], list[str], np.ndarray]:
    """Gold labels, predicted labels and probabilities in the order of the report's examples."""
    rows = report["examples"]
    return (
        [row["gold"] for row in rows],
        [row["predicted"] for row in rows],
        np.array([row["probabilities"] for row in rows]),
    )
